package xlsx_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

// choosing is a list of choices alone, in the first column of "DS".
func choosing(bottom int, values ...string) func(v sheets.View) sheets.Annotations {
	return func(v sheets.View) sheets.Annotations {
		l := sheets.List{Tab: v.Snapshot().Tabs()[0].ID(), Header: bookHeader, Key: -1, Name: -1}
		if len(values) > 0 {
			l.Choices = []sheets.Choice{{ID: "ds_code", Bottom: bottom, Values: values}}
		}
		return sheets.Annotations{Lists: []sheets.List{l}}
	}
}

// offered tells what the cells of a block offer, all of them.
func offered(t *testing.T, path, tab, cells string) string {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	block, err := sheets.ParseRange(cells)
	if err != nil {
		t.Fatal(err)
	}
	found := offers(t, f, tab, block)
	first := found[sheets.Addr{Row: block.Top, Col: block.Left}]
	for row := block.Top; row < block.Bottom; row++ {
		for col := block.Left; col < block.Right; col++ {
			if at := (sheets.Addr{Row: row, Col: col}); !slices.Equal(found[at], first) {
				t.Errorf("%v offers %q, the first cell %q", at, found[at], first)
			}
		}
	}
	return strings.Join(first, "|")
}

// choiceMacro tells what LibreOffice makes of the drop-down in A5, and of which
// cells it thinks that they hold none of the values; then it does what people
// do and saves the file under another name.
const choiceMacro = `
Sub Main
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  doc = StarDesktop.loadComponentFromURL("%[1]s", "_blank", 0, hidden())
  s = doc.Sheets.getByIndex(0)
  n = FreeFile
  Open "%[2]s" For Output As #n
  v = s.getCellRangeByName("A5").Validation
  Print #n, "list " & (v.Type = com.sun.star.sheet.ValidationType.LIST)
  Print #n, "shown " & (v.ShowList <> com.sun.star.sheet.TableValidationVisibility.INVISIBLE)
  Print #n, "refuses " & v.ShowErrorMessage
  Print #n, "in row 1000000 " & (s.getCellByPosition(0, 999999).Validation.Type = com.sun.star.sheet.ValidationType.LIST)
  Print #n, "in the header " & (s.getCellByPosition(0, 3).Validation.Type = com.sun.star.sheet.ValidationType.LIST)
  For i = 0 To doc.Sheets.Count - 1
    If Not doc.Sheets.getByIndex(i).IsVisible Then Print #n, "hidden " & doc.Sheets.getByIndex(i).Name
  Next i
  Print #n, "amiss with values of the list " & s.showInvalid()
  s.clearArrows()
  s.getCellRangeByName("A6").String = "khác"
  Print #n, "amiss with another " & s.showInvalid()
  s.clearArrows()
  Close #n
  s.getCellRangeByName("A6").String = "=1+1"
  %[4]s
  Dim filter(0) As New com.sun.star.beans.PropertyValue
  filter(0).Name = "FilterName"
  filter(0).Value = "Calc MS Excel 2007 XML"
  doc.storeToURL("%[3]s", filter())
  doc.close(True)
End Sub
`

// LibreOffice offers the values, takes no other for an error that it refuses, and
// keeps what is ours so that it is known again, whatever people do there.
func TestLibreOfficeOffers(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	values := []string{"X-1", "=1+1", "'nháy", "12,5", "Dự án, nhiệm vụ"}
	for name, tc := range map[string]struct {
		do     string
		tab    string
		cells  string // that offer the values after a pass
		steps  int
		strict bool // the workbook is of the Strict format
	}{
		"only saved":                         {"", "DS", "A5:A30", 0, false},
		"only saved, from the Strict format": {"", "DS", "A5:A30", 0, true},
		"rows inserted, the tab renamed": {`s.Rows.insertByIndex(0, 1)
  s.Rows.insertByIndex(6, 2)
  s.Name = "DS 'mới' 2021"`, "DS 'mới' 2021", "A6:A30", 0, false},
		"a row inserted below the header": {"s.Rows.insertByIndex(4, 1)", "DS", "A5:A30", 1, false},
		"the tab copied":                  {`doc.Sheets.copyByName("DS", "Bản lưu", 1)`, "Bản lưu", "A5:A30", 1, false},
		"rows deleted":                    {"s.Rows.removeByIndex(5, 1)", "DS", "A5:A30", 0, false},
		"sorted": {`Dim keys(0) As New com.sun.star.table.TableSortField
  keys(0).Field = 0
  keys(0).IsAscending = False
  Dim how(0) As New com.sun.star.beans.PropertyValue
  how(0).Name = "SortFields"
  how(0).Value = keys()
  s.getCellRangeByName("A5:C6").sort(how())`, "DS", "A5:A30", 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			path := book(t, nil)
			edit(t, path, func(f *excelize.File) error { return f.SetCellStr("DS", "A6", "=1+1") })
			if tc.strict {
				makeStrict(t, path)
			}
			apply(t, path, choosing(0, values...))
			dir := t.TempDir()
			said, saved := filepath.Join(dir, "said"), filepath.Join(dir, "saved.xlsx")
			libreOffice(t, fmt.Sprintf(choiceMacro, fileURL(path), fileURL(said), fileURL(saved), tc.do), "vnd.sun.star.script:Standard.Module1.Main?language=Basic&location=application")
			data, err := os.ReadFile(said)
			if err != nil {
				t.Fatal("LibreOffice did not open the workbook:", err)
			}
			if got, want := strings.TrimSpace(string(data)), strings.Join([]string{
				"list True", "shown True", "refuses False", "in row 1000000 True", "in the header False", "hidden _rasoat",
				"amiss with values of the list False", "amiss with another True",
			}, "\n"); got != want {
				t.Errorf("LibreOffice says:\n%s\nwant:\n%s", got, want)
			}
			at := func(v sheets.View) sheets.Annotations {
				a := choosing(0, values...)(v)
				for row := range v.Snapshot().Tabs()[0].Rows() {
					if v.Snapshot().Tabs()[0].Cell(row, 0).Value.String() == "Mã" {
						a.Lists[0].Header.Top, a.Lists[0].Header.Bottom = row, row+1
					}
				}
				return a
			}
			if steps := apply(t, saved, at); len(steps) != tc.steps {
				t.Errorf("a pass has %d steps, want %d: %+v", len(steps), tc.steps, steps)
			}
			if got := offered(t, saved, tc.tab, tc.cells); got != strings.Join(values, "|") {
				t.Errorf("%s offer %q", tc.cells, got)
			}
			apply(t, saved, func(v sheets.View) sheets.Annotations {
				a := at(v)
				a.Lists[0].Choices[0].Values = []string{"khác"}
				return a
			})
			if got := offered(t, saved, tc.tab, tc.cells); got != "khác" {
				t.Errorf("with other values %s offer %q", tc.cells, got)
			}
			original, err := os.ReadFile(saved)
			if err != nil {
				t.Fatal(err)
			}
			apply(t, saved, func(sheets.View) sheets.Annotations { return sheets.Annotations{} })
			xlsx.ProveRemoved(t, original, saved)
		})
	}
}
