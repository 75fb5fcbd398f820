package emulator

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"

	"rasoat/sheets/emulator/internal/calc"
)

// typed reads what somebody typed into a cell, as the spreadsheet's locale
// has it. The format is that of the cell; what is returned with the content is
// the number format that the text asks for, if any. A date without a year is
// taken as text, since a document has no clock.
func (d *document) typed(s *sheet, text string, format object) (content, object, *apiError) {
	if text == "" {
		return content{}, nil, nil
	}
	if rest, ok := strings.CutPrefix(text, "'"); ok {
		return constant(calc.TextValue(rest)), nil, nil
	}
	if isText(format) {
		return constant(calc.TextValue(text)), nil, nil
	}
	if strings.HasPrefix(text, "=") && len(text) > 1 {
		f, err := d.parse(s, text)
		return content{entered: true, formula: f}, nil, err
	}
	switch strings.ToUpper(text) {
	case "TRUE":
		return constant(calc.BoolValue(true)), nil, nil
	case "FALSE":
		return constant(calc.BoolValue(false)), nil, nil
	}
	for _, e := range []calc.ErrorType{calc.Ref, calc.NotAvailable, calc.ValueError, calc.Name, calc.Num, calc.DivideByZero, calc.Null} {
		if text == e.Code() {
			return constant(calc.ErrorValue(e, "")), nil, nil
		}
	}
	loc := d.loc()
	if f, number, ok := typedNumber(strings.TrimSpace(text), loc); ok {
		return constant(calc.NumberValue(f)), number, nil
	}
	if day, ok := typedDate(strings.TrimSpace(text), loc); ok {
		pattern := "dd/mm/yyyy"
		switch iso := strings.IndexByte(strings.TrimSpace(text), '-') == 4; {
		case iso: // a date stays as it was typed
			pattern = "yyyy-mm-dd"
		case loc.MonthDay:
			pattern = "m/d/yyyy"
		}
		return constant(calc.NumberValue(day)), object{"type": "DATE", "pattern": pattern}, nil
	}
	return constant(calc.TextValue(text)), nil, nil
}

// constant is the content of a cell that holds a value.
func constant(v calc.Value) content {
	c := content{entered: true, value: v}
	if v.Kind == calc.Number {
		c.number = json.Number(strconv.FormatFloat(v.Num, 'f', -1, 64))
	}
	return c
}

// isText reports whether a format says that all is text.
func isText(format object) bool {
	n, _ := format["numberFormat"].(object)
	return n["type"] == "TEXT"
}

// typedNumber reads a number as people write it: "1.234,5", "-3", "12%".
func typedNumber(text string, loc calc.Locale) (f float64, format object, ok bool) {
	text, percent := strings.CutSuffix(text, "%")
	sign, digits := "", text
	if digits != "" && (digits[0] == '-' || digits[0] == '+') {
		sign, digits = digits[:1], digits[1:]
	}
	whole, fraction, hasFraction := strings.Cut(digits, string(loc.Decimal))
	groups := strings.Split(whole, string(loc.Group))
	for i, g := range groups {
		if i > 0 && (len(g) < 3 || len(g) > 3 && !strings.ContainsAny(g, "eE")) || i == 0 && len(groups) > 1 && (g == "" || len(g) > 3) {
			return 0, nil, false
		}
	}
	plain := strings.Join(groups, "")
	if hasFraction {
		plain += "." + fraction
	}
	if plain == "" || plain[0] != '.' && (plain[0] < '0' || plain[0] > '9') || strings.ContainsAny(plain, "xXpP_nNiI") {
		return 0, nil, false
	}
	f, err := strconv.ParseFloat(sign+plain, 64)
	if err != nil || math.IsInf(f, 0) {
		return 0, nil, false
	}
	switch {
	case percent && hasFraction:
		return f / 100, object{"type": "PERCENT", "pattern": "0.00%"}, true
	case percent:
		return f / 100, object{"type": "PERCENT", "pattern": "0%"}, true
	case len(groups) > 1 && hasFraction:
		return f, object{"type": "NUMBER", "pattern": "#,##0.00"}, true
	case len(groups) > 1:
		return f, object{"type": "NUMBER", "pattern": "#,##0"}, true
	}
	return f, nil, true
}

