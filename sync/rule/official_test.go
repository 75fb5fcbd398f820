package rule_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"rasoat/sheets"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// official is a random official list in which everything is right, as the
// cells of a tab, and what the configuration would say of it. Every cell has a
// role, so that a test can break one and knows what follows.
type official struct {
	cells  map[sheets.Addr]sheets.Cell
	roles  map[sheets.Addr]role
	merges []sheets.Range
	hidden []int
	rows   int

	mapping  ledger.Mapping
	settings rule.Settings

	decimals int32         // digits behind the point of the amounts
	above    map[int][]int // row → rows that state a sum which the row is in, nearest first
}

// role says what a cell is.
type role string

const (
	roleSum        role = "sum"    // an amount that others add up to
	roleAmount     role = "amount" // an amount that is a member of sums
	rolePart       role = "part"   // a part of the accumulated allocation of an item
	roleCode       role = "code"
	roleName       role = "name"
	roleCategory   role = "category"
	roleDepartment role = "department"
	roleSource     role = "source"
	rolePriority   role = "priority"
	roleStatus     role = "status"
	roleDeadline   role = "deadline"
	roleCount      role = "count" // a name with the number of projects
	roleNumber     role = "number"
	roleRemark     role = "remark"
	roleUnit       role = "unit"
)

// The columns of an official list.
const (
	colNumber = iota
	colCode
	colName
	colCategory
	colDepartment
	colTotal
	colAllocated
	colInvestment
	colRecurrent
	colPlan
	colSource
	colPriority
	colStatus
	colDeadline
	colRemark
	officialCols
)

var moneyCols = []int{colTotal, colAllocated, colInvestment, colRecurrent, colPlan}

// figuresOf are the amounts of an item in the last digit shown.
type figuresOf map[int]int64

func (f figuresOf) add(g figuresOf) {
	for col, v := range g {
		f[col] += v
	}
}

func drawOfficial(t *rapid.T) *official {
	o := &official{cells: map[sheets.Addr]sheets.Cell{}, roles: map[sheets.Addr]role{}, above: map[int][]int{}}
	o.decimals = rapid.Int32Range(0, 2).Draw(t, "decimals")
	o.setUp()
	o.drawTop(t)
	numbers := rapid.Bool().Draw(t, "column numbers")
	o.drawHeader(numbers)

	sections := rapid.IntRange(1, 3).Draw(t, "sections")
	running := rapid.Bool().Draw(t, "numbers run on")
	closing := rapid.Bool().Draw(t, "sections are closed by a row")
	grandFirst := rapid.Bool().Draw(t, "grand total first")
	grand, count := figuresOf{}, 0
	top := o.rows
	if grandFirst {
		o.rows++
	}
	var covered []int
	n := 0
	for s := range sections {
		head := o.rows
		o.rows++
		sum := figuresOf{}
		if !running {
			n = 0
		}
		items := rapid.IntRange(1, 4).Draw(t, "items")
		var rows []int
		for range items {
			n++
			rows = append(rows, o.drawItem(t, n, s, sum))
		}
		grand.add(sum)
		count += items
		o.put(head, colNumber, sheets.TextValue([]string{"I", "II", "III"}[s]), "")
		name := fmt.Sprintf("%s (%d dự án)", strings.ToUpper(o.category(s)), items)
		stated := head
		if closing {
			stated = o.rows
			o.rows++
			o.put(stated, colName, sheets.TextValue(fmt.Sprintf("Cộng mục %s", []string{"I", "II", "III"}[s])), "")
		}
		o.put(head, colName, sheets.TextValue(name), roleCount)
		for col, v := range sum {
			o.amount(stated, col, v, roleSum)
		}
		covered = append(covered, stated)
		for _, r := range rows {
			o.above[r] = append([]int{stated}, o.above[r]...)
		}
	}
	if !grandFirst {
		top = o.rows
		o.rows++
	}
	o.put(top, colName, sheets.TextValue(fmt.Sprintf("TỔNG SỐ (%d dự án)", count)), roleCount)
	for col, v := range grand {
		o.amount(top, col, v, roleSum)
	}
	for _, r := range covered {
		o.above[r] = append(o.above[r], top)
	}
	if rapid.Bool().Draw(t, "notes") {
		o.rows++
		o.put(o.rows, colName, sheets.TextValue("Ghi chú: số liệu mẫu, cập nhật hằng tuần."), "")
		o.put(o.rows+1, colTotal, sheets.TextValue("TM. ỦY BAN NHÂN DÂN TỈNH"), "")
		o.rows += 2
	}
	o.declare(t, sections, count, grand[colTotal])
	return o
}

