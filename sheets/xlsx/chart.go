package xlsx

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"rasoat/sheets"
)

// Types of relations and parts of charts.
const (
	typeDrawing = "application/vnd.openxmlformats-officedocument.drawing+xml"
	typeChart   = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
	relDrawing  = nsRel + "/drawing"
	relChart    = nsRel + "/chart"
	nsPackage   = "http://schemas.openxmlformats.org/package/2006/relationships"
	nsDraw      = "http://schemas.openxmlformats.org/drawingml/2006/main"
	nsChart     = "http://schemas.openxmlformats.org/drawingml/2006/chart"
	nsAnchor    = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
)

// The size of a chart, in EMU: 360,000 are a centimetre.
const (
	chartWidth  = 16 * 360_000
	chartFrame  = 3 * 360_000 // the height of all but the bars
	chartBar    = 360_000 * 8 / 10
	chartLowest = 6 * 360_000
)

// chartColors are those of the series, in order.
var chartColors = [...]string{"2F5597", "ED7D31", "7F7F7F", "A9D18E"}

// addCharts makes the drawing of a page: the relation of the tab's part to it,
// it, and its charts. title is the tab's.
func (r *renderer) addCharts(part, title string, p *page) {
	drawing := r.freeName("drawings/drawing%d.xml")
	r.put(relsName(part), r.relationsTo(relDrawing, drawing))
	var b strings.Builder
	b.WriteString(xmlTop + `<xdr:wsDr xmlns:xdr="` + nsAnchor + `" xmlns:a="` + nsDraw + `">`)
	var charts []string
	for i, c := range p.charts {
		bars := (c.Labels.Bottom - c.Labels.Top) * len(c.Values)
		fmt.Fprintf(&b, `<xdr:oneCellAnchor><xdr:from><xdr:col>%d</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>%d</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>`+
			`<xdr:ext cx="%d" cy="%d"/><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="%d" name="%s" descr="%s"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>`+
			`<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="%s"><c:chart xmlns:c="%[8]s" xmlns:r="%s" r:id="rId%d"/></a:graphicData></a:graphic>`+
			`</xdr:graphicFrame><xdr:clientData/></xdr:oneCellAnchor>`,
			c.At.Col, c.At.Row, chartWidth, max(chartLowest, chartFrame+bars*chartBar), i+2, xmlAttr(c.ID), xmlAttr(c.Title), nsChart, nsRel, i+1)
		name := r.freeName("charts/chart%d.xml")
		r.put(name, []byte(r.state.wb.inNames(p.chartXML(c, title))))
		r.newTypes = append(r.newTypes, override(name, typeChart))
		charts = append(charts, name)
	}
	b.WriteString("</xdr:wsDr>")
	r.put(drawing, []byte(r.state.wb.inNames(b.String())))
	r.put(relsName(drawing), r.relationsTo(relChart, charts...))
	r.newTypes = append(r.newTypes, override(drawing, typeDrawing))
}

// relationsTo is a part that relates to others, as rId1 and so on.
func (r *renderer) relationsTo(typ string, targets ...string) []byte {
	var b strings.Builder
	b.WriteString(xmlTop + `<Relationships xmlns="` + nsPackage + `">`)
	for i, t := range targets {
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s" Target="/%s"/>`, i+1, r.state.wb.inNames(typ), xmlAttr(t))
	}
	b.WriteString("</Relationships>")
	return []byte(b.String())
}

// freeName returns a name for a new part beside the workbook's, from a pattern
// with a number.
func (r *renderer) freeName(pattern string) string {
	for n := 1; ; n++ {
		name := r.beside(fmt.Sprintf(pattern, n))
		if _, taken := r.changed[name]; !taken && !r.pack.has(name) && !r.typed(name) {
			return name
		}
	}
}

// typed reports whether the types of the parts already name that part, which need
// not be there.
func (r *renderer) typed(name string) bool {
	if r.types == nil {
		r.types = map[string]bool{}
		doc, err := r.pack.read("[Content_Types].xml")
		if err != nil {
			return false // said where it is changed
		}
		root, err := parseTree(doc, 2)
		if err != nil {
			return false
		}
		for _, n := range root.children {
			if n.name == "Override" {
				r.types[partKey(n.attr("PartName"))] = true
			}
		}
	}
	return r.types[partKey(name)]
}

