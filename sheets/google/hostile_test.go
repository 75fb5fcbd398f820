package google_test

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rasoat/sheets"
	"rasoat/sheets/emulator"
	"rasoat/sheets/google"
)

// world is a list of projects in the emulator, people who do anything to it at
// any time, and a service that goes over it. Whatever people do, no text of
// ours may ever stand beside an item that it is not about, and no cell of
// theirs may change by our doing.
type world struct {
	t      *rapid.T
	server *emulator.Server
	sheet  *emulator.Spreadsheet
	staff  *emulator.Staff
	book   sheets.Book
	next   int   // number of the next new item
	rules  int   // how often people said what may be typed
	meddle []int // before which of the coming requests of ours people make an edit
	values int   // which values the list offers, 0 for none
	before []emulator.Tab
	read   []string // what people did since we read the spreadsheet
	since  []string // what they did since we read what may be typed
	strays bool     // in that moment they may have copied a drop-down of ours
	done   []string // what happened, for failures
}

const worldTab = "Danh mục"

// The head stands in row 3, the items from row 5 on.
const worldHead = 2

// stage is an emulator and a connection for one world after the other.
type stage struct {
	server *emulator.Server
	conn   *google.Connection
	world  *world // the present one
}

func newStage(t *testing.T, b emulator.Behaviour) *stage {
	st := &stage{server: emulator.New(emulator.Options{
		Behaviour: b, Quota: emulator.Quota{UserReads: -1, UserWrites: -1, ProjectReads: -1, ProjectWrites: -1},
	})}
	st.conn = connectInProcess(t, st.server)
	st.server.Before(func(r *http.Request, _ []byte) *emulator.Fault {
		if w := st.world; strings.HasPrefix(r.URL.Path, "/v4/") {
			for i := range w.meddle {
				if w.meddle[i]--; w.meddle[i] == 0 {
					w.edit()
				}
			}
			w.before = w.sheet.Look()
			switch {
			case r.Method == http.MethodGet:
				w.read = nil
			case strings.HasSuffix(r.URL.Path, ":getByDataFilter"):
				w.since = nil
			}
		}
		return nil
	})
	st.server.After(func(r *http.Request, body []byte, status int, _ []byte) {
		if w := st.world; r.Method != http.MethodGet && strings.HasPrefix(r.URL.Path, "/v4/") {
			now := w.sheet.Look()
			w.sameStaffCells(w.before, now)
			w.sameStaffRules(w.before, now)
			w.strays = w.strays || len(w.since) > 0 && bytes.Contains(body, []byte("setDataValidation"))
			w.nothingWrong("after our request", now)
		}
	})
	return st
}

// newWorld puts another world on the stage.
func (st *stage) newWorld(t *rapid.T, book func(*google.Connection, string) sheets.Book) *world {
	w := &world{t: t, server: st.server}
	st.world = w
	locale := rapid.SampledFrom([]string{"vi_VN", "en_US", "de_DE"}).Draw(t, "locale")
	w.sheet = w.server.Create("Theo dõi", locale, "Asia/Ho_Chi_Minh")
	w.sheet.Share(account, emulator.Writer)
	w.staff = w.sheet.Staff()
	first := w.sheet.Look()[0]
	w.must(w.staff.DeleteRows(first.Title, 40, first.Rows-40))
	w.must(w.staff.RenameTab(first.Title, worldTab))
	for col, s := range []string{"STT", codeTitle, nameTitle, totalTitle, "Ghi chú"} {
		w.put(worldHead, col, s)
	}
	w.put(3, 2, "TỔNG SỐ")
	for row := 4; row < 12; row++ {
		w.item(row)
	}
	w.put(13, 1, "Ghi chú: số liệu mẫu")
	w.book = book(st.conn, w.sheet.ID())
	return w
}

