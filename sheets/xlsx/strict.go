package xlsx

import "strings"

// "Strict Open XML" workbooks (ISO/IEC 29500-1) hold the same elements as the
// usual, Transitional ones under other namespaces, and their relations have
// other types. Dates may stand in them as texts; numbers, as we write them, are
// theirs too.
const nsStrict = "http://purl.oclc.org/ooxml/spreadsheetml/main"

var strictNames = strings.NewReplacer(
	nsMain, nsStrict,
	nsRel, "http://purl.oclc.org/ooxml/officeDocument/relationships",
	nsDraw, "http://purl.oclc.org/ooxml/drawingml/main",
	nsChart, "http://purl.oclc.org/ooxml/drawingml/chart",
	nsAnchor, "http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing",
)

// inNames gives what is made by us alone the names of this workbook's format.
func (wb *workbook) inNames(s string) string {
	if wb.strict {
		return strictNames.Replace(s)
	}
	return s
}

// native is a part of ours with the namespaces of this workbook, which its root
// element declares.
func (wb *workbook) native(part []byte) []byte {
	if !wb.strict {
		return part
	}
	declaration, rest, _ := strings.Cut(string(part), "?>")
	root, rest, _ := strings.Cut(rest, ">")
	return []byte(declaration + "?>" + strictNames.Replace(root) + ">" + rest)
}
