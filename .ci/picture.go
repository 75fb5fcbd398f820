//go:build ignore

// Command picture prepares a copy of the demo workbook for the picture in the
// README: a few columns are hidden, so that what rasoat adds stands near what
// it speaks of, and the whole tab is put on one page.
//
//	go run .ci/picture.go IN.xlsx OUT.xlsx
package main

import (
	"log"
	"os"

	"github.com/xuri/excelize/v2"
)

func main() {
	if err := prepare(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func prepare(in, out string) error {
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
