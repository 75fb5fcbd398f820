package xlsx

import (
	"os"
	"strings"
	"testing"

	"rasoat/sheets"
)

// strictly is the workbook in the Strict format.
func strictly(r raw) raw {
	r = r.with("xl/workbook.xml", "<workbook ", `<workbook conformance="strict" `)
	for part := range r {
		r[part] = strictNames.Replace(r[part])
	}
	return r
}

// A Strict workbook is written into as it is: nothing of the other format comes
// into it, and it can be left again.
func TestStrict(t *testing.T) {
	for name, book := range map[string]raw{"with styles": strictly(table("x")), "without": strictly(table("x").
		with("xl/_rels/workbook.xml.rels", `<Relationship Id="rId2" Type="`+relStyles+`" Target="/xl/styles.xml"/>`, "").without("xl/styles.xml"))} {
		t.Run(name, func(t *testing.T) {
			path := book.file(t)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			v := mustRead(t, Open(path))
			a := note(v, sheets.TextValue("x: sai"))
			a.Tabs = []sheets.OwnTab{{ID: "summary", Title: "Tổng hợp", Rows: []sheets.OwnRow{{{Value: sheets.TextValue("Tổng cộng")}, {Value: sheets.NumberValue("1700")}}},
				Charts: []sheets.Chart{{ID: "gap", Title: "Còn thiếu", Labels: sheets.Range{Bottom: 1, Right: 1}, Values: []sheets.Range{{Left: 1, Bottom: 1, Right: 2}}, Names: []string{"Tỷ đồng"}, At: sheets.Addr{Col: 3}}}}}
			mustApply(t, v, a)
			ProveFile(t, before, path)
			written, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			after := unpackAll(t, written)
			for _, name := range after.names {
				text := after.text(t, name)
				if strings.Contains(text, "http://schemas.openxmlformats.org/spreadsheetml") || strings.Contains(text, "http://schemas.openxmlformats.org/drawingml") || strings.Contains(text, "http://schemas.openxmlformats.org/officeDocument") {
					t.Errorf("%s is of the other format in places:\n%s", name, text)
				}
			}
			v = mustRead(t, Open(path))
			if s := mustPropose(t, v, a).Steps(); len(s) > 0 {
				t.Errorf("a second pass has steps: %+v", s)
			}
			mustApply(t, v, sheets.Annotations{})
			ProveFile(t, written, path)
			if left := mustRead(t, Open(path)).(*view).state; len(left.columns)+len(left.ownTabs) > 0 {
				t.Error("something of ours is left")
			}
		})
	}
}
