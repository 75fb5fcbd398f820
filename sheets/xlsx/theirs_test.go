package xlsx

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rasoat/sheets"
)

// A formula that somebody put into a column of ours stays, and so do the cells
// in which its results stand, whatever kind it is of; the other rows show what
// they should, the cell is told of, and it is there when we are gone.
func TestFormulasInOurColumnStay(t *testing.T) {
	for name, tc := range map[string]struct {
		put  map[string]string // cells of ours that hold something else by now
		want []string          // what is told
	}{
		"a formula":                      {map[string]string{"D2": `<f>1+1</f><v>2</v>`}, []string{"D2 =1+1"}},
		"never computed":                 {map[string]string{"D2": `<f>1+1</f>`}, []string{"D2 =1+1"}},
		"beside a row without a note":    {map[string]string{"D4": `<f>1+1</f><v>2</v>`}, []string{"D4 =1+1"}},
		"a shared formula begins in it":  {map[string]string{"D2": `<f t="shared" ref="D2:E2" si="0">B2</f><v>2</v>`, "E2": `<f t="shared" si="0"/><v>3</v>`}, []string{"D2 =B2"}},
		"a shared formula goes into it":  {map[string]string{"C2": `<f t="shared" ref="C2:D2" si="0">B2</f><v>2</v>`, "D2": `<f t="shared" si="0"/><v>3</v>`}, []string{"D2 =C2"}},
		"a shared formula without first": {map[string]string{"D2": `<f t="shared" si="7"/><v>3</v>`}, []string{"D2 3"}},
		"an array formula":               {map[string]string{"D2": `<f t="array" ref="D2:D3">A2:A3</f><v>2</v>`, "D3": `<v>3</v>`}, []string{"D2 =A2:A3"}},
		"an array formula goes into it":  {map[string]string{"C2": `<f t="array" ref="C2:D3">A2:B3</f><v>2</v>`, "D2": `<v>4</v>`, "D3": `<v>5</v>`}, []string{"D2 4"}},
		"room of an array formula":       {map[string]string{"C2": `<f t="array" ref="C2:D2">A2:B2</f>`, "D2": ``}, []string{"D2 "}},
		"a data table":                   {map[string]string{"D2": `<f t="dataTable" ref="D2:D3" dt2D="0" dtr="0" r1="B2"/><v>2</v>`, "D3": `<v>3</v>`}, []string{"D2 2"}},
		"several": {map[string]string{"D2": `<f>1</f><v>1</v>`, "D3": `<f>2</f><v>2</v>`, "D4": `<f>3</f><v>3</v>`, "D5": `<f>4</f><v>4</v>`, "D6": `<f>5</f><v>5</v>`, "D7": `<f>6</f><v>6</v>`},
			[]string{"D2 =1", "D3 =2", "D4 =3", "D5 =4", "D6 =5"}},
		"in the head": {map[string]string{"D1": `<f>A1</f><v>7</v>`}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			path := notedBook().file(t)
			v := mustRead(t, Open(path))
			mustApply(t, v, noted(v, "cũ"))
			typeInto(t, path, tc.put)
			v = mustRead(t, Open(path))
			if got := obstacles(v); !slices.Equal(got, tc.want) {
				t.Errorf("told of %q, want %q", got, tc.want)
			}
			v = mustApply(t, v, noted(v, "mới"))
			part := partOf(t, path, "xl/worksheets/first.xml")
			for at, content := range tc.put {
				if got := cellIn(part, at); got != content {
					t.Errorf("%s held %s and holds %s", at, content, got)
				}
			}
			if !strings.Contains(cellIn(part, "D10"), "mới") {
				t.Errorf("D10 shows nothing new: %s", part)
			}
			c := mustPropose(t, v, noted(v, "mới"))
			if steps := c.Steps(); len(steps) > 0 {
				t.Errorf("a second pass has steps: %+v", steps)
			}
			mustApply(t, mustRead(t, Open(path)), sheets.Annotations{})
			part = partOf(t, path, "xl/worksheets/first.xml")
			for at, content := range tc.put {
				if got := cellIn(part, at); got != content {
					t.Errorf("without us, %s holds %s, and not %s", at, got, content)
				}
			}
			if strings.Contains(part, "mới") || strings.Contains(partOf(t, path, "xl/workbook.xml"), "_rasoat") {
				t.Errorf("something of ours is left: %s", part)
			}
		})
	}
}

// A formula of theirs in our column loses its last result where that depends on
// another cell of ours, as anywhere else.
func TestFormulaInOurColumnFollowsOurs(t *testing.T) {
	path := notedBook().file(t)
	v := mustRead(t, Open(path))
	mustApply(t, v, noted(v, "cũ"))
	typeInto(t, path, map[string]string{"D2": `<f>LEN(D10)</f><v>2</v>`})
	v = mustRead(t, Open(path))
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	mustApply(t, v, noted(v, "mới"))
	if got := ProveFile(t, before, path); !slices.Equal(got, []string{"xl/worksheets/first.xml!D2"}) {
		t.Errorf("the last results that went: %v", got)
	}
}

// The place of our title may hold a result of theirs: whatever that is, and
// whatever the title is to be, it stays.
func TestResultInThePlaceOfOurTitle(t *testing.T) {
	for name, result := range map[string]string{"another": `<v>5</v>`, "our title": `<v>2021</v>`, "nothing yet": ``} {
		t.Run(name, func(t *testing.T) {
			titled := func(v sheets.View, title string) sheets.Annotations {
				a := noted(v, "x")
				a.Lists[0].Columns[0].Title = title
				return a
			}
			path := notedBook().file(t)
			v := mustRead(t, Open(path))
			mustApply(t, v, titled(v, "2021"))
			typeInto(t, path, map[string]string{"C1": `<f t="array" ref="C1:D1">A1:B1</f><v>1</v>`, "D1": result})
			v = mustRead(t, Open(path))
			a := titled(v, "2022")
			a.Lists[0].Notes[0].Show[0] = sheets.TextValue("mới")
			mustApply(t, v, a)
			if got := cellIn(partOf(t, path, "xl/worksheets/first.xml"), "D1"); got != result {
				t.Errorf("D1 held %s and holds %s", result, got)
			}
		})
	}
}

