package emulator

import "math/bits"

// cellSet is a set of cells, as bits by column: what a formula read, or what
// changed. The zero set is empty.
type cellSet struct{ sheets map[int]*sheetSet }

// sheetSet is the part of a set in one sheet.
type sheetSet struct {
	cols [][]uint64
	size bool // the size of the grid, too
}

func (s *cellSet) sheet(id int) *sheetSet {
	in := s.sheets[id]
	if in == nil {
		if s.sheets == nil {
			s.sheets = map[int]*sheetSet{}
		}
		in = &sheetSet{}
		s.sheets[id] = in
	}
	return in
}

func (s *cellSet) add(sheet, row, col int) { s.sheet(sheet).add(row, col) }

func (s *sheetSet) add(row, col int) {
	if col >= len(s.cols) {
		s.cols = append(s.cols, make([][]uint64, col+1-len(s.cols))...)
	}
	w := row >> 6
	if c := s.cols[col]; w >= len(c) {
		s.cols[col] = append(c, make([]uint64, w+1-len(c))...)
	}
	s.cols[col][w] |= 1 << (row & 63)
}

func (s *cellSet) has(sheet int, at At) bool {
	in := s.sheets[sheet]
	if in == nil || at.Col >= len(in.cols) || at.Row>>6 >= len(in.cols[at.Col]) {
		return false
	}
	return in.cols[at.Col][at.Row>>6]&(1<<(at.Row&63)) != 0
}

func (s *cellSet) empty() bool { return len(s.sheets) == 0 }

func (s *cellSet) reset() { s.sheets = nil }

// clone copies the set.
func (s *cellSet) clone() cellSet {
	var c cellSet
	c.merge(s)
	return c
}

// merge adds another set.
func (s *cellSet) merge(o *cellSet) {
	for id, from := range o.sheets {
		to := s.sheet(id)
		to.size = to.size || from.size
		if len(from.cols) > len(to.cols) {
			to.cols = append(to.cols, make([][]uint64, len(from.cols)-len(to.cols))...)
		}
		for c, words := range from.cols {
			if len(words) > len(to.cols[c]) {
				to.cols[c] = append(to.cols[c], make([]uint64, len(words)-len(to.cols[c]))...)
			}
			for i, w := range words {
				to.cols[c][i] |= w
			}
		}
	}
}

// meets reports whether the sets share a cell.
func (s *cellSet) meets(o *cellSet) bool {
	for id, a := range s.sheets {
		b := o.sheets[id]
		if b == nil {
			continue
		}
		for c := range min(len(a.cols), len(b.cols)) {
			x, y := a.cols[c], b.cols[c]
			for i := range min(len(x), len(y)) {
				if x[i]&y[i] != 0 {
					return true
				}
			}
		}
	}
	return false
}

// within reports whether the set has a cell of the block.
func (s *cellSet) within(sheet int, r rect) bool {
	in := s.sheets[sheet]
	if in == nil {
		return false
	}
	for c := r.left; c < min(r.right, len(in.cols)); c++ {
		words := in.cols[c]
		for w := r.top >> 6; w < len(words) && w<<6 < r.bottom; w++ {
			x := words[w]
			if from := r.top - w<<6; from > 0 {
				x &= ^uint64(0) << from
			}
			if to := r.bottom - w<<6; to < 64 {
				x &= 1<<to - 1
			}
			if x != 0 {
				return true
			}
		}
	}
	return false
}

// each calls do for every cell of a sheet, column by column.
func (s *sheetSet) each(do func(at At)) {
	for c, words := range s.cols {
		for w, x := range words {
			for ; x != 0; x &= x - 1 {
				do(At{Row: w<<6 + bits.TrailingZeros64(x), Col: c})
			}
		}
	}
}
