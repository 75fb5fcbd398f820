package calc_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"rasoat/sheets/emulator/internal/calc"
)

func TestApply(t *testing.T) {
	rows := func(at, n int) calc.Edit { return calc.Insert{Rows: true, At: at, N: n} }
	cols := func(at, n int) calc.Edit { return calc.Insert{At: at, N: n} }
	noRows := func(at, n int) calc.Edit { return calc.Delete{Rows: true, At: at, N: n} }
	noCols := func(at, n int) calc.Edit { return calc.Delete{At: at, N: n} }
	move := func(from, n, before int) calc.Edit {
		return calc.Move{Rows: true, From: from, N: n, Before: before}
	}
	for _, tt := range []struct {
		edit       calc.Edit
		text, want string
	}{
		// Rows and columns are counted from 0 in edits: 2 is row 3 and column C.
		{rows(0, 1), `=A1`, `=A2`}, {rows(1, 1), `=A1`, `=A1`}, {rows(4, 2), `=$A$5`, `=$A$7`}, {rows(5, 2), `=$A$5`, `=$A$5`},
		{rows(2, 1), `=B3:B5`, `=B4:B6`}, {rows(3, 1), `=B3:B5`, `=B3:B6`}, {rows(4, 1), `=B3:B5`, `=B3:B6`}, {rows(5, 1), `=B3:B5`, `=B3:B5`},
		{rows(6, 1), `=B7:B`, `=B8:B`}, {rows(7, 1), `=B7:B`, `=B7:B`}, {rows(0, 3), `=$B:$B`, `=$B:$B`}, {rows(2, 1), `=$2:3`, `=$2:4`}, {rows(1, 1), `=2:3`, `=3:4`}, {rows(0, 1), `=B5:5`, `=B6:6`},
		{cols(0, 1), `=$B:$B`, `=$C:$C`}, {cols(1, 1), `=A:C`, `=A:D`}, {cols(3, 1), `=A:C`, `=A:C`}, {cols(1, 1), `=B7:B`, `=C7:C`}, {cols(0, 2), `=2:3`, `=2:3`}, {cols(1, 1), `=B5:5`, `=C5:5`}, {cols(2, 1), `=B5:5`, `=B5:5`}, {cols(26, 1), `=AA1`, `=AB1`},
		{noRows(0, 1), `=A1`, `=#REF!`}, {noRows(0, 1), `=A2`, `=A1`}, {noRows(1, 1), `=A1`, `=A1`}, {noRows(2, 3), `=B3:B5`, `=#REF!`}, {noRows(1, 5), `=B3:B5`, `=#REF!`}, {noRows(2, 2), `=B3:B5`, `=B3:B3`}, {noRows(1, 2), `=B3:B5`, `=B2:B3`}, {noRows(4, 9), `=B3:B5`, `=B3:B4`}, {noRows(3, 1), `=B3:B5`, `=B3:B4`}, {noRows(5, 1), `=B3:B5`, `=B3:B5`}, {noRows(0, 2), `=B3:B5`, `=B1:B3`},
		{noRows(6, 1), `=B7:B`, `=B7:B`}, {noRows(4, 4), `=B7:B`, `=B5:B`}, {noRows(0, 100), `=B:B`, `=B:B`}, {noRows(1, 2), `=2:3`, `=#REF!`}, {noCols(1, 1), `=B:B`, `=#REF!`}, {noCols(1, 1), `=SUM($B:$B,C1)`, `=SUM(#REF!,B1)`}, {noCols(0, 1), `=B7:B`, `=A7:A`}, {noCols(0, 9), `=B5:5`, `=A5:5`},
		{move(2, 1, 5), `=A3`, `=A5`}, {move(2, 1, 5), `=A4`, `=A3`}, {move(2, 1, 5), `=A5`, `=A4`}, {move(2, 1, 5), `=A6`, `=A6`}, {move(4, 2, 1), `=A5+A6+A2+A1+A7`, `=A2+A3+A4+A1+A7`},
		{move(2, 3, 9), `=A3:A5`, `=A7:A9`}, {move(2, 3, 9), `=A4:A5`, `=A8:A9`}, {move(2, 3, 3), `=A3:A5`, `=A3:A5`}, {move(2, 3, 5), `=A3:A5`, `=A3:A5`}, {move(2, 3, 0), `=A3:A5`, `=A1:A3`},
		{move(3, 1, 5), `=A3:A8`, `=A3:A8`}, {move(2, 1, 5), `=A3:A8`, `=A3:A8`}, {move(4, 1, 20), `=A3:A8`, `=A3:A7`}, {move(20, 1, 4), `=A3:A8`, `=A3:A9`}, {move(20, 1, 2), `=A3:A8`, `=A4:A9`}, {move(0, 1, 20), `=A3:A8`, `=A2:A7`}, {move(4, 1, 20), `=A3:A`, `=A3:A`}, {move(0, 1, 20), `=A3:A`, `=A2:A`}, {move(2, 1, 9), `=A:A`, `=A:A`},
		{calc.Move{From: 0, N: 1, Before: 3}, `=$A:$A+B1+C:C`, `=$C:$C+A1+B:B`},
		{calc.Cut{From: calc.Rect{Top: 0, Left: 0, Bottom: 2, Right: 2}, ToSheet: 0, ToRow: 4, ToCol: 1}, `=A1+B2+A1:B2+A1:A3+C1+$A:$A`, `=B5+C6+B5:C6+A1:A3+C1+$A:$A`},
		{calc.Cut{From: calc.Rect{Bottom: 1, Right: 1}, ToSheet: 1}, `=A1+Sheet1!A1`, `=_rasoat!A1+_rasoat!A1`},
		{calc.Cut{Sheet: 1, From: calc.Rect{Bottom: 1, Right: 1}, ToSheet: 0, ToRow: 1}, `=A1+_rasoat!A1`, `=A1+Sheet1!A2`},
		{calc.DropSheet{Sheet: 1}, `=A1+_rasoat!A1`, `=A1+#REF!`}, {calc.DropSheet{Sheet: 0}, `=A1:B2`, `=#REF!`}, {calc.DropSheet{Sheet: 7}, `=Gone!A1`, `=Gone!A1`},
		{calc.Insert{Sheet: 1, Rows: true, N: 1}, `=A1+_rasoat!A1+'Danh mục'!A1`, `=A1+_rasoat!A2+'Danh mục'!A1`},
		{rows(0, 1), `=1+"A1"`, `=1+"A1"`}, {rows(0, 1), `=SUM(A1`, `=SUM(A1`},
	} {
		g := newGrid("en_US", "", "", "")
		before := g.parse(t, tt.text)
		after := before.Apply(tt.edit)
		if got := after.Text(g.loc, g); got != tt.want {
			t.Errorf("%+v of %s: %s, want %s", tt.edit, tt.text, got, tt.want)
		}
		if got := before.Text(g.loc, g); got != g.parse(t, tt.text).Text(g.loc, g) {
			t.Errorf("%+v changed %s to %s", tt.edit, tt.text, got)
		}
		if same := before.Text(g.loc, g) == after.Text(g.loc, g); same != (before == after) {
			t.Errorf("%+v of %s: same text %v, same formula %v", tt.edit, tt.text, same, before == after)
		}
		if again := before.Clone(); again == before || again.Text(g.loc, g) != before.Text(g.loc, g) {
			t.Errorf("the clone of %s is %s", tt.text, again.Text(g.loc, g))
		}
	}
}

