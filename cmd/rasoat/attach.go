package main

import (
	"fmt"
	"strings"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
	"rasoat/sync/digest"
)

const typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// attach writes a table that goes with a mail as a workbook of one tab, ready
// to be printed.
func attach(t digest.Table) (digest.Attachment, error) {
	tab := xlsx.DraftTab{
		Title: tabTitle(t.Title), Widths: widths(t), FreezeRows: 2, Landscape: true, FitRows: true, PageNumbers: true,
		Repeat:  sheets.Range{Top: 1, Bottom: 2},
		Margins: xlsx.Margins{Top: 20, Bottom: 20, Left: 30, Right: 15},
	}
	cell := func(row, col int, text string, c xlsx.DraftCell) {
		c.At, c.Cell = sheets.Addr{Row: row, Col: col}, sheets.Cell{Value: sheets.TextValue(text)}
		tab.Cells = append(tab.Cells, c)
	}
	cell(0, 0, t.Title, xlsx.DraftCell{Bold: true})
	for i, name := range t.Columns {
		cell(1, i, name, xlsx.DraftCell{Bold: true, Wrap: true, Border: true, Align: "center", Fill: "E7EEF7"})
	}
	for r, row := range t.Rows {
		for i, text := range row {
			cell(2+r, i, text, xlsx.DraftCell{Wrap: true, Border: true, VAlign: "top"})
		}
	}
	data, err := xlsx.Draft{Tabs: []xlsx.DraftTab{tab}}.Bytes()
	if err != nil {
		return digest.Attachment{}, fmt.Errorf("write the workbook: %w", err)
	}
	return digest.Attachment{ContentType: typeXLSX, Data: data}, nil
}

// widths gives each column the width of its longest text, in characters, from
// narrow to one in which long texts wrap.
func widths(t digest.Table) []float64 {
	const least, most = 6, 46
	all := make([]float64, len(t.Columns))
	for i, name := range t.Columns {
		// A heading may wrap between its words.
		for word := range strings.FieldsSeq(name) {
			all[i] = max(all[i], float64(len([]rune(word))))
		}
		for _, row := range t.Rows {
			all[i] = max(all[i], float64(len([]rune(row[i]))))
		}
		all[i] = min(max(all[i]+2, least), most)
	}
	return all
}

// tabTitle makes a text fit for the title of a tab.
func tabTitle(s string) string {
	s = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) {
			return ' '
		}
		return r
	}, s), " '")
	if r := []rune(s); len(r) > 31 {
		s = strings.TrimRight(string(r[:31]), " '")
	}
	if s == "" {
		s = "1"
	}
	return s
}
