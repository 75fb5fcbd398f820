package google_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
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
			for ; w.meddle > 0; w.meddle-- {
				w.edit()
			}
			w.before = w.sheet.Look()
		}
		return nil
	})
	st.server.After(func(r *http.Request, _ []byte, status int, _ []byte) {
		if w := st.world; r.Method != http.MethodGet && strings.HasPrefix(r.URL.Path, "/v4/") {
			now := w.sheet.Look()
			w.sameStaffCells(w.before, now)
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

func (w *world) tab(title string) emulator.Tab {
	for _, t := range w.sheet.Look() {
		if t.Title == title {
			return t
		}
	}
	return emulator.Tab{}
}

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

// What our columns say names the item: the text begins with its code, the gap
// is a thousand times its number.
var ours = regexp.MustCompile(`^\[(P-[0-9]+)\]`)

const (
	waiting = "(chờ rà soát)"
	shared  = "(trùng mã)"
)

func worldAnnotations(s *sheets.Snapshot) sheets.Annotations {
	t := s.TabTitled(worldTab)
	if t == nil {
		return sheets.Annotations{}
	}
	head := func(title string) sheets.Addr {
		for row := range t.Rows() {
			for col, c := range t.Row(row) {
				if c.Value == sheets.TextValue(title) {
					return sheets.Addr{Row: row, Col: col}
				}
			}
		}
		return sheets.Addr{Row: -1, Col: -1}
	}
	code, name, total := head(codeTitle), head(nameTitle), head(totalTitle)
	if code.Row < 0 {
		return sheets.Annotations{}
	}
	l := sheets.List{
		Tab: t.ID(), Key: code.Col, Name: name.Col, Header: sheets.Range{Top: code.Row, Left: 0, Bottom: code.Row + 1, Right: max(code.Col, name.Col, total.Col) + 1},
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
		text := fmt.Sprintf("[%s] TMĐT %s", key, t.Cell(row, max(total.Col, 0)).Value)
		note := sheets.Note{Row: row, Show: []sheets.Value{sheets.NumberValue(strconv.Itoa(n * 1000)), sheets.TextValue(text)}}
		if total.Col >= 0 {
			note.Mark = []int{total.Col}
		}
		l.Notes = append(l.Notes, note)
		findings.Rows = append(findings.Rows, sheets.OwnRow{
			{Value: key, Style: sheets.StyleBody, Link: sheets.Link{Tab: t.ID(), Addr: sheets.Addr{Row: row, Col: max(total.Col, 0)}}},
			{Value: sheets.TextValue(text), Style: sheets.StyleWarning},
		})
	}
	return sheets.Annotations{Lists: []sheets.List{l}, Tabs: []sheets.OwnTab{findings}}
}

// nothingWrong looks at every row of every tab of theirs: what a column of ours
// shows there is about the row's item.
func (w *world) nothingWrong(when string, tabs []emulator.Tab) {
	if wrong := wrongCells(tabs); len(wrong) > 0 {
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

// staffCells are the cells that people entered, by columns from left to right.
// A column that holds none is left out: it may be ours, and come and go.
func staffCells(t emulator.Tab) []string {
	columns := map[int]map[int]string{}
	for at, c := range t.Cells {
		if !c.Entered || strings.HasPrefix(c.Formula, "=ARRAYFORMULA(LET(") && len(t.ColumnMarks[at.Col]) > 0 {
			continue
		}
		content := c.Formula // whose value may follow other cells
		if content == "" {
			data, err := json.Marshal([]any{c.Value, c.Format, c.Look, c.Note})
			if err != nil {
				panic(err) // a cell holds plain values
			}
			content = string(data)
		}
		if columns[at.Col] == nil {
			columns[at.Col] = map[int]string{}
		}
		columns[at.Col][at.Row] = content
	}
	var theirs []string
	for _, col := range slices.Sorted(maps.Keys(columns)) {
		theirs = append(theirs, fmt.Sprint(columns[col]))
	}
	return theirs
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
		old, got := staffCells(t), staffCells(n)
		if !slices.Equal(old, got) || t.Title != n.Title {
			w.t.Fatalf("our request changed cells of theirs in %q:\nbefore %v\nafter  %v\n%s", t.Title, old, got, strings.Join(w.done, "\n"))
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
			st := newStage(t, b)
			// In all 6,000 and more trials, an edit or a pass each; 42,000 at
			// full length.
			rounds := 1
			if *full {
				rounds = 7
			}
			for range rounds {
				rapid.Check(t, func(rt *rapid.T) { st.trial(rt, ourBook) })
			}
		})
	}
}

func ourBook(c *google.Connection, id string) sheets.Book {
	return c.Book(id, google.BookOptions{Columns: true})
}

// trial is one story: passes and edits in any order, then a quiet pass.
func (st *stage) trial(rt *rapid.T, book func(*google.Connection, string) sheets.Book) {
	w := st.newWorld(rt, book)
	defer w.sheet.Delete()
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
			w.nothingWrong("after a pass", w.sheet.Look())
		},
		"quiet pass": func(*rapid.T) { w.done = append(w.done, "quiet pass"); w.quietPass() },
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
