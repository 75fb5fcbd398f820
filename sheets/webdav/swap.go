package webdav

import (
	"context"
	"fmt"
	"net/http"
	"path"
	"strings"

	"rasoat/sheets"
)

// Swap puts data in the place of a version that Load returned, if that is
// still what stands there. Errors are *[sheets.OpError] values: Conflict,
// Busy (with the holder where the server tells), Denied, Gone and Throttled
// mean that nothing was written, Uncertain that nobody knows.
func (f *File) Swap(ctx context.Context, version string, data []byte) (newVersion string, err error) {
	old := f.last
	if old == nil || old.name != version {
		return "", f.conflict()
	}
	heeds, err := f.heedsConditions(ctx)
	if err != nil {
		return "", err
	}
	token := ""
	switch {
	case heeds && old.strong() && !old.fresh:
		return f.put(ctx, old, data, "")
	case !heeds:
		if token, err = f.lock(ctx); err != nil {
			return "", err
		}
	}
	if token != "" {
		defer f.unlock(context.WithoutCancel(ctx), token)
	}
	now, err := f.same(ctx, old, token != "")
	if err != nil {
		return "", err
	}
	return f.put(ctx, now, data, token)
}

// same fetches the file once more and fails with class Conflict where it is
// not the old one. Unless it is locked, it does so until the file's mark is
// that of no other save, as far as that can be had.
func (f *File) same(ctx context.Context, old *version, locked bool) (*version, error) {
	for n := 0; ; n++ {
		now, err := f.fetch(ctx, nil)
		switch {
		case sheets.ClassOf(err) == sheets.Gone: // it is being saved
			return nil, f.conflict()
		case err != nil:
			return nil, err
		case now.name != old.name:
			return nil, f.conflict()
		case locked || !now.fresh || n == 2:
			return now, nil
		}
		if err := f.sleep(ctx, settled); err != nil {
			return nil, f.fail(sheets.Other, "write", "", err)
		}
	}
}

// put writes the file under the condition that it is the old version. token is
// that of our lock, "" for none.
func (f *File) put(ctx context.Context, old *version, data []byte, token string) (string, error) {
	header := http.Header{"Content-Type": {contentType(f.url.Path)}}
	old.ifSame(header)
	if token != "" {
		header.Set("If", "(<"+token+">)")
	}
	// A strong tag makes the request one that can be repeated.
	a, err := f.send(ctx, request{op: "write", method: http.MethodPut, url: f.url, header: header, body: data, most: 64 << 10, patient: old.strong()})
	if err != nil {
		return "", err
	}
	switch {
	case a.status >= 200 && a.status < 300:
	case a.status == http.StatusPreconditionFailed && a.maybe:
		// The earlier attempt may have done it, and changed the tag.
		now, err := f.fetch(ctx, nil)
		if err != nil || now.name != versionOf(data, mark{}).name {
			return "", f.fail(sheets.Uncertain, "write", uncertainHint, fmt.Errorf("the server had a fault, and then said HTTP %d", a.status))
		}
	case a.status == http.StatusPreconditionFailed, a.status == http.StatusNotFound:
		return "", f.conflict()
	case a.status == http.StatusLocked:
		return "", f.busy(ctx)
	default:
		return "", f.refused("write", a)
	}
	// What the server makes of it is seen when it is next fetched.
	f.last = versionOf(data, mark{fresh: true})
	return f.last.name, nil
}

func contentType(name string) string {
	if strings.EqualFold(path.Ext(name), ".xlsm") {
		return "application/vnd.ms-excel.sheet.macroEnabled.12"
	}
	return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

// probeName is one name, so that where a server lets us make files and not
// delete them there is one at most.
const probeName = "rasoat-probe.tmp"

// heedsConditions asks, once, whether the server heeds If-Match. A file that
// is not there has no tag, so that a server that does refuses to make it
// (RFC 9110, section 13.1.1). One that makes it does not, and the file is
// deleted at once.
func (f *File) heedsConditions(ctx context.Context) (bool, error) {
	if f.heeds != nil {
		return *f.heeds, nil
	}
	probe := f.sibling(path.Join(path.Dir(f.url.Path), probeName))
	a, err := f.send(ctx, request{op: "write", method: http.MethodPut, url: probe, most: 64 << 10,
		header: http.Header{"If-Match": {`"rasoat"`}, "Content-Type": {"text/plain"}},
		body:   []byte("rasoat asked with this file whether the server heeds conditions. It can be deleted.\n")})
	switch {
	case err != nil && sheets.ClassOf(err) == sheets.Uncertain:
		f.remove(ctx, request{url: probe}) // if it is there
		return false, nil
	case err != nil:
		return false, err
	case a.status >= 200 && a.status < 300:
		f.remove(ctx, request{url: probe})
	}
	heeds := a.status == http.StatusPreconditionFailed
	f.heeds = &heeds
	return heeds, nil
}

// remove deletes what we made on the server ourselves. Where that fails it is
// in nobody's way.
func (f *File) remove(ctx context.Context, r request) {
	r.op, r.method, r.most, r.patient = "clear away", http.MethodDelete, 64<<10, true
	_, _ = f.send(context.WithoutCancel(ctx), r)
}
