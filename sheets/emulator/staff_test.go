package emulator_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rasoat/sheets/emulator"
)

func TestTyping(t *testing.T) {
	type cell = emulator.Cell
	tests := []struct {
		locale, text string
		want         cell
	}{
		{"vi_VN", "12", cell{Value: 12.0}},
		{"vi_VN", "1.234,5", cell{Value: 1234.5, Format: "#,##0.00"}},
		{"vi_VN", "1.23", cell{Value: "1.23"}},
		{"vi_VN", "1,5", cell{Value: 1.5}},
		{"en_US", "1,5", cell{Value: "1,5"}},
		{"en_US", "1,234", cell{Value: 1234.0, Format: "#,##0"}},
		{"en_US", "-3.5e2", cell{Value: -350.0}},
		{"en_US", "5%", cell{Value: 0.05, Format: "0%"}},
		{"vi_VN", "02/03/2026", cell{Value: 46083.0, Format: "dd/mm/yyyy"}},
		{"en_US", "02/03/2026", cell{Value: 46056.0, Format: "m/d/yyyy"}},
		{"vi_VN", "2026-03-02", cell{Value: 46083.0, Format: "yyyy-mm-dd"}},
		{"vi_VN", "31/02/2026", cell{Value: "31/02/2026"}},
		{"en_US", "true", cell{Value: true}},
		{"en_US", "'12", cell{Value: "12"}},
		{"en_US", "'", cell{Value: ""}},
		{"en_US", "#N/A", cell{Value: emulator.Err{Type: "#N/A"}}},
		{"en_US", "=1+1", cell{Value: 2.0, Formula: "=1+1"}},
		{"en_US", "Inf", cell{Value: "Inf"}},
		{"en_US", "0x10", cell{Value: "0x10"}},
	}
	for _, tt := range tests {
		p := emulator.New(emulator.Options{}).Create("Book", tt.locale, "Etc/GMT")
		tab := p.Look()[0].Title
		if err := p.Staff().Type(tab, at("B2"), tt.text); err != nil {
			t.Fatal(err)
		}
		tt.want.Entered = true
		if got := p.Look()[0].Cells[at("B2")]; !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %q gives %+v, want %+v", tt.locale, tt.text, got, tt.want)
		}
	}
}

