package xlsx

import (
	"fmt"
	"strings"

	"rasoat/sheets"
)

// A drop-down of ours is a rule of the staff's tab (a data validation) whose
// source is a defined name of ours, as _rasoat_choice_status_0c1d2e3f =
// '_rasoat'!$B$2:$B$9. By that name it is told from theirs. It has no dots in it:
// LibreOffice takes them for the end of a tab's name when somebody edits the rule.
// The values stand as texts in a tab of ours that nobody sees, below the
// drop-down's id: a formula of its own holds no more than 255 characters, and no
// comma in a value.
//
// A second name, of the tab's scope, says where the drop-down was laid down:
// _rasoat.choice.status.0c1d2e3f = 'Danh mục'!$D$6:$D$1000000, its end as that of
// a column's name (marks.go). While it and the values stand and no rule is there,
// people took the drop-down away. Rows that it does not cover came later.
const (
	choicePrefix = "_rasoat.choice."
	valuesPrefix = "_rasoat_choice_"
	valuesTab    = "_values" // no id that a caller may give
	valuesTitle  = "_rasoat"
)

// choiceMark is the mark of one drop-down of ours.
type choiceMark struct {
	id    string
	from  string // the digest of its tab's title when it was written
	name  int    // its place in workbook.names
	scope int
	sheet int          // the tab in which it lies now, -1 where its cells were deleted
	area  sheets.Range // the cells that it was laid down for
}

// list is the name of its values.
func (m *choiceMark) list() string { return listName(m.id, m.from) }

func listName(id, from string) string { return valuesPrefix + id + "_" + from }

// readChoiceMarks finds the marks of drop-downs and the names of their values.
func readChoiceMarks(wb *workbook) (choices []choiceMark, lists map[string]int, copies []copyMark) {
	lists = map[string]int{}
	for i, n := range wb.names {
		if _, ok := cutPrefixFold(n.name, valuesPrefix); ok {
			if _, twice := lists[strings.ToLower(n.name)]; !twice || n.scope < 0 {
				lists[strings.ToLower(n.name)] = i
			}
		}
		rest, ok := cutPrefixFold(n.name, choicePrefix)
		if !ok {
			continue
		}
		m := choiceMark{name: i, scope: n.scope, sheet: -1}
		if m.id, m.from, _ = strings.Cut(strings.ToLower(rest), "."); strings.Trim(m.from, "0123456789abcdefx") != "" {
			m.id = "" // none that we wrote
		}
		if sheet, r, ok := parseRef(wb, n.text); ok {
			m.sheet, m.area = sheet, toEnd(r)
		}
		choices = append(choices, m)
	}
	choices, again := firstOf(wb, choices, func(m choiceMark) (string, int, bool) {
		return m.id + "." + m.from, m.scope, m.scope >= 0 && titleDigest(wb.sheets[m.scope].title) == m.from
	})
	for _, m := range again {
		copies = append(copies, copyMark{m.name, max(m.scope, 0)})
	}
	return choices, lists, copies
}

// toEnd lets a block that was meant to go to the end of the tab do so, wherever
// rows that were inserted and deleted since have left its end.
func toEnd(r sheets.Range) sheets.Range {
	if r.Bottom > areaEnd/2 {
		r.Bottom = maxRows
	}
	return r
}

// choiceRef is what the mark of a drop-down refers to.
func choiceRef(title string, area sheets.Range) string {
	return blockRef(title, sheets.Range{Top: area.Top, Left: area.Left, Bottom: min(area.Bottom, areaEnd), Right: area.Right})
}

// blockRef is a reference to a block of a tab.
func blockRef(title string, r sheets.Range) string {
	return fmt.Sprintf("%s!$%s$%d:$%s$%d", quoteTitle(title), sheets.ColName(r.Left), r.Top+1, sheets.ColName(r.Right-1), r.Bottom)
}

// choice returns the mark of the drop-down of that id in the tab, or nil.
func (st *state) choice(sheet int, id string) *choiceMark {
	for i := range st.choices {
		if m := &st.choices[i]; m.scope == sheet && m.id == id {
			return m
		}
	}
	return nil
}

// listRange returns where the values stand that a name of ours refers to; ok is
// false where they are not there.
func (st *state) listRange(list string) (r sheets.Range, ok bool) {
	i, known := st.lists[list]
	if !known {
		return r, false
	}
	sheet, r, ok := parseRef(st.wb, st.wb.names[i].text)
	return r, ok && sheet == st.valuesSheet() && r.Bottom-r.Top <= len(st.tabs[sheet].own)
}

// valuesSheet returns the place of the tab in which our values stand, or -1.
func (st *state) valuesSheet() int {
	for _, m := range st.ownTabs {
		if m.id == valuesTab {
			return m.sheet
		}
	}
	return -1
}
