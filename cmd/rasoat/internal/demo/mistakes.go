package demo

import "rasoat/sheets"

// Mistake is one planted mistake and the one finding that it has to give.
type Mistake struct {
	Rule     string // the rule that finds it: "total/grand"
	Severity string // error, warning or notice
	Tab      string // the title of the tab
	Cell     string // where the finding stands: "G20"
	Note     string // what is wrong, in English
}

// plant is a mistake together with what makes it: the value that is written
// into its cell. Where nothing is written the mistake lies in the data or in
// another cell.
type plant struct {
	Mistake
	at      sheets.Addr
	value   sheets.Value
	written bool
}

// Mistakes returns everything that is wrong with the demo workbook on
// 15/01/2021, each with its cell. A pass finds these and nothing else.
func Mistakes() []Mistake {
	var all []Mistake
	for _, p := range plants() {
		all = append(all, p.Mistake)
	}
	return all
}

// plants is the one place that lists the planted mistakes. No two of them
// touch, so that each can be corrected by itself and its finding goes.
func plants() []plant {
	at := findPlaces()
	var all []plant
	add := func(rule, severity string, a sheets.Addr, note string) *plant {
		all = append(all, plant{Mistake: Mistake{rule, severity, tabProjects, a.String(), note}, at: a})
		return &all[len(all)-1]
	}
	write := func(rule, severity string, a sheets.Addr, v sheets.Value, note string) {
		p := add(rule, severity, a, note)
		p.value, p.written = v, true
	}
	text, number := sheets.TextValue, sheets.NumberValue

	// Totals. The grand total of the same column is right: it differs from
	// the stated subtotals by just what this one is wrong by, which is what
	// makes it certain that this one is the wrong cell.
	write("total/culprit", "error", sheets.Addr{Row: at.sections["II"], Col: colTotal}, number("261500"),
		"the subtotal of section II says 261.500, its rows add up to 216.500: two digits swapped")
	// The plan of the year stands in no row arithmetic and its subtotals
	// (15.000, 2.000, 5.000, 1.000) are right, so only this cell is wrong.
	write("total/grand", "error", sheets.Addr{Row: rowGrand, Col: colPlan}, number("32000"),
		"TỔNG SỐ of the plan says 32.000, the sections add up to 23.000")
	// A row behind "Trong đó:" adds to nothing above it, and what it says
	// stays within its project, so no subtotal goes wrong with it.
	write("total/row", "error", sheets.Addr{Row: at.pieces[2][1], Col: colAllocated}, number("12050"),
		"the allocation says 12.050, its four sources add up to 10.250")
	four := sections()[3]
	write("total/count", "warning", sheets.Addr{Row: at.sections[four.roman], Col: colName}, text(capitals(four.name)+" (4 dự án, nhiệm vụ)"),
		"section IV says 4 projects and holds 5")

	// Amounts. The column of other sources has nothing else wrong with it; its
	// sums over CNTT-03 cannot be judged, while the stated ones are right.
	write("value/unreadable", "error", at.of(3, colOther), text("12.5oo"),
		"two letters o stand in an amount")
	add("funding/over-allocated", "error", at.of(11, colAllocated),
		"CNTT-11 was allocated 52.500 of 50.000")

	// Codes.
	write("key/duplicate", "error", at.of(6, colCode), text("CNTT-05"),
		"the code of the project above, instead of CNTT-06")
	add("key/duplicate", "error", at.of(5, colCode),
		"the same duplicate, seen from the project that bears the code rightly")
	write("key/missing", "warning", at.of(16, colCode), sheets.Value{},
		"no code, instead of CNTT-16")

	// Names.
	write("category/unknown", "warning", at.of(8, colGroup), text("Thành phố thông mình"),
		"a mark too many in \"Thành phố thông minh\"")
	write("category/section", "warning", at.of(10, colGroup), text("Ứng dụng KHCN"),
		"the group of section II on a project of section III")
	write("department/unknown", "warning", at.of(17, colLead), text("Sở CNTT"),
		"no such department; the project is overdue, so its reminder is held")
	write("status/unknown", "warning", at.of(15, colStatus), text("Đang chuẩn bị đàu tư"),
		"a mark missing in \"Đang chuẩn bị đầu tư\"")
	write("source/unknown", "warning", at.of(7, colSource), text("Vốn tài trợ"),
		"no source of the closed list")

	// Deadlines.
	write("deadline/unreadable", "error", at.of(4, colDeadline), text("31/11/2020"),
		"November has 30 days")
	p := add("deadline/open", "notice", sheets.Addr{Row: rowFirstTask + 2, Col: taskDeadline},
		"\"ngay\", assigned on 25/9/2020: open for 112 days on 15/01/2021")
	p.Tab = tabTasks
	return all
}