func TestOffset(t *testing.T) {
	for _, tt := range []struct {
		home, down, right int
		text, want        string
	}{
		{0, 2, 1, `=A1+$A1+A$1+$A$1`, `=B3+$A3+B$1+$A$1`}, {0, -1, 0, `=A1`, `=#REF!`}, {0, 0, -1, `=A1`, `=#REF!`}, {0, -1, -1, `=$A$1+B2`, `=$A$1+A1`},
		{0, 1, 1, `=A:A+$A:A+1:1+B7:B`, `=B:B+$A:B+2:2+C8:C`}, {0, -1, 0, `=A:A`, `=A:A`}, {0, 0, -1, `=B:B+2:3`, `=A:A+2:3`}, {0, 0, -2, `=B:B+2:3`, `=#REF!+2:3`}, {0, 3, 0, `=A$2:A3`, `=A$2:A6`}, {0, -2, 0, `=A$2:A3`, `=A1:A$2`},
		{0, 10_000_000, 0, `=A1`, `=#REF!`}, {0, 0, 20_000, `=A1`, `=#REF!`}, {0, 0, 0, `=A1`, `=A1`},
		{1, 1, 0, `=A1+Sheet1!A1+_rasoat!A1`, `=A2+Sheet1!A2+_rasoat!A2`}, {0, 1, 0, `=#REF!+Gone!A1`, `=#REF!+Gone!A1`}, {1, 0, 0, `=SUM(A1`, `=SUM(A1`},
	} {
		g := newGrid("en_US", "", "")
		got := g.parse(t, tt.text).Offset(tt.home, tt.down, tt.right)
		if text := got.Text(g.loc, g); text != tt.want {
			t.Errorf("%s by %d, %d: %s, want %s", tt.text, tt.down, tt.right, text, tt.want)
		}
		if got.Home() != tt.home {
			t.Errorf("%s lands in sheet %d", tt.text, got.Home())
		}
	}
	g := newGrid("en_US", "1\n2", "10\n20")
	if got := show(g.parse(t, `=A1`).Offset(1, 1, 0).Eval(g, calc.Pos{Sheet: 1})); got != "20" {
		t.Errorf("copied into another sheet: %s", got)
	}
}

