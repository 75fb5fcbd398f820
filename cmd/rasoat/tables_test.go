package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
)

// tables is the folder of real tables, or skips the test.
func tables(t *testing.T) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "data", "tables")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the real tables are not here: they are not judged")
	}
	return dir
}

func checkTables(t *testing.T, config string) []checkDocument {
	t.Helper()
	_, out, errs := runHere(t, "check", "-c", filepath.Join("testdata", config), "--format", "json", "--now", "2020-01-15T08:00:00+07:00")
	var documents []checkDocument
	if err := json.Unmarshal([]byte(out), &documents); err != nil {
		t.Fatalf("%v\n%s", err, errs)
	}
	return documents
}

func findings(d checkDocument) []string {
	var all []string
	for _, f := range d.Findings {
		all = append(all, fmt.Sprintf("%s!%s %s: %s", f.Tab, f.Cell, f.Rule, f.Text))
	}
	return all
}

func TestMinistryTables(t *testing.T) {
	tables(t)
	documents := checkTables(t, "mof.yaml")
	want := []string{
		// The revenue of all provinces, 1.313.580.000, holds what no province
		// collects: footnote (1) of the table counts it up. The sections add
		// up to 1.192.306.000; the last four revenues that it counts up are the
		// 121.274 tỷ that are missing.
		`M09!C13 total/footnote: Grand total, column “THU NSNN TRÊN ĐỊA BÀN”: says 1,313,580,000, 6 sections add up to 1,192,306,000; the difference of 121,274,000 million đồng is what footnote (1) states: “… thu cổ tức và lợi nhuận sau thuế NSTW hưởng 100% là 53.694 tỷ đồng; thu từ…”. Nothing to correct if the footnote still holds.`,
	}
	if diff := cmp.Diff(want, findings(documents[0])); diff != "" {
		t.Errorf("plan of 2017 (-truly there +found):\n%s", diff)
	}
	if got, want := documents[0].Totals, (checkTotals{Checked: 113, Exact: 112, Beyond: 1}); got != want {
		t.Errorf("totals of 2017: %+v, want %+v", got, want)
	}
	// Every difference of 2008 is rounding, and the grand total that is the
	// text "(1)     419.278.223" is among those held against their sections.
	if diff := cmp.Diff([]string(nil), findings(documents[1])); diff != "" {
		t.Errorf("settlement of 2008 (-truly there +found):\n%s", diff)
	}
	if got, want := documents[1].Totals, (checkTotals{Checked: 117, Exact: 86, Rounding: 31}); got != want {
		t.Errorf("totals of 2008: %+v, want %+v", got, want)
	}
}

// With its blanks declared the list of 133 projects in four categories of
// 43, 32, 31 and 27 has nothing wrong with it. Without them, every cell that
// withholds an amount or a day is told, and no other: they are counted here by
// reading the file apart.
func TestMajorProjects(t *testing.T) {
	long(t)
	dir := tables(t)
	if got := findings(checkTables(t, "gmpp.yaml")[0]); len(got) != 0 {
		t.Errorf("findings: %q", got)
	}

	data, err := os.ReadFile(filepath.Join("testdata", "gmpp.yaml"))
	check(t, err)
	abs, err := filepath.Abs(filepath.Join(dir, "gmpp-2019.csv"))
	check(t, err)
	text := strings.Replace(string(data), `        blank: ["Exempt*", "Not *"]`+"\n", "", 1)
	text = strings.Replace(text, "../../../../shared/data/tables/gmpp-2019.csv", filepath.ToSlash(abs), 1)
	path := filepath.Join(t.TempDir(), "rasoat.yaml")
	check(t, os.WriteFile(path, []byte(text), 0o644))
	_, out, errs := runHere(t, "check", "-c", path, "--format", "json", "--now", "2020-01-15T08:00:00+07:00")
	var documents []checkDocument
	if err := json.Unmarshal([]byte(out), &documents); err != nil {
		t.Fatalf("%v\n%s", err, errs)
	}
	got := map[string]int{}
	for _, f := range documents[0].Findings {
		got[f.Rule]++
	}
	if diff := cmp.Diff(withheld(t, abs), got); diff != "" {
		t.Errorf("findings by rule (-counted apart +found):\n%s", diff)
	}
}

// withheld counts the cells of the two columns that begin with "Exempt" or
// "Not".
func withheld(t *testing.T, path string) map[string]int {
	t.Helper()
	f, err := os.Open(path)
	check(t, err)
	defer f.Close()
	records, err := csv.NewReader(charmap.Windows1252.NewDecoder().Reader(f)).ReadAll()
	check(t, err)
	n := map[string]int{}
	for i, name := range records[0] {
		rule := map[string]string{"wlc_baseline_incl_NCG": "value/unreadable", "end_date": "deadline/unreadable"}[name]
		for _, r := range records[1:] {
			if rule != "" && (strings.HasPrefix(r[i], "Exempt") || strings.HasPrefix(r[i], "Not")) {
				n[rule]++
			}
		}
	}
	return n
}

// The report of the real tables: what is checked of each, and every finding
// that there is, without a configuration and with the one of testdata. Each was
// held against the table, and is true: M09!C13 is explained by its footnote,
// whose amounts add up to the difference.
func TestReportOfTheRealTables(t *testing.T) {
	long(t)
	dir := tables(t)
	var report strings.Builder
	add := func(title string, args ...string) {
		for _, more := range [][]string{{"--stats"}, nil} {
			_, out, errs := runHere(t, append(append([]string{"check", "--now", "2020-01-15T08:00:00+07:00"}, args...), more...)...)
			if errs != "" {
				t.Errorf("%s: %s", title, errs)
			}
			if more != nil {
				fmt.Fprintf(&report, "=== %s\n", title)
			} else {
				// The head of the findings is that of the statistics.
				out = strings.Join(strings.Split(out, "\n")[3:], "\n")
			}
			report.WriteString(out)
		}
		report.WriteString("\n")
	}
	for _, name := range []string{"mof-plan-2017.xlsx", "mof-final-2008.xlsx", "gmpp-2019.csv"} {
		add(name+", nothing configured", filepath.Join(dir, name))
	}
	add("testdata/mof.yaml", "-c", filepath.Join("testdata", "mof.yaml"))
	add("testdata/gmpp.yaml", "-c", filepath.Join("testdata", "gmpp.yaml"))
	abs, err := filepath.Abs(dir)
	check(t, err)
	golden(t, "tables.golden", strings.NewReplacer(abs, "TABLES", shortPath(abs), "TABLES").Replace(report.String()))
}
