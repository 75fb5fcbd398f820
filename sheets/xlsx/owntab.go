package xlsx

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"

	"rasoat/sheets"
)

// ownTabs brings the tabs of ours to what they are to show.
func (p *proposal) ownTabs(want []sheets.OwnTab) error {
	e := p.change.edit
	kept := map[string]bool{}
	for _, t := range want {
		kept[strings.ToLower(t.ID)] = true
	}
	titles := map[string]bool{}
	for _, s := range p.state.wb.sheets {
		titles[strings.ToLower(s.title)] = true
	}
	present, gone := map[string]tabMark{}, false
	for _, m := range p.state.ownTabs {
		present[m.id] = m
		if kept[m.id] {
			continue
		}
		gone = gone || !p.state.wb.sheets[m.sheet].hidden
		title := p.state.wb.sheets[m.sheet].title
		delete(titles, strings.ToLower(title))
		e.dropName[m.name] = true
		e.tabs = append(e.tabs, tabEdit{sheet: m.sheet, id: m.id})
		p.step(m.sheet, partTab, sheets.Addr{}, "", title, "")
		for _, c := range p.state.tabs[m.sheet].own {
			e.dropChain = e.dropChain || c.Formula != ""
		}
	}
	if gone && !p.visibleTabLeft() {
		return &sheets.OpError{Class: sheets.Denied, Op: "propose", Hint: "add or show a tab of your own first",
			Err: fmt.Errorf("the workbook would have no visible tab left")}
	}
	for _, m := range p.state.copies {
		e.dropName[m.name] = true
		p.step(m.sheet, partTab, sheets.Addr{}, "", p.state.wb.names[m.name].name, "")
	}
	next := len(p.state.wb.sheets)
	for _, t := range want {
		pg := p.page(t)
		id := strings.ToLower(t.ID)
		if m, ok := present[id]; ok {
			p.rewrite(m, pg)
			continue
		}
		title := freeTitle(t, titles)
		titles[strings.ToLower(title)] = true
		e.tabs = append(e.tabs, tabEdit{sheet: -1, title: title, id: id, page: pg})
		p.titledStep(next, partTab, sheets.Addr{}, title, "", "", title)
		for r, cells := range pg.rows {
			if pg.hidden { // the steps about drop-downs tell what stands there
				break
			}
			for _, c := range cells {
				at := sheets.Addr{Row: r, Col: c.col}
				if text := showLinked(c.value.String(), pg.links[at]); text != "" {
					p.titledStep(next, partCells, at, title, at.String(), "", text)
				}
			}
		}
		next++
	}
	return nil
}

// visibleTabLeft reports whether a visible tab of the staff's is there.
func (p *proposal) visibleTabLeft() bool {
	for i, s := range p.state.wb.sheets {
		if p.state.tabs[i].own == nil && !s.hidden {
			return true
		}
	}
	return false
}

// freeTitle chooses the name of a new tab.
func freeTitle(t sheets.OwnTab, taken map[string]bool) string {
	base := t.Title
	for _, title := range []string{t.Title, t.Fallback} {
		if title == "" {
			continue
		}
		if !taken[strings.ToLower(title)] {
			return title
		}
		base = title
	}
	for n := 2; ; n++ {
		suffix := " (" + strconv.Itoa(n) + ")"
		short := []rune(base)
		for len(utf16.Encode(short))+len(suffix) > maxTitle {
			short = short[:len(short)-1]
		}
		if title := strings.TrimSpace(string(short)) + suffix; !taken[strings.ToLower(title)] {
			return title
		}
	}
}

