package plan

import (
	"slices"
	"testing"
	"time"

	"rasoat/sheets"
	"rasoat/sync/ledger"
	"rasoat/sync/remind"
	"rasoat/sync/rule"
)

// TestTheWorkbooksOwnDaysOff: what the workbook's tab says of a day holds for
// its mail and for when it counts as gone over.
func TestTheWorkbooksOwnDaysOff(t *testing.T) {
	days := func(day, kind string) *sheets.Snapshot {
		var b sheets.Builder
		list := b.Tab("1", "Dự án")
		for at, c := range workbook() {
			a, err := sheets.ParseAddr(at)
			if err != nil {
				t.Fatal(err)
			}
			list.Set(a.Row, a.Col, c)
		}
		own := b.Tab("2", "Ngày nghỉ, làm bù")
		for col, text := range []string{"Ngày", "Loại", "Lý do"} {
			own.Set(0, col, sheets.Cell{Value: sheets.TextValue(text)})
		}
		for col, text := range []string{day, kind, "Ngày truyền thống"} {
			own.Set(1, col, sheets.Cell{Value: sheets.TextValue(text)})
		}
		return b.Snapshot()
	}
	saturday := friday.AddDate(0, 0, 1)
	for name, c := range map[string]struct {
		day, kind string
		now       time.Time
		mailed    bool
	}{
		"a Friday":        {"20/01/2021", "nghỉ", friday, true},
		"a Friday off":    {"15/01/2021", "nghỉ", friday, false},
		"a Saturday":      {"20/01/2021", "nghỉ", saturday, false},
		"a Saturday made": {"16/01/2021", "làm bù", saturday, true},
	} {
		t.Run(name, func(t *testing.T) {
			in := input(t, workbook())
			in.Settings.Mapping.CalendarTab = "Ngày nghỉ, làm bù"
			in.Snapshot, in.Now, in.Slot = days(c.day, c.kind), c.now, c.now
			in.History.Checked = friday.AddDate(0, 0, -1)
			p := makePlan(t, in)
			if got := len(p.Messages) == 1; got != c.mailed {
				t.Errorf("%d messages, reason %s", len(p.Messages), p.Digests[0].Reason)
			}
			if got := p.Next.Checked.Equal(c.now); got != c.mailed {
				t.Errorf("gone over at %v", p.Next.Checked)
			}
		})
	}
}

// TestASnoozeCountsFromTheDayItWasSeen: a snooze beyond the days allowed is
// told of until the deadline moves, however near its end is.
func TestASnoozeCountsFromTheDayItWasSeen(t *testing.T) {
	cells := workbook()
	cells["I2"] = sheets.Cell{Value: sheets.TextValue("Tạm dừng nhắc đến")}
	cells["I5"] = sheets.Cell{Value: sheets.TextValue("31/01/2021")}
	in := input(t, cells)
	in.Settings.Rules.SnoozeMost, in.Settings.Policy.SnoozeMost = 60, 60
	told := func() bool {
		return slices.ContainsFunc(makePlan(t, in).Findings, func(f rule.Finding) bool { return f.Rule == "reminder/snooze" })
	}
	if told() {
		t.Error("16 days from the day it was first seen are within 60, and told of")
	}
	key := ledger.NewKeys("projects").Of(makePlan(t, in).Ledger.Lists[0].Items()[0])
	in.History.Memory.Snoozed = []remind.Snoozed{{Key: key, Due: "2020-12-31", On: friday.AddDate(0, 0, -80)}}
	if !told() {
		t.Error("96 days from the day it was first seen are beyond 60, and not told of")
	}
	in.History.Memory.Snoozed[0].Due = "2020-11-30"
	if told() {
		t.Error("the snooze of an earlier deadline counts")
	}
}
