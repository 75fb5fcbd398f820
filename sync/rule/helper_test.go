package rule_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"rasoat/sheets"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// world is what the rules see. Tests take the valid one and break one thing.
type world struct {
	*ledger.Ledger
	rule.Settings
}

var (
	million = ledger.Unit{Label: "triệu đồng", Factor: decimal.New(1, 6)}
	billion = ledger.Unit{Label: "tỷ đồng", Factor: decimal.New(1, 9)}
	dong    = ledger.Unit{Label: "đồng", Factor: decimal.New(1, 0)}
)

// day reads "2021-01-15".
func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// amount reads a figure such as "216500" or "12.50" in a unit as a cell shows
// it: its last digit is the last that the cell shows.
func amount(text string, u ledger.Unit) ledger.Amount {
	_, fraction, _ := strings.Cut(text, ".")
	a := ledger.Amount{Value: decimal.RequireFromString(text).Mul(u.Factor)}
	if shown := u.Factor.Shift(-int32(len(fraction))); shown.GreaterThan(decimal.New(1, 0)) {
		a.Half = shown.Mul(decimal.RequireFromString("0.5"))
	}
	return a
}

// money is an amount in triệu đồng as an argument holds it.
func money(text string) rule.Money {
	return rule.Money{Value: amount(text, million).Value, Unit: million}
}

// addr reads a cell address.
func addr(cell string) sheets.Addr {
	a, err := sheets.ParseAddr(cell)
	if err != nil {
		panic(err)
	}
	return a
}

func (w *world) list(name string) *ledger.List {
	for _, l := range w.Lists {
		if l.Name == name {
			return l
		}
	}
	panic("no list " + name)
}

// row returns the row of a list that people see under a number.
func (w *world) row(list string, number int) *ledger.Row {
	for _, r := range w.list(list).Rows {
		if r.Row == number-1 {
			return r
		}
	}
	panic(fmt.Sprint("no row ", number))
}

// put writes a figure into a cell, in the unit of its column.
func (w *world) put(list, cell, text string) {
	a := addr(cell)
	w.row(list, a.Row+1).Amounts[a.Col] = amount(text, w.list(list).Unit)
}

// bad makes a cell unreadable.
func (w *world) bad(list, cell string) {
	a := addr(cell)
	w.row(list, a.Row+1).Amounts[a.Col] = ledger.Amount{Bad: true}
}

// clear empties a cell that holds an amount.
func (w *world) clear(list, cell string) {
	a := addr(cell)
	delete(w.row(list, a.Row+1).Amounts, a.Col)
}

// category is what a text names in the closed list of categories.
func (w *world) category(text string) ledger.Ref { return w.list("projects").Categories.Resolve(text) }

// under puts rows below a parent.
func under(parent *ledger.Row, children ...*ledger.Row) {
	for _, c := range children {
		c.Parent, c.Level = parent, parent.Level+1
		parent.Children = append(parent.Children, c)
	}
}

// figures fills the amounts of a row from column first on; "" is a blank.
func figures(r *ledger.Row, u ledger.Unit, first int, texts ...string) *ledger.Row {
	for i, t := range texts {
		if t != "" {
			r.Amounts[first+i] = amount(t, u)
		}
	}
	return r
}

func newRow(kind ledger.RowKind, number int, stt, name string) *ledger.Row {
	return &ledger.Row{
		Kind: kind, Row: number - 1, Number: stt, Name: name, Count: -1,
		Amounts: map[int]ledger.Amount{}, Texts: map[ledger.Field]string{ledger.FieldName: name},
	}
}

// columns makes the columns of a list from "field" or "field:Header" in order
// of place; amounts are those in money.
func columns(u ledger.Unit, money []ledger.Field, names ...string) []ledger.Column {
	var cols []ledger.Column
	for i, n := range names {
		field, header, _ := strings.Cut(n, ":")
		c := ledger.Column{Field: ledger.Field(field), Col: i, Header: header, Unit: u}
		c.Amount = slices.Contains(money, c.Field)
		cols = append(cols, c)
	}
	return cols
}

