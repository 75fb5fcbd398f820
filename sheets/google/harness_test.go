package google_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	sheetsapi "google.golang.org/api/sheets/v4"

	"rasoat/sheets"
	"rasoat/sheets/emulator"
	"rasoat/sheets/google"
	"rasoat/sheets/sheetstest"
)

var full = flag.Bool("full", false, "run the long tests at their full length")

const account = "rasoat@project.example.com"

// Formulas are read in a spreadsheet's locale; the suite runs in those of two
// kinds.
func TestConformance(t *testing.T) {
	for _, locale := range locales() {
		t.Run(locale, func(t *testing.T) {
			shared := newHarness(t, locale, emulator.Options{})
			sheetstest.Run(t, func(t *testing.T) sheetstest.Harness { return shared.on(t) })
		})
	}
}

// locales are those of spreadsheets, with each way to write a formula among them.
func locales() []string {
	if testing.Short() {
		return []string{"vi_VN"}
	}
	return []string{"en_US", "vi_VN", "en_GB", "de_DE"}
}

// What a [sheets.Choice] promises holds in every locale too.
func TestChoices(t *testing.T) {
	for _, locale := range locales() {
		t.Run(locale, func(t *testing.T) {
			shared := newHarness(t, locale, emulator.Options{})
			sheetstest.RunChoices(t, func(t *testing.T) sheetstest.Offering { return shared.on(t) })
		})
	}
}

// harness is a spreadsheet in the emulator, reached over HTTP, whose people
// work in the browser.
type harness struct {
	t      *testing.T
	locale string
	server *emulator.Server
	url    string
	conn   *google.Connection
	sheet  *emulator.Spreadsheet
	staff  *emulator.Staff
}

// newHarness starts an emulator with unlimited quota.
func newHarness(t *testing.T, locale string, o emulator.Options) *harness {
	t.Helper()
	o.Quota = emulator.Quota{UserReads: -1, UserWrites: -1, ProjectReads: -1, ProjectWrites: -1}
	h := &harness{t: t, locale: locale, server: emulator.New(o)}
	ts := httptest.NewServer(h.server)
	t.Cleanup(ts.Close)
	h.url = ts.URL
	h.conn = connect(t, h.server, ts.URL, google.Options{Limits: unlimited})
	return h
}

// on returns the harness for another spreadsheet of another test.
func (h *harness) on(t *testing.T) *harness {
	return &harness{t: t, locale: h.locale, server: h.server, url: h.url, conn: h.conn}
}

var unlimited = google.Limits{Reads: 1e6, Writes: 1e6, ProjectReads: 1e6, ProjectWrites: 1e6}

// connect makes a service account known to the emulator and connects as it.
func connect(t testing.TB, s *emulator.Server, url string, o google.Options) *google.Connection {
	t.Helper()
	key, err := s.Account(account, url+"/token")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "key.json")
	if err := os.WriteFile(path, key, 0o600); err != nil {
		t.Fatal(err)
	}
	o.Credentials, o.Endpoint = path, url
	conn, err := google.Connect(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func (h *harness) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *harness) Start(content []sheetstest.Tab) {
	h.sheet = h.server.Create("Theo dõi dự án", h.locale, "Asia/Ho_Chi_Minh")
	h.sheet.Share(account, emulator.Writer)
	h.staff = h.sheet.Staff()
	first := h.sheet.Look()[0].Title
	for _, tab := range content {
		h.must(h.staff.AddTab(tab.Title))
		h.must(h.staff.DeleteRows(tab.Title, 60, 940)) // a small grid is a quick one
	}
	h.must(h.staff.DeleteTab(first))
	for _, tab := range content {
		for at, c := range tab.Cells {
			if c.Formula == "" {
				h.Set(tab.Title, at, c)
			}
		}
		for _, m := range tab.Merges {
			h.must(h.staff.Merge(tab.Title, emulator.Block{Top: m.Top, Left: m.Left, Bottom: m.Bottom, Right: m.Right}))
		}
	}
	for _, tab := range content {
		for at, c := range tab.Cells {
			if c.Formula != "" {
				h.Set(tab.Title, at, c)
			}
		}
		if tab.Hidden {
			h.must(h.staff.HideTab(tab.Title, true))
		}
	}
}

func (h *harness) Book() sheets.Book {
	return h.conn.Book(h.sheet.ID(), google.BookOptions{Columns: true})
}

func (h *harness) Version() string { return strconv.FormatInt(h.sheet.Revision(), 10) }