// connectInProcess connects without a network: what is sent is what would be
// on the wire.
func connectInProcess(tb testing.TB, s *emulator.Server) *google.Connection {
	tb.Helper()
	return connect(tb, s, "http://sheets.example.com", google.Options{Limits: unlimited, Base: handlerTransport{s}})
}

type handlerTransport struct{ http.Handler }

func (h handlerTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	body := []byte(nil)
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r.Body.Close()
	}
	in := r.Clone(r.Context())
	in.Body, in.RequestURI, in.Host = io.NopCloser(bytes.NewReader(body)), r.URL.RequestURI(), r.URL.Host
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, in)
	res := rec.Result()
	res.Request = r
	return res, nil
}

func (w *world) must(err error) {
	if err != nil {
		w.t.Fatalf("%v\n%s", err, strings.Join(w.done, "\n"))
	}
}

func (w *world) put(row, col int, v any) {
	w.must(w.staff.Put(worldTab, emulator.At{Row: row, Col: col}, emulator.Cell{Value: v}))
}

// item writes a new item into a row.
func (w *world) item(row int) {
	w.next++
	at, ok := codeColumn(w.tab(worldTab))
	if !ok {
		return
	}
	w.put(row, at.Col, fmt.Sprintf("P-%d", w.next))
	for title, v := range map[string]any{nameTitle: fmt.Sprintf("Dự án %d", w.next), totalTitle: float64(w.next * 7)} {
		if at, ok := headCell(w.tab(worldTab), title); ok {
			w.put(row, at.Col, v)
		}
	}
}

func (w *world) tab(title string) emulator.Tab { return w.sheet.LookAt(title) }

const (
	codeTitle  = "Mã"
	nameTitle  = "Tên dự án"
	totalTitle = "TMĐT"
)

// headCell returns the cell that holds the title of a column of theirs.
func headCell(t emulator.Tab, title string) (emulator.At, bool) {
	for at, c := range t.Cells {
		if c.Value == title && c.Entered {
			return at, true
		}
	}
	return emulator.At{}, false
}

// codeColumn returns the head cell of the column of codes.
func codeColumn(t emulator.Tab) (emulator.At, bool) { return headCell(t, codeTitle) }

// pass goes over the spreadsheet as the service does: it starts over where
// people changed what it needs.
func (w *world) pass() (sheets.View, error) {
	for range 6 {
		v, err := w.book.Read(w.t.Context(), sheets.Scope{})
		if err != nil {
			return nil, err
		}
		c, err := v.Propose(w.annotations(v.Snapshot()))
		if err != nil {
			return nil, err
		}
		after, err := c.Apply(w.t.Context())
		if cl := sheets.ClassOf(err); err != nil && (cl == sheets.Conflict || cl == sheets.Uncertain) {
			w.done = append(w.done, "  started over: "+err.Error())
			continue
		}
		return after, err
	}
	return nil, fmt.Errorf("six times in a row the spreadsheet changed")
}

// quietPass is a pass while nobody does anything, and all that is then true.
func (w *world) quietPass() {
	w.meddle = nil
	if _, err := w.pass(); err != nil {
		w.t.Fatalf("a quiet pass: %v\n%s", err, strings.Join(w.done, "\n"))
	}
	v, err := w.book.Read(w.t.Context(), sheets.Scope{})
	w.must(err)
	a := w.annotations(v.Snapshot())
	c, err := v.Propose(a)
	w.must(err)
	if steps := c.Steps(); len(steps) > 0 {
		w.t.Fatalf("after a quiet pass there are steps: %+v\n%s", steps, strings.Join(w.done, "\n"))
	}
	for _, l := range a.Lists {
		w.shows(v.Snapshot(), l)
	}
	w.offers(v.Snapshot(), a)
}

