package calc

// Edit is a structural change of a spreadsheet: one of [Insert], [Delete],
// [Move], [Cut] and [DropSheet].
type Edit interface {
	// rewrite returns what the change makes of a reference.
	rewrite(r reference) reference
}

// Insert puts N rows or columns before the one at At.
type Insert struct {
	Sheet int
	Rows  bool // rows, not columns
	At, N int
}

// Delete takes N rows or columns out, the first of them at At.
type Delete struct {
	Sheet int
	Rows  bool
	At, N int
}

// Move takes N rows or columns, the first of them at From, and puts them
// before the one that stood at Before, all counted before the move.
type Move struct {
	Sheet           int
	Rows            bool
	From, N, Before int
}

// Rect is a block of cells, half open, counted from 0.
type Rect struct{ Top, Left, Bottom, Right int }

// Cut takes a block of cells out of a sheet and pastes it so that its top
// left cell lies at ToRow and ToCol of the sheet ToSheet. References to a
// part of the block only, and those to the cells that it is pasted over, stay
// as they are.
type Cut struct {
	Sheet                 int
	From                  Rect
	ToSheet, ToRow, ToCol int
}

// DropSheet deletes a sheet. References to it are lost for ever.
type DropSheet struct{ Sheet int }

// Apply returns the formula as it is after the change: its references follow
// the cells that they were to. It returns f itself when nothing changes. The
// formula stays in its sheet; see [Formula.Rehome] for one that was cut.
func (f *Formula) Apply(e Edit) *Formula {
	return f.mapRefs(e.rewrite)
}

// mapRefs returns f with each reference that leads to cells mapped, or f
// itself when none changes.
func (f *Formula) mapRefs(to func(reference) reference) *Formula {
	var refs []reference
	for i, r := range f.refs {
		if !r.resolved() {
			continue
		}
		if n := to(r); n != r {
			if refs == nil {
				refs = append([]reference(nil), f.refs...)
			}
			refs[i] = n
		}
	}
	if refs == nil {
		return f
	}
	return f.withRefs(refs)
}

// axis returns the span of the reference along rows or columns.
func (r *reference) axis(rows bool) *span {
	if rows {
		return &r.rows
	}
	return &r.cols
}

func (e Insert) rewrite(r reference) reference {
	if r.sheet == e.Sheet {
		s := r.axis(e.Rows)
		*s = s.insert(e.At, e.N)
	}
	return r
}

func (e Delete) rewrite(r reference) reference {
	if r.sheet == e.Sheet {
		s := r.axis(e.Rows)
		var left bool
		if *s, left = s.remove(e.At, e.N); !left {
			r.gone = true
		}
	}
	return r
}

func (e Move) rewrite(r reference) reference {
	if r.sheet == e.Sheet {
		s := r.axis(e.Rows)
		*s = s.move(e.From, e.N, e.Before)
	}
	return r
}

func (e Cut) rewrite(r reference) reference {
	if r.sheet != e.Sheet ||
		!r.rows.within(e.From.Top, e.From.Bottom) || !r.cols.within(e.From.Left, e.From.Right) {
		return r
	}
	r.sheet = e.ToSheet
	r.rows = r.rows.shift(e.ToRow - e.From.Top)
	r.cols = r.cols.shift(e.ToCol - e.From.Left)
	return r
}

func (e DropSheet) rewrite(r reference) reference {
	if r.sheet == e.Sheet {
		r.gone = true
	}
	return r
}

// insert puts n places before at: a span that begins there or later moves, one
// that reaches over it grows.
func (s span) insert(at, n int) span {
	if s.first != open && s.first >= at {
		return s.shift(n)
	}
	if s.first != open && s.last >= at {
		s.last += n
	}
	return s
}

// remove takes the places from at up to at+n out. It reports whether any of
// the span is left.
func (s span) remove(at, n int) (span, bool) {
	if s.first == open {
		return s, true
	}
	end := at + n
	if s.last != open && at <= s.first && s.last < end {
		return s, false
	}
	before := func(place int) int { return min(max(place-at, 0), n) } // places gone below it
	s.first -= before(s.first)
	if s.last != open {
		s.last = s.last + 1 - before(s.last+1) - 1
	}
	return s, true
}

// move takes n places from from to before another. A span inside them goes
// along; one that they stay inside of stays; for every other it is a removal
// and an insertion.
func (s span) move(from, n, before int) span {
	end := from + n
	switch {
	case s.first == open || before >= from && before <= end:
		return s
	case s.within(from, end):
		if before > end {
			return s.shift(before - end)
		}
		return s.shift(before - from)
	case s.first <= from && s.first <= before && (s.last == open || end <= s.last+1 && before <= s.last+1):
		return s
	}
	s, _ = s.remove(from, n)
	if before > from {
		before -= n
	}
	return s.insert(before, n)
}

// within reports whether the span lies in the half open interval.
func (s span) within(from, end int) bool {
	return s.first != open && s.last != open && from <= s.first && s.last < end
}

// shift moves what is not open.
func (s span) shift(n int) span {
	if s.first != open {
		s.first += n
	}
	if s.last != open {
		s.last += n
	}
	return s
}
