package google_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets"
	"rasoat/sheets/emulator"
	"rasoat/sheets/google"
	"rasoat/sheets/sheetstest"
)

// The column of the fixture's amounts, on whose cells threads are.
const amountCol = 3

// about returns a thread on the amount of each of these codes, as a plan that read
// the spreadsheet just now has it.
func about(t interface {
	Helper()
	Context() context.Context
	Fatal(...any)
}, book sheets.Book, tab string, codes ...string) []sheets.Thread {
	t.Helper()
	v, err := book.Read(t.Context(), sheets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	var all []sheets.Thread
	for _, have := range v.Snapshot().Tabs() {
		if have.Title() != tab {
			continue
		}
		at := map[string]sheets.Addr{}
		for row := range have.Rows() {
			for col, c := range have.Row(row) {
				if _, ok := at[c.Value.String()]; !ok {
					at[c.Value.String()] = sheets.Addr{Row: row, Col: col}
				}
			}
		}
		head, ok := at[codeTitle]
		amount, fine := at[totalTitle]
		if !ok || !fine {
			continue
		}
		for row := head.Row + 1; row < have.Rows(); row++ {
			code := have.Cell(row, head.Col).Value.String()
			if !slices.Contains(codes, code) {
				continue
			}
			thread := sheets.Thread{
				ID: idOf(code), Version: "1", Tab: have.ID(), At: sheets.Addr{Row: row, Col: amount.Col},
				Text: code + ": chưa đúng", Assignee: "can-bo@example.com",
			}
			prove := func(row, col int) {
				thread.Proof = append(thread.Proof, sheets.Placed{Addr: sheets.Addr{Row: row, Col: col}, Cell: sheets.Cell{Value: have.Cell(row, col).Value}})
			}
			prove(row, head.Col)
			prove(row, amount.Col)
			for col := range have.Cols() {
				prove(head.Row, col)
			}
			all = append(all, thread)
		}
	}
	return all
}

func idOf(code string) string { return "id" + strings.ToLower(strings.ReplaceAll(code, "-", "")) }

// talks has the fixture's book discuss.
func (f *fixture) talks(perDay int, threads ...sheets.Thread) (sheets.Talked, error) {
	now := time.Now()
	return f.book.(*google.Book).Discuss(f.t.Context(), sheets.Talk{
		Threads: threads, PerDay: perDay, Since: time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location()),
	})
}

// talksWell has it discuss, and wants these outcomes.
func (f *fixture) talksWell(perDay int, threads []sheets.Thread, want ...sheets.Outcome) sheets.Talked {
	f.t.Helper()
	got, err := f.talks(perDay, threads...)
	must(f.t, err)
	var outcomes []sheets.Outcome
	for _, t := range threads {
		outcomes = append(outcomes, got.Outcomes[t.ID])
	}
	if diff := cmp.Diff(want, outcomes); diff != "" {
		f.t.Errorf("outcomes (-want +got):\n%s", diff)
	}
	f.tidy()
	return got
}

// tidy wants no mark of a discussion to be left.
func (f *fixture) tidy() {
	f.t.Helper()
	for _, tab := range f.sheet.Look() {
		for _, m := range tab.Metadata {
			if m.Key == "rasoat.thread" {
				f.t.Errorf("a mark is left: %+v", m)
			}
		}
		for col, marks := range tab.ColumnMarks {
			for _, m := range marks {
				if m.Key == "rasoat.thread" {
					f.t.Errorf("column %d: a mark is left: %+v", col, m)
				}
			}
		}
	}
}

// said returns the posts of the comments, each behind the code of its row.
func (f *fixture) said() map[string][]string {
	all := map[string][]string{}
	for _, c := range f.sheet.Comments() {
		code, _ := f.sheet.LookAt(worldTab).Cells[emulator.At{Row: c.At.Row, Col: 1}].Value.(string)
		if c.At.Col != amountCol {
			code += " in another column"
		}
		if c.Resolved {
			code += " (resolved)"
		}
		for _, p := range c.Posts {
			all[code] = append(all[code], strings.ReplaceAll(p, "\n", " "))
		}
	}
	return all
}

