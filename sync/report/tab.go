package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf16"

	"rasoat/sheets"
)

// What every kind of workbook takes.
const (
	longestID    = 50 // characters
	longestTitle = 31 // units of UTF-16
)

// tabID returns the id of the tab of a named list: an id has no hyphens, and
// the name, a slug, has no underscores. A long name is cut, and told from
// others that begin alike by its digest.
func tabID(name string) string {
	id := "list_" + strings.ReplaceAll(name, "-", "_")
	if len(id) > longestID {
		sum := sha256.Sum256([]byte(name))
		id = id[:longestID-9] + "_" + hex.EncodeToString(sum[:4])
	}
	return id
}

// TabTitle returns the name of a tab: the text without what no such name may
// hold, cut to what fits, or "" where nothing is left.
func TabTitle(s string) string {
	runes := []rune(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s))
	for len(utf16.Encode(runes)) > longestTitle {
		runes = runes[:len(runes)-1]
	}
	return strings.Trim(string(runes), "' ")
}

// TabOptions is what a tab of ours says of its surroundings.
type TabOptions struct {
	Title    string // the tab's name, "" for the one of the list
	Fallback string // the one to take where the staff have a tab of that name
	Agency   string // whose paper it is, "" to name none
	Stamp    string // when the figures were gone over, in words; "" for none
}

// Widths of the columns in characters.
const (
	widthMoney = 15
	widthText  = 16
)

// Tab lays a named list out as a tab of ours.
func Tab(n Named, from Source, o TabOptions) sheets.OwnTab {
	t := NewTable(n, from)
	width := len(t.Columns)
	tab := sheets.OwnTab{ID: tabID(n.Name), Title: o.Title, Fallback: o.Fallback, Landscape: true}
	if tab.Title == "" {
		tab.Title = cmp.Or(n.Tab, n.Name)
	}
	if tab.Title = TabTitle(tab.Title); tab.Title == "" {
		tab.Title = tab.ID[:min(len(tab.ID), longestTitle)]
	}
	if TabTitle(tab.Fallback) != tab.Fallback {
		tab.Fallback = "" // a number tells ours from theirs as well
	}
	for _, c := range t.Columns {
		tab.Widths = append(tab.Widths, c.width())
	}
	row := func(cells ...sheets.OwnCell) { tab.Rows = append(tab.Rows, cells) }
	text := func(s string, style sheets.Style, span int) sheets.OwnCell {
		c := sheets.OwnCell{Style: style, Span: span}
		if s != "" {
			c.Value = sheets.TextValue(s)
		}
		return c
	}
	if o.Agency != "" {
		row(text(o.Agency, sheets.StyleHeading, width))
	}
	row(text(n.Title, sheets.StyleTitle, width))
	unit := text(from.Printer.Text("report/unit", map[string]any{"unit": from.Printer.Unit(t.Unit)}), sheets.StyleSubtitle, min(2, width-1))
	if t.column(Total) < 0 && t.column(Short) < 0 {
		unit = text("", sheets.StyleSubtitle, unit.Span)
	}
	row(text(o.Stamp, sheets.StyleSubtitle, width-unit.Span), unit)
	var titles, numbers []sheets.OwnCell
	for _, c := range t.Columns {
		titles = append(titles, text(c.Title, sheets.StyleHeader, 0))
		numbers = append(numbers, sheets.OwnCell{Value: Ordinal(c.Number), Style: sheets.StyleHeader})
	}
	row(titles...)
	row(numbers...)
	tab.FreezeRows = len(tab.Rows)
	if t.Empty != "" {
		row(text(t.Empty, sheets.StyleBody, width))
	}
	for _, r := range t.Rows {
		style := sheets.StyleBody
		if r.Kind != ItemRow {
			style = sheets.StyleTotal
		}
		var cells []sheets.OwnCell
		for i, c := range r.Cells {
			end := t.NameEnd(r)
			if i > 1 && i < end {
				continue
			}
			cell := text(c.Text, style, 0)
			if i == 1 {
				cell.Span = end - 1
			}
			if t.Columns[i].Field == Number {
				cell.Value = Ordinal(c.Text)
			}
			if c.Amount.Valid {
				cell.Value, cell.Format = sheets.NumberValue(c.Amount.Decimal.String()), t.Format()
			}
			cells = append(cells, cell)
		}
		row(cells...)
	}
	for _, note := range t.Notes {
		row(text(note, sheets.StyleSubtitle, width))
	}
	return tab
}

// Ordinal returns a number that names a row or column as the value of a cell:
// a number where it is one, so that no program remarks on a number that is
// text, else a text; the empty Value for "".
func Ordinal(s string) sheets.Value {
	if s == "" {
		return sheets.Value{}
	}
	if strings.Trim(s, "0123456789") == "" {
		return sheets.NumberValue(s)
	}
	return sheets.TextValue(s)
}

// Format is the number format of the table's amounts.
func (t *Table) Format() string {
	if t.Places == 0 {
		return "#,##0"
	}
	return "#,##0." + strings.Repeat("0", t.Places)
}

func (c Column) width() int {
	switch {
	case c.Money:
		return widthMoney
	case c.Field == Number:
		return 6
	case c.Field == Name:
		return 48
	case c.Field == Department, c.Field == Remark:
		return 24
	}
	return widthText
}
