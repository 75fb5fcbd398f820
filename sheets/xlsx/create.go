package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"rasoat/sheets"
)

// Create makes a new workbook file. The same Draft always gives the same
// bytes. It refuses to overwrite a file (the error is [fs.ErrExist]), and
// leaves none behind when it fails.
func Create(path string, d Draft) error {
	data, err := d.Bytes()
	if err != nil {
		return &sheets.OpError{Class: sheets.Invalid, Op: "create", Where: path, Err: err}
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return createError(path, err)
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return createError(path, errors.Join(err, os.Remove(path)))
	}
	return nil
}

func createError(path string, err error) error {
	e := pathError("create", err)
	var op *sheets.OpError
	if errors.As(e, &op) {
		op.Where = path
		switch {
		case errors.Is(err, fs.ErrExist):
			op.Class, op.Err, op.Hint = sheets.Invalid, fs.ErrExist, "choose another name, or move the file away first"
		case errors.Is(err, fs.ErrNotExist):
			op.Err, op.Hint = errors.New("there is no such folder"), "make the folder first"
		}
	}
	return e
}

// draftTime is the time of making that new workbooks carry, so that the same
// draft gives the same bytes.
var draftTime = time.Date(2020, time.September, 1, 0, 0, 0, 0, time.UTC)

// baseStyles is the styles part of a workbook without any style but the
// usual one.
const baseStyles = xmlTop + `<styleSheet xmlns="` + nsMain + `">` +
	`<fonts count="1"><font><sz val="12"/><color rgb="FF000000"/><name val="` + fontName + `"/><family val="1"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>` +
	`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>` +
	`</styleSheet>`

// Bytes returns the workbook as the bytes of its file. The same Draft always
// gives the same ones.
func (d Draft) Bytes() ([]byte, error) {
	if len(d.Tabs) == 0 {
		return nil, errors.New("a workbook has at least one tab")
	}
	var tabs []newTab
	for _, t := range d.Tabs {
		if err := checkTitle(t.Title); err != nil {
			return nil, errors.Unwrap(err)
		}
		pg, err := t.page()
		if err != nil {
			return nil, fmt.Errorf("tab %q: %w", t.Title, err)
		}
		tabs = append(tabs, newTab{t.Title, pg, t.PrintArea, t.Repeat})
	}
	parts, err := newParts(tabs, `<calcPr fullCalcOnLoad="1"/>`)
	if err != nil {
		return nil, err
	}
	return packParts(append(parts, part{corePart, coreProperties("")}))
}

// newTab is one tab of a new workbook, laid out.
type newTab struct {
	title           string
	page            *page
	printed, repeat sheets.Range // see DraftTab
}

// part is one part of a new workbook.
type part struct {
	name string
	data []byte
}

// newParts returns the parts of a new workbook but for its core properties.
// calc says how it is computed.
func newParts(tabs []newTab, calc string) ([]part, error) {
	styles, err := newStyler([]byte(baseStyles))
	if err != nil {
		return nil, err
	}
	var types, rels, list, names strings.Builder
	var pages []part
	seen := map[string]bool{}
	for i, t := range tabs {
		if seen[strings.ToLower(t.title)] {
			return nil, fmt.Errorf("two tabs are called %q", t.title)
		}
		seen[strings.ToLower(t.title)] = true
		name := fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)
		pages = append(pages, part{name, t.page.encode(styles.id, false, i == 0)})
		types.WriteString("<" + override(name, typeWorksheet))
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s" Target="worksheets/sheet%d.xml"/>`, i+1, relWorksheet, i+1)
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, xmlAttr(t.title), i+1, i+1)
		if a := t.printed; !a.Empty() {
			fmt.Fprintf(&names, `<definedName name="_xlnm.Print_Area" localSheetId="%d">%s!$%s$%d:$%s$%d</definedName>`, i,
				xmlText(quoteTitle(t.title)), sheets.ColName(a.Left), a.Top+1, sheets.ColName(a.Right-1), a.Bottom)
		}
		if t.repeat.Bottom > t.repeat.Top {
			fmt.Fprintf(&names, `<definedName name="_xlnm.Print_Titles" localSheetId="%d">%s!$%d:$%d</definedName>`, i,
				xmlText(quoteTitle(t.title)), t.repeat.Top+1, t.repeat.Bottom)
		}
	}
	defined := ""
	if names.Len() > 0 {
		defined = "<definedNames>" + names.String() + "</definedNames>"
	}
	stylesPart, err := styles.bytes()
	if err != nil {
		return nil, err
	}
	return append([]part{
		{"[Content_Types].xml", []byte(xmlTop + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
			`<` + override("xl/styles.xml", typeStyles) +
			`<` + override(corePart, "application/vnd.openxmlformats-package.core-properties+xml") +
			types.String() + `</Types>`)},
		{"_rels/.rels", []byte(xmlTop + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId1" Type="` + nsRel + `/officeDocument" Target="xl/workbook.xml"/>` +
			`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="` + corePart + `"/>` +
			`</Relationships>`)},
		{"xl/workbook.xml", []byte(xmlTop + `<workbook xmlns="` + nsMain + `" xmlns:r="` + nsRel + `">` +
			`<bookViews><workbookView/></bookViews><sheets>` + list.String() + `</sheets>` + defined + calc + `</workbook>`)},
		{"xl/_rels/workbook.xml.rels", []byte(xmlTop + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			rels.String() + fmt.Sprintf(`<Relationship Id="rId%d" Type="%s" Target="styles.xml"/>`, len(tabs)+1, relStyles) + `</Relationships>`)},
		{"xl/styles.xml", stylesPart},
	}, pages...), nil
}

