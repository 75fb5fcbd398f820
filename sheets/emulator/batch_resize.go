package emulator

import "strings"

// glyphs are the widths of the characters from space to tilde in Arial, in
// thousandths of the font's size.
func glyphs() [95]int {
	return [95]int{278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
		556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
		1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
		667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
		333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
		556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584}
}

// textWidth is how wide a text is, in pixels: the longest of its lines at 96
// pixels an inch. What is no ASCII counts as an average letter.
func textWidth(text string, points float64) int {
	widths, most := glyphs(), 0
	for line := range strings.Lines(text) {
		n := 0
		for _, r := range strings.TrimRight(line, "\n") {
			if r >= ' ' && r <= '~' {
				n += widths[r-' ']
			} else {
				n += 556
			}
		}
		most = max(most, n)
	}
	return int(float64(most) * points * 96 / 72 / 1000)
}

// autoResizeDimensions fits columns to their contents. How wide the service
// makes them is not documented: here it is the widest text with the usual
// padding. Rows get the height of their lines.
func (q request) autoResizeDimensions() (object, *apiError) {
	o := q.part("dimensions")
	if o == nil {
		return nil, nil
	}
	s, rows, from, to, err := q.dimensions(o)
	if err != nil {
		return nil, err
	}
	q.d.recalculate()
	loc := q.d.loc()
	for i := from; i < to; i++ {
		size := 0
		for row := range s.grid {
			for col, c := range s.grid[row] {
				if !c.shows() || rows && row != i || !rows && col != i {
					continue
				}
				points := 10.0
				if f, ok := floatOf(objectOf(c.format["textFormat"])["fontSize"]); ok {
					points = f
				}
				text := c.formatted(loc)
				if rows {
					size = max(size, int(float64(1+strings.Count(text, "\n"))*points*1.6)+5)
				} else {
					size = max(size, textWidth(text, points)+8)
				}
			}
		}
		switch {
		case rows:
			s.rowDim(i).pixelSize = max(size, 21)
		case size > 0:
			s.colDim(i).pixelSize = max(size, 21)
		}
	}
	return nil, nil
}