// LibreOffice writes a truth value of ours as a formula. It is ours as before.
func TestTruthValuesOfOurs(t *testing.T) {
	show := func(v sheets.View, b bool) sheets.Annotations {
		a := note(v, sheets.BoolValue(b))
		a.Lists[0].Header.Right = 3
		return a
	}
	path := notedBook().file(t)
	v := mustRead(t, Open(path))
	mustApply(t, v, show(v, true))
	typeInto(t, path, map[string]string{"D2": ` t="b"|<f>TRUE()</f><v>1</v>`})
	v = mustRead(t, Open(path))
	if o := v.Snapshot().Obstacles(); len(o) > 0 {
		t.Errorf("told of %+v", o)
	}
	if c := mustPropose(t, v, show(v, true)); len(c.Steps()) > 0 {
		t.Errorf("there is something to write: %+v", c.Steps())
	}
	mustApply(t, v, show(v, false))
	if got := cellIn(partOf(t, path, "xl/worksheets/first.xml"), "D2"); got != "<v>0</v>" {
		t.Errorf("D2 holds %s", got)
	}
}

// What people clear away is in nobody's way any more.
func TestClearedFormulaMakesRoom(t *testing.T) {
	path := notedBook().file(t)
	v := mustRead(t, Open(path))
	mustApply(t, v, noted(v, "cũ"))
	typeInto(t, path, map[string]string{"D2": `<f>1+1</f><v>2</v>`})
	v = mustRead(t, Open(path))
	mustApply(t, v, noted(v, "mới"))
	typeInto(t, path, map[string]string{"D2": ``})
	v = mustRead(t, Open(path))
	if got := obstacles(v); len(got) > 0 {
		t.Errorf("told of %q", got)
	}
	mustApply(t, v, noted(v, "mới"))
	if got := cellIn(partOf(t, path, "xl/worksheets/first.xml"), "D2"); !strings.Contains(got, "mới") {
		t.Errorf("D2 holds %s", got)
	}
}

// notedBook is a list of ten rows in A and B whose columns of ours come into D,
// as something far below stands in C.
func notedBook() raw {
	var b strings.Builder
	for row := 1; row <= 10; row++ {
		n := sheets.Addr{Row: row - 1}.String()[1:]
		b.WriteString(`<row r="` + n + `"><c r="A` + n + `"><v>` + n + `</v></c><c r="B` + n + `"><v>1</v></c></row>`)
	}
	return rawBook(`<sheetData>` + b.String() + `<row r="20"><c r="C20"><v>1</v></c></row></sheetData>`)
}

// noted shows a text beside every row but the fourth.
func noted(v sheets.View, says string) sheets.Annotations {
	a := note(v, sheets.TextValue(says))
	a.Lists[0].Header.Right = 2
	a.Lists[0].Notes = nil
	for row := 1; row < 10; row++ {
		if row != 3 {
			a.Lists[0].Notes = append(a.Lists[0].Notes, sheets.Note{Row: row, Show: []sheets.Value{sheets.TextValue(says)}})
		}
	}
	return a
}

// obstacles lists what stands in the way, as "D2 =1+1".
func obstacles(v sheets.View) []string {
	var list []string
	for _, o := range v.Snapshot().Obstacles() {
		if o.Kind == sheets.ObstacleFormula && o.Column == "warning" {
			list = append(list, o.Addr.String()+" "+o.Seen)
		}
	}
	return list
}

// typeInto puts cells with that content into the first tab of a file; a type may
// stand before it, as in ` t="b"|<v>1</v>`.
func typeInto(t *testing.T, path string, put map[string]string) {
	t.Helper()
	rewritePart(t, path, func(part string) string {
		for at, content := range put {
			typ, content, typed := strings.Cut(content, "|")
			if !typed {
				typ, content = "", typ
			}
			cell := `<c r="` + at + `"` + typ + `>` + content + `</c>`
			if old := regexp.MustCompile(`<c r="` + at + `"[^>]*?(/>|>.*?</c>)`); old.MatchString(part) {
				part = old.ReplaceAllLiteralString(part, cell)
				continue
			}
			a, err := sheets.ParseAddr(at)
			if err != nil {
				t.Fatal(err)
			}
			for a.Col--; ; a.Col-- { // behind the nearest at its left
				left := regexp.MustCompile(`<c r="` + a.String() + `"[^>]*?(/>|>.*?</c>)`)
				if m := left.FindStringIndex(part); m != nil {
					part = part[:m[1]] + cell + part[m[1]:]
					break
				}
			}
		}
		return part
	})
}

// cellIn returns the content of a cell in the part of a tab.
func cellIn(part, at string) string {
	m := regexp.MustCompile(`<c r="` + at + `"[^>]*?(?:/>|>(.*?)</c>)`).FindStringSubmatch(part)
	if m == nil {
		return ""
	}
	return m[1]
}

// rewritePart changes the part of the first tab.
func rewritePart(t *testing.T, path string, change func(part string) string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	u := unpackAll(t, data)
	r := raw{}
	for _, name := range u.names {
		r[name] = u.text(t, name)
	}
	r["xl/worksheets/first.xml"] = change(r["xl/worksheets/first.xml"])
	if err := os.WriteFile(path, r.bytes(t), 0o644); err != nil {
		t.Fatal(err)
	}
}
