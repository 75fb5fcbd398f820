package digest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

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
		if block == "open" {
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

func TestPropertyEveryDigestComesOut(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := sample{options: options(t)}
		s.options.Printer = printer(t, rapid.SampledFrom(lang.Languages()).Draw(r, "language"))
		s.digest = remind.Digest{
			Department: department(rapid.SampledFrom([]string{ict, "UBND huyện Mẫu", "Ban Dân tộc", "Văn phòng UBND tỉnh"}).Draw(r, "department")),
			To:         []string{"a@example.com"},
			Late:       drawLines(r, "late"), Unfunded: drawLines(r, "unfunded"), Open: drawLines(r, "open"), Advise: drawLines(r, "advise"),
		}
		if len(s.digest.Lines()) == 0 {
			return
		}
		m := render(t, s)
		text := m.Subject + "\n" + m.Preheader + "\n" + m.Text
		for _, stray := range []string{"digest/", "<no value>", "%!", "{{", "()", " ,", " ;", ": .", "\x02", "\x03"} {
			if strings.Contains(text, stray) {
				r.Fatalf("%q in\n%s", stray, text)
			}
		}
		if strings.ContainsAny(m.HTML, "\x02\x03") || strings.Contains(m.HTML, "digest/") {
			r.Fatalf("a mark shows in\n%s", m.HTML)
		}
		if !norm.NFC.IsNormalString(text) {
			r.Fatal("not NFC")
		}
		rows := min(30, len(s.digest.Lines()))
		for n := range rows {
			if !strings.Contains(m.Text, fmt.Sprintf("\n%d. ", n+1)) {
				r.Fatalf("row %d is missing in\n%s", n+1, text)
			}
		}
		for _, block := range [][]remind.Line{s.digest.Late, s.digest.Unfunded, s.digest.Open, s.digest.Advise} {
			if len(block) > 0 && !slices.ContainsFunc(block, func(l remind.Line) bool {
				return l.Code == "" || strings.Contains(m.Text, "("+l.Code+")")
			}) {
				r.Fatalf("a block shows none of its items:\n%s", text)
			}
		}
	})
}