func TestSorting(t *testing.T) {
	list := []string{"head|n", "b|2|=B2*10", "|5", "A|x|=B$2", "a|1"}
	tests := []struct {
		name  string
		b     emulator.Behaviour
		do    func(d *desk) error
		shows string
	}{
		{"texts without regard to case, empty cells last", emulator.Behaviour{},
			func(d *desk) error { return d.s.SortRange("Sheet1", block("A2:C5"), 0, false) },
			"A1=head A2=A B2=x A3=a B3=1 A4=b B4=2 A5= B5=5"},
		{"falling, empty cells last too", emulator.Behaviour{},
			func(d *desk) error { return d.s.SortRange("Sheet1", block("A2:C5"), 0, true) },
			"A2=b A3=A A4=a A5= B5=5"},
		{"numbers before texts, and formulas go with their rows", emulator.Behaviour{},
			func(d *desk) error { return d.s.SortRange("Sheet1", block("A2:C5"), 1, false) },
			"B2=1 B3=2 C3=20 B4=5 B5=x C5=1"},
		{"half the columns", emulator.Behaviour{},
			func(d *desk) error { return d.s.SortRange("Sheet1", block("B2:B5"), 1, false) },
			"A2=b B2=1 A3= B3=2 A5=a B5=x"},
		{"a sheet with a head that is not frozen", emulator.Behaviour{},
			func(d *desk) error { return d.s.SortSheet("Sheet1", 0, false) }, "A1=head A2=A A4=b"},
		{"a sheet, first row too", emulator.Behaviour{SortSheetMovesFirstRow: true},
			func(d *desk) error { return d.s.SortSheet("Sheet1", 0, false) }, "A1=A A3=b A4=head"},
		{"a sheet below what is frozen", emulator.Behaviour{SortSheetMovesFirstRow: true}, func(d *desk) error {
			d.must(d.s.Freeze("Sheet1", 2, 0))
			return d.s.SortSheet("Sheet1", 0, false)
		}, "A1=head A2=b A3=A A4=a A5="},
		{"rows that a filter hides stay", emulator.Behaviour{}, func(d *desk) error {
			d.must(d.s.Filter("Sheet1", block("A1:C5")))
			d.must(d.s.FilterRows("Sheet1", []int{1}))
			return d.s.SortRange("Sheet1", block("A2:C5"), 1, false)
		}, "B2=2 B3=1 B4=5 B5=x"},
		{"or move", emulator.Behaviour{SortMovesFilteredRows: true}, func(d *desk) error {
			d.must(d.s.Filter("Sheet1", block("A1:C5")))
			d.must(d.s.FilterRows("Sheet1", []int{1}))
			return d.s.SortRange("Sheet1", block("A2:C5"), 1, false)
		}, "B2=1 B3=2 B4=5 B5=x"},
		{"as one wants", emulator.Behaviour{}, func(d *desk) error {
			return d.s.SortRangeBy("Sheet1", block("B2:C5"), func(a, b emulator.Cell) bool { return a.Value == 5.0 && b.Value != 5.0 })
		}, "A2=b B2=5 B3=2 B4=x B5=1"},
		{"what is spilled does not move", emulator.Behaviour{}, func(d *desk) error {
			d.must(d.s.Type("Sheet1", at("E1"), "=ARRAYFORMULA(A1:A5&B1:B5)"))
			return d.s.SortRange("Sheet1", block("A2:E5"), 1, false)
		}, "E1=headn E2=a1 E3=b2 E4=5 E5=Ax"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, tt.b, list...)
			d.must(tt.do(d))
			d.shows(tt.shows)
		})
	}
}

func TestSortRefusesVerticalMerges(t *testing.T) {
	d := newDesk(t, emulator.Behaviour{}, "b|1", "a|2", "c|3")
	d.must(d.s.Merge("Sheet1", block("C1:C2")))
	d.refused(d.s.SortRange("Sheet1", block("A1:C3"), 0, false), "vertical merges")
	d.must(d.s.SortRange("Sheet1", block("A1:B3"), 0, false))
	d.shows("A1=a A2=b A3=c")
}

