package google

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"rasoat/sheets"
)

// keyPrefix begins every key of a list in the store: its tab, and whether the
// rest is a code ("i") or a name ("n").
func keyPrefix(list int64, kind string) string {
	return strconv.FormatInt(list, 10) + "|" + kind + ":"
}

// rowKey returns the key of a row as the formula makes it from the cells that
// name the item, "" for a row that has no name, and false where the text that
// Sheets makes of a cell is not certain: an error, a day, a fraction, a very
// large number.
func rowKey(list int64, key, name sheets.Cell) (string, bool) {
	code, ok := concatenated(key)
	if !ok {
		return "", false
	}
	rest, ok := concatenated(name)
	switch {
	case code != "":
		return keyPrefix(list, "i") + markCapitals(code), true
	case !ok:
		return "", false
	case rest != "":
		return keyPrefix(list, "n") + markCapitals(rest), true
	}
	return "", true
}

// concatenated returns what the operator "&" makes of a cell.
func concatenated(c sheets.Cell) (string, bool) {
	switch c.Value.Kind() {
	case sheets.Empty:
		return "", true
	case sheets.Text:
		return c.Value.String(), len(c.Value.String()) <= maxKey
	case sheets.Number:
		f, err := strconv.ParseFloat(c.Value.String(), 64)
		if err != nil || f != math.Trunc(f) || math.Abs(f) >= 1e15 || c.Class() != sheets.Plain {
			return "", false
		}
		return strconv.FormatFloat(f, 'f', -1, 64), true
	}
	return "", false
}

// maxKey is the longest key that we rely on being looked up as a whole, in
// bytes.
const maxKey = 1000

// capitals are the capital letters of Vietnamese, one by one: expressions in
// formulas know no classes of Unicode.
const capitals = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"

// The expression that marks capitals, and what it puts in their place.
const (
	capital       = "([" + capitals + "])"
	capitalMarked = "^$1"
)

var anyCapital = regexp.MustCompile(capital)

// markCapitals returns the key with each capital marked: a lookup has no regard
// to case, and "TỔNG SỐ" is not "Tổng số".
func markCapitals(key string) string { return anyCapital.ReplaceAllString(key, capitalMarked) }

// foldKey returns the key as a lookup compares it: without regard to capitals.
func foldKey(key string) string { return strings.ToLower(key) }

// keyed is a row of a list with its key.
type keyed struct {
	row  int
	key  string
	sure bool
}

// keysOf returns the rows of a list below a row that name something.
func keysOf(tab *sheets.Tab, list int64, l sheets.List, below int) []keyed {
	var rows []keyed
	for row := below + 1; row < tab.Rows(); row++ {
		name := sheets.Cell{}
		if l.Name >= 0 {
			name = tab.Cell(row, l.Name)
		}
		key, sure := rowKey(list, tab.Cell(row, l.Key), name)
		if key != "" || !sure {
			rows = append(rows, keyed{row, key, sure})
		}
	}
	return rows
}
