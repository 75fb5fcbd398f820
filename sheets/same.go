package sheets

import (
	"maps"
	"slices"
)

// Same reports whether two snapshots hold the same: tabs with the same ids and
// titles, in the same order, hidden and merged alike, with the same in each cell.
// Where anything of it differs, or an obstacle does, the answer is false.
func (s *Snapshot) Same(o *Snapshot) bool {
	return slices.Equal(s.obstacles, o.obstacles) && slices.EqualFunc(s.tabs, o.tabs, (*Tab).same)
}

func (t *Tab) same(o *Tab) bool {
	if t.id != o.id || t.title != o.title || t.hidden != o.hidden || t.frozenRows != o.frozenRows || t.frozenCols != o.frozenCols ||
		len(t.rows) != len(o.rows) || !slices.Equal(t.merges, o.merges) ||
		!maps.Equal(t.hiddenRows, o.hiddenRows) || !maps.Equal(t.hiddenCols, o.hiddenCols) {
		return false
	}
	for row, cells := range t.rows {
		others := o.rows[row]
		if len(cells) != len(others) {
			return false
		}
		for i := range cells {
			if cells[i].col != others[i].col || t.store.unpack(cells[i]) != o.store.unpack(others[i]) {
				return false
			}
		}
	}
	return true
}
