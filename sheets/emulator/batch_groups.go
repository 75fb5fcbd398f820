package emulator

import "slices"

// maxDepth is how deep groups of rows or columns can be nested.
const maxDepth = 8

// group is a group of rows or columns. What is kept is how many groups each row
// and column is in: two groups of the same depth side by side are one.
type group struct {
	from, to, depth int
	collapsed       bool
}

// groups are those of a dimension of a given size, the outer before the inner.
func groups(dims map[int]*dimension, size int) []group {
	var found []group
	for depth := 1; depth <= maxDepth; depth++ {
		in := func(i int) bool { return dims[i] != nil && dims[i].depth >= depth }
		for from := 0; from < size; from++ {
			if !in(from) {
				continue
			}
			to := from
			for to < size && in(to) {
				to++
			}
			found = append(found, group{from, to, depth, dims[from].collapsed&(1<<depth) != 0})
			from = to
		}
	}
	slices.SortStableFunc(found, func(a, b group) int { return a.depth - b.depth })
	return found
}

// bridge lets rows or columns that were inserted inside of a group belong to
// it.
func bridge(dims map[int]*dimension, at, n int) {
	before, after := dims[at-1], dims[at+n]
	if before == nil || after == nil {
		return
	}
	if depth := min(before.depth, after.depth); depth > 0 {
		for i := range n {
			d := dim(dims, at+i)
			d.depth, d.collapsed = depth, before.collapsed&(1<<(depth+1)-1)
		}
	}
}

// groupObjects are groups as the API has them.
func (s *sheet) groupObjects(rows bool) []object {
	dims, size, kind := s.colDims, s.cols, "COLUMNS"
	if rows {
		dims, size, kind = s.rowDims, s.rows, "ROWS"
	}
	var all []object
	for _, g := range groups(dims, size) {
		o := object{"depth": number(g.depth), "range": object{"sheetId": number(s.id), "dimension": kind,
			"startIndex": number(g.from), "endIndex": number(g.to)}}
		if g.collapsed {
			o["collapsed"] = true
		}
		all = append(all, o)
	}
	return all
}

// grouping finds the rows or columns that a request about groups is about.
func (q request) grouping(o object) (s *sheet, rows bool, dims map[int]*dimension, from, to int, err *apiError) {
	if s, rows, from, to, err = q.dimensions(o); err != nil {
		return
	}
	dims, size := s.colDims, s.cols
	if rows {
		dims, size = s.rowDims, s.rows
	}
	if to > size {
		err = invalid("range.endIndex[%d] is after the end of the grid[%d].", to, size)
	}
	return
}

// groupReply is the reply about groups: all that are left.
func (s *sheet) groupReply(rows bool) object {
	all := s.groupObjects(rows)
	if len(all) == 0 {
		return object{}
	}
	return object{"dimensionGroups": all}
}

func (q request) addDimensionGroup() (object, *apiError) {
	s, rows, dims, from, to, err := q.grouping(q.part("range"))
	if err != nil {
		return nil, err
	}
	for i := from; i < to; i++ {
		if dim(dims, i).depth++; dims[i].depth > maxDepth {
			return nil, invalid("Cannot create a group deeper than %d levels.", maxDepth)
		}
	}
	return s.groupReply(rows), nil
}

func (q request) deleteDimensionGroup() (object, *apiError) {
	s, rows, dims, from, to, err := q.grouping(q.part("range"))
	if err != nil {
		return nil, err
	}
	grouped := false
	for i := from; i < to; i++ {
		if d := dims[i]; d != nil && d.depth > 0 {
			d.collapsed &^= 1 << d.depth
			d.depth--
			grouped = true
		}
	}
	if !grouped {
		return nil, invalid("No dimension group in the range.")
	}
	return s.groupReply(rows), nil
}

// updateDimensionGroup collapses or expands a group, which hides or shows its
// rows or columns.
func (q request) updateDimensionGroup() (object, *apiError) {
	o := q.part("dimensionGroup")
	m, err := q.fields("DimensionGroup")
	if err != nil {
		return nil, err
	}
	s, rows, dims, from, to, err := q.grouping(objectOf(o["range"]))
	if err != nil {
		return nil, err
	}
	depth, size := intOf(o["depth"]), s.cols
	if rows {
		size = s.rows
	}
	if !slices.ContainsFunc(groups(dims, size), func(g group) bool { return g.from == from && g.to == to && g.depth == depth }) {
		return nil, invalid("No dimension group with the range and the depth %d.", depth)
	}
	if !m.has("collapsed") {
		return nil, nil
	}
	for i := from; i < to; i++ {
		d := dims[i]
		if d.collapsed &^= 1 << depth; boolOf(o["collapsed"]) {
			d.collapsed |= 1 << depth
		}
		d.hiddenByUser = d.collapsed != 0
	}
	q.d.lift(s) // SUBTOTAL looks at what is hidden
	return nil, nil
}