// corePart holds who made a workbook, when, and what identifies it.
const corePart = "docProps/core.xml"

// coreProperties returns that part, with an identifier where one is given.
func coreProperties(identifier string) []byte {
	stamp := draftTime.Format(time.RFC3339)
	if identifier != "" {
		identifier = `<dc:identifier xmlns:dc="http://purl.org/dc/elements/1.1/">` + xmlText(identifier) + `</dc:identifier>`
	}
	return []byte(xmlTop + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"` +
		` xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` + identifier +
		`<dcterms:created xsi:type="dcterms:W3CDTF">` + stamp + `</dcterms:created>` +
		`<dcterms:modified xsi:type="dcterms:W3CDTF">` + stamp + `</dcterms:modified></cp:coreProperties>`)
}

// packParts returns the file that holds the parts.
func packParts(parts []part) ([]byte, error) {
	var out bytes.Buffer
	zw := zip.NewWriter(&out)
	for _, p := range parts {
		if err := addPart(zw, p.name, p.data); err != nil {
			return nil, err
		}
	}
	if err := zw.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

var colorPattern = regexp.MustCompile(`^[0-9A-F]{6}$`)

// page lays the tab out.
func (t DraftTab) page() (*page, error) {
	pg := &page{
		widths: t.Widths, heights: t.RowHeights, freezeRows: t.FreezeRows, freezeCols: t.FreezeCols,
		landscape: t.Landscape, fitWidth: true, merges: t.Merges, margins: t.Margins, numbers: t.PageNumbers,
	}
	at := map[sheets.Addr]bool{}
	cells := slices.Clone(t.Cells)
	slices.SortStableFunc(cells, func(a, b DraftCell) int { return compareAddr(a.At, b.At) })
	for _, c := range cells {
		if c.At.Row < 0 || c.At.Row >= maxRows || c.At.Col < 0 || c.At.Col >= maxCols {
			return nil, fmt.Errorf("a cell outside every tab: row %d, column %d", c.At.Row+1, c.At.Col+1)
		}
		if at[c.At] {
			return nil, fmt.Errorf("the cell %v is there twice", c.At)
		}
		at[c.At] = true
		if v := c.Cell.Value; v.Kind() == sheets.Number && !v.IsDecimal() {
			return nil, fmt.Errorf("cell %v: number %q, a decimal text such as 1234.5 expected", c.At, v)
		}
		fill := strings.ToUpper(strings.TrimPrefix(c.Fill, "#"))
		if fill != "" && !colorPattern.MatchString(fill) {
			return nil, fmt.Errorf("cell %v: colour %q, a form like D9E1F2 expected", c.At, c.Fill)
		}
		if !slices.Contains([]string{"", "left", "center", "right"}, c.Align) {
			return nil, fmt.Errorf("cell %v: alignment %q, left, center or right expected", c.At, c.Align)
		}
		valign := c.VAlign
		if valign == "" {
			valign = "center"
		}
		if !slices.Contains([]string{"center", "top", "bottom"}, valign) {
			return nil, fmt.Errorf("cell %v: vertical alignment %q, top or bottom expected", c.At, c.VAlign)
		}
		value := c.Cell.Value
		if value.Kind() == sheets.Text {
			value = sheets.TextValue(cellText(value.String()))
		}
		for len(pg.rows) <= c.At.Row {
			pg.rows = append(pg.rows, nil)
		}
		pg.rows[c.At.Row] = append(pg.rows[c.At.Row], pageCell{
			col: c.At.Col, value: value, formula: strings.TrimPrefix(c.Cell.Formula, "="),
			look: look{
				Bold: c.Bold, Italic: c.Italic, Underline: c.Underline, Wrap: c.Wrap, Border: c.Border, Align: c.Align, VAlign: valign,
				Fill: fill, Size: c.Size, Format: c.Cell.Format, Verbatim: looksLikeFormula(value),
			},
		})
	}
	for row := range t.RowHeights {
		for len(pg.rows) <= row {
			pg.rows = append(pg.rows, nil)
		}
	}
	if t.FitRows {
		t.fitRows(pg)
	}
	pg.pages = t.fitHeight(pg)
	return pg, nil
}

// looksLikeFormula reports whether a program would take a text for a formula
// when somebody types it in.
func looksLikeFormula(v sheets.Value) bool {
	return v.Kind() == sheets.Text && strings.ContainsAny(v.String()[:min(1, len(v.String()))], "=+-@'")
}

// fitRows sets the heights of the rows that hold wrapped texts.
func (t DraftTab) fitRows(pg *page) {
	heights := maps.Clone(t.RowHeights)
	if heights == nil {
		heights = map[int]float64{}
	}
	for row, cells := range pg.rows {
		if _, set := t.RowHeights[row]; set {
			continue
		}
		for _, c := range cells {
			if !c.look.Wrap || c.value.Kind() != sheets.Text {
				continue
			}
			right := c.col + 1
			for _, m := range t.Merges {
				if m.Contains(sheets.Addr{Row: row, Col: c.col}) {
					right = m.Right
				}
			}
			width := 0.0
			for col := c.col; col < right; col++ {
				width += t.width(col)
			}
			heights[row] = max(heights[row], textHeight(c.value.String(), width, c.look))
		}
	}
	pg.heights = heights
}

// usualWidth is the width of a column for which none is named, in characters.
const usualWidth = 8.43
