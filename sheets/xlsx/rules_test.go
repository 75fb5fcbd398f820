package xlsx

import (
	"hash/maphash"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"rasoat/sheets"
)

// offering is a list with a drop-down in the column A, below the first row.
func offering(v sheets.View, bottom int, values ...string) sheets.Annotations {
	l := sheets.List{Tab: v.Snapshot().Tabs()[0].ID(), Header: sheets.Range{Bottom: 1, Right: 2}, Key: -1, Name: -1}
	if len(values) > 0 {
		l.Choices = []sheets.Choice{{ID: "Code", Bottom: bottom, Values: values}}
	}
	return sheets.Annotations{Lists: []sheets.List{l}}
}

const (
	dataOfTwo = `<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2"><v>5</v></c></row></sheetData>`
	oursOfTwo = `<dataValidation type="list" errorStyle="information" allowBlank="1" showInputMessage="1" sqref="A2:A9"><formula1>_rasoat_choice_code_47c0553c</formula1></dataValidation>`
)

// A drop-down goes into the list of rules that is there, in its place where there
// is none, and comes out again without a trace, whatever the staff have in the
// part and however it is written.
func TestRulesAreWrittenInPlace(t *testing.T) {
	const theirs = `<dataValidation type="whole" sqref="B2:B9" showErrorMessage="1"><formula1>1</formula1><formula2>5</formula2></dataValidation>`
	prefixed := func(s string) string {
		return strings.NewReplacer("<d", "<x:d", "</d", "</x:d", "<f", "<x:f", "</f", "</x:f").Replace(s)
	}
	x14 := func(cells string) string {
		return `<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">` +
			`<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1"><x14:dataValidation type="list"><x14:formula1><xm:f>Khác!$A$1:$A$3</xm:f></x14:formula1>` +
			`<xm:sqref>` + cells + `</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>`
	}
	for name, tc := range map[string]struct {
		behind string // what stands behind the cells
		want   string // the same once the drop-down is there, "" where the column is left alone
	}{
		"nothing":                        {``, `<dataValidations count="1">` + oursOfTwo + `</dataValidations>`},
		"what comes later":               {`<hyperlinks><hyperlink ref="A1" location="B1"/></hyperlinks><pageMargins left="1"/>`, `<dataValidations count="1">` + oursOfTwo + `</dataValidations><hyperlinks><hyperlink ref="A1" location="B1"/></hyperlinks><pageMargins left="1"/>`},
		"what comes earlier":             {`<mergeCells count="1"><mergeCell ref="C1:D1"/></mergeCells> <conditionalFormatting sqref="A1"/><conditionalFormatting sqref="A2"/>` + "\n", `<mergeCells count="1"><mergeCell ref="C1:D1"/></mergeCells> <conditionalFormatting sqref="A1"/><conditionalFormatting sqref="A2"/>` + "\n" + `<dataValidations count="1">` + oursOfTwo + `</dataValidations>`},
		"what nobody knows":              {`<!-- lời --><mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice Requires="x"/></mc:AlternateContent><tableParts/>`, `<!-- lời --><dataValidations count="1">` + oursOfTwo + `</dataValidations><mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice Requires="x"/></mc:AlternateContent><tableParts/>`},
		"rules of theirs":                {`<dataValidations disablePrompts='1' count='1' xWindow="3">` + theirs + `</dataValidations>`, `<dataValidations disablePrompts='1' count='2' xWindow="3">` + theirs + oursOfTwo + `</dataValidations>`},
		"rules without a count":          {`<dataValidations>` + theirs + `</dataValidations>`, `<dataValidations>` + theirs + oursOfTwo + `</dataValidations>`},
		"rules set out for people":       {"<dataValidations count=\"1\">\n  " + theirs + "\n <!-- hết -->\n</dataValidations>\n", "<dataValidations count=\"2\">\n  " + theirs + "\n <!-- hết -->\n" + oursOfTwo + "</dataValidations>\n"},
		"a rule in the header":           {`<dataValidations count="1">` + strings.Replace(theirs, "B2:B9", "A1 C2:D9 A10:A20", 1) + `</dataValidations>`, `<dataValidations count="2">` + strings.Replace(theirs, "B2:B9", "A1 C2:D9 A10:A20", 1) + oursOfTwo + `</dataValidations>`},
		"a rule in the column":           {`<dataValidations count="1">` + strings.Replace(theirs, "B2:B9", "C1 $A$9:$B$20", 1) + `</dataValidations>`, ``},
		"a rule for whole columns":       {`<dataValidations count="1">` + strings.Replace(theirs, "B2:B9", "A:C", 1) + `</dataValidations>`, ``},
		"an extension beside":            {x14("B2:B9"), `<dataValidations count="1">` + oursOfTwo + `</dataValidations>` + x14("B2:B9")},
		"an extension in the column":     {x14("C1 A2:A3"), ``},
		"a rule in an alternate content": {`<mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice Requires="x"><dataValidations>` + strings.Replace(theirs, "B2:B9", "A5", 1) + `</dataValidations></mc:Choice></mc:AlternateContent>`, ``},
		"two lists of rules":             {`<dataValidations count="1">` + theirs + `</dataValidations><dataValidations count="1">` + theirs + `</dataValidations>`, ``},
		"no rule in the list":            {`<dataValidations count="0"/><pageMargins left="1"/>`, `<dataValidations count="1">` + oursOfTwo + `</dataValidations><pageMargins left="1"/>`},
	} {
		for form, book := range map[string]func(behind string) (raw, string){
			"plain":  func(b string) (raw, string) { return rawBook(dataOfTwo + b), dataOfTwo + b },
			"strict": func(b string) (raw, string) { return strictly(rawBook(dataOfTwo + b)), dataOfTwo + b },
			"prefix": func(b string) (raw, string) {
				r := rawBook("")
				doc := strings.NewReplacer("<sheetD", "<x:sheetD", "</sheetD", "</x:sheetD", "<row", "<x:row", "</row", "</x:row", "<c ", "<x:c ", "</c>", "</x:c>", "<v>", "<x:v>", "</v>", "</x:v>").Replace(dataOfTwo) +
					strings.NewReplacer("<conditionalF", "<x:conditionalF", "<mergeC", "<x:mergeC", "</mergeC", "</x:mergeC", "<hyperl", "<x:hyperl", "</hyperl", "</x:hyperl", "<pageM", "<x:pageM", "<tableP", "<x:tableP", "<extLst", "<x:extLst", "</extLst", "</x:extLst", "<ext ", "<x:ext ", "</ext>", "</x:ext>").Replace(prefixed(b))
				r["xl/worksheets/first.xml"] = xmlTop + `<x:worksheet xmlns:x="` + nsMain + `">` + doc + `</x:worksheet>`
				return r, doc
			},
		} {
			t.Run(name+"/"+form, func(t *testing.T) {
				r, doc := book(tc.behind)
				path := r.file(t)
				original, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				v := mustRead(t, Open(path))
				a := offering(v, 9, "một", "hai, ba")
				steps := mustPropose(t, v, a).Steps()
				if tc.want == "" {
					if len(steps) > 0 {
						t.Errorf("the column is not left alone: %+v", steps)
					}
					return
				}
				if len(steps) != 2 || steps[0] != (sheets.Step{Tab: "Danh mục", Range: "A2:A9", After: "một; hai, ba", Choice: true}) {
					t.Errorf("steps %+v", steps)
				}
				v = mustApply(t, v, a)
				_, want := book(tc.want)
				part := func() string {
					now, err := os.ReadFile(path)
					if err != nil {
						t.Fatal(err)
					}
					_, rest, _ := strings.Cut(unpackAll(t, now).text(t, "xl/worksheets/first.xml"), "worksheet ")
					return rest
				}
				_, root, _ := strings.Cut(r["xl/worksheets/first.xml"], "worksheet ")
				if got, want := part(), strings.Replace(root, doc, want, 1); got != want {
					t.Errorf("the part is\n%s\nwant\n%s", got, want)
				}
				quiet(t, v, a)
				quiet(t, mustRead(t, Open(path)), a)
				v = mustApply(t, v, offering(v, 9, "khác"))
				if got, want := part(), strings.Replace(root, doc, want, 1); got != want {
					t.Errorf("with other values the part is\n%s\nwant\n%s", got, want)
				}
				mustApply(t, v, sheets.Annotations{})
				if got := part(); got != root && name != "no rule in the list" {
					t.Errorf("without us the part is\n%s\nwant\n%s", got, root)
				}
				ProveRemoved(t, original, path)
			})
		}
	}
}

