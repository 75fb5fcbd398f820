package web

import (
	"cmp"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sync/lang"
)

// The days that trends go back.
const trendDays = 90

// view is a workbook as its page shows it.
type view struct {
	*Workbook
	Cards       []card
	Categories  []bar
	Departments []bar
	Overdue     []bar
	Rules       []ruleCount
	Findings    trend
	Short       trend
	Recent      []Run
}

// card is a figure in large with what became of it.
type card struct {
	Label, Value, Note, Change string
	Grave                      bool
}

// trend is a chart over days with the same in numbers.
type trend struct {
	Chart    template.HTML
	From, To string
	Most     string
	Rows     [][]string // a day each, the newest first
}

type ruleCount struct {
	ID    string
	Count int
}

// recent is how many runs stand on a workbook's page.
const recent = 8

// view reads what the page of a workbook shows.
func (h *handler) view(r *http.Request, s *Status, b *Workbook) (*view, error) {
	w := h.pages.texts[h.pages.of(r, h.Language)]
	v := &view{Workbook: b}
	points, err := h.source.Trend(r.Context(), b.Name, s.Now.AddDate(0, 0, -trendDays))
	if err != nil {
		return nil, err
	}
	if v.Recent, err = h.source.Runs(r.Context(), b.Name, 0, recent); err != nil {
		return nil, err
	}
	if b.Figures == nil {
		return v, nil
	}
	v.Cards = w.cards(b)
	v.Categories = w.moneyBars(b.Figures.Categories, "web/category/none")
	v.Departments = w.moneyBars(sorted(b.Figures.Departments, func(g Group) decimal.Decimal { return g.Short }), "web/department/none")
	v.Overdue = w.lateBars(b.Figures.Departments)
	for _, id := range slices.Sorted(maps.Keys(b.Figures.Rules)) {
		v.Rules = append(v.Rules, ruleCount{id, b.Figures.Rules[id]})
	}
	slices.SortStableFunc(v.Rules, func(a, b ruleCount) int { return cmp.Compare(b.Count, a.Count) })
	v.Findings, v.Short = w.findingsTrend(points), w.shortTrend(points)
	return v, nil
}

// sorted returns the groups from the largest to the smallest, without those that
// have nothing.
func sorted(groups []Group, size func(Group) decimal.Decimal) []Group {
	groups = slices.DeleteFunc(slices.Clone(groups), func(g Group) bool { return !size(g).IsPositive() })
	slices.SortStableFunc(groups, func(a, b Group) int { return size(b).Cmp(size(a)) })
	return groups
}

// cards are the figures of a workbook that matter most.
func (w *writer) cards(b *Workbook) []card {
	f := b.Figures
	cards := []card{
		{Label: w.p.Text("web/short", nil), Value: w.p.Brief(f.Short), Grave: f.Short.IsPositive()},
		{Label: w.p.Text("web/late", nil), Value: w.count(f.Late), Note: w.p.Text("web/among", map[string]any{"count": f.Items, "urgent": f.Urgent}), Grave: f.Late > 0},
		{Label: w.p.Text("web/findings", nil), Value: w.count(f.Findings()), Note: w.p.Text("web/severities", map[string]any{
			"errors": f.Errors, "warnings": f.Warnings, "notices": f.Notices, "explained": f.Explained}), Grave: f.Errors > 0},
		{Label: w.p.Text("web/items", nil), Value: w.count(f.Items), Note: w.p.Text("web/total/of", map[string]any{"money": f.Total})},
	}
	if f.Unknown > 0 {
		cards[0].Note = w.p.Text("web/unknown", map[string]any{"count": f.Unknown})
	}
	if then := b.Before; then != nil {
		since := b.DayThen
		if day, err := time.Parse(time.DateOnly, since); err == nil {
			since = lang.Day(day)
		}
		cards[0].Change = w.change(f.Short.Sub(then.Short), w.p.Short, since)
		number := func(d decimal.Decimal) string { return w.p.Number(d) }
		cards[1].Change = w.change(difference(f.Late, then.Late), number, since)
		cards[2].Change = w.change(difference(f.Findings(), then.Findings()), number, since)
		cards[3].Change = w.change(difference(f.Items, then.Items), number, since)
	}
	return cards
}

