package google_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
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
	next   int // number of the next new item
	meddle int // how many edits people still make between our requests
	before []emulator.Tab
	done   []string // what happened, for failures
}

const worldTab = "Danh mục"

// The head stands in row 3, the items from row 5 on.
const worldHead = 2

func newWorld(t *rapid.T, tb testing.TB, o emulator.Options, book func(*google.Connection, string) sheets.Book) *world {
	o.Quota = emulator.Quota{UserReads: -1, UserWrites: -1, ProjectReads: -1, ProjectWrites: -1}
	w := &world{t: t, server: emulator.New(o)}
	locale := rapid.SampledFrom([]string{"vi_VN", "en_US", "de_DE"}).Draw(t, "locale")
	w.sheet = w.server.Create("Theo dõi", locale, "Asia/Ho_Chi_Minh")
	w.sheet.Share(account, emulator.Writer)
	w.staff = w.sheet.Staff()
	w.must(w.staff.RenameTab(w.sheet.Look()[0].Title, worldTab))
	for col, s := range []string{"STT", "Mã", "Tên dự án", "TMĐT", "Ghi chú"} {
		w.put(worldHead, col, s)
	}
	w.put(3, 2, "TỔNG SỐ")
	for row := 4; row < 12; row++ {
		w.item(row)
	}
	w.put(13, 1, "Ghi chú: số liệu mẫu")
	conn := connectInProcess(tb, w.server)
	w.book = book(conn, w.sheet.ID())
	w.server.Before(func(r *http.Request, _ []byte) *emulator.Fault {
		for ; w.meddle > 0 && strings.HasPrefix(r.URL.Path, "/v4/"); w.meddle-- {
			w.edit()
		}
		w.before = w.sheet.Look()
		return nil
	})
	w.server.After(func(r *http.Request, _ []byte, status int, _ []byte) {
		if r.Method != http.MethodGet && strings.HasPrefix(r.URL.Path, "/v4/") {
			w.sameStaffCells(w.before, w.sheet.Look())
		}
		w.nothingWrong("after our request")
	})
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
	w.put(row, at.Col+1, fmt.Sprintf("Dự án %d", w.next))
	w.put(row, at.Col+2, float64(w.next*7))
}

func (w *world) tab(title string) emulator.Tab {
	for _, t := range w.sheet.Look() {
		if t.Title == title {
			return t
		}
	}
	return emulator.Tab{}
}

// codeColumn returns the head cell of the column of codes.
func codeColumn(t emulator.Tab) (emulator.At, bool) {
	for at, c := range t.Cells {
		if c.Value == "Mã" {
			return at, true
		}
	}
	return emulator.At{}, false
}

// What our columns say names the item: the text begins with its code, the gap
// is a thousand times its number.
var ours = regexp.MustCompile(`^\[(P-[0-9]+)\]`)

const (
	waiting = "(chờ rà soát)"
	shared  = "(trùng mã)"
)

func worldAnnotations(s *sheets.Snapshot) sheets.Annotations {
	for _, t := range s.Tabs() {
		code, ok := sheets.Addr{}, false
		for row := range t.Rows() {
			for col, c := range t.Row(row) {
				if c.Value == sheets.TextValue("Mã") {
					code, ok = sheets.Addr{Row: row, Col: col}, true
				}
			}
		}
		if !ok || t.Title() != worldTab {
			continue
		}
		l := sheets.List{
			Tab: t.ID(), Key: code.Col, Name: code.Col + 1, Header: sheets.Range{Top: code.Row, Left: 0, Bottom: code.Row + 1, Right: code.Col + 4},
			Pending: sheets.TextValue(waiting), Shared: sheets.TextValue(shared),
			Columns: []sheets.OwnedColumn{{ID: "gap", Title: "Còn thiếu", Format: "#,##0"}, {ID: "warning", Title: "Cảnh báo"}},
		}
		findings := sheets.OwnTab{ID: "findings", Title: "Kết quả rà soát", Fallback: "Kết quả rà soát (tự động)", Rows: []sheets.OwnRow{
			{{Value: sheets.TextValue("KẾT QUẢ RÀ SOÁT"), Style: sheets.StyleTitle}},
		}}
		for row := l.Header.Bottom; row < t.Rows(); row++ {
			key := t.Cell(row, code.Col).Value
			number, ok := strings.CutPrefix(key.String(), "P-")
			n, err := strconv.Atoi(number)
			if !ok || err != nil || n%4 == 0 {
				continue
			}
			text := fmt.Sprintf("[%s] TMĐT %s", key, t.Cell(row, code.Col+2).Value)
			l.Notes = append(l.Notes, sheets.Note{
				Row: row, Mark: []int{code.Col + 2},
				Show: []sheets.Value{sheets.NumberValue(strconv.Itoa(n * 1000)), sheets.TextValue(text)},
			})
			findings.Rows = append(findings.Rows, sheets.OwnRow{
				{Value: key, Style: sheets.StyleBody, Link: sheets.Link{Tab: t.ID(), Addr: sheets.Addr{Row: row, Col: code.Col + 2}}},
				{Value: sheets.TextValue(text), Style: sheets.StyleWarning},
			})
		}
		return sheets.Annotations{Lists: []sheets.List{l}, Tabs: []sheets.OwnTab{findings}}
	}
	return sheets.Annotations{}
}

