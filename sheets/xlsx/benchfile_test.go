package xlsx_test

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"testing"

	"rasoat/sheets"
)

// benchCols is how many columns the tab of a benchmark has.
const benchCols = 20

// benchHeader is where its table begins: a title row, an empty one, the header.
const benchHeader = 2

// benchBook writes a tracking workbook with so many rows of invented projects, as
// Excel would save it: codes, names and departments as shared strings, dates,
// amounts under number formats and a formula in two columns.
func benchBook(tb testing.TB, path string, rows int) {
	tb.Helper()
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	zw := zip.NewWriter(f)
	part := func(name string, write func(w *bufio.Writer)) {
		p, err := zw.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		w := bufio.NewWriter(p)
		io.WriteString(w, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n")
		write(w)
		if err := w.Flush(); err != nil {
			tb.Fatal(err)
		}
	}
	text := func(name, s string) { part(name, func(w *bufio.Writer) { w.WriteString(s) }) }
	const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	const ct = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	text("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">`+
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`+
		`<Override PartName="/xl/workbook.xml" ContentType="`+ct+`sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="`+ct+`worksheet+xml"/>`+
		`<Override PartName="/xl/styles.xml" ContentType="`+ct+`styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="`+ct+`sharedStrings+xml"/></Types>`)
	text("_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="`+rel+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	text("xl/workbook.xml", `<workbook xmlns="`+main+`" xmlns:r="`+rel+`"><workbookPr/><sheets><sheet name="Danh mục" sheetId="1" r:id="rId1"/></sheets></workbook>`)
	text("xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+
		`<Relationship Id="rId1" Type="`+rel+`/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="`+rel+`/styles" Target="styles.xml"/>`+
		`<Relationship Id="rId3" Type="`+rel+`/sharedStrings" Target="sharedStrings.xml"/></Relationships>`)
	text("xl/styles.xml", `<styleSheet xmlns="`+main+`"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>`+
		`<fonts count="1"><font><sz val="12"/><name val="Times New Roman"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>`+
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>`+
		`<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0"/>`+
		`<xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>`+
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`)

	var strs []string
	at := map[string]int{}
	str := func(s string) int {
		i, ok := at[s]
		if !ok {
			i = len(strs)
			at[s] = i
			strs = append(strs, s)
		}
		return i
	}
	part("xl/worksheets/sheet1.xml", func(w *bufio.Writer) {
		fmt.Fprintf(w, `<worksheet xmlns="%s" xmlns:r="%s"><dimension ref="A1:%s%d"/><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>`,
			main, rel, sheets.ColName(benchCols-1), benchHeader+1+rows)
		fmt.Fprintf(w, `<cols><col min="1" max="%d" width="14" customWidth="1"/></cols><sheetData>`, benchCols)
		fmt.Fprintf(w, `<row r="1" spans="1:20"><c r="A1" t="s"><v>%d</v></c></row>`, str("DANH MỤC DỰ ÁN ĐẦU TƯ CÔNG"))
		fmt.Fprintf(w, `<row r="%d" spans="1:20">`, benchHeader+1)
		for c := range benchCols {
			fmt.Fprintf(w, `<c r="%s%d" t="s"><v>%d</v></c>`, sheets.ColName(c), benchHeader+1, str("Cột "+strconv.Itoa(c+1)))
		}
		w.WriteString("</row>")
		random := uint32(1)
		next := func(n int) int { random = random*1664525 + 1013904223; return int(random>>8) % n }
		for i := range rows {
			r := benchHeader + 2 + i
			fmt.Fprintf(w, `<row r="%d" spans="1:20">`, r)
			fmt.Fprintf(w, `<c r="A%d"><v>%d</v></c>`, r, i+1)
			fmt.Fprintf(w, `<c r="B%d" t="s"><v>%d</v></c>`, r, str(fmt.Sprintf("DA-%06d", i+1)))
			fmt.Fprintf(w, `<c r="C%d" t="s"><v>%d</v></c>`, r, str(fmt.Sprintf("Xây dựng tuyến đường liên xã số %d, đoạn từ cầu Vĩnh Thắng đến Km %d", i+1, next(90))))
			fmt.Fprintf(w, `<c r="D%d" t="s"><v>%d</v></c>`, r, str(fmt.Sprintf("Ban Quản lý dự án số %d", next(40))))
			fmt.Fprintf(w, `<c r="E%d" t="s"><v>%d</v></c>`, r, str(fmt.Sprintf("Nhóm %c", 'A'+next(3))))
			fmt.Fprintf(w, `<c r="F%d" t="s"><v>%d</v></c>`, r, str(fmt.Sprintf("Xã Hòa Bình %d", next(120))))
			fmt.Fprintf(w, `<c r="G%d" s="1"><v>%d</v></c><c r="H%d" s="1"><v>%d</v></c>`, r, 43000+next(2000), r, 45000+next(2000))
			for c := 8; c < 17; c++ {
				name := sheets.ColName(c)
				if c%3 == 0 {
					fmt.Fprintf(w, `<c r="%s%d" s="3"><v>%d.%d</v></c>`, name, r, next(100000), 1+next(99))
				} else {
					fmt.Fprintf(w, `<c r="%s%d" s="2"><v>%d</v></c>`, name, r, next(90000))
				}
			}
			fmt.Fprintf(w, `<c r="R%[1]d" s="2"><f>SUM(I%[1]d:N%[1]d)</f><v>%[2]d</v></c>`, r, next(900000))
			fmt.Fprintf(w, `<c r="S%[1]d" s="2"><f>R%[1]d-O%[1]d</f><v>%[2]d</v></c>`, r, next(900000))
			fmt.Fprintf(w, `<c r="T%d" t="s"><v>%d</v></c></row>`, r, str([]string{"Đang thi công", "Chậm tiến độ", "Hoàn thành"}[next(3)]))
		}
		w.WriteString("</sheetData></worksheet>")
	})
	part("xl/sharedStrings.xml", func(w *bufio.Writer) {
		fmt.Fprintf(w, `<sst xmlns="%s" uniqueCount="%d">`, main, len(strs))
		for _, s := range strs {
			w.WriteString("<si><t>" + s + "</t></si>")
		}
		w.WriteString("</sst>")
	})
	if err := zw.Close(); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
}

// benchNotes is what a pass writes beside every row: a text, an amount and a day
// count.
func benchNotes(snapshot *sheets.Snapshot, rows int) sheets.Annotations {
	l := sheets.List{
		Tab: snapshot.Tabs()[0].ID(), Key: 1, Name: 2,
		Header: sheets.Range{Top: benchHeader, Bottom: benchHeader + 1, Right: benchCols},
		Columns: []sheets.OwnedColumn{
			{ID: "warning", Title: "Cảnh báo"}, {ID: "gap", Title: "Còn thiếu", Format: "#,##0"}, {ID: "days", Title: "Số ngày chậm", Format: "0"},
		},
	}
	values := make([]sheets.Value, 0, 3*rows)
	l.Notes = make([]sheets.Note, 0, rows)
	for i := range rows {
		n := len(values)
		values = append(values, sheets.TextValue(benchWarnings[i%len(benchWarnings)]), sheets.NumberValue(strconv.Itoa(i*37%90000)), sheets.NumberValue(strconv.Itoa(i%400)))
		l.Notes = append(l.Notes, sheets.Note{Row: benchHeader + 1 + i, Show: values[n:]})
	}
	return sheets.Annotations{Lists: []sheets.List{l}}
}

var benchWarnings = []string{"Vốn bố trí chưa đủ so với tổng mức đầu tư", "Chậm tiến độ so với quyết định", "Thiếu ngày hoàn thành"}