func quiet(t *testing.T, v sheets.View, a sheets.Annotations) {
	t.Helper()
	if steps := mustPropose(t, v, a).Steps(); len(steps) > 0 {
		t.Errorf("a further pass has steps: %+v", steps)
	}
}

func TestAreas(t *testing.T) {
	for _, tc := range []struct{ areas, out, want string }{
		{"A2:A9", "A5:A6", "A2:A4 A7:A9"},
		{"A2:C9", "B5:B6", "A2:C4 A5:A6 C5:C6 A7:C9"},
		{"A2:A9", "A1:A20", ""},
		{"A2:A9", "B1:B20", "A2:A9"},
		{"A2:A9 D1", "A9:D9", "A2:A8 D1"},
		{"$A$2:A3\n  x A:A", "A4", "A2:A3 A1:A3 A5:A1048576"},
	} {
		if got := showAreas(without(parseAreas(tc.areas), parseAreas(tc.out)[0])); got != tc.want {
			t.Errorf("%s without %s: got %q, want %q", tc.areas, tc.out, got, tc.want)
		}
	}
	for _, tc := range []struct{ in, covered, want string }{
		{"A2:A9", "", "A2:A9"},
		{"A2:A9", "A5:A6 A4 B1:B20", "A2:A3 A7:A9"},
		{"A2:A9", "A1:C2 A8:A20", "A3:A7"},
		{"A2:A9", "A1:A20 A3", ""},
	} {
		if got := showAreas(gaps(parseAreas(tc.in)[0], parseAreas(tc.covered))); got != tc.want {
			t.Errorf("%s beside %s: got %q, want %q", tc.in, tc.covered, got, tc.want)
		}
	}
	if got := showAreas(joined(parseAreas("D20 A2:A4 A9"), parseAreas("A5:A8 A12"))); got != "A2:A9 A12 D20" {
		t.Errorf("joined: %s", got)
	}
}