// nothingWrong looks at every row of every tab of theirs: what a column of ours
// shows there is about the row's item.
func (w *world) nothingWrong(when string) {
	if wrong := wrongCells(w.sheet.Look()); len(wrong) > 0 {
		w.t.Fatalf("%s:\n%s\n\nwhat happened:\n%s", when, strings.Join(wrong, "\n"), strings.Join(w.done, "\n"))
	}
}

func wrongCells(tabs []emulator.Tab) []string {
	var wrong []string
	for _, t := range tabs {
		code, ok := codeColumn(t)
		if !ok || isOwn(t) {
			continue
		}
		for at, c := range t.Cells {
			if !c.Spilled {
				continue // what people pasted is theirs
			}
			key := fmt.Sprint(t.Cells[emulator.At{Row: at.Row, Col: code.Col}].Value)
			about := ""
			switch v := c.Value.(type) {
			case string:
				if m := ours.FindStringSubmatch(v); m != nil {
					about = m[1]
				}
			case float64:
				if n := int(v); n >= 1000 && n%1000 == 0 {
					about = fmt.Sprintf("P-%d", n/1000)
				}
			}
			if about != "" && about != key {
				wrong = append(wrong, fmt.Sprintf("tab %q, row %d: %v shows %v beside %s", t.Title, at.Row+1, at, c.Value, key))
			}
			if c.Coloured && about != "" {
				wrong = append(wrong, fmt.Sprintf("tab %q: a cell of ours, %v, is coloured", t.Title, at))
			}
		}
	}
	slices.Sort(wrong)
	return wrong
}

func isOwn(t emulator.Tab) bool {
	return slices.ContainsFunc(t.Metadata, func(m emulator.Mark) bool { return m.Key == "rasoat.tab" })
}

// staffCells are the cells that people entered, by columns without ours, and
// those that they entered into ours.
func staffCells(t emulator.Tab) (theirs []map[int]string, intoOurs map[string]int) {
	intoOurs = map[string]int{}
	columns := map[int]map[int]string{}
	for at, c := range t.Cells {
		if !c.Entered {
			continue
		}
		content, err := json.Marshal([]any{c.Value, c.Formula, c.Format, c.Look, c.Note})
		if err != nil {
			panic(err) // a cell holds plain values
		}
		if len(t.ColumnMarks[at.Col]) > 0 {
			if !strings.HasPrefix(c.Formula, "=ARRAYFORMULA(LET(") {
				intoOurs[string(content)]++
			}
			continue
		}
		if columns[at.Col] == nil {
			columns[at.Col] = map[int]string{}
		}
		// The value of a formula may follow others.
		if c.Formula != "" {
			content = []byte(c.Formula)
		}
		columns[at.Col][at.Row] = string(content)
	}
	for col := range t.Cols {
		if len(t.ColumnMarks[col]) == 0 && len(columns[col]) > 0 {
			theirs = append(theirs, columns[col])
		}
	}
	return theirs, intoOurs
}

// sameStaffCells holds what people entered before a request of ours against
// what stands there after it.
func (w *world) sameStaffCells(before, after []emulator.Tab) {
	now := map[int]emulator.Tab{}
	for _, t := range after {
		now[t.ID] = t
	}
	for _, t := range before {
		if isOwn(t) {
			continue
		}
		n, ok := now[t.ID]
		if !ok {
			w.t.Fatalf("our request took out their tab %q\n%s", t.Title, strings.Join(w.done, "\n"))
		}
		old, oldInto := staffCells(t)
		got, gotInto := staffCells(n)
		if fmt.Sprint(old) != fmt.Sprint(got) || fmt.Sprint(oldInto) != fmt.Sprint(gotInto) || t.Title != n.Title {
			w.t.Fatalf("our request changed cells of theirs in %q:\nbefore %v %v\nafter  %v %v\n%s", t.Title, old, oldInto, got, gotInto, strings.Join(w.done, "\n"))
		}
	}
}

