package xlsx

import (
	"strings"
	"testing"

	"rasoat/sheets"
)

// A part that is named among the types without being there is none of ours: its
// type is told once, and stays when ours go.
func TestPartsThatAreNotThere(t *testing.T) {
	types := override("xl/worksheets/sheet1.xml", typeWorksheet) + "<" + override("xl/styles.xml", typeStyles)
	original := rawBook(`<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row></sheetData>`).
		with("[Content_Types].xml", "</Types>", "<"+types+"</Types>")
	for name, r := range map[string]raw{
		"a tab":    original,
		"and more": original.without("xl/styles.xml").with("xl/_rels/workbook.xml.rels", `<Relationship Id="rId2" Type="`+relStyles+`" Target="/xl/styles.xml"/>`, ""),
	} {
		path := r.file(t)
		v := mustRead(t, Open(path))
		a := note(v, sheets.TextValue("sai"))
		a.Tabs = []sheets.OwnTab{{ID: "summary", Title: "Tổng hợp", Rows: []sheets.OwnRow{{{Value: sheets.TextValue("x")}}}}}
		mustApply(t, v, a)
		now := partOf(t, path, "[Content_Types].xml")
		for _, part := range []string{"/sheet1.xml", "/styles.xml"} {
			if n := strings.Count(now, part); n != 1 {
				t.Errorf("%s: %s is named %d times: %s", name, part, n, now)
			}
		}
		mustApply(t, mustRead(t, Open(path)), sheets.Annotations{})
		if now := partOf(t, path, "[Content_Types].xml"); !strings.HasPrefix(now, strings.TrimSuffix(r["[Content_Types].xml"], "</Types>")) {
			t.Errorf("%s: the types are %s", name, now)
		}
	}
}
