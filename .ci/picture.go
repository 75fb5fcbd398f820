//go:build ignore

// Command picture prepares copies of the demo workbook for the pictures in the
// README. With hide, a few columns are hidden, so that what rasoat adds stands
// near what it speaks of, and the whole tab is put on one page. With spoil, so
// many projects get a deadline that cannot be read.
//
//	picture hide IN.xlsx OUT.xlsx
//	picture spoil IN.xlsx OUT.xlsx N
package main

import (
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

func main() {
	run := func() error { return hide(os.Args[2], os.Args[3]) }
	if os.Args[1] == "spoil" {
		run = func() error {
			n, err := strconv.Atoi(os.Args[4])
			if err != nil {
				return err
			}
			return spoil(os.Args[2], os.Args[3], n)
		}
	}
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func spoil(in, out string, n int) error {
	f, err := excelize.OpenFile(in)
	if err != nil {
		return err
	}
	defer f.Close()
	tab := f.GetSheetList()[0]
	rows, err := f.GetRows(tab)
	if err != nil {
		return err
	}
	for i, row := range rows {
		if n > 0 && len(row) > 1 && strings.HasPrefix(row[1], "CNTT-") {
			if err := f.SetCellValue(tab, fmt.Sprintf("R%d", i+1), "sau Tết"); err != nil {
				return err
			}
			n--
		}
	}
	return f.SaveAs(out)
}

func hide(in, out string) error {
	f, err := excelize.OpenFile(in)
	if err != nil {
		return err
	}
	defer f.Close()
	tab := f.GetSheetList()[0]
	for _, name := range f.GetDefinedName() {
		if name.Name == "_xlnm.Print_Area" || name.Name == "_xlnm.Print_Titles" {
			if err := f.DeleteDefinedName(&name); err != nil {
				return err
			}
		}
	}
	for _, columns := range []string{"E:F", "I:L", "N:P", "S:T"} {
		if err := f.SetColVisible(tab, columns, false); err != nil {
			return err
		}
	}
	one, zero, yes, size := 1, 0, true, 8 // 8 is A3
	for _, other := range f.GetSheetList()[1:] {
		if err := f.SetSheetVisible(other, false); err != nil {
			return err
		}
	}
	if err := f.SetPageLayout(tab, &excelize.PageLayoutOptions{Size: &size, FitToWidth: &one, FitToHeight: &zero}); err != nil {
		return err
	}
	if err := f.SetSheetProps(tab, &excelize.SheetPropsOptions{FitToPage: &yes}); err != nil {
		return err
	}
	return f.SaveAs(out)
}
