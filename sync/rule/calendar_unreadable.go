package rule

import "rasoat/sync/ledger"

// calendarUnreadable finds entries of the workbook's tab of days off that are
// no day or range of days, do not say whether the day is off or worked, or say
// both.
//
// Why: a reminder would go out on a day off, or wait on a day that is worked.
//
// To fix: write a day (02/01/2026) or a range of at most 31 days (14/02/2026 -
// 22/02/2026), and "nghỉ" or "làm bù".
//
// To accept: there is no row of a list to explain it in; switch the rule off or
// lower it in the configuration.
//
// Source: experience.
//
// Arguments: kind (day, kind, twice), seen.
func calendarUnreadable(l *ledger.Ledger, _ Settings, report func(Finding)) {
	kinds := map[ledger.ProblemKind]string{ledger.BadDayOff: "day", ledger.BadDayKind: "kind", ledger.DayOffTwice: "twice"}
	reportProblems(l, func(p ledger.Problem) Args {
		return Args{"kind": kinds[p.Kind], "seen": p.Seen}
	}, report, func(p ledger.Problem) bool { return kinds[p.Kind] != "" })
}
