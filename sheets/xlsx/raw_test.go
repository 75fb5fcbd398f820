package xlsx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rasoat/sheets"
)

// raw is a workbook given part by part, as no library would write it.
type raw map[string]string

// rawBook is the least there is of a workbook, with the sheet data of its one
// tab.
func rawBook(sheetData string) raw {
	return raw{
		"[Content_Types].xml": xmlTop + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
		"_rels/.rels": xmlTop + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId1" Type="` + nsRel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": xmlTop + `<workbook xmlns="` + nsMain + `" xmlns:r="` + nsRel + `"><workbookPr/>` +
			`<sheets><sheet name="Danh mục" sheetId="7" r:id="rId9"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": xmlTop + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId9" Type="` + relWorksheet + `" Target="worksheets/first.xml"/>` +
			`<Relationship Id="rId2" Type="` + relStyles + `" Target="/xl/styles.xml"/>` +
			`<Relationship Id="rId3" Type="` + nsRel + `/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/styles.xml": xmlTop + `<styleSheet xmlns="` + nsMain + `"><numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.0"/></numFmts>` +
			`<fonts count="1"><font><sz val="11"/></font></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>` +
			`<cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="3" applyNumberFormat="1"/><xf numFmtId="49"/></cellXfs></styleSheet>`,
		"xl/sharedStrings.xml": xmlTop + `<sst xmlns="` + nsMain + `"><si><t>Mã</t></si><si><t xml:space="preserve">  hai dấu cách </t></si>` +
			`<si><r><t>đậm </t></r><r><rPr><b/></rPr><t xml:space="preserve">và thường</t></r><rPh sb="0" eb="1"><t>đọc</t></rPh></si>` +
			`<si><t>a_x000D_b _x005F_x000A_ _xD83D__xDE00_</t></si><si><t/></si></sst>`,
		"xl/worksheets/first.xml": xmlTop + `<worksheet xmlns="` + nsMain + `">` + sheetData + `</worksheet>`,
	}
}