func TestRehome(t *testing.T) {
	g := newGrid("en_US", "1\n2", "10\n20")
	f := g.parse(t, `=A1+_rasoat!A1`)
	moved := f.Rehome(1)
	if got, want := moved.Text(g.loc, g), `=Sheet1!A1+_rasoat!A1`; got != want {
		t.Errorf("cut into another sheet: %s, want %s", got, want)
	}
	if got := show(moved.Eval(g, calc.Pos{Sheet: 1, Row: 1})); got != "11" {
		t.Errorf("cut into another sheet: %s", got)
	}
	if f.Rehome(0) != f {
		t.Error("a formula that stays in its sheet is another")
	}
	g.titles[1] = "Danh sách"
	if got, want := f.Text(g.loc, g), `=A1+'Danh sách'!A1`; got != want {
		t.Errorf("after a rename: %s, want %s", got, want)
	}
}

// genRef draws a reference in a grid of 20 rows and columns.
func genRef(t *rapid.T) string {
	cell := func(row bool, col bool) string {
		s := ""
		if col {
			s += rapid.SampledFrom([]string{"", "$"}).Draw(t, "abs") + string(rune('A'+rapid.IntRange(0, 19).Draw(t, "col")))
		}
		if row {
			s += rapid.SampledFrom([]string{"", "$"}).Draw(t, "abs") + fmt.Sprint(rapid.IntRange(1, 20).Draw(t, "row"))
		}
		return s
	}
	sheet := rapid.SampledFrom([]string{"", "", "Sheet1!", "_rasoat!", "'Danh mục'!", "Gone!"}).Draw(t, "sheet")
	switch rapid.IntRange(0, 5).Draw(t, "shape") {
	case 0:
		return sheet + cell(true, false) + ":" + cell(true, false)
	case 1:
		return sheet + cell(false, true) + ":" + cell(false, true)
	case 2:
		return sheet + cell(true, true) + ":" + cell(false, true)
	case 3:
		return sheet + cell(true, true) + ":" + cell(true, true)
	}
	return sheet + cell(true, true)
}

