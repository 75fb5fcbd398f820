package paper_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"rasoat/cmd/rasoat/internal/paper"
	"rasoat/sheets"
	"rasoat/sheets/xlsx"
	"rasoat/sync/funding"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/report"
)

// Papers of whatever real workbooks list: they can be written, and what they
// show adds up.
func TestPapersOfRealTables(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "..", "..", "shared", "data", "tables", "*.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("the real tables are not here")
	}
	catalogue, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			view, err := xlsx.Open(file).Read(context.Background(), sheets.Scope{})
			if err != nil {
				t.Fatal(err)
			}
			l := ledger.Read(view.Snapshot(), ledger.Guess(view.Snapshot()))
			from := report.Source{Ledger: l, Funding: funding.Compute(l), Printer: catalogue.Printer(lang.Vietnamese)}
			p := paper.Paper{Agency: "Bộ", From: from, Standing: report.Standing{
				Day: time.Date(2021, 1, 15, 0, 0, 0, 0, time.UTC), Funding: from.Funding,
			}}
			for _, list := range l.Lists {
				n := report.Named{Name: list.Name, Title: list.Title, Rows: list.Items()}
				p.Lists = append(p.Lists, n)
				table := report.NewTable(n, from)
				for c, col := range table.Columns {
					sum := decimal.Zero
					for _, r := range table.Rows {
						if r.Kind == report.ItemRow {
							sum = sum.Add(r.Cells[c].Amount.Decimal)
						}
					}
					if col.Money && len(table.Rows) > 0 && !table.Rows[0].Cells[c].Amount.Decimal.Equal(sum) {
						t.Errorf("%s, %s: the total shows %v, the items add up to %v", list.Title, col.Title, table.Rows[0].Cells[c].Amount.Decimal, sum)
					}
				}
			}
			out := filepath.Join(t.TempDir(), "trao.xlsx")
			if err := xlsx.Create(out, paper.Draft(p)); err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(out); err != nil || info.Size() == 0 {
				t.Errorf("nothing was written: %v", err)
			}
		})
	}
}
