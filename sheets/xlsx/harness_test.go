package xlsx_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rasoat/sheets"
	"rasoat/sheets/sheetstest"
	"rasoat/sheets/xlsx"
)

func TestConformance(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	sheetstest.Run(t, func(t *testing.T) sheetstest.Harness {
		return &harness{t: t, path: filepath.Join(t.TempDir(), "Theo dõi dự án.xlsx")}
	})
}

// harness is a workbook file whose people work with excelize, another reader
// and writer than the one under test.
type harness struct {
	t     *testing.T
	path  string
	saved func() // called after each save of theirs, where set
}

func (h *harness) Start(content []sheetstest.Tab) {
	var d xlsx.Draft
	for _, tab := range content {
		dt := xlsx.DraftTab{Title: tab.Title, Merges: tab.Merges, Widths: []float64{6, 12, 40}}
		for at, c := range tab.Cells {
			dt.Cells = append(dt.Cells, xlsx.DraftCell{At: at, Cell: c, Bold: at.Row < 5, Border: at.Col%2 == 0, Wrap: true})
		}
		d.Tabs = append(d.Tabs, dt)
	}
	h.must(xlsx.Create(h.path, d))
	h.edit(func(f *excelize.File) {
		f.GetDefinedName() // loads the workbook part
		for i, tab := range content {
			if tab.Hidden { // without loading the tab, which excelize would write anew
				f.WorkBook.Sheets.Sheet[i].State = "hidden"
			}
		}
	})
}

func (h *harness) Book() sheets.Book { return xlsx.Proven(h.t, h.path) }

func (h *harness) Version() string { return version(h.t, h.path) }

// version tells one write of a file from another.
func version(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x %v %v", sha256.Sum256(data), info.ModTime(), info.Sys())
}

func (h *harness) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// edit opens the file, lets somebody work on it, and saves it.
func (h *harness) edit(fn func(f *excelize.File)) {
	h.t.Helper()
	f, err := excelize.OpenFile(h.path)
	h.must(err)
	fn(f)
	h.must(f.Save())
	h.must(f.Close())
	if h.saved != nil {
		h.saved()
	}
}

func (h *harness) Look() []sheetstest.Tab {
	machinery := h.Machinery()
	return slices.DeleteFunc(look(h.t, h.path), func(t sheetstest.Tab) bool { return slices.Contains(machinery, t.Title) })
}

func (h *harness) Machinery() []string {
	f, err := excelize.OpenFile(h.path)
	h.must(err)
	defer f.Close()
	var titles []string
	for _, n := range f.GetDefinedName() {
		if strings.HasPrefix(n.Name, "_rasoat.tab._") {
			titles = append(titles, n.Scope)
		}
	}
	return titles
}

// look reads a file with excelize.
func look(t *testing.T, path string) []sheetstest.Tab {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var tabs []sheetstest.Tab
	for _, title := range f.GetSheetList() {
		tabs = append(tabs, lookTab(t, f, title))
	}
	return tabs
}

func lookTab(t *testing.T, f *excelize.File, title string) sheetstest.Tab {
	t.Helper()
	tab := sheetstest.Tab{Title: title, Cells: map[sheets.Addr]sheets.Cell{}, Looks: map[sheets.Addr]string{}}
	visible, err := f.GetSheetVisible(title)
	if err != nil {
		t.Fatal(err)
	}
	tab.Hidden = !visible
	rows, err := f.GetRows(title)
	if err != nil {
		t.Fatal(err)
	}
	cols := 20
	for _, row := range rows {
		cols = max(cols, len(row)+2)
	}
	for r := range len(rows) + 3 {
		for c := range cols {
			at := sheets.Addr{Row: r, Col: c}
			cell, style := lookCell(t, f, title, at.String())
			if cell.Formula != "" || !cell.Value.IsEmpty() {
				tab.Cells[at] = cell
				tab.Looks[at] = style
			}
		}
	}
	merges, err := f.GetMergeCells(title)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range merges {
		r, err := sheets.ParseRange(m.GetStartAxis() + ":" + m.GetEndAxis())
		if err != nil {
			t.Fatal(err)
		}
		tab.Merges = append(tab.Merges, r)
		for at := range tab.Cells { // excelize tells a merged value for each cell
			if r.Contains(at) && (at.Row != r.Top || at.Col != r.Left) {
				delete(tab.Cells, at)
				delete(tab.Looks, at)
			}
		}
	}
	return tab
}

