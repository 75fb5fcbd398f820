package demo

import (
	"encoding/json"
	"strconv"
	"strings"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

// object is a message of the Sheets API, as JSON has it.
type object = map[string]any

// The smallest grid of a tab: as many rows and columns as a new one has.
const (
	gridRows = 1000
	gridCols = 26
)

// Spreadsheet returns the demo workbook in the words of the Sheets API,
// version 4: the body of a request that creates it in the locale vi_VN, and
// that of the batch update that then sets widths and heights. Columns are not
// frozen: in a spreadsheet that would cut the merged cells of the title in two.
func Spreadsheet() (create, sizes map[string]any) {
	var tabs, requests []any
	for id, tab := range Draft().Tabs {
		tabs = append(tabs, sheetOf(id, tab))
		requests = append(requests, sizesOf(id, tab)...)
	}
	create = object{
		"properties": object{"title": "Theo dõi dự án, nhiệm vụ CNTT (mẫu)", "locale": "vi_VN", "timeZone": "Asia/Ho_Chi_Minh"},
		"sheets":     tabs,
	}
	return create, object{"requests": requests}
}

func sheetOf(id int, tab xlsx.DraftTab) object {
	rows := make([][]any, 0, len(tab.Cells))
	for _, c := range tab.Cells {
		for len(rows) <= c.At.Row {
			rows = append(rows, []any{})
		}
		row := rows[c.At.Row]
		for len(row) <= c.At.Col {
			row = append(row, object{})
		}
		row[c.At.Col] = cellOf(c)
		rows[c.At.Row] = row
	}
	data := make([]any, len(rows))
	for i, row := range rows {
		data[i] = object{"values": row}
	}
	merges := []any{}
	for _, m := range tab.Merges {
		merges = append(merges, object{
			"sheetId": id, "startRowIndex": m.Top, "endRowIndex": m.Bottom, "startColumnIndex": m.Left, "endColumnIndex": m.Right,
		})
	}
	return object{
		"properties": object{"sheetId": id, "title": tab.Title, "index": id, "gridProperties": object{
			"rowCount": max(len(rows), gridRows), "columnCount": max(len(tab.Widths), gridCols), "frozenRowCount": tab.FreezeRows,
		}},
		"data":   []any{object{"startRow": 0, "startColumn": 0, "rowData": data}},
		"merges": merges,
	}
}

func cellOf(c xlsx.DraftCell) object {
	cell := object{"userEnteredFormat": formatOf(c)}
	switch v := c.Cell.Value; {
	case c.Cell.Formula != "": // of one argument: no separator that depends on the locale
		cell["userEnteredValue"] = object{"formulaValue": "=" + c.Cell.Formula}
	case v.Kind() == sheets.Number:
		cell["userEnteredValue"] = object{"numberValue": json.Number(v.String())}
	case v.Kind() == sheets.Text:
		cell["userEnteredValue"] = object{"stringValue": v.String()}
	}
	return cell
}

// formatOf turns a look into a CellFormat.
func formatOf(c xlsx.DraftCell) object {
	size := c.Size
	if size == 0 {
		size = 12
	}
	f := object{
		"textFormat":        object{"fontFamily": "Times New Roman", "fontSize": int(size), "bold": c.Bold, "italic": c.Italic},
		"verticalAlignment": "MIDDLE",
		"wrapStrategy":      "OVERFLOW_CELL",
	}
	if c.Wrap {
		f["wrapStrategy"] = "WRAP"
	}
	if c.Align != "" {
		f["horizontalAlignment"] = strings.ToUpper(c.Align)
	}
	if c.Fill != "" {
		f["backgroundColorStyle"] = object{"rgbColor": colour(c.Fill)}
	}
	if c.Border {
		line := object{"style": "SOLID", "colorStyle": object{"rgbColor": colour("000000")}}
		f["borders"] = object{"top": line, "bottom": line, "left": line, "right": line}
	}
	if pattern := c.Cell.Format; pattern != "" {
		kind := "NUMBER"
		if c.Cell.Class() == sheets.Date {
			kind = "DATE"
		}
		f["numberFormat"] = object{"type": kind, "pattern": pattern}
	}
	return f
}

// colour turns "D9E1F2" into shares of red, green and blue.
func colour(hex string) object {
	share := func(i int) float64 {
		n, err := strconv.ParseUint(hex[i:i+2], 16, 8)
		if err != nil {
			return 0
		}
		return float64(n) / 255
	}
	return object{"red": share(0), "green": share(2), "blue": share(4)}
}

// sizesOf asks for the widths and heights of a tab, in pixels.
func sizesOf(id int, tab xlsx.DraftTab) []any {
	size := func(dimension string, at, pixels int) object {
		return object{"updateDimensionProperties": object{
			"range":      object{"sheetId": id, "dimension": dimension, "startIndex": at, "endIndex": at + 1},
			"properties": object{"pixelSize": pixels}, "fields": "pixelSize",
		}}
	}
	var all []any
	for col, width := range tab.Widths {
		if width > 0 {
			all = append(all, size("COLUMNS", col, int(7*width)+5)) // a character of the usual font has 7 pixels
		}
	}
	for _, c := range tab.Cells { // in the order of the cells, each row once
		if height := tab.RowHeights[c.At.Row]; height > 0 && c.At.Col == 0 {
			all = append(all, size("ROWS", c.At.Row, int(height*4/3)))
		}
	}
	return all
}
