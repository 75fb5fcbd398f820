package calc

// Offset returns the formula that copying, filling and sorting make of f in a
// cell dRow below and dCol right of its own, in the sheet home: relative
// parts of references move along, absolute ones stay, and references without
// the name of a sheet are to home. A reference that leaves the grid at the
// top or left, or the largest grid there can be, is lost.
func (f *Formula) Offset(home, dRow, dCol int) *Formula {
	from := f.home
	c := f.mapRefs(func(r reference) reference {
		if !r.named && r.sheet == from {
			r.sheet = home
		}
		var okRows, okCols bool
		r.rows, okRows = r.rows.offset(dRow, maxRow)
		r.cols, okCols = r.cols.offset(dCol, maxCol)
		r.gone = !okRows || !okCols
		return r
	})
	return c.standingIn(home)
}

// Rehome returns the formula as it is after it was cut and pasted into the
// sheet home: its references are still to the same cells, and are written
// with the name of their sheet where that is another.
func (f *Formula) Rehome(home int) *Formula { return f.standingIn(home) }

func (f *Formula) standingIn(home int) *Formula {
	if f.home == home {
		return f
	}
	c := *f
	c.home = home
	return &c
}

// offset moves the relative ends. It reports whether they stay within the
// limit; an open end stays what it is.
func (s span) offset(n, limit int) (span, bool) {
	ok := true
	move := func(place int, abs bool) int {
		if place == open || abs {
			return place
		}
		if place += n; place < 0 || place >= limit {
			ok = false
		}
		return place
	}
	s.first, s.last = move(s.first, s.absFirst), move(s.last, s.absLast)
	return s.tidy(), ok
}