const (
	approved = "Dự án đã có quyết định chủ trương"
	science  = "Dự án ứng dụng khoa học công nghệ"
)

// valid returns a world in which everything is right: a list of four projects
// in two sections, a list of two tasks and a table of figures.
//
//	projects  A STT B code C name D category E lead F cooperating G total H allocated
//	          I, J parts of H K plan L source M priority N status O deadline P assigned Q done
//	tasks     A STT B name C lead D cooperating E deadline F assigned G done H status
//	table     A STT B name C total D, E parts of C
func valid() *world {
	categories := []ledger.Name{{Name: approved, Aliases: []string{"Nhóm 1"}}, {Name: science, Aliases: []string{"Nhóm 2"}}}
	statuses := []ledger.Name{{Name: "Đang thực hiện"}, {Name: "Hoàn thành"}}
	l := &ledger.Ledger{
		Directory: ledger.NewDirectory(
			ledger.Department{Name: "Sở Tài chính", Emails: []string{"stc@example.com"}},
			ledger.Department{Name: "Sở Thông tin và Truyền thông", Emails: []string{"stttt@example.com"}},
			ledger.Department{Name: "Sở Y tế"},
		),
		Terms: ledger.Terms{
			Sources:    ledger.NewNames(ledger.Name{Name: "Đầu tư công"}, ledger.Name{Name: "Chi thường xuyên"}),
			Statuses:   ledger.NewNames(statuses...),
			Priorities: ledger.NewNames(ledger.Name{Name: "Cấp bách"}, ledger.Name{Name: "Bình thường"}),
		},
	}
	l.Lists = []*ledger.List{validProjects(l, ledger.NewNames(categories...)), validTasks(l), validTable()}
	hundred, eighty, most := amount("100000", million).Value, amount("80000", million).Value, amount("170000", million).Value
	return &world{l, rule.Settings{
		Categories: []rule.Category{
			{Name: categories[0], Declared: rule.Declared{Count: 2, Total: &hundred}},
			{Name: categories[1], Declared: rule.Declared{Count: 2, Total: &eighty}},
		},
		Whole: []rule.Declared{
			{List: "projects", Count: 4, Total: &most, AtLeast: true},
			{List: "tasks", Count: 2},
		},
		Statuses: []rule.Status{{Name: statuses[0]}, {Name: statuses[1], Done: true}},
		Urgent:   map[string]bool{"Cấp bách": true},
		Required: map[string][]ledger.Field{
			"projects": {ledger.FieldCode, ledger.FieldName, ledger.FieldTotal, ledger.FieldDepartment},
			"tasks":    {ledger.FieldName, ledger.FieldDepartment},
		},
		OpenAfter: 90, OpenUrgentAfter: 10,
		Today: day("2021-01-15"),
	}}
}