// pass goes over the spreadsheet as the service does: it starts over where
// people changed what it needs.
func (w *world) pass() (sheets.View, error) {
	for range 6 {
		v, err := w.book.Read(w.t.Context(), sheets.Scope{})
		if err != nil {
			return nil, err
		}
		c, err := v.Propose(worldAnnotations(v.Snapshot()))
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
	w.meddle = 0
	if _, err := w.pass(); err != nil {
		w.t.Fatalf("a quiet pass: %v\n%s", err, strings.Join(w.done, "\n"))
	}
	v, err := w.book.Read(w.t.Context(), sheets.Scope{})
	w.must(err)
	a := worldAnnotations(v.Snapshot())
	c, err := v.Propose(a)
	w.must(err)
	if steps := c.Steps(); len(steps) > 0 {
		w.t.Fatalf("after a quiet pass there are steps: %+v\n%s", steps, strings.Join(w.done, "\n"))
	}
	for _, l := range a.Lists {
		w.shows(v.Snapshot(), l)
	}
}

// shows asserts that each row shows what it is to show, or that the snapshot
// tells why it cannot.
func (w *world) shows(s *sheets.Snapshot, l sheets.List) {
	tab := w.tab(worldTab)
	want := map[int]sheets.Note{}
	count := map[string]int{}
	for _, n := range l.Notes {
		want[n.Row] = n
	}
	for row := l.Header.Bottom; row < s.Tab(l.Tab).Rows(); row++ {
		count[s.Tab(l.Tab).Cell(row, l.Key).Value.String()]++
	}
	for i, c := range l.Columns {
		if slices.ContainsFunc(s.Obstacles(), func(o sheets.Obstacle) bool { return o.Column == c.ID && o.Tab == l.Tab }) {
			continue
		}
		col := -1
		for at, marks := range tab.ColumnMarks {
			if slices.ContainsFunc(marks, func(m emulator.Mark) bool { return m.Key == "rasoat.column" && m.Value == c.ID }) {
				col = at
			}
		}
		if col < 0 {
			w.t.Fatalf("there is no column %q\n%s", c.ID, strings.Join(w.done, "\n"))
		}
		for row := l.Header.Bottom; row < s.Tab(l.Tab).Rows(); row++ {
			code := s.Tab(l.Tab).Cell(row, l.Key).Value.String()
			got := ""
			if v := tab.Cells[emulator.At{Row: row, Col: col}].Value; v != nil {
				got = fmt.Sprint(v)
				if f, ok := v.(float64); ok {
					got = strconv.FormatFloat(f, 'f', -1, 64)
				}
			}
			wanted := ""
			if n, ok := want[row]; ok {
				wanted = n.Show[i].String()
			}
			if got != wanted && !(count[code] > 1 && (got == "" || got == shared)) {
				w.t.Fatalf("row %d (%s), column %q shows %q, want %q; obstacles %+v\n%s",
					row+1, code, c.ID, got, wanted, s.Obstacles(), strings.Join(w.done, "\n"))
			}
		}
	}
}

// otherBehaviour is the other answer to all that documentation leaves open.
func otherBehaviour() emulator.Behaviour {
	return emulator.Behaviour{
		FoldDiacritics: true, SortMovesMetadata: true, SortSheetMovesFirstRow: true, EmptyLookupIsText: true, InsertInheritsNothing: true,
		SortMovesFilteredRows: true, SpillNeverGrowsGrid: true, DuplicateCopiesMetadata: true, DuplicateKeepsProtection: true,
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
			rapid.Check(t, func(rt *rapid.T) { trial(rt, t, b, ourBook) })
		})
	}
}

func ourBook(c *google.Connection, id string) sheets.Book {
	return c.Book(id, google.BookOptions{Columns: true})
}

// trial is one story: passes and edits in any order, then a quiet pass.
func trial(rt *rapid.T, tb testing.TB, b emulator.Behaviour, book func(*google.Connection, string) sheets.Book) {
	w := newWorld(rt, tb, emulator.Options{Behaviour: b}, book)
	rt.Repeat(map[string]func(*rapid.T){
		"edit": func(*rapid.T) { w.edit() },
		"pass": func(rt *rapid.T) {
			w.meddle = rapid.IntRange(0, 4).Draw(rt, "edits meanwhile")
			w.done = append(w.done, "pass")
			if _, err := w.pass(); err != nil {
				w.done = append(w.done, "  failed: "+err.Error())
				if sheets.ClassOf(err) != sheets.Conflict && sheets.ClassOf(err) != sheets.Other {
					rt.Fatalf("a pass failed: %v\n%s", err, strings.Join(w.done, "\n"))
				}
			}
			w.nothingWrong("after a pass")
		},
		"quiet pass": func(*rapid.T) { w.done = append(w.done, "quiet pass"); w.quietPass() },
	})
	w.quietPass()
}
