package google_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"rasoat/sheets"
	"rasoat/sheets/emulator"
	"rasoat/sheets/sheetstest"
)

// follow asks a feed, and goes on from there at the next call.
func follow(t *testing.T, f sheets.Feed) func() []string {
	t.Helper()
	_, cursor, err := f.Changed(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	return func() []string {
		t.Helper()
		ids, next, err := f.Changed(t.Context(), cursor)
		if err != nil {
			t.Fatal(err)
		}
		cursor = next
		slices.Sort(ids)
		return ids
	}
}

func TestTheFeedTellsWhatOthersDid(t *testing.T) {
	h := newHarness(t, "vi_VN", emulator.Options{})
	one, two := h.on(t), h.on(t)
	for _, x := range []*harness{one, two} {
		x.Start([]sheetstest.Tab{{Title: "Danh mục"}})
	}
	changed := follow(t, h.conn.Feed())
	want := func(what string, ids ...string) {
		t.Helper()
		slices.Sort(ids)
		if got := changed(); !slices.Equal(got, ids) {
			t.Errorf("%s: changed %v, want %v", what, got, ids)
		}
	}
	want("nothing happened")
	one.must(one.staff.Type("Danh mục", emulator.At{Row: 0, Col: 0}, "Mã dự án"))
	one.must(one.staff.Type("Danh mục", emulator.At{Row: 0, Col: 1}, "Tên dự án"))
	want("staff typed", one.sheet.ID())
	want("nothing more happened")

	note(t, one)
	want("what we wrote is no news")
	one.must(one.staff.Type("Danh mục", emulator.At{Row: 3, Col: 0}, "DA-1"))
	two.must(two.staff.Type("Danh mục", emulator.At{Row: 3, Col: 0}, "DA-1"))
	want("staff typed behind us", one.sheet.ID(), two.sheet.ID())
	two.must(two.staff.Type("Danh mục", emulator.At{Row: 4, Col: 0}, "DA-2"))
	note(t, two)
	want("ours came last, and its reply told the rest")
	two.sheet.Share(account, emulator.None)
	want("it is not shared any more", two.sheet.ID())
	before := h.server.DriveRequests()
	want("nothing happened")
	if n := h.server.DriveRequests() - before; n != 1 || h.conn.Stats().Feeds == 0 {
		t.Errorf("%d requests for all spreadsheets, %d counted", n, h.conn.Stats().Feeds)
	}
}

// note writes something of ours.
func note(t *testing.T, h *harness) {
	t.Helper()
	view, err := h.Book().Read(t.Context(), sheets.Scope{})
	h.must(err)
	change, err := view.Propose(sheets.Annotations{Tabs: []sheets.OwnTab{{ID: "summary", Title: "Tổng hợp", Rows: []sheets.OwnRow{{{Value: sheets.TextValue("1")}}}}}})
	h.must(err)
	if len(change.Steps()) == 0 {
		t.Fatal("there is nothing to write")
	}
	_, err = change.Apply(t.Context())
	h.must(err)
}

func TestAFeedWhoseCursorIsLost(t *testing.T) {
	h := newHarness(t, "vi_VN", emulator.Options{})
	_, cursor, err := h.conn.Feed().Changed(t.Context(), "")
	h.must(err)
	h.server.ForgetChanges()
	if _, _, err := h.conn.Feed().Changed(t.Context(), cursor); !errors.Is(err, sheets.ErrCursorLost) {
		t.Errorf("a cursor that the service forgot: %v", err)
	}
	_, cursor, err = h.conn.Feed().Changed(t.Context(), "")
	h.must(err)
	before := h.server.DriveRequests()
	_, of, _ := strings.Cut(cursor, " ")
	for _, other := range []string{"1 somebody@example.com " + h.url + "/", "1 " + strings.Replace(of, h.url, "https://drive.example.com", 1), "1"} {
		if _, _, err := h.conn.Feed().Changed(t.Context(), other); !errors.Is(err, sheets.ErrCursorLost) {
			t.Errorf("the cursor %q of another: %v", other, err)
		}
	}
	if n := h.server.DriveRequests() - before; n != 0 {
		t.Errorf("another's page tokens were sent %d times", n)
	}
	if _, _, err := h.conn.Feed().Changed(t.Context(), "no-number "+of); !errors.Is(err, sheets.ErrCursorLost) {
		t.Errorf("a token that is none: %v", err)
	}
}

func TestAFeedThatIsNotToBeHad(t *testing.T) {
	h := newHarness(t, "vi_VN", emulator.Options{})
	h.server.Before(func(r *http.Request, _ []byte) *emulator.Fault {
		if !strings.HasPrefix(r.URL.Path, "/drive/") {
			return nil
		}
		return &emulator.Fault{Status: http.StatusForbidden, Body: `{"error":{"code":403,"message":"Google Drive API has not been used in project 1 before or it is disabled.",` +
			`"errors":[{"message":"disabled","domain":"usageLimits","reason":"accessNotConfigured"}],"status":"PERMISSION_DENIED",` +
			`"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"SERVICE_DISABLED","domain":"googleapis.com"}]}}`}
	})
	_, _, err := h.conn.Feed().Changed(t.Context(), "")
	var op *sheets.OpError
	if !errors.As(err, &op) || op.Class != sheets.Denied || !strings.Contains(op.Hint, "Google Drive API") || errors.Is(err, sheets.ErrCursorLost) {
		t.Errorf("got %#v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	defer cancel()
	if _, _, err := h.conn.Feed().Changed(ctx, ""); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("no time: %v", err)
	}
}

func TestMayEdit(t *testing.T) {
	h := newHarness(t, "vi_VN", emulator.Options{})
	h.Start([]sheetstest.Tab{{Title: "Danh mục"}})
	for role, want := range map[emulator.Role]bool{emulator.Writer: true, emulator.Reader: false} {
		h.sheet.Share(account, role)
		if may, err := h.conn.Feed().MayEdit(t.Context(), h.sheet.ID()); err != nil || may != want {
			t.Errorf("role %v: %v, %v", role, may, err)
		}
	}
	h.sheet.Share(account, emulator.None)
	if may, err := h.conn.Feed().MayEdit(t.Context(), h.sheet.ID()); err == nil || may {
		t.Errorf("not shared: %v, %v", may, err)
	}
}
