package xlsx

import (
	"testing"

	"rasoat/sheets"
)

// Every column has its old width again when a column of ours is taken out,
// whatever the list of columns tells.
func TestWidthsComeBack(t *testing.T) {
	for name, cols := range map[string]string{
		"none":                   "",
		"its own":                `<cols><col min="2" max="2" width="10.109375" customWidth="1"/><col min="3" max="16384" width="8.89"/></cols>`,
		"its own, set by none":   `<cols><col min="1" max="1" width="20" customWidth="1"/><col min="2" max="2" width="7"/><col min="3" max="3" width="20" customWidth="1"/></cols>`,
		"in full words":          `<cols><col min="1" max="1" width="20" customWidth="true" collapsed="false"/><col min="2" max="4" width="7" bestFit="true" customWidth="true"/></cols>`,
		"fitted":                 `<cols><col min="2" max="3" width="7.5" bestFit="1" customWidth="1"/><col min="4" max="9" width="9" bestFit="1"/></cols>`,
		"that of all":            `<cols><col min="1" max="16384" width="9.5" style="1" customWidth="1"/></cols>`,
		"the usual, in a gap":    `<cols><col min="1" max="1" width="20"/><col min="3" max="16384" width="8.89"/></cols>`,
		"of two":                 `<cols><col min="1" max="2" width="20"/><col min="3" max="16384" width="8.89"/></cols>`,
		"as wide as those right": `<cols><col min="1" max="1" width="20"/><col min="2" max="16384" width="8.89"/></cols>`,
	} {
		t.Run(name, func(t *testing.T) {
			path := rawBook(cols + `<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row></sheetData>`).file(t)
			widths := func(v sheets.View) (all []colWidth) {
				facts := v.(*view).state.tabs[0].sheetFacts
				for col := range 20 {
					all = append(all, facts.width(col))
				}
				return all
			}
			v := mustRead(t, Open(path))
			before := widths(v)
			mustApply(t, v, note(v, sheets.TextValue("x: sai")))
			v = mustRead(t, Open(path))
			if got := widths(v)[1]; got.chars == "" || got == before[1] {
				t.Fatalf("our column is %q wide", got)
			}
			a := note(v, sheets.TextValue("x: sai"))
			a.Lists[0].Columns[0].Title = "Cảnh báo khác" // the mark is written anew
			mustApply(t, v, a)
			v = mustRead(t, Open(path))
			mustApply(t, v, sheets.Annotations{})
			for col, got := range widths(mustRead(t, Open(path))) {
				if got != before[col] {
					t.Errorf("column %s is %q wide, was %q", sheets.ColName(col), got, before[col])
				}
			}
		})
	}
}
