package google

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"google.golang.org/api/googleapi"
	sheetsapi "google.golang.org/api/sheets/v4"

	"rasoat/sheets"
)

// digest is a digest of all that a choice lays down, but for the rows and what
// it says about itself.
func (w *wantedChoice) digest() string {
	h := sha256.New()
	fmt.Fprintf(h, "%t\n", w.Bottom == 0)
	for _, v := range w.Values {
		fmt.Fprintf(h, "%q\n", v)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// rule is the drop-down. What people read at the cell ends in a tag with a
// digest of the values, by which a rule of ours is known from one of theirs, and
// from one of ours that they made another of. It can be seen: nobody promises
// that Sheets keeps letters that cannot.
//
// The values are sent as they are. Documentation says that formulas are not
// supported in the values of a list; one that looks like a formula is offered as
// a text, or the whole rule is refused, and then the choice is given up.
func (w *wantedChoice) rule() *sheetsapi.DataValidationRule {
	r := &sheetsapi.DataValidationRule{Condition: &sheetsapi.BooleanCondition{Type: listCondition}, ShowCustomUi: true}
	for _, v := range w.Values {
		r.Condition.Values = append(r.Condition.Values, &sheetsapi.ConditionValue{UserEnteredValue: v})
	}
	r.InputMessage = strings.TrimSpace(w.Remark + " " + ruleTag(r.Condition.Values))
	return r
}

const listCondition = "ONE_OF_LIST"

// ruleTag is what ends the text of a rule of ours with those values.
func ruleTag(values []*sheetsapi.ConditionValue) string {
	h := sha256.New()
	for _, v := range values {
		fmt.Fprintf(h, "%q\n", strings.TrimSpace(v.UserEnteredValue))
	}
	return "(rasoat " + hex.EncodeToString(h.Sum(nil)[:4]) + ")"
}

// isOurRule reports whether a rule is one that we laid down, as it was.
func isOurRule(r *sheetsapi.DataValidationRule) bool {
	return r.Condition != nil && r.Condition.Type == listCondition && !r.Strict && strings.HasSuffix(r.InputMessage, ruleTag(r.Condition.Values))
}

// ruled is what may be typed into the cells of one column: the rows that have a
// rule, in order.
type ruled struct {
	ours, theirs []int
	texts        map[int]string // what stands there, by row
}

// isOf reports whether that is what may be typed into that column of a tab: people
// may have moved it away and, when its mark is looked at, back.
func (c *ruled) isOf(t *sheets.Tab, col int) bool {
	for row := range t.Rows() {
		text := ""
		if v := t.Cell(row, col).Value; v.Kind() == sheets.Text {
			text = v.String()
		}
		if text != c.texts[row] {
			return false
		}
	}
	return true
}

// add adds a row.
func (c *ruled) add(row int, cell *sheetsapi.CellData) {
	if v := cell.EffectiveValue; v != nil && v.StringValue != nil {
		c.texts[row] = *v.StringValue
	}
	switch r := cell.DataValidation; {
	case r == nil:
	case isOurRule(r):
		c.ours = append(c.ours, row)
	default:
		c.theirs = append(c.theirs, row)
	}
}

// but returns the same with some rows left to others, whatever they have.
func (c *ruled) but(rows []int) *ruled {
	if len(rows) == 0 {
		return c
	}
	left := &ruled{theirs: slices.Concat(c.theirs, rows)}
	slices.Sort(left.theirs)
	left.theirs = slices.Compact(left.theirs)
	for _, row := range c.ours {
		if _, taken := slices.BinarySearch(left.theirs, row); !taken {
			left.ours = append(left.ours, row)
		}
	}
	return left
}

// tabColumn is a column of a tab.
type tabColumn struct {
	tab int64
	col int
}

// rules reads what may be typed into the cells of some columns, and their texts, in
// one request. A column of number -1 is all of the tab's.
func (b *Book) rules(ctx context.Context, columns map[tabColumn]bool) (map[tabColumn]*ruled, error) {
	req := &sheetsapi.GetSpreadsheetByDataFilterRequest{}
	for c := range columns {
		cells := sheets.Range{Left: c.col, Bottom: -1, Right: c.col + 1}
		if c.col < 0 {
			cells = sheets.Range{Bottom: -1, Right: -1}
		}
		req.DataFilters = append(req.DataFilters, &sheetsapi.DataFilter{GridRange: block(c.tab, cells)})
	}
	const fields = "sheets(properties(sheetId),data(startRow,startColumn,rowData.values(dataValidation,effectiveValue.stringValue)))"
	reply, err := b.conn.service().Spreadsheets.GetByDataFilter(b.id, req).Fields(googleapi.Field(fields)).Context(ctx).Do()
	if err != nil {
		return nil, b.conn.fail("read", b.id, err)
	}
	found := map[tabColumn]*ruled{}
	for _, t := range reply.Sheets {
		if t.Properties == nil {
			continue
		}
		for _, data := range t.Data {
			for i, row := range data.RowData {
				for j, cell := range row.Values {
					c := tabColumn{t.Properties.SheetId, int(data.StartColumn) + j}
					if found[c] == nil {
						found[c] = &ruled{texts: map[int]string{}}
					}
					found[c].add(int(data.StartRow)+i, cell)
				}
			}
		}
	}
	return found, nil
}
