package xlsx

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"rasoat/sheets"
)

// look is how a cell of ours looks. The zero look is text of 12 points.
type look struct {
	Bold, Italic, Underline bool
	Verbatim                bool // a text is no formula, whatever it begins with
	Wrap, Border            bool
	Align, VAlign           string  // "" for the program's choice
	Indent                  int     // in steps of about a character
	Fill, Color             string  // RRGGBB, "" for none
	Size                    float64 // in points, 0 for 12
	Format                  string  // number format pattern
}

// fontName is what Vietnamese offices write in (Decree 30/2020, annex I).
const fontName = "Times New Roman"

// Fills that are light enough to be printed and read in grey.
const (
	fillHeader  = "D9E1F2"
	fillOurs    = "FFF2CC" // the header of a column of ours in a tab of theirs
	fillTotal   = "EDEDED"
	fillError   = "F8CBAD"
	fillWarning = "FFE699"
	fillNotice  = "DDEBF7"
	colorQuiet  = "7F7F7F"
	colorLink   = "0563C1"
)

// lookOf says how a cell of a tab of ours looks.
func lookOf(c sheets.OwnCell) look {
	l := look{Format: c.Format, VAlign: "center"}
	switch c.Style {
	case sheets.StyleTitle:
		l.Bold, l.Size = true, 14
	case sheets.StyleSubtitle:
		l.Italic, l.Size, l.Color = true, 11, colorQuiet
	case sheets.StyleParagraph:
		l.Wrap, l.VAlign = true, "top"
	case sheets.StyleHeading:
		l.Bold = true
	case sheets.StyleHeader:
		l.Bold, l.Wrap, l.Border, l.Align, l.Fill = true, true, true, "center", fillHeader
	case sheets.StyleBody:
		l.Wrap, l.Border = true, true
	case sheets.StyleTotal:
		l.Bold, l.Wrap, l.Border, l.Fill = true, true, true, fillTotal
	case sheets.StyleError:
		l.Wrap, l.Border, l.Fill = true, true, fillError
	case sheets.StyleWarning:
		l.Wrap, l.Border, l.Fill = true, true, fillWarning
	case sheets.StyleNotice:
		l.Wrap, l.Border, l.Fill = true, true, fillNotice
	}
	if c.Link != (sheets.Link{}) {
		l.Underline, l.Color = true, colorLink
	}
	return l
}

// columnHead and columnCell are how a column of ours looks in a tab of the
// staff's. Its cells have neither border nor fill, so that one left blank
// looks like any blank cell.
func columnHead() look {
	return look{Bold: true, Italic: true, Wrap: true, Border: true, Align: "center", VAlign: "center", Fill: fillOurs, Size: 11}
}

func columnCell(v sheets.Value, format string) look {
	if v.Kind() == sheets.Number {
		l := look{VAlign: "center", Size: 11}
		if !strings.EqualFold(format, "General") {
			l.Format = format
		}
		return l
	}
	// Small, from the top: where a row is too low for a text it is the end
	// that is hidden. The indent keeps it apart from a number at its left.
	return look{VAlign: "top", Size: 10, Wrap: true, Align: "left", Indent: 1}
}

// styler adds styles to the styles part. It takes a style that is already
// there in the very same words, so that the part does not grow from pass to
// pass.
type styler struct {
	doc   []byte
	root  *node
	ids   map[overLook]int
	lists map[string]*styleList
}

// overLook is how a cell of ours looks that stands over a blank one of the
// staff's, or over none.
type overLook struct {
	look
	blank int // its style, or noBlank
}

// styleList is one list of the styles part, such as "fonts".
type styleList struct {
	node  *node
	items map[string]int // by their text
	count int
	added []string
}

func newStyler(doc []byte) (*styler, error) {
	root, err := parseTree(doc, 3)
	if err != nil {
		return nil, err
	}
	s := &styler{doc: doc, root: root, ids: map[overLook]int{}, lists: map[string]*styleList{}}
	for _, n := range root.children {
		l := &styleList{node: n, items: map[string]int{}, count: len(n.children)}
		for i, c := range n.children {
			text := string(doc[c.start:c.end])
			if _, ok := l.items[text]; !ok {
				l.items[text] = i
			}
		}
		if _, twice := s.lists[n.name]; !twice {
			s.lists[n.name] = l
		}
	}
	for _, name := range []string{"fonts", "fills", "borders", "cellXfs"} {
		if s.lists[name] == nil || s.lists[name].count == 0 {
			return nil, fmt.Errorf("the styles part has no %s", name)
		}
	}
	return s, nil
}

// item returns the place of an item in its list, adding it where it is new.
func (s *styler) item(list, text string) int {
	l := s.lists[list]
	if i, ok := l.items[text]; ok {
		return i
	}
	i := l.count + len(l.added)
	l.items[text] = i
	l.added = append(l.added, text)
	return i
}

// id returns the cell style for the look.
func (s *styler) id(l look) int { return s.over(overLook{l, noBlank}) }

