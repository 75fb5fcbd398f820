package plan

import (
	"rasoat/sync/calendar"
	"rasoat/sync/ledger"
	"rasoat/sync/remind"
	"rasoat/sync/rule"
)

// daysOff returns what the workbook's own tab says of the calendar.
func daysOff(l *ledger.Ledger) []calendar.Entry {
	var all []calendar.Entry
	for _, d := range l.DaysOff {
		kind := calendar.Off
		if d.Work {
			kind = calendar.Work
		}
		all = append(all, calendar.Entry{Day: d.Day, Kind: kind, Reason: d.Reason})
	}
	return all
}

// sinceSnoozed adds to the past of items since when staff have asked not to be
// reminded of them.
func sinceSnoozed(l *ledger.Ledger, m remind.Memory, past map[*ledger.Row]rule.Past) {
	if len(m.Snoozed) == 0 {
		return
	}
	since := map[string]remind.Snoozed{}
	for _, s := range m.Snoozed {
		since[s.Key] = s
	}
	for _, list := range l.Lists {
		keys := ledger.NewKeys(list.Name)
		for _, row := range list.Items() {
			if s, ok := since[keys.Of(row)]; ok && s.Of(row.Deadline) {
				p := past[row]
				p.SnoozedOn = s.On
				past[row] = p
			}
		}
	}
}
