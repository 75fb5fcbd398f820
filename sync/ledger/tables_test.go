package ledger

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sheets"
	"rasoat/sheets/csv"
	"rasoat/sheets/xlsx"
)

// realTable reads one of the published tables, or skips the test where they
// are absent.
func realTable(t *testing.T, name string) *sheets.Snapshot {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", "tables", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no %s here", name)
	}
	var book sheets.Book = xlsx.Open(path)
	if filepath.Ext(name) == ".csv" {
		book = csv.Open(path, csv.Options{Encoding: "windows-1252"})
	}
	v, err := book.Read(context.Background(), sheets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	return v.Snapshot()
}

// shape is what a table is like, in short.
func shape(list *List) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s;", list.Header, list.Unit.Label)
	for _, c := range list.Amounts() {
		fmt.Fprintf(&b, " %s", sheets.ColName(c.Col))
		if c.Unit.Label != list.Unit.Label {
			fmt.Fprintf(&b, "(%s)", c.Unit.Label)
		}
	}
	for _, s := range list.Sums {
		fmt.Fprintf(&b, "; %s:", sheets.ColName(s.Total))
		for _, c := range s.Plus {
			fmt.Fprintf(&b, " +%s", sheets.ColName(c))
		}
		for _, c := range s.Minus {
			fmt.Fprintf(&b, " -%s", sheets.ColName(c))
		}
	}
	b.WriteString(";")
	counts := map[RowKind]int{}
	for _, r := range list.Rows {
		counts[r.Kind]++
	}
	for k := ItemRow; k <= NoteRow; k++ {
		if counts[k] > 0 {
			fmt.Fprintf(&b, " %d %s", counts[k], kindNames[k])
		}
	}
	return b.String()
}

func cellOf(t *testing.T, list *List, cell string) Amount {
	t.Helper()
	at, err := sheets.ParseAddr(cell)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list.Rows {
		if r.Row == at.Row {
			return r.Amounts[at.Col]
		}
	}
	t.Fatalf("no row of %s", cell)
	return Amount{}
}

