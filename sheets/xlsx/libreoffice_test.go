package xlsx_test

import (
	"archive/zip"
	"bytes"
	stdcsv "encoding/csv"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

// libreOffice runs LibreOffice without a window, with a profile of its own.
// module, where not "", is a Basic program put into the profile.
func libreOffice(t *testing.T, module string, args ...string) {
	t.Helper()
	program, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed:", err)
	}
	profile := t.TempDir()
	run := func(args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), program, append([]string{"-env:UserInstallation=" + fileURL(profile), "--headless"}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("soffice: %v\n%s", err, out)
		}
	}
	if module != "" {
		run("--terminate_after_init") // makes the profile, with an empty module of that name
		text := `<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">` +
			`<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">` + xmlEscape(module) + `</script:module>`
		if err := os.WriteFile(filepath.Join(profile, "user", "basic", "Standard", "Module1.xba"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run(args...)
}

func fileURL(path string) string { return (&url.URL{Scheme: "file", Path: path}).String() }

func xmlEscape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// annotated is the draft after a pass.
func annotated(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "so.xlsx")
	if err := xlsx.Create(path, draft()); err != nil {
		t.Fatal(err)
	}
	apply(t, path, overDraft)
	return path
}

const draftTab = "Danh mục 'A' 2021"

func overDraft(v sheets.View) sheets.Annotations {
	return listOver(v, draftTab, sheets.Range{Top: 2, Bottom: 3, Right: 3})
}

// LibreOffice shows what we wrote and computes what people wrote, in either
// format.
func TestLibreOfficeShows(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	t.Run("Transitional", func(t *testing.T) { showsDraft(t, annotated(t)) })
	t.Run("Strict", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "so.xlsx")
		if err := xlsx.Create(path, draft()); err != nil {
			t.Fatal(err)
		}
		makeStrict(t, path)
		apply(t, path, overDraft)
		showsDraft(t, path)
	})
}

