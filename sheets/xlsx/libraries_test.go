package xlsx_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

// Workbooks that XlsxWriter and openpyxl make, with all that those can put into
// one, stay what they were but for what is ours.
func TestWorkbooksOfPythonLibraries(t *testing.T) {
	files := ofLibraries(t)
	if len(files) == 0 {
		t.Skip("XlsxWriter and openpyxl are not installed")
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) { inAndOut(t, path, "DS", sheets.Range{Top: 2, Bottom: 3, Right: 4}) })
	}
}

// So do those that LibreOffice saved, its own way to write all of it.
func TestWorkbooksOfLibreOffice(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	in, out := t.TempDir(), t.TempDir()
	own := filepath.Join(in, "của phòng.xlsx")
	furnished(t, own)
	args := append([]string{"--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", out, own}, ofLibraries(t)...)
	libreOffice(t, "", args...)
	saved, err := filepath.Glob(filepath.Join(out, "*.xlsx"))
	if err != nil || len(saved) != len(args)-4 {
		t.Fatalf("%d files were saved, %d expected (%v)", len(saved), len(args)-4, err)
	}
	for _, path := range saved {
		t.Run(filepath.Base(path), func(t *testing.T) {
			if filepath.Base(path) == filepath.Base(own) {
				inAndOut(t, path, "Danh mục", sheets.Range{Top: 1, Bottom: 2, Right: 6})
			} else {
				inAndOut(t, path, "DS", sheets.Range{Top: 2, Bottom: 3, Right: 4})
			}
		})
	}
}

// ofLibraries makes the workbooks of Python's libraries, none where these are
// not installed.
func ofLibraries(t *testing.T) []string {
	t.Helper()
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.CommandContext(t.Context(), python, "-c", "import openpyxl, xlsxwriter").Run() != nil {
			continue
		}
		dir := t.TempDir()
		script := filepath.Join("testdata", "libraries.py")
		if out, err := exec.CommandContext(t.Context(), python, script, dir).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", script, err, out)
		}
		files, err := filepath.Glob(filepath.Join(dir, "*.xls?"))
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	return nil
}

// inAndOut writes into a workbook, twice and then something else, and takes all
// of it out again. Each write is proved, and what is left in the end.
func inAndOut(t *testing.T, path, title string, header sheets.Range) {
	t.Helper()
	original, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ours := func(v sheets.View) sheets.Annotations {
		a := listOver(v, title, header)
		for i, col := range []int{header.Left, header.Right - 1} {
			a.Lists[0].Choices = append(a.Lists[0].Choices, sheets.Choice{ID: []string{"first", "last"}[i], Col: col, Values: []string{"a, b", "=1+1"}})
		}
		return a
	}
	if steps := apply(t, path, ours); len(steps) == 0 {
		t.Error("nothing was written")
	}
	if steps := apply(t, path, ours); len(steps) > 0 {
		t.Errorf("a second pass has %d steps, the first: %+v", len(steps), steps[0])
	}
	apply(t, path, func(v sheets.View) sheets.Annotations {
		a := ours(v)
		notes := a.Lists[0].Notes
		a.Lists[0].Notes, a.Lists[0].Choices, a.Tabs = notes[min(1, len(notes)):], a.Lists[0].Choices[1:], nil
		return a
	})
	if steps := apply(t, path, func(sheets.View) sheets.Annotations { return sheets.Annotations{} }); len(steps) == 0 {
		t.Error("nothing was taken out")
	}
	xlsx.ProveRemoved(t, original, path)
}
