package remind_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rasoat/sync/ledger"
	"rasoat/sync/remind"
)

// TestHistory walks one department's item through its days: each step
// changes the sheet, keeps the history of the step before, and says what goes
// out.
func TestHistory(t *testing.T) {
	late := item{code: "A", leads: ict, deadline: term(5)}
	type step struct {
		what   string
		in     func() remind.Input
		reason string // of the one digest, "" for none
		told   []string
	}
	with := func(items ...item) func() remind.Input { return func() remind.Input { return input(items...) } }
	moved, done, waiting := late, late, late
	moved.deadline = term(2)
	done.done = true
	waiting.deadline = term(-10)
	other := item{code: "B", leads: ict, deadline: term(1)}
	bad := late
	bad.deadline = ledger.Deadline{Kind: ledger.BadTerm, Text: "?"}
	for name, steps := range map[string][]step{
		"told once": {
			{"late", with(late), "first", []string{"projects/a " + term(5).Text}},
			{"still late", with(late), "nothing-new", []string{"projects/a " + term(5).Text}},
			{"a second one joins it", with(late, other), "changed", []string{"projects/a " + term(5).Text, "projects/b " + term(1).Text}},
			{"the second one is done", with(late), "nothing-new", []string{"projects/a " + term(5).Text}},
		},
		"a moved deadline that passes too is told": {
			{"late", with(late), "first", []string{"projects/a " + term(5).Text}},
			{"moved", with(moved), "changed", []string{"projects/a " + term(2).Text}},
			{"as it was", with(moved), "nothing-new", []string{"projects/a " + term(2).Text}},
		},
		"late anew is told anew": {
			{"late", with(late), "first", []string{"projects/a " + term(5).Text}},
			{"done", with(done), "", nil},
			{"not done after all", with(late), "first", []string{"projects/a " + term(5).Text}},
		},
		"extended is late no more": {
			{"late", with(late), "first", []string{"projects/a " + term(5).Text}},
			{"extended, and another late", with(waiting, other), "changed", []string{"projects/b " + term(1).Text}},
		},
		"an unreadable deadline forgets nothing": {
			{"late", with(late), "first", []string{"projects/a " + term(5).Text}},
			{"unreadable", with(bad), "", []string{"projects/a " + term(5).Text}},
			{"readable", with(late), "nothing-new", []string{"projects/a " + term(5).Text}},
		},
		"a list that could not be read forgets nothing": {
			{"late", with(late), "first", []string{"projects/a " + term(5).Text}},
			{"the tab is gone", func() remind.Input {
				in := input(late)
				in.Ledger.Lists = in.Ledger.Lists[1:]
				return in
			}, "", []string{"projects/a " + term(5).Text}},
			{"the header is gone", func() remind.Input {
				in := input(late)
				in.Ledger.Lists[0].Rows = nil
				in.Ledger.Problems = []ledger.Problem{{Kind: ledger.NoHeader, List: "projects"}}
				return in
			}, "", []string{"projects/a " + term(5).Text}},
			{"the deadline's column is gone", func() remind.Input {
				in := input(other)
				in.Ledger.Lists[0].Columns = in.Ledger.Lists[0].Columns[:2]
				in.Ledger.Lists[0].Rows[0].Deadline = ledger.Deadline{}
				return in
			}, "", []string{"projects/a " + term(5).Text}},
			{"all rows are gone", func() remind.Input { return input() }, "", []string{"projects/a " + term(5).Text}},
			{"all is back", with(late), "nothing-new", []string{"projects/a " + term(5).Text}},
			{"the row is gone from a list that was read", with(waiting, item{code: "C", deadline: term(-1)}), "", nil},
		},
		"a garbled lead holds and does not repeat": {
			{"late", with(late), "first", []string{"projects/a " + term(5).Text}},
			{"garbled", with(item{code: "A", leads: "Sở CNTT", deadline: term(5)}), "", []string{"projects/a " + term(5).Text}},
			{"mended", with(late), "nothing-new", []string{"projects/a " + term(5).Text}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var told []remind.Told
			for i, s := range steps {
				in := s.in()
				in.Told = told
				in.Today = today
				r := remind.Decide(in)
				reason := ""
				for _, d := range r.Digests {
					reason += string(d.Reason)
					if d.Send != (d.Reason == remind.First || d.Reason == remind.Changed) {
						t.Errorf("step %d (%s): send is %v with reason %q", i, s.what, d.Send, d.Reason)
					}
				}
				if reason != s.reason {
					t.Errorf("step %d (%s): got reason %q, want %q", i, s.what, reason, s.reason)
				}
				var got []string
				for _, e := range r.Told {
					got = append(got, e.Key+" "+e.Due)
				}
				if diff := cmp.Diff(s.told, got); diff != "" {
					t.Errorf("step %d (%s): history (-want +got)\n%s", i, s.what, diff)
				}
				told = r.Told
			}
		})
	}
}

func TestHistoryKeepsTheDayOfTheFirstMail(t *testing.T) {
	in := input(item{code: "A", leads: ict, deadline: term(5)})
	in.Told = []remind.Told{{Department: ict, Key: "projects/a", Due: term(5).Text, On: day("2021-01-11")}}
	in.Ledger.Lists[0].Rows = append(in.Ledger.Lists[0].Rows, input(item{code: "B", leads: ict, deadline: term(1)}).Ledger.Lists[0].Rows...)
	want := []remind.Told{
		{Department: ict, Key: "projects/a", Due: term(5).Text, On: day("2021-01-11")},
		{Department: ict, Key: "projects/b", Due: term(1).Text, On: today},
	}
	if diff := cmp.Diff(want, remind.Decide(in).Told); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