func difference(now, then int) decimal.Decimal { return decimal.NewFromInt(int64(now - then)) }

func (w *writer) count(n int) string { return w.p.Number(decimal.NewFromInt(int64(n))) }

// change says what a figure did since a day.
func (w *writer) change(by decimal.Decimal, write func(decimal.Decimal) string, day string) string {
	key := "same"
	switch by.Sign() {
	case 1:
		key = "more"
	case -1:
		key = "less"
	}
	return w.p.Text("web/change/"+key, map[string]any{"amount": write(by.Abs()), "day": day})
}

// moneyBars show what is missing, before what is funded.
func (w *writer) moneyBars(groups []Group, none string) []bar {
	list := bars(groups, func(g Group) decimal.Decimal { return g.Short }, func(g Group) decimal.Decimal { return g.Funded })
	for i, g := range groups {
		w.name(&list[i], none)
		list[i].Value = w.p.Text("web/of/money", map[string]any{"part": w.p.Brief(g.Short), "all": w.p.Brief(g.Total)})
		if g.Unknown > 0 {
			list[i].Note = w.p.Text("web/unknown", map[string]any{"count": g.Unknown})
		}
	}
	return list
}

// lateBars show what is overdue, before what is not.
func (w *writer) lateBars(groups []Group) []bar {
	late := func(g Group) decimal.Decimal { return decimal.NewFromInt(int64(g.Late)) }
	groups = sorted(groups, late)
	list := bars(groups, late, func(g Group) decimal.Decimal { return decimal.NewFromInt(int64(g.Items - g.Late)) })
	for i, g := range groups {
		w.name(&list[i], "web/department/none")
		list[i].Value = w.p.Text("web/of", map[string]any{"part": g.Late, "all": g.Items})
	}
	return list
}

func (w *writer) name(b *bar, none string) {
	if b.Name == "" {
		b.Name = w.p.Text(none, nil)
	}
}

func (w *writer) findingsTrend(points []Point) trend {
	most := 0
	for _, p := range points {
		most = max(most, p.Figures.Findings())
	}
	return w.trend(points, stacked(points), w.count(most), func(f Figures) []string {
		return []string{w.count(f.Errors), w.count(f.Warnings), w.count(f.Notices)}
	})
}

func (w *writer) shortTrend(points []Point) trend {
	most := decimal.Zero
	for _, p := range points {
		most = decimal.Max(most, p.Figures.Short)
	}
	return w.trend(points, gaps(points), w.p.Short(most), func(f Figures) []string { return []string{w.p.Short(f.Short)} })
}

// trend draws what there is of two days or more.
func (w *writer) trend(points []Point, s series, most string, cells func(Figures) []string) trend {
	if len(points) < 2 {
		return trend{}
	}
	t := trend{Chart: s.SVG(), From: lang.Day(points[0].Day), To: lang.Day(points[len(points)-1].Day), Most: w.p.Text("web/trend/most", map[string]any{"most": most})}
	for _, p := range slices.Backward(points) {
		t.Rows = append(t.Rows, append([]string{lang.Day(p.Day)}, cells(p.Figures)...))
	}
	return t
}

// row is a workbook in the table of several.
type row struct {
	*Workbook
	Short string
}

// rows lists the workbooks, those first that somebody has to look at.
func (h *handler) rows(r *http.Request, s *Status) []row {
	w := h.pages.texts[h.pages.of(r, h.Language)]
	list := make([]row, len(s.Workbooks))
	for i := range s.Workbooks {
		list[i] = row{Workbook: &s.Workbooks[i]}
		if f := s.Workbooks[i].Figures; f != nil {
			list[i].Short = w.p.Brief(f.Short)
		}
	}
	slices.SortStableFunc(list, func(a, b row) int { return cmp.Compare(b.Failures, a.Failures) })
	return list
}