// typedDate reads "21/7/2026", "21-07-2026" and "2026-07-21" into a day.
func typedDate(text string, loc calc.Locale) (float64, bool) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == '-' || r == '.' && !loc.MonthDay })
	if len(parts) != 3 || strings.ContainsAny(text, " ,") || strings.Trim(text, "0123456789/-.") != "" {
		return 0, false
	}
	if n := strings.Count(text, text[len(parts[0]):len(parts[0])+1]); n != 2 {
		return 0, false
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || len(p) > 4 {
			return 0, false
		}
		n[i] = v
	}
	year, month, day := n[2], n[1], n[0]
	switch {
	case len(parts[0]) == 4:
		year, month, day = n[0], n[1], n[2]
	case loc.MonthDay:
		month, day = n[0], n[1]
	}
	if year < 100 && len(parts[0]) <= 2 {
		year += 2000
		if year >= 2050 {
			year -= 100
		}
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || int(t.Month()) != month || t.Day() != day || year < 1900 {
		return 0, false
	}
	return t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24, true
}

// numberFormat is the NumberFormat of a pattern.
func numberFormat(pattern string) object {
	kind := "NUMBER"
	lower := strings.ToLower(pattern)
	switch {
	case pattern == "@":
		kind = "TEXT"
	case strings.ContainsAny(lower, "yd"):
		kind = "DATE"
	case strings.Contains(lower, "h"):
		kind = "TIME"
	case strings.Contains(pattern, "%"):
		kind = "PERCENT"
	}
	return object{"type": kind, "pattern": pattern}
}

// withNumberFormat returns a format with another number format.
func withNumberFormat(format, number object) object {
	out := copied(format)
	out["numberFormat"] = number
	return out
}

// writeValues writes rows of values from a cell on, as the values methods of
// the API do: nil leaves a cell as it is, "" empties it. With parse, texts are
// read as if somebody typed them. The grid grows where it is too small. It is
// part of a change.
func (d *document) writeValues(who caller, s *sheet, top, left int, values [][]any, parse bool) *apiError {
	width := 0
	for _, row := range values {
		width = max(width, len(row))
	}
	block := rect{top, left, top + len(values), left + width}
	if block.empty() {
		return nil
	}
	if err := d.mayEdit(who, s, block); err != nil {
		return err
	}
	s.makeRoom(block.bottom, block.right)
	for i, row := range values {
		for j, v := range row {
			if v == nil {
				continue
			}
			c := s.cellAt(top+i, left+j)
			in, number, err := d.wireValue(s, v, parse, c.format)
			if err != nil {
				return err
			}
			if err := s.admitsContent(top+i, left+j, in); err != nil {
				return err
			}
			c.enter(in)
			if number != nil && c.format["numberFormat"] == nil {
				c.format = withNumberFormat(c.format, number)
			}
			d.put(s, top+i, left+j, c)
		}
	}
	return nil
}

// wireValue reads one value of a ValueRange.
func (d *document) wireValue(s *sheet, v any, parse bool, format object) (content, object, *apiError) {
	switch v := v.(type) {
	case bool:
		return constant(calc.BoolValue(v)), nil, nil
	case json.Number:
		f, err := v.Float64()
		if err != nil {
			return content{}, nil, invalid("Invalid values: %s is out of range", v)
		}
		return content{entered: true, value: calc.NumberValue(f), number: v}, nil, nil
	case float64:
		return constant(calc.NumberValue(v)), nil, nil
	case string:
		if parse {
			return d.typed(s, v, format)
		}
		if v == "" {
			return content{}, nil, nil
		}
		return constant(calc.TextValue(v)), nil, nil
	}
	return content{}, nil, invalid("Invalid values: unable to parse a %T", v)
}

// makeRoom lets the grid have at least so many rows and columns.
func (s *sheet) makeRoom(rows, cols int) {
	s.rows, s.cols = max(s.rows, rows), max(s.cols, cols)
}

// admitsContent refuses what the service refuses in a cell: a formula in the
// head of a table, and more than a cell can hold.
func (s *sheet) admitsContent(row, col int, in content) *apiError {
	if len(in.value.Str) > 50_000 && len([]rune(in.value.Str)) > 50_000 {
		return invalid("Your input contains more than the maximum of 50000 characters in a single cell.")
	}
	if in.formula == nil {
		return nil
	}
	for _, t := range s.tables {
		if row == t.rect.top && t.rect.has(row, col) {
			return invalid("Formulas are not allowed in the header row of a table.")
		}
	}
	return nil
}
