package remind_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"

	"rasoat/sync/funding"
	"rasoat/sync/ledger"
	"rasoat/sync/remind"
)

func TestWhoIsToldOfWhat(t *testing.T) {
	for _, c := range []struct {
		name  string
		items []item
		want  string
	}{
		{"nothing is late", []item{
			{code: "A", leads: ict, deadline: term(-3)},
		}, ""},
		{"due today is not late", []item{
			{code: "A", leads: ict, deadline: term(0)},
		}, ""},
		{"due yesterday is", []item{
			{code: "A", leads: ict, deadline: term(1)},
		}, ict + ": late A; first\n"},
		{"a finished item is not, by its status or by its day of completion", []item{
			{code: "A", leads: ict, deadline: term(1), done: true},
			{code: "B", leads: ict, deadline: term(1), doneOn: day("2021-01-14")},
		}, ""},
		{"an unreadable deadline is no deadline", []item{
			{code: "A", leads: ict, deadline: ledger.Deadline{Kind: ledger.BadTerm, Text: "32/13/2020"}},
		}, ""},
		{"a known short form of a name", []item{
			{code: "A", leads: "Sở TT&TT", deadline: term(1)},
		}, ict + ": late A; first\n"},
		{"every lead is told", []item{
			{code: "A", leads: ict + ";" + finance, deadline: term(1)},
		}, ict + ": late A; first\n" + finance + ": late A; first\n"},
		{"one lead under two names is told once", []item{
			{code: "A", leads: ict + ";Sở Bưu chính, Viễn thông", deadline: term(1)},
		}, ict + ": late A; first\n"},
		{"late for want of money stands apart, and with who advises on the source", []item{
			{code: "A", leads: ict, sources: "Đầu tư công", deadline: term(46), short: 120000},
			{code: "B", leads: ict, deadline: term(3)},
		}, ict + ": late B; unfunded A; first\n" + plan + ": advise A; first\n"},
		{"a lead that advises itself has it once", []item{
			{code: "A", leads: plan, sources: "Đầu tư công", deadline: term(46), short: 120000},
		}, plan + ": unfunded A; first\n"},
		{"two sources, two advisers", []item{
			{code: "A", leads: ict, sources: "Đầu tư công;Chi thường xuyên", deadline: term(46), short: 1},
		}, ict + ": unfunded A; first\n" + plan + ": advise A; first\n" + finance + ": advise A; first\n"},
		{"no settled source, no adviser", []item{
			{code: "A", leads: ict, sources: funding.Undecided, deadline: term(46), short: 1},
		}, ict + ": unfunded A; first\n"},
		{"money is missing but nothing is late", []item{
			{code: "A", leads: ict, sources: "Đầu tư công", deadline: term(-1), short: 1},
		}, ""},
		{"open for too long, urgent ones sooner", []item{
			{code: "A", leads: ict, deadline: open, assigned: today.AddDate(0, 0, -90)},
			{code: "B", leads: ict, deadline: open, assigned: today.AddDate(0, 0, -91)},
			{code: "C", leads: ict, deadline: open, assigned: today.AddDate(0, 0, -11), urgent: true},
			{code: "D", leads: ict, deadline: open, urgent: true},
		}, ict + ": open C B; first\n"},
		{"urgent first, then the latest, then as in the list", []item{
			{code: "A", leads: ict, deadline: term(5)},
			{code: "B", leads: ict, deadline: term(76)},
			{code: "C", leads: ict, deadline: term(1), urgent: true},
			{code: "D", leads: ict, deadline: term(5), task: true},
			{code: "E", leads: ict, deadline: term(15), urgent: true},
		}, ict + ": late E C B A D; first\n"},
		{"nobody to tell: no lead, an unknown one, no mailbox, a foreign domain", []item{
			{code: "A", deadline: term(1)},
			{code: "B", leads: "Sở CNTT", deadline: term(1)},
			{code: "C", leads: school, deadline: term(1)},
			{code: "D", leads: "Sở Y tế", deadline: term(1)},
			{code: "E", leads: "Sở CNTT;" + ict, deadline: term(1)},
		}, ict + ": late E; first\n" +
			"held A for \"\": no-one\nheld B for \"Sở CNTT\": no-one\nheld C for \"" + school + "\": no-address\n" +
			"held D for \"Sở Y tế\": not-allowed\nheld E for \"Sở CNTT\": no-one\n"},
		{"an adviser without a mailbox", []item{
			{code: "A", leads: ict, sources: "Sự nghiệp giáo dục", deadline: term(1), short: 1},
		}, ict + ": unfunded A; first\nheld A for \"" + school + "\" as adviser: no-address\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, summary(remind.Decide(input(c.items...)))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestADepartmentThatEndedHandsOver(t *testing.T) {
	for _, c := range []struct {
		name        string
		departments []ledger.Department
		want        string
	}{
		{"on its last day it still stands", []ledger.Department{
			{Name: "A", Emails: []string{"a@example.com"}, Until: today, Successor: "B"}, {Name: "B", Emails: []string{"b@example.com"}},
		}, "A: late 1; first\n"},
		{"the day after, the successor", []ledger.Department{
			{Name: "A", Emails: []string{"a@example.com"}, Until: today.AddDate(0, 0, -1), Successor: "B"}, {Name: "B", Emails: []string{"b@example.com"}},
		}, "B: late 1; first\n"},
		{"the successor's successor", []ledger.Department{
			{Name: "A", Until: day("2010-01-01"), Successor: "B"}, {Name: "B", Until: day("2015-01-01"), Successor: "C"},
			{Name: "C", Emails: []string{"c@example.com"}},
		}, "C: late 1; first\n"},
		{"an unknown successor", []ledger.Department{
			{Name: "A", Emails: []string{"a@example.com"}, Until: day("2010-01-01"), Successor: "Z"},
		}, "held 1 for \"A\": no-one\n"},
		{"successors in a circle end the search", []ledger.Department{
			{Name: "A", Until: day("2010-01-01"), Successor: "B"}, {Name: "B", Until: day("2010-01-01"), Successor: "A"},
		}, "held 1 for \"A\": no-address\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := input(item{code: "1", leads: "A", deadline: term(1)})
			in.Ledger.Directory = ledger.NewDirectory(c.departments...)
			in.Ledger.Lists[0].Rows[0].Leads = in.Ledger.Directory.ResolveAll("A")
			if diff := cmp.Diff(c.want, summary(remind.Decide(in))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestLineSaysWhatTheDigestNeeds(t *testing.T) {
	in := input(item{code: "CNTT-14", name: "Dự án khắc phục sự cố", leads: "Sở TT&TT;Sở Z", sources: "Chi thường xuyên;Chưa xác định;Sự nghiệp giáo dục",
		deadline: term(15), short: 35000, urgent: true})
	row := in.Ledger.Lists[0].Rows[0]
	row.Texts[ledger.FieldAssigned] = "Thông báo số 12/TB-UBND"
	row.Texts[ledger.FieldReason] = "Chưa có nguồn"
	row.Cooperating = []ledger.Ref{{Text: "STC", Name: finance}, {Text: "Sở Z"}}
	want := remind.Line{
		Key: "projects/cntt 14", List: "projects", Kind: ledger.Projects, Code: "CNTT-14", Name: "Dự án khắc phục sự cố",
		Order: "Thông báo số 12/TB-UBND", Urgent: true, Leads: []string{ict, "Sở Z"}, Cooperating: []string{finance, "Sở Z"},
		Deadline: term(15), DaysLate: 15, Short: decimal.New(35000, 6),
		Sources: []string{"Chi thường xuyên", "Sự nghiệp giáo dục"}, Advisers: []string{finance, school}, Informed: []string{finance},
		Reason: "Chưa có nguồn",
	}
	r := remind.Decide(in)
	if diff := cmp.Diff([]remind.Line{want}, r.Digests[0].Unfunded, cmpopts.EquateComparable(time.Time{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"ict@example.com", "head-ict@example.com"}, r.Digests[0].To); diff != "" {
		t.Errorf("mailboxes (-want +got)\n%s", diff)
	}
}

func TestKeysStayApart(t *testing.T) {
	r := remind.Decide(input(
		item{code: "CNTT-01", leads: ict, deadline: term(1)},
		item{code: "cntt 01", leads: ict, deadline: term(1)},
		item{name: "Nhiệm vụ  A", leads: ict, deadline: term(1)},
		item{code: "CNTT-01", leads: ict, deadline: term(1), task: true},
	))
	var got []string
	for _, l := range r.Digests[0].Late {
		got = append(got, l.Key)
	}
	want := []string{"projects/cntt 01", "projects/cntt 01#2", "projects/nhiệm vụ a", "tasks/cntt 01"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestOnlyAllowedMailboxes(t *testing.T) {
	for _, c := range []struct {
		name        string
		emails      []string
		domains     []string
		to, refused []string
	}{
		{"all allowed", []string{"a@example.com", "b@example.com"}, []string{"example.com"}, []string{"a@example.com", "b@example.com"}, nil},
		{"letter case does not matter, twice is once", []string{"A@Example.COM", "a@example.com"}, []string{"EXAMPLE.com"}, []string{"A@Example.COM"}, nil},
		{"a name beside it", []string{"Văn thư <a@example.com>"}, []string{"example.com"}, []string{"a@example.com"}, nil},
		{"a subdomain is another domain", []string{"a@example.com", "a@mail.example.com"}, []string{"example.com"}, []string{"a@example.com"}, []string{"a@mail.example.com"}},
		{"an ending that only looks alike", []string{"a@example.com", "a@badexample.com"}, []string{"example.com"}, []string{"a@example.com"}, []string{"a@badexample.com"}},
		{"malformed ones", []string{"a@example.com", "none", `"x@example.com"@elsewhere.example`, "a@example.com\r\nBcc: b@example.com", "ở@example.com", "a@@example.com", ""},
			[]string{"example.com"}, []string{"a@example.com"},
			[]string{"none", `x@example.com@elsewhere.example`, "a@example.com\r\nBcc: b@example.com", "ở@example.com", "a@@example.com"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := input(item{code: "A", leads: "X", deadline: term(1)})
			in.Domains = c.domains
			in.Ledger.Directory = ledger.NewDirectory(ledger.Department{Name: "X", Emails: c.emails})
			in.Ledger.Lists[0].Rows[0].Leads = in.Ledger.Directory.ResolveAll("X")
			r := remind.Decide(in)
			if len(r.Digests) != 1 {
				t.Fatalf("got %d digests, held %v", len(r.Digests), r.Held)
			}
			if diff := cmp.Diff(c.to, r.Digests[0].To); diff != "" {
				t.Errorf("to (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(c.refused, r.Digests[0].Refused); diff != "" {
				t.Errorf("refused (-want +got)\n%s", diff)
			}
		})
	}
	t.Run("no domains, no mail", func(t *testing.T) {
		in := input(item{code: "A", leads: ict, deadline: term(1)})
		in.Domains = nil
		if diff := cmp.Diff("held A for \""+ict+"\": not-allowed\n", summary(remind.Decide(in))); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}
