package funding_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"rasoat/sync/funding"
	"rasoat/sync/ledger"
)

// The columns of the lists below.
const (
	total = iota
	allocated
	plan
	partA
	partB
)

func million(n int64) decimal.Decimal {
	return decimal.NewFromInt(n).Mul(decimal.NewFromInt(1_000_000))
}

// item is a project with amounts in triệu đồng by column.
func item(lead, source string, amounts map[int]int64) *ledger.Row {
	r := &ledger.Row{Kind: ledger.ItemRow, Amounts: map[int]ledger.Amount{}}
	for col, n := range amounts {
		r.Amounts[col] = ledger.Amount{Value: million(n)}
	}
	if lead != "" {
		r.Leads = []ledger.Ref{{Text: lead, Name: lead}}
	}
	if source != "" {
		r.Sources = []ledger.Ref{{Text: source, Name: source}}
	}
	return r
}

func list(basis ledger.Basis, columns []ledger.Column, rows ...*ledger.Row) *ledger.Ledger {
	return &ledger.Ledger{Directory: ledger.NewDirectory(), Lists: []*ledger.List{{
		Name: "projects", Kind: ledger.Projects, Columns: columns, Rows: rows, Basis: basis,
	}}}
}

func columns(t *testing.T) []ledger.Column {
	t.Helper()
	u, ok := ledger.ParseUnit("triệu đồng")
	if !ok {
		t.Fatal("no unit")
	}
	return []ledger.Column{
		{Field: ledger.FieldTotal, Col: total, Amount: true, Unit: u},
		{Field: ledger.FieldAllocated, Col: allocated, Amount: true, Unit: u},
		{Field: ledger.FieldPlan, Col: plan, Amount: true, Unit: u},
	}
}

func TestGap(t *testing.T) {
	full := map[int]int64{total: 100, allocated: 60, plan: 15}
	bad := item("", "", full)
	bad.Amounts[plan] = ledger.Amount{Bad: true}
	badTotal := item("", "", full)
	badTotal.Amounts[total] = ledger.Amount{Bad: true}
	unit := columns(t)[0].Unit
	parts := append(columns(t)[:1:1],
		ledger.Column{Source: "A", Col: partA, Amount: true, Unit: unit}, ledger.Column{Source: "B", Col: partB, Amount: true, Unit: unit})
	noUnit := columns(t)
	for i := range noUnit {
		noUnit[i].Unit = ledger.Unit{}
	}
	tests := []struct {
		name        string
		basis       ledger.Basis
		columns     []ledger.Column
		row         *ledger.Row
		short, over int64
		unknown     funding.Reason
	}{
		{"both are subtracted", ledger.BasisExcludes, columns(t), item("", "", full), 25, 0, ""},
		{"the plan is in the allocation", ledger.BasisIncludes, columns(t), item("", "", full), 40, 0, ""},
		{"nobody knows whether it is", ledger.BasisUnknown, columns(t), item("", "", full), 0, 0, funding.UnknownBasis},
		{"blank amounts are nothing", ledger.BasisExcludes, columns(t), item("", "", map[int]int64{total: 100}), 100, 0, ""},
		{"fully funded", ledger.BasisExcludes, columns(t), item("", "", map[int]int64{total: 75, allocated: 60, plan: 15}), 0, 0, ""},
		{"over-allocated is not clamped", ledger.BasisExcludes, columns(t), item("", "", map[int]int64{total: 70, allocated: 60, plan: 15}), 0, 5, ""},
		{"no total", ledger.BasisExcludes, columns(t), item("", "", map[int]int64{allocated: 60}), 0, 0, funding.NoTotal},
		{"a total that cannot be read", ledger.BasisExcludes, columns(t), badTotal, 0, 0, funding.NoTotal},
		{"a plan that cannot be read", ledger.BasisExcludes, columns(t), bad, 0, 0, funding.BadFigure},
		{"a plan that cannot be read but is in the allocation", ledger.BasisIncludes, columns(t), bad, 40, 0, ""},
		{"no unit", ledger.BasisExcludes, noUnit, item("", "", full), 0, 0, funding.NoUnit},
		{"no unit for what was allocated", ledger.BasisExcludes, append(columns(t)[:1:1], noUnit[1:]...), item("", "", full), 0, 0, funding.NoUnit},
		{"only parts of the allocation", ledger.BasisNone, parts, item("", "", map[int]int64{total: 100, partA: 20, partB: 30}), 50, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := funding.Compute(list(tt.basis, tt.columns, tt.row))
			g, ok := r.Of(tt.row)
			if !ok {
				t.Fatal("no gap for the project")
			}
			if !g.Short.Equal(million(tt.short)) || !g.Over.Equal(million(tt.over)) || g.Unknown != tt.unknown {
				t.Errorf("short %s, over %s, unknown %q; want %d, %d million and %q", g.Short, g.Over, g.Unknown, tt.short, tt.over, tt.unknown)
			}
		})
	}
}

