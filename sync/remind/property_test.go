package remind_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rasoat/sync/ledger"
	"rasoat/sync/remind"
)

// drawItems draws a sheet of any kind of item.
func drawItems(t *rapid.T) []item {
	leads := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{ict, plan, finance, school, "Sở Y tế", "Sở CNTT", "Sở Bưu chính, Viễn thông"}), 0, 3, rapid.ID[string])
	sources := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"Đầu tư công", "Chi thường xuyên", "Sự nghiệp giáo dục", "Nguồn khác"}), 0, 2, rapid.ID[string])
	n := rapid.IntRange(0, 12).Draw(t, "items")
	var items []item
	for i := range n {
		it := item{
			code:    fmt.Sprintf("CNTT-%02d", rapid.IntRange(1, 15).Draw(t, "code")),
			name:    fmt.Sprintf("Dự án %d", i),
			leads:   strings.Join(leads.Draw(t, "leads"), ";"),
			sources: strings.Join(sources.Draw(t, "sources"), ";"),
			short:   rapid.Int64Range(0, 3).Draw(t, "short"),
			urgent:  rapid.Bool().Draw(t, "urgent"),
			done:    rapid.IntRange(0, 4).Draw(t, "done") == 0,
			task:    rapid.Bool().Draw(t, "task"),
		}
		switch rapid.IntRange(0, 3).Draw(t, "deadline") {
		case 0:
			it.deadline, it.assigned = open, today.AddDate(0, 0, -rapid.IntRange(0, 120).Draw(t, "age"))
		case 1:
			it.deadline = ledger.Deadline{Kind: ledger.BadTerm, Text: "?"}
		default:
			it.deadline = term(rapid.IntRange(-5, 60).Draw(t, "late"))
		}
		items = append(items, it)
	}
	return items
}

func TestPropertyTheSameSheetIsToldOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := drawItems(t)
		for i, it := range items {
			if !it.deadline.Last.Before(today) && it.deadline.Last.Before(today.AddDate(0, 0, 3)) {
				items[i].deadline = term(1) // nothing new becomes late
			}
		}
		in := input(items...)
		first := remind.Decide(in)
		for _, d := range first.Digests {
			if d.Reason != remind.First {
				t.Fatalf("%s has reason %s with an empty memory", d.Department.Name, d.Reason)
			}
		}
		in.Memory = first.Memory
		for _, again := range []struct {
			day  time.Time
			want remind.Reason
		}{{today, remind.Today}, {today.AddDate(0, 0, 3), remind.NothingNew}} {
			in.Today, in.Now, in.Slot = again.day, at(again.day, "09:00"), at(again.day, "09:00")
			passed := int(again.day.Sub(today).Hours() / 24)
			in.OpenAfter, in.OpenUrgentAfter = 90+passed, 10+passed // nor open for too long
			r := remind.Decide(in)
			for _, d := range r.Digests {
				if d.Send || d.Reason != again.want {
					t.Fatalf("%s: %s, want %s", d.Department.Name, d.Reason, again.want)
				}
			}
			in.Memory = r.Memory
		}
	})
}

func TestPropertyEveryLateItemIsTold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := input(drawItems(t)...)
		r := remind.Decide(in)
		// An independent count: by lead and row name, since codes may repeat.
		blocks := map[string]int{}
		for _, d := range r.Digests {
			for _, lines := range [][]remind.Line{d.Late, d.Unfunded, d.Open} {
				for _, l := range lines {
					blocks[d.Department.Name+"|"+l.Name]++
				}
			}
			for _, l := range d.Advise {
				if slices.Contains(l.Leads, d.Department.Name) {
					t.Fatalf("%s leads %s and is asked as its adviser", d.Department.Name, l.Name)
				}
				if !l.Short.IsPositive() || l.DaysLate == 0 {
					t.Fatalf("%s is asked for the money of %s, which is not late for want of it", d.Department.Name, l.Name)
				}
			}
		}
		held := map[string]int{}
		for _, h := range r.Held {
			if !h.Advise {
				held[h.Line.Name]++
			}
		}
		for _, list := range in.Ledger.Lists {
			for _, it := range list.Items() {
				isLate := it.Deadline.Kind == ledger.Term && it.Deadline.Last.Before(today) && it.Status.Name == ""
				unknown := 0
				leads := map[string]bool{}
				for _, ref := range it.Leads {
					switch ref.Name {
					case ict, "Sở Bưu chính, Viễn thông":
						leads[ict] = true
					case plan, finance:
						leads[ref.Name] = true
					default:
						unknown++
					}
				}
				if len(it.Leads) == 0 {
					unknown = 1
				}
				if !isLate {
					continue
				}
				for lead := range leads {
					if n := blocks[lead+"|"+it.Name]; n != 1 {
						t.Fatalf("%s stands %d times in the blocks of %s", it.Name, n, lead)
					}
				}
				if held[it.Name] != unknown {
					t.Fatalf("%s is held %d times, want %d", it.Name, held[it.Name], unknown)
				}
			}
		}
	})
}

func TestPropertyMailStaysInAllowedDomains(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := input(drawItems(t)...)
		in.Domains = rapid.SliceOf(rapid.SampledFrom([]string{"example.com", "elsewhere.example", "ample.com"})).Draw(t, "domains")
		for _, d := range remind.Decide(in).Digests {
			if len(d.To) == 0 {
				t.Fatalf("%s has no mailbox", d.Department.Name)
			}
			for _, to := range d.To {
				if _, domain, _ := strings.Cut(to, "@"); !slices.Contains(in.Domains, domain) {
					t.Fatalf("%s gets mail at %s", d.Department.Name, to)
				}
			}
		}
	})
}

func TestPropertyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, d := range remind.Decide(input(drawItems(t)...)).Digests {
			for _, lines := range [][]remind.Line{d.Late, d.Unfunded, d.Open, d.Advise} {
				for i := 1; i < len(lines); i++ {
					a, b := lines[i-1], lines[i]
					if !a.Urgent && b.Urgent {
						t.Fatalf("%s comes before the urgent %s", a.Code, b.Code)
					}
					if a.Urgent == b.Urgent && (a.DaysLate < b.DaysLate || a.DaysOpen < b.DaysOpen) {
						t.Fatalf("%s comes before the later %s", a.Code, b.Code)
					}
				}
			}
		}
	})
}
