package plan

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sync/funding"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// Figures are what a workbook comes to on a day, as its summary states it.
// Amounts are in đồng, exact. Short and Over are never netted.
type Figures struct {
	Items int `json:"items"` // projects and tasks, without tables of mere figures

	// The findings that warn, by severity and by rule, and beside them those
	// that staff explained.
	Errors    int            `json:"errors"`
	Warnings  int            `json:"warnings"`
	Notices   int            `json:"notices"`
	Explained int            `json:"explained"`
	Rules     map[string]int `json:"rules"`

	Late   int `json:"late"`
	Urgent int `json:"urgent"` // of those late
	Open   int `json:"open"`   // unfinished, and without a day by which they are due
	Done   int `json:"done"`

	// The money of the projects; Unknown of them have no gap.
	Total   decimal.Decimal `json:"total"`
	Funded  decimal.Decimal `json:"funded"`
	Short   decimal.Decimal `json:"short"`
	Over    decimal.Decimal `json:"over"`
	Unknown int             `json:"unknown"`

	// Categories are the projects by category, in the order of the closed list.
	// Departments are the items by the first department that leads them, those
	// with the most late first.
	Categories  []Group `json:"categories"`
	Departments []Group `json:"departments"`
}

// Group is a part of the items.
type Group struct {
	// Name is a category's short name, or a department's as it is known, else as
	// it is written; "" where the items name none.
	Name     string          `json:"name"`
	Items    int             `json:"items"`
	Late     int             `json:"late"`
	Open     int             `json:"open"`
	Done     int             `json:"done"`
	DoneLate int             `json:"done_late"` // of those done, after their deadline
	Total    decimal.Decimal `json:"total"`
	Funded   decimal.Decimal `json:"funded"`
	Short    decimal.Decimal `json:"short"`
	Over     decimal.Decimal `json:"over"`
	Unknown  int             `json:"unknown"`
}

// Findings returns the number of findings that warn.
func (f Figures) Findings() int { return f.Errors + f.Warnings + f.Notices }

// InTime returns the number of items that are neither late nor done nor open.
func (g Group) InTime() int { return g.Items - g.Late - g.Open - g.Done }

// Encode writes figures; the same figures give the same bytes.
func (f Figures) Encode() ([]byte, error) {
	data, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("write the figures of the workbook: %w", err)
	}
	return data, nil
}

// DecodeFigures reads figures as Encode wrote them.
func DecodeFigures(data []byte) (Figures, error) {
	var f Figures
	if err := json.Unmarshal(data, &f); err != nil {
		return Figures{}, fmt.Errorf("read the figures of the workbook: %w", err)
	}
	return f, nil
}

// Figures counts how the workbook stands on a day. The summary's tables are made
// of it.
func (p *Plan) Figures(s Settings, today time.Time) Figures {
	all := p.Funding.All
	f := Figures{
		Errors: p.Count(rule.Error), Warnings: p.Count(rule.Warning), Notices: p.Count(rule.Notice), Explained: p.Explained(),
		Rules: map[string]int{},
		Total: all.Total, Funded: all.Funded, Short: all.Short, Over: all.Over, Unknown: all.Unknown,
		Categories: make([]Group, 0, len(p.Funding.ByCategory)), Departments: []Group{},
	}
	for _, finding := range p.Findings {
		if !finding.Quiet() {
			f.Rules[finding.Rule]++
		}
	}
	category := map[string]int{}
	for i, sum := range p.Funding.ByCategory {
		category[sum.Name] = i
		f.Categories = append(f.Categories, Group{
			Name: shortName(s, sum.Name), Items: sum.Items, Total: sum.Total, Funded: sum.Funded, Short: sum.Short, Over: sum.Over, Unknown: sum.Unknown,
		})
	}
	department := map[string]int{}
	for _, list := range p.Ledger.Lists {
		if list.Kind == ledger.Table {
			continue
		}
		for _, item := range list.Items() {
			name := names(item.Leads[:min(1, len(item.Leads))])
			i, ok := department[name]
			if !ok {
				i = len(f.Departments)
				department[name] = i
				f.Departments = append(f.Departments, Group{Name: name})
			}
			f.Items++
			d := &f.Departments[i]
			d.Items++
			now := state(s, item, today)
			d.stands(now, item)
			f.stands(now, s, item)
			if g, ok := p.Funding.Of(item); ok {
				d.lacks(g)
				f.Categories[category[g.Category]].stands(now, item)
			}
		}
	}
	slices.SortStableFunc(f.Departments, func(a, b Group) int { return b.Late - a.Late })
	return f
}

// shortName returns the name of a category for tables.
func shortName(s Settings, name string) string {
	if short := s.Short[name]; short != "" {
		return short
	}
	return name
}

func (f *Figures) stands(now itemState, s Settings, item *ledger.Row) {
	switch now {
	case stateDone:
		f.Done++
	case stateLate:
		f.Late++
		if isUrgent(s, item) {
			f.Urgent++
		}
	case stateOpen:
		f.Open++
	}
}

// stands counts how an item of the group stands.
func (g *Group) stands(now itemState, item *ledger.Row) {
	switch now {
	case stateDone:
		g.Done++
		if !item.DoneOn.IsZero() && item.Deadline.DaysLate(item.DoneOn) > 0 {
			g.DoneLate++
		}
	case stateLate:
		g.Late++
	case stateOpen:
		g.Open++
	}
}

// lacks adds the money of a project.
func (g *Group) lacks(gap funding.Gap) {
	if gap.Unknown != "" {
		g.Unknown++
	}
	g.Total, g.Funded = g.Total.Add(gap.Total), g.Funded.Add(gap.Funded)
	g.Short, g.Over = g.Short.Add(gap.Short), g.Over.Add(gap.Over)
}