// rewrite compares a tab of ours with the page that it is to be.
func (p *proposal) rewrite(m tabMark, pg *page) {
	t := p.state.tabs[m.sheet]
	before, steps := p.count, len(p.steps)
	seen := map[sheets.Addr]bool{}
	for r, cells := range pg.rows {
		for _, c := range cells {
			at := sheets.Addr{Row: r, Col: c.col}
			seen[at] = true
			old, oldLink, newLink := t.own[at], t.links[at], pg.links[at]
			if sameCell(old, c.value, old.Format) && sameLink(oldLink, newLink) {
				continue
			}
			p.step(m.sheet, partCells, at, at.String(), showLinked(showCell(old), oldLink), showLinked(c.value.String(), newLink))
			p.change.edit.dropChain = p.change.edit.dropChain || old.Formula != ""
		}
	}
	for at, old := range t.own {
		if !seen[at] && !sameCell(old, sheets.Value{}, "") {
			p.step(m.sheet, partCells, at, at.String(), showCell(old), "")
			p.change.edit.dropChain = p.change.edit.dropChain || old.Formula != ""
		}
	}
	if p.count == before {
		if m.print == pg.print() && sameMerges(t.merges, pg.merges) {
			return
		}
		p.step(m.sheet, partTab, sheets.Addr{}, pg.area().String(), "layout "+m.print, "layout "+pg.print())
	}
	if pg.hidden { // one step for all: those about drop-downs tell more
		first := p.steps[steps]
		p.steps, p.count = append(p.steps[:steps], first), before+1
	}
	p.change.edit.tabs = append(p.change.edit.tabs, tabEdit{sheet: m.sheet, id: m.id, page: pg})
	p.change.edit.dropName[m.name] = true
}

// page lays out a tab of ours.
func (p *proposal) page(t sheets.OwnTab) *page {
	pg := &page{
		freezeRows: t.FreezeRows, landscape: t.Landscape, fitWidth: true,
		heights: map[int]float64{}, links: map[sheets.Addr]string{},
		rows: make([][]pageCell, len(t.Rows)), charts: t.Charts, hidden: t.ID == valuesTab,
	}
	width := func(col int) float64 {
		if col < len(t.Widths) && t.Widths[col] > 0 {
			return float64(t.Widths[col])
		}
		return widthOwn
	}
	columns := 0
	for r, row := range t.Rows {
		col := 0
		for _, c := range row {
			at := sheets.Addr{Row: r, Col: col}
			l := lookOf(c)
			span := max(1, c.Span)
			pg.rows[r] = append(pg.rows[r], pageCell{col: col, value: cleanValue(c.Value), look: l})
			total := width(col)
			for k := 1; k < span; k++ {
				pg.rows[r] = append(pg.rows[r], pageCell{col: col + k, look: l})
				total += width(col + k)
			}
			if span > 1 {
				pg.merges = append(pg.merges, sheets.Range{Top: r, Left: col, Bottom: r + 1, Right: col + span})
			}
			// No program fits the height of a row to a merged cell, and not all
			// fit it to any other when they open a file.
			if l.Wrap && c.Value.Kind() == sheets.Text {
				if h := textHeight(c.Value.String(), total, l); h > textHeight("", total, l) {
					pg.heights[r] = max(pg.heights[r], h)
				}
			}
			if c.Link != (sheets.Link{}) {
				pg.links[at] = quoteTitle(p.state.wb.sheets[p.state.index(c.Link.Tab)].title) + "!" + c.Link.Addr.String()
			}
			col += span
		}
		columns = max(columns, col)
	}
	for col := range columns {
		pg.widths = append(pg.widths, width(col))
	}
	return pg
}

// widthOwn is the width of a column of our tabs for which none is named.
const widthOwn = 14

// textHeight estimates how high a wrapped text stands in a cell of that many
// characters, in points. It rather takes a line too many.
func textHeight(s string, width float64, l look) float64 {
	size := l.Size
	if size == 0 {
		size = 12
	}
	perLine := width * 12 / size
	if l.Bold {
		perLine *= 0.92
	}
	lines := 0
	for paragraph := range strings.SplitSeq(s, "\n") {
		lines++
		used := 0.0
		for word := range strings.FieldsSeq(paragraph) {
			w := textWidth(word)
			if used > 0 && used+1+w > perLine {
				lines++
				used = 0
			}
			for ; w > perLine; w -= perLine { // a word longer than a line is broken
				lines++
			}
			if used > 0 {
				used++
			}
			used += w
		}
	}
	return min(409, float64(lines)*size*1.3+2) // 409 is the highest row there is
}

// textWidth estimates the width of a word in characters of the usual width.
func textWidth(word string) float64 {
	w := 0.0
	for _, r := range word {
		switch {
		case unicode.IsMark(r):
		case unicode.IsUpper(r):
			w += 1.4
		default:
			w++
		}
	}
	return w
}
