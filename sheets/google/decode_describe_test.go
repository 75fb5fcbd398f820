package google

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"rasoat/sheets"
)

// gridLines lists all that a grid holds, a line for each thing.
func gridLines(g *grid) []string {
	var lines []string
	line := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	line("spreadsheet %q %q %s %s %v", g.id, g.title, g.locale, g.timeZone, g.marks)
	for _, t := range g.tabs {
		tab := t.cells.Tab()
		rows, cols := tab.Frozen()
		line("tab %d %q hidden=%v %s %d×%d frozen %d×%d %v", t.id, t.title, t.hidden, t.kind, t.rows, t.cols, t.frozenRows, t.frozenCols, t.marks)
		line("builder %s %q hidden=%v frozen %d×%d merges %v", tab.ID(), tab.Title(), tab.Hidden(), rows, cols, tab.Merges())
		for row := range tab.Rows() {
			for col, c := range tab.Row(row) {
				line("%v %v %q formula %q format %q", sheets.Addr{Row: row, Col: col}, c.Value.Kind(), c.Value, c.Formula, c.Format)
			}
		}
		for row := range max(t.rows, 100) {
			if tab.RowHidden(row) {
				line("row %d hidden", row)
			}
		}
		for _, col := range slices.Sorted(maps.Keys(t.columns)) {
			line("column %d %+v hidden=%v", col, t.columns[col], tab.ColHidden(col))
		}
		for _, s := range t.spilled {
			line("spilled %v %v %q", sheets.Addr{Row: s.row, Col: s.col}, s.value.Kind(), s.value)
		}
		for _, a := range slices.SortedFunc(maps.Keys(t.errors), func(a, b sheets.Addr) int {
			return strings.Compare(a.String(), b.String())
		}) {
			line("error %v %q", a, t.errors[a])
		}
		for _, r := range t.rules {
			line("rule %q", r.formula)
			for _, rng := range r.ranges {
				line("  on %s", rangeSides(rng))
			}
		}
		for _, p := range t.protections {
			line("protection %+v", p)
		}
		for _, c := range t.charts {
			line("chart %d at %d %d: %s", c.id, c.row, c.col, c.spec)
		}
		for _, n := range t.tables {
			line("table %+v", n)
		}
		if t.basicFilter != nil {
			line("filter %s", rangeSides(*t.basicFilter))
		}
	}
	return lines
}

// rangeSides tells the four sides of a range, open or not.
func rangeSides(r sheets.Range) string {
	return fmt.Sprintf("rows %d to %d, columns %d to %d", r.Top, r.Bottom, r.Left, r.Right)
}

// masked leaves of JSON what a mask of fields names, as the API does: names
// divided by commas, the fields of a field behind a point or in brackets.
func masked(t *testing.T, raw, mask string) string {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(raw), &value); err != nil {
		t.Fatal(err)
	}
	fields, rest := maskFields(mask)
	if rest != "" {
		t.Fatalf("a mask with %q left over", rest)
	}
	kept, err := json.Marshal(onlyMasked(value, fields))
	if err != nil {
		t.Fatal(err)
	}
	return string(kept)
}

// maskTree is what a mask names; an empty one stands for everything.
type maskTree map[string]maskTree

func maskFields(mask string) (maskTree, string) {
	all := maskTree{}
	for {
		end := strings.IndexAny(mask+",", ",.()")
		name := mask[:end]
		mask = mask[end:]
		switch {
		case strings.HasPrefix(mask, "("):
			all[name], mask = maskFields(mask[1:])
			mask = strings.TrimPrefix(mask, ")")
		case strings.HasPrefix(mask, "."):
			// A path goes on to the next comma or bracket.
			var inner maskTree
			end := strings.IndexAny(mask+",", ",()")
			if strings.HasPrefix(mask[end:], "(") {
				last := strings.IndexByte(mask, ')')
				inner, _ = maskFields(mask[1 : last+1])
				mask = mask[last+1:]
			} else {
				inner, _ = maskFields(mask[1:end])
				mask = mask[end:]
			}
			all[name] = inner
		default:
			all[name] = maskTree{}
		}
		if !strings.HasPrefix(mask, ",") {
			return all, mask
		}
		mask = mask[1:]
	}
}

func onlyMasked(value any, named maskTree) any {
	if len(named) == 0 {
		return value
	}
	switch v := value.(type) {
	case []any:
		for i := range v {
			v[i] = onlyMasked(v[i], named)
		}
	case map[string]any:
		for name := range v {
			inner, ok := named[name]
			if !ok {
				delete(v, name)
				continue
			}
			v[name] = onlyMasked(v[name], inner)
		}
	}
	return value
}