// A protection that is not one's own stands in the way of everything that
// changes its cells or takes it apart.
func TestProtection(t *testing.T) {
	edits := map[string]struct {
		do      func(s *emulator.Staff) error
		refused bool
	}{
		"type inside":            {func(s *emulator.Staff) error { return s.Type("Sheet1", at("B2"), "x") }, true},
		"type outside":           {func(s *emulator.Staff) error { return s.Type("Sheet1", at("A2"), "x") }, false},
		"clear over it":          {func(s *emulator.Staff) error { return s.Clear("Sheet1", block("A1:C3")) }, true},
		"sort through it":        {func(s *emulator.Staff) error { return s.SortRange("Sheet1", block("A1:C4"), 0, true) }, true},
		"sort beside it":         {func(s *emulator.Staff) error { return s.SortRange("Sheet1", block("A1:A4"), 0, true) }, false},
		"insert a row inside":    {func(s *emulator.Staff) error { return s.InsertRows("Sheet1", 2, 1) }, true},
		"insert a row above":     {func(s *emulator.Staff) error { return s.InsertRows("Sheet1", 1, 1) }, false},
		"insert a column before": {func(s *emulator.Staff) error { return s.InsertColumns("Sheet1", 1, 1) }, false},
		"delete a row of it":     {func(s *emulator.Staff) error { return s.DeleteRows("Sheet1", 1, 1) }, true},
		"delete a row below":     {func(s *emulator.Staff) error { return s.DeleteRows("Sheet1", 3, 1) }, false},
		"move a column into it":  {func(s *emulator.Staff) error { return s.MoveColumns("Sheet1", 5, 1, 2) }, true},
		"cut it away":            {func(s *emulator.Staff) error { return s.Cut("Sheet1", block("B2:B2"), "Sheet1", at("F1")) }, true},
		"copy from it":           {func(s *emulator.Staff) error { return s.Copy("Sheet1", block("B2:B2"), "Sheet1", at("F1")) }, false},
		"copy over it":           {func(s *emulator.Staff) error { return s.Copy("Sheet1", block("A1:A1"), "Sheet1", at("B2")) }, true},
		"merge over it":          {func(s *emulator.Staff) error { return s.Merge("Sheet1", block("A2:B2")) }, true},
		"delete the tab":         {func(s *emulator.Staff) error { return s.DeleteTab("Sheet1") }, true},
		"rename the tab":         {func(s *emulator.Staff) error { return s.RenameTab("Sheet1", "Other") }, false},
	}
	for name, tt := range edits {
		t.Run(name, func(t *testing.T) {
			for who, bound := range map[string]bool{"": false, "editor@example.com": false, "boss@example.com": false, "other@example.com": true} {
				d := newDesk(t, emulator.Behaviour{}, "b|1|x", "a|2|y", "c|3|z")
				d.p.Share("boss@example.com", emulator.Owner)
				d.must(d.s.AddTab("Second"))
				d.must(d.s.Protect("Sheet1", block("B2:C3"), "editor@example.com"))
				before := d.p.Look()
				err := tt.do(d.s.As(who))
				if refused := err != nil; refused != (bound && tt.refused) {
					t.Errorf("%q: %v", who, err)
				}
				if err != nil && !reflect.DeepEqual(before, d.p.Look()) {
					t.Errorf("%q: something was changed", who)
				}
			}
		})
	}
}

