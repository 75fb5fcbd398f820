package webdav

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode"

	"rasoat/sheets"
)

// lock locks the file for a moment and returns the lock's token, or "" where
// the server has no locks. It fails with class Busy where somebody else has
// one.
func (f *File) lock(ctx context.Context) (token string, err error) {
	a, err := f.send(ctx, request{
		op: "write", method: "LOCK", url: f.url, most: 64 << 10,
		header: http.Header{"Content-Type": {"application/xml; charset=utf-8"}, "Depth": {"0"}, "Timeout": {"Second-300"}},
		body: []byte(`<?xml version="1.0" encoding="utf-8"?>` +
			`<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype><D:owner>rasoat</D:owner></D:lockinfo>`),
	})
	if sheets.ClassOf(err) == sheets.Throttled {
		return "", nil // Apache says 500 where it is not set up for locks
	}
	if err != nil {
		return "", err
	}
	switch a.status {
	case http.StatusLocked:
		return "", f.busy(ctx)
	case http.StatusUnauthorized:
		return "", f.refused("write", a)
	case http.StatusOK, http.StatusCreated:
		token = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(a.header.Get("Lock-Token")), "<"), ">")
	}
	if token != "" && a.status == http.StatusCreated {
		// There was no file, and the lock made an empty one (RFC 4918, section 7.3).
		f.remove(ctx, request{url: f.url, header: http.Header{"If": {"(<" + token + ">)"}}})
		return "", f.conflict()
	}
	return token, nil
}

// unlock gives the lock back. Where that fails it ends by itself.
func (f *File) unlock(ctx context.Context, token string) {
	_, _ = f.send(ctx, request{op: "write", method: "UNLOCK", url: f.url, most: 64 << 10, patient: true,
		header: http.Header{"Lock-Token": {"<" + token + ">"}}})
}

// busy says that somebody holds the file, and who where the server tells.
func (f *File) busy(ctx context.Context) error {
	who := f.holder(ctx)
	e := &sheets.OpError{Class: sheets.Busy, Op: "write", Where: f.Name(), Holder: who, Err: errors.New("somebody has locked it on the server"),
		Hint: "it will be tried again; if nobody has the workbook open any more, have those who run the server end the lock"}
	if who != "" {
		e.Err = fmt.Errorf("%s has locked it on the server", who)
	}
	return e
}

// holder asks who has locked the file: the owner of the lock, as they gave it
// (RFC 4918, section 15.8), or the name that Nextcloud's app for locking files
// shows. It returns "" where that cannot be had.
func (f *File) holder(ctx context.Context) string {
	a, err := f.send(ctx, request{
		op: "write", method: "PROPFIND", url: f.url, most: 1 << 20,
		header: http.Header{"Content-Type": {"application/xml; charset=utf-8"}, "Depth": {"0"}},
		body: []byte(`<?xml version="1.0" encoding="utf-8"?>` +
			`<D:propfind xmlns:D="DAV:" xmlns:nc="http://nextcloud.org/ns"><D:prop><D:lockdiscovery/><nc:lock-owner-displayname/></D:prop></D:propfind>`),
	})
	if err != nil || a.status != http.StatusMultiStatus {
		return ""
	}
	return holderIn(a.body)
}

// holderIn reads the holder of a lock from the answer to PROPFIND.
func holderIn(body []byte) string {
	var found struct {
		Props []struct {
			Shown  string `xml:"http://nextcloud.org/ns lock-owner-displayname"`
			Owners []struct {
				Inner string `xml:",innerxml"`
			} `xml:"lockdiscovery>activelock>owner"`
		} `xml:"response>propstat>prop"`
	}
	if xml.Unmarshal(body, &found) != nil {
		return ""
	}
	for _, p := range found.Props {
		if who := oneLine(p.Shown); who != "" {
			return who
		}
		for _, o := range p.Owners {
			if who := oneLine(texts(o.Inner)); who != "" {
				return who
			}
		}
	}
	return ""
}

// texts returns what stands between the tags of a piece of XML.
func texts(inner string) string {
	var b strings.Builder
	d := xml.NewDecoder(strings.NewReader(inner))
	for {
		t, err := d.Token()
		if err != nil {
			return b.String()
		}
		if text, ok := t.(xml.CharData); ok {
			b.Write(text)
			b.WriteByte(' ')
		}
	}
}

// oneLine makes a name fit for a message.
func oneLine(s string) string {
	const most = 80
	s = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(s, "?"))
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return s
}