// FuzzRules: whatever stands in a part, a drop-down that is put into it and taken
// out again leaves it as it was, and the sums over what is the staff's are those
// that they were.
func FuzzRules(f *testing.F) {
	f.Add(`<worksheet><sheetData/></worksheet>`)
	f.Add(`<worksheet><sheetData/><dataValidations count="2"><dataValidation sqref="A1:B2 C3"><formula1>1</formula1></dataValidation> <!-- a --><b/></dataValidations><extLst><ext><x14:dataValidation><xm:sqref>A1</xm:sqref></x14:dataValidation></ext></extLst></worksheet>`)
	f.Add(`<x:worksheet xmlns:x="u"><x:sheetData><x:row r="1"/></x:sheetData><x:dataValidations/><x:hyperlinks/></x:worksheet>`)
	f.Add(`<worksheet><dataValidations/><sheetData/><dataValidations count='x'>a<dataValidation sqref="A1"><formula1>_rasoat_choice_a</formula1></dataValidation></dataValidations></worksheet>`)
	f.Fuzz(func(t *testing.T, doc string) {
		read := func(doc string) (*rules, error) {
			r := &sheetReader{s: newScanner(strings.NewReader(doc)), formats: &formats{}, strings: []string{"s"}, cell: func(int, int, sheets.Cell) {}}
			err := r.read()
			return &r.rules, err
		}
		seed := maphash.MakeSeed()
		edited := func(doc string, edit func(*rules) rulesEdit) (out string, before uint64, after rulesPatch, ok bool) {
			held, err := read(doc)
			if err != nil || held.lists > 1 {
				return "", 0, rulesPatch{}, false
			}
			p := rulesPatch{edit(held), held.ours(), held.lists, held.count}
			var b strings.Builder
			sum, err := patchSheet(&b, iotest.HalfReader(strings.NewReader(doc)), sheetPatch{seed: seed, rules: p})
			return b.String(), sum, p, err == nil
		}
		with, before, p, ok := edited(doc, func(*rules) rulesEdit {
			return rulesEdit{add: []rule{{areas: parseAreas("A2:A9"), list: valuesPrefix + "x"}}}
		})
		if !ok {
			return
		}
		if !strings.Contains(with, valuesPrefix+"x") {
			return // no place for it
		}
		tab, err := restWithRules(t, with, seed, ourCells{}, p.after())
		if err == nil && tab.sum != before {
			t.Fatalf("the sum changed\n%s\n%s", doc, with)
		}
		held, err := read(with)
		if err != nil {
			t.Fatalf("%s\nbecame what cannot be read: %v\n%s", doc, err, with)
		}
		n := len(held.all)
		if was, _ := read(doc); n != len(was.all)+1 || !sameTheirs(was, held) {
			t.Fatalf("other rules changed\n%s\n%s", doc, with)
		}
		without, again, _, ok := edited(with, func(held *rules) rulesEdit {
			last := -1
			for _, r := range held.all {
				if r.list == valuesPrefix+"x" {
					last = max(last, r.place)
				}
			}
			return rulesEdit{drop: map[int]bool{last: true}}
		})
		if !ok || again != before {
			t.Fatalf("taking it out: %v, sums %x and %x\n%s\n%s", ok, before, again, doc, with)
		}
		if was, _ := read(doc); was.count > 0 && without != doc || was.lists == 0 && without != doc {
			t.Fatalf("%s\nis left as\n%s", doc, without)
		}
	})
}

