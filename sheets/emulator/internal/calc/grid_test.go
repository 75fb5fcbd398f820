package calc_test

import (
	"fmt"
	"strings"
	"testing"

	"rasoat/sheets/emulator/internal/calc"
)

// grid is a [calc.Source] and [calc.Names]: sheet i has the id i.
type grid struct {
	titles []string
	sheets [][][]calc.Value
	loc    calc.Locale
	fold   bool
	reads  int
}

func (g *grid) Size(sheet int) (int, int, bool) {
	if sheet < 0 || sheet >= len(g.sheets) {
		return 0, 0, false
	}
	return len(g.sheets[sheet]), len(g.sheets[sheet][0]), true
}

func (g *grid) Value(sheet, row, col int) calc.Value {
	g.reads++
	return g.sheets[sheet][row][col]
}
func (g *grid) Locale() calc.Locale { return g.loc }
func (g *grid) FoldMarks() bool     { return g.fold }

func (g *grid) SheetID(title string) (int, bool) {
	for i, t := range g.titles {
		if strings.EqualFold(t, title) {
			return i, true
		}
	}
	return 0, false
}

func (g *grid) SheetTitle(id int) (string, bool) {
	if id < 0 || id >= len(g.titles) {
		return "", false
	}
	return g.titles[id], true
}

// keeping is a grid that keeps indexes.
type keeping struct {
	*grid
	kept  map[string]any
	built int
}

func (k *keeping) Index(key string, build func() any) any {
	v, ok := k.kept[key]
	if !ok {
		v = build()
		k.kept[key] = v
		k.built++
	}
	return v
}

// newGrid makes sheets of lines with cells between "|". A cell is a number,
// TRUE, an error's code, or a text; with ' in front it is always a text.
func newGrid(locale string, sheets ...string) *grid {
	g := &grid{loc: mustLocale(locale), titles: []string{"Sheet1", "_rasoat", "Danh mục", "Tab's"}[:len(sheets)]}
	for _, s := range sheets {
		var rows [][]calc.Value
		width := 0
		for line := range strings.Lines(s) {
			var row []calc.Value
			for cell := range strings.SplitSeq(strings.TrimSuffix(line, "\n"), "|") {
				row = append(row, cellValue(cell))
			}
			width = max(width, len(row))
			rows = append(rows, row)
		}
		for i := range rows {
			rows[i] = append(rows[i], make([]calc.Value, width-len(rows[i]))...)
		}
		g.sheets = append(g.sheets, rows)
	}
	return g
}

func cellValue(s string) calc.Value {
	var f float64
	switch {
	case s == "":
		return calc.BlankValue()
	case s == "TRUE", s == "FALSE":
		return calc.BoolValue(s == "TRUE")
	case s[0] == '\'':
		return calc.TextValue(s[1:])
	case s[0] == '#':
		for _, e := range []calc.ErrorType{calc.Ref, calc.NotAvailable, calc.ValueError, calc.DivideByZero} {
			if e.Code() == s {
				return calc.ErrorValue(e, "set so")
			}
		}
	}
	if _, err := fmt.Sscanf(s, "%g", &f); err == nil && fmt.Sprint(f) == s {
		return calc.NumberValue(f)
	}
	return calc.TextValue(s)
}

// show writes an array: columns are parted by "|", rows by a new line, texts
// stand in quotes and a blank is nothing.
func show(a calc.Array) string {
	var b strings.Builder
	for r := range a.Rows {
		if r > 0 {
			b.WriteByte('\n')
		}
		for c := range a.Cols {
			if c > 0 {
				b.WriteByte('|')
			}
			b.WriteString(showValue(a.At(r, c)))
		}
	}
	return b.String()
}

func showValue(v calc.Value) string {
	switch v.Kind {
	case calc.Number:
		return fmt.Sprint(v.Num)
	case calc.Text:
		return fmt.Sprintf("%q", v.Str)
	case calc.Bool:
		return strings.ToUpper(fmt.Sprint(v.Bool))
	case calc.Error:
		return v.Err.Code()
	}
	return ""
}

// parse reads a formula that stands in sheet 0.
func (g *grid) parse(t testing.TB, text string) *calc.Formula {
	t.Helper()
	f, err := calc.Parse(text, 0, g.loc, g)
	if err != nil {
		t.Fatalf("Parse(%s): %v", text, err)
	}
	return f
}

// at evaluates a formula in a cell of sheet 0.
func (g *grid) at(t testing.TB, text string, row, col int) string {
	t.Helper()
	return show(g.parse(t, text).Eval(g, calc.Pos{Row: row, Col: col}))
}
