package plan

import (
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sync/lang"
)

// Past is how the workbook stood on a day before.
type Past struct {
	Day     time.Time // a date, midnight UTC
	Figures Figures
}

// Base is what the summary compares with: what it needs to know of a Past.
type Base struct {
	Day      time.Time       `json:"day"`
	Short    decimal.Decimal `json:"short"` // in đồng
	Late     int             `json:"late"`
	Findings int             `json:"findings"`
}

// base returns what to compare with. It is chosen anew with the first pass of
// each working day, as what the summary states is: the days between leave it as
// it is, and so do the later passes of the day.
func (h History) base(in Input, checked time.Time) Base {
	if checked.Equal(h.Checked) {
		return h.Base
	}
	if in.Before == nil {
		return Base{}
	}
	f := in.Before.Figures
	return Base{Day: in.Before.Day, Short: f.Short, Late: f.Late, Findings: f.Findings()}
}

// since writes what changed since then, "" where nothing is known of it.
func (b Base) since(p *lang.Printer, now Figures) string {
	if b.Day.IsZero() {
		return ""
	}
	short, late, findings := now.Short.Sub(b.Short), now.Late-b.Late, now.Findings()-b.Findings
	return p.Text("summary/since", map[string]any{
		"day": b.Day, "same": short.IsZero() && late == 0 && findings == 0,
		"projects": !now.Total.IsZero() || !b.Short.IsZero(), "short": short, "late": late, "findings": findings,
	})
}
