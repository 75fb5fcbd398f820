package xlsx

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rasoat/sheets"
)

func TestBadInput(t *testing.T) {
	good := table("x")
	whole := good.bytes(t)
	plainZip := func(t *testing.T) []byte {
		var b bytes.Buffer
		zw := zip.NewWriter(&b)
		if err := addPart(zw, "thu.txt", []byte("x")); err != nil {
			t.Fatal(err)
		}
		zw.Close()
		return b.Bytes()
	}
	for name, tc := range map[string]struct {
		data []byte
		says string // in the error
		hint string
	}{
		"empty file":        {nil, "empty", "damaged"},
		"text":              {[]byte("STT;Mã\n1;A\n"), "no workbook file", "save it as"},
		"old format":        {append(bytes.Clone(oleMagic), make([]byte, 600)...), ".xls", "save it as"},
		"encrypted":         {append(append(bytes.Clone(oleMagic), make([]byte, 600)...), utf16le("EncryptedPackage")...), "encrypted", "password"},
		"cut short":         {whole[:len(whole)/2], "cut short", "restore a backup"},
		"plain zip":         {plainZip(t), "no workbook", "save it as"},
		"binary workbook":   {raw{"xl/workbook.bin": "x", "[Content_Types].xml": "x", "_rels/.rels": "x"}.bytes(t), ".xlsb", "save it as"},
		"OpenDocument":      {raw{"mimetype": "x", "content.xml": "x"}.bytes(t), ".ods", "save it as"},
		"a text document":   {good.with("xl/workbook.xml", "<workbook ", "<document ").with("xl/workbook.xml", "</workbook>", "</document>").bytes(t), "no workbook", "save it as"},
		"no workbook part":  {good.without("xl/workbook.xml").bytes(t), "xl/workbook.xml is missing", "damaged"},
		"no tab part":       {good.without("xl/worksheets/first.xml").bytes(t), `"Danh mục" is missing`, "damaged"},
		"no shared strings": {good.without("xl/sharedStrings.xml").bytes(t), "sharedStrings.xml is missing", "damaged"},
		"no styles":         {good.without("xl/styles.xml").bytes(t), "styles.xml is missing", "damaged"},
		"no tab":            {good.with("xl/workbook.xml", `<sheet name="Danh mục" sheetId="7" r:id="rId9"/>`, "").bytes(t), "no tab", "damaged"},
		"a tab's id twice": {good.with("xl/workbook.xml", `<sheet name="Danh mục" sheetId="7" r:id="rId9"/>`,
			`<sheet name="Danh mục" sheetId="7" r:id="rId9"/><sheet name="B" sheetId="7" r:id="rId9"/>`).bytes(t), "two tabs have the id 7", "damaged"},
		"broken workbook part": {good.with("xl/workbook.xml", "</sheets>", "").bytes(t), "xl/workbook.xml is damaged", "damaged"},
		"broken tab part":      {good.with("xl/worksheets/first.xml", "</row>", "").bytes(t), "first.xml is damaged", "damaged"},
		"broken styles part":   {good.with("xl/styles.xml", "</fonts>", "").bytes(t), "styles.xml is damaged", "damaged"},
		"shared string beyond": {good.with("xl/worksheets/first.xml", "<v>0</v>", "<v>99</v>").bytes(t), `cell A1: shared string "99"`, "damaged"},
		"cell beyond the end":  {good.with("xl/worksheets/first.xml", `r="A2"`, `r="XFE2"`).bytes(t), "first.xml is damaged", "damaged"},
		"row beyond the end":   {good.with("xl/worksheets/first.xml", `row r="2"`, `row r="1048577"`).bytes(t), "row number", "damaged"},
		"UTF-16 part":          {good.with("xl/workbook.xml", `encoding="UTF-8"`, `encoding="UTF-16"`).bytes(t), "xl/workbook.xml is damaged", "damaged"},
		"a part twice":         {twice(t), "there twice", "damaged"},
		"a damaged part":       {flipped(t, whole), "damaged", "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "sổ.xlsx")
			if err := os.WriteFile(path, tc.data, 0o644); err != nil {
				t.Fatal(err)
			}
			refused(t, Open(path), path, sheets.Invalid, tc.says, tc.hint)
		})
	}
	t.Run("missing", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "không có.xlsx")
		refused(t, Open(path), path, sheets.Gone, "no such file", "path")
	})
	t.Run("missing folder", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "không có", "a.xlsx")
		refused(t, Open(path), path, sheets.Gone, "no such file", "path")
	})
	t.Run("folder", func(t *testing.T) {
		path := t.TempDir()
		refused(t, Open(path), path, sheets.Invalid, "folder", "inside")
	})
	t.Run("unreadable", func(t *testing.T) {
		path := good.file(t)
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
		if _, err := os.ReadFile(path); err == nil {
			t.Skip("this account may read everything")
		}
		refused(t, Open(path), path, sheets.Denied, "permission", "right")
	})
	t.Run("too large unpacked", func(t *testing.T) {
		bomb := good.with("xl/sharedStrings.xml", "<t>Mã</t>", "<t>"+strings.Repeat("a", 4<<20)+"</t>")
		path := bomb.file(t)
		if info, err := os.Stat(path); err != nil || info.Size() > 1<<20 {
			t.Fatalf("the file is to be small: %v", err)
		}
		refused(t, Open(path, MaxUnpacked(2<<20)), path, sheets.Invalid, "more than 2 MB", "not needed")
	})
	t.Run("too large", func(t *testing.T) {
		path := good.file(t)
		refused(t, Open(path, MaxUnpacked(100)), path, sheets.Invalid, "larger than", "not needed")
	})
}

