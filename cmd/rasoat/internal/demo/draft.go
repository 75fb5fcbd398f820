package demo

import (
	"fmt"
	"strconv"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

// Draft returns the demo workbook: the project list, the task list and the
// directory, with all the mistakes of [Mistakes] in it. Each call returns a
// value of its own.
func Draft() xlsx.Draft { return draftWith(plants()) }

// draftWith returns the workbook with these of the planted mistakes in it.
func draftWith(mistakes []plant) xlsx.Draft {
	pages := []*page{projectPage(), taskPage(), directoryPage()}
	for _, m := range mistakes {
		if !m.written {
			continue
		}
		for _, p := range pages {
			if p.tab.Title == m.Tab {
				p.replace(m.at, m.value)
			}
		}
	}
	var d xlsx.Draft
	for _, p := range pages {
		d.Tabs = append(d.Tabs, p.tab)
	}
	return d
}

// projectPage draws the project list without the mistakes that are planted in
// single cells.
func projectPage() *page {
	at := findPlaces()
	p := newPage(xlsx.DraftTab{
		Title:      tabProjects,
		Widths:     []float64{6, 11, 44, 19, 19, 19, 12, 11, 11, 11, 11, 11, 11, 14, 17, 12, 15, 14, 19, 16},
		FreezeRows: rowNumbers + 1, FreezeCols: colName + 1, Landscape: true,
	})
	projectHead(p)
	var grand figures
	for _, s := range sections() {
		subtotal := s.subtotal()
		grand.add(subtotal)
		p.section(at.sections[s.roman], s, subtotal)
		for _, project := range s.projects {
			p.project(at, s, project)
		}
	}
	p.totals(rowGrand, "", "TỔNG SỐ (17 dự án, nhiệm vụ)", grand, lookGrand)

	// Two subtotals are formulas, as in most lists some are and some are not.
	last := sections()[3]
	row, from, to := at.sections[last.roman], at.of(13, colTotal), at.of(17, colTotal)
	for _, col := range []int{colTotal, colPlan} {
		i := p.at[sheets.Addr{Row: row, Col: col}]
		p.tab.Cells[i].Cell.Formula = fmt.Sprintf("SUM(%s%d:%s%d)", sheets.ColName(col), from.Row+1, sheets.ColName(col), to.Row+1)
	}

	// No project is lower than two lines: it leaves room for a remark beside it.
	least := map[int]int{}
	for _, row := range at.projects {
		least[row] = 2
	}
	p.fit(rowGrand, least)

	end := at.end + 1
	for i, note := range []string{
		"Ghi chú:",
		"- Lũy kế vốn đã bố trí không bao gồm kế hoạch vốn năm 2021. Số liệu các nguồn được làm tròn đến triệu đồng.",
		"- (1) Bố trí từ nguồn tăng thu ngân sách tỉnh.",
		"- Bảng mẫu: số liệu, số và ngày văn bản, thời hạn, tên dự án có ghi “(mẫu)” đều là giả định, không phải của địa phương nào.",
	} {
		p.line(end+i, 0, columns, note, lookNote())
		p.tab.PrintArea = sheets.Range{Top: 0, Left: 0, Bottom: end + i + 1, Right: columns}
	}
	return p
}

// projectHead draws everything above TỔNG SỐ.
func projectHead(p *page) {
	p.line(0, 0, colLead, "ỦY BAN NHÂN DÂN TỈNH", lookAgency())
	p.line(1, 0, colLead, "VĂN PHÒNG", lookAgency())
	p.line(0, colStatus, columns, "Biểu số 01", lookUnder())
	p.line(rowTitle, 0, columns, "DANH MỤC DỰ ÁN, NHIỆM VỤ ỨNG DỤNG CÔNG NGHỆ THÔNG TIN", lookTitle())
	p.line(rowTitle+1, 0, columns, "SỬ DỤNG NGÂN SÁCH NHÀ NƯỚC CHƯA BỐ TRÍ ĐỦ NGUỒN VỐN", lookTitle())
	p.line(rowUnder, 0, columns, "(Kèm theo Thông báo số 00/TB-UBND ngày 25/9/2020 của UBND tỉnh - số mẫu)", lookUnder())
	p.line(rowUnit, colStatus, columns, "Đơn vị: triệu đồng", lookUnit())

	tall := func(col int, s string) {
		p.block(sheets.Range{Top: rowHeader, Left: col, Bottom: rowHeader + 3, Right: col + 1}, s, lookHeader())
	}
	tall(colNumber, "STT")
	tall(colCode, "Mã dự án")
	tall(colName, "Tên dự án, nhiệm vụ")
	tall(colLead, "Cơ quan chủ trì")
	tall(colWith, "Cơ quan phối hợp")
	tall(colDecision, "Quyết định (số, ngày)")
	tall(colTotal, "Tổng mức đầu tư")
	p.line(rowHeader, colAllocated, colPlan, "Lũy kế vốn đã bố trí đến hết năm 2020", lookHeader())
	p.block(sheets.Range{Top: rowHeader + 1, Left: colAllocated, Bottom: rowHeader + 3, Right: colPublic}, "Tổng số", lookHeader())
	p.line(rowHeader+1, colPublic, colPlan, "Chia ra theo nguồn vốn", lookHeader())
	for i, s := range []string{srcPublic, srcRecurrent, srcScience, "Nguồn khác"} {
		p.text(rowHeader+2, colPublic+i, s, lookHeader())
	}
	tall(colPlan, "Kế hoạch vốn năm 2021")
	tall(colSource, "Nguồn vốn dự kiến")
	tall(colGroup, "Nhóm")
	tall(colPriority, "Mức độ")
	tall(colStatus, "Trạng thái")
	tall(colDeadline, "Thời hạn")
	tall(colReason, "Nguyên nhân chậm")
	tall(colRemark, "Ghi chú")
	p.tab.RowHeights[rowHeader] = 20
	p.tab.RowHeights[rowHeader+1] = 20
	p.tab.RowHeights[rowHeader+2] = 32

	// "A" to "F" for the texts, from the amounts on the numbers 1 to 14.
	for col := range columns {
		switch {
		case col < colTotal:
			p.text(rowNumbers, col, string(rune('A'+col)), lookNumbers())
		case col == colAllocated:
			p.text(rowNumbers, col, "2=3+4+5+6", lookNumbers())
		default:
			p.text(rowNumbers, col, strconv.Itoa(col-colTotal+1), lookNumbers())
		}
	}
}

// figures are the amounts of a row that sums others, by column.
type figures [columns]dong

func (f *figures) add(g figures) {
	for col := range f {
		f[col] += g[col]
	}
}

// figures returns the amounts of a project by column.
func (p project) figures() figures { return toFigures(p.total, p.allocated, p.plan) }

func toFigures(total dong, allocated parts, plan dong) figures {
	var f figures
	f[colTotal], f[colAllocated], f[colPlan] = total, allocated.sum(), plan
	copy(f[colPublic:], allocated[:])
	return f
}

// subtotal returns the amounts that the section's row states.
func (s section) subtotal() figures {
	var f figures
	for _, project := range s.projects {
		f.add(project.figures())
	}
	for col, stated := range s.stated {
		f[col] = stated
	}
	return f
}

// totals draws a row of sums. Zeros stay blank.
func (p *page) totals(row int, number, name string, f figures, look func(string) xlsx.DraftCell) {
	for col := range columns {
		p.text(row, col, "", look("center"))
	}
	p.text(row, colNumber, number, look("center"))
	p.text(row, colName, name, look("left"))
	for col := colTotal; col <= colPlan; col++ {
		p.put(row, col, sheets.Cell{}, look("right"))
		if f[col] != 0 {
			p.put(row, col, amount(f[col]), look("right"))
		}
	}
}

func (p *page) section(row int, s section, f figures) {
	count := fmt.Sprintf("(%d dự án)", len(s.projects))
	if s.roman == "IV" {
		count = fmt.Sprintf("(%d dự án, nhiệm vụ)", len(s.projects))
	}
	p.totals(row, s.roman, capitals(s.name)+" "+count, f, lookSection)
}

// project draws a project and the rows below it. Where nothing is allocated
// or planned it says "-", as people do; the parts stay blank.
func (p *page) project(at places, s section, d project) {
	row := at.projects[d.number]
	put := func(col int, text, align string) { p.text(row, col, text, lookBody(align)) }
	p.put(row, colNumber, sheets.Cell{Value: sheets.NumberValue(strconv.Itoa(d.number))}, lookBody("center"))
	put(colCode, d.code, "center")
	put(colName, d.name, "left")
	put(colLead, d.lead, "left")
	put(colWith, d.with, "left")
	put(colDecision, d.decision, "left")
	p.amounts(row, d.figures(), lookBody("right"))
	for _, col := range []int{colAllocated, colPlan} {
		if d.figures()[col] == 0 {
			put(col, "-", "right")
		}
	}
	for col, text := range d.typed {
		put(col, text, "right")
	}
	put(colSource, d.source, "center")
	group := s.group
	if d.group != "" {
		group = d.group
	}
	put(colGroup, group, "center")
	priority := "Bình thường"
	if d.urgent {
		priority = "Cấp bách"
	}
	put(colPriority, priority, "center")
	put(colStatus, d.status, "center")
	p.put(row, colDeadline, dayCell(d.due, d.dueText), lookBody("center"))
	put(colReason, d.reason, "left")
	put(colRemark, d.remark, "left")

	pieces := at.pieces[d.number]
	for i, c := range d.components {
		// 1.1 is no binary fraction: some programs store what they hold.
		number := fmt.Sprintf("%d.%d", d.number, i+1)
		if i == 0 {
			number += "000000000000001"
		}
		p.piece(pieces[i], sheets.Cell{Value: sheets.NumberValue(number), Format: "0.0"}, c)
	}
	if len(d.ofWhich) > 0 {
		p.piece(pieces[0]-1, sheets.Cell{}, piece{name: "Trong đó:"})
	}
	for i, c := range d.ofWhich {
		p.piece(pieces[len(d.components)+i], sheets.Cell{Value: sheets.TextValue("-")}, c)
	}
}

func (p *page) piece(row int, number sheets.Cell, c piece) {
	for col := range columns {
		p.text(row, col, "", lookPiece("left"))
	}
	p.put(row, colNumber, number, lookPiece("center"))
	p.text(row, colName, c.name, lookPiece("left"))
	p.amounts(row, toFigures(c.total, c.allocated, c.plan), lookPiece("right"))
}

// amounts draws the amounts of a row; zeros stay blank.
func (p *page) amounts(row int, f figures, look xlsx.DraftCell) {
	for col := colTotal; col <= colPlan; col++ {
		p.put(row, col, sheets.Cell{}, look)
		if f[col] != 0 {
			p.put(row, col, amount(f[col]), look)
		}
	}
}

// taskPage draws the task list.
func taskPage() *page {
	p := newPage(xlsx.DraftTab{
		Title:      tabTasks,
		Widths:     []float64{6, 24, 52, 20, 20, 17, 14, 24, 28},
		FreezeRows: rowFirstTask, Landscape: true,
	})
	p.line(0, 0, taskColumns, "NHIỆM VỤ ĐƯỢC GIAO VỀ NGUỒN VỐN CHO CÁC DỰ ÁN CÔNG NGHỆ THÔNG TIN", lookTitle())
	p.line(1, 0, taskColumns, "(Theo kết luận của Chủ tịch UBND tỉnh - văn bản, ngày tháng giả định)", lookUnder())
	const header = rowFirstTask - 2
	for col, s := range []string{
		"STT", "Văn bản giao (số, ngày)", "Nội dung", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn", "Ngày hoàn thành",
		"Văn bản kết quả", "Lý do chậm, kiến nghị",
	} {
		p.text(header, col, s, lookHeader())
		p.text(header+1, col, fmt.Sprintf("(%d)", col+1), lookNumbers())
	}
	p.tab.RowHeights[header] = 34
	row := rowFirstTask
	for i, t := range tasks() {
		p.put(row, taskNumber, sheets.Cell{Value: sheets.NumberValue(strconv.Itoa(i + 1))}, lookBody("center"))
		p.text(row, taskOrder, t.order, lookBody("left"))
		p.text(row, taskContent, t.content, lookBody("left"))
		p.text(row, taskLead, t.lead, lookBody("left"))
		p.text(row, taskWith, t.with, lookBody("left"))
		p.put(row, taskDeadline, dayCell(t.due, t.dueText), lookBody("center"))
		p.put(row, taskDone, dayCell(t.done, ""), lookBody("center"))
		p.text(row, taskResult, t.result, lookBody("left"))
		p.text(row, taskReason, t.reason, lookBody("left"))
		row++
	}
	p.fit(rowFirstTask, nil)
	p.line(row+1, 0, taskColumns, "Ghi chú: Bảng mẫu. Số, ngày văn bản, thời hạn và ngày hoàn thành đều là giả định, không phải văn bản có thật.", lookNote())
	p.tab.PrintArea = sheets.Range{Top: 0, Left: 0, Bottom: row + 2, Right: taskColumns}
	return p
}

// directoryPage draws the directory.
func directoryPage() *page {
	p := newPage(xlsx.DraftTab{Title: tabDirectory, Widths: []float64{44, 44, 44, 60}, FreezeRows: 3, Landscape: true})
	header := []string{"Cơ quan", "Tên viết tắt, tên gọi khác", "Thư điện tử", "Người nhận"}
	p.line(0, 0, len(header), "DANH BẠ CƠ QUAN NHẬN THƯ NHẮC", lookTitle())
	for col, s := range header {
		p.text(2, col, s, lookHeader())
	}
	row := 3
	for _, d := range directory() {
		for col, s := range []string{d.name, d.aliases, d.email, d.addressee} {
			p.text(row, col, s, lookBody("left"))
		}
		row++
	}
	p.line(row+1, 0, len(header), "Ghi chú: Danh bạ mẫu. Địa chỉ thuộc tên miền example.com, không phải địa chỉ có thật. Nhiều địa chỉ cách nhau bằng dấu chấm phẩy.", lookNote())
	p.tab.PrintArea = sheets.Range{Top: 0, Left: 0, Bottom: row + 2, Right: len(header)}
	return p
}
