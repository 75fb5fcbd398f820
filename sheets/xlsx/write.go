package xlsx

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"rasoat/sheets"
)

// Types of relations and parts that we add.
const (
	typeWorksheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
	typeStyles    = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
	relWorksheet  = nsRel + "/worksheet"
	relStyles     = nsRel + "/styles"
)

// render writes the file with the edit carried out, and returns what the tabs
// that were changed hold in it. st must be what the container holds. Parts that
// the edit does not concern are copied as they are, byte for byte and still
// packed.
func (e *edit) render(to io.Writer, p *pack, st *state) (*shownTabs, error) {
	r := &renderer{edit: e, pack: p, state: st, changed: map[string][]byte{}, patches: map[string]patch{}, dropped: map[string]bool{}, partName: map[int]string{}, lostTypes: map[string]bool{},
		shown: &shownTabs{seed: maphash.MakeSeed(), tabs: map[int]*shownTab{}}}
	if err := r.run(); err != nil {
		return nil, err
	}
	return r.shown, r.zip(to)
}

// renderer carries out one edit.
type renderer struct {
	edit       *edit
	pack       *pack
	state      *state
	styles     *styler
	stylesName string            // the part
	formats    *formats          // of the cells that are written
	changed    map[string][]byte // parts with their new content, by the name in the container
	patches    map[string]patch  // parts that are changed while they are packed, by the name in the container
	shown      *shownTabs
	dropped    map[string]bool // parts to leave out, by key
	added      []string        // names of parts that are new, in order

	partName map[int]string  // parts of new tabs, by their place in edit.tabs
	lastRel  int             // the number of the newest relation
	newRels  []string        // relation elements to add to the workbook's
	newTypes []string        // content types to add, without their prefix
	cutRels  []string        // ids of relations to take out
	types    map[string]bool // the parts, by key, that have a type of their own; nil before it is asked
	// lostTypes are the extensions that no part has any more, without a dot.
	lostTypes map[string]bool
}

// unsafePart says that the file is put together in a way that we cannot write.
func unsafePart(part string, err error) error {
	return fault(sheets.Denied, "write", "open it in Excel or LibreOffice and save it once, which puts it in order",
		"the part %s cannot be changed safely: %w", part, err)
}

