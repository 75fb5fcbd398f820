package sheets_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"rasoat/sheets"
)

func TestColumns(t *testing.T) {
	for col, name := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := sheets.ColName(col); got != name {
			t.Errorf("column %d is %s, want %s", col, got, name)
		}
		if got, err := sheets.ParseCol(name); err != nil || got != col {
			t.Errorf("%s is column %d, want %d (%v)", name, got, col, err)
		}
	}
	for _, bad := range []string{"", "A1", "É", "XFE", "AAAAAAAAAAAAAAAAAAAA", "$A"} {
		if got, err := sheets.ParseCol(bad); err == nil {
			t.Errorf("%q is column %d", bad, got)
		}
	}
	if got := sheets.ColName(-1); got != "?" {
		t.Errorf("column -1 is %s", got)
	}
}

func TestAddresses(t *testing.T) {
	for s, want := range map[string]sheets.Addr{"A1": {}, "F14": {Row: 13, Col: 5}, "$F$14": {Row: 13, Col: 5}, "f14": {Row: 13, Col: 5}} {
		if got, err := sheets.ParseAddr(s); err != nil || got != want {
			t.Errorf("%s is %+v, want %+v (%v)", s, got, want, err)
		}
	}
	for _, bad := range []string{"", "F", "14", "F0", "F-1", "F1.5", "F99999999999", "F 1", "1F"} {
		if got, err := sheets.ParseAddr(bad); err == nil {
			t.Errorf("%q is %+v", bad, got)
		}
	}
}

func TestRanges(t *testing.T) {
	for s, want := range map[string]sheets.Range{
		"A4:Q8": {Top: 3, Left: 0, Bottom: 8, Right: 17},
		"Q8:A4": {Top: 3, Left: 0, Bottom: 8, Right: 17},
		"F14":   {Top: 13, Left: 5, Bottom: 14, Right: 6},
	} {
		got, err := sheets.ParseRange(s)
		if err != nil || got != want {
			t.Errorf("%s is %+v, want %+v (%v)", s, got, want, err)
		}
	}
	r := sheets.Range{Top: 3, Left: 0, Bottom: 8, Right: 17}
	if r.String() != "A4:Q8" || (sheets.Range{}).String() != "" || (sheets.Range{Bottom: 1, Right: 1}).String() != "A1" {
		t.Error("ranges are written wrong")
	}
	for at, want := range map[sheets.Addr]bool{{Row: 3}: true, {Row: 7, Col: 16}: true, {Row: 8}: false, {Row: 3, Col: 17}: false, {Row: 2}: false} {
		if r.Contains(at) != want {
			t.Errorf("%v contains %v: %v", r, at, !want)
		}
	}
	if !(sheets.Range{Top: 1, Bottom: 1, Right: 3}).Empty() || r.Empty() {
		t.Error("emptiness is told wrong")
	}
	for _, bad := range []string{"", ":", "A1:", "A1:B", "A1:B2:C3"} {
		if got, err := sheets.ParseRange(bad); err == nil {
			t.Errorf("%q is %+v", bad, got)
		}
	}
}

func TestValues(t *testing.T) {
	for _, tc := range []struct {
		v            sheets.Value
		kind         sheets.Kind
		text         string
		empty, blank bool
	}{
		{sheets.Value{}, sheets.Empty, "", true, true},
		{sheets.TextValue(""), sheets.Text, "", false, true},
		{sheets.TextValue(" \u00a0\t"), sheets.Text, " \u00a0\t", false, true},
		{sheets.TextValue("0"), sheets.Text, "0", false, false},
		{sheets.NumberValue("1.1000000000000001"), sheets.Number, "1.1000000000000001", false, false},
		{sheets.BoolValue(true), sheets.Bool, "TRUE", false, false},
		{sheets.BoolValue(false), sheets.Bool, "FALSE", false, false},
		{sheets.ErrorValue("#REF!"), sheets.Error, "#REF!", false, false},
	} {
		if tc.v.Kind() != tc.kind || tc.v.String() != tc.text || tc.v.IsEmpty() != tc.empty || tc.v.IsBlank() != tc.blank {
			t.Errorf("%v %q: empty %v, blank %v", tc.v.Kind(), tc.v, tc.v.IsEmpty(), tc.v.IsBlank())
		}
	}
	if sheets.TextValue("1") == sheets.NumberValue("1") {
		t.Error("a text and a number are the same value")
	}
}

