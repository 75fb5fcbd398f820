package paper

import (
	"slices"
	"strconv"
	"strings"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
	"rasoat/sync/report"
)

// page is a sheet that is written from top to bottom.
type page struct {
	tab    xlsx.DraftTab
	row    int    // the next one
	locale string // stands before number formats
	// split has the column of names stand over two of the sheet: a table of
	// few columns would leave no room for what stands side by side above and
	// below it.
	split bool
}

// style is how a cell looks.
type style struct {
	bold, italic, underline, border bool
	size                            float64 // 0 for 12
	align                           string
	valign                          string // "" for the middle
	format                          string
}

// shrink is how much smaller a sheet may be printed to save a page.
const shrink = 0.92

// newPage begins a sheet with columns of the given widths, in characters.
func newPage(title string, widths []float64) *page {
	p := &page{}
	if middle := halves(widths, 0.4); middle == len(widths)-1 || len(widths) < 5 {
		name := widths[1]
		widths = slices.Concat(widths[:1], []float64{name / 2, name / 2}, widths[2:])
		p.split = true
	}
	p.tab = xlsx.DraftTab{
		Title: title, Widths: widths, Landscape: true, FitRows: true, PageNumbers: true, Shrink: shrink,
		Margins:    xlsx.Margins{Top: 20, Bottom: 20, Left: 30, Right: 15},
		RowHeights: map[int]float64{},
	}
	return p
}

// column returns where a column of a table begins in the sheet.
func (p *page) column(i int) int {
	if p.split && i > 1 {
		return i + 1
	}
	return i
}

func number(n int) string { return strconv.Itoa(n) }

// put writes a cell over columns from up to, but not including, to.
func (p *page) put(from, to int, c sheets.Cell, s style) {
	c.Format = s.format
	for col := from; col < to; col++ {
		cell := xlsx.DraftCell{
			At: sheets.Addr{Row: p.row, Col: col}, Bold: s.bold, Italic: s.italic, Underline: s.underline, Border: s.border,
			Wrap: true, Align: s.align, VAlign: s.valign, Size: s.size,
		}
		if col == from {
			cell.Cell = c
		}
		p.tab.Cells = append(p.tab.Cells, cell)
	}
	if to-from > 1 {
		p.tab.Merges = append(p.tab.Merges, sheets.Range{Top: p.row, Bottom: p.row + 1, Left: from, Right: to})
	}
}

func (p *page) putText(from, to int, text string, s style) {
	var c sheets.Cell
	if text != "" {
		c.Value = sheets.TextValue(text)
	}
	p.put(from, to, c, s)
}

// wide writes a row over the whole width.
func (p *page) wide(text string, s style) {
	p.putText(0, len(p.tab.Widths), text, s)
	p.row++
}

func (p *page) skip() { p.row++ }

// halves returns the column in which the right half of a page begins: left is
// the part of the width that the left half has at least, if one column remains
// for the right.
func halves(widths []float64, left float64) int {
	all, sum := 0.0, 0.0
	for _, w := range widths {
		all += w
	}
	for i, w := range widths[:len(widths)-1] {
		if sum += w; sum >= all*left {
			return i + 1
		}
	}
	return len(widths) - 1
}

// letterhead writes the agency at the left, and at the right the national
// title and, left to people, place and day.
func (p *page) letterhead(pa Paper) {
	middle := halves(p.tab.Widths, 0.4)
	p.putText(0, middle, strings.ToUpper(pa.Agency), style{bold: true, size: 13, align: "center"})
	p.putText(middle, len(p.tab.Widths), pa.text("paper/nation"), style{bold: true, size: 13, align: "center"})
	p.row++
	p.putText(middle, len(p.tab.Widths), pa.text("paper/motto"), style{bold: true, underline: true, size: 13, align: "center"})
	p.row++
	p.putText(middle, len(p.tab.Widths), pa.text("paper/day"), style{italic: true, size: 13, align: "center"})
	p.row++
	p.skip()
}

// asOf says as of which day the figures are.
func (p *page) asOf(pa Paper) {
	p.wide(pa.From.Printer.Text("report/asof", map[string]any{"day": pa.day()}), style{italic: true, size: 13, align: "center"})
}

// unit names the unit of a table above its right end.
func (p *page) unit(pa Paper, t report.Table) {
	text := ""
	for _, c := range t.Columns {
		if c.Money {
			text = pa.From.Printer.Text("report/unit", map[string]any{"unit": pa.From.Printer.Unit(t.Unit)})
		}
	}
	p.wide(text, style{italic: true, size: 12, align: "right"})
}

// notes writes what stands below a table.
func (p *page) notes(t report.Table) {
	for _, n := range t.Notes {
		p.wide(n, style{italic: true, size: 11, align: "left"})
	}
}

// signatureHeight is the room for a signature and the name below it, in points.
const signatureHeight = 95

// signatures leaves room for those who sign. It is one row, so that no page
// ends within it.
func (p *page) signatures(pa Paper) {
	middle, end := halves(p.tab.Widths, 0.45), len(p.tab.Widths)
	s := style{bold: true, size: 13, align: "center", valign: "top"}
	p.putText(0, middle, pa.text("paper/preparer"), s)
	p.putText(middle, end, pa.text("paper/head"), s)
	p.tab.RowHeights[p.row] = signatureHeight
	p.row++
}