// over returns the cell style for the look over a blank cell.
func (s *styler) over(l overLook) int {
	if id, ok := s.ids[l]; ok {
		return id
	}
	x := s.root.prefix
	var font strings.Builder
	fmt.Fprintf(&font, "<%sfont>", x)
	for _, t := range []struct {
		on   bool
		name string
	}{{l.Bold, "b"}, {l.Italic, "i"}, {l.Underline, "u"}} {
		if t.on {
			fmt.Fprintf(&font, "<%s%s/>", x, t.name)
		}
	}
	size := l.Size
	if size == 0 {
		size = 12
	}
	color := l.Color
	if color == "" {
		color = "000000"
	}
	fmt.Fprintf(&font, `<%[1]ssz val="%[2]s"/><%[1]scolor rgb="FF%[3]s"/><%[1]sname val="%[4]s"/><%[1]sfamily val="1"/></%[1]sfont>`,
		x, strconv.FormatFloat(size, 'f', -1, 64), color, fontName)
	fontID := s.item("fonts", font.String())

	fillID, borderID := 0, 0
	if l.Fill != "" {
		fillID = s.item("fills", fmt.Sprintf(`<%[1]sfill><%[1]spatternFill patternType="solid"><%[1]sfgColor rgb="FF%[2]s"/><%[1]sbgColor indexed="64"/></%[1]spatternFill></%[1]sfill>`, x, l.Fill))
	}
	if l.Border {
		var b strings.Builder
		fmt.Fprintf(&b, "<%sborder>", x)
		for _, side := range []string{"left", "right", "top", "bottom"} {
			fmt.Fprintf(&b, `<%[1]s%[2]s style="thin"><%[1]scolor rgb="FF7F7F7F"/></%[1]s%[2]s>`, x, side)
		}
		fmt.Fprintf(&b, "<%[1]sdiagonal/></%[1]sborder>", x)
		borderID = s.item("borders", b.String())
	}
	var xf strings.Builder
	fmt.Fprintf(&xf, `<%sxf numFmtId="%d" fontId="%d" fillId="%d" borderId="%d"`, x, s.numFmt(l.Format), fontID, fillID, borderID)
	if c := s.lists["cellStyleXfs"]; c != nil && c.count > 0 {
		xf.WriteString(` xfId="0"`)
	}
	if l.Verbatim {
		xf.WriteString(` quotePrefix="1"`)
	}
	fmt.Fprintf(&xf, ` applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><%salignment`, x)
	if l.Align != "" {
		fmt.Fprintf(&xf, ` horizontal="%s"`, l.Align)
	}
	if l.VAlign != "" {
		fmt.Fprintf(&xf, ` vertical="%s"`, l.VAlign)
	}
	if l.Wrap {
		xf.WriteString(` wrapText="1"`)
	}
	if l.Indent > 0 {
		fmt.Fprintf(&xf, ` indent="%d"`, l.Indent)
	}
	fmt.Fprintf(&xf, "/>%s</%sxf>", overXML(x, l.blank), x)
	id := s.item("cellXfs", xf.String())
	s.ids[l] = id
	return id
}

// firstCustomFormat is the first id free for formats of a workbook's own.
const firstCustomFormat = 164

func (s *styler) numFmt(pattern string) int {
	if pattern == "" || strings.EqualFold(pattern, "General") {
		return 0
	}
	for id := 1; id <= 49; id++ {
		// 14 and 22 are shown by the reader's country, 5 to 8 and 37 to 44 by
		// its currency: these are spelt out.
		if p, ok := builtin[id]; ok && p == pattern && id != 14 && id != 22 && (id < 5 || id > 8) && (id < 37 || id > 44) {
			return id
		}
	}
	l := s.lists["numFmts"]
	if l == nil {
		l = &styleList{items: map[string]int{}}
		s.lists["numFmts"] = l
	}
	next := firstCustomFormat
	if l.node != nil {
		for _, c := range l.node.children {
			id, _ := strconv.Atoi(c.attr("numFmtId"))
			if c.attr("formatCode") == pattern {
				return id
			}
			next = max(next, id+1)
		}
	}
	if i, ok := l.items["added "+pattern]; ok {
		return i
	}
	id := next + len(l.added)
	l.items["added "+pattern] = id
	l.added = append(l.added, fmt.Sprintf(`<%snumFmt numFmtId="%d" formatCode="%s"/>`, s.root.prefix, id, xmlAttr(pattern)))
	return id
}

// bytes returns the styles part with what was added.
func (s *styler) bytes() ([]byte, error) {
	var cuts []cut
	for _, name := range slices.Sorted(maps.Keys(s.lists)) {
		l := s.lists[name]
		if len(l.added) == 0 {
			continue
		}
		text := strings.Join(l.added, "")
		if l.node == nil { // numFmts, which comes first
			cuts = append(cuts, cut{s.root.inner, s.root.inner,
				fmt.Sprintf(`<%[1]s%[2]s count="%[3]d">%[4]s</%[1]s%[2]s>`, s.root.prefix, name, len(l.added), text)})
			continue
		}
		l.node.set("count", strconv.Itoa(l.count+len(l.added)))
		if l.node.selfClosed() {
			cuts = append(cuts, l.node.appendTo(text))
			continue
		}
		cuts = append(cuts, l.node.retag(), l.node.appendTo(text))
	}
	return splice(s.doc, cuts)
}
