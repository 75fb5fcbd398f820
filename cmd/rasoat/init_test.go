package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rasoat/cmd/rasoat/internal/demo"
	"rasoat/config"
	"rasoat/sheets/xlsx"
)

// initDemo drafts a configuration for the sample workbook and returns its path.
func initDemo(t *testing.T, lang string) string {
	t.Helper()
	dir := t.TempDir()
	check(t, xlsx.Create(filepath.Join(dir, "tracking.xlsx"), demo.Draft()))
	code, _, errs := runHere(t, "--lang", lang, "init", filepath.Join(dir, "tracking.xlsx"))
	if code != exitOK {
		t.Fatalf("init: exit code %d\n%s", code, errs)
	}
	return filepath.Join(dir, "rasoat.yaml")
}

// initChecked checks the workbooks of a configuration as init wrote it.
func initChecked(t *testing.T, config string) []checkDocument {
	t.Helper()
	code, out, errs := runHere(t, "check", "-c", config, "--format", "json", "--now", "2021-01-15T08:00:00+07:00")
	if code != exitOK && code != exitFindings {
		t.Fatalf("check: exit code %d\n%s", code, errs)
	}
	var documents []checkDocument
	if err := json.Unmarshal([]byte(out), &documents); err != nil {
		t.Fatalf("%v\n%s", err, errs)
	}
	return documents
}

func TestInitOfTheDemo(t *testing.T) {
	long(t)
	for _, lang := range []string{"vi", "en"} {
		path := initDemo(t, lang)
		data, err := os.ReadFile(path)
		check(t, err)
		golden(t, "init-demo-"+lang+".golden", string(data))
	}
}

// What a draft finds in the sample workbook is what is planted there, but for
// what only people can know: that nobody gives "Vốn tài trợ", and on which day
// the session is that a task's deadline names.
func TestInitFindsWhatIsPlanted(t *testing.T) {
	var want []string
	for _, m := range demo.Mistakes() {
		if m.Rule != "source/unknown" {
			want = append(want, fmt.Sprintf("%s!%s %s", m.Tab, m.Cell, m.Rule))
		}
	}
	want = append(want, "Nhiệm vụ được giao!F7 deadline/unreadable")
	var got []string
	for _, f := range initChecked(t, initDemo(t, "vi"))[0].Findings {
		got = append(got, fmt.Sprintf("%s!%s %s", f.Tab, f.Cell, f.Rule))
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-planted +found):\n%s", diff)
	}
}

// A second draft of the same workbook has the same bytes, and the workbook
// itself is not touched.
func TestInitIsStable(t *testing.T) {
	long(t)
	path := initDemo(t, "vi")
	first, err := os.ReadFile(path)
	check(t, err)
	workbook := filepath.Join(filepath.Dir(path), "tracking.xlsx")
	before, err := os.ReadFile(workbook)
	check(t, err)
	for range 3 {
		if code, _, errs := runHere(t, "--lang", "vi", "init", "--force", workbook); code != exitOK {
			t.Fatalf("init: exit code %d\n%s", code, errs)
		}
		again, err := os.ReadFile(path)
		check(t, err)
		if diff := cmp.Diff(string(first), string(again)); diff != "" {
			t.Fatalf("another draft (-first +again):\n%s", diff)
		}
	}
	after, err := os.ReadFile(workbook)
	check(t, err)
	if string(before) != string(after) {
		t.Error("init changed the workbook")
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	check(t, err)
	if len(entries) != 2 {
		t.Errorf("init left something behind: %v", entries)
	}
}

// Of the real tables nothing is said that is not so: see TestMinistryTables and
// TestMajorProjects for what is.
func TestInitOfRealTables(t *testing.T) {
	long(t)
	dir := tables(t)
	for file, want := range map[string][]string{
		"mof-plan-2017.xlsx":  nil, // a footnote states its one difference
		"mof-final-2008.xlsx": nil,
		"gmpp-2019.csv":       nil,
	} {
		t.Run(file, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "rasoat.yaml")
			code, out, errs := runHere(t, "init", filepath.Join(dir, file), "--out", path)
			if code != exitOK {
				t.Fatalf("init: exit code %d\n%s", code, errs)
			}
			if _, err := config.Load(path, config.Options{}); err != nil {
				t.Errorf("the draft is refused: %v", err)
			}
			var got []string
			for _, f := range initChecked(t, path)[0].Findings {
				// Whatever else is said, footnotes and figures typed where the
				// others are formulas, is judged where it is found; that the
				// list of the major projects names no unit is true.
				if f.Severity == "error" && f.Rule != "unit/missing" {
					got = append(got, fmt.Sprintf("%s!%s %s", f.Tab, f.Cell, f.Rule))
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("errors (-truly there +found):\n%s\n%s", diff, out)
			}
		})
	}
}

