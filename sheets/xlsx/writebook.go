package xlsx

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rasoat/sheets"
)

// workbook changes the workbook part: the list of tabs, the defined names and
// the wish that formulas be computed on opening.
func (r *renderer) workbook() error {
	wb := r.state.wb
	doc, err := r.pack.read(wb.part)
	if err != nil {
		return err
	}
	root, err := parseTree(doc, 3)
	if err != nil {
		return unsafePart(wb.part, err)
	}
	list := root.child("sheets")
	if list == nil || len(list.children) != len(wb.sheets) {
		return unsafePart(wb.part, fmt.Errorf("the list of tabs is not as expected"))
	}
	var cuts []cut
	gone := map[int]bool{}
	names := slices.Clone(r.edit.addNames)
	var added strings.Builder
	scope := len(wb.sheets)
	nextID := 0
	for _, s := range wb.sheets {
		id, _ := strconv.Atoi(s.id)
		nextID = max(nextID, id)
	}
	for k, t := range r.edit.tabs {
		switch {
		case t.page == nil:
			gone[t.sheet] = true
			cuts = append(cuts, list.children[t.sheet].remove())
			continue
		case t.sheet < 0:
			nextID++
			like := list.children[0]
			hidden := ""
			if t.page.hidden {
				hidden = ` state="veryHidden"`
			}
			fmt.Fprintf(&added, `<%ssheet%s name="%s" sheetId="%d"%s %s="%s"/>`, like.prefix, like.declarations(), xmlAttr(t.title), nextID, hidden,
				ridName(like), r.addRel(relWorksheet, r.partName[k]))
			names = append(names, t.names(scope, t.title)...)
			scope++
		default:
			names = append(names, t.names(t.sheet, wb.sheets[t.sheet].title)...)
			if len(t.page.charts) > 0 {
				for i, n := range wb.names {
					if n.scope == t.sheet && strings.EqualFold(n.name, printArea) {
						r.edit.dropName[i] = true
					}
				}
			}
		}
	}
	if added.Len() > 0 {
		cuts = append(cuts, list.appendTo(added.String()))
	}
	cuts = append(cuts, r.definedNames(root, names, gone)...)
	cuts = append(cuts, recalculate(root))
	cuts = append(cuts, activeTabs(root, gone)...)
	if doc, err = splice(doc, cuts); err != nil {
		return unsafePart(wb.part, err)
	}
	r.put(wb.part, doc)
	return nil
}

// printArea is the name of what is printed of a tab.
const printArea = "_xlnm.Print_Area"

// names returns the names of a tab of ours: its mark, and the area to print
// where a chart beside it would make the print small.
func (t tabEdit) names(scope int, title string) []wbName {
	names := []wbName{{name: tabPrefix + t.id, scope: scope, text: tabMark{print: t.page.print(), title: title}.text()}}
	if r := t.page.area(); len(t.page.charts) > 0 && !r.Empty() {
		names = append(names, wbName{name: printArea, scope: scope,
			text: fmt.Sprintf("%s!$A$1:$%s$%d", quoteTitle(title), sheets.ColName(r.Right-1), r.Bottom)})
	}
	return names
}

// ridName returns the name of the attribute that holds a tab's relation, with
// the prefix that the file uses.
func ridName(sheet *node) string {
	for _, a := range sheet.attrs {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Name.Space + ":id"
		}
	}
	return "r:id"
}

// definedNames drops and adds names. A name of a tab's scope counts the tabs,
// so names behind a tab that goes are renumbered.
func (r *renderer) definedNames(root *node, add []wbName, gone map[int]bool) []cut {
	place := func(scope int) int {
		n := scope
		for g := range gone {
			if g < scope {
				n--
			}
		}
		return n
	}
	var text strings.Builder
	for _, n := range add {
		fmt.Fprintf(&text, `<%sdefinedName name="%s"`, root.prefix, n.name)
		if n.comment != "" {
			fmt.Fprintf(&text, ` comment="%s"`, xmlAttr(n.comment))
		}
		if n.scope >= 0 {
			fmt.Fprintf(&text, ` localSheetId="%d"`, place(n.scope))
		}
		if n.name != printArea {
			text.WriteString(` hidden="1"`)
		}
		fmt.Fprintf(&text, `>%s</%sdefinedName>`, xmlText(n.text), root.prefix)
	}
	names := root.child("definedNames")
	if names == nil {
		if text.Len() == 0 {
			return nil
		}
		var after *node
		for _, c := range root.children {
			if c.name == "sheets" || c.name == "functionGroups" || c.name == "externalReferences" {
				after = c
			}
		}
		return []cut{{after.end, after.end, fmt.Sprintf("<%[1]sdefinedNames>%[2]s</%[1]sdefinedNames>", root.prefix, text.String())}}
	}
	var cuts []cut
	left := 0
	for i, n := range names.children {
		scope := -1
		if s := n.attr("localSheetId"); s != "" {
			scope, _ = strconv.Atoi(s)
		}
		switch {
		case r.edit.dropName[i] || gone[scope]:
			cuts = append(cuts, n.remove())
			continue
		case scope >= 0 && place(scope) != scope:
			n.set("localSheetId", strconv.Itoa(place(scope)))
			cuts = append(cuts, n.retag())
		}
		left++
	}
	if left == 0 && text.Len() == 0 {
		return []cut{names.remove()}
	}
	if text.Len() > 0 {
		cuts = append(cuts, names.appendTo(text.String()))
	}
	return cuts
}

// recalculate asks the program that opens the file to compute all formulas.
func recalculate(root *node) cut {
	if calc := root.child("calcPr"); calc != nil {
		calc.set("fullCalcOnLoad", "1")
		return calc.retag()
	}
	var after *node
	for _, c := range root.children {
		switch c.name {
		case "sheets", "functionGroups", "externalReferences", "definedNames":
			after = c
		}
	}
	return cut{after.end, after.end, fmt.Sprintf(`<%scalcPr fullCalcOnLoad="1"/>`, root.prefix)}
}

// activeTabs renumbers the tab in front where tabs before it go.
func activeTabs(root *node, gone map[int]bool) []cut {
	views := root.child("bookViews")
	if views == nil || len(gone) == 0 {
		return nil
	}
	var cuts []cut
	for _, v := range views.children {
		changed := false
		for _, name := range []string{"activeTab", "firstSheet"} {
			n, err := strconv.Atoi(v.attr(name))
			if err != nil {
				continue
			}
			to := n
			for g := range gone {
				if g < n {
					to--
				}
			}
			if gone[n] {
				to = 0
			}
			if to != n {
				v.set(name, strconv.Itoa(to))
				changed = true
			}
		}
		if changed {
			cuts = append(cuts, v.retag())
		}
	}
	return cuts
}
