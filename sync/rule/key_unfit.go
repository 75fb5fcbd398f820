package rule

import (
	"math"
	"strconv"
	"unicode/utf8"

	"rasoat/sheets"
	"rasoat/sync/ledger"
)

// longestKey is how long a code may be, in characters: far longer than any
// that is meant as one, far shorter than what lookups stumble over.
const longestKey = 200

// keyUnfit finds codes that a spreadsheet does not keep as they were typed, or
// cannot look up: a number with a fraction ("1.10" becomes 1.1), a day ("3-4"
// becomes one), a text that is no code.
//
// Why: what is found is shown beside an item by looking its code up; a code
// that reads otherwise in another place is not found.
//
// To fix: format the column as plain text and type the code again.
//
// To accept: explain it in the column of explanations.
//
// Source: experience.
//
// Arguments: kind (fraction, day, long), seen, column (label of its header).
func keyUnfit(l *ledger.Ledger, _ Settings, report func(Finding)) {
	for list, row := range items(l) {
		c := list.Column(ledger.FieldCode)
		if c == nil {
			continue
		}
		if kind := unfit(row.Key); kind != "" {
			report(at(list, row, c.Col, Args{"kind": kind, "seen": row.Code(), "column": c.Label()}))
		}
	}
}

func unfit(key sheets.Cell) string {
	switch key.Value.Kind() {
	case sheets.Text:
		if utf8.RuneCountInString(key.Value.String()) > longestKey {
			return "long"
		}
	case sheets.Number:
		if key.Class() == sheets.Date {
			return "day"
		}
		if f, err := strconv.ParseFloat(key.Value.String(), 64); err != nil || f != math.Trunc(f) || math.Abs(f) >= 1e15 {
			return "fraction"
		}
	}
	return ""
}