// The list of the major projects is in the code page of Windows, and what it
// withholds is proposed to mean nothing.
func TestInitOfMajorProjects(t *testing.T) {
	long(t)
	path := filepath.Join(t.TempDir(), "rasoat.yaml")
	if code, _, errs := runHere(t, "init", filepath.Join(tables(t), "gmpp-2019.csv"), "--out", path); code != exitOK {
		t.Fatalf("init: exit code %d\n%s", code, errs)
	}
	c, err := config.Load(path, config.Options{})
	check(t, err)
	w := c.Workbooks[0]
	if w.CSV.Encoding != config.Windows1252 || w.CSV.Comma != ',' || c.Language != config.English {
		t.Errorf("encoding %s, comma %q, language %s", w.CSV.Encoding, w.CSV.Comma, c.Language)
	}
	l := w.Lists[0]
	if l.Numbers != config.English || !slices.Contains(l.Blank, "Exempt*") || !slices.Contains(l.Blank, "Not *") {
		t.Errorf("numbers %s, blank %q", l.Numbers, l.Blank)
	}
	if got := initChecked(t, path)[0]; len(got.Lists) != 1 || got.Lists[0].Items != 133 {
		t.Errorf("read %+v", got.Lists)
	}
}

// A spreadsheet is drafted as a file is, over the connection that the command
// line names; what it named stands in the draft.
func TestInitOfASpreadsheet(t *testing.T) {
	e := emulate(t)
	defer e.stop()
	key := filepath.Join(e.dir, "key.json")
	path := filepath.Join(e.dir, "first.yaml")
	address := "https://docs.google.com/spreadsheets/d/" + e.id + "/edit#gid=0"
	code, out, errs := runHere(t, "init", address, "--credentials", key, "--endpoint", e.url, "--token-url", e.url+"/token", "--out", path)
	if code != exitOK {
		t.Fatalf("init: exit code %d\n%s%s", code, out, errs)
	}
	c, err := config.Load(path, config.Options{})
	check(t, err)
	if c.Workbooks[0].Google.ID != e.id || c.Google.Credentials != key || c.Google.Endpoint != e.url {
		t.Errorf("drafted %+v, %+v", c.Workbooks[0].Google, c.Google)
	}
	if got, want := len(initChecked(t, path)[0].Findings), len(demo.Mistakes()); got != want {
		t.Errorf("%d findings, want %d", got, want)
	}
}

// Without its directory the sample gives the departments that its rows name,
// whatever short forms they go by, and no finding but the planted ones.
func TestInitWithoutADirectory(t *testing.T) {
	dir := t.TempDir()
	d := demo.Draft()
	d.Tabs = d.Tabs[:2]
	check(t, xlsx.Create(filepath.Join(dir, "tracking.xlsx"), d))
	if code, _, errs := runHere(t, "init", filepath.Join(dir, "tracking.xlsx")); code != exitOK {
		t.Fatalf("init: exit code %d\n%s", code, errs)
	}
	path := filepath.Join(dir, "rasoat.yaml")
	c, err := config.Load(path, config.Options{})
	check(t, err)
	var got []string
	for _, d := range c.Directory.Departments {
		got = append(got, d.Name)
	}
	want := []string{
		"Công an tỉnh", "Sở CNTT", "Sở GD&ĐT", "Sở GTVT", "Sở Khoa học và Công nghệ", "Sở Kế hoạch và Đầu tư", "Sở NN&PTNT", "Sở Nội vụ",
		"Sở Thông tin và Truyền thông", "Sở Tài chính", "Sở Tài nguyên & Môi trường", "Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế",
		"UBND TP Sông Mẫu", "VP UBND tỉnh",
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("departments (-want +got):\n%s", diff)
	}
	for _, f := range initChecked(t, path)[0].Findings {
		if planted := slices.ContainsFunc(demo.Mistakes(), func(m demo.Mistake) bool { return m.Rule == f.Rule && m.Cell == f.Cell }); !planted && f.Cell != "F7" {
			t.Errorf("%s!%s %s: %s", f.Tab, f.Cell, f.Rule, f.Text)
		}
	}
}
