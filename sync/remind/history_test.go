package remind_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rasoat/sync/ledger"
	"rasoat/sync/remind"
)

// dueOf is how the history knows a deadline so many days before today.
func dueOf(late int) string { return term(late).Last.Format(time.DateOnly) }

// TestHistory walks one department's item through its days: each step
// changes the sheet, keeps the history of the step before, and says what goes
// out.
func TestHistory(t *testing.T) {
	late := item{code: "A", name: "Một", leads: ict, deadline: term(5)}
	type step struct {
		what   string
		in     func() remind.Input
		reason string // of the one digest, "" for none
		told   []string
	}
	with := func(items ...item) func() remind.Input { return func() remind.Input { return input(items...) } }
	moved, done, waiting, rewritten, recoded := late, late, late, late, late
	rewritten.deadline.Text = "ngày 10.01.2021"
	recoded.code = "A-1"
	renamed, twin := late, late
	renamed.name, twin.code = "Một (đổi tên)", "C"
	moved.deadline = term(2)
	done.done = true
	waiting.deadline = term(-10)
	other := item{code: "B", name: "Hai", leads: ict, deadline: term(1)}
	bad := late
	bad.deadline = ledger.Deadline{Kind: ledger.BadTerm, Text: "?"}
	for name, steps := range map[string][]step{
		"told once": {
			{"late", with(late), "first", []string{"projects/a " + dueOf(5)}},
			{"still late", with(late), "nothing-new", []string{"projects/a " + dueOf(5)}},
			{"a second one joins it", with(late, other), "changed", []string{"projects/a " + dueOf(5), "projects/b " + dueOf(1)}},
			{"the second one is done", with(late), "nothing-new", []string{"projects/a " + dueOf(5)}},
		},
		"a moved deadline that passes too is told": {
			{"late", with(late), "first", []string{"projects/a " + dueOf(5)}},
			{"moved", with(moved), "changed", []string{"projects/a " + dueOf(2)}},
			{"as it was", with(moved), "nothing-new", []string{"projects/a " + dueOf(2)}},
		},
		"late anew is told anew": {
			{"late", with(late), "first", []string{"projects/a " + dueOf(5)}},
			{"done", with(done), "", nil},
			{"not done after all", with(late), "first", []string{"projects/a " + dueOf(5)}},
		},
		"extended is late no more": {
			{"late", with(late), "first", []string{"projects/a " + dueOf(5)}},
			{"extended, and another late", with(waiting, other), "changed", []string{"projects/b " + dueOf(1)}},
		},
		"an unreadable deadline forgets nothing": {
			{"late", with(late), "first", []string{"projects/a " + dueOf(5)}},
			{"unreadable", with(bad), "", []string{"projects/a " + dueOf(5)}},
			{"readable", with(late), "nothing-new", []string{"projects/a " + dueOf(5)}},
		},
		"a list that could not be read forgets nothing": {
			{"late", with(late), "first", []string{"projects/a " + dueOf(5)}},
			{"the tab is gone", func() remind.Input {
				in := input(late)
				in.Ledger.Lists = in.Ledger.Lists[1:]
				return in
			}, "", []string{"projects/a " + dueOf(5)}},
			{"the header is gone", func() remind.Input {
				in := input(late)
				in.Ledger.Lists[0].Rows = nil
				in.Ledger.Problems = []ledger.Problem{{Kind: ledger.NoHeader, List: "projects"}}
				return in
			}, "", []string{"projects/a " + dueOf(5)}},
			{"the deadline's column is gone", func() remind.Input {
				in := input(other)
				in.Ledger.Lists[0].Columns = in.Ledger.Lists[0].Columns[:2]
				in.Ledger.Lists[0].Rows[0].Deadline = ledger.Deadline{}
				return in
			}, "", []string{"projects/a " + dueOf(5)}},
			{"all rows are gone", func() remind.Input { return input() }, "", []string{"projects/a " + dueOf(5)}},
			{"all is back", with(late), "nothing-new", []string{"projects/a " + dueOf(5)}},
			{"the row is gone from a list that was read", with(waiting, item{code: "C", deadline: term(-1)}), "", nil},
		},
		"the same day written another way is told once": {
			{"late", with(late), "first", []string{"projects/a " + dueOf(5)}},
			{"written as a text", with(rewritten), "nothing-new", []string{"projects/a " + dueOf(5)}},
		},
		"a corrected code is not told again": {
			{"late", with(late, other), "first", []string{"projects/a " + dueOf(5), "projects/b " + dueOf(1)}},
			{"another code", with(recoded, other), "nothing-new", []string{"projects/a 1 " + dueOf(5), "projects/b " + dueOf(1)}},
		},
		"a corrected name, then a corrected code are not told again": {
			{"late", with(late, other), "first", []string{"projects/a " + dueOf(5), "projects/b " + dueOf(1)}},
			{"another name", with(renamed, other), "nothing-new", []string{"projects/a " + dueOf(5), "projects/b " + dueOf(1)}},
			{"another code", with(item{code: "A-1", name: renamed.name, leads: ict, deadline: term(5)}, other),
				"nothing-new", []string{"projects/a 1 " + dueOf(5), "projects/b " + dueOf(1)}},
		},
		"two of one name whose codes are both gone stay two": {
			{"late", with(late, twin), "first", []string{"projects/a " + dueOf(5), "projects/c " + dueOf(5)}},
			{"no codes", with(item{name: late.name, leads: ict, deadline: term(5)}, item{name: late.name, leads: ict, deadline: term(5)}),
				"nothing-new", []string{"projects/một " + dueOf(5), "projects/một#2 " + dueOf(5)}},
		},
		"a second lead that is garbled forgets no one": {
			{"late", with(late), "first", []string{"projects/a " + dueOf(5)}},
			{"garbled beside another's", with(item{code: "A", name: late.name, leads: plan + ";Sở CNTT", deadline: term(5)}), "first",
				[]string{"projects/a " + dueOf(5), "projects/a " + dueOf(5)}},
			{"mended", with(item{code: "A", name: late.name, leads: plan + ";" + ict, deadline: term(5)}), "nothing-newnothing-new",
				[]string{"projects/a " + dueOf(5), "projects/a " + dueOf(5)}},
		},
		"a column of codes that cannot be found for a while repeats nothing": {
			{"late", with(late, other), "first", []string{"projects/a " + dueOf(5), "projects/b " + dueOf(1)}},
			{"no codes", with(item{name: late.name, leads: ict, deadline: term(5)}, item{name: other.name, leads: ict, deadline: term(1)}),
				"nothing-new", []string{"projects/một " + dueOf(5), "projects/hai " + dueOf(1)}},
			{"codes", with(late, other), "nothing-new", []string{"projects/a " + dueOf(5), "projects/b " + dueOf(1)}},
		},
		"a name that two items bear hides neither": {
			{"late", with(late), "first", []string{"projects/a " + dueOf(5)}},
			{"its twin is late too", with(late, twin), "changed",
				[]string{"projects/a " + dueOf(5), "projects/c " + dueOf(5)}},
		},
		"what was given to another and comes back is told anew": {
			{"late", with(late), "first", []string{"projects/a " + dueOf(5)}},
			{"another's", with(item{code: "A", name: late.name, leads: plan, deadline: term(5)}), "first", []string{"projects/a " + dueOf(5)}},
			{"back", with(late), "first", []string{"projects/a " + dueOf(5)}},
		},
		"a garbled lead holds and does not repeat": {
			{"late", with(late), "first", []string{"projects/a " + dueOf(5)}},
			{"garbled", with(item{code: "A", leads: "Sở CNTT", deadline: term(5)}), "", []string{"projects/a " + dueOf(5)}},
			{"mended", with(late), "nothing-new", []string{"projects/a " + dueOf(5)}},
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
	in.Told = []remind.Told{{Department: ict, Key: "projects/a", Due: dueOf(5), On: day("2021-01-11")}}
	in.Ledger.Lists[0].Rows = append(in.Ledger.Lists[0].Rows, input(item{code: "B", leads: ict, deadline: term(1)}).Ledger.Lists[0].Rows...)
	want := []remind.Told{
		{Department: ict, Key: "projects/a", Due: dueOf(5), On: day("2021-01-11")},
		{Department: ict, Key: "projects/b", Due: dueOf(1), On: today},
	}
	if diff := cmp.Diff(want, remind.Decide(in).Told); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	in.Told[0].Due = dueOf(9)
	want[0].On = today
	if diff := cmp.Diff(want, remind.Decide(in).Told); diff != "" {
		t.Errorf("with another deadline (-want +got)\n%s", diff)
	}
}
