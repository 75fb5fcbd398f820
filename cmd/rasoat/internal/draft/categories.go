package draft

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"rasoat/sync/ledger"
)

// categories are the categories of a list of projects, in the list's order.
type categories struct {
	vocabulary
	from  string            // "column", "section" or "both"; "" where none were found
	short map[string]string // by the name of a section: what the column calls it
}

// findCategories gathers the categories of a list from its column, from its
// sections, or from both where each section goes by a value of its own.
func findCategories(l *ledger.List) categories {
	if l.Kind != ledger.Projects {
		return categories{}
	}
	var cells []string
	for _, row := range l.Items() {
		cells = append(cells, row.Category.Text)
	}
	values := tally(cells)
	sections, members := sectionsOf(l)
	switch {
	case len(values) == 0 && len(sections) >= 2 && areNames(sections):
		return categories{vocabulary: vocabulary{kept: sections}, from: "section"}
	case len(values) == 0:
		return categories{}
	}
	c := categories{vocabulary: closed(inOrder(values, cells)), from: "column"}
	if c.open || len(sections) < 2 {
		return c
	}
	// The column's short names of the sections.
	short, taken := map[string]string{}, map[string]bool{}
	for i, s := range sections {
		best, ok := tally(members[i]), false
		if len(best) > 0 && 2*best[0].count > len(members[i]) {
			short[s.text], ok = best[0].text, !taken[ledger.Fold(best[0].text)]
			taken[ledger.Fold(best[0].text)] = true
		}
		if !ok {
			return c
		}
	}
	c.from, c.short = "both", short
	kept := sections
	for _, v := range c.kept {
		if !taken[ledger.Fold(v.text)] {
			kept = append(kept, v)
		}
	}
	c.kept = kept
	for i := range c.doubts {
		for _, s := range sections {
			if ledger.Fold(short[s.text]) == ledger.Fold(c.doubts[i].like) {
				c.doubts[i].like = short[s.text]
			}
		}
	}
	return c
}

// inOrder sorts values as they come in the cells.
func inOrder(values []value, cells []string) []value {
	at := map[string]int{}
	for i, text := range cells {
		if f := ledger.Fold(text); f != "" {
			if _, ok := at[f]; !ok {
				at[f] = i
			}
		}
	}
	slices.SortStableFunc(values, func(a, b value) int { return at[ledger.Fold(a.text)] - at[ledger.Fold(b.text)] })
	return values
}

var count = regexp.MustCompile(`\s*\([^()]*\)`)

// sectionsOf returns the outermost sections that hold items, without the
// counts in their names, and what the category column says in each one's items.
func sectionsOf(l *ledger.List) (sections []value, members [][]string) {
	at := map[string]int{}
	for _, row := range l.Items() {
		s := row.Section()
		if s == nil {
			continue
		}
		name := strings.TrimSpace(strings.TrimRight(count.ReplaceAllString(s.Name, ""), ":. "))
		f := ledger.Fold(name)
		if f == "" || !writable(name) {
			continue
		}
		i, ok := at[f]
		if !ok {
			i = len(sections)
			at[f] = i
			sections, members = append(sections, value{text: name}), append(members, nil)
		}
		sections[i].count++
		if row.Category.Text != "" {
			members[i] = append(members[i], row.Category.Text)
		}
	}
	return sections, members
}

// areNames reports whether sections may be categories: few, short enough, and
// not the agencies that the projects are sorted by.
func areNames(sections []value) bool {
	agencies := 0
	for _, s := range sections {
		if utf8.RuneCountInString(s.text) > 150 {
			return false
		}
		if agency.MatchString(ledger.Fold(s.text)) {
			agencies++
		}
	}
	return len(sections) <= mostValues && 2*agencies <= len(sections)
}