func (f *fixture) saying(want map[string][]string) {
	f.t.Helper()
	if diff := cmp.Diff(want, f.said()); diff != "" {
		f.t.Errorf("comments (-want +got):\n%s", diff)
	}
}

// A thread is begun once, told what changed, closed, and reopened; each of it once.
func TestAThreadsLife(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		threads := about(f.t, f.book, worldTab, "P-2", "P-5")
		got := f.talksWell(10, threads, sheets.ThreadOpened, sheets.ThreadOpened)
		if got.Posts != 2 || got.Today != 2 {
			t.Errorf("%d posts, %d today, want 2 and 2", got.Posts, got.Today)
		}
		f.saying(map[string][]string{"P-2": {"P-2: chưa đúng (rasoat idp2-1)"}, "P-5": {"P-5: chưa đúng (rasoat idp5-1)"}})

		// Nobody remembers: they are found.
		got = f.talksWell(10, threads, sheets.ThreadStands, sheets.ThreadStands)
		if got.Posts != 0 || got.Today != 2 {
			t.Errorf("%d posts, %d today, want 0 and 2", got.Posts, got.Today)
		}

		threads[0].Posted, threads[0].Version, threads[0].Text = true, "2", "P-2: vẫn chưa đúng"
		threads[1] = sheets.Thread{ID: threads[1].ID, Text: "Đã xử lý.", Posted: true, Closes: true}
		f.talksWell(10, threads, sheets.ThreadReplied, sheets.ThreadClosed)
		f.talksWell(10, threads, sheets.ThreadStands, sheets.ThreadClosed)
		f.saying(map[string][]string{
			"P-2":            {"P-2: chưa đúng (rasoat idp2-1)", "P-2: vẫn chưa đúng (rasoat idp2-2)"},
			"P-5 (resolved)": {"P-5: chưa đúng (rasoat idp5-1)", "Đã xử lý."},
		})

		f.talksWell(10, about(f.t, f.book, worldTab, "P-5"), sheets.ThreadReopened)
		f.talksWell(10, about(f.t, f.book, worldTab, "P-5"), sheets.ThreadStands)
		if got := f.said()["P-5"]; len(got) != 3 || got[2] != "P-5: chưa đúng (rasoat idp5-1)" {
			t.Errorf("the thread that is back says %q", got)
		}
	})
}

// People have the last word: what they resolved stays resolved, and what they
// deleted does not come back.
func TestPeopleEndAThread(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		threads := about(f.t, f.book, worldTab, "P-1", "P-2", "P-3")
		f.talksWell(10, threads, sheets.ThreadOpened, sheets.ThreadOpened, sheets.ThreadOpened)
		all := f.sheet.Comments()
		must(f.t, f.staff.Resolve(all[0].ID))
		must(f.t, f.staff.DeleteComment(all[1].ID))
		must(f.t, f.staff.Reply(all[2].ID, "Đang kiểm tra"))
		for i := range threads {
			threads[i].Posted, threads[i].Version = true, "2"
		}
		f.talksWell(10, threads, sheets.ThreadEnded, sheets.ThreadEnded, sheets.ThreadReplied)
		f.saying(map[string][]string{
			"P-1 (resolved)": {"P-1: chưa đúng (rasoat idp1-1)", ""},
			"P-3":            {"P-3: chưa đúng (rasoat idp3-1)", "Đang kiểm tra", "P-3: chưa đúng (rasoat idp3-2)"},
		})
		// What others write is none of ours, whatever it says.
		_, err := f.staff.Comment(worldTab, emulator.At{Row: 7, Col: amountCol}, "P-4 (rasoat idp4-1)")
		must(f.t, err)
		f.talksWell(10, about(f.t, f.book, worldTab, "P-4"), sheets.ThreadOpened)
	})
}

