package xlsx

import (
	"encoding/xml"
	"strings"

	"rasoat/sheets"
)

// workbook is the workbook part: which tabs there are and which names are
// defined.
type workbook struct {
	part     string // the workbook part's name
	rels     map[string]relation
	date1904 bool
	active   int // the tab in front
	sheets   []wbSheet
	names    []wbName
	signed   bool // digitally
	strict   bool // of the Strict format: see strict.go
	manual   bool // formulas are computed only when people ask for it
}

// wbSheet is one tab as the workbook part lists it.
type wbSheet struct {
	id     string // the sheetId, which stays through renames and moves
	title  string
	part   string
	rid    string
	hidden bool
	grid   bool // false for chart sheets and the like, which have no cells
}

// wbName is one defined name.
type wbName struct {
	name    string
	comment string
	scope   int // the index of the tab that it belongs to, -1 for the workbook
	text    string
}

func readWorkbook(p *pack) (*workbook, error) {
	root, err := p.relations("")
	if err != nil {
		return nil, err
	}
	wb := &workbook{part: related(root, "officeDocument")}
	if wb.part == "" {
		return nil, fault(sheets.Invalid, "open", hintSaveAs, "this is a zip archive but no workbook")
	}
	data, err := p.read(wb.part)
	if err != nil {
		return nil, err
	}
	var doc struct {
		XMLName xml.Name
		Pr      struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Views []struct {
			ActiveTab int `xml:"activeTab,attr"`
		} `xml:"bookViews>workbookView"`
		Calc struct {
			Mode string `xml:"calcMode,attr"`
		} `xml:"calcPr"`
		Sheets []struct {
			Name    string `xml:"name,attr"`
			SheetID string `xml:"sheetId,attr"`
			RID     string `xml:"id,attr"`
			State   string `xml:"state,attr"`
		} `xml:"sheets>sheet"`
		Names []struct {
			Name    string `xml:"name,attr"`
			Comment string `xml:"comment,attr"`
			Scope   *int   `xml:"localSheetId,attr"`
			Text    string `xml:",chardata"`
		} `xml:"definedNames>definedName"`
	}
	if err := xml.Unmarshal(data, &doc); err != nil {
		return nil, damagedPart(wb.part, err)
	}
	if doc.XMLName.Local != "workbook" {
		return nil, fault(sheets.Invalid, "open", hintSaveAs, "this is an office file but no workbook")
	}
	if wb.rels, err = p.relations(wb.part); err != nil {
		return nil, err
	}
	wb.date1904 = xmlBool(doc.Pr.Date1904)
	if len(doc.Views) > 0 {
		wb.active = doc.Views[0].ActiveTab
	}
	ids := map[string]bool{}
	for _, s := range doc.Sheets {
		rel, ok := wb.rels[s.RID]
		if !ok || rel.external || !p.has(rel.target) {
			return nil, fault(sheets.Invalid, "open", hintDamaged, "the part that holds the tab %q is missing", s.Name)
		}
		if ids[s.SheetID] {
			return nil, fault(sheets.Invalid, "open", hintDamaged, "two tabs have the id %s", s.SheetID)
		}
		ids[s.SheetID] = true
		wb.sheets = append(wb.sheets, wbSheet{
			id: s.SheetID, title: s.Name, part: rel.target, rid: s.RID,
			hidden: s.State == "hidden" || s.State == "veryHidden",
			grid:   rel.kind == "worksheet",
		})
	}
	if len(wb.sheets) == 0 {
		return nil, fault(sheets.Invalid, "open", hintDamaged, "the workbook has no tab")
	}
	for _, n := range doc.Names {
		name := wbName{name: n.Name, comment: n.Comment, scope: -1, text: strings.TrimSpace(n.Text)}
		if n.Scope != nil && *n.Scope >= 0 && *n.Scope < len(wb.sheets) {
			name.scope = *n.Scope
		}
		wb.names = append(wb.names, name)
	}
	wb.signed = related(root, signatureOrigin) != "" || p.hasFolder("_xmlsignatures/")
	wb.strict = doc.XMLName.Space == nsStrict
	wb.manual = doc.Calc.Mode == "manual"
	return wb, nil
}

// hasFolder reports whether the container has a part below that folder.
func (p *pack) hasFolder(prefix string) bool {
	for key := range p.parts {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

func xmlBool(s string) bool { return s == "1" || s == "true" || s == "on" }

// sheetTitled returns the index of the tab of that name, compared as Excel
// does, without regard to case, or -1.
func (wb *workbook) sheetTitled(title string) int {
	for i, s := range wb.sheets {
		if strings.EqualFold(s.title, title) {
			return i
		}
	}
	return -1
}