func validProjects(l *ledger.Ledger, categories *ledger.Names) *ledger.List {
	list := &ledger.List{
		Name: "projects", Kind: ledger.Projects, Tab: "t1", Title: "Danh mục dự án",
		Header: sheets.Range{Top: 4, Left: 0, Bottom: 6, Right: 17}, Unit: million, Categories: categories,
		Basis: ledger.BasisExcludes, PlanYear: 2021,
		Columns: columns(million, []ledger.Field{ledger.FieldTotal, ledger.FieldAllocated, ledger.FieldPlan, ""},
			"number:STT", "code:Mã dự án", "name:Tên dự án", "category:Nhóm", "department:Cơ quan chủ trì", "cooperating:Cơ quan phối hợp",
			"total:Tổng mức đầu tư", "allocated:Lũy kế vốn đến hết năm 2020 / Tổng số", ":Lũy kế vốn đến hết năm 2020 / Đầu tư công",
			":Lũy kế vốn đến hết năm 2020 / Chi thường xuyên", "plan:Kế hoạch vốn năm 2021", "source:Nguồn vốn dự kiến",
			"priority:Mức độ", "status:Trạng thái", "deadline:Thời hạn", "assigned:Văn bản giao", "done:Ngày hoàn thành"),
		Sums: []ledger.RowSum{{Total: 7, Plus: []int{8, 9}}},
	}
	project := func(number int, stt, code, name, category, lead string, amounts ...string) *ledger.Row {
		r := figures(newRow(ledger.ItemRow, number, stt, name), million, 6, amounts...)
		r.Texts[ledger.FieldCode], r.Key = code, sheets.Cell{Value: sheets.TextValue(code)}
		r.Category = categories.Resolve(category)
		r.Texts[ledger.FieldDepartment], r.Leads = lead, l.Directory.ResolveAll(lead)
		r.Cooperating = l.Directory.ResolveAll("Sở Tài chính")
		r.Sources = l.Terms.Sources.ResolveAll("Đầu tư công")
		r.Status = l.Terms.Statuses.Resolve("Đang thực hiện")
		r.Priority = l.Terms.Priorities.Resolve("Bình thường")
		r.Deadline = ledger.Deadline{Kind: ledger.Term, Last: day("2021-12-31"), Text: "Quý IV/2021"}
		r.Texts[ledger.FieldDeadline] = r.Deadline.Text
		r.AssignedOn = day("2020-09-25")
		return r
	}
	grand := figures(newRow(ledger.GrandRow, 7, "", "TỔNG SỐ (4 dự án)"), million, 6, "180000", "60000", "45000", "15000", "35000")
	grand.Count = 4
	one := figures(newRow(ledger.SectionRow, 8, "I", approved+" (2 dự án)"), million, 6, "100000", "20000", "15000", "5000", "15000")
	one.Count, one.Category = 2, categories.Resolve(approved)
	a1 := project(9, "1", "A-01", "Kết nối Cổng dịch vụ công (mẫu)", "Nhóm 1", "Sở TTTT", "60000", "20000", "15000", "5000", "10000")
	a2 := project(10, "2", "A-02", "Trung tâm Tích hợp dữ liệu (mẫu)", "Nhóm 1", "Sở TT&TT", "40000", "", "", "", "5000")
	x := figures(newRow(ledger.ComponentRow, 11, "-", "Thiết bị"), million, 6, "25000")
	y := figures(newRow(ledger.ComponentRow, 12, "-", "Phần mềm"), million, 6, "15000")
	two := figures(newRow(ledger.SectionRow, 13, "II", science), million, 6, "80000", "40000", "30000", "10000", "20000")
	two.Category = categories.Resolve(science)
	b1 := project(14, "3", "B-01", "Nền tảng dữ liệu mở (mẫu)", "", "Sở Tài chính", "30000", "30000", "30000")
	b2 := project(15, "4", "B-02", "Thiết bị dạy học (mẫu)", "Nhóm 2", "Sở Thông tin và Truyền thông", "50000", "10000", "", "10000", "20000")
	end := figures(newRow(ledger.SubtotalRow, 16, "", "Cộng mục II (2 dự án)"), million, 6, "80000", "40000", "30000", "10000", "20000")
	end.Count, end.Parent = 2, two
	under(one, a1, a2)
	under(a2, x, y)
	under(two, b1, b2)
	list.Rows = []*ledger.Row{grand, one, a1, a2, x, y, two, b1, b2, end, newRow(ledger.NoteRow, 18, "", "Ghi chú: số liệu mẫu")}
	return list
}

func validTasks(l *ledger.Ledger) *ledger.List {
	task := func(number int, stt, name, lead string, d ledger.Deadline) *ledger.Row {
		r := newRow(ledger.ItemRow, number, stt, name)
		r.Texts[ledger.FieldDepartment], r.Leads = lead, l.Directory.ResolveAll(lead)
		r.Deadline, r.Texts[ledger.FieldDeadline] = d, d.Text
		r.AssignedOn = day("2020-10-20")
		return r
	}
	return &ledger.List{
		Name: "tasks", Kind: ledger.Tasks, Tab: "t2", Title: "Nhiệm vụ được giao",
		Header: sheets.Range{Top: 2, Left: 0, Bottom: 3, Right: 8},
		Columns: columns(ledger.Unit{}, nil, "number:STT", "name:Nội dung", "department:Chủ trì", "cooperating:Phối hợp",
			"deadline:Thời hạn", "assigned:Văn bản giao", "done:Ngày hoàn thành", "status:Trạng thái"),
		Rows: []*ledger.Row{
			task(4, "1", "Rà soát quy định (mẫu)", "Sở Thông tin và Truyền thông",
				ledger.Deadline{Kind: ledger.Term, Last: day("2020-10-31"), Text: "31/10/2020"}),
			task(5, "2", "Tham mưu nguồn chi thường xuyên (mẫu)", "Sở Tài chính", ledger.Deadline{Kind: ledger.Open, Text: "ngay"}),
		},
	}
}

