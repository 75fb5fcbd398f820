package xlsx

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"rasoat/sheets"
)

// bounded reads a hostile file, within a time and an amount of memory, and
// asserts that it is left alone. It returns the error of reading, and that of
// writing where it can be read.
func bounded(t *testing.T, data []byte, seconds int, mb uint64, opts ...Option) error {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sổ.xlsx")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	v, err := Open(path, opts...).Read(t.Context(), sheets.Scope{})
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	if took > time.Duration(seconds)*time.Second {
		t.Errorf("reading took %v, %d s are enough", took, seconds)
	}
	if got := (after.TotalAlloc - before.TotalAlloc) >> 20; got > mb {
		t.Errorf("reading took %d MB of memory in all, %d MB are enough", got, mb)
	}
	if err == nil {
		if _, err = v.Propose(sheets.Annotations{}); err != nil {
			t.Errorf("propose: %v", err)
		}
	} else {
		var op *sheets.OpError
		if !errors.As(err, &op) || op.Hint == "" || !strings.Contains(err.Error(), path) {
			t.Errorf("the error %v does not say what to do, or not about which file", err)
		}
	}
	if now, e := os.ReadFile(path); e != nil || !bytes.Equal(now, data) {
		t.Error("the file changed")
	}
	alone(t, path)
	return err
}

// Files made to exhaust whoever reads them.
func TestHostileFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	row := func(from, to int) string {
		var b strings.Builder
		for i := from; i <= to; i++ {
			fmt.Fprintf(&b, `<row r="%d"/>`, i)
		}
		return b.String()
	}
	rules := func(source func(i int) string) string {
		var b strings.Builder
		for i := range 50_000 {
			fmt.Fprintf(&b, `<dataValidation sqref="A%d A%d"><formula1>%s</formula1></dataValidation>`, i+2, i+60_000, source(i))
		}
		return `<sheetData/><dataValidations>` + b.String() + `</dataValidations>`
	}
	names := func() string {
		var b strings.Builder
		for i := range 50_000 {
			fmt.Fprintf(&b, `<definedName name="_rasoat.choice.a%d.x" localSheetId="0">'Danh mục'!$A$2:$A$9</definedName><definedName name="_rasoat_choice_a%d_x">'Danh mục'!$A$1:$A$50000</definedName>`, i, i)
		}
		return b.String()
	}
	rows := 1 << 17
	if *full {
		rows = 1 << 20
	}
	for name, tc := range map[string]struct {
		data    []byte
		seconds int
		mb      uint64
		says    string // "" where the file is read
	}{
		"a bomb that lies about its size": {lying(t, table("x"), "xl/sharedStrings.xml", 64<<20), 30, 200, "damaged"},
		"entities": {table("x").with("xl/sharedStrings.xml", `<sst `, `<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><sst `).
			with("xl/sharedStrings.xml", "<t>Mã</t>", "<t>&c;</t>").bytes(t), 30, 50, "sharedStrings.xml is damaged"},
		"an entity of the file system": {table("x").with("xl/sharedStrings.xml", `<sst `, `<!DOCTYPE sst [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst `).
			with("xl/sharedStrings.xml", "<t>Mã</t>", "<t>&a;</t>").bytes(t), 30, 50, "sharedStrings.xml is damaged"},
		"many empty rows":            {rawBook(`<sheetData>` + row(1, rows) + `</sheetData>`).bytes(t), 30, 2000, ""},
		"a deep tree":                {rawBook(`<sheetData/>` + strings.Repeat("<a>", 100_000) + strings.Repeat("</a>", 100_000)).bytes(t), 30, 1000, ""},
		"one long shared string":     {table("x").with("xl/sharedStrings.xml", "<t>Mã</t>", "<t>"+strings.Repeat("a", 8<<20)+"</t>").bytes(t), 30, 300, ""},
		"names that go in circles":   {table("x").with("xl/workbook.xml", "</sheets>", `</sheets><definedNames><definedName name="a">b</definedName><definedName name="b">a</definedName></definedNames>`).bytes(t), 30, 50, ""},
		"rules without end":          {rawBook(rules(func(int) string { return "1" })).bytes(t), 30, 500, ""},
		"rules of ours without end":  {rawBook(rules(func(i int) string { return fmt.Sprint("_rasoat_choice_", i) })).bytes(t), 30, 500, ""},
		"drop-downs without end":     {table("x").with("xl/workbook.xml", "</sheets>", `</sheets><definedNames>`+names()+`</definedNames>`).bytes(t), 30, 1000, ""},
		"a drop-down of an odd name": {table("x").with("xl/workbook.xml", "</sheets>", `</sheets><definedNames><definedName name="_rasoat.choice.code.&quot;&lt;" localSheetId="0">'Danh mục'!$A$2:$A$9</definedName></definedNames>`).bytes(t), 30, 50, ""},
		"an absolute path":           {table("x").with("xl/_rels/workbook.xml.rels", `worksheets/first.xml`, `../../../../etc/passwd`).bytes(t), 30, 50, "is missing"},
		"hidden columns without end": {rawBook(`<cols>` + strings.Repeat(`<col min="1" max="16384" hidden="1"/>`, 50_000) + `</cols><sheetData/>`).bytes(t), 20, 500, ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := bounded(t, tc.data, tc.seconds, tc.mb)
			switch {
			case tc.says == "" && err != nil:
				t.Errorf("got %v", err)
			case tc.says != "" && (err == nil || !strings.Contains(err.Error(), tc.says)):
				t.Errorf("got %v, want an error that says %q", err, tc.says)
			}
		})
	}
}