// A mark of a drop-down that we did not write so, and names that are left of
// another, go; the drop-down that is wanted comes all the same.
func TestOddMarksOfDropDowns(t *testing.T) {
	path := rawBook(dataOfTwo+`<dataValidations count="2">`+oursOfTwo+`<dataValidation type="list" sqref="D1 A4"><formula1> _RASOAT_choice_gone_1 </formula1></dataValidation></dataValidations>`).
		with("xl/workbook.xml", "</sheets>", `</sheets><definedNames><definedName name="_rasoat.choice.code.&quot;&lt;" localSheetId="0">'Danh mục'!$A$2:$A$9</definedName>`+
			`<definedName name="_Rasoat_Choice_code_&quot;">'Danh mục'!$A$2:$A$9</definedName><definedName name="_rasoat_choice_gone_1">'[other.xlsx]_rasoat'!$A$2</definedName></definedNames>`).file(t)
	v := mustRead(t, Open(path))
	v = mustApply(t, v, offering(v, 9, "một"))
	quiet(t, v, offering(v, 9, "một"))
	st := v.(*view).state
	if names := len(st.wb.names); names != 3 || len(st.choices) != 1 || len(st.lists) != 1 || len(st.ownTabs) != 1 {
		t.Errorf("names %+v", st.wb.names)
	}
	if r := st.tabs[0].rules.all; len(r) != 1 || showAreas(r[0].areas) != "A2:A9" {
		t.Errorf("rules %+v", r)
	}
	v = mustApply(t, v, sheets.Annotations{})
	if st := v.(*view).state; len(st.wb.names)+len(st.tabs[0].rules.all) > 0 {
		t.Errorf("names %+v and rules %+v are left", st.wb.names, st.tabs[0].rules.all)
	}
}
