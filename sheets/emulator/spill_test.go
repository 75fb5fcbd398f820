package emulator_test

import (
	"fmt"
	"strings"
	"testing"

	"rasoat/sheets/emulator"
)

// desk is a spreadsheet with somebody who edits it.
type desk struct {
	t *testing.T
	p *emulator.Spreadsheet
	s *emulator.Staff
}

// newDesk makes a spreadsheet with the tab Sheet1, filled by rows of what is
// typed: columns are separated by "|".
func newDesk(t *testing.T, b emulator.Behaviour, rows ...string) *desk {
	t.Helper()
	p := emulator.New(emulator.Options{Behaviour: b}).Create("Book", "en_US", "Etc/GMT")
	d := &desk{t, p, p.Staff()}
	for i, row := range rows {
		for j, text := range strings.Split(row, "|") {
			if text != "" {
				d.must(d.s.Type("Sheet1", emulator.At{Row: i, Col: j}, text))
			}
		}
	}
	return d
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) refused(err error, part string) {
	d.t.Helper()
	if err == nil || !strings.Contains(err.Error(), part) {
		d.t.Fatalf("error is %v, want one with %q", err, part)
	}
}

// tab finds a tab.
func (d *desk) tab(title string) emulator.Tab {
	d.t.Helper()
	for _, t := range d.p.Look() {
		if t.Title == title {
			return t
		}
	}
	d.t.Fatalf("there is no tab %q", title)
	return emulator.Tab{}
}

// at reads "B7".
func at(name string) emulator.At {
	var a emulator.At
	for i := range len(name) {
		if name[i] >= 'A' {
			a.Col = a.Col*26 + int(name[i]-'A') + 1
			continue
		}
		if _, err := fmt.Sscan(name[i:], &a.Row); err != nil {
			panic(err)
		}
		break
	}
	return emulator.At{Row: a.Row - 1, Col: a.Col - 1}
}

// block reads "A1:B2".
func block(name string) emulator.Block {
	from, to, _ := strings.Cut(name, ":")
	a, b := at(from), at(to)
	return emulator.Block{Top: a.Row, Left: a.Col, Bottom: b.Row + 1, Right: b.Col + 1}
}

// shows compares what cells of Sheet1 show: "A1=x B2=3 C1=#REF!"; nothing
// behind "=" is an empty cell.
func (d *desk) shows(want string) {
	d.t.Helper()
	d.showsIn("Sheet1", want)
}

func (d *desk) showsIn(title, want string) {
	d.t.Helper()
	tab := d.tab(title)
	for _, w := range strings.Fields(want) {
		name, value, _ := strings.Cut(w, "=")
		got := ""
		switch v := tab.Cells[at(name)].Value.(type) {
		case nil:
		case emulator.Err:
			got = v.Type
		default:
			got = fmt.Sprint(v)
		}
		if got != value {
			d.t.Errorf("%s!%s shows %q, want %q", title, name, got, value)
		}
	}
}

// formula compares the formula of a cell.
func (d *desk) formula(title, name, want string) {
	d.t.Helper()
	if got := d.tab(title).Cells[at(name)].Formula; got != want {
		d.t.Errorf("%s!%s holds %q, want %q", title, name, got, want)
	}
}

