package rule

import (
	"iter"
	"strings"

	"rasoat/sheets"
	"rasoat/sync/ledger"
)

// at returns a finding at a cell of a row. A col of -1 means the whole row.
func at(l *ledger.List, row *ledger.Row, col int, args Args) Finding {
	f := onTab(l, args)
	f.Row, f.Col, f.Item = row.Row, col, row
	return f
}

// onTab returns a finding that is of a list as a whole.
func onTab(l *ledger.List, args Args) Finding {
	return Finding{List: l.Name, Tab: l.Tab, TabTitle: l.Title, Row: -1, Col: -1, Args: args}
}

// items yields the items of every list that tracks projects or tasks. A list
// of kind [ledger.Table] is figures only and yields none.
func items(l *ledger.Ledger) iter.Seq2[*ledger.List, *ledger.Row] {
	return func(yield func(*ledger.List, *ledger.Row) bool) {
		for _, list := range tracking(l) {
			for _, row := range list.Rows {
				if row.Kind == ledger.ItemRow && !yield(list, row) {
					return
				}
			}
		}
	}
}

// tracking returns the lists that track projects or tasks.
func tracking(l *ledger.Ledger) []*ledger.List {
	var lists []*ledger.List
	for _, list := range l.Lists {
		if list.Kind != ledger.Table {
			lists = append(lists, list)
		}
	}
	return lists
}

// place returns the column of the first of the fields that the list has, or
// -1 where it has none of them.
func place(l *ledger.List, fields ...ledger.Field) int {
	for _, f := range fields {
		if c := l.Column(f); c != nil {
			return c.Col
		}
	}
	return -1
}

// namePlace returns the column in which people look for a row: its name's,
// else its number's, else -1.
func namePlace(l *ledger.List) int {
	return place(l, ledger.FieldName, ledger.FieldNumber)
}

// mapped returns the mapped column at a place of the tab, or nil.
func mapped(l *ledger.List, col int) *ledger.Column {
	for i := range l.Columns {
		if l.Columns[i].Col == col {
			return &l.Columns[i]
		}
	}
	return nil
}

// label returns what people call a column: the text of its header, else its
// letters. A "Tổng số" below another header is the total of that, and goes by
// its name: "Lũy kế vốn đã bố trí".
func label(l *ledger.List, col int) string {
	c := mapped(l, col)
	if c == nil || c.Label() == "" {
		return sheets.ColName(col)
	}
	parts := strings.Split(c.Header, " / ")
	return parts[labelPart(parts)]
}

// labelCell returns the cell of the header in which the label of a column
// stands, and false where that is not known.
func labelCell(c *ledger.Column) (sheets.Addr, bool) {
	parts := strings.Split(c.Header, " / ")
	if len(c.Heads) != len(parts) {
		return sheets.Addr{}, false
	}
	return c.Heads[labelPart(parts)], true
}

// labelPart returns which part of a header is its label.
func labelPart(parts []string) int {
	for i := len(parts) - 1; i > 0 && isTotalWord(parts[i]); i-- {
		if above := parts[i-1]; !isTotalWord(above) && above != "" && ledger.Fold(above) != "trong đó" {
			return i - 1
		}
	}
	return len(parts) - 1
}

// isTotalWord reports whether a header says that a column is a total, and not
// of what.
func isTotalWord(text string) bool {
	switch ledger.Fold(text) {
	case "tổng số", "tổng cộng", "tổng", "cộng", "total":
		return true
	}
	return false
}

// unit returns the unit of a column's amounts: its own, else the list's.
func unit(l *ledger.List, col int) ledger.Unit {
	if c := mapped(l, col); c != nil && !c.Unit.IsZero() {
		return c.Unit
	}
	return l.Unit
}

// blank reports whether a row holds nothing in a column. A dash or dots alone
// say nothing.
func blank(row *ledger.Row, c *ledger.Column) bool {
	_, amount := row.Amounts[c.Col]
	return !amount && !says(row, c.Field)
}

// says reports whether a row states anything in a field.
func says(row *ledger.Row, f ledger.Field) bool {
	return strings.Trim(row.Texts[f], " -–—.…_/") != ""
}

// isDone reports whether an item is finished: by its status or by its day of
// completion.
func isDone(row *ledger.Row, s Settings) bool {
	return !row.DoneOn.IsZero() || hasStatusDone(row, s)
}