var formatOf = map[int]string{0: "", 1: "0", 3: "#,##0", 4: "#,##0.00", 14: "dd/mm/yyyy"}

func lookCell(t *testing.T, f *excelize.File, title, at string) (sheets.Cell, string) {
	t.Helper()
	value, err := f.GetCellValue(title, at, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	formula, err := f.GetCellFormula(title, at)
	if err != nil {
		t.Fatal(err)
	}
	kind, err := f.GetCellType(title, at)
	if err != nil {
		t.Fatal(err)
	}
	var c sheets.Cell
	c.Formula = formula
	switch {
	case value == "":
	case kind == excelize.CellTypeBool:
		c.Value = sheets.BoolValue(value == "1" || value == "TRUE")
	case kind == excelize.CellTypeError:
		c.Value = sheets.ErrorValue(value)
	case kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber:
		c.Value = sheets.NumberValue(value)
	default:
		c.Value = sheets.TextValue(value)
	}
	id, err := f.GetCellStyle(title, at)
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	c.Format = formatOf[style.NumFmt]
	if style.CustomNumFmt != nil {
		c.Format = *style.CustomNumFmt
	}
	words, err := json.Marshal([]any{style.Font, style.Fill, style.Border, style.Alignment})
	if err != nil {
		t.Fatal(err)
	}
	return c, string(words)
}

func (h *harness) Set(tab string, at sheets.Addr, c sheets.Cell) {
	h.edit(func(f *excelize.File) { h.set(f, tab, at, c) })
}

func (h *harness) set(f *excelize.File, tab string, at sheets.Addr, c sheets.Cell) {
	h.t.Helper()
	name := at.String()
	var err error
	switch {
	case c.Formula != "":
		err = f.SetCellFormula(tab, name, c.Formula)
	case c.Value.Kind() == sheets.Text:
		err = f.SetCellStr(tab, name, c.Value.String())
	case c.Value.Kind() == sheets.Bool:
		err = f.SetCellBool(tab, name, c.Value.String() == "TRUE")
	default:
		err = f.SetCellDefault(tab, name, c.Value.String())
	}
	h.must(err)
}

func (h *harness) InsertRow(tab string, row int) {
	h.shape(tab, func(f *excelize.File) error { return f.InsertRows(tab, row+1, 1) },
		func(a sheets.Addr) (sheets.Addr, bool) {
			if a.Row >= row {
				a.Row++
			}
			return a, true
		})
}

func (h *harness) DeleteRow(tab string, row int) {
	h.shape(tab, func(f *excelize.File) error { return f.RemoveRow(tab, row+1) },
		func(a sheets.Addr) (sheets.Addr, bool) {
			if a.Row > row {
				a.Row--
			}
			return a, true
		})
}

func (h *harness) InsertColumn(tab string, col int) {
	h.shape(tab, func(f *excelize.File) error { return f.InsertCols(tab, sheets.ColName(col), 1) },
		func(a sheets.Addr) (sheets.Addr, bool) {
			if a.Col >= col {
				a.Col++
			}
			return a, true
		})
}

func (h *harness) DeleteColumn(tab string, col int) {
	h.shape(tab, func(f *excelize.File) error { return f.RemoveCol(tab, sheets.ColName(col)) },
		func(a sheets.Addr) (sheets.Addr, bool) {
			if a.Col == col {
				return a, false
			}
			if a.Col > col {
				a.Col--
			}
			return a, true
		})
}

func (h *harness) MoveColumn(tab string, from, before int) {
	old := h.Look()
	moved := map[sheets.Addr]sheets.Cell{}
	for _, t := range old {
		if t.Title == tab {
			for at, c := range t.Cells {
				if at.Col == from {
					moved[at] = c
				}
			}
		}
	}
	h.shape(tab, func(f *excelize.File) error {
		h.must(f.InsertCols(tab, sheets.ColName(before), 1))
		now := from
		if from >= before {
			now++
		}
		for at, c := range moved {
			style, err := f.GetCellStyle(tab, sheets.Addr{Row: at.Row, Col: now}.String())
			h.must(err)
			at.Col = before
			h.set(f, tab, at, c)
			h.must(f.SetCellStyle(tab, at.String(), at.String(), style))
		}
		return f.RemoveCol(tab, sheets.ColName(now))
	}, func(a sheets.Addr) (sheets.Addr, bool) {
		switch {
		case a.Col == from && from >= before:
			a.Col = before
		case a.Col == from:
			a.Col = before - 1
		case from >= before && a.Col >= before && a.Col < from:
			a.Col++
		case from < before && a.Col > from && a.Col < before:
			a.Col--
		}
		return a, true
	})
}

var corner = regexp.MustCompile(`\$([A-Z]+)\$([0-9]+)`)

// shape carries out an edit that moves cells, and lets the defined names
// follow as Excel does: excelize loses some of them.
func (h *harness) shape(tab string, do func(*excelize.File) error, move func(sheets.Addr) (sheets.Addr, bool)) {
	h.edit(func(f *excelize.File) {
		old := f.GetDefinedName()
		h.must(do(f))
		for i, n := range old {
			sheet, cells, ok := strings.Cut(n.RefersTo, "!")
			if !ok || strings.Trim(strings.ReplaceAll(sheet, "''", "'"), "'") != strings.Trim(tab, "'") {
				continue
			}
			lost := false
			cells = corner.ReplaceAllStringFunc(cells, func(s string) string {
				at, err := sheets.ParseAddr(s)
				h.must(err)
				to, ok := move(at)
				lost = lost || !ok
				return "$" + sheets.ColName(to.Col) + "$" + strconv.Itoa(to.Row+1)
			})
			if lost {
				cells = "#REF!"
			}
			f.WorkBook.DefinedNames.DefinedName[i].Data = sheet + "!" + cells
		}
	})
}

func (h *harness) Sort(tab string, block sheets.Range, by int) {
	h.edit(func(f *excelize.File) {
		type row struct {
			cells  []sheets.Cell
			styles []int
		}
		var rows []row
		for r := block.Top; r < block.Bottom; r++ {
			var line row
			for c := block.Left; c < block.Right; c++ {
				at := sheets.Addr{Row: r, Col: c}.String()
				cell, _ := lookCell(h.t, f, tab, at)
				style, err := f.GetCellStyle(tab, at)
				h.must(err)
				line.cells = append(line.cells, cell)
				line.styles = append(line.styles, style)
			}
			rows = append(rows, line)
		}
		slices.SortStableFunc(rows, func(a, b row) int {
			return strings.Compare(b.cells[by-block.Left].Value.String(), a.cells[by-block.Left].Value.String())
		})
		for i, line := range rows {
			for k := range line.cells {
				at := sheets.Addr{Row: block.Top + i, Col: block.Left + k}
				h.set(f, tab, at, line.cells[k])
				h.must(f.SetCellStyle(tab, at.String(), at.String(), line.styles[k]))
			}
		}
	})
}

func (h *harness) RenameTab(from, to string) {
	h.edit(func(f *excelize.File) {
		h.must(f.SetSheetName(from, to))
		// excelize rewrites only unquoted names.
		for i, n := range f.WorkBook.DefinedNames.DefinedName {
			quote := func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
			f.WorkBook.DefinedNames.DefinedName[i].Data = strings.ReplaceAll(n.Data, quote(from)+"!", quote(to)+"!")
		}
	})
}

func (h *harness) AddTab(title string) {
	h.edit(func(f *excelize.File) {
		_, err := f.NewSheet(title)
		h.must(err)
	})
}

func (h *harness) DeleteTab(title string) {
	h.edit(func(f *excelize.File) { h.must(f.DeleteSheet(title)) })
}
