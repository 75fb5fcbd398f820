package accept_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rasoat/sync/accept"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// Whatever rows, codes and explanations there are: a second pass that finds the
// same says the same and remembers the same, no finding is lost, and none is
// quiet whose row explains nothing.
func TestPropertyAPassAgainSaysTheSame(t *testing.T) {
	texts := []string{"", "Giữ lại; Nguyễn Văn A", "Giữ lại; Nguyễn Văn A; đến 31/01/2021", "Chờ HĐND họp", "Chờ; Trần Thị B"}
	rapid.Check(t, func(t *rapid.T) {
		var known []accept.Known
		settings := rule.Settings{Today: day("2021-01-15")}
		for range rapid.IntRange(1, 4).Draw(t, "passes") {
			list := &ledger.List{Name: "projects", Kind: ledger.Projects, Columns: []ledger.Column{
				{Field: ledger.FieldTotal, Col: 6, Header: "Tổng mức đầu tư"}, {Field: ledger.FieldExplanation, Col: 8, Header: "Ý kiến giải trình"},
			}}
			var found []rule.Finding
			for n := range rapid.IntRange(0, 4).Draw(t, "rows") {
				row := &ledger.Row{Row: n, Name: rapid.SampledFrom([]string{"Cổng", "Kho"}).Draw(t, "name"), Texts: map[ledger.Field]string{
					ledger.FieldCode:        rapid.SampledFrom([]string{"", "A-1", "A-2"}).Draw(t, "code"),
					ledger.FieldExplanation: rapid.SampledFrom(texts).Draw(t, "explanation"),
				}}
				list.Rows = append(list.Rows, row)
				for range rapid.IntRange(0, 3).Draw(t, "findings") {
					f := rapid.SampledFrom([]rule.Finding{sum(5, ""), sum(6, ""), open(91), over(2), unknown("Sở A"), unknown("Sở B")}).Draw(t, "finding")
					f.List, f.Row, f.Item = list.Name, n, row
					found = append(found, f)
				}
			}
			in := accept.Input{Ledger: &ledger.Ledger{Lists: []*ledger.List{list}}, Findings: found, Settings: settings, Known: known}
			var first []rule.Finding
			first, in.Known = accept.Apply(in)
			again, after := accept.Apply(in)
			if diff := cmp.Diff(said(first), said(again)); diff != "" {
				t.Fatalf("(-first +again):\n%s", diff)
			}
			if diff := cmp.Diff(in.Known, after); diff != "" {
				t.Fatalf("remembers (-first +again):\n%s", diff)
			}
			kept := 0
			for _, f := range first {
				if f.Rule != rule.ExplanationIncomplete && f.Rule != rule.ExplanationLapsed {
					kept++
				}
				if f.Quiet() && f.Item.Texts[ledger.FieldExplanation] == "" {
					t.Fatalf("%s is quiet beside a row that explains nothing", f.Rule)
				}
			}
			if kept != len(found) {
				t.Fatalf("%d of %d findings", kept, len(found))
			}
			known = after
			settings.Today = settings.Today.AddDate(0, 0, rapid.IntRange(0, 20).Draw(t, "days"))
		}
	})
}

// said is what findings say of explanations.
func said(found []rule.Finding) []string {
	var all []string
	for _, f := range found {
		line := f.Cell() + " " + f.Rule
		if f.Explained != nil {
			line += " " + f.Explained.By + " " + f.Explained.Since.String()
		}
		all = append(all, line)
	}
	return all
}
