package digest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"rasoat/sync/digest"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/remind"
)

// drawLines draws the lines of a block.
func drawLines(t *rapid.T, block string) []remind.Line {
	n := rapid.IntRange(0, 14).Draw(t, block)
	var lines []remind.Line
	for i := range n {
		l := remind.Line{
			Key:    fmt.Sprintf("projects/%s-%d", block, i),
			Kind:   rapid.SampledFrom([]ledger.Kind{ledger.Projects, ledger.Tasks}).Draw(t, "kind"),
			Code:   rapid.SampledFrom([]string{"", fmt.Sprintf("%s-%d", block, i)}).Draw(t, "code"),
			Name:   rapid.SampledFrom([]string{"", "Dự án mẫu", "=1+1"}).Draw(t, "name"),
			Order:  rapid.SampledFrom([]string{"", "Thông báo số 01/TB-UBND"}).Draw(t, "order"),
			Urgent: rapid.Bool().Draw(t, "urgent"),
			Leads:  rapid.SampledFrom([][]string{{ict}, {ict, plan}, {"Sở CNTT", ict}}).Draw(t, "leads"),
			Reason: rapid.SampledFrom([]string{"", "Chưa có nguồn"}).Draw(t, "reason"),
		}
		if rapid.Bool().Draw(t, "known") {
			l.New, l.Moved = rapid.Bool().Draw(t, "new"), rapid.Bool().Draw(t, "moved")
			l.WasDue = rapid.SampledFrom([]time.Time{{}, date(2020, 9, 30)}).Draw(t, "was due")
			l.Acknowledged = rapid.SampledFrom([]time.Time{{}, date(2021, 1, 12)}).Draw(t, "acknowledged")
		}
		if block == "resolved" {
			l.Resolution = rapid.SampledFrom([]remind.Resolution{remind.Completed, remind.Extended, remind.Funded, remind.Reassigned}).Draw(t, "resolution")
		}
		if block == "soon" {
			l.Deadline = term("20/01/2021", -rapid.IntRange(0, 30).Draw(t, "days"))
		} else if block == "open" {
			l.Deadline = ledger.Deadline{Kind: ledger.Open, Text: rapid.SampledFrom([]string{"", "ngay"}).Draw(t, "deadline")}
			l.DaysOpen = rapid.IntRange(11, 2000).Draw(t, "days")
		} else {
			l.DaysLate = rapid.IntRange(1, 2000).Draw(t, "days")
			l.Deadline = term("31/10/2020", l.DaysLate)
		}
		if block == "unfunded" || block == "advise" {
			l.Kind = ledger.Projects
			l.Short = decimal.New(rapid.Int64Range(1, 5_000_000).Draw(t, "short"), 6)
			l.Sources = rapid.SampledFrom([][]string{nil, {"Đầu tư công"}, {"Đầu tư công", "Chi thường xuyên"}}).Draw(t, "sources")
			l.Advisers = rapid.SampledFrom([][]string{nil, {ict}, {plan}, {plan, finance}}).Draw(t, "advisers")
			if rapid.Bool().Draw(t, "informed") {
				l.Informed = l.Advisers
			}
		}
		lines = append(lines, l)
	}
	return lines
}

// checkTexts holds what a mail says against what no mail may say.
func checkTexts(t *rapid.T, m digest.Message) {
	text := m.Subject + "\n" + m.Preheader + "\n" + m.Text
	for _, stray := range []string{"digest/", "overview/", "<no value>", "%!", "{{", "()", " ,", " ;", ": .", "..", ".;", "  ,", "\x02", "\x03"} {
		if strings.Contains(text, stray) {
			t.Fatalf("%q in\n%s", stray, text)
		}
	}
	if strings.ContainsAny(m.HTML, "\x02\x03") || strings.Contains(m.HTML, "digest/") || strings.Contains(m.HTML, "overview/") {
		t.Fatalf("a mark shows in\n%s", m.HTML)
	}
	if !norm.NFC.IsNormalString(text) {
		t.Fatal("not NFC")
	}
	if len(m.HTML) >= 100_000 {
		t.Fatalf("the HTML has %d bytes", len(m.HTML))
	}
}

