package xlsx

import (
	"os"
	"strings"
	"testing"

	"rasoat/sheets"
)

// A blank cell of the staff's over which a cell of ours stood is there again, in
// the style that it had, when ours goes or has nothing to say.
func TestBlankCellsComeBack(t *testing.T) {
	plain := rawBook(`<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1"/></row><row r="2" spans="1:2"><c r="A2"><v>2</v></c><c r="B2"/><c r="C2" s="2"/></row>` +
		`<row r="3"><c r="A3"><v>3</v></c><c r="B3" s="3"/></row><row r="4"><c r="A4"><v>4</v></c></row><row r="5"><c r="A5"><v>5</v></c><c r="B5" s="3"/></row></sheetData>`)
	const part = "xl/worksheets/first.xml"
	prefixed := plain
	for _, of := range []string{part, "xl/styles.xml"} {
		text := strings.ReplaceAll(strings.ReplaceAll(plain[of], "<", "<x:"), "<x:/", "</x:")
		text = strings.Replace(strings.Replace(text, "<x:?xml", "<?xml", 1), "xmlns=", "xmlns:x=", 1)
		prefixed = prefixed.with(of, plain[of], text)
	}
	for name, original := range map[string]raw{"plain": plain, "with a prefix": prefixed} {
		for _, again := range []bool{false, true} { // a Book that knows the file, or a new one
			path := original.file(t)
			b := Open(path)
			write := func(texts ...string) {
				t.Helper()
				if again {
					b = Open(path)
				}
				v := mustRead(t, b)
				a := note(v, sheets.Value{})
				a.Lists[0].Notes = nil
				for i, s := range texts {
					if s != "" {
						a.Lists[0].Notes = append(a.Lists[0].Notes, sheets.Note{Row: 1 + i, Show: []sheets.Value{sheets.TextValue(s)}})
					}
				}
				if len(texts) == 0 {
					a = sheets.Annotations{}
				}
				mustApply(t, v, a)
			}
			has := func(want string) {
				t.Helper()
				if got := strings.ReplaceAll(partOf(t, path, part), "x:", ""); !strings.Contains(got, want) {
					t.Errorf("%s: there is no %s in %s", name, want, got)
				}
			}
			write("sai", "sai", "sai", "sai")
			has(`t="inlineStr"><is><t>sai</t></is></c></row></sheetData>`)
			write("khác", "", "sai", "sai")
			has(`<c r="A3"><v>3</v></c><c r="B3" s="3"/></row>`)
			write("", "sai", "", "khác")
			has(`<c r="A2"><v>2</v></c><c r="B2"/><c r="C2" s="2"/></row>`)
			has(`<c r="A4"><v>4</v></c></row>`)
			write()
			if got, want := partOf(t, path, part), original[part]; got != want {
				t.Errorf("%s: the tab was\n%s\nand is\n%s", name, want, got)
			}
		}
	}
}

// A cell of ours that somebody emptied is no blank of theirs.
func TestWhatIsLeftOfOursIsNoBlank(t *testing.T) {
	path := rawBook(`<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row></sheetData>`).file(t)
	v := mustRead(t, Open(path))
	mustApply(t, v, note(v, sheets.TextValue("sai")))
	const part = "xl/worksheets/first.xml"
	whole := partOf(t, path, part)
	_, cell, _ := strings.Cut(whole, `<c r="B2"`)
	cell, _, _ = strings.Cut(cell, "</c>")
	style, _, _ := strings.Cut(cell, ` t="`)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	now := raw{}
	for name := range unpackAll(t, data).files {
		now[name] = partOf(t, path, name)
	}
	now[part] = strings.Replace(whole, `<c r="B2"`+cell+"</c>", `<c r="B2"`+style+"/>", 1)
	path = now.file(t)
	v = mustRead(t, Open(path))
	mustApply(t, v, note(v, sheets.TextValue("sai")))
	v = mustRead(t, Open(path))
	mustApply(t, v, sheets.Annotations{})
	if got := partOf(t, path, part); strings.Contains(got, "B2") {
		t.Errorf("B2 is left: %s", got)
	}
}
