package sheetstest

import (
	"strconv"
	"strings"

	"rasoat/sheets"
)

// What the suite's workbook is made of.
const (
	listTab = "Danh mục dự án"
	taskTab = "Nhiệm vụ được giao"
	noteTab = "Ghi chú"

	gapTitle  = "Vốn còn thiếu (triệu đồng)"
	warnTitle = "Cảnh báo"
	typedOver = "Cảnh báo của máy" // what people type over the second title
	pending   = "(chờ rà soát)"

	ownTitle    = "Tổng hợp"
	ownFallback = "Tổng hợp (tự động)"
)

// Texts that a careless adapter spoils.
var awkward = []string{
	`=HYPERLINK("http://example.com","bấm vào đây")`,
	"+84 28 1234 5678",
	"-5",
	"@SUM(A1)",
	"007",
	"1E5",
	"31/12/2020",
	"TRUE",
	"'dấu nháy đầu dòng",
	"  hai dấu cách ở đầu và cuối  ",
	"dòng một\ndòng hai",
	"Quy chuẩn _x000D_ và _x005F_ trong văn bản",
	"<b>&amp; \"ngoặc\"</b>",
	"Dự án khắc phục sự cố Trung tâm Tích hợp dữ liệu tỉnh",
	strings.Repeat("Đề nghị kiểm tra ô F14; ", 300),
}

func text(s string) sheets.Cell { return sheets.Cell{Value: sheets.TextValue(s)} }

func number(s, format string) sheets.Cell {
	return sheets.Cell{Value: sheets.NumberValue(s), Format: format}
}

func cellAt(s string) sheets.Addr {
	a, err := sheets.ParseAddr(s)
	if err != nil {
		panic(err) // a mistake in the suite itself
	}
	return a
}

func block(s string) sheets.Range {
	r, err := sheets.ParseRange(s)
	if err != nil {
		panic(err) // a mistake in the suite itself
	}
	return r
}

// content is the workbook that every scenario starts from: a list with a
// header of two rows and a total, a list of tasks, and a tab that is nobody's
// business.
func content() []Tab {
	list := map[string]sheets.Cell{
		"A1": text("DANH MỤC DỰ ÁN CNTT"),
		"F2": text("Đơn vị: triệu đồng"),
		"A4": text("STT"), "B4": text("Mã"), "C4": text("Tên dự án"), "D4": text("Vốn"), "F4": text("Thời hạn"),
		"D5": text("TMĐT"), "E5": text("Đã bố trí"),
		"C6": text("TỔNG SỐ"),
		"D6": {Value: sheets.NumberValue("1000.500000000001"), Formula: "SUM(D7:D10)", Format: "#,##0.0"},
		"E6": {Value: sheets.NumberValue("300"), Formula: "SUM(E7:E10)", Format: "#,##0"},
	}
	for i, row := range []struct{ stt, name, total, given, due string }{
		{"1", "Nền tảng đô thị thông minh", "400.25", "100", "44165"},
		{"1.1000000000000001", "=1+1 là tên dự án", "300.25", "0", "44196"},
		{"2", "  Kết nối Cổng dịch vụ công quốc gia", "200", "200", ""},
		{"3", "Sửa chữa Trung tâm Tích hợp dữ liệu tỉnh", "100.000000000001", "0", "44227"},
	} {
		line := strconv.Itoa(7 + i)
		list["A"+line] = number(row.stt, "")
		list["B"+line] = text("CNTT-0" + strconv.Itoa(i+1))
		list["C"+line] = text(row.name)
		list["D"+line] = number(row.total, "#,##0.0")
		list["E"+line] = number(row.given, "#,##0")
		if row.due != "" {
			list["F"+line] = number(row.due, "dd/mm/yyyy")
		}
	}
	list["B12"] = text("Ghi chú: số liệu đến 31/12/2020")

	tasks := map[string]sheets.Cell{
		"A1": text("Mã"), "B1": text("Nội dung"), "C1": text("Thời hạn"),
		"A2": text("NV-1"), "B2": text("Rà soát quy định mới"), "C2": text("khẩn trương"),
		"A3": text("NV-2"), "B3": text("Tham mưu nguồn vốn"), "C3": number("44196", "dd/mm/yyyy"),
	}
	notes := map[string]sheets.Cell{
		"A1": text("của riêng phòng"),
		"B2": {Value: sheets.NumberValue("1000.500000000001"), Formula: "'" + listTab + "'!D6"},
		"B3": {Value: sheets.TextValue(""), Formula: `IF(B2>0,"","?")`},
	}
	for i, s := range awkward {
		notes[sheets.Addr{Row: 4 + i, Col: 2}.String()] = text(s)
	}
	return []Tab{
		{Title: listTab, Cells: cells(list), Merges: []sheets.Range{block("A1:F1"), block("A4:A5"), block("B4:B5"), block("C4:C5"), block("D4:E4"), block("F4:F5")}},
		{Title: taskTab, Cells: cells(tasks)},
		{Title: noteTab, Cells: cells(notes), Hidden: true},
	}
}

func cells(m map[string]sheets.Cell) map[sheets.Addr]sheets.Cell {
	out := make(map[sheets.Addr]sheets.Cell, len(m))
	for at, c := range m {
		out[cellAt(at)] = c
	}
	return out
}