// Whatever refers to cells follows them.
func TestReferencesFollow(t *testing.T) {
	tests := []struct {
		name     string
		do       func(d *desk) error
		formula  string // of the cell that was E1
		at       string // where that now is
		merge    string
		rule     string // ranges and formula
		protects string
		table    string
		mark     int // the column
	}{
		{"insert rows above", func(d *desk) error { return d.s.InsertRows("Sheet1", 0, 2) }, "=SUM(B4:B6)", "E3", "C4:D4", "A4:A6 =$B4>1", "B4:B6", "G3:H5", 1},
		{"insert a row inside", func(d *desk) error { return d.s.InsertRows("Sheet1", 2, 1) }, "=SUM(B2:B5)", "E1", "C2:D2", "A2:A5 =$B2>1", "B2:B5", "G1:H4", 1},
		{"insert right behind", func(d *desk) error { return d.s.InsertRows("Sheet1", 4, 1) }, "=SUM(B2:B4)", "E1", "C2:D2", "A2:A4 =$B2>1", "B2:B4", "G1:H3", 1},
		{"delete the first row of ranges", func(d *desk) error { return d.s.DeleteRows("Sheet1", 1, 1) }, "=SUM(B2:B3)", "E1", "", "A2:A3 =$B2>1", "B2:B3", "G1:H2", 1},
		{"insert a column before", func(d *desk) error { return d.s.InsertColumns("Sheet1", 1, 1) }, "=SUM(C2:C4)", "F1", "D2:E2", "A2:A4 =$C2>1", "C2:C4", "H1:I3", 2},
		{"move the column", func(d *desk) error { return d.s.MoveColumns("Sheet1", 1, 1, 0) }, "=SUM(A2:A4)", "E1", "C2:D2", "B2:B4 =$A2>1", "A2:A4", "G1:H3", 0},
		{"move a row inside, and out of the table", func(d *desk) error { return d.s.MoveRows("Sheet1", 2, 1, 4) }, "=SUM(B2:B4)", "E1", "C2:D2", "A2:A4 =$B2>1", "B2:B4", "G1:H2", 1},
		{"cut the cells", func(d *desk) error { return d.s.Cut("Sheet1", block("B2:B4"), "Sheet1", at("J2")) }, "=SUM(J2:J4)", "E1", "C2:D2", "A2:A4 =$J2>1", "B2:B4", "G1:H3", 1},
		{"rename the tab", func(d *desk) error {
			d.must(d.s.RenameTab("Sheet1", "Other"))
			return d.s.RenameTab("Other", "Sheet1")
		}, "=SUM(B2:B4)", "E1", "C2:D2", "A2:A4 =$B2>1", "B2:B4", "G1:H3", 1},
	}
	name := func(b emulator.Block) string {
		cell := func(row, col int) string { return string(rune('A'+col)) + string(rune('1'+row)) }
		return cell(b.Top, b.Left) + ":" + cell(b.Bottom-1, b.Right-1)
	}
	b := newBench(t, emulator.Options{})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := b.sheet("en_US")
			d := &desk{t, p, p.Staff()}
			for cell, text := range map[string]string{"B2": "1", "B3": "2", "B4": "3", "E1": "=SUM(B2:B4)"} {
				d.must(d.s.Type("Sheet1", at(cell), text))
			}
			d.must(d.s.Merge("Sheet1", block("C2:D2")))
			d.must(d.s.AddRule("Sheet1", 0, block("A2:A4"), "=$B2>1"))
			d.must(d.s.Protect("Sheet1", block("B2:B4")))
			d.must(d.s.AddTable("Sheet1", block("G1:H3"), "T"))
			b.ok("POST", "/v4/spreadsheets/"+p.ID()+":batchUpdate", requests(`{"createDeveloperMetadata":{"developerMetadata":{"metadataKey":"k","visibility":"DOCUMENT","location":{"dimensionRange":"COL:B"}}}}`))
			d.must(tt.do(d))
			d.formula("Sheet1", tt.at, tt.formula)
			tab := d.tab("Sheet1")
			merge := ""
			for _, m := range tab.Merges {
				merge += name(m)
			}
			rule := name(tab.Rules[0].Ranges[0]) + " " + tab.Rules[0].Formula
			mark := -1
			for col := range tab.ColumnMarks {
				mark = col
			}
			for _, c := range [][2]string{{merge, tt.merge}, {rule, tt.rule}, {name(tab.Protections[0].Block), tt.protects}, {name(tab.Tables[0].Block), tt.table}} {
				if c[0] != c[1] {
					t.Errorf("there is %q, want %q", c[0], c[1])
				}
			}
			if mark != tt.mark {
				t.Errorf("the mark stands on column %d, want %d", mark, tt.mark)
			}
		})
	}
}

func TestTabs(t *testing.T) {
	d := newDesk(t, emulator.Behaviour{}, "1|=A1*2|=Other!A1")
	d.shows("C1=#REF!")
	d.must(d.s.AddTab("Other"))
	d.must(d.s.Type("Other", at("A1"), "7"))
	d.must(d.s.Type("Sheet1", at("C1"), "=Other!A1"))
	d.must(d.s.AddRule("Sheet1", 0, block("A1:A1"), "=$B$1=2"))
	d.must(d.s.RenameTab("Other", "New name"))
	d.formula("Sheet1", "C1", "='New name'!A1")
	d.must(d.s.DuplicateTab("Sheet1", "Copy"))
	d.must(d.s.Type("Copy", at("A1"), "5"))
	d.showsIn("Copy", "A1=5 B1=10 C1=7")
	d.shows("B1=2")
	if c := d.tab("Copy"); len(c.Rules) != 1 || c.Cells[at("A1")].Coloured || !d.tab("Sheet1").Cells[at("A1")].Coloured {
		t.Errorf("the copy has %+v", c)
	}
	d.must(d.s.Cut("Sheet1", block("A1:A1"), "New name", at("D4")))
	d.formula("Sheet1", "B1", "='New name'!D4*2")
	d.must(d.s.DeleteTab("New name"))
	d.shows("B1=#REF! C1=#REF!")
	d.must(d.s.AddTab("New name"))
	d.shows("B1=#REF! C1=#REF!")
	d.must(d.s.HideTab("Copy", true))
	d.must(d.s.DeleteTab("New name"))
	d.refused(d.s.DeleteTab("Sheet1"), "visible sheets")
	d.refused(d.s.AddTab("copy"), "already exists")
}

