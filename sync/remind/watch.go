package remind

import (
	"strconv"
	"strings"
	"time"

	"rasoat/sync/ledger"
)

// listOf returns the name of the list that a key is of.
func listOf(key string) string {
	list, _, _ := strings.Cut(key, "/")
	return list
}

// wholeLists names the lists that were read as a whole: a list without its
// column of deadlines, or without a row, was hardly read, and what it lacks is
// not known to be gone.
func wholeLists(in Input) map[string]bool {
	whole := map[string]bool{}
	for _, list := range in.Ledger.Lists {
		whole[list.Name] = list.Column(ledger.FieldDeadline) != nil && len(list.Items()) > 0
	}
	return whole
}

// watch notes in the items since when what their reminders depend on has been
// as it is, and returns what to remember of that: of those that are not
// finished, or that somebody was told of. On first sight of a workbook
// everything always was so.
func watch(in Input, items []item, whole, told map[string]bool) []Watched {
	old := make(map[string]Watched, len(in.Memory.Watched))
	for _, w := range in.Memory.Watched {
		old[w.Key] = w
	}
	first := len(old) == 0 && in.Memory.Counted == nil
	next := make([]Watched, 0, len(items))
	seen := make(map[string]bool, len(items))
	for i := range items {
		it := &items[i]
		seen[it.key] = true
		if it.done && !told[it.key] {
			continue
		}
		w := Watched{Key: it.key, Print: printOf(it)}
		switch before, ok := old[it.key]; {
		case ok && before.Print == w.Print:
			w.At = earlier(before.At, in.Now)
		case !first:
			w.At = in.Now
		}
		it.changed = w.At
		next = append(next, w)
	}
	for _, w := range in.Memory.Watched {
		if !seen[w.Key] && !whole[listOf(w.Key)] {
			next = append(next, w)
		}
	}
	return next
}

// printOf digests what a reminder of an item depends on, as typed (FNV-1a).
func printOf(it *item) string {
	h := uint64(14695981039346656037)
	write := func(s string) {
		for i := range len(s) {
			h = (h ^ uint64(s[i])) * 1099511628211
		}
		h = (h ^ 0xff) * 1099511628211 // no byte of UTF-8: parts stay apart
	}
	write(it.row.Deadline.Text)
	for _, r := range it.row.Leads {
		write(r.Text)
	}
	write("")
	write(it.row.Status.Text)
	if it.done {
		write("done")
	}
	return strconv.FormatUint(h, 36)
}

// mute notes in the items until when they are snoozed, and returns what to
// remember of that. An item may be snoozed for so many days a deadline from
// the first sight of it on, however often staff ask for more.
func mute(in Input, items []item, whole map[string]bool) []Snoozed {
	old := make(map[string]Snoozed, len(in.Memory.Snoozed))
	for _, s := range in.Memory.Snoozed {
		s.On = earlier(s.On, in.Today)
		old[s.Key] = s
	}
	var next []Snoozed
	seen := make(map[string]bool, len(old))
	for i := range items {
		it := &items[i]
		s, known := old[it.key]
		seen[it.key] = true
		readable := it.row.Deadline.Kind == ledger.Term || it.row.Deadline.Kind == ledger.Open
		switch {
		case it.done:
			continue
		case known && (!readable || s.Due == due(it.row.Deadline)):
		case !it.row.SnoozedUntil.Before(in.Today) && in.Policy.SnoozeMost > 0:
			s = Snoozed{Key: it.key, Due: due(it.row.Deadline), On: in.Today}
		default:
			continue
		}
		next = append(next, s)
		until := earlier(it.row.SnoozedUntil, s.On.AddDate(0, 0, in.Policy.SnoozeMost))
		if in.Policy.SnoozeMost > 0 && !until.Before(in.Today) {
			it.snoozed = until
		}
	}
	for _, s := range in.Memory.Snoozed {
		if !seen[s.Key] && !whole[listOf(s.Key)] {
			next = append(next, old[s.Key])
		}
	}
	return next
}

// acknowledged returns the day on which a department took note of an item that
// it was told of so, and the first day on which that mutes no more; zero days
// where it did not or does not.
func acknowledged(in Input, on time.Time, t Told) (day, lapses time.Time) {
	if on.IsZero() || on.Before(t.On) || on.After(in.Today) {
		return time.Time{}, time.Time{}
	}
	if in.Policy.AcknowledgedFor <= 0 {
		return on, time.Time{}
	}
	return on, in.Calendar.AddWorkingDays(on, in.Policy.AcknowledgedFor)
}