// lying packs a workbook in which one part unpacks to far more than is told.
func lying(t *testing.T, r raw, part string, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(r)) {
		if name != part {
			if err := addPart(zw, name, []byte(r[name])); err != nil {
				t.Fatal(err)
			}
			continue
		}
		var packed bytes.Buffer
		fw, err := flate.NewWriter(&packed, flate.BestSpeed)
		if err != nil {
			t.Fatal(err)
		}
		chunk := bytes.Repeat([]byte(" "), 1<<20)
		for range size >> 20 {
			if _, err := fw.Write(chunk); err != nil {
				t.Fatal(err)
			}
		}
		if err := fw.Close(); err != nil {
			t.Fatal(err)
		}
		w, err := zw.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CompressedSize64: uint64(packed.Len()), UncompressedSize64: 500, CRC32: 1})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(packed.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Entries that lie over one another, as bombs have them, are refused.
func TestOverlappingEntries(t *testing.T) {
	data := table("x").bytes(t)
	// The directory's second entry is led to the bytes of the first.
	sig := []byte("PK\x01\x02")
	first := bytes.Index(data, sig)
	second := first + 4 + bytes.Index(data[first+4:], sig)
	out := bytes.Clone(data)
	binary.LittleEndian.PutUint32(out[second+42:], binary.LittleEndian.Uint32(out[first+42:]))
	err := bounded(t, out, 30, 50)
	if sheets.ClassOf(err) != sheets.Invalid {
		t.Errorf("got %v, want class invalid", err)
	}
}

// Cut short at any byte, a file is refused as damaged.
func TestCutShortAnywhere(t *testing.T) {
	data := table("x").bytes(t)
	for n := range data {
		_, err := parse(data[:n], sheets.Scope{}, DefaultMaxUnpacked)
		if sheets.ClassOf(err) != sheets.Invalid || sheets.HintOf(err) == "" {
			t.Fatalf("cut at byte %d of %d: %v", n, len(data), err)
		}
	}
}

// FuzzWorkbook: whatever the bytes of a file are, it is refused with a class or
// read within bounds, and a write of ours that is made is one that verifies.
func FuzzWorkbook(f *testing.F) {
	for _, r := range []raw{table("x"), overOurs(), rawBook(`<sheetData/>`), rawBook(dataOfTwo + `<dataValidations count="1"><dataValidation sqref="A3"><formula1>1</formula1></dataValidation></dataValidations>`),
		rawBook(dataOfTwo+`<dataValidations count="1">`+oursOfTwo+`</dataValidations>`).with("xl/workbook.xml", "</sheets>",
			`</sheets><definedNames><definedName name="_rasoat.choice.code.47c0553c" localSheetId="0">'Danh mục'!$A$2:$A$9</definedName></definedNames>`)} {
		f.Add(r.bytes(f))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		const limit = 1 << 22
		st, err := parse(data, sheets.Scope{}, limit)
		if err != nil {
			if sheets.ClassOf(err) != sheets.Invalid {
				t.Fatalf("class %v: %v", sheets.ClassOf(err), err)
			}
			return
		}
		v := &view{book: &Book{path: "x", limit: limit}, state: st}
		if len(st.snapshot.Tabs()) == 0 || st.snapshot.Tabs()[0].Rows() < 2 {
			return
		}
		a := note(v, sheets.TextValue("x: sai"))
		a.Lists[0].Choices = []sheets.Choice{{ID: "code", Bottom: 9, Values: []string{"một", "hai"}}}
		made, err := v.Propose(a)
		if err != nil {
			return
		}
		c := made.(*change)
		p, err := openPack(data, limit)
		if err != nil {
			t.Fatal("opened once:", err)
		}
		w := &writing{change: c, pack: p}
		if w.before, err = c.settle(p); err != nil {
			t.Fatal("read once:", err)
		}
		var written bytes.Buffer
		if err := w.make(&written); err != nil {
			return
		}
		if err := w.verify(bytes.NewReader(written.Bytes()), int64(written.Len())); err != nil {
			t.Log("refused:", err)
		}
	})
}
