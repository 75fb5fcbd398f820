package xlsx

import (
	"bytes"
	"hash/maphash"
	"regexp"
	"strings"
	"testing"

	"github.com/klauspost/compress/flate"

	"rasoat/sheets"
)

// restOf reads the rest of a part as it is read while a part is packed.
func restOf(t *testing.T, doc string, seed maphash.Seed, ours ourCells) (*restTab, error) {
	t.Helper()
	return restWithRules(t, doc, seed, ours, nil)
}

// restWithRules is restOf where rules in the places mine are ours.
func restWithRules(t *testing.T, doc string, seed maphash.Seed, ours ourCells, mine map[int]bool) (*restTab, error) {
	t.Helper()
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.NoCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(doc)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return readRest(&packed, uint64(len(doc)), seed, ours, mine, &sheetReader{formats: &formats{}})
}

// restWrite writes C1, C2 and C9 of a part and returns it with the sum over what
// was there.
func restWrite(t *testing.T, doc string, seed maphash.Seed, orderly bool) (written string, sum uint64) {
	t.Helper()
	p := sheetPatch{seed: seed, ours: ourCells{2: 0}, widths: map[int]float64{2: 20}, orderly: orderly,
		stored: func(c cellEdit, _ int) newCell { return newCell{value: *c.value, style: 7} }}
	for _, row := range []int32{0, 1, 8} {
		p.cells = append(p.cells, cellEdit{row: row, col: 2, value: new(sheets.TextValue("của ta"))})
	}
	var b strings.Builder
	sum, err := patchSheet(&b, strings.NewReader(doc), p)
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), sum
}

var restParts = map[string]string{
	"plain": xmlTop + `<worksheet xmlns="u"><dimension ref="A1:D3"/><cols><col min="1" max="4" width="9"/></cols><sheetData>` +
		`<row r="1" spans="1:4"><c r="A1" t="s" s="1"><v>0</v></c><c r="B1"><f>A1*2</f><v>2</v></c></row>` +
		`<row r="2" ht="20" hidden="1"><c r="A2"><v>1.5</v></c><c r="C2" s="3"><v>9</v></c><c r="D2" t="str"><f>A2&amp;"!"</f><v>ầ</v></c></row>` +
		`<row r="3"><c r="B3" t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r></is></c></row></sheetData><mergeCells count="1"><mergeCell ref="A3:B3"/></mergeCells></worksheet>`,
	"nothing yet": `<worksheet xmlns="u"><sheetData/></worksheet>`,
	"pretty": "<worksheet xmlns='u'>\n <sheetData>\n  <row r='1'>\n   <c r='A1'>\n    <v>1</v>\n   </c>\n  </row>\n" +
		"  <row r='2' ht='9'/>\n <!-- </row> --> </sheetData>\n</worksheet>\n",
	"prefix and CDATA": `<x:worksheet xmlns:x="u"><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v><![CDATA[</c></row>]]></x:v></x:c><x:c r="D1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
	"ours from before": `<worksheet xmlns="u"><sheetData><row r="2"><c r="C2" t="inlineStr"><is><t>cũ</t></is></c></row><row r="5"><c r="A5"/><c r="C5"><v>1</v></c><c r="E5"><v>1</v></c></row></sheetData></worksheet>`,
}

// TestRestStays: the sum over what is not ours is the same before and after a
// write, whatever way the part is written in.
func TestRestStays(t *testing.T) {
	for name, doc := range restParts {
		t.Run(name, func(t *testing.T) {
			seed := maphash.MakeSeed()
			for _, orderly := range []bool{false, true} {
				written, before := restWrite(t, doc, seed, orderly)
				after, err := restOf(t, written, seed, ourCells{2: 0})
				if err != nil {
					t.Fatalf("%v\n%s", err, written)
				}
				if after.sum != before {
					t.Errorf("the sum changed\n%s\n%s", doc, written)
				}
				for _, row := range []int{0, 1, 8} {
					if got := after.cells[2].at(row).Value; got != sheets.TextValue("của ta") {
						t.Errorf("row %d of ours: %v", row+1, got)
					}
				}
			}
		})
	}
}

// leftOut is what a write may change of a part.
var leftOut = regexp.MustCompile(`<(\w:)?c r=["']C\d+["'][^>]*?(/>|>.*?</(\w:)?c>)|<dimension[^>]*>|<(\w:)?cols>.*?</(\w:)?cols>| spans="[^"]*"|<row r="9">|</(\w:)?row>|</?(\w:)?sheetData/?>`)

// TestRestTells: whatever one byte is changed in a part, the sum is another or
// the part is not read at all, but for what a write may change.
func TestRestTells(t *testing.T) {
	for name, doc := range restParts {
		t.Run(name, func(t *testing.T) {
			seed := maphash.MakeSeed()
			written, before := restWrite(t, doc, seed, true)
			free := make([]bool, len(written))
			for _, at := range leftOut.FindAllStringIndex(written, -1) {
				for i := at[0]; i < at[1]; i++ {
					free[i] = true
				}
			}
			told := 0
			for i := range written {
				for _, c := range []byte{'0', '<'} {
					if free[i] || written[i] == c || isSpace[written[i]] || written[i] == '\'' || written[i] == '"' {
						continue
					}
					other := written[:i] + string(c) + written[i+1:]
					if got, err := restOf(t, other, seed, ourCells{2: 0}); err == nil && got.sum == before {
						t.Fatalf("not told: %q\n%s", written[max(0, i-20):i+1], other)
					}
					told++
				}
			}
			if told == 0 {
				t.Error("nothing was tried")
			}
		})
	}
}

// TestShownWhilePacked: a write is known to have left the rest as it was without
// reading the part a second time.
func TestShownWhilePacked(t *testing.T) {
	r := rawBook(restParts["plain"][strings.Index(restParts["plain"], "<sheetData>"):strings.Index(restParts["plain"], "<mergeCells")])
	st := readRaw(t, r)
	p, err := openPack(r.bytes(t), DefaultMaxUnpacked)
	if err != nil {
		t.Fatal(err)
	}
	e := newEdit()
	e.cells[0] = []cellEdit{{row: 1, col: 2, value: new(sheets.TextValue("của ta")), look: &look{}}}
	e.addNames = []wbName{{name: columnPrefix + "warning.x", scope: 0, text: columnRef(st.wb.sheets[0].title, 2, 1)}}
	mine := map[int]*ownColumn{2: {columnMark: columnMark{col: 2, top: 1}}}
	var made bytes.Buffer
	shown, err := e.render(&made, p, st)
	if err != nil {
		t.Fatal(err)
	}
	now, err := openPack(made.Bytes(), DefaultMaxUnpacked)
	if err != nil {
		t.Fatal(err)
	}
	tab := shown.tabs[0]
	part := st.wb.sheets[0].part
	if !tab.same(now, part, shown.seed, mine, nil) {
		t.Error("it is not known")
		return
	}
	if tab.same(now, part, shown.seed, nil, nil) {
		t.Error("it is known of a column that is nobody's")
	}
	if tab.after.packed++; tab.same(now, part, shown.seed, mine, nil) {
		t.Error("it is known of other bytes")
	}
}