// validTable is a table of figures whose names would be findings in a list
// that tracks projects.
func validTable() *ledger.List {
	item := func(number int, stt string, amounts ...string) *ledger.Row {
		r := figures(newRow(ledger.ItemRow, number, stt, "Chi thường xuyên"), billion, 2, amounts...)
		r.Leads = []ledger.Ref{{Text: "Sở CNTT"}}
		r.Category, r.Status = ledger.Ref{Text: "Nhóm 9"}, ledger.Ref{Text: "xong"}
		r.Deadline, r.AssignedOn = ledger.Deadline{Kind: ledger.Open}, day("2003-01-01")
		return r
	}
	total := figures(newRow(ledger.GrandRow, 6, "", "TỔNG CHI"), billion, 2, "7.5", "4.2", "3.3")
	total.Count = 2
	return &ledger.List{
		Name: "table", Kind: ledger.Table, Tab: "t3", Title: "Biểu số 1",
		Header: sheets.Range{Top: 3, Left: 0, Bottom: 5, Right: 5}, Unit: billion, Basis: ledger.BasisUnknown,
		Columns: columns(billion, []ledger.Field{""}, "number:STT", "name:Nội dung", ":Tổng số", ":Đầu tư", ":Thường xuyên"),
		Sums:    []ledger.RowSum{{Total: 2, Plus: []int{3, 4}, Text: "3=4+5"}},
		Rows:    []*ledger.Row{total, item(7, "1", "5", "3", "2"), item(8, "2", "2.5", "1.2", "1.3")},
	}
}

// want is a finding that a test expects. Args holds the arguments that are
// compared.
type want struct {
	rule, list, cell string
	args             rule.Args
}

// breakOne is a test: in the valid world one thing is broken, and exactly
// these findings follow.
type breakOne struct {
	name string
	do   func(w *world)
	want []want
}

func runBreaks(t *testing.T, tests []breakOne) {
	t.Helper()
	severities := map[string]rule.Severity{}
	for _, r := range rule.Rules() {
		severities[r.ID] = r.Severity
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := valid()
			tt.do(w)
			found := rule.Run(w.Ledger, w.Settings)
			if len(found) != len(tt.want) {
				t.Fatalf("found %d, want %d:%s", len(found), len(tt.want), show(found))
			}
			for i, f := range found {
				want := tt.want[i]
				if f.Rule != want.rule || f.List != want.list || f.Cell() != want.cell {
					t.Errorf("found %s %s %s, want %s %s %s", f.Rule, f.List, f.Cell(), want.rule, want.list, want.cell)
				}
				if f.Severity != severities[f.Rule] {
					t.Errorf("%s: severity %s, want %s", f.Rule, f.Severity, severities[f.Rule])
				}
				if f.Item != nil && f.Item.Row != f.Row {
					t.Errorf("%s: stands beside row %d, at row %d", f.Rule, f.Item.Row, f.Row)
				}
				for name, value := range want.args {
					if diff := cmp.Diff(value, f.Args[name]); diff != "" {
						t.Errorf("%s: argument %s (-want +got):\n%s", f.Rule, name, diff)
					}
				}
				checkArguments(t, f)
			}
		})
	}
}

func show(found []rule.Finding) string {
	var b strings.Builder
	for _, f := range found {
		fmt.Fprintf(&b, "\n%s %s %s %v", f.Rule, f.List, f.Cell(), f.Args)
	}
	return b.String()
}