// find returns where the text stands in a tab of a snapshot.
func find(tab *sheets.Tab, s string) (sheets.Addr, bool) {
	for row := range tab.Rows() {
		for col, c := range tab.Row(row) {
			if c.Value.String() == s {
				return sheets.Addr{Row: row, Col: col}, true
			}
		}
	}
	return sheets.Addr{}, false
}

// listed returns the tab of a snapshot that holds the list of projects,
// whatever it is called by now.
func listed(s *sheets.Snapshot) *sheets.Tab {
	for _, t := range s.Tabs() {
		if _, ok := find(t, "DANH MỤC DỰ ÁN CNTT"); ok {
			return t
		}
	}
	return nil
}

// annotate is what a pass wants of the workbook: the gap and a warning beside
// each project that lacks money, and a tab of ours.
func annotate(s *sheets.Snapshot) sheets.Annotations {
	list, ok := projectList(listed(s))
	if !ok {
		return sheets.Annotations{}
	}
	return sheets.Annotations{Lists: []sheets.List{list}, Tabs: []sheets.OwnTab{summary(s, len(list.Notes))}}
}

// projectList finds the list by its header and works the notes out from its
// rows, so that they follow the rows wherever people put them.
func projectList(t *sheets.Tab) (sheets.List, bool) {
	if t == nil {
		return sheets.List{}, false
	}
	code, ok1 := find(t, "Mã")
	total, ok2 := find(t, "TMĐT")
	given, ok3 := find(t, "Đã bố trí")
	due, ok4 := find(t, "Thời hạn")
	first, ok5 := find(t, "STT")
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 {
		return sheets.List{}, false
	}
	list := sheets.List{
		Tab: t.ID(), Key: code.Col, Name: -1, Pending: sheets.TextValue(pending),
		Header: sheets.Range{Top: code.Row, Left: first.Col, Bottom: total.Row + 1, Right: due.Col + 1},
		Columns: []sheets.OwnedColumn{
			{ID: "gap", Title: gapTitle, Format: "#,##0.0", Width: 16},
			{ID: "warning", Title: warnTitle, Width: 40},
		},
	}
	for row := list.Header.Bottom; row < t.Rows(); row++ {
		key := t.Cell(row, code.Col).Value
		if !strings.HasPrefix(key.String(), "CNTT-") {
			continue
		}
		given := t.Cell(row, given.Col).Value.String()
		if given == "200" {
			continue // has its money: nothing to say
		}
		list.Notes = append(list.Notes, sheets.Note{
			Row:  row,
			Show: []sheets.Value{t.Cell(row, total.Col).Value, sheets.TextValue(key.String() + ": còn thiếu vốn, đã bố trí " + given)},
			Mark: []int{total.Col},
		})
	}
	return list, true
}

// taskList is the second list, in a tab of its own.
func taskList(t *sheets.Tab) sheets.List {
	return sheets.List{
		Tab: t.ID(), Key: 0, Name: 1, Pending: sheets.TextValue(pending), Header: sheets.Range{Bottom: 1, Right: 3},
		Columns: []sheets.OwnedColumn{{ID: "warning", Title: warnTitle}},
		Notes: []sheets.Note{
			{Row: 1, Show: []sheets.Value{sheets.TextValue("NV-1: chưa định thời hạn")}},
		},
	}
}

func summary(s *sheets.Snapshot, notes int) sheets.OwnTab {
	t := listed(s)
	rows := []sheets.OwnRow{
		{{Value: sheets.TextValue("TỔNG HỢP DỰ ÁN, NHIỆM VỤ CNTT"), Style: sheets.StyleTitle, Span: 3}},
		{{Value: sheets.TextValue("Đơn vị: triệu đồng"), Style: sheets.StyleSubtitle}},
		{{Value: sheets.TextValue(strings.Repeat("Tính đến ngày 15/01/2021 có các dự án sau. ", 3)), Style: sheets.StyleParagraph, Span: 3}},
		{},
		{{Value: sheets.TextValue("Mã"), Style: sheets.StyleHeader}, {Value: sheets.TextValue("Còn thiếu"), Style: sheets.StyleHeader}, {Value: sheets.TextValue("Ghi chú"), Style: sheets.StyleHeader}},
		{{Value: sheets.TextValue("=1+1"), Style: sheets.StyleBody}, {Value: sheets.NumberValue("1234567.000000000001"), Format: "#,##0", Style: sheets.StyleBody}, {Style: sheets.StyleBody}},
		{{Value: sheets.TextValue("Số dòng"), Style: sheets.StyleTotal}, {Value: sheets.NumberValue(strconv.Itoa(notes)), Style: sheets.StyleTotal}, {Value: sheets.BoolValue(true), Style: sheets.StyleNotice}},
	}
	if at, ok := find(t, "CNTT-01"); ok {
		rows = append(rows, sheets.OwnRow{{Value: sheets.TextValue("xem CNTT-01"), Style: sheets.StyleError, Link: sheets.Link{Tab: t.ID(), Addr: at}}})
	}
	return sheets.OwnTab{ID: "summary", Title: ownTitle, Fallback: ownFallback, Widths: []int{20, 18, 30}, FreezeRows: 1, Landscape: true, Rows: rows}
}
