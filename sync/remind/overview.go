package remind

import (
	"cmp"
	"slices"
	"time"

	"rasoat/sync/ledger"
)

// mostUrgent is how many lines an overview names.
const mostUrgent = 10

// overview returns what the office that watches over all is told today, nil
// where it is not due: it is with the first slot on or after its day of the
// week, once a week, where there is anything to watch over.
func (s *scene) overview(r Result, episodes []Episode) *Overview {
	p := s.in.Policy.Overview
	to, _ := mailboxes(p.To, s.in.Domains)
	if len(to) == 0 || len(s.items) == 0 || !overviewDue(s.in.Memory.Overview, s.in.Today, p.Weekday) {
		return nil
	}
	o := &Overview{To: to, Held: r.Held}
	reminded := map[string]int{}
	for _, e := range episodes {
		if !e.Closed {
			reminded[e.Department] = e.Step
		}
	}
	standings := make([]Standing, len(s.post.boxes))
	for i := range s.items {
		it := &s.items[i]
		s.add(&o.All, it)
		for _, lead := range s.post.leads(it.row) {
			if lead.reason != NoOne {
				s.add(&standings[s.post.index[lead.name]], it)
			}
		}
		if it.block == late || it.block == unfunded {
			line := lineOf(s.in, it)
			line.Leads = namesOf(s.post.leads(it.row))
			o.Late = append(o.Late, line)
		}
	}
	for i, d := range s.in.Ledger.Directory.All() {
		st := standings[i]
		if st.Items+st.Done == 0 {
			continue
		}
		st.Department, st.Reminded = d.Name, reminded[d.Name]
		o.Departments = append(o.Departments, st)
	}
	slices.SortStableFunc(o.Departments, func(a, b Standing) int {
		return cmp.Or(cmp.Compare(b.Late, a.Late), cmp.Compare(b.MostDays, a.MostDays), cmp.Compare(b.Open, a.Open))
	})
	arrange(o.Late)
	o.Late = o.Late[:min(len(o.Late), mostUrgent)]
	return o
}

// add counts an item.
func (s *scene) add(st *Standing, it *item) {
	if it.done {
		st.Done++
		if d := it.row.Deadline; d.Kind == ledger.Term && it.row.DoneOn.After(d.Last) {
			st.DoneLate++
		}
		return
	}
	st.Items++
	switch it.block {
	case late, unfunded:
		st.Late++
		st.MostDays = max(st.MostDays, it.row.Deadline.DaysLate(s.in.Today))
		if s.in.Urgent[it.row.Priority.Name] {
			st.Urgent++
		}
		if it.block == unfunded {
			st.Unfunded++
			st.Short = st.Short.Add(it.short)
		}
	case open:
		st.Open++
	case soon:
		st.Soon++
	}
}

// overviewDue reports whether an overview is due: none went out since its day
// of the week last came round, nor in this week, which begins on a Monday
// (ISO 8601). The first one waits for its day.
func overviewDue(last, today time.Time, weekday time.Weekday) bool {
	monday := today.AddDate(0, 0, -int(today.Weekday()+6)%7)
	last = earlier(last, today)
	if !last.Before(monday) {
		return false
	}
	day := monday.AddDate(0, 0, int(weekday+6)%7)
	if !day.After(today) {
		return true
	}
	return !last.IsZero() && last.Before(day.AddDate(0, 0, -7))
}