// arguments are the arguments that every finding of a rule has, with their
// types. The texts rely on them.
var arguments = map[string]string{
	"total/grand":            "what number name column of guess suspect suspect_cell string, stated computed difference off money, count int, exceeds bool",
	"total/section":          "what number name column of guess suspect suspect_cell string, stated computed difference off money, count int, exceeds bool",
	"total/row":              "number name column formula guess suspect suspect_cell string, stated computed difference off money, count int, parts strings",
	"total/culprit":          "what number name column guess suspect suspect_cell string, stated likely difference off money, below int, blank across bool, above strings",
	"total/footnote":         "what number name column of guess suspect suspect_cell mark note string, stated computed difference off money, count int, exceeds bool",
	"total/hardcoded":        "kind what number name column formula among string, labels cells strings, count int",
	"unit/magnitude":         "number name column typed how string, stated likely money, below neighbours int, across bool, above strings",
	"total/count":            "what number name string, stated found int",
	"category/unknown":       "where seen nearest string, allowed strings",
	"category/section":       "stated section number name string",
	"category/declared":      "scope category what string, declared found off figure, less at_least bool",
	"category/requires":      "category string, missing strings, whole bool",
	"category/source":        "category basis string, seen allowed strings",
	"project/group":          "stated expected basis string, total money",
	"department/unknown":     "seen nearest role source string, unmailed bool",
	"department/address":     "department seen string",
	"department/mailbox":     "kind department seen string, allowed strings",
	"mail/undeliverable":     "department recipient reason string, on day",
	"reminder/snooze":        "kind string, until last day, most int",
	"calendar/unreadable":    "kind seen string",
	"department/successor":   "old successors strings, since day, role string",
	"status/unknown":         "seen nearest string, allowed strings",
	"source/unknown":         "seen nearest string, allowed strings",
	"source/disputed":        "by other string, says differs strings",
	"priority/unknown":       "seen nearest string, allowed strings",
	"funding/over-allocated": "over funded total allocated plan money, included bool, columns strings",
	"funding/basis":          "column plan string, year int",
	"required/missing":       "field column string, whole bool",
	"column/lost":            "field column string, since day",
	"key/missing":            "column name string",
	"key/duplicate":          "code string, others strings, count int",
	"key/unfit":              "kind seen column string",
	"value/unreadable":       "kind seen name string",
	"unit/missing":           "seen name string",
	"deadline/unreadable":    "seen name string",
	"deadline/open":          "seen string, days limit int, assigned day, urgent bool",
	"explanation/incomplete": "lacks seen string",
	"explanation/lapsed":     "why by string, since until day, rules strings",
	"deadline/order":         "kind seen string, day other day",
	"deadline/past-funding":  "first last years most int, group basis string",
	"deadline/moved":         "times int, first present day, seen string",
	"task/evidence":          "missing strings, status string",
	"stale/row":              "days limit int, changed day",
	"display/hindered":       "kind seen string",
}

// checkArguments checks that a finding has exactly the arguments of its rule.
func checkArguments(t *testing.T, f rule.Finding) {
	t.Helper()
	types := map[reflect.Type]string{
		reflect.TypeFor[string](): "string", reflect.TypeFor[int](): "int", reflect.TypeFor[bool](): "bool",
		reflect.TypeFor[rule.Money](): "money", reflect.TypeFor[[]string](): "strings", reflect.TypeFor[time.Time](): "day",
	}
	wanted := map[string]string{}
	for _, group := range strings.Split(arguments[f.Rule], ",") {
		words := strings.Fields(group)
		kind := words[len(words)-1]
		if kind == "figure" {
			kind = map[any]string{"count": "int", "total": "money"}[f.Args["what"]]
		}
		for _, name := range words[:len(words)-1] {
			wanted[name] = kind
		}
	}
	got := map[string]string{}
	for name, value := range f.Args {
		got[name] = types[reflect.TypeOf(value)]
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Errorf("%s: arguments and their types (-want +got):\n%s", f.Rule, diff)
	}
}
