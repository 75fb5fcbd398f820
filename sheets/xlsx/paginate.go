package xlsx

// An A4 page in landscape and portrait, in millimetres.
const (
	pageLong  = 297.0
	pageShort = 210.0
)

// shrinkForLast is how much smaller a tab may be printed so that its last row
// does not stand on a page by itself.
const shrinkForLast = 0.8

// fitHeight returns on how many pages the tab is to be fitted, or 0 for as many
// as it takes: a page less than it would take, where that makes it smaller by no
// more than t.Shrink. Heights of rows and widths of columns are those of the
// page; how a program breaks pages is estimated.
func (t DraftTab) fitHeight(p *page) int {
	if t.Shrink == 0 || len(p.rows) == 0 {
		return 0
	}
	pages, alone := t.paginate(p, 1)
	least := t.Shrink
	if alone {
		least = min(least, shrinkForLast)
	}
	if pages < 2 {
		return 0
	}
	const step = 0.01
	for factor := 1 - step; factor >= least; factor -= step {
		if n, _ := t.paginate(p, factor); n < pages {
			return n
		}
	}
	return 0
}

// paginate counts the pages that the tab takes when it is printed smaller by a
// factor than its width asks for, and tells whether the last page holds the
// last row alone.
func (t DraftTab) paginate(p *page, factor float64) (pages int, alone bool) {
	const points = 72 / 25.4
	wide, high := pageShort, pageLong
	if t.Landscape {
		wide, high = high, wide
	}
	m := t.Margins
	if m == (Margins{}) {
		m = Margins{Top: 19, Bottom: 19, Left: 12.7, Right: 12.7}
	}
	width := 0.0
	columns := max(p.area().Right, len(t.Widths))
	for col := range columns {
		width += 6*t.width(col) + 3.75 // a digit of 12 points has 8 pixels, and 5 stay blank
	}
	scale := factor * min(1, (wide-m.Left-m.Right)*points/width)
	room := (high - m.Top - m.Bottom) * points / scale
	height := func(row int) float64 {
		if h, ok := p.heights[row]; ok {
			return h
		}
		return 15.75
	}
	repeated := 0.0
	for row := t.Repeat.Top; row < t.Repeat.Bottom; row++ {
		repeated += height(row)
	}
	pages, used, on := 1, 0.0, 0
	for row := range p.rows {
		h := height(row)
		if used+h > room && on > 0 {
			pages, used, on = pages+1, 0, 0
			if row >= t.Repeat.Bottom {
				used = repeated
			}
		}
		used += h
		on++
	}
	return pages, pages > 1 && on == 1
}

// width is the width of a column, in characters.
func (t DraftTab) width(col int) float64 {
	if col < len(t.Widths) && t.Widths[col] > 0 {
		return t.Widths[col]
	}
	return usualWidth
}
