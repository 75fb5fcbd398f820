package expr_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sync/expr"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

var million = ledger.Unit{Label: "triệu đồng", Factor: decimal.New(1, 6)}

// The columns of the list below.
const (
	colName = iota + 1
	colTotal
	colAllocated
	colPlan
	colDue
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// inMillions is an amount of so many triệu đồng.
func inMillions(n int64) ledger.Amount { return ledger.Amount{Value: decimal.New(n, 6)} }

// world is a list of two projects. The first has everything, the second
// nothing but a name.
func world() (*ledger.Ledger, rule.Settings) {
	full := &ledger.Row{
		Kind: ledger.ItemRow, Row: 5, Number: "1.1", Name: "Dự án nền tảng mẫu", Group: "B",
		Amounts: map[int]ledger.Amount{colTotal: inMillions(120_000), colAllocated: inMillions(20_000), colPlan: inMillions(5_000)},
		Texts: map[ledger.Field]string{
			ledger.FieldCode: "CNTT-09", ledger.FieldReason: "Chưa có vốn", ledger.FieldDecision: "12/QĐ-UBND ngày 01/02/2020",
		},
		Category:    ledger.Ref{Text: "thành phố thông minh", Name: "Đề án thành phố thông minh"},
		Leads:       []ledger.Ref{{Text: "Sở TT&TT", Name: "Sở Thông tin và Truyền thông"}, {Text: "Sở Lạ"}},
		Cooperating: []ledger.Ref{{Text: "Sở TC", Name: "Sở Tài chính"}},
		Sources:     []ledger.Ref{{Text: "ĐTC", Name: "Đầu tư công"}},
		Status:      ledger.Ref{Text: "chưa", Name: "Chưa thực hiện"},
		Priority:    ledger.Ref{Text: "gấp", Name: "Cấp bách"},
		Decision:    ledger.Document{Number: "12/QĐ-UBND", On: day("2020-02-01")},
		Deadline:    ledger.Deadline{Kind: ledger.Term, Last: day("2020-11-30"), Text: "30/11/2020"},
		AssignedOn:  day("2020-09-20"),
	}
	bare := &ledger.Row{Kind: ledger.ItemRow, Row: 6, Name: "Dự án chưa rõ"}
	section := &ledger.Row{Kind: ledger.SectionRow, Row: 4, Number: "I", Name: "MỤC MỘT", Children: []*ledger.Row{full, bare}}
	full.Parent, bare.Parent = section, section
	list := &ledger.List{
		Name: "projects", Kind: ledger.Projects, Tab: "t1", Title: "Danh mục", Unit: million, Basis: ledger.BasisExcludes,
		Columns: []ledger.Column{
			{Field: ledger.FieldName, Col: colName},
			{Field: ledger.FieldTotal, Col: colTotal, Amount: true, Unit: million},
			{Field: ledger.FieldAllocated, Col: colAllocated, Amount: true, Unit: million},
			{Field: ledger.FieldPlan, Col: colPlan, Amount: true, Unit: million},
			{Field: ledger.FieldDeadline, Col: colDue},
		},
		Rows: []*ledger.Row{section, full, bare},
	}
	table := &ledger.List{Name: "figures", Kind: ledger.Table, Tab: "t2", Rows: []*ledger.Row{{Kind: ledger.ItemRow, Row: 3, Name: "Số liệu"}}}
	settings := rule.Settings{
		Statuses: []rule.Status{{Name: ledger.Name{Name: "Chưa thực hiện"}}, {Name: ledger.Name{Name: "Hoàn thành"}, Done: true}},
		Urgent:   map[string]bool{"Cấp bách": true},
		Today:    day("2021-01-15"),
	}
	return &ledger.Ledger{Lists: []*ledger.List{list, table}, Directory: &ledger.Directory{}}, settings
}

func printers(t testing.TB) expr.Printers {
	t.Helper()
	c, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	return expr.Printers{Vi: c.Printer(lang.Vietnamese), En: c.Printer(lang.English)}
}

// holdsFor says for which of the two projects a condition is met: "full",
// "bare", "both", "none", or why it could not be evaluated.
func holdsFor(t testing.TB, source string) string {
	t.Helper()
	f, err := expr.Filter(source)
	if err != nil {
		return "error: " + told(err)
	}
	l, s := world()
	found, failed := f.Select(l, s)
	var rows []string
	for _, sel := range found {
		rows = append(rows, map[int]string{5: "full", 6: "bare"}[sel.Row.Row])
	}
	out := strings.Join(rows, "+")
	switch out {
	case "":
		out = "none"
	case "full+bare":
		out = "both"
	}
	if failed.Count > 0 {
		out += fmt.Sprintf("; %d failed: %s", failed.Count, failed.Why())
	}
	return out
}

// told is what the operator reads of the mistakes in an expression.
func told(err error) string {
	var all []string
	for _, e := range expr.Mistakes(err) {
		all = append(all, fmt.Sprintf("%d:%d %s", e.Line, e.Col, e))
	}
	if len(all) == 0 {
		return "untranslated: " + err.Error()
	}
	return strings.Join(all, "\n")
}

// only keeps the findings' places and Vietnamese texts.
func only(found []rule.Finding) []string {
	var out []string
	for _, f := range found {
		out = append(out, f.Cell()+" "+fmt.Sprint(f.Args["vi"]))
	}
	return out
}