// setUp fills in what the configuration says.
func (o *official) setUp() {
	names := func(names ...string) []ledger.Name {
		var all []ledger.Name
		for _, n := range names {
			all = append(all, ledger.Name{Name: n})
		}
		return all
	}
	categories := names("Dự án đã có quyết định chủ trương", "Dự án ứng dụng khoa học công nghệ", "Đề án thành phố thông minh")
	o.mapping = ledger.Mapping{
		Departments: []ledger.Department{
			{Name: "Sở Thông tin và Truyền thông", Emails: []string{"stttt@example.com"}},
			{Name: "Sở Tài chính", Emails: []string{"stc@example.com"}},
			{Name: "Sở Giáo dục và Đào tạo", Emails: []string{"sgddt@example.com"}},
		},
		Sources: names("Đầu tư công", "Chi thường xuyên", "Chưa xác định"), Statuses: names("Chưa thực hiện", "Đang thực hiện", "Hoàn thành"),
		Priorities: names("Cấp bách", "Bình thường"),
		Lists:      []ledger.ListMapping{{Name: "projects", Tab: "Danh mục", Kind: ledger.Projects, Categories: categories}},
	}
	o.settings = rule.Settings{
		Required: map[string][]ledger.Field{"projects": {
			ledger.FieldCode, ledger.FieldName, ledger.FieldTotal, ledger.FieldDepartment, ledger.FieldStatus, ledger.FieldSource,
		}},
		Statuses: []rule.Status{{Name: o.mapping.Statuses[2], Done: true}}, Urgent: map[string]bool{"Cấp bách": true},
		OpenAfter: 90, OpenUrgentAfter: 10, StaleAfter: 30, MovedAfter: 2, Today: day("2021-01-15"),
	}
}

func (o *official) category(s int) string { return o.mapping.Lists[0].Categories[s].Name }

func (o *official) put(row, col int, v sheets.Value, r role) {
	at := sheets.Addr{Row: row, Col: col}
	o.cells[at] = sheets.Cell{Value: v}
	if r != "" {
		o.roles[at] = r
	}
}

// amount writes a figure given in its last digit shown.
func (o *official) amount(row, col int, v int64, r role) {
	if r == roleAmount && v == 0 {
		return // blank
	}
	format := "#,##0"
	if o.decimals > 0 {
		format += "." + strings.Repeat("0", int(o.decimals))
	}
	o.put(row, col, sheets.NumberValue(decimal.New(v, -o.decimals).String()), r)
	at := sheets.Addr{Row: row, Col: col}
	c := o.cells[at]
	c.Format = format
	o.cells[at] = c
}

