package xlsx_test

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

// charted is over a furnished workbook, which has a chart of the staff's: our
// tab with a chart of so many figures.
func charted(figures ...string) func(sheets.View) sheets.Annotations {
	return func(v sheets.View) sheets.Annotations {
		a := listOver(v, "Danh mục", sheets.Range{Top: 1, Bottom: 2, Right: 6})
		tab := &a.Tabs[0]
		for i, f := range figures {
			tab.Rows = append(tab.Rows, sheets.OwnRow{
				{Value: sheets.TextValue("Dự án chuyển tiếp hoàn thành sau năm " + strconv.Itoa(2021+i)), Style: sheets.StyleBody},
				{Value: sheets.NumberValue(f), Format: "#,##0.0", Style: sheets.StyleBody},
			})
		}
		end := 2 + len(figures)
		tab.Charts = []sheets.Chart{{ID: "gap", Title: "Vốn còn thiếu & nhu cầu (triệu đồng)", Labels: sheets.Range{Top: 2, Bottom: end, Right: 1},
			Values: []sheets.Range{{Top: 2, Bottom: end, Left: 1, Right: 2}}, Names: []string{"Còn thiếu"}, At: sheets.Addr{Row: 1, Col: 3}}}
		return a
	}
}

func chartParts(t *testing.T, path string) []string {
	t.Helper()
	of := regexp.MustCompile(`^xl/(charts|drawings)/`)
	return slices.DeleteFunc(slices.Sorted(maps.Keys(parts(t, path))), func(n string) bool { return !of.MatchString(n) })
}

// A chart of ours comes with its tab, follows the figures, and goes with the
// tab; the chart of the staff's stays as it is (apply proves that).
func TestChart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sổ.xlsx")
	furnished(t, path)
	theirs := chartParts(t, path)
	count := func(when string) {
		t.Helper()
		if got := len(chartParts(t, path)) - len(theirs); got != 3 {
			t.Errorf("%s there are %d parts of charts more than the staff's, want a drawing, its relations and a chart", when, got)
		}
	}
	apply(t, path, charted("12.5", "-3", "0"))
	count("at first")
	var chart string
	for name, part := range parts(t, path) {
		if strings.HasPrefix(name, "xl/charts/chart") && !slices.Contains(theirs, name) {
			chart = part
		}
	}
	for _, want := range []string{"<c:f>'Tổng hợp'!$A$3:$A$5</c:f>", "<c:f>'Tổng hợp'!$B$3:$B$5</c:f>", `<c:pt idx="1"><c:v>-3</c:v>`, "<c:formatCode>#,##0.0<", "nhu cầu", "Còn thiếu"} {
		if !strings.Contains(chart, want) {
			t.Errorf("the chart does not say %s", want)
		}
	}
	if steps := apply(t, path, charted("12.5", "-3", "0")); len(steps) > 0 {
		t.Errorf("a second pass has %d steps, the first: %+v", len(steps), steps[0])
	}
	if steps := apply(t, path, charted("12.5", "-3", "7", "8")); len(steps) == 0 {
		t.Error("new figures are not written")
	}
	count("after new figures")
	if steps := apply(t, path, func(v sheets.View) sheets.Annotations {
		a := charted("12.5", "-3", "7", "8")(v)
		a.Tabs[0].Charts[0].Title = "Nhu cầu"
		return a
	}); len(steps) != 1 {
		t.Errorf("another title of the chart: %+v", steps)
	}
	count("after another title")
	edit(t, path, func(*excelize.File) error { return nil }) // saved by another program
	apply(t, path, func(sheets.View) sheets.Annotations { return sheets.Annotations{} })
	if got := chartParts(t, path); !slices.Equal(got, theirs) {
		t.Errorf("without us there are %v, want %v", got, theirs)
	}
}

// A chart that LibreOffice saved again needs no write, and is not there twice
// after the next one.
func TestLibreOfficeSavesChart(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	path := filepath.Join(t.TempDir(), "so.xlsx")
	furnished(t, path)
	apply(t, path, charted("12.5", "-3", "0"))
	out := t.TempDir()
	libreOffice(t, "", "--convert-to", "xlsx", "--outdir", out, path)
	saved := filepath.Join(out, "so.xlsx")
	v, err := xlsx.Open(saved).Read(t.Context(), sheets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := v.Propose(charted("12.5", "-3", "0")(v))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range c.Steps() {
		if s.Tab == "Tổng hợp" {
			t.Errorf("our tab is written again: %+v", s)
		}
	}
	before := len(chartParts(t, saved))
	apply(t, saved, charted("12.5", "-3", "1"))
	if now := len(chartParts(t, saved)); now != before {
		t.Errorf("%d parts of charts, %d before new figures: %v", now, before, chartParts(t, saved))
	}
}
