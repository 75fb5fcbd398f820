package google_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"rasoat/sheets"
	"rasoat/sheets/emulator"
)

// ourRule is what only a drop-down of ours has.
var ourRule = regexp.MustCompile(`\(rasoat [0-9a-f]{8}\)`)

// annotations is what the list shows and what it offers now.
func (w *world) annotations(s *sheets.Snapshot) sheets.Annotations {
	a := worldAnnotations(s)
	for i := range a.Lists {
		l := &a.Lists[i]
		for row := l.Header.Top; row < l.Header.Bottom && w.values > 0; row++ {
			for col, c := range s.Tab(l.Tab).Row(row) {
				if c.Value == sheets.TextValue(totalTitle) && col < l.Header.Right {
					l.Choices = []sheets.Choice{{ID: "total", Col: col, Values: w.valueList(), Remark: "Chọn trong danh sách"}}
				}
			}
		}
	}
	return a
}

// valueList is what the list offers now.
func (w *world) valueList() []string {
	return []string{"của danh mục", fmt.Sprintf("giá trị %d", w.values)}
}

// unsafe are edits that no guard sees: in the moment between our look at the
// rules and our write, they lay down or carry rules elsewhere without moving a
// row or column.
var unsafe = regexp.MustCompile(`^(lay down|sort|cut|copy a row|merge)`)

// sameStaffRules holds what people laid down before a request of ours against what
// stands there after it, and asserts that a rule of ours came only below the title
// of the column that has one.
func (w *world) sameStaffRules(before, after []emulator.Tab) {
	old, now := theirRules(before), theirRules(after)
	fail := func(format string, args ...any) {
		w.t.Fatalf(format+"\nin the moment before: %q\n%s", append(args, w.since, strings.Join(w.done, "\n"))...)
	}
	if !slices.Equal(old, now) && !slices.ContainsFunc(w.since, unsafe.MatchString) {
		fail("our request changed what people laid down:\nbefore %v\nafter  %v", old, now)
	}
	was := map[int]map[string]int{}
	for _, t := range before {
		was[t.ID] = ourRules(t)
	}
	for _, t := range after {
		head, ok := headCell(t, totalTitle)
		for column, n := range ourRules(t) {
			if n <= was[t.ID][column] {
				continue
			}
			// People who merge the head's row in that moment take the title away.
			untitled := column == fmt.Sprint(nil) && slices.Contains(w.since, "merge cells")
			if title := fmt.Sprint(t.Cells[head].Value); (!ok || column != title) && !untitled {
				fail("our request offers values in the column %q of the tab %q", column, t.Title)
			}
		}
		for at, c := range t.Cells {
			if ok && at.Col == head.Col && at.Row <= head.Row && ourRule.MatchString(c.Rule) && was[t.ID][totalTitle] == 0 && !slices.ContainsFunc(w.since, unsafe.MatchString) {
				fail("our request offers values in the header, %v", at)
			}
		}
	}
}

// theirRules lists the rules that people laid down, with their rows. Columns come
// and go.
func theirRules(tabs []emulator.Tab) []string {
	var rules []string
	for _, t := range tabs {
		for at, c := range t.Cells {
			if c.Rule != "" && !ourRule.MatchString(c.Rule) {
				rules = append(rules, fmt.Sprintf("%d row %d %s", t.ID, at.Row, c.Rule))
			}
		}
	}
	slices.Sort(rules)
	return rules
}

// ourRules counts the cells with a rule of ours by the title of their column, or by
// its first value where it has no title.
func ourRules(t emulator.Tab) map[string]int {
	count := map[string]int{}
	head, _ := codeColumn(t)
	for at, c := range t.Cells {
		if ourRule.MatchString(c.Rule) {
			count[fmt.Sprint(t.Cells[emulator.At{Row: head.Row, Col: at.Col}].Value)]++
		}
	}
	return count
}

// offers asserts, after a pass that nobody disturbed, that the mark of the choice
// stands where it belongs and nothing else that only served to write it.
func (w *world) offers(s *sheets.Snapshot, a sheets.Annotations) {
	fail := func(format string, args ...any) {
		w.t.Fatalf(format+"\n%s", append(args, strings.Join(w.done, "\n"))...)
	}
	wanted := len(a.Lists) > 0 && len(a.Lists[0].Choices) > 0
	for _, t := range w.sheet.Look() {
		if len(t.RowMarks) > 0 {
			fail("rows are still marked in %q: %v", t.Title, t.RowMarks)
		}
		marked := 0
		for col, marks := range t.ColumnMarks {
			for _, m := range marks {
				if m.Key != "rasoat.choice" || !wanted || t.Title != worldTab {
					continue
				}
				if marked++; col != a.Lists[0].Choices[0].Col || !strings.Contains(m.Value, " put ") && !strings.Contains(m.Value, " theirs ") {
					fail("the column %d of %q says %q", col, t.Title, m.Value)
				}
			}
		}
		if wanted && t.Title == worldTab && marked != 1 {
			fail("%d columns of %q are marked", marked, t.Title)
		}
		if wanted || w.strays {
			continue
		}
		for at, c := range t.Cells {
			if ourRule.MatchString(c.Rule) {
				fail("the cell %v of %q still offers values", at, t.Title)
			}
		}
	}
}
