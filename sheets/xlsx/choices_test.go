package xlsx_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rasoat/sheets"
	"rasoat/sheets/sheetstest"
)

func TestChoices(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	sheetstest.RunChoices(t, func(t *testing.T) sheetstest.Offering {
		return &harness{t: t, path: filepath.Join(t.TempDir(), "Theo dõi dự án.xlsx")}
	})
}

func (h *harness) Offers(tab string, b sheets.Range) map[sheets.Addr][]string {
	f, err := excelize.OpenFile(h.path)
	h.must(err)
	defer f.Close()
	return offers(h.t, f, tab, b)
}

// offers tells what the drop-downs in the cells of a block offer, as a program
// does that opens the file.
func offers(t *testing.T, f *excelize.File, tab string, b sheets.Range) map[sheets.Addr][]string {
	t.Helper()
	rules, err := f.GetDataValidations(tab)
	if err != nil {
		t.Fatal(err)
	}
	found := map[sheets.Addr][]string{}
	for _, rule := range rules {
		if rule.Type != "list" {
			continue
		}
		values := sourceValues(t, f, rule.Formula1)
		if rule.ShowErrorMessage {
			values[0] = "!"
		}
		for _, area := range areas(t, rule.Sqref) {
			for row := max(area.Top, b.Top); row < min(area.Bottom, b.Bottom); row++ {
				for col := max(area.Left, b.Left); col < min(area.Right, b.Right); col++ {
					at := sheets.Addr{Row: row, Col: col}
					if found[at] != nil {
						t.Errorf("%v has two drop-downs", at)
					}
					found[at] = values
				}
			}
		}
	}
	return found
}

// sourceValues are the values that the source of a drop-down stands for: those
// in quotes, or those in the cells that a defined name refers to.
func sourceValues(t *testing.T, f *excelize.File, source string) []string {
	t.Helper()
	if literal, ok := strings.CutPrefix(source, `"`); ok {
		return strings.Split(strings.TrimSuffix(literal, `"`), ",")
	}
	for _, n := range f.GetDefinedName() {
		if n.Name != source {
			continue
		}
		tab, cells, ok := strings.Cut(n.RefersTo, "!")
		if !ok {
			t.Fatalf("the name %s refers to %s", source, n.RefersTo)
		}
		block, err := sheets.ParseRange(cells)
		if err != nil {
			t.Fatalf("the name %s refers to %s", source, n.RefersTo)
		}
		var values []string
		for row := block.Top; row < block.Bottom; row++ {
			c, _ := lookCell(t, f, strings.Trim(tab, "'"), sheets.Addr{Row: row, Col: block.Left}.String())
			if c.Value.Kind() != sheets.Text || c.Formula != "" {
				t.Errorf("%s offers %+v, which is no text", source, c)
			}
			values = append(values, c.Value.String())
		}
		return values
	}
	t.Fatalf("there is no name %s", source)
	return nil
}

func areas(t *testing.T, sqref string) []sheets.Range {
	t.Helper()
	var list []sheets.Range
	for ref := range strings.FieldsSeq(sqref) {
		r, err := sheets.ParseRange(ref)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	return list
}

// Offer splits the rules that are in the way, as programs do; excelize goes
// through a million cells one by one for it.
func (h *harness) Offer(tab string, b sheets.Range, values ...string) {
	h.edit(func(f *excelize.File) {
		rules, err := f.GetDataValidations(tab)
		h.must(err)
		h.must(f.DeleteDataValidation(tab))
		for _, rule := range rules {
			var left []string
			for _, area := range areas(h.t, rule.Sqref) {
				for _, piece := range besides(area, b) {
					left = append(left, piece.String())
				}
			}
			if len(left) > 0 {
				rule.Sqref = strings.Join(left, " ")
				h.must(f.AddDataValidation(tab, rule))
			}
		}
		if len(values) > 0 {
			rule := excelize.NewDataValidation(true)
			rule.SetSqref(b.String())
			h.must(rule.SetDropList(values))
			h.must(f.AddDataValidation(tab, rule))
		}
	})
}

// besides are the parts of a block above, below and beside another.
func besides(a, b sheets.Range) []sheets.Range {
	top, bottom := min(max(a.Top, b.Top), a.Bottom), max(min(a.Bottom, b.Bottom), a.Top)
	left, right := min(max(a.Left, b.Left), a.Right), max(min(a.Right, b.Right), a.Left)
	if top >= bottom || left >= right {
		return []sheets.Range{a}
	}
	var pieces []sheets.Range
	for _, p := range []sheets.Range{
		{Top: a.Top, Left: a.Left, Bottom: top, Right: a.Right}, {Top: bottom, Left: a.Left, Bottom: a.Bottom, Right: a.Right},
		{Top: top, Left: a.Left, Bottom: bottom, Right: left}, {Top: top, Left: right, Bottom: bottom, Right: a.Right},
	} {
		if !p.Empty() {
			pieces = append(pieces, p)
		}
	}
	return pieces
}