// local writes a formula of the suite, which has commas, as the spreadsheet's
// locale wants it.
func (h *harness) local(f string, from, to string) string {
	if h.locale == "en_US" || h.locale == "en_GB" {
		return f
	}
	var b strings.Builder
	text := false
	for _, r := range f {
		if r == '"' {
			text = !text
		}
		if s := string(r); !text && s == from {
			b.WriteString(to)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (h *harness) Set(tab string, at sheets.Addr, c sheets.Cell) {
	h.t.Helper()
	var e emulator.Cell
	switch v := c.Value; v.Kind() {
	case sheets.Number:
		f, err := strconv.ParseFloat(v.String(), 64)
		h.must(err)
		e.Value = f
	case sheets.Bool:
		e.Value = v == sheets.BoolValue(true)
	case sheets.Text:
		e.Value = v.String()
	}
	if c.Formula != "" {
		e.Value, e.Formula = nil, "="+h.local(c.Formula, ",", ";")
	}
	e.Format = c.Format
	h.must(h.staff.Put(tab, emulator.At{Row: at.Row, Col: at.Col}, e))
}

func (h *harness) InsertRow(tab string, row int) {
	h.t.Helper()
	h.must(h.staff.InsertRows(tab, row, 1))
}
func (h *harness) DeleteRow(tab string, row int) {
	h.t.Helper()
	h.must(h.staff.DeleteRows(tab, row, 1))
}
func (h *harness) InsertColumn(tab string, col int) {
	h.t.Helper()
	h.must(h.staff.InsertColumns(tab, col, 1))
}
func (h *harness) DeleteColumn(tab string, col int) {
	h.t.Helper()
	h.must(h.staff.DeleteColumns(tab, col, 1))
}
func (h *harness) MoveColumn(tab string, from, before int) {
	h.t.Helper()
	h.must(h.staff.MoveColumns(tab, from, 1, before))
}

func (h *harness) Sort(tab string, b sheets.Range, by int) {
	h.t.Helper()
	h.must(h.staff.SortRange(tab, emulator.Block{Top: b.Top, Left: b.Left, Bottom: b.Bottom, Right: b.Right}, by, true))
}

func (h *harness) Offer(tab string, b sheets.Range, values ...string) {
	h.t.Helper()
	h.must(h.staff.Offer(tab, emulator.Block{Top: b.Top, Left: b.Left, Bottom: b.Bottom, Right: b.Right}, values...))
}

func (h *harness) Offers(tab string, b sheets.Range) map[sheets.Addr][]string {
	offers := map[sheets.Addr][]string{}
	for at, c := range h.sheet.LookAt(tab).Cells {
		a := sheets.Addr{Row: at.Row, Col: at.Col}
		if c.Rule != "" && b.Contains(a) {
			offers[a] = offered(h.t, c.Rule)
		}
	}
	return offers
}

// offered returns the values of a drop-down, with "!" for the first where it
// refuses others.
func offered(t *testing.T, rule string) []string {
	t.Helper()
	var r sheetsapi.DataValidationRule
	must(t, json.Unmarshal([]byte(rule), &r))
	var values []string
	for _, v := range r.Condition.Values {
		values = append(values, v.UserEnteredValue)
	}
	if r.Strict {
		values[0] = "!"
	}
	return values
}

func (h *harness) RenameTab(from, to string) { h.t.Helper(); h.must(h.staff.RenameTab(from, to)) }
func (h *harness) AddTab(title string)       { h.t.Helper(); h.must(h.staff.AddTab(title)) }
func (h *harness) DeleteTab(title string)    { h.t.Helper(); h.must(h.staff.DeleteTab(title)) }

func (h *harness) Machinery() []string {
	var titles []string
	for _, t := range h.sheet.Look() {
		if isStore(t) {
			titles = append(titles, t.Title)
		}
	}
	return titles
}

func isStore(t emulator.Tab) bool {
	for _, m := range t.Metadata {
		if m.Key == "rasoat.tab" && strings.HasPrefix(m.Value, ".store") {
			return t.Hidden
		}
	}
	return false
}

func (h *harness) Look() []sheetstest.Tab {
	var tabs []sheetstest.Tab
	for _, t := range h.sheet.Look() {
		if !isStore(t) {
			tabs = append(tabs, h.look(t))
		}
	}
	return tabs
}

// look is a tab as people see it: hidden columns of ours are out of sight, and
// our formulas show their values.
func (h *harness) look(t emulator.Tab) sheetstest.Tab {
	tab := sheetstest.Tab{
		Title: t.Title, Hidden: t.Hidden, Cells: map[sheets.Addr]sheets.Cell{}, Looks: map[sheets.Addr]string{}, Ours: map[int]int{},
	}
	own := false
	for _, m := range t.Metadata {
		own = own || m.Key == "rasoat.tab"
	}
	head := -1
	for at, c := range t.Cells {
		if strings.HasPrefix(c.Formula, "=ARRAYFORMULA(LET(") {
			head = at.Row
		}
	}
	ours := map[int]bool{}
	for col, marks := range t.ColumnMarks {
		for _, m := range marks {
			if m.Key != "rasoat.column" {
				continue
			}
			ours[col] = true
			if !t.HiddenCols[col] {
				tab.Ours[col] = head
			}
		}
	}
	for at, c := range t.Cells {
		if ours[at.Col] && t.HiddenCols[at.Col] {
			continue
		}
		cell := sheets.Cell{Value: shown(c.Value), Formula: h.local(strings.TrimPrefix(c.Formula, "="), ";", ","), Format: c.Format}
		if own || ours[at.Col] && strings.HasPrefix(c.Formula, "=ARRAYFORMULA(") {
			cell.Formula = ""
		}
		if cell.Value.IsEmpty() && cell.Formula == "" {
			continue
		}
		a := sheets.Addr{Row: at.Row, Col: at.Col}
		tab.Cells[a], tab.Looks[a] = cell, c.Look
	}
	for _, m := range t.Merges {
		tab.Merges = append(tab.Merges, sheets.Range{Top: m.Top, Left: m.Left, Bottom: m.Bottom, Right: m.Right})
	}
	return tab
}

func shown(v any) sheets.Value {
	switch v := v.(type) {
	case nil:
		return sheets.Value{}
	case float64:
		return sheets.NumberValue(strconv.FormatFloat(v, 'f', -1, 64))
	case string:
		return sheets.TextValue(v)
	case bool:
		return sheets.BoolValue(v)
	case emulator.Err:
		return sheets.ErrorValue(v.Type)
	}
	panic(fmt.Sprintf("a cell holds a %T", v)) // the emulator knows no other
}
