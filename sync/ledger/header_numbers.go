package ledger

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"rasoat/sheets"
)

var (
	columnLetter = regexp.MustCompile(`^[\(\[]?([A-Za-zĐđ]{1,2})[\)\]]?$`)
	columnNumber = regexp.MustCompile(`^[\(\[]?0*(\d{1,2})([a-zđ]?)[\)\]]?\s*(?:=\s*(.+))?$`)
	columnTerm   = regexp.MustCompile(`^\s*([+\-−–]?)\s*(?:` +
		`(?:Σ|∑|(?i:sum|tổng))?\s*\(\s*[\(\[]?0*(\d{1,2})[\)\]]?\s*(?::|÷|→|->|\.{2,}|…)\s*[\(\[]?0*(\d{1,2})[\)\]]?\s*\)|` +
		`0*(\d{1,2})\s*(?::|÷|→|->)\s*0*(\d{1,2})|` +
		`[\(\[]?0*(\d{1,2}[a-zđ]?)[\)\]]?|(\.{2,}|…))`)
)

// longestNumber is how long the cell of a column-number row may be, in bytes.
const longestNumber = 80

// isNumberRow reports whether a row numbers the columns: "A | B | 1 | 2 |
// 3=4+5", "A | B | 1", or "A | B | C". The numbers rise and begin low, which no
// row of data does by accident in three or more columns.
func isNumberRow(t *table, row int, within sheets.Range) bool {
	last, cells, formulas, letters := 0, 0, 0, ""
	for col, c := range t.Row(row) {
		if col < within.Left || col >= within.Right || c.Value.IsBlank() {
			continue
		}
		text := Clean(c.Value.String())
		if len(text) > longestNumber {
			return false
		}
		cells++
		if m := columnLetter.FindStringSubmatch(text); m != nil {
			letters += strings.ToUpper(m[1])
			continue
		}
		m := columnNumber.FindStringSubmatch(text)
		if m == nil {
			return false
		}
		n, _ := strconv.Atoi(m[1])
		if n < last || n > last+3 {
			return false
		}
		if m[3] != "" {
			formulas++
		}
		last = n
	}
	if last == 0 && formulas == 0 {
		return cells >= 3 && strings.HasPrefix("ABCDEFGHIJKLMNOPQRSTUVWXYZ", letters)
	}
	return cells >= 3 && (last >= 2 || formulas > 0 || strings.HasPrefix(letters, "AB"))
}

// numberRowSums returns the arithmetic that a column-number row states. What
// it states with anything but plus and minus is left out.
func numberRowSums(t *table, h head) []RowSum {
	if h.numbers < 0 {
		return nil
	}
	at := map[string]int{}
	formulas := map[int]string{}
	texts := map[int]string{}
	for col, c := range t.Row(h.numbers) {
		text := Clean(c.Value.String())
		m := columnNumber.FindStringSubmatch(text)
		if m == nil || col < h.block.Left || col >= h.block.Right {
			continue
		}
		// A number over several columns numbers the one with figures: the
		// others hold footnote marks.
		if g, ok := t.Merged(h.numbers, col); ok {
			for c := g.Left; c < min(g.Right, h.block.Right); c++ {
				if holdsNumbers(t, h, c) {
					col = c
					break
				}
			}
		}
		number := m[1] + m[2]
		if _, twice := at[number]; twice {
			at[number] = -1 // nobody can tell which is meant
			continue
		}
		at[number] = col
		if m[3] != "" {
			formulas[col], texts[col] = m[3], text
		}
	}
	var sums []RowSum
	for _, hc := range h.columns {
		if f, ok := formulas[hc.col]; ok {
			if sum, ok := sumStated(f, hc.col, at); ok {
				sum.Text = texts[hc.col]
				sums = append(sums, sum)
			}
		}
	}
	// A sum over a range of columns, of which some are sums of others in it,
	// counts these twice: nobody means that, and what is meant nobody can tell.
	return slices.DeleteFunc(sums, func(s RowSum) bool {
		return strings.ContainsAny(s.Text, ".…:÷→>") && slices.ContainsFunc(sums, func(inner RowSum) bool {
			return slices.Contains(s.Plus, inner.Total) && slices.ContainsFunc(inner.Plus, func(c int) bool { return slices.Contains(s.Plus, c) })
		})
	})
}

// sumStated reads the right side of "3=4+5", "(3)=(4)-(5)", "3=4+...+8" or
// "1=Σ(2:5)" into the sum of the column total. at tells the columns by their
// number, -1 for a number that several bear.
func sumStated(formula string, total int, at map[string]int) (RowSum, bool) {
	sum := RowSum{Total: total}
	var terms []int // the numbers so far
	add := func(number string, minus bool) bool {
		col, ok := at[number]
		if !ok || col < 0 || col == total || slices.Contains(sum.Plus, col) || slices.Contains(sum.Minus, col) {
			return false
		}
		if minus {
			sum.Minus = append(sum.Minus, col)
		} else {
			sum.Plus = append(sum.Plus, col)
		}
		return true
	}
	// run adds the numbers behind from up to to.
	run := func(from, to, step int) bool {
		if step < 1 || to <= from || (to-from)%step != 0 {
			return false
		}
		for n := from + step; n <= to; n += step {
			if !add(strconv.Itoa(n), false) {
				return false
			}
		}
		return true
	}
	between := false // "…" was just read
	for rest := formula; strings.TrimSpace(rest) != ""; {
		m := columnTerm.FindStringSubmatch(rest)
		if m == nil || m[1] == "" && rest != formula && !between && m[7] == "" {
			return RowSum{}, false
		}
		rest = rest[len(m[0]):]
		minus := m[1] != "" && m[1] != "+"
		n, _ := strconv.Atoi(m[6])
		switch {
		case m[7] != "":
			if between || minus || len(terms) == 0 || len(sum.Minus) > 0 {
				return RowSum{}, false
			}
			between = true
			continue
		case between:
			last, step := terms[len(terms)-1], 1
			if len(terms) > 1 {
				step = last - terms[len(terms)-2]
			}
			if minus || m[6] == "" || !run(last, n, step) {
				return RowSum{}, false
			}
			between = false
		case m[6] != "":
			if !add(m[6], minus) {
				return RowSum{}, false
			}
		default:
			from, to := m[2]+m[4], m[3]+m[5]
			first, _ := strconv.Atoi(from)
			n, _ = strconv.Atoi(to)
			if minus || !run(first-1, n, 1) {
				return RowSum{}, false
			}
		}
		terms = append(terms, n)
	}
	return sum, !between && len(sum.Plus)+len(sum.Minus) > 1
}