func TestCopying(t *testing.T) {
	d := newDesk(t, emulator.Behaviour{}, "1|=A1+$A$1|=ARRAYFORMULA(A1:A2)", "2")
	d.must(d.s.Copy("Sheet1", block("B1:B1"), "Sheet1", at("B2")))
	d.formula("Sheet1", "B2", "=A2+$A$1")
	d.must(d.s.Copy("Sheet1", block("C2:C2"), "Sheet1", at("E5")))
	if c := d.tab("Sheet1").Cells[at("E5")]; c.Value != 2.0 || !c.Entered {
		t.Errorf("a copied part of an array is %+v", c)
	}
	d.must(d.s.Copy("Sheet1", block("A1:C2"), "Sheet1", at("H1")))
	d.shows("H1=1 J1=1 J2=2")
	if c := d.tab("Sheet1").Cells[at("J2")]; !c.Spilled {
		t.Errorf("an array that is copied whole spills: %+v", c)
	}
}

func TestStrictValidation(t *testing.T) {
	b := newBench(t, emulator.Options{})
	d, path := sample(b)
	b.ok("POST", path, requests(`{"setDataValidation":{"range":"R:B2","rule":{"strict":true,"condition":{"type":"ONE_OF_LIST","values":[{"userEnteredValue":"7"}]}}}}`))
	d.refused(d.s.Type("Sheet1", at("B2"), "8"), "data validation")
	d.shows("B2=1 C1=6")
	d.must(d.s.Type("Sheet1", at("B2"), "7"))
	d.shows("B2=7 C1=12")
}

// What may be typed into a cell goes where the cell goes, and a row or column that
// is inserted gets what its neighbour has.
func TestRules(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(d *desk) error
		want string // the cells that offer values
	}{
		{"a row inserted below", func(d *desk) error { return d.s.InsertRows("Sheet1", 3, 1) }, "B2 B3 B4"},
		{"a row inserted above", func(d *desk) error { return d.s.InsertRows("Sheet1", 1, 1) }, "B3 B4"},
		{"a column inserted behind", func(d *desk) error { return d.s.InsertColumns("Sheet1", 2, 1) }, "B2 B3 C2 C3"},
		{"the column moved", func(d *desk) error { return d.s.MoveColumns("Sheet1", 1, 1, 0) }, "A2 A3"},
		{"rows sorted", func(d *desk) error { return d.s.SortRange("Sheet1", block("A2:C4"), 0, true) }, "B3 B4"},
		{"a row copied", func(d *desk) error { return d.s.Copy("Sheet1", block("A2:C2"), "Sheet1", at("A4")) }, "B2 B3 B4"},
		{"a row cut", func(d *desk) error { return d.s.Cut("Sheet1", block("A2:C2"), "Sheet1", at("A5")) }, "B3 B5"},
		{"contents cleared", func(d *desk) error { return d.s.Clear("Sheet1", block("A1:C4")) }, "B2 B3"},
		{"taken away", func(d *desk) error { return d.s.Offer("Sheet1", block("B3:B4")) }, "B2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, emulator.Behaviour{}, "T|T|T", "1|a|b", "2|c|d", "3|e|f")
			d.must(d.s.Offer("Sheet1", block("B2:B3"), "a", "c"))
			d.must(tt.do(d))
			var cells []string
			for a, c := range d.tab("Sheet1").Cells {
				if c.Rule != "" {
					cells = append(cells, fmt.Sprintf("%c%d", 'A'+a.Col, a.Row+1))
				}
			}
			slices.Sort(cells)
			if got := strings.Join(cells, " "); got != tt.want {
				t.Errorf("%s offer values, want %s", got, tt.want)
			}
		})
	}
}
