package paper_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rasoat/cmd/rasoat/internal/paper"
	"rasoat/sheets"
	"rasoat/sheets/xlsx"
	"rasoat/sync/report"
)

var update = flag.Bool("update", false, "rewrite golden files")

// write makes the workbook of a paper.
func write(t *testing.T, p paper.Paper) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "trao.xlsx")
	if err := xlsx.Create(path, paper.Draft(p)); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWhatThePaperShows(t *testing.T) {
	d := paper.Draft(paperOf(t, 6))
	var b strings.Builder
	for _, tab := range d.Tabs {
		fmt.Fprintf(&b, "=== %s, repeats rows %d to %d\n", tab.Title, tab.Repeat.Top+1, tab.Repeat.Bottom)
		row := 0
		for _, c := range tab.Cells {
			if c.Cell == (sheets.Cell{}) || c.Cell.Value.IsEmpty() {
				continue
			}
			if c.At.Row != row {
				row = c.At.Row
				b.WriteString("\n")
			}
			fmt.Fprintf(&b, "%v ", c.At)
			if c.Cell.Formula != "" {
				fmt.Fprintf(&b, "=%s → ", c.Cell.Formula)
			}
			fmt.Fprintf(&b, "%s; ", c.Cell.Value)
		}
		b.WriteString("\n")
	}
	path := filepath.Join("testdata", "paper.golden")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("%s differs (-want +got; -update rewrites it):\n%s", path, diff)
	}
}

// Another program computes from the formulas what stands in their cells.
func TestFormulasGiveWhatIsShown(t *testing.T) {
	path := write(t, paperOf(t, 40))
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	formulas := map[string]int{}
	for _, tab := range f.GetSheetList() {
		rows, err := f.GetRows(tab, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for r, cells := range rows {
			for c, shown := range cells {
				at := sheets.Addr{Row: r, Col: c}.String()
				formula, err := f.GetCellFormula(tab, at)
				if err != nil {
					t.Fatal(err)
				}
				if formula == "" {
					continue
				}
				formulas[tab]++
				got, err := f.CalcCellValue(tab, at, excelize.Options{RawCellValue: true})
				if err != nil {
					t.Fatalf("%s %s: %v", tab, at, err)
				}
				computed, err := decimal.NewFromString(got)
				if err != nil {
					t.Fatalf("%s %s gives %q", tab, at, got)
				}
				if want := decimal.RequireFromString(shown); !computed.Round(6).Equal(want) {
					t.Errorf("%s %s: =%s gives %s, the cell shows %s", tab, at, formula, got, shown)
				}
			}
		}
	}
	// The missing amount of 39 items, and 4 sums in the rows of the total and
	// of 2 groups; where one item is over-allocated there are sums alone.
	if formulas["da-duyet-chua-thuc-hien"] != 39+3*4 || formulas["trinh-ky-hop-cuoi-nam"] == 0 || formulas["Không có"] != 0 {
		t.Errorf("formulas by tab: %v", formulas)
	}
}

// A name that looks like a formula stays a text.
func TestNamesStayTexts(t *testing.T) {
	for _, tab := range paper.Draft(paperOf(t, 6)).Tabs {
		for _, c := range tab.Cells {
			if strings.Contains(c.Cell.Formula, "HYPERLINK") {
				t.Errorf("%s %v holds the formula %q", tab.Title, c.At, c.Cell.Formula)
			}
		}
	}
}

// However many columns a table has, what stands side by side has room, no two
// merged cells overlap, and every sheet has a name of its own.
func TestLayout(t *testing.T) {
	p := paperOf(t, 6)
	long := strings.Repeat("danh-muc-", 8)
	p.Lists = append(p.Lists,
		report.Named{Name: long + "a", Title: "A"}, report.Named{Name: long + "b", Title: "B"},
		report.Named{Name: "nhiem-vu", Title: "Nhiệm vụ", Rows: p.From.Ledger.Lists[1].Items()})
	titles := map[string]bool{}
	for _, tab := range paper.Draft(p).Tabs {
		if key := strings.ToLower(tab.Title); titles[key] {
			t.Errorf("two sheets are called %q", tab.Title)
		} else {
			titles[key] = true
		}
		taken := map[sheets.Addr]bool{}
		width := func(from, to int) (w float64) {
			for _, x := range tab.Widths[from:to] {
				w += x
			}
			return w
		}
		for _, m := range tab.Merges {
			for row := m.Top; row < m.Bottom; row++ {
				for col := m.Left; col < m.Right; col++ {
					if at := (sheets.Addr{Row: row, Col: col}); taken[at] {
						t.Errorf("%s: two merged cells cover %v", tab.Title, at)
					} else {
						taken[at] = true
					}
				}
			}
		}
		for _, c := range tab.Cells {
			text := c.Cell.Value.String()
			if !slices.Contains([]string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "VĂN PHÒNG UBND TỈNH", "NGƯỜI LẬP BIỂU"}, text) {
				continue
			}
			to := c.At.Col + 1
			for _, m := range tab.Merges {
				if m.Contains(c.At) {
					to = m.Right
				}
			}
			if w := width(c.At.Col, to); w < 40 {
				t.Errorf("%s: %q has a width of %v", tab.Title, text, w)
			}
		}
	}
	if err := xlsx.Create(filepath.Join(t.TempDir(), "a.xlsx"), paper.Draft(p)); err != nil {
		t.Error(err)
	}
}
