package accept_test

import (
	"testing"
	"time"

	"rasoat/sync/accept"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// Prose without a name is told of where the column is that of explanations, by
// the configuration or by its own name. In one that only resembles it, such as
// "Giải trình của chủ đầu tư", people write what they like; no finding is
// explained by it either way.
func TestProseInAColumnThatResemblesExplanations(t *testing.T) {
	for found, told := range map[ledger.Found]bool{ledger.Configured: true, ledger.ByName: true, ledger.ByPart: false} {
		row := &ledger.Row{Kind: ledger.ItemRow, Row: 3, Name: "Một (mẫu)", Texts: map[ledger.Field]string{
			ledger.FieldExplanation: "Vướng mặt bằng, đang điều chỉnh quy mô",
		}}
		list := &ledger.List{Name: "projects", Kind: ledger.Projects, Rows: []*ledger.Row{row}, Columns: []ledger.Column{
			{Field: ledger.FieldExplanation, Col: 5, Header: "Giải trình của chủ đầu tư", Found: found},
		}}
		findings, _ := accept.Apply(accept.Input{
			Ledger:   &ledger.Ledger{Lists: []*ledger.List{list}, Directory: ledger.NewDirectory()},
			Findings: []rule.Finding{{Rule: "funding/over-allocated", List: "projects", Row: 3, Col: 4, Item: row}},
			Settings: rule.Settings{Today: time.Date(2021, 1, 15, 0, 0, 0, 0, time.UTC)},
		})
		got, quiet := false, false
		for _, f := range findings {
			got = got || f.Rule == rule.ExplanationIncomplete
			quiet = quiet || f.Quiet()
		}
		if got != told || quiet {
			t.Errorf("found %v: told %v, want %v; quiet %v", found, got, told, quiet)
		}
	}
}