// otherBehaviour is the other answer to all that documentation leaves open.
func otherBehaviour() emulator.Behaviour {
	return emulator.Behaviour{
		FoldDiacritics: true, SortMovesMetadata: true, SortSheetMovesFirstRow: true, EmptyLookupIsText: true, InsertInheritsNothing: true,
		SortMovesFilteredRows: true, SpillNeverGrowsGrid: true, DuplicateCopiesMetadata: true, DuplicateKeepsProtection: true, FileCopyDropsMetadata: true,
	}
}

// TestWhateverPeopleDo lets people do anything at any time, between any two
// requests of ours.
func TestWhateverPeopleDo(t *testing.T) {
	for name, b := range map[string]emulator.Behaviour{
		"first guesses": {},
		"the other way": otherBehaviour(),
	} {
		t.Run(name, func(t *testing.T) {
			st := newStage(t, b)
			// Some 1,200 trials in all, an edit or a pass each; 42,000 at full
			// length.
			rounds := 1
			if *full {
				rounds = 7
			} else {
				fewer(t, "20")
			}
			for range rounds {
				rapid.Check(t, func(rt *rapid.T) { st.trial(rt, ourBook) })
			}
		})
	}
}

// fewer has rapid tell so many stories instead of 100.
func fewer(t *testing.T, n string) {
	t.Helper()
	checks := flag.Lookup("rapid.checks")
	if checks.Value.String() != checks.DefValue {
		return // somebody asked for another number
	}
	must(t, checks.Value.Set(n))
	t.Cleanup(func() { must(t, checks.Value.Set(checks.DefValue)) })
}

func ourBook(c *google.Connection, id string) sheets.Book {
	return c.Book(id, google.BookOptions{Columns: true})
}

// trial is one story: passes and edits in any order, then a quiet pass.
func (st *stage) trial(rt *rapid.T, book func(*google.Connection, string) sheets.Book) {
	w := st.newWorld(rt, book)
	defer w.sheet.Delete()
	pass := func(rt *rapid.T) {
		w.meddle = rapid.SliceOfN(rapid.IntRange(1, 5), 0, 4).Draw(rt, "edits before requests")
		w.done = append(w.done, "pass")
		if _, err := w.pass(); err != nil {
			w.done = append(w.done, "  failed: "+err.Error())
			if sheets.ClassOf(err) != sheets.Conflict && sheets.ClassOf(err) != sheets.Other {
				rt.Fatalf("a pass failed: %v\n%s", err, strings.Join(w.done, "\n"))
			}
		}
		w.nothingWrong("after a pass", w.sheet.Look())
	}
	rt.Repeat(map[string]func(*rapid.T){
		"edit":       func(*rapid.T) { w.edit() },
		"pass":       pass,
		"quiet pass": func(*rapid.T) { w.done = append(w.done, "quiet pass"); w.quietPass() },
		"other values": func(*rapid.T) {
			w.values = rapid.IntRange(0, 3).Draw(rt, "values")
			w.done = append(w.done, fmt.Sprintf("other values: %d", w.values))
			pass(rt)
		},
	})
	w.quietPass()
}

// TestASlippingFormulaIsFound breaks the formula on purpose: the form that
// suggests itself shows every text one row too high, or too low, as soon as
// somebody inserts a row right under the head. What looks at the rows sees it.
func TestASlippingFormulaIsFound(t *testing.T) {
	for _, slipping := range []bool{false, true} {
		inVirtualTime(t, func(f *fixture) {
			if slipping {
				f.book.(*google.Book).ShowBySlipping("4")
			}
			must(f.t, f.pass())
			if wrong := wrongCells(f.sheet.Look()); len(wrong) > 0 {
				f.t.Fatalf("slipping: %v: wrong from the beginning: %v", slipping, wrong)
			}
			must(f.t, f.staff.InsertRows(worldTab, worldHead+1, 1))
			if wrong := wrongCells(f.sheet.Look()); slipping != (len(wrong) > 0) {
				f.t.Errorf("slipping: %v: %d wrong cells after a row was inserted under the head: %v", slipping, len(wrong), wrong)
			}
		})
	}
}