// The tables of the Ministry of Finance read without any configuration, and
// nothing in them is unreadable.
func TestMinistryTables(t *testing.T) {
	tests := []struct {
		file, tab, want string
		cells           map[string]string // in the tab's unit, ± half of the last shown digit
	}{
		{
			"mof-plan-2017.xlsx", "M01",
			"A8:D9 tỷ đồng; D; 13 item 3 section 1 marker 3 ratio 1 note",
			map[string]string{"D10": "1212180 ±0.5", "D24": "178300 ±0.5"},
		},
		{
			"mof-plan-2017.xlsx", "M02",
			"A8:C9 tỷ đồng; C; 8 item 8 section 4 component",
			map[string]string{"C17": "194250 ±0.5"},
		},
		{
			// Two rows without a number stand below III.1, whose parts they are.
			"mof-plan-2017.xlsx", "M03",
			"A8:C9 tỷ đồng; C; 12 item 4 section 1 grand 5 component 3 part",
			map[string]string{"C22": "11398.3 ±0.5"},
		},
		{
			// Amounts stand beside footnote marks, two columns to a number.
			"mof-plan-2017.xlsx", "M04",
			"A8:G9 tỷ đồng; C E G; C: +E +G; 2 item 8 section 2 marker 2 note",
			map[string]string{"E11": "707780 ±0.5", "G11": "682700 ±0.5"},
		},
		{
			"mof-plan-2017.xlsx", "M06",
			"A8:D9 tỷ đồng; D; 12 item 7 section 1 grand 2 marker",
			map[string]string{"D10": "902030 ±0.5"},
		},
		{
			// "6" numbers two columns; only 3=4+5 is stated.
			"mof-plan-2017.xlsx", "M07",
			"A4:Q8 triệu đồng; C D E F G H I J K L M N O P Q; E: +F +G; 44 item 4 section 1 marker",
			map[string]string{"C10": "437609762 ±0.5", "Q58": "0 ±0.5"},
		},
		{
			"mof-plan-2017.xlsx", "M08",
			"A8:E9 tỷ đồng; C D E; 2 item 1 section",
			map[string]string{"C10": "15231 ±0.5"},
		},
		{
			// E is a percentage. Rows 83 and 84 hold zeros of forgotten formulas.
			"mof-plan-2017.xlsx", "M09",
			"A7:M11 triệu đồng; C D F G H I J K L M; 63 item 6 section 1 grand 4 note",
			map[string]string{"C13": "1313580000 ±0.5", "M82": "125042 ±0.5"},
		},
		{
			// The grand total of C is the text "(1)     419.278.223".
			"mof-final-2008.xlsx", "Sheet1",
			"A8:I9 triệu đồng; C F G H I; G: +H +I; 63 item 8 section 1 grand 3 note",
			map[string]string{"C10": "419278223 ±0.5", "F10": "277859731 ±0.5"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.tab, func(t *testing.T) {
			s := realTable(t, tt.file)
			l := Read(s, Mapping{Lists: []ListMapping{{Name: "list", Tab: tt.tab, Kind: Table}}})
			checkTree(t, l)
			for _, p := range l.Problems {
				t.Errorf("problem %s at %s: %q", p.Kind, sheets.Addr{Row: p.Row, Col: p.Col}, p.Seen)
			}
			if len(l.Lists) != 1 {
				t.Fatal("no list")
			}
			list := l.Lists[0]
			if got := shape(list); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			for cell, want := range tt.cells {
				a := cellOf(t, list, cell)
				if got := a.Value.Div(list.Unit.Factor).String() + " ±" + a.Half.Div(list.Unit.Factor).String(); got != want {
					t.Errorf("%s is %s, want %s", cell, got, want)
				}
			}
		})
	}
}

// A workbook without a configuration: each tab of the ministry's is a table.
func TestGuessMinistry(t *testing.T) {
	s := realTable(t, "mof-plan-2017.xlsx")
	m := Guess(s)
	if m.DirectoryTab != "" || len(m.Lists) != len(s.Tabs()) {
		t.Errorf("directory %q, %d lists of %d tabs", m.DirectoryTab, len(m.Lists), len(s.Tabs()))
	}
	for _, lm := range m.Lists {
		if lm.Kind != Table {
			t.Errorf("%s is taken for %s", lm.Tab, lm.Kind)
		}
	}
}

// The major projects of the United Kingdom, by configuration alone.
func TestMajorProjects(t *testing.T) {
	s := realTable(t, "gmpp-2019.csv")
	names := []string{"Government Transformation and Service Delivery", "Infrastructure and Construction", "Military Capability", "ICT"}
	lm := ListMapping{
		Name: "gmpp", Tab: "gmpp-2019", Kind: Projects, Unit: Unit{"£m", decimal.New(1, 6)}, Style: English,
		Blank: []string{"Exempt*", "Not *"},
		Columns: map[Field][]string{
			FieldNumber: {"-"}, FieldName: {"project_name"}, FieldDepartment: {"department"}, FieldTotal: {"wlc_baseline_incl_NCG"},
			FieldDeadline: {"end_date"}, FieldCategory: {"report_category"},
		},
		CategoryFrom: FromColumn,
	}
	for _, n := range names {
		lm.Categories = append(lm.Categories, Name{Name: n})
	}
	l := Read(s, Mapping{Lists: []ListMapping{lm}})
	checkTree(t, l)
	for _, p := range l.Problems {
		t.Errorf("problem %s at %s: %q", p.Kind, sheets.Addr{Row: p.Row, Col: p.Col}, p.Seen)
	}
	list := l.Lists[0]
	if got := list.Header.String(); got != "A1:O1" {
		t.Errorf("header %s", got)
	}
	items := list.Items()
	if len(items) != 133 || len(list.Rows) != 133 {
		t.Errorf("%d items in %d rows, want 133", len(items), len(list.Rows))
	}
	byCategory, terms, amounts, sum := map[string]int{}, map[DeadlineKind]int{}, 0, decimal.Zero
	for _, r := range items {
		byCategory[r.CategoryOf()]++
		terms[r.Deadline.Kind]++
		if a, ok := r.Amounts[list.Column(FieldTotal).Col]; ok {
			amounts++
			sum = sum.Add(a.Value)
		}
	}
	for i, want := range []int{43, 32, 31, 27} {
		if byCategory[names[i]] != want {
			t.Errorf("%d in %s, want %d", byCategory[names[i]], names[i], want)
		}
	}
	// Five days are exempt and one is "Not provided".
	if terms[Term] != 127 || terms[Open] != 6 {
		t.Errorf("%d terms and %d open, want 127 and 6", terms[Term], terms[Open])
	}
	if items[0].Deadline.Last != on(2040, time.December, 31) || items[0].Name != "Geological Disposal Facility Programme (GDF)" {
		t.Errorf("the first is %q until %v", items[0].Name, items[0].Deadline.Last)
	}
	// Fifteen amounts are exempt; the others are in pounds with pence.
	if want := decimal.RequireFromString("441798.76").Shift(6); amounts != 118 || !sum.Equal(want) {
		t.Errorf("%d amounts, in all %s, want 118 and %s", amounts, sum, want)
	}
}
