package xlsx

import (
	"strconv"
	"strings"

	"rasoat/sheets"
)

// Limits of a tab.
const (
	maxRows = 1 << 20
	maxCols = 1 << 14
)

// shiftFormula returns the formula that a shared formula is in a cell that
// lies rows below and cols right of its first cell: relative references move
// along, absolute ones stay. A reference that leaves the tab becomes #REF!.
func shiftFormula(f string, rows, cols int) string {
	if rows == 0 && cols == 0 {
		return f
	}
	var b strings.Builder
	for i := 0; i < len(f); {
		switch c := f[i]; {
		case c == '"' || c == '\'':
			end := quoteEnd(f, i)
			b.WriteString(f[i:end])
			i = end
		case c == '[':
			end := bracketEnd(f, i)
			b.WriteString(f[i:end])
			i = end
		case wordByte(c):
			end := i
			for end < len(f) && (wordByte(f[end]) || f[end] == ':' && rangeColon(f, i, end)) {
				end++
			}
			word := f[i:end]
			if end < len(f) && (f[end] == '(' || f[end] == '!' || f[end] == '[') {
				b.WriteString(word) // a function, a tab or a table
			} else {
				b.WriteString(shiftWord(word, rows, cols))
			}
			i = end
		default:
			b.WriteByte(c)
			i++
		}
	}
	return b.String()
}

// wordByte reports whether the byte may be part of a name or reference.
func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		c == '_' || c == '.' || c == '$' || c == '\\' || c >= 0x80
}

// rangeColon reports whether the colon at end joins whole columns or rows
// ("A:C", "$1:$3"), which move together or not at all.
func rangeColon(f string, from, colon int) bool {
	to := colon + 1
	for to < len(f) && wordByte(f[to]) {
		to++
	}
	if to < len(f) && (f[to] == '(' || f[to] == '!') {
		return false
	}
	a, b := f[from:colon], f[colon+1:to]
	return wholeColumn(a) && wholeColumn(b) || wholeRow(a) && wholeRow(b)
}

func quoteEnd(f string, i int) int {
	q := f[i]
	for j := i + 1; j < len(f); j++ {
		if f[j] == q {
			if j+1 < len(f) && f[j+1] == q {
				j++
				continue
			}
			return j + 1
		}
	}
	return len(f)
}

func bracketEnd(f string, i int) int {
	depth := 0
	for j := i; j < len(f); j++ {
		switch f[j] {
		case '\'': // escapes the next character in a table reference
			j++
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return j + 1
			}
		}
	}
	return len(f)
}

func wholeColumn(s string) bool {
	s = strings.TrimPrefix(s, "$")
	if s == "" || strings.ContainsAny(s, "$0123456789") {
		return false
	}
	_, err := sheets.ParseCol(s)
	return err == nil
}

func wholeRow(s string) bool {
	n, err := strconv.Atoi(strings.TrimPrefix(s, "$"))
	return err == nil && n >= 1 && n <= maxRows
}

func shiftWord(word string, rows, cols int) string {
	if from, to, two := strings.Cut(word, ":"); two {
		if wholeColumn(from) {
			a, okA := shiftColumn(from, cols)
			b, okB := shiftColumn(to, cols)
			if okA && okB {
				return a + ":" + b
			}
			return "#REF!"
		}
		a, okA := shiftRow(from, rows)
		b, okB := shiftRow(to, rows)
		if okA && okB {
			return a + ":" + b
		}
		return "#REF!"
	}
	i := strings.IndexAny(word, "0123456789")
	if i <= 0 {
		return word
	}
	colPart, rowPart := word[:i], word[i:]
	if strings.HasSuffix(colPart, "$") {
		colPart, rowPart = colPart[:len(colPart)-1], "$"+rowPart
	}
	if !wholeColumn(colPart) || !wholeRow(rowPart) {
		return word
	}
	col, okCol := shiftColumn(colPart, cols)
	row, okRow := shiftRow(rowPart, rows)
	if !okCol || !okRow {
		return "#REF!"
	}
	return col + row
}

func shiftColumn(s string, by int) (string, bool) {
	if strings.HasPrefix(s, "$") {
		return s, true
	}
	col, err := sheets.ParseCol(s)
	if err != nil || col+by < 0 || col+by >= maxCols {
		return "", false
	}
	return sheets.ColName(col + by), true
}

func shiftRow(s string, by int) (string, bool) {
	if strings.HasPrefix(s, "$") {
		return s, true
	}
	row, err := strconv.Atoi(s)
	if err != nil || row+by < 1 || row+by > maxRows {
		return "", false
	}
	return strconv.Itoa(row + by), true
}