func (o *official) drawTop(t *rapid.T) {
	o.put(0, 0, sheets.TextValue("ỦY BAN NHÂN DÂN TỈNH (MẪU)"), "")
	o.put(1, 0, sheets.TextValue("DANH MỤC DỰ ÁN, NHIỆM VỤ CÔNG NGHỆ THÔNG TIN NĂM 2021"), "")
	o.merges = append(o.merges, sheets.Range{Top: 1, Left: 0, Bottom: 2, Right: officialCols})
	if rapid.Bool().Draw(t, "enclosed") {
		o.put(2, 0, sheets.TextValue("(Kèm theo Quyết định số 12/QĐ-UBND ngày 05/01/2021)"), "")
	}
	unit := rapid.SampledFrom([]string{"Đơn vị: triệu đồng", "Đơn vị tính: Tỷ đồng", "ĐVT: 1.000 đồng"}).Draw(t, "unit")
	o.put(3, officialCols-1, sheets.TextValue(unit), roleUnit)
	o.rows = 4
}

func (o *official) drawHeader(numbers bool) {
	top := o.rows
	for col, name := range []string{
		"STT", "Mã dự án", "Tên dự án, nhiệm vụ", "Nhóm", "Cơ quan chủ trì", "Tổng mức đầu tư", "Lũy kế vốn đã bố trí đến hết năm 2020", "", "",
		"Kế hoạch vốn năm 2021", "Nguồn vốn dự kiến", "Mức độ", "Trạng thái", "Thời hạn", "Ghi chú",
	} {
		if name == "" {
			continue
		}
		o.put(top, col, sheets.TextValue(name), "")
		if col == colAllocated {
			o.merges = append(o.merges, sheets.Range{Top: top, Left: col, Bottom: top + 1, Right: col + 3})
		} else {
			o.merges = append(o.merges, sheets.Range{Top: top, Left: col, Bottom: top + 2, Right: col + 1})
		}
	}
	for i, name := range []string{"Tổng số", "Đầu tư công", "Chi thường xuyên"} {
		o.put(top+1, colAllocated+i, sheets.TextValue(name), "")
	}
	o.rows += 2
	if numbers {
		for col := range officialCols {
			text := fmt.Sprint(col + 1)
			if col == colAllocated {
				text = "7=8+9"
			}
			o.put(o.rows, col, sheets.TextValue(text), "")
		}
		o.rows++
	}
}