func TestFormats(t *testing.T) {
	for pattern, want := range map[string]string{
		"":                             "0 none",
		"General":                      "0 none",
		"0":                            "0 0",
		"#,##0":                        "0 0",
		"#,##0.00":                     "0 2",
		"#,##0.0##":                    "0 3",
		`#,##0.0" triệu đồng";[Red]-0`: "0 1",
		`#,##0\ "đ"`:                   "0 0",
		"[$-42A]#,##0.0":               "0 1",
		"_(* #,##0.00_)":               "0 2",
		"0%":                           "2 0",
		"0.0%":                         "2 1",
		"0.00E+00":                     "0 none",
		"dd/mm/yyyy":                   "1 none",
		"[$-42A]dd mmmm yyyy":          "1 none",
		"[h]:mm":                       "1 none",
		"@":                            "0 none",
		`"ngày"0`:                      "0 0",
		`"open`:                        "0 none",
		`[open`:                        "0 none",
		`0\`:                           "0 0",
	} {
		c := sheets.Cell{Format: pattern}
		got := fmt.Sprint(c.Class(), " none")
		if n, ok := c.Decimals(); ok {
			got = fmt.Sprint(c.Class(), " ", n)
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", pattern, got, want)
		}
	}
}

func TestDays(t *testing.T) {
	day := time.Date(2020, time.December, 31, 0, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		cell sheets.Cell
		ok   bool
	}{
		"date":         {sheets.Cell{Value: sheets.NumberValue("44196"), Format: "dd/mm/yyyy"}, true},
		"date in time": {sheets.Cell{Value: sheets.NumberValue("44196.75"), Format: "dd/mm/yyyy h:mm"}, true},
		"plain number": {sheets.Cell{Value: sheets.NumberValue("44196")}, false},
		"text":         {sheets.Cell{Value: sheets.TextValue("44196"), Format: "dd/mm/yyyy"}, false},
		"no number":    {sheets.Cell{Value: sheets.NumberValue("x"), Format: "dd/mm/yyyy"}, false},
		"too late":     {sheets.Cell{Value: sheets.NumberValue("2958466"), Format: "dd/mm/yyyy"}, false},
		"zero":         {sheets.Cell{Value: sheets.NumberValue("0"), Format: "dd/mm/yyyy"}, false},
	} {
		got, ok := tc.cell.Day()
		if ok != tc.ok || ok && !got.Equal(day) {
			t.Errorf("%s: got %v, %v", name, got, ok)
		}
	}
	// The day counts, in whatever zone it is told.
	late := time.Date(2020, time.December, 31, 23, 30, 0, 0, time.FixedZone("", 7*3600))
	if got := sheets.DayValue(late); got != sheets.NumberValue("44196") {
		t.Errorf("the serial of %v is %v", late, got)
	}
}

func TestSnapshot(t *testing.T) {
	text := func(s string) sheets.Cell { return sheets.Cell{Value: sheets.TextValue(s)} }
	var b sheets.Builder
	first := b.Tab("7", "Danh mục").Freeze(2, 1).HideRow(3).HideCol(4).
		Set(4, 2, text("c")).Set(4, 0, text("a")).Set(4, 0, text("a again")). // out of order, and twice
		Set(1, 1, sheets.Cell{Formula: "A1", Format: "#,##0"}).
		Set(2, 5, sheets.Cell{Format: "0%"}). // holds nothing
		Set(9, 9, sheets.Cell{}).
		Set(-1, 0, text("x")).
		Merge(sheets.Range{Bottom: 1, Right: 3}).Merge(sheets.Range{})
	_ = first
	b.Tab("9", "Ẩn").Hide()
	s := b.Snapshot()

	if len(s.Tabs()) != 2 || s.Tab("9") != s.Tabs()[1] || s.TabTitled("Danh mục") != s.Tabs()[0] || s.Tab("0") != nil || s.TabTitled("danh mục") != nil {
		t.Fatal("tabs are found wrong")
	}
	tab := s.Tab("7")
	if tab.Rows() != 5 || tab.Cols() != 3 {
		t.Errorf("%d rows, %d columns; the last that hold something are row 5 and column C", tab.Rows(), tab.Cols())
	}
	for at, want := range map[string]string{"A5": "a again", "C5": "c", "B5": "", "Z99": "", "B2": ""} {
		a, err := sheets.ParseAddr(at)
		if err != nil {
			t.Fatal(err)
		}
		if got := tab.Cell(a.Row, a.Col).Value.String(); got != want {
			t.Errorf("%s holds %q, want %q", at, got, want)
		}
	}
	if c := tab.Cell(1, 1); c.Formula != "A1" || c.Format != "#,##0" || !c.Value.IsEmpty() {
		t.Errorf("B2 is %+v", c)
	}
	if tab.Cell(-1, 0) != (sheets.Cell{}) || tab.Cell(0, -1) != (sheets.Cell{}) {
		t.Error("a cell outside the tab is not empty")
	}
	row := ""
	for col, c := range tab.Row(4) {
		row += fmt.Sprint(col, "=", c.Value, " ")
	}
	if row != "0=a again 2=c " {
		t.Errorf("row 5 is %s", row)
	}
	for range tab.Row(99) {
		t.Error("a row beyond the end holds a cell")
	}
	if r, ok := tab.Merged(0, 2); !ok || r.String() != "A1:C1" || len(tab.Merges()) != 1 {
		t.Errorf("C1 is merged: %v %v", r, ok)
	}
	if _, ok := tab.Merged(1, 1); ok {
		t.Error("B2 is merged")
	}
	if rows, cols := tab.Frozen(); rows != 2 || cols != 1 || !tab.RowHidden(3) || tab.RowHidden(2) || !tab.ColHidden(4) || tab.Hidden() || !s.Tab("9").Hidden() {
		t.Error("what is frozen or hidden is wrong")
	}
}

func TestScope(t *testing.T) {
	if !(sheets.Scope{}).Wants("x") {
		t.Error("the zero scope wants everything")
	}
	s := sheets.Scope{Tabs: []string{"Dự án", "b"}}
	for title, want := range map[string]bool{
		"b": true, "B": true, " dự  ÁN": true, norm.NFD.String("Dự án"): true, "": false, "Du an": false, "Dự án 2": false,
	} {
		if s.Wants(title) != want {
			t.Errorf("wants %q: %v", title, !want)
		}
	}
}

func TestErrors(t *testing.T) {
	cause := errors.New("cause")
	for _, tc := range []struct {
		err  *sheets.OpError
		want string
	}{
		{&sheets.OpError{Op: "open", Where: "a.xlsx", Err: cause}, "open a.xlsx: cause"},
		{&sheets.OpError{Op: "write", Where: "a.xlsx", Class: sheets.Busy, Holder: "Trần B"}, "write a.xlsx: held open by Trần B"},
		{&sheets.OpError{Op: "write", Class: sheets.Conflict}, "write: conflict"},
	} {
		if got := tc.err.Error(); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
	wrapped := fmt.Errorf("pass: %w", &sheets.OpError{Class: sheets.Gone, Hint: "look again", Err: cause})
	if sheets.ClassOf(wrapped) != sheets.Gone || sheets.HintOf(wrapped) != "look again" || !errors.Is(wrapped, cause) {
		t.Error("a wrapped error lost its class, hint or cause")
	}
	if sheets.ClassOf(cause) != sheets.Other || sheets.HintOf(cause) != "" || sheets.ClassOf(nil) != sheets.Other {
		t.Error("an error without a class has one")
	}
}