// refused asserts how a file is refused.
func refused(t *testing.T, b *Book, path string, class sheets.Class, says, hint string) {
	t.Helper()
	_, err := b.Read(t.Context(), sheets.Scope{})
	if err == nil {
		t.Fatal("no error")
	}
	if got := sheets.ClassOf(err); got != class {
		t.Errorf("class %v, want %v", got, class)
	}
	if !strings.Contains(err.Error(), says) || strings.Count(err.Error(), path) != 1 {
		t.Errorf("error %q is to say %q and to name the file once", err, says)
	}
	if !strings.Contains(sheets.HintOf(err), hint) {
		t.Errorf("hint %q is to say %q", sheets.HintOf(err), hint)
	}
}

// twice is a container with one part under two names.
func twice(t *testing.T) []byte {
	r := table("x")
	r["XL/workbook.xml"] = r["xl/workbook.xml"]
	return r.bytes(t)
}

// flipped returns the bytes with one changed in the middle of a packed part.
func flipped(t *testing.T, data []byte) []byte {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	out := bytes.Clone(data)
	for _, f := range zr.File {
		if f.Name == "xl/worksheets/first.xml" {
			at, err := f.DataOffset()
			if err != nil {
				t.Fatal(err)
			}
			out[at+int64(f.CompressedSize64/2)] ^= 0x55
		}
	}
	return out
}

// Files that are read but not written: Propose says so, whatever is wanted.
func TestRefusesToWrite(t *testing.T) {
	for name, tc := range map[string]struct {
		book raw
		hint string
	}{"signed": {signed(table("x")), "signature: drop"}} {
		t.Run(name, func(t *testing.T) {
			path := tc.book.file(t)
			v := mustRead(t, Open(path))
			if got := v.Snapshot().Tabs()[0].Cell(1, 0).Value.String(); got != "x" {
				t.Errorf("A2 holds %q", got)
			}
			_, err := v.Propose(note(v, sheets.TextValue("x: sai")))
			if sheets.ClassOf(err) != sheets.Denied || !strings.Contains(sheets.HintOf(err), tc.hint) || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v (hint %q), want class denied", err, sheets.HintOf(err))
			}
		})
	}
}

// A part that cannot be patched safely is left alone.
func TestRefusesUnsafeParts(t *testing.T) {
	for name, book := range map[string]raw{
		"rows out of order": rawBook(`<sheetData><row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row></sheetData>`),
		"no fills":          table("x").with("xl/styles.xml", `<fills count="1"><fill/></fills>`, ""),
	} {
		t.Run(name, func(t *testing.T) {
			path := book.file(t)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			v := mustRead(t, Open(path))
			_, err = mustPropose(t, v, note(v, sheets.TextValue("x: sai"))).Apply(t.Context())
			if sheets.ClassOf(err) != sheets.Denied || sheets.HintOf(err) == "" {
				t.Errorf("got %v, want class denied with a hint", err)
			}
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
				t.Error("the file changed")
			}
			alone(t, path)
		})
	}
}
