package demo

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

// page fills one tab of a draft.
type page struct {
	tab xlsx.DraftTab
	at  map[sheets.Addr]int // place in tab.Cells
}

func newPage(tab xlsx.DraftTab) *page {
	if tab.RowHeights == nil {
		tab.RowHeights = map[int]float64{}
	}
	return &page{tab: tab, at: map[sheets.Addr]int{}}
}

// put writes a cell in the given look. A second put at the same place wins.
func (p *page) put(row, col int, c sheets.Cell, look xlsx.DraftCell) {
	look.At, look.Cell = sheets.Addr{Row: row, Col: col}, c
	if i, ok := p.at[look.At]; ok {
		p.tab.Cells[i] = look
		return
	}
	p.at[look.At] = len(p.tab.Cells)
	p.tab.Cells = append(p.tab.Cells, look)
}

// text writes a text; an empty one leaves a blank cell that has the look only.
func (p *page) text(row, col int, s string, look xlsx.DraftCell) {
	if s == "" {
		p.put(row, col, sheets.Cell{}, look)
		return
	}
	p.put(row, col, sheets.Cell{Value: sheets.TextValue(s)}, look)
}

// block writes a text over a block of merged cells.
func (p *page) block(r sheets.Range, s string, look xlsx.DraftCell) {
	for row := r.Top; row < r.Bottom; row++ {
		for col := r.Left; col < r.Right; col++ {
			p.text(row, col, "", look)
		}
	}
	p.text(r.Top, r.Left, s, look)
	if r.Bottom-r.Top > 1 || r.Right-r.Left > 1 {
		p.tab.Merges = append(p.tab.Merges, r)
	}
}

// line writes a text over the columns from left up to but without right.
func (p *page) line(row, left, right int, s string, look xlsx.DraftCell) {
	p.block(sheets.Range{Top: row, Left: left, Bottom: row + 1, Right: right}, s, look)
}

// replace puts another value into a cell and keeps its look.
func (p *page) replace(a sheets.Addr, v sheets.Value) {
	if i, ok := p.at[a]; ok {
		p.tab.Cells[i].Cell = sheets.Cell{Value: v, Format: p.tab.Cells[i].Cell.Format}
	}
}

// fit makes every row from first on as high as its texts need, no lower than
// so many lines. A file says how high its rows are: programs that open it do
// not work it out again.
func (p *page) fit(first int, least map[int]int) {
	lines := map[int]int{}
	for _, c := range p.tab.Cells {
		if row := c.At.Row; row >= first && c.Wrap {
			lines[row] = max(lines[row], least[row], p.lines(c))
		}
	}
	for row, n := range lines {
		p.tab.RowHeights[row] = float64(15*n + 4)
	}
}

// lines estimates over how many lines the text of a cell is wrapped: a column
// takes about a tenth more letters than its width says, and fewer capitals.
func (p *page) lines(c xlsx.DraftCell) int {
	width := p.tab.Widths[c.At.Col]
	room, used, n := width*1.1, 0.0, 1
	for _, word := range strings.Fields(c.Cell.Value.String()) {
		need := 0.0
		for _, r := range word {
			need++
			if unicode.IsUpper(r) {
				need += 0.4
			}
		}
		if used > 0 && used+1+need > room {
			n, used = n+1, 0
		}
		used += 1 + need
	}
	return n
}

// amount returns the cell of an amount in triệu đồng: with one decimal where
// there is a fraction, which is never finer than a tenth.
func amount(d dong) sheets.Cell {
	whole, tenths := d/million, d%million/(million/10)
	if tenths == 0 {
		return sheets.Cell{Value: sheets.NumberValue(strconv.FormatInt(int64(whole), 10)), Format: "#,##0"}
	}
	s := strconv.FormatInt(int64(whole), 10) + "." + strconv.FormatInt(int64(tenths), 10)
	return sheets.Cell{Value: sheets.NumberValue(s), Format: "#,##0.0"}
}

// dayCell returns the cell of a day, or of the text where there is one.
func dayCell(d time.Time, text string) sheets.Cell {
	switch {
	case text != "":
		return sheets.Cell{Value: sheets.TextValue(text)}
	case d.IsZero():
		return sheets.Cell{}
	}
	return sheets.Cell{Value: sheets.DayValue(d), Format: "dd/mm/yyyy"}
}

// capitals writes a text in capitals, as section rows do.
func capitals(s string) string { return strings.ToUpper(s) }

// The looks of cells.

func lookTitle() xlsx.DraftCell { return xlsx.DraftCell{Bold: true, Align: "center", Size: 14} }

func lookAgency() xlsx.DraftCell { return xlsx.DraftCell{Bold: true, Align: "center", Size: 12} }

func lookUnder() xlsx.DraftCell { return xlsx.DraftCell{Italic: true, Align: "center", Size: 12} }

func lookUnit() xlsx.DraftCell { return xlsx.DraftCell{Italic: true, Align: "right", Size: 11} }

func lookNote() xlsx.DraftCell { return xlsx.DraftCell{Italic: true, Align: "left", Size: 11} }

func lookHeader() xlsx.DraftCell {
	return xlsx.DraftCell{Bold: true, Wrap: true, Border: true, Align: "center", Fill: "D9E1F2", Size: 11}
}

func lookNumbers() xlsx.DraftCell {
	return xlsx.DraftCell{Italic: true, Border: true, Align: "center", Size: 9}
}

func lookBody(align string) xlsx.DraftCell {
	return xlsx.DraftCell{Wrap: true, Border: true, Align: align, Size: 11}
}

func lookPiece(align string) xlsx.DraftCell {
	return xlsx.DraftCell{Italic: true, Wrap: true, Border: true, Align: align, Size: 11}
}

func lookSection(align string) xlsx.DraftCell {
	return xlsx.DraftCell{Bold: true, Wrap: true, Border: true, Align: align, Fill: "F2F2F2", Size: 11}
}

func lookGrand(align string) xlsx.DraftCell {
	return xlsx.DraftCell{Bold: true, Wrap: true, Border: true, Align: align, Fill: "E2EFDA", Size: 11}
}