func (r *renderer) run() error {
	if err := r.openStyles(); err != nil {
		return err
	}
	for i := range r.state.wb.sheets {
		if err := r.staffTab(i); err != nil {
			return err
		}
	}
	for k, t := range r.edit.tabs {
		if err := r.ownTab(k, t); err != nil {
			return err
		}
	}
	if r.edit.dropChain {
		r.dropPart("calcChain")
	}
	if r.edit.unsign {
		if err := r.dropSignature(); err != nil {
			return err
		}
	}
	styles, err := r.styles.bytes()
	if err != nil {
		return err
	}
	r.put(r.stylesName, styles)
	if r.formats, err = parseFormats(r.stylesName, styles); err != nil {
		return err
	}
	for _, step := range []func() error{r.workbook, r.relations, r.contentTypes} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// put sets the new content of a part. One that stays the same is not changed.
func (r *renderer) put(name string, data []byte) {
	if f, ok := r.pack.parts[partKey(name)]; ok {
		if old, err := r.pack.read(name); err == nil && bytes.Equal(old, data) {
			return
		}
		r.changed[f.Name] = data
		return
	}
	if _, again := r.changed[name]; !again {
		r.added = append(r.added, name)
	}
	r.changed[name] = data
}

// dropPart leaves out the workbook's part of that kind.
func (r *renderer) dropPart(kind string) {
	for id, rel := range r.state.wb.rels {
		if rel.kind == kind && !rel.external {
			r.dropped[partKey(rel.target)] = true
			r.cutRels = append(r.cutRels, id)
		}
	}
}

// beside returns the name of a part in the workbook's own folder.
func (r *renderer) beside(name string) string { return path.Join(path.Dir(r.state.wb.part), name) }

func (r *renderer) stylesPart() string {
	if part := related(r.state.wb.rels, "styles"); part != "" {
		return part
	}
	if name := r.beside("styles.xml"); !r.typed(name) {
		return name
	}
	return r.freeName("styles%d.xml")
}

func (r *renderer) openStyles() error {
	r.stylesName = r.stylesPart()
	part := r.stylesName
	doc := r.state.wb.native([]byte(baseStyles))
	if r.pack.has(part) {
		var err error
		if doc, err = r.pack.read(part); err != nil {
			return err
		}
	} else {
		r.addRel(relStyles, part)
		r.newTypes = append(r.newTypes, override(part, typeStyles))
	}
	var err error
	if r.styles, err = newStyler(doc); err != nil {
		return unsafePart(part, err)
	}
	return nil
}

// staffTab writes our cells in one tab of the staff's.
func (r *renderer) staffTab(i int) error {
	cells, widths := r.edit.cells[i], r.edit.widths[i]
	stale := r.edit.stale[i]
	held := &r.state.tabs[i].rules
	rules := rulesPatch{rulesEdit: r.edit.rules[i], ours: held.ours(), lists: held.lists, count: held.count}
	if len(cells) == 0 && len(widths) == 0 && len(stale) == 0 && !rules.changes() {
		return nil
	}
	part := r.state.wb.sheets[i].part
	ours := r.ours(i)
	what := sheetPatch{cells: cells, widths: widths, before: r.edit.before[i], stale: stale, ours: ours, seed: r.shown.seed, rules: rules,
		orderly: r.state.tabs[i].orderly, over: r.state.formats.over}
	type inColumn struct {
		look *look
		col  int32
	}
	styles := map[inColumn]map[int]int{} // by the style of the blank cell below
	for _, c := range cells {            // in this order, whatever the order of the parts
		at := inColumn{c.look, c.col}
		if styles[at] != nil || c.clears() {
			continue
		}
		usual := r.styles.id(*c.look)
		styles[at] = map[int]int{noBlank: usual}
		for _, blank := range r.state.tabs[i].blanks.in(int(c.col)) {
			if blank != usual { // else it is what is left of one of ours
				styles[at][blank] = r.styles.over(overLook{*c.look, blank})
			}
		}
	}
	what.stored = func(c cellEdit, blank int) newCell {
		if c.clears() {
			return newCell{clear: blank == noBlank, style: max(blank, 0)}
		}
		n := newCell{value: storedValue(*c.value, c.look.Format, r.state.wb.date1904)}
		all, known := styles[inColumn{c.look, c.col}], false
		if n.style, known = all[blank]; !known {
			n.style = all[noBlank]
		}
		return n
	}
	shown := &shownTab{ours: ours, rules: rules.after()}
	r.shown.tabs[i] = shown
	f := r.pack.parts[partKey(part)]
	r.patches[f.Name] = patch{shown, func(w io.Writer) error {
		old, err := f.Open()
		if err != nil {
			return damagedPart(part, err)
		}
		defer old.Close()
		ahead := readAhead(old, f.UncompressedSize64)
		defer ahead.Close()
		sum, err := patchSheet(w, ahead, what)
		if err != nil {
			return unsafePart(part, err)
		}
		shown.before = sum
		return nil
	}}
	return nil
}

// reader returns what reads cells as they are in the new file.
func (r *renderer) reader() *sheetReader {
	return &sheetReader{strings: r.state.strings, formats: r.formats, date1904: r.state.wb.date1904}
}

// ours tells what is ours in a tab of the staff's once it is written.
func (r *renderer) ours(i int) ourCells {
	ours := ourCells{}
	for _, c := range r.state.columns {
		if c.sheet == i && !r.edit.dropName[c.name] {
			ours[c.col] = c.top
		}
	}
	for _, n := range r.edit.addNames {
		if n.scope != i {
			continue
		}
		if sheet, at, ok := parseRef(r.state.wb, n.text); ok && sheet == i {
			ours[at.Left] = at.Top
		}
	}
	return ours
}

// ownTab makes, rewrites or takes out a tab of ours.
func (r *renderer) ownTab(k int, t tabEdit) error {
	if t.sheet < 0 {
		part := r.freeName("worksheets/sheet%d.xml")
		r.partName[k] = part
		r.put(part, r.state.wb.native(t.page.encode(r.styleOf(t.page), r.state.wb.date1904, false)))
		r.newTypes = append(r.newTypes, override(part, typeWorksheet))
		if len(t.page.charts) > 0 {
			r.addCharts(part, t.title, t.page)
		}
		return nil
	}
	s := r.state.wb.sheets[t.sheet]
	r.dropDrawing(s.part)
	r.dropped[partKey(relsName(s.part))] = true // what people put on our tab goes
	if t.page != nil {
		r.put(s.part, r.state.wb.native(t.page.encode(r.styleOf(t.page), r.state.wb.date1904, r.state.wb.active == t.sheet)))
		if len(t.page.charts) > 0 {
			delete(r.dropped, partKey(relsName(s.part)))
			r.addCharts(s.part, s.title, t.page)
		}
		return nil
	}
	r.dropped[partKey(s.part)] = true
	r.cutRels = append(r.cutRels, s.rid)
	return nil
}

// styleOf gives the cell styles of the looks of a page.
func (r *renderer) styleOf(p *page) func(look) int {
	if p.hidden {
		return func(look) int { return 0 }
	}
	return r.styles.id
}

// addRel plans a relation of the workbook and returns its id.
func (r *renderer) addRel(typ, part string) string {
	id := ""
	for taken := true; taken; _, taken = r.state.wb.rels[id] {
		r.lastRel++
		id = "rId" + strconv.Itoa(r.lastRel)
	}
	r.newRels = append(r.newRels, fmt.Sprintf(`Relationship Id="%s" Type="%s" Target="/%s"/>`, id, r.state.wb.inNames(typ), xmlAttr(part)))
	return id
}

func override(part, typ string) string {
	return fmt.Sprintf(`Override PartName="/%s" ContentType="%s"/>`, xmlAttr(part), typ)
}

// relations changes the relations of the workbook part.
func (r *renderer) relations() error {
	name := relsName(r.state.wb.part)
	return r.patchList(name, r.newRels, func(n *node) bool { return slices.Contains(r.cutRels, n.attr("Id")) })
}

func (r *renderer) contentTypes() error {
	return r.patchList("[Content_Types].xml", r.newTypes, func(n *node) bool {
		return n.name == "Override" && r.dropped[partKey(n.attr("PartName"))] || n.name == "Default" && r.lostTypes[strings.ToLower(n.attr("Extension"))]
	})
}

// patchList takes elements out of a flat part and adds others at its end.
func (r *renderer) patchList(name string, add []string, drop func(*node) bool) error {
	doc, err := r.pack.read(name)
	if err != nil {
		return err
	}
	root, err := parseTree(doc, 2)
	if err != nil {
		return unsafePart(name, err)
	}
	var cuts []cut
	for _, n := range root.children {
		if drop(n) {
			cuts = append(cuts, n.remove())
		}
	}
	if len(add) > 0 {
		open := "<" + root.prefix
		cuts = append(cuts, root.appendTo(open+strings.Join(add, open)))
	}
	if doc, err = splice(doc, cuts); err != nil {
		return unsafePart(name, err)
	}
	r.put(name, doc)
	return nil
}
