package xlsx_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

// TestWorkbooksOfAFolder writes into copies of the workbooks of the folder that
// RASOAT_WORKBOOKS names, and below it, and takes all of it out again. Each write
// is proved. So whatever somebody has can be tried, such as the files that come
// with the sources of other libraries.
func TestWorkbooksOfAFolder(t *testing.T) {
	dir := os.Getenv("RASOAT_WORKBOOKS")
	if dir == "" {
		t.Skip("RASOAT_WORKBOOKS names no folder")
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if ext := strings.ToLower(filepath.Ext(path)); err != nil || d.IsDir() || ext != ".xlsx" && ext != ".xlsm" {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), filepath.Base(path))
			write := func() {
				if err := os.WriteFile(file, data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			write()
			v, err := xlsx.Open(file).Read(t.Context(), sheets.Scope{})
			if sheets.ClassOf(err) == sheets.Invalid {
				t.Skipf("refused: %v", err)
			}
			if err != nil {
				t.Fatal(err)
			}
			tried := 0
			for _, tab := range v.Snapshot().Tabs() {
				top := 0 // the first row that holds a cell
				for top < tab.Rows() && len(slices.Collect(tab.Filled(top))) == 0 {
					top++
				}
				if top == tab.Rows() {
					continue
				}
				write()
				inAndOut(t, file, tab.Title(), sheets.Range{Top: top, Bottom: top + 1, Right: max(tab.Cols(), 2)})
				if tried++; tried == 3 {
					break
				}
			}
			if tried == 0 {
				t.Skip("no tab holds a cell")
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