func TestSpill(t *testing.T) {
	list := []string{"a|", "b|", "c|"}
	type step func(d *desk)
	typed := func(name, text string) step {
		return func(d *desk) { d.must(d.s.Type("Sheet1", at(name), text)) }
	}
	put := func(name string, v any) step {
		return func(d *desk) { d.must(d.s.Put("Sheet1", at(name), emulator.Cell{Value: v})) }
	}
	shows := func(want string) step { return func(d *desk) { d.shows(want) } }
	tests := []struct {
		name  string
		steps []step
	}{
		{"an array spills", []step{typed("C1", "=ARRAYFORMULA(A1:A3)"), shows("C1=a C2=b C3=c")}},
		{"a text blocks and its removal frees", []step{
			typed("C1", "=ARRAYFORMULA(A1:A3)"), typed("C2", "x"), shows("C1=#REF! C2=x C3="),
			put("C2", nil), shows("C1=a C2=b C3=c"),
		}},
		{"an empty text blocks", []step{typed("C1", "=ARRAYFORMULA(A1:A3)"), put("C3", ""), shows("C1=#REF! C2= C3=")}},
		{"what is in the way from the start", []step{typed("C3", "x"), typed("C1", "=ARRAYFORMULA(A1:A3)"), shows("C1=#REF! C2= C3=x")}},
		{"a formula blocks, even one that shows nothing", []step{
			typed("C3", "=D9"), typed("C1", "=ARRAYFORMULA(A1:A3)"), shows("C1=#REF! C2="),
		}},
		{"the array follows its source", []step{typed("C1", "=ARRAYFORMULA(A1:A3)"), typed("A2", "new"), shows("C2=new")}},
		{"a formula reads a spilled cell", []step{
			typed("E1", "=C3&\"!\""), typed("C1", "=ARRAYFORMULA(A1:A3)"), shows("E1=c!"), typed("A3", "z"), shows("E1=z!"),
			typed("C2", "x"), shows("E1=!"),
		}},
		{"a shorter array leaves nothing behind", []step{
			typed("D1", "3"), typed("C1", "=ARRAYFORMULA(A1:INDEX(A1:A3,D1))"), shows("C3=c"), typed("D1", "2"), shows("C2=b C3="),
		}},
		{"an array taken away leaves nothing behind", []step{typed("C1", "=ARRAYFORMULA(A1:A3)"), typed("C1", "x"), shows("C1=x C2= C3=")}},
		{"two arrays: who holds the cells keeps them", []step{
			typed("C1", "=ARRAYFORMULA(A1:A3)"), shows("C2=b"), typed("B2", "={1,2}"), shows("B2=#REF! C1=a C2=b"),
			put("C1", nil), shows("B2=1 C2=2 C3="),
		}},
		{"a cell that needs itself", []step{typed("C1", "=C1+1"), shows("C1=#REF!"), typed("C1", "=1+1"), shows("C1=2")}},
		{"a circle of three", []step{
			typed("C1", "=D1"), typed("D1", "=E1"), typed("E1", "=C1"), shows("C1=#REF! D1=#REF! E1=#REF!"),
			typed("E1", "5"), shows("C1=5 D1=5"),
		}},
		{"a circle that an IF does not enter is none", []step{
			typed("C1", "=IF(A1=\"a\",1,D1)"), typed("D1", "=C1"), shows("C1=1 D1=1"), typed("A1", "b"), shows("C1=#REF! D1=#REF!"),
		}},
		{"an array over its own source is a circle", []step{typed("C1", "=ARRAYFORMULA(C2:C4)"), shows("C1=#REF! C2=")}},
		{"arrays that need each other in the wrong order", []step{
			typed("C1", "=ARRAYFORMULA(D1:D3&\"1\")"), typed("D1", "=ARRAYFORMULA(E1:E3&\"2\")"), typed("E1", "=ARRAYFORMULA(A1:A3)"),
			shows("C1=a21 C3=c21"), typed("A3", "z"), shows("C3=z21"),
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, emulator.Behaviour{}, list...)
			for _, do := range tt.steps {
				do(d)
			}
		})
	}
}

func TestSpilledCellsAreNotEntered(t *testing.T) {
	d := newDesk(t, emulator.Behaviour{}, "a|=ARRAYFORMULA(A1:A2)", "b")
	cells := d.tab("Sheet1").Cells
	if c := cells[at("B1")]; !c.Entered || c.Spilled {
		t.Errorf("the cell with the formula is %+v", c)
	}
	if c := cells[at("B2")]; c.Entered || !c.Spilled || c.Value != "b" {
		t.Errorf("the spilled cell is %+v", c)
	}
	d.must(d.s.Clear("Sheet1", block("B2:B2")))
	d.shows("B1=a B2=b")
}

func TestBlockedMessageIsInTheLanguageOfTheSpreadsheet(t *testing.T) {
	p := emulator.New(emulator.Options{}).Create("Sổ", "vi_VN", "Asia/Ho_Chi_Minh")
	s, tab := p.Staff(), p.Look()[0].Title
	for name, text := range map[string]string{"A1": "a", "A2": "b", "B2": "x", "B1": "=ARRAYFORMULA(A1:A2)"} {
		if err := s.Type(tab, at(name), text); err != nil {
			t.Fatal(err)
		}
	}
	e, _ := p.Look()[0].Cells[at("B1")].Value.(emulator.Err)
	if e.Type != "#REF!" || !strings.Contains(e.Message, "B2") || !strings.Contains(e.Message, "mảng") {
		t.Errorf("the cell shows %+v", e)
	}
}

func TestAnArrayBeyondTheGrid(t *testing.T) {
	d := newDesk(t, emulator.Behaviour{}, "a", "b|=ARRAYFORMULA(A1:A)")
	if tab := d.tab("Sheet1"); tab.Rows <= 1000 || tab.Cells[at("B2")].Value.(emulator.Err).Type != "#REF!" {
		t.Errorf("%d rows, B2 %v: an array that is always one longer grows the grid up to the limit and fails", tab.Rows, tab.Cells[at("B2")].Value)
	}
	d = newDesk(t, emulator.Behaviour{SpillNeverGrowsGrid: true}, "a", "b|=ARRAYFORMULA(A1:A)")
	if tab := d.tab("Sheet1"); tab.Rows != 1000 {
		t.Errorf("the grid has %d rows", tab.Rows)
	}
	d.shows("B2=#REF!")
}
