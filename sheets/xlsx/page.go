package xlsx

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"rasoat/sheets"
)

// page is a whole tab that is written by us alone.
type page struct {
	widths                 []float64 // in characters, 0 for the usual width
	heights                map[int]float64
	freezeRows, freezeCols int
	landscape              bool // A4 landscape, one page wide
	fitWidth               bool
	margins                Margins // the zero Margins are the usual ones
	pages                  int     // on how many it is fitted at most, 0 for any
	numbers                bool    // see DraftTab.PageNumbers
	merges                 []sheets.Range
	rows                   [][]pageCell // cells from left to right
	links                  map[sheets.Addr]string
	charts                 []sheets.Chart
	hidden                 bool // from people; then its cells look like any
}

type pageCell struct {
	col     int
	value   sheets.Value
	formula string
	look    look
}

// nsMain is the main namespace of workbooks, nsRel that of their relations.
const (
	nsMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	nsRel  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	xmlTop = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
)

// encode writes the page as the part of a tab. style gives the cell style of
// a look; in a workbook of the 1904 epoch dates are shifted back to it.
func (p *page) encode(style func(look) int, date1904, selected bool) []byte {
	var b strings.Builder
	b.WriteString(xmlTop + `<worksheet xmlns="` + nsMain + `"`)
	if len(p.charts) > 0 {
		b.WriteString(` xmlns:r="` + nsRel + `"`)
	}
	b.WriteString(">")
	if p.fitWidth {
		b.WriteString(`<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>`)
	}
	p.encodeView(&b, selected)
	b.WriteString(`<sheetFormatPr defaultRowHeight="15.75"/>`)
	p.encodeCols(&b)
	b.WriteString("<sheetData>")
	for r, cells := range p.rows {
		height, tall := p.heights[r]
		if len(cells) == 0 && !tall {
			continue
		}
		fmt.Fprintf(&b, `<row r="%d"`, r+1)
		if tall {
			fmt.Fprintf(&b, ` ht="%s" customHeight="1"`, strconv.FormatFloat(height, 'f', -1, 64))
		}
		b.WriteString(">")
		for _, c := range cells {
			b.WriteString(cellXML("", sheets.Addr{Row: r, Col: c.col}, newCell{
				value: storedValue(c.value, c.look.Format, date1904), formula: c.formula, style: style(c.look),
			}))
		}
		b.WriteString("</row>")
	}
	b.WriteString("</sheetData>")
	if len(p.merges) > 0 {
		fmt.Fprintf(&b, `<mergeCells count="%d">`, len(p.merges))
		for _, m := range p.merges {
			fmt.Fprintf(&b, `<mergeCell ref="%s"/>`, m)
		}
		b.WriteString("</mergeCells>")
	}
	if len(p.links) > 0 {
		b.WriteString("<hyperlinks>")
		for _, at := range sortedAddrs(p.links) {
			fmt.Fprintf(&b, `<hyperlink ref="%s" location="%s"/>`, at, xmlAttr(p.links[at]))
		}
		b.WriteString("</hyperlinks>")
	}
	b.WriteString(p.margins.xml())
	if p.fitWidth {
		orientation := "portrait"
		if p.landscape {
			orientation = "landscape"
		}
		first := ""
		if p.numbers {
			first = ` firstPageNumber="1" useFirstPageNumber="1"`
		}
		fmt.Fprintf(&b, `<pageSetup paperSize="9"%s fitToWidth="1" fitToHeight="%d" orientation="%s"/>`, first, p.pages, orientation)
	}
	if p.numbers {
		b.WriteString(`<headerFooter differentFirst="1"><oddHeader>&amp;C&amp;"` + fontName + `,Regular"&amp;13&amp;P</oddHeader></headerFooter>`)
	}
	if len(p.charts) > 0 {
		b.WriteString(`<drawing r:id="rId1"/>`)
	}
	b.WriteString("</worksheet>")
	return []byte(b.String())
}

func (m Margins) xml() string {
	if m == (Margins{}) {
		return `<pageMargins left="0.5" right="0.5" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>`
	}
	inches := func(mm float64) string { return strconv.FormatFloat(mm/25.4, 'f', 4, 64) }
	return fmt.Sprintf(`<printOptions horizontalCentered="1"/><pageMargins left="%s" right="%s" top="%s" bottom="%s" header="%s" footer="%s"/>`,
		inches(m.Left), inches(m.Right), inches(m.Top), inches(m.Bottom), inches(m.Top/2), inches(m.Bottom/2))
}

func (p *page) encodeView(b *strings.Builder, selected bool) {
	b.WriteString("<sheetViews><sheetView")
	if selected {
		b.WriteString(` tabSelected="1"`)
	}
	b.WriteString(` workbookViewId="0"`)
	if p.freezeRows == 0 && p.freezeCols == 0 {
		b.WriteString("/></sheetViews>")
		return
	}
	b.WriteString("><pane")
	if p.freezeCols > 0 {
		fmt.Fprintf(b, ` xSplit="%d"`, p.freezeCols)
	}
	if p.freezeRows > 0 {
		fmt.Fprintf(b, ` ySplit="%d"`, p.freezeRows)
	}
	pane := "bottomRight"
	switch {
	case p.freezeCols == 0:
		pane = "bottomLeft"
	case p.freezeRows == 0:
		pane = "topRight"
	}
	fmt.Fprintf(b, ` topLeftCell="%s" activePane="%s" state="frozen"/><selection pane="%s"/></sheetView></sheetViews>`,
		sheets.Addr{Row: p.freezeRows, Col: p.freezeCols}, pane, pane)
}

func (p *page) encodeCols(b *strings.Builder) {
	open := false
	for i, w := range p.widths {
		if w <= 0 {
			continue
		}
		if !open {
			b.WriteString("<cols>")
			open = true
		}
		fmt.Fprintf(b, `<col min="%d" max="%d" width="%s" customWidth="1"/>`, i+1, i+1, strconv.FormatFloat(w, 'f', -1, 64))
	}
	if open {
		b.WriteString("</cols>")
	}
}

// print is a digest of all that the page holds and how it looks. Two pages of
// one print are the same page.
func (p *page) print() string {
	ids, order := map[look]int{}, []look(nil)
	body := p.encode(func(l look) int {
		id, ok := ids[l]
		if !ok {
			id = len(order)
			ids[l] = id
			order = append(order, l)
		}
		return id
	}, false, false)
	body = fmt.Appendf(body, "%+v", order)
	if len(p.charts) > 0 {
		body = fmt.Appendf(body, "%+v", p.charts)
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:8])
}

// area is the block of cells that the page uses.
func (p *page) area() sheets.Range {
	r := sheets.Range{Bottom: len(p.rows)}
	for _, cells := range p.rows {
		if n := len(cells); n > 0 {
			r.Right = max(r.Right, cells[n-1].col+1)
		}
	}
	return r
}

// storedValue is the value as the file stores it, in the file's epoch.
func storedValue(v sheets.Value, format string, date1904 bool) sheets.Value {
	if date1904 && v.Kind() == sheets.Number && isDate(format) {
		return sheets.NumberValue(addDays(v.String(), -days1904))
	}
	return v
}

func sortedAddrs[V any](m map[sheets.Addr]V) []sheets.Addr {
	return slices.SortedFunc(maps.Keys(m), compareAddr)
}

func compareAddr(a, b sheets.Addr) int {
	if a.Row != b.Row {
		return a.Row - b.Row
	}
	return a.Col - b.Col
}