// No more is posted a day than may be, whether or not anybody remembers.
func TestSoMuchADay(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		threads := about(f.t, f.book, worldTab, "P-1", "P-2", "P-3", "P-4", "P-5")
		later := sheets.ThreadLater
		f.talksWell(2, threads, sheets.ThreadOpened, sheets.ThreadOpened, later, later, later)
		f.talksWell(2, threads, sheets.ThreadStands, sheets.ThreadStands, later, later, later)
		<-time.After(24 * time.Hour)
		f.talksWell(2, threads, sheets.ThreadStands, sheets.ThreadStands, sheets.ThreadOpened, sheets.ThreadOpened, later)
		f.talksWell(2, threads[:1], sheets.ThreadStands)
		threads[0].Version = "2"
		f.talksWell(2, threads[:1], later)
		<-time.After(24 * time.Hour)
		got, err := f.book.(*google.Book).Discuss(f.t.Context(), sheets.Talk{Threads: threads[4:], PerDay: 2, Posted: 2, Since: time.Now()})
		must(f.t, err)
		if got.Outcomes[threads[4].ID] != later {
			t.Errorf("as much was posted as may be, and it was %q", got.Outcomes[threads[4].ID])
		}
	})
}

// Whatever goes wrong with any of the requests, every thread is begun and answered
// once when it is tried again, and nothing of ours is left lying about.
func TestThreadsWithOneFault(t *testing.T) {
	faults := map[string]emulator.Fault{
		"503":                    {Status: 503},
		"503, carried out":       {Status: 503, Applied: true},
		"cut":                    {CutAfter: 10},
		"no answer, carried out": {Drop: true, Applied: true},
		"refused":                {Status: 400},
	}
	for name, fault := range faults {
		for kind, most := range map[string]int{"read": 2, "write": 6} {
			for n := 1; n <= most; n++ {
				inVirtualTime(t, func(f *fixture) {
					threads := about(f.t, f.book, worldTab, "P-1", "P-2")
					f.hook = nth(kind, n, fault)
					for range 3 {
						_, _ = f.talks(10, threads...)
					}
					threads[0].Version, threads[0].Posted = "2", true
					threads[1] = sheets.Thread{ID: threads[1].ID, Text: "Đã xử lý.", Posted: true, Closes: true}
					for range 3 {
						_, _ = f.talks(10, threads...)
					}
					f.hook = nil
					f.talksWell(10, threads, sheets.ThreadStands, sheets.ThreadClosed)
					want := map[string][]string{
						"P-1":            {"P-1: chưa đúng (rasoat idp1-1)", "P-1: chưa đúng (rasoat idp1-2)"},
						"P-2 (resolved)": {"P-2: chưa đúng (rasoat idp2-1)", "Đã xử lý."},
					}
					if diff := cmp.Diff(want, f.said()); diff != "" {
						t.Errorf("%s at %s %d: comments (-want +got):\n%s", name, kind, n, diff)
					}
				})
			}
		}
	}
}

// The same when we are killed there: the requests that follow are never sent.
func TestThreadsAfterAKill(t *testing.T) {
	for n := 1; n <= 4; n++ {
		for _, applied := range []bool{false, true} {
			inVirtualTime(t, func(f *fixture) {
				threads := about(f.t, f.book, worldTab, "P-1", "P-2")
				writes := 0
				f.hook = func(r *http.Request, _ []byte) *emulator.Fault {
					if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, ":batchUpdate") {
						writes++
					}
					if writes >= n {
						return &emulator.Fault{Status: 403, Applied: applied && writes == n}
					}
					return nil
				}
				_, _ = f.talks(10, threads...)
				f.hook = nil
				_, err := f.talks(10, threads...)
				must(f.t, err)
				f.talksWell(10, threads, sheets.ThreadStands, sheets.ThreadStands)
				f.saying(map[string][]string{"P-1": {"P-1: chưa đúng (rasoat idp1-1)"}, "P-2": {"P-2: chưa đúng (rasoat idp2-1)"}})
			})
		}
	}
}