// genFormula draws what stands behind the "=", in the locale.
func genFormula(t *rapid.T, loc calc.Locale, depth int) string {
	sub := func() string { return genFormula(t, loc, depth-1) }
	space := rapid.SampledFrom([]string{"", "", " ", "\n"}).Draw(t, "space")
	shapes := 4
	if depth > 0 {
		shapes = 10
	}
	switch rapid.IntRange(0, shapes).Draw(t, "shape") {
	case 0:
		return fmt.Sprintf("%d%c%d", rapid.IntRange(0, 99).Draw(t, "whole"), loc.Decimal, rapid.IntRange(0, 99).Draw(t, "fraction"))
	case 1:
		return `"` + rapid.SampledFrom([]string{"", "a;b,c", `""`, "đ", `\`, "A1"}).Draw(t, "text") + `"`
	case 2:
		return rapid.SampledFrom([]string{"#REF!", "TRUE", "x", "#N/A"}).Draw(t, "word")
	case 5:
		return sub() + space + rapid.SampledFrom([]string{"+", "-", "*", "/", "^", "&", "=", "<>", "<="}).Draw(t, "op") + space + sub()
	case 6:
		return "(" + space + sub() + ")%"
	case 7:
		return "IF" + "(" + sub() + string(loc.Arg) + space + string(loc.Arg) + sub() + ")"
	case 8:
		return "{" + sub() + string(loc.ColSep) + space + sub() + ";" + sub() + "}"
	case 9:
		return "INDEX(" + genRef(t) + string(loc.Arg) + "1):" + genRef(t)
	case 10:
		return "-" + sub()
	}
	return genRef(t)
}

func TestPrintedFormulasReadTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := mustLocale(rapid.SampledFrom([]string{"en_US", "vi_VN", "de_DE"}).Draw(t, "from"))
		to := mustLocale(rapid.SampledFrom([]string{"en_US", "vi_VN", "de_DE"}).Draw(t, "to"))
		g := newGrid("en_US", "1|2\n3|4", "5|6\n7|8", "9")
		text := "=" + genFormula(t, from, 3)
		f, err := calc.Parse(text, 0, from, g)
		if err != nil || f.Bad() {
			t.Fatalf("%s is bad: %v", text, err)
		}
		printed := f.Text(to, g)
		again, err := calc.Parse(printed, 0, to, g)
		if err != nil || again.Bad() {
			t.Fatalf("%s printed as %s is bad: %v", text, printed, err)
		}
		if twice := again.Text(to, g); twice != printed {
			t.Fatalf("%s printed as %s, then as %s", text, printed, twice)
		}
		if back := again.Text(from, g); back != f.Text(from, g) {
			t.Fatalf("%s comes back as %s", f.Text(from, g), back)
		}
		at := calc.Pos{Row: rapid.IntRange(0, 1).Draw(t, "row"), Col: rapid.IntRange(0, 1).Draw(t, "col")}
		if a, b := show(f.Eval(g, at)), show(again.Eval(g, at)); a != b {
			t.Fatalf("%s is %s, %s is %s", text, a, printed, b)
		}
	})
}

func TestAnyTextIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.SampledFrom([]string{
			"A1", "$", ":", "B", "7", ",", ";", "\\", "(", ")", "{", "}", "SUM(", "IF(", "LET(", "x", "\"", "'", "!", "#REF!", "%", "-", "1.5", " ", "Sheet1", "ROW(", "INDEX(", "&",
		})).Draw(t, "parts")
		text := "="
		for _, p := range parts {
			text += p
		}
		g := newGrid("en_US", "1|2\n3|4")
		f, err := calc.Parse(text, 0, g.loc, g)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		f.Eval(g, calc.Pos{})
		if f.Bad() && f.Text(g.loc, g) != text {
			t.Fatalf("%s is printed %s", text, f.Text(g.loc, g))
		}
	})
}

func TestInsertThenDeleteIsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := newGrid("en_US", "", "", "")
		text := "=" + genFormula(t, g.loc, 2)
		f, err := calc.Parse(text, 0, g.loc, g)
		if err != nil {
			t.Fatal(err)
		}
		sheet, rows := rapid.IntRange(0, 2).Draw(t, "sheet"), rapid.Bool().Draw(t, "rows")
		at, n := rapid.IntRange(0, 25).Draw(t, "at"), rapid.IntRange(1, 5).Draw(t, "n")
		after := f.Apply(calc.Insert{Sheet: sheet, Rows: rows, At: at, N: n}).Apply(calc.Delete{Sheet: sheet, Rows: rows, At: at, N: n})
		if got, want := after.Text(g.loc, g), f.Text(g.loc, g); got != want {
			t.Fatalf("%s became %s", want, got)
		}
	})
}

// A reference to one row follows that row, and one to several covers what is
// left of them, however rows come, go and move.
func TestReferencesFollowRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []int // the number that each row had at first; 0 for a new one, -1 for one within the range
		for i := range 20 {
			rows = append(rows, i+1)
		}
		g := newGrid("en_US", "")
		one := rapid.IntRange(1, 20).Draw(t, "one")
		first := rapid.IntRange(1, 20).Draw(t, "first")
		last := rapid.IntRange(first, 20).Draw(t, "last")
		single, _ := calc.Parse(fmt.Sprintf("=A%d", one), 0, g.loc, g)
		pair, _ := calc.Parse(fmt.Sprintf("=A%d:A%d", first, last), 0, g.loc, g)
		within := func(row int) bool { return row == -1 || row >= first && row <= last }
		moved := false
		for range rapid.IntRange(1, 6).Draw(t, "edits") {
			at := rapid.IntRange(0, len(rows)-1).Draw(t, "at")
			n := rapid.IntRange(1, len(rows)-at).Draw(t, "n")
			var edit calc.Edit
			switch rapid.IntRange(0, 2).Draw(t, "kind") {
			case 0:
				edit = calc.Insert{Rows: true, At: at, N: n}
				fresh := make([]int, n)
				if at > 0 && within(rows[at-1]) && within(rows[at]) {
					for i := range fresh {
						fresh[i] = -1
					}
				}
				rows = append(rows[:at:at], append(fresh, rows[at:]...)...)
			case 1:
				if n == len(rows) {
					continue
				}
				edit = calc.Delete{Rows: true, At: at, N: n}
				rows = append(rows[:at:at], rows[at+n:]...)
			case 2:
				before := rapid.IntRange(0, len(rows)).Draw(t, "before")
				edit = calc.Move{Rows: true, From: at, N: n, Before: before}
				if before >= at && before <= at+n {
					break
				}
				moved = true
				block := append([]int(nil), rows[at:at+n]...)
				rest := append(rows[:at:at], rows[at+n:]...)
				if before > at {
					before -= n
				}
				rows = append(rest[:before:before], append(block, rest[before:]...)...)
			}
			single, pair = single.Apply(edit), pair.Apply(edit)
		}
		want, top, bottom := "=#REF!", -1, -1
		for i, row := range rows {
			if row == one {
				want = fmt.Sprintf("=A%d", i+1)
			}
			if within(row) {
				if top < 0 {
					top = i
				}
				bottom = i
			}
		}
		if got := single.Text(g.loc, g); got != want {
			t.Fatalf("the row is at %s, the reference is %s", want, got)
		}
		if moved {
			return // what a range is to after a move is in the table above
		}
		want = "=#REF!"
		if top >= 0 {
			want = fmt.Sprintf("=A%d:A%d", top+1, bottom+1)
		}
		if got := pair.Text(g.loc, g); got != want {
			t.Fatalf("the rows are at %s, the reference is %s", want, got)
		}
	})
}