func TestRollUpsNeverNet(t *testing.T) {
	l := list(ledger.BasisExcludes, columns(t),
		item("Sở A", "Đầu tư công", map[int]int64{total: 100}),
		item("Sở A", "Đầu tư công", map[int]int64{total: 10, allocated: 40}),
		item("Sở B", "", map[int]int64{total: 50, plan: 20}),
		item("Sở B", "", nil),
	)
	l.Lists[0].Rows[3].Sources = []ledger.Ref{{Name: "Đầu tư công"}, {Name: "Chi thường xuyên"}, {Text: "lạ"}}
	l.Lists[0].Rows = append(l.Lists[0].Rows, &ledger.Row{Kind: ledger.SectionRow, Amounts: map[int]ledger.Amount{total: {Value: million(999)}}})
	r := funding.Compute(l)
	sum := func(name string, items, unknown int, total, funded, short, over int64) funding.Sum {
		return funding.Sum{Name: name, Items: items, Unknown: unknown, Total: million(total), Funded: million(funded), Short: million(short), Over: million(over)}
	}
	equal := cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })
	for _, tt := range []struct {
		name      string
		got, want []funding.Sum
	}{
		{"department", r.ByDepartment, []funding.Sum{sum("Sở A", 2, 0, 110, 40, 100, 30), sum("Sở B", 2, 1, 50, 20, 30, 0)}},
		{"source", r.BySource, []funding.Sum{
			sum("Đầu tư công", 2, 0, 110, 40, 100, 30), sum(funding.Undecided, 1, 0, 50, 20, 30, 0),
			sum("Đầu tư công + Chi thường xuyên", 1, 1, 0, 0, 0, 0),
		}},
		{"list", r.ByList, []funding.Sum{sum("projects", 4, 1, 160, 60, 130, 30)}},
		{"all", []funding.Sum{r.All}, []funding.Sum{sum("", 4, 1, 160, 60, 130, 30)}},
	} {
		if diff := cmp.Diff(tt.want, tt.got, equal); diff != "" {
			t.Errorf("by %s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestCategoriesKeepTheirOrder(t *testing.T) {
	l := list(ledger.BasisNone, columns(t)[:1], item("", "", map[int]int64{total: 1}), item("", "", map[int]int64{total: 2}))
	l.Lists[0].Categories = ledger.NewNames(ledger.Name{Name: "Một"}, ledger.Name{Name: "Hai"}, ledger.Name{Name: "Ba"})
	l.Lists[0].Rows[0].Category = ledger.Ref{Name: "Ba"}
	var got []string
	for _, s := range funding.Compute(l).ByCategory {
		got = append(got, s.Name)
	}
	if diff := cmp.Diff([]string{"Một", "Hai", "Ba", ""}, got); diff != "" {
		t.Errorf("categories (-want +got):\n%s", diff)
	}
}

// The need of the year is held against the plan project by project: what one
// lacks is not set off against what another has too much.
func TestTheYearsNeed(t *testing.T) {
	const need = 9
	bad := item("", "", map[int]int64{total: 100})
	bad.Amounts[need] = ledger.Amount{Bad: true}
	with := append(columns(t), ledger.Column{Field: ledger.FieldNeed, Col: need, Amount: true, Unit: columns(t)[0].Unit})
	l := list(ledger.BasisExcludes, with,
		item("", "", map[int]int64{total: 100, plan: 20, need: 50}),
		item("", "", map[int]int64{total: 100, plan: 30, need: 10}),
		item("", "", map[int]int64{total: 100, need: 40}),
		item("", "", map[int]int64{total: 100, plan: 5}),
		bad,
	)
	l.Lists[0].PlanYear = 2021
	equal := cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })
	want := funding.Year{Year: 2021, Items: 4, Unknown: 1, Need: million(100), Plan: million(50), Short: million(70), Over: million(20)}
	if diff := cmp.Diff(want, funding.Compute(l).Year, equal); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := funding.Compute(list(ledger.BasisExcludes, columns(t), item("", "", map[int]int64{total: 100}))).Year; got.Items != 0 {
		t.Errorf("no column for the need: %+v", got)
	}
}