func TestPropertyEveryDigestComesOut(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := sample{options: options(t)}
		s.options.Printer = printer(t, rapid.SampledFrom(lang.Languages()).Draw(r, "language"))
		s.options.Redirect = rapid.SampledFrom([]string{"", "kiem-tra@example.com"}).Draw(r, "redirect")
		s.digest = remind.Digest{
			Department: department(rapid.SampledFrom([]string{ict, "UBND huyện Mẫu", "Ban Dân tộc", "Văn phòng UBND tỉnh"}).Draw(r, "department")),
			To:         []string{"a@example.com"},
			Late:       drawLines(r, "late"), Unfunded: drawLines(r, "unfunded"), Open: drawLines(r, "open"), Advise: drawLines(r, "advise"),
			Cooperate: drawLines(r, "cooperate"), Soon: drawLines(r, "soon"), Resolved: drawLines(r, "resolved"),
			Snoozed:      rapid.IntRange(0, 3).Draw(r, "snoozed"),
			SnoozedUntil: rapid.SampledFrom([]time.Time{{}, date(2021, 1, 31)}).Draw(r, "snoozed until"),
			Step:         rapid.IntRange(0, 12).Draw(r, "step"),
			Reason:       rapid.SampledFrom([]remind.Reason{remind.First, remind.Changed, remind.Repeat, remind.Raised, remind.Resolved, remind.Today}).Draw(r, "reason"),
			Roles:        rapid.SliceOfDistinct(rapid.SampledFrom([]remind.Role{remind.Mailbox, remind.Officer, remind.Leader, remind.Head}), rapid.ID).Draw(r, "roles"),
		}
		if len(s.digest.Lines()) == 0 {
			return
		}
		m := render(t, s)
		checkTexts(r, m)
		shown := 0
		for n := range s.digest.Lines() {
			if strings.Contains(m.Text, fmt.Sprintf("\n%d. ", n+1)) {
				shown++
			}
		}
		if files := attachments(t, m); shown < len(s.digest.Lines()) != (len(files) > 0) {
			r.Fatalf("%d of %d rows are shown, and there are %d attachments:\n%s", shown, len(s.digest.Lines()), len(files), m.Text)
		}
		for _, block := range [][]remind.Line{
			s.digest.Late, s.digest.Unfunded, s.digest.Open, s.digest.Advise, s.digest.Cooperate, s.digest.Soon, s.digest.Resolved,
		} {
			if len(block) > 0 && !slices.ContainsFunc(block, func(l remind.Line) bool {
				return l.Code == "" || strings.Contains(m.Text, "("+l.Code+")")
			}) {
				r.Fatalf("a block shows none of its items:\n%s", m.Text)
			}
		}
		head := len(s.digest.Roles) == 0 || slices.Contains(s.digest.Roles, remind.Head) || slices.Contains(s.digest.Roles, remind.Mailbox)
		for _, told := range []string{"chỉ đạo,", "chỉ đạo:", "Giám đốc", "Chủ tịch", "Chánh Văn phòng", "Thủ trưởng", "Giao cán bộ"} {
			if !head && strings.Contains(m.Text, told) {
				r.Fatalf("the head does not read it, and it says %q:\n%s", told, m.Text)
			}
		}
	})
}

func TestPropertyEveryOverviewComesOut(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		count := func(most int) int { return rapid.IntRange(0, most).Draw(r, "count") }
		draw := func(name string) remind.Standing {
			s := remind.Standing{Department: name, Open: count(9), Soon: count(9), Late: count(30), Reminded: count(9), Done: count(40)}
			if s.Late > 0 {
				s.MostDays, s.Urgent, s.Unfunded = 1+count(2000), count(s.Late), count(s.Late)
			}
			if s.Unfunded > 0 {
				s.Short = decimal.New(1+int64(count(1e9)), 5)
			}
			s.DoneLate, s.Items = count(s.Done), s.Late+s.Open+s.Soon+count(9)
			return s
		}
		o := remind.Overview{To: []string{"vanphong@example.com"}, All: draw("")}
		for i := range count(80) {
			o.Departments = append(o.Departments, draw(fmt.Sprintf("Sở Mẫu %d", i+1)))
		}
		if o.All.Late > 0 {
			o.Late = drawLines(r, "late")[:]
		}
		for _, l := range drawLines(r, "unfunded") {
			o.Held = append(o.Held, remind.Held{
				Line: l, Who: rapid.SampledFrom([]string{"", "Sở CNTT", "=1+1"}).Draw(r, "who"), Advise: rapid.Bool().Draw(r, "advise"),
				Reason: rapid.SampledFrom([]remind.Reason{remind.NoOne, remind.NoAddress, remind.NotAllowed}).Draw(r, "reason"),
			})
		}
		s := sample{overview: &o, options: options(t)}
		s.options.Printer = printer(t, rapid.SampledFrom(lang.Languages()).Draw(r, "language"))
		checkTexts(r, render(t, s))
	})
}