// bytes packs the parts.
func (r raw) bytes(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(r)) {
		if err := addPart(zw, name, []byte(r[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// file writes the workbook into a folder of its own.
func (r raw) file(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "Theo dõi.xlsx")
	if err := os.WriteFile(path, r.bytes(t), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// with returns the workbook with a piece of a part replaced.
func (r raw) with(part, old, now string) raw {
	c := maps.Clone(r)
	if !strings.Contains(c[part], old) {
		panic(fmt.Sprintf("%s holds no %q", part, old))
	}
	c[part] = strings.ReplaceAll(c[part], old, now)
	return c
}

func (r raw) without(part string) raw {
	c := maps.Clone(r)
	delete(c, part)
	return c
}

func readRaw(t *testing.T, r raw) *state {
	t.Helper()
	st, err := parse(r.bytes(t), sheets.Scope{}, DefaultMaxUnpacked)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// show writes a cell as "kind value {formula} [format]".
func show(c sheets.Cell) string {
	s := c.Value.Kind().String() + " " + c.Value.String()
	if c.Formula != "" {
		s += " {" + c.Formula + "}"
	}
	if c.Format != "" {
		s += " [" + c.Format + "]"
	}
	return s
}

func TestReadCells(t *testing.T) {
	for name, tc := range map[string]struct{ cells, at, want string }{
		"number as stored":             {`<row r="1"><c r="A1"><v>1.1000000000000001</v></c></row>`, "A1", "number 1.1000000000000001"},
		"more digits than a float":     {`<row r="1"><c r="A1" t="n"><v>12345678901234567890.12</v></c></row>`, "A1", "number 12345678901234567890.12"},
		"exponent":                     {`<row r="1"><c r="A1"><v>1.2E+05</v></c></row>`, "A1", "number 1.2E+05"},
		"trailing zeros":               {`<row r="1"><c r="A1"><v>1.50</v></c></row>`, "A1", "number 1.50"},
		"number among white space":     {"<row r=\"1\"><c r=\"A1\"><v>\n 5 </v></c></row>", "A1", "number 5"},
		"shared string":                {`<row r="1"><c r="A1" t="s"><v>0</v></c></row>`, "A1", "text Mã"},
		"spaces around":                {`<row r="1"><c r="A1" t="s"><v>1</v></c></row>`, "A1", "text   hai dấu cách "},
		"rich text":                    {`<row r="1"><c r="A1" t="s"><v>2</v></c></row>`, "A1", "text đậm và thường"},
		"escapes":                      {`<row r="1"><c r="A1" t="s"><v>3</v></c></row>`, "A1", "text a\rb _x000A_ 😀"},
		"shared string of no length":   {`<row r="1"><c r="A1" t="s"><v>4</v></c></row>`, "A1", "text "},
		"inline string":                {`<row r="1"><c r="A1" t="inlineStr"><is><t>=1+1</t></is></c></row>`, "A1", "text =1+1"},
		"inline rich string":           {`<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>`, "A1", "text ab"},
		"CDATA":                        {`<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[<a> & b]]></t></is></c></row>`, "A1", "text <a> & b"},
		"apostrophe is part of text":   {`<row r="1"><c r="A1" t="inlineStr"><is><t>'007</t></is></c></row>`, "A1", "text '007"},
		"truth":                        {`<row r="1"><c r="A1" t="b"><v>1</v></c></row>`, "A1", "bool TRUE"},
		"error":                        {`<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>`, "A1", "error #DIV/0! {1/0}"},
		"formula with number":          {`<row r="1"><c r="A1" s="2"><f>SUM(B1:B9)</f><v>41.5</v></c></row>`, "A1", "number 41.5 {SUM(B1:B9)} [#,##0.0]"},
		"formula with text":            {`<row r="1"><c r="A1" t="str"><f>B1&amp;"x"</f><v>x</v></c></row>`, "A1", `text x {B1&"x"}`},
		"formula with empty text":      {`<row r="1"><c r="A1" t="str"><f>""</f><v></v></c></row>`, "A1", `text  {""}`},
		"formula never computed":       {`<row r="1"><c r="A1"><f>B1+1</f></c></row>`, "A1", "empty  {B1+1}"},
		"formula with empty value":     {`<row r="1"><c r="A1"><f>B1+1</f><v></v></c></row>`, "A1", "empty  {B1+1}"},
		"text formula never computed":  {`<row r="1"><c r="A1" t="str"><f>B1</f></c></row>`, "A1", "empty  {B1}"},
		"array formula":                {`<row r="1"><c r="A1"><f t="array" ref="A1:A2">B1:B2*2</f><v>4</v></c></row>`, "A1", "number 4 {B1:B2*2}"},
		"shared formula":               {`<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*C$1</f><v>2</v></c></row><row r="3"><c r="A3"><f t="shared" si="0"/><v>6</v></c></row>`, "A3", "number 6 {B3*C$1}"},
		"shared formula told later":    {`<row r="1"><c r="A1"><f t="shared" si="0"/><v>2</v></c><c r="B1"><f t="shared" ref="A1:B1" si="0">C1</f><v>1</v></c></row>`, "A1", "number 2 {B1}"},
		"shared formula without first": {`<row r="1"><c r="A1"><f t="shared" si="5"/><v>2</v></c></row>`, "A1", "number 2"},
		"short date":                   {`<row r="1"><c r="A1" s="1"><v>44196</v></c></row>`, "A1", "number 44196 [dd/mm/yyyy]"},
		"built-in format":              {`<row r="1"><c r="A1" s="3"><v>1000</v></c></row>`, "A1", "number 1000 [#,##0]"},
		"text format":                  {`<row r="1"><c r="A1" s="4"><v>7</v></c></row>`, "A1", "number 7 [@]"},
		"style that is not there":      {`<row r="1"><c r="A1" s="99"><v>7</v></c></row>`, "A1", "number 7"},
		"ISO date":                     {`<row r="1"><c r="A1" t="d"><v>2020-12-31T12:00:00</v></c></row>`, "A1", "number 44196.5 [dd/mm/yyyy]"},
		"text without a type":          {`<row r="1"><c r="A1"><v>chưa rõ</v></c></row>`, "A1", "text chưa rõ"},
		"rows without numbers":         {`<row><c><v>1</v></c></row><row><c/><c><v>2</v></c></row>`, "B2", "number 2"},
		"rows out of order":            {`<row r="2"><c r="B2"><v>2</v></c><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>3</v></c></row>`, "A2", "number 1"},
		"unknown elements":             {`<x/><row r="1"><y/><c r="A1"><z>8</z><v>1</v></c></row>`, "A1", "number 1"},
		"styled blank":                 {`<row r="1"><c r="A1" s="2"/></row>`, "A1", "empty "},
		"last cell there is":           {`<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`, "XFD1048576", "number 1"},
	} {
		t.Run(name, func(t *testing.T) {
			at, err := sheets.ParseAddr(tc.at)
			if err != nil {
				t.Fatal(err)
			}
			for form, book := range map[string]raw{
				"plain":    rawBook(`<sheetData>` + tc.cells + `</sheetData>`),
				"prefixed": rawBook("").with("xl/worksheets/first.xml", `<worksheet xmlns="`+nsMain+`"></worksheet>`, prefixed(`<worksheet><sheetData>`+tc.cells+`</sheetData></worksheet>`)),
			} {
				st := readRaw(t, book)
				if got := show(st.snapshot.Tabs()[0].Cell(at.Row, at.Col)); got != tc.want {
					t.Errorf("%s: got %q, want %q", form, got, tc.want)
				}
			}
		})
	}
}

// prefixed puts every element of a part under a prefix, as some programs do.
func prefixed(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if strings.HasPrefix(s[i:], "<![CDATA[") {
			end := i + strings.Index(s[i:], "]]>")
			b.WriteString(s[i:end])
			i = end
		}
		b.WriteByte(s[i])
		if s[i] != '<' {
			continue
		}
		if s[i+1] == '/' {
			i++
			b.WriteByte('/')
		}
		b.WriteString("x:")
	}
	return strings.Replace(b.String(), "<x:worksheet", `<x:worksheet xmlns:x="`+nsMain+`"`, 1)
}

func TestReadTab(t *testing.T) {
	book := rawBook(`<sheetViews><sheetView><pane xSplit="2" ySplit="5" topLeftCell="C6" state="frozen"/></sheetView></sheetViews>` +
		`<cols><col min="2" max="3" hidden="1"/><col min="5" max="5" width="9"/></cols>` +
		`<sheetData><row r="2" hidden="true"><c r="A2"><v>1</v></c></row></sheetData>` +
		`<mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="B4:B5"/></mergeCells>`)
	tab := readRaw(t, book).snapshot.Tabs()[0]
	if tab.ID() != "7" || tab.Title() != "Danh mục" || tab.Hidden() {
		t.Errorf("tab %q with id %q", tab.Title(), tab.ID())
	}
	if rows, cols := tab.Frozen(); rows != 5 || cols != 2 {
		t.Errorf("frozen: %d rows, %d columns", rows, cols)
	}
	if !tab.RowHidden(1) || tab.RowHidden(0) || !tab.ColHidden(1) || !tab.ColHidden(2) || tab.ColHidden(4) {
		t.Error("hidden rows or columns are wrong")
	}
	if got := fmt.Sprint(tab.Merges()); got != "[A1:C1 B4:B5]" {
		t.Errorf("merges: %s", got)
	}
}

func TestRead1904(t *testing.T) {
	book := rawBook(`<sheetData><row r="1"><c r="A1" s="1"><v>42734</v></c><c r="B1" s="1"><v>42734.75</v></c><c r="C1"><v>42734</v></c></row></sheetData>`).
		with("xl/workbook.xml", `<workbookPr/>`, `<workbookPr date1904="1"/>`)
	tab := readRaw(t, book).snapshot.Tabs()[0]
	for col, want := range []string{"number 44196 [dd/mm/yyyy]", "number 44196.75 [dd/mm/yyyy]", "number 42734"} {
		if got := show(tab.Cell(0, col)); got != want {
			t.Errorf("%s: got %q, want %q", sheets.ColName(col), got, want)
		}
	}
}

// Dates of ours are written in the epoch of the file and come back as wanted.
func TestWrite1904(t *testing.T) {
	path := rawBook(`<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row></sheetData>`).
		with("xl/workbook.xml", `<workbookPr/>`, `<workbookPr date1904="true"/>`).file(t)
	v := mustRead(t, Open(path))
	a := note(v, sheets.NumberValue("44196"))
	a.Lists[0].Columns[0].Format = "dd/mm/yyyy"
	after := mustApply(t, v, a)
	if steps := mustPropose(t, after, a).Steps(); len(steps) > 0 {
		t.Errorf("a second pass has steps: %+v", steps)
	}
	if part := partOf(t, path, "xl/worksheets/first.xml"); !strings.Contains(part, "<v>42734</v>") {
		t.Errorf("the serial number is not one of the 1904 epoch: %s", part)
	}
}

// note is a list over the first tab with one note in its second row.
func note(v sheets.View, show sheets.Value) sheets.Annotations {
	tab := v.Snapshot().Tabs()[0]
	return sheets.Annotations{Lists: []sheets.List{{
		Tab: tab.ID(), Header: sheets.Range{Bottom: 1, Right: 1}, Key: 0, Name: -1,
		Columns: []sheets.OwnedColumn{{ID: "warning", Title: "Cảnh báo"}},
		Notes:   []sheets.Note{{Row: 1, Show: []sheets.Value{show}}},
	}}}
}

// Where the results of an array formula of the staff's stand, or will, there is
// no room for a column of ours.
func TestArrayFormulasKeepTheirRoom(t *testing.T) {
	path := rawBook(`<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>` +
		`<row r="3"><c r="A3" cm="1"><f t="array" ref="A3:C3">_xlfn.SEQUENCE(1,3)</f><v>1</v></c></row></sheetData>`).file(t)
	v := mustRead(t, Open(path))
	mustApply(t, v, note(v, sheets.TextValue("x: sai")))
	if part := partOf(t, path, "xl/worksheets/first.xml"); !strings.Contains(part, `<c r="D2"`) {
		t.Errorf("our column is not in D, behind the array: %s", part)
	}
}

func mustRead(t testing.TB, b *Book) sheets.View {
	t.Helper()
	v, err := b.Read(t.Context(), sheets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func mustPropose(t testing.TB, v sheets.View, a sheets.Annotations) sheets.Change {
	t.Helper()
	c, err := v.Propose(a)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func mustApply(t testing.TB, v sheets.View, a sheets.Annotations) sheets.View {
	t.Helper()
	path := v.(*view).book.path
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	after, err := mustPropose(t, v, a).Apply(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ProveFile(t, before, path)
	return after
}

// partOf returns a part of a file as it stands.
func partOf(t testing.TB, path, name string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p, err := openPack(data, DefaultMaxUnpacked)
	if err != nil {
		t.Fatal(err)
	}
	part, err := p.read(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(part)
}

// A file may declare the namespace of relations at each tab of its list, as
// openpyxl does: then our tab declares it too.
func TestNamespaceOfRelationsAtEachTab(t *testing.T) {
	const declared = ` xmlns:r="` + nsRel + `"`
	for name, r := range map[string]raw{
		"the usual prefix": rawBook(`<sheetData/>`).with("xl/workbook.xml", declared, "").with("xl/workbook.xml", `<sheet name`, `<sheet`+declared+` name`),
		"another prefix": rawBook(`<sheetData/>`).with("xl/workbook.xml", declared, "").with("xl/workbook.xml", ` r:id`, ` q:id`).
			with("xl/workbook.xml", `<sheet name`, `<sheet xmlns:q="`+nsRel+`" name`),
		"a prefix of elements": rawBook(`<sheetData/>`).with("xl/workbook.xml", `<sheet name`, `<x:sheet xmlns:x="`+nsMain+`" name`),
		"a default":            rawBook(`<sheetData/>`).with("xl/workbook.xml", `<sheet name`, `<sheet xmlns="`+nsMain+`" name`),
	} {
		t.Run(name, func(t *testing.T) {
			path := r.file(t)
			ours := sheets.Annotations{Tabs: []sheets.OwnTab{{ID: "summary", Title: "Tổng hợp", Rows: []sheets.OwnRow{{{Value: sheets.TextValue("x")}}}}}}
			mustApply(t, mustRead(t, Open(path)), ours)
			if c := mustPropose(t, mustRead(t, Open(path)), ours); len(c.Steps()) > 0 {
				t.Errorf("a second pass has steps: %+v", c.Steps())
			}
		})
	}
}
