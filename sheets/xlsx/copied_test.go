package xlsx_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rasoat/sheets"
)

// A tab of ours that people copied for the record is theirs, also when ours
// goes later.
func TestCopiedTab(t *testing.T) {
	path := book(t, nil)
	apply(t, path, overBook)
	copyTab(t, path, "Tổng hợp", "Tổng hợp tháng 1")
	steps := apply(t, path, overBook)
	if len(steps) != 1 || steps[0].Tab != "Tổng hợp tháng 1" {
		t.Errorf("steps: %+v; only the copy's mark is to go", steps)
	}
	edit(t, path, func(f *excelize.File) error { return f.DeleteSheet("Tổng hợp") })
	apply(t, path, func(v sheets.View) sheets.Annotations {
		if v.Snapshot().TabTitled("Tổng hợp tháng 1") == nil {
			t.Error("the copy is not in the snapshot")
		}
		a := overBook(v)
		a.Tabs[0].Rows[0][0].Value = sheets.TextValue("TỔNG HỢP THÁNG 2")
		return a
	})
	shows(t, path, "Tổng hợp tháng 1", map[string]string{"A1": "TỔNG HỢP"})
	shows(t, path, "Tổng hợp", map[string]string{"A1": "TỔNG HỢP THÁNG 2"})
}

// copyTab copies a tab as Excel does, names of the tab's scope included.
func copyTab(t *testing.T, path, title, copied string) {
	t.Helper()
	edit(t, path, func(f *excelize.File) error {
		to, err := f.NewSheet(copied)
		if err != nil {
			return err
		}
		from, err := f.GetSheetIndex(title)
		if err != nil {
			return err
		}
		if err := f.CopySheet(from, to); err != nil {
			return err
		}
		names := f.WorkBook.DefinedNames
		for _, n := range names.DefinedName {
			if n.LocalSheetID != nil && *n.LocalSheetID == from {
				n.LocalSheetID = &to
				n.Data = strings.ReplaceAll(n.Data, "'"+title+"'!", "'"+copied+"'!")
				names.DefinedName = append(names.DefinedName, n)
			}
		}
		return nil
	})
}

// A tab of theirs that people copied for the record is theirs as it stands,
// our columns and what was typed there included; ours go on in the tab that
// kept the title.
func TestCopiedTabOfTheirs(t *testing.T) {
	ours := map[string]string{"D4": "Vốn còn thiếu", "E4": "Cảnh báo", "E5": "=cần kiểm tra", "F4": ""}
	record := map[string]string{"D4": "Vốn còn thiếu", "D6": "1,234.5", "E5": "đã xử lý"}
	for name, rename := range map[string]func(f *excelize.File) error{
		"the copy has the new title": func(f *excelize.File) error { return nil },
		"the copy goes on, and the first is put away": func(f *excelize.File) error {
			if err := f.SetCellStr("DS", "E5", "đã xử lý"); err != nil {
				return err
			}
			if err := f.SetCellStr("Tháng1", "E5", "=cần kiểm tra"); err != nil {
				return err
			}
			for _, title := range [][2]string{{"DS", "x"}, {"Tháng1", "DS"}, {"x", "Tháng1"}} {
				if err := f.SetSheetName(title[0], title[1]); err != nil {
					return err
				}
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := book(t, nil)
			apply(t, path, overBook)
			copyTab(t, path, "DS", "Tháng1")
			edit(t, path, func(f *excelize.File) error { return f.SetCellStr("Tháng1", "E5", "đã xử lý") })
			edit(t, path, rename)
			apply(t, path, overBook)
			shows(t, path, "DS", ours)
			shows(t, path, "Tháng1", record)
			if steps := apply(t, path, overBook); len(steps) > 0 {
				t.Errorf("a second pass has steps: %+v", steps)
			}
		})
	}
}

// A renamed tab and a new one of its old title are two lists of their own.
func TestTitleTakenOver(t *testing.T) {
	path := book(t, nil)
	apply(t, path, overBook)
	edit(t, path, func(f *excelize.File) error {
		if err := f.SetSheetName("DS", "DS cũ"); err != nil {
			return err
		}
		if _, err := f.NewSheet("DS"); err != nil {
			return err
		}
		for _, a := range []string{"A4", "B4", "C4", "A5"} {
			if err := f.SetCellStr("DS", a, "x"); err != nil {
				return err
			}
		}
		return nil
	})
	both := func(v sheets.View) sheets.Annotations {
		a := listOver(v, "DS cũ", bookHeader)
		a.Lists = append(a.Lists, overBook(v).Lists...)
		return a
	}
	apply(t, path, both)
	for _, title := range []string{"DS", "DS cũ"} {
		shows(t, path, title, map[string]string{"D4": "Vốn còn thiếu", "E4": "Cảnh báo", "E5": "=cần kiểm tra", "F4": ""})
	}
	if steps := apply(t, path, both); len(steps) > 0 {
		t.Errorf("a second pass has steps: %+v", steps)
	}
}