// dropDrawing leaves out the drawing of a tab of ours, whoever saved it last,
// with its charts; but not where any other part relates to one of them.
func (r *renderer) dropDrawing(part string) {
	mine := map[string]bool{partKey(part): true}
	var names []string
	sound := true
	var walk func(string)
	walk = func(from string) {
		rels, err := r.pack.relations(from)
		sound = sound && err == nil
		for _, rel := range rels {
			key := partKey(rel.target)
			if rel.external || mine[key] || !slices.Contains([]string{"drawing", "chart", "chartStyle", "chartColorStyle"}, rel.kind) {
				continue
			}
			mine[key] = true
			names = append(names, rel.target)
			walk(rel.target)
		}
	}
	walk(part)
	if len(names) == 0 {
		return
	}
	for _, f := range r.pack.zip.File {
		dir, base := path.Split(f.Name)
		owner, isRels := strings.CutSuffix(base, ".rels")
		if from := path.Join(path.Dir(path.Clean(dir)), owner); isRels && !mine[partKey(from)] {
			rels, err := r.pack.relations(from)
			sound = sound && err == nil
			for _, rel := range rels {
				sound = sound && (rel.external || partKey(rel.target) == partKey(part) || !mine[partKey(rel.target)])
			}
		}
	}
	if !sound {
		return
	}
	for _, name := range names {
		r.dropped[partKey(name)] = true
		r.dropped[partKey(relsName(name))] = true
	}
}

// chartXML is the part of a chart of the page, with the values that it shows
// until somebody computes.
func (p *page) chartXML(c sheets.Chart, title string) string {
	var b strings.Builder
	text := func(size int, bold string) string {
		return fmt.Sprintf(`<a:defRPr sz="%d" b="%s"><a:latin typeface="%s"/></a:defRPr>`, size*100, bold, fontName)
	}
	props := `<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>` + text(10, "0") + `</a:pPr><a:endParaRPr lang="vi-VN"/></a:p></c:txPr>`
	b.WriteString(xmlTop + `<c:chartSpace xmlns:c="` + nsChart + `" xmlns:a="` + nsDraw + `" xmlns:r="` + nsRel + `"><c:roundedCorners val="0"/><c:chart>`)
	fmt.Fprintf(&b, `<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr>%s</a:pPr><a:r><a:rPr lang="vi-VN" sz="1200" b="1"><a:latin typeface="%s"/></a:rPr><a:t>%s</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>`,
		text(12, "1"), fontName, xmlText(c.Title))
	b.WriteString(`<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/><c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>`)
	for i, v := range c.Values {
		fmt.Fprintf(&b, `<c:ser><c:idx val="%d"/><c:order val="%[1]d"/>`, i)
		if i < len(c.Names) {
			fmt.Fprintf(&b, `<c:tx><c:v>%s</c:v></c:tx>`, xmlText(c.Names[i]))
		}
		fmt.Fprintf(&b, `<c:spPr><a:solidFill><a:srgbClr val="%s"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/>`, chartColors[i%len(chartColors)])
		b.WriteString(`<c:dLbls>` + props + `<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>`)
		b.WriteString(`<c:cat><c:strRef>` + p.cached(c.Labels, title, "strCache") + `</c:strRef></c:cat><c:val><c:numRef>` + p.cached(v, title, "numCache") + `</c:numRef></c:val></c:ser>`)
	}
	b.WriteString(`<c:gapWidth val="60"/><c:axId val="1"/><c:axId val="2"/></c:barChart>`)
	// The first name stands on top, and names keep clear of bars below zero.
	b.WriteString(`<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/>` +
		`<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>` + props + `<c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx>`)
	b.WriteString(`<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/>` +
		`<c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D9D9D9"/></a:solidFill></a:ln></c:spPr></c:majorGridlines><c:numFmt formatCode="#,##0" sourceLinked="0"/>` +
		`<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>` + props + `<c:crossAx val="1"/><c:crosses val="max"/></c:valAx></c:plotArea>`)
	if len(c.Values) > 1 {
		b.WriteString(`<c:legend><c:legendPos val="b"/><c:overlay val="0"/>` + props + `</c:legend>`)
	}
	b.WriteString(`<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>`)
	return b.String()
}

// cached is a reference to a column of the page and what stands there.
func (p *page) cached(in sheets.Range, title, cache string) string {
	var points strings.Builder
	format := ""
	for r := max(0, in.Top); r < min(in.Bottom, len(p.rows)); r++ {
		for _, cell := range p.rows[r] {
			if cell.col != in.Left || cell.value.IsEmpty() || cache == "numCache" && cell.value.Kind() != sheets.Number {
				continue
			}
			fmt.Fprintf(&points, `<c:pt idx="%d"><c:v>%s</c:v></c:pt>`, r-in.Top, xmlText(cell.value.String()))
			format = cell.look.Format
		}
	}
	code := ""
	if cache == "numCache" {
		if format == "" {
			format = "General"
		}
		code = "<c:formatCode>" + xmlText(format) + "</c:formatCode>"
	}
	ref := fmt.Sprintf("%s!$%s$%d:$%s$%d", quoteTitle(title), sheets.ColName(in.Left), in.Top+1, sheets.ColName(in.Right-1), in.Bottom)
	return fmt.Sprintf(`<c:f>%s</c:f><c:%s>%s<c:ptCount val="%d"/>%s</c:%[2]s>`, xmlText(ref), cache, code, in.Bottom-in.Top, points.String())
}
