package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/emersion/go-message/mail"
)

// letter prints a mail for reading: its headers, its text, and what else it
// carries.
func (t *terminal) letter(raw []byte) error {
	r, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		return fmt.Errorf("read the mail: %w", err)
	}
	defer r.Close()
	for _, name := range []string{"From", "To", "Reply-To", "Subject", "Date", "Message-Id", "In-Reply-To"} {
		if value, err := header(r.Header, name); err != nil {
			return fmt.Errorf("read the mail's %s: %w", name, err)
		} else if value != "" {
			t.line("%s", t.p.Text("outbox/header", map[string]any{"name": name, "value": value}))
		}
	}
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the mail's parts: %w", err)
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			return fmt.Errorf("read a part of the mail: %w", err)
		}
		switch h := part.Header.(type) {
		case *mail.InlineHeader:
			kind, _, err := h.ContentType()
			if err != nil {
				return fmt.Errorf("read a part of the mail: %w", err)
			}
			if kind == "text/plain" {
				t.line("")
				t.quote(string(body))
				t.line("")
				continue
			}
			t.line("%s", t.p.Text("outbox/part", map[string]any{"name": "", "kind": kind, "bytes": len(body)}))
		case *mail.AttachmentHeader:
			kind, _, kindErr := h.ContentType()
			name, err := h.Filename()
			if err := errors.Join(kindErr, err); err != nil {
				return fmt.Errorf("read an attachment: %w", err)
			}
			t.line("%s", t.p.Text("outbox/part", map[string]any{"name": name, "kind": kind, "bytes": len(body)}))
		}
	}
}

// header returns a header as people read it, "" where the mail has it not.
func header(h mail.Header, name string) (string, error) {
	switch name {
	case "From", "To", "Reply-To":
		list, err := h.AddressList(name)
		var all []string
		for _, a := range list {
			if a.Name == "" {
				all = append(all, a.Address)
			} else {
				all = append(all, a.Name+" <"+a.Address+">")
			}
		}
		return strings.Join(all, ", "), err
	case "Date":
		at, err := h.Date()
		if err != nil || at.IsZero() {
			return "", err
		}
		return clockTime(at), nil
	}
	return h.Text(name)
}

// quote prints a text of several lines behind a margin, without what would
// steer the terminal.
func (t *terminal) quote(text string) {
	for _, l := range strings.Split(strings.TrimRight(text, "\r\n"), "\n") {
		l = strings.Map(func(r rune) rune {
			if unicode.Is(unicode.C, r) && r != '\t' && r != '\u200D' && r != '\u200C' {
				return -1
			}
			return r
		}, l)
		t.line("%s", strings.TrimRight("  | "+l, " "))
	}
}