// makeStrict gives the parts of a file the names of the Strict format.
func makeStrict(t *testing.T, path string) {
	t.Helper()
	old, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	names := strings.NewReplacer(
		"http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main",
		"http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships",
		"<workbook ", `<workbook conformance="strict" `)
	var b bytes.Buffer
	now := zip.NewWriter(&b)
	for _, f := range old.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		w, err := now.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, names.Replace(string(text))); err != nil {
			t.Fatal(err)
		}
	}
	if err := now.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func showsDraft(t *testing.T, path string) {
	t.Helper()
	out := t.TempDir()
	libreOffice(t, "", "--convert-to", csvOfAllTabs, "--outdir", out, path)
	shown := func(tab string) [][]string {
		f, err := os.Open(filepath.Join(out, "so-"+tab+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		r := stdcsv.NewReader(f)
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	list := shown(draftTab)
	for at, want := range map[string]string{
		"A1": "DANH MỤC", "A3": "=1+1", "B3": "31/12/2020", "C3": "40.3", "C4": "20.125", "C5": "60.4",
		"D3": "Vốn còn thiếu", "E3": "Cảnh báo", "D4": "1,234.5", "E4": "=cần kiểm tra", "E5": "=cần kiểm tra",
	} {
		a, err := sheets.ParseAddr(at)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if a.Row < len(list) && a.Col < len(list[a.Row]) {
			got = list[a.Row][a.Col]
		}
		if got != want {
			t.Errorf("%s shows %q, want %q", at, got, want)
		}
	}
	if own := shown("Tổng hợp"); own[0][0] != "TỔNG HỢP" || own[1][0] != "xem" {
		t.Errorf("our tab shows %v", own)
	}
}

// LibreOffice computes what the staff's formulas give over our cells: it shows
// last results otherwise, and those are of the time before us.
func TestLibreOfficeComputesOverOurs(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	last := func(at sheets.Addr, formula string) xlsx.DraftCell {
		return xlsx.DraftCell{At: at, Cell: sheets.Cell{Formula: formula, Value: sheets.NumberValue("0")}}
	}
	path := book(t, func(d *xlsx.DraftTab) {
		d.Cells = append(d.Cells, last(at("G1"), "SUM(D:D)"), last(at("H1"), "G1*2"), last(at("I1"), `IF(DS!E5="",1,2)`), last(at("J1"), "LEN(A5)"))
	})
	edit(t, path, func(f *excelize.File) error { // who is known to compute well is believed
		if err := f.SetAppProps(&excelize.AppProperties{Application: "Microsoft Excel", AppVersion: "16.0300"}); err != nil {
			return err
		}
		return nil
	})
	show := func() string {
		out := t.TempDir()
		libreOffice(t, "", "--convert-to", "csv", "--outdir", out, path)
		data, err := os.ReadFile(filepath.Join(out, "ds.csv"))
		if err != nil {
			t.Fatal(err)
		}
		line, _, _ := strings.Cut(string(data), "\n")
		return line
	}
	if got := show(); got != ",,,,,,0,0,0,0" {
		t.Fatalf("before us it shows %q; the last results were to be shown", got)
	}
	apply(t, path, overBook)
	if got := show(); got != ",,,,,,2469,4938,2,0" {
		t.Errorf("it shows %q, want our sum, twice that, 2, and the last result of what is not over ours", got)
	}
	apply(t, path, func(sheets.View) sheets.Annotations { return sheets.Annotations{} })
	if got := show(); got != ",,,,,,0,0,1,0" {
		t.Errorf("without us it shows %q", got)
	}
}

// A file that people saved in LibreOffice is known again: nothing is lost,
// and nothing has to be written.
func TestLibreOfficeSaves(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	path := annotated(t)
	before, err := xlsx.Open(path).Read(t.Context(), sheets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	libreOffice(t, "", "--convert-to", "xlsx", "--outdir", out, path)
	saved := filepath.Join(out, "so.xlsx")
	after, err := xlsx.Open(saved).Read(t.Context(), sheets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(after.Snapshot().Tabs()); n != 2 {
		t.Errorf("%d tabs of the staff's, want 2", n)
	}
	old, now := before.Snapshot().TabTitled(draftTab), after.Snapshot().TabTitled(draftTab)
	for row := range max(old.Rows(), now.Rows()) {
		for col := range max(old.Cols(), now.Cols()) {
			a, b := old.Cell(row, col), now.Cell(row, col)
			if a.Formula == "" && a.Value.Kind() != sheets.Bool && a.Value != b.Value {
				t.Errorf("%v was %v and is %v", sheets.Addr{Row: row, Col: col}, a, b)
			}
		}
	}
	if steps := apply(t, saved, overDraft); len(steps) > 0 {
		t.Errorf("a pass has %d steps, the first: %+v", len(steps), steps[0])
	}
}

// staffMacro does to the file what people do: insert and delete rows, insert
// columns, cut one of our columns and insert it within the table, copy our
// tab, rename tabs.
const staffMacro = `
Sub Main
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  doc = StarDesktop.loadComponentFromURL("%[1]s", "_blank", 0, hidden())
  s = doc.Sheets.getByIndex(0)
  s.Rows.insertByIndex(0, 2)
  s.Rows.removeByIndex(0, 1)
  s.Columns.insertByIndex(1, 1)
  s.Columns.insertByIndex(3, 1)
  Dim from As New com.sun.star.table.CellRangeAddress
  from.Sheet = 0
  from.StartColumn = 6
  from.EndColumn = 6
  from.StartRow = 0
  from.EndRow = 1048575
  Dim target As New com.sun.star.table.CellAddress
  target.Sheet = 0
  target.Column = 3
  target.Row = 0
  s.moveRange(target, from)
  s.Columns.removeByIndex(6, 1)
  s.Name = "Danh mục mới"
  doc.Sheets.copyByName("Tổng hợp", "Bản lưu tháng 1", 0)
  Dim filter(0) As New com.sun.star.beans.PropertyValue
  filter(0).Name = "FilterName"
  filter(0).Value = "Calc MS Excel 2007 XML"
  doc.storeToURL("%[2]s", filter())
  doc.close(True)
End Sub
`

// What is ours is found again after people worked in LibreOffice.
func TestLibreOfficeStaff(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	path := annotated(t)
	edited := filepath.Join(t.TempDir(), "so2.xlsx")
	libreOffice(t, fmt.Sprintf(staffMacro, fileURL(path), fileURL(edited)), "vnd.sun.star.script:Standard.Module1.Main?language=Basic&location=application")
	if _, err := os.Stat(edited); err != nil {
		t.Fatal("LibreOffice saved nothing:", err)
	}
	v, err := xlsx.Open(edited).Read(t.Context(), sheets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for _, tab := range v.Snapshot().Tabs() {
		titles = append(titles, tab.Title())
		for row := range tab.Rows() {
			for col, c := range tab.Row(row) {
				if s := c.Value.String(); tab.Title() == "Danh mục mới" && (s == "Cảnh báo" || s == "Vốn còn thiếu" || s == "=cần kiểm tra") {
					t.Errorf("%v of the snapshot holds %q, which is ours", sheets.Addr{Row: row, Col: col}, s)
				}
			}
		}
	}
	if got := strings.Join(titles, ", "); got != "Bản lưu tháng 1, Danh mục mới, Trống" {
		t.Errorf("tabs of the staff's: %s", got)
	}
	// The list has moved one row down, and now ends in column E.
	steps := apply(t, edited, func(v sheets.View) sheets.Annotations {
		return listOver(v, "Danh mục mới", sheets.Range{Top: 3, Bottom: 4, Right: 5})
	})
	for _, s := range steps { // the copy's mark goes, and links follow the new name
		if s.Tab == "Danh mục mới" {
			t.Errorf("the list did not show all that it is to show: %+v", s)
		}
	}
	for _, tab := range look(t, edited) {
		if tab.Title == "Danh mục mới" {
			if got := tab.Cells[at("D4")].Value.String(); got != "Cảnh báo" {
				t.Errorf("D4 shows %q, want the column of ours that people moved there", got)
			}
		}
	}
}
