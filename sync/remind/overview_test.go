package remind_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"rasoat/sync/remind"
)

func TestTheOverviewGoesOutOnceAWeek(t *testing.T) {
	for _, c := range []struct {
		name    string
		weekday time.Weekday
		passes  string // "-" between slots, "p" paused
		want    string // the passes with an overview
	}{
		{"its day, not twice", time.Monday, "2021-01-18 2021-01-18 2021-01-19 2021-01-25", "2021-01-18 2021-01-25"},
		{"the first slot after its day", time.Monday, "2021-01-20 2021-01-21 2021-01-25", "2021-01-20 2021-01-25"},
		{"the first waits for its day", time.Thursday, "2021-01-19 2021-01-20 2021-01-21 2021-01-22", "2021-01-21"},
		{"Sunday is the last day of a week", time.Sunday, "2021-01-22 2021-01-24 2021-01-25 2021-01-29", ""},
		{"a day that was missed is made up for, and counts", time.Friday, "2021-01-15 2021-01-25 2021-01-29 2021-02-05", "2021-01-15 2021-01-25 2021-02-05"},
		{"between slots, on a day off or while all is paused", time.Saturday, "-2021-01-23 2021-01-23 p2021-01-23", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := &history{policy: usual()}
			h.policy.Overview = remind.OverviewPolicy{To: []string{"office@example.com", "x@elsewhere.example"}, Weekday: c.weekday}
			var got []string
			for _, p := range strings.Fields(c.passes) {
				date := strings.TrimLeft(p, "-p")
				h.outbox.Paused = strings.HasPrefix(p, "p")
				if r := h.pass(date+" 08:00", !strings.HasPrefix(p, "-"), itemA()); r.Overview != nil {
					got = append(got, date)
					if diff := cmp.Diff([]string{"office@example.com"}, r.Overview.To); diff != "" {
						t.Error(diff)
					}
				}
			}
			if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
	t.Run("not of nothing", func(t *testing.T) {
		h := &history{policy: remind.Policy{Overview: remind.OverviewPolicy{To: []string{"office@example.com"}}}}
		if r := h.pass("2021-01-18 08:00", true); r.Overview != nil {
			t.Errorf("%+v", r.Overview)
		}
	})
}

func TestTheOverviewSaysHowThingsStand(t *testing.T) {
	h := &history{policy: usual()}
	h.policy.Overview = remind.OverviewPolicy{To: []string{"office@example.com"}, Weekday: time.Friday}
	a, b := itemA(), itemB()
	r := h.pass("2021-01-15 08:00", true,
		a.with(advisedBy("Chi thường xuyên")), b.with(func(i *item) { i.urgent = true }),
		item{code: "C", name: "Ba", leads: ict + ";" + plan, deadline: by("2021-01-20")},
		item{code: "D", name: "Bốn", leads: plan, deadline: open, assigned: day("2020-01-01")},
		item{code: "E", name: "Năm", leads: plan, deadline: by("2021-01-05"), doneOn: day("2021-01-06")},
		item{code: "F", name: "Sáu", leads: "Sở CNTT", deadline: by("2021-01-01")},
	)
	million := decimal.New(5, 6)
	want := []remind.Standing{
		{Department: ict, Items: 3, Late: 2, Urgent: 1, Unfunded: 1, Soon: 1, MostDays: 5, Short: million, Reminded: 1},
		{Department: plan, Items: 2, Open: 1, Soon: 1, Done: 1, DoneLate: 1, Reminded: 1},
	}
	o := r.Overview
	if o == nil {
		t.Fatal("no overview")
	}
	if diff := cmp.Diff(want, o.Departments); diff != "" {
		t.Errorf("departments (-want +got)\n%s", diff)
	}
	all := remind.Standing{Items: 5, Late: 3, Urgent: 1, Unfunded: 1, Open: 1, Soon: 1, Done: 1, DoneLate: 1, MostDays: 14, Short: million}
	if diff := cmp.Diff(all, o.All); diff != "" {
		t.Errorf("all (-want +got)\n%s", diff)
	}
	var late []string
	for _, l := range o.Late {
		late = append(late, l.Code)
	}
	if diff := cmp.Diff([]string{"B", "F", "A"}, late); diff != "" {
		t.Errorf("late (-want +got)\n%s", diff)
	}
	if len(o.Held) != 1 || o.Held[0].Line.Code != "F" {
		t.Errorf("held %+v", o.Held)
	}
}