// drawItem draws an item, perhaps with components, adds its amounts to a sum,
// and returns its row.
func (o *official) drawItem(t *rapid.T, number, section int, sum figuresOf) int {
	row := o.rows
	o.rows++
	f := figuresOf{colInvestment: 0, colRecurrent: 0, colPlan: 0}
	for _, col := range []int{colInvestment, colRecurrent, colPlan} {
		if rapid.Bool().Draw(t, "blank") {
			f[col] = rapid.Int64Range(1, 9_000).Draw(t, "amount") * 10
		}
	}
	f[colAllocated] = f[colInvestment] + f[colRecurrent]
	f[colTotal] = f[colAllocated] + f[colPlan] + rapid.Int64Range(1, 90_000).Draw(t, "rest")
	sum.add(f)

	o.put(row, colNumber, sheets.NumberValue(fmt.Sprint(number)), roleNumber)
	code := fmt.Sprintf("DA-%02d", row)
	o.put(row, colCode, sheets.TextValue(code), roleCode)
	o.put(row, colName, sheets.TextValue("Hệ thống thông tin "+code+" (mẫu)"), roleName)
	if rapid.Bool().Draw(t, "category") {
		o.put(row, colCategory, sheets.TextValue(o.category(section)), roleCategory)
	}
	pick := func(col int, r role, texts ...string) {
		o.put(row, col, sheets.TextValue(rapid.SampledFrom(texts).Draw(t, string(r))), r)
	}
	pick(colDepartment, roleDepartment, "Sở Thông tin và Truyền thông", "Sở TT&TT", "SỞ THÔNG TIN VÀ TRUYỀN THÔNG", "Sở Tài chính", "Sở GD&ĐT")
	pick(colSource, roleSource, "Đầu tư công", "chi thường xuyên", "Chưa xác định", "Đầu tư công; Chi thường xuyên")
	pick(colPriority, rolePriority, "Cấp bách", "Bình thường", "BÌNH THƯỜNG")
	pick(colStatus, roleStatus, "Chưa thực hiện", "Đang thực hiện")
	pick(colDeadline, roleDeadline, "31/12/2021", "Quý IV/2021", "tháng 11/2021", "6 tháng đầu năm 2021", "2020-2022", "Quý III năm 2021", "30/6/2021")
	o.put(row, colRemark, sheets.TextValue(rapid.SampledFrom([]string{"", "Đang trình", "Xem công văn 12"}).Draw(t, "remark")), roleRemark)
	for _, col := range moneyCols {
		r := roleAmount
		if col == colInvestment || col == colRecurrent {
			r = rolePart
		}
		if f[col] != 0 || col == colTotal {
			o.amount(row, col, f[col], r)
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "components") == 0 {
		o.components(t, row, f[colTotal])
	}
	return row
}

// components splits the total of an item over rows with a dash.
func (o *official) components(t *rapid.T, item int, total int64) {
	first := rapid.Int64Range(1, max(1, total-1)).Draw(t, "first component")
	parts := []int64{first}
	if total-first > 0 {
		parts = append(parts, total-first)
	}
	for i, v := range parts {
		row := o.rows
		o.rows++
		o.put(row, colNumber, sheets.TextValue("-"), "")
		o.put(row, colName, sheets.TextValue([]string{"Thiết bị", "Phần mềm"}[i]), "")
		o.amount(row, colTotal, v, roleAmount)
		o.above[row] = []int{item}
	}
	at := sheets.Addr{Row: item, Col: colTotal}
	o.roles[at] = roleSum
}

// declare has the configuration say what was announced.
func (o *official) declare(t *rapid.T, sections, count int, total int64) {
	if !rapid.Bool().Draw(t, "declared") {
		return
	}
	o.settings.Whole = []rule.Declared{{List: "projects", Count: count}}
	for i, c := range o.mapping.Lists[0].Categories {
		n := -1
		if i < sections {
			n = o.itemsOf(i)
		}
		o.settings.Categories = append(o.settings.Categories, rule.Category{Name: c, Declared: rule.Declared{Count: n}})
	}
}

// itemsOf counts the items of a section by the number that its name states.
func (o *official) itemsOf(section int) int {
	for at, c := range o.cells {
		text := c.Value.String()
		if at.Col == colName && strings.HasPrefix(text, strings.ToUpper(o.category(section))) {
			n := 0
			fmt.Sscanf(text[strings.LastIndex(text, "(")+1:], "%d", &n)
			return n
		}
	}
	return -1
}

// at returns the places of a role, in order.
func (o *official) at(roles ...role) []sheets.Addr {
	var all []sheets.Addr
	for at, r := range o.roles {
		if slices.Contains(roles, r) && !o.cells[at].Value.IsBlank() {
			all = append(all, at)
		}
	}
	slices.SortFunc(all, func(a, b sheets.Addr) int { return (a.Row-b.Row)*100 + a.Col - b.Col })
	return all
}

// run reads the list and judges it.
func (o *official) run() []rule.Finding {
	var b sheets.Builder
	tab := b.Tab("t1", "Danh mục")
	for at, c := range o.cells {
		if !c.Value.IsEmpty() {
			tab.Set(at.Row, at.Col, c)
		}
	}
	for _, m := range o.merges {
		tab.Merge(m)
	}
	for _, r := range o.hidden {
		tab.HideRow(r)
	}
	return rule.Run(ledger.Read(b.Snapshot(), o.mapping), o.settings)
}

// show draws the list, for a test that fails.
func (o *official) show() string {
	var b strings.Builder
	for r := range o.rows + 3 {
		fmt.Fprintf(&b, "%2d", r+1)
		for c := range officialCols {
			fmt.Fprintf(&b, "|%s", o.cells[sheets.Addr{Row: r, Col: c}].Value.String())
		}
		b.WriteString("\n")
	}
	return b.String()
}