// A comment that was left beside another item, since we were killed before we saw
// where it stands, is deleted and made anew where it belongs.
func TestAStrayComment(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		threads := about(f.t, f.book, worldTab, "P-1", "P-6")
		sorted := false
		f.hook = func(_ *http.Request, body []byte) *emulator.Fault {
			switch {
			case sorted:
				return &emulator.Fault{Status: 403}
			case strings.Contains(string(body), "insertComment"):
				sorted = true
				must(f.t, f.staff.SortRange(worldTab, emulator.Block{Top: 4, Left: 0, Bottom: 10, Right: 4}, 1, true))
			}
			return nil
		}
		if _, err := f.talks(10, threads...); err == nil {
			t.Fatal("nothing was refused")
		}
		if len(f.sheet.Comments()) != 2 {
			t.Fatal("nothing was posted before the fault")
		}
		f.hook = nil
		threads = about(f.t, f.book, worldTab, "P-1", "P-6")
		f.talksWell(10, threads, sheets.ThreadMoved, sheets.ThreadMoved)
		f.saying(map[string][]string{})
		f.talksWell(10, threads, sheets.ThreadOpened, sheets.ThreadOpened)
		f.saying(map[string][]string{"P-1": {"P-1: chưa đúng (rasoat idp1-1)"}, "P-6": {"P-6: chưa đúng (rasoat idp6-1)"}})
	})
}

// A comment on merged cells stands on all of them.
func TestAThreadOnMergedCells(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		must(f.t, f.staff.Merge(worldTab, emulator.Block{Top: 4, Left: amountCol, Bottom: 6, Right: amountCol + 1}))
		f.talksWell(10, about(f.t, f.book, worldTab, "P-1"), sheets.ThreadOpened)
		f.talksWell(10, about(f.t, f.book, worldTab, "P-1"), sheets.ThreadStands)
	})
}

// Items that nothing tells apart are not commented on.
func TestItemsThatNothingTellsApart(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		f.put(8, 1, "P-2")
		f.put(8, 3, float64(100))
		f.talksWell(10, about(f.t, f.book, worldTab, "P-2")[:1], sheets.ThreadMoved)
		f.saying(map[string][]string{})
	})
}

// Somebody whom the spreadsheet does not take keeps nobody from commenting, and
// where there is no commenting at all the error says what to do.
func TestARefusalOfComments(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		refuse := "assigneeEmailAddress"
		f.hook = func(_ *http.Request, body []byte) *emulator.Fault {
			if strings.Contains(string(body), refuse) {
				return &emulator.Fault{Status: 400}
			}
			return nil
		}
		f.talksWell(10, about(f.t, f.book, worldTab, "P-1", "P-2"), sheets.ThreadOpened, sheets.ThreadOpened)
		refuse = "insertComment"
		_, err := f.talks(10, about(f.t, f.book, worldTab, "P-3", "P-4")...)
		if sheets.ClassOf(err) != sheets.Invalid || !strings.Contains(sheets.HintOf(err), "google.comments.after") {
			t.Errorf("the refusal: %v (hint %q)", err, sheets.HintOf(err))
		}
		f.tidy()
	})
}

// Comments of ours are no news to the feed; what people say in them makes us look.
func TestTheFeedIsSilentOfOurComments(t *testing.T) {
	h := newHarness(t, "vi_VN", emulator.Options{})
	h.Start([]sheetstest.Tab{{Title: "Danh mục", Cells: map[sheets.Addr]sheets.Cell{
		{Row: 0, Col: 0}: {Value: sheets.TextValue(codeTitle)}, {Row: 0, Col: 1}: {Value: sheets.TextValue(totalTitle)},
		{Row: 1, Col: 0}: {Value: sheets.TextValue("P-1")}, {Row: 1, Col: 1}: {Value: sheets.NumberValue("7")},
	}}})
	changed := follow(t, h.conn.Feed())
	got, err := h.Book().(*google.Book).Discuss(t.Context(), sheets.Talk{Threads: about(t, h.Book(), "Danh mục", "P-1"), PerDay: 10})
	must(t, err)
	if got.Posts != 1 {
		t.Fatalf("it came to %+v", got)
	}
	if ids := changed(); len(ids) > 0 {
		t.Errorf("our comment is news: %v", ids)
	}
	must(t, h.staff.Reply(h.sheet.Comments()[0].ID, "Đã sửa"))
	if ids := changed(); len(ids) != 1 {
		t.Errorf("changed after an answer: %v", ids)
	}
}
