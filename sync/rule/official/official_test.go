// Package official_test holds drawings of official tables, in the forms in
// which they are published, against what a finance officer would say of them:
// which row is what, how many totals agree, and which mistakes there are. All
// figures are invented.
//
// A drawing is a file of testdata: what it shows, then what is true of it,
// then "---" and the tab, a line a row. Each line begins with a letter that
// says what the row is (see kinds), "." for what is no row of the list and "?"
// for one of which nothing is claimed; a "~" behind it hides the row. Cells
// stand between bars:
//
//	'text    a text, whatever it looks like
//	12.5     a number; 12.5{0.00} with its number format
//	@2020-12-31  a day
//	#REF!    an error value
//	=A1+B1 → 12  a formula with its result
//	<  ^     merged with the cell at the left, above
//	\n \u00a0 stand for what they do in Go
package official_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"rasoat/sheets"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// kinds are the letters of the rows.
var kinds = map[byte]ledger.RowKind{
	'I': ledger.ItemRow, 'S': ledger.SectionRow, 'G': ledger.GrandRow, 'T': ledger.SubtotalRow, 'C': ledger.ComponentRow,
	'P': ledger.PartRow, 'M': ledger.MarkerRow, 'R': ledger.RatioRow, 'N': ledger.NoteRow, 'X': ledger.ExtraRow,
}

// drawing is a table and the truth about it.
type drawing struct {
	about    string
	totals   rule.Totals
	findings []string // rule and cell
	province bool     // read with the configuration of a province, not guessed
	kind     ledger.Kind
	tab      *sheets.Snapshot
	rows     string // the letter of each row
}

func TestOfficialTables(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no drawings: ", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			d := load(t, file)
			m, s := ledger.Guess(d.tab), rule.Settings{Today: time.Date(2021, 1, 15, 0, 0, 0, 0, time.UTC)}
			if d.province {
				m = province(d.kind)
				s = settings(m)
			}
			l := ledger.Read(d.tab, m)
			var found []string
			for _, f := range rule.Run(l, s) {
				found = append(found, strings.TrimSpace(f.Rule+" "+f.Cell()))
			}
			slices.Sort(found)
			slices.Sort(d.findings)
			if !slices.Equal(found, d.findings) {
				t.Errorf("found %q\n want %q", found, d.findings)
			}
			got := rule.Stats(l)
			if got.Exact != d.totals.Exact || got.Rounding != d.totals.Rounding || got.Beyond != d.totals.Beyond {
				t.Errorf("totals %+v\n  want %+v", got, d.totals)
			}
			checkKinds(t, l, d.rows)
			if t.Failed() {
				t.Log(d.about + show(l))
			}
		})
	}
}

// checkKinds holds every row against its letter.
func checkKinds(t *testing.T, l *ledger.Ledger, letters string) {
	t.Helper()
	read := map[int]ledger.RowKind{}
	for _, list := range l.Lists {
		for _, r := range list.Rows {
			read[r.Row] = r.Kind
		}
	}
	for r := range len(letters) {
		got, ok := read[r]
		want, claimed := kinds[letters[r]]
		switch {
		case letters[r] == '?':
		case !claimed && ok && got != ledger.NoteRow:
			t.Errorf("row %d is read as %s and is no row of the list", r+1, letter(got))
		case claimed && !ok:
			t.Errorf("row %d is not read, want %c", r+1, letters[r])
		case claimed && got != want:
			t.Errorf("row %d is read as %s, want %c", r+1, letter(got), letters[r])
		}
	}
}

func letter(k ledger.RowKind) string {
	for l, kind := range kinds {
		if kind == k {
			return string(l)
		}
	}
	return "?"
}

// show tells what was read.
func show(l *ledger.Ledger) string {
	var b strings.Builder
	for _, list := range l.Lists {
		fmt.Fprintf(&b, "\n%s %s in %s", list.Kind, list.Header, list.Unit.Label)
		for _, c := range list.Columns {
			fmt.Fprintf(&b, "\n  %s %q", sheets.ColName(c.Col), c.Header)
			if c.Field != "" {
				fmt.Fprintf(&b, " = %s", c.Field)
			}
			if c.Amount {
				b.WriteString(" money")
			}
		}
		for _, s := range list.Sums {
			fmt.Fprintf(&b, "\n  sum %+v", s)
		}
		for _, r := range list.Rows {
			fmt.Fprintf(&b, "\n  %d %s%s %s %q", r.Row+1, strings.Repeat("  ", r.Level), letter(r.Kind), r.Number, r.Name)
			if r.Parent != nil {
				fmt.Fprintf(&b, " in %d", r.Parent.Row+1)
			}
		}
	}
	for _, p := range l.Problems {
		fmt.Fprintf(&b, "\n! %s row %d column %d %q %q", p.Kind, p.Row+1, p.Col+1, p.Seen, p.Name)
	}
	return b.String()
}

// province is the mapping of a province that names its closed lists and leaves
// the columns to be found.
func province(kind ledger.Kind) ledger.Mapping {
	names := func(names ...string) (all []ledger.Name) {
		for _, n := range names {
			all = append(all, ledger.Name{Name: n})
		}
		return all
	}
	m := ledger.Mapping{
		Lists:      []ledger.ListMapping{{Name: "list", Tab: "Sheet1", Kind: kind}},
		Statuses:   names("Chưa thực hiện", "Đang thực hiện", "Hoàn thành"),
		Priorities: names("Cấp bách", "Bình thường"),
	}
	for i, n := range []string{
		"Sở Thông tin và Truyền thông", "Sở Tài chính", "Sở Kế hoạch và Đầu tư", "Sở Giáo dục và Đào tạo", "Sở Y tế", "Sở Giao thông vận tải",
		"Sở Nông nghiệp và Phát triển nông thôn", "Sở Tài nguyên và Môi trường", "Sở Nội vụ", "Sở Tư pháp", "Sở Xây dựng", "Sở Công Thương",
		"Văn phòng UBND tỉnh", "Công an tỉnh", "UBND huyện Hòa An", "UBND thành phố Sông Lam", "Ban Quản lý dự án đầu tư xây dựng tỉnh",
	} {
		m.Departments = append(m.Departments, ledger.Department{Name: n, Emails: []string{fmt.Sprintf("cq%d@example.com", i)}})
	}
	return m
}

func settings(m ledger.Mapping) rule.Settings {
	s := rule.Settings{
		Statuses: []rule.Status{{Name: m.Statuses[0]}, {Name: m.Statuses[1]}, {Name: m.Statuses[2], Done: true}},
		Urgent:   map[string]bool{"Cấp bách": true}, Priorities: m.Priorities,
		Required:  map[string][]ledger.Field{"list": {ledger.FieldName}},
		OpenAfter: 90, OpenUrgentAfter: 30,
		Today: time.Date(2021, 1, 15, 0, 0, 0, 0, time.UTC),
	}
	return s
}

func load(t *testing.T, file string) drawing {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, body, ok := strings.Cut(string(data), "\n---\n")
	if !ok {
		t.Fatal("no ---")
	}
	d := drawing{kind: ledger.Projects}
	stated := false
	for line := range strings.SplitSeq(head, "\n") {
		word, rest, _ := strings.Cut(line, ": ")
		switch word {
		case "totals":
			n, err := fmt.Sscanf(line, "totals: %d exact, %d rounding, %d beyond", &d.totals.Exact, &d.totals.Rounding, &d.totals.Beyond)
			if n != 3 || err != nil {
				t.Fatal(line)
			}
			d.totals.Checked = d.totals.Exact + d.totals.Rounding + d.totals.Beyond
			stated = true
		case "found":
			d.findings = append(d.findings, strings.TrimSpace(rest))
		case "config":
			d.province, d.kind = true, ledger.Kind(strings.TrimSpace(rest))
		default:
			d.about += line + "\n"
		}
	}
	if !stated {
		t.Fatal("no totals")
	}
	var b sheets.Builder
	d.rows = draw(t, b.Tab("t1", "Sheet1"), strings.TrimRight(body, "\n"))
	d.tab = b.Snapshot()
	return d
}

// draw fills a tab and returns the letters of its rows.
func draw(t *testing.T, b *sheets.TabBuilder, text string) string {
	t.Helper()
	letters := ""
	var rows [][]string
	for line := range strings.SplitSeq(text, "\n") {
		mark, drawn, _ := strings.Cut(line, "|")
		mark = strings.TrimSpace(mark)
		if rest, hidden := strings.CutSuffix(mark, "~"); hidden {
			b.HideRow(len(rows))
			mark = rest
		}
		if len(mark) != 1 {
			t.Fatalf("row %d begins with no letter: %s", len(rows)+1, line)
		}
		letters += mark
		var cells []string
		for c := range strings.SplitSeq(drawn, "|") {
			cells = append(cells, strings.TrimSpace(c))
		}
		rows = append(rows, cells)
	}
	at := func(r, c int) string {
		if r >= len(rows) || c >= len(rows[r]) {
			return ""
		}
		return rows[r][c]
	}
	for r, cells := range rows {
		for c, text := range cells {
			if text == "<" || text == "^" {
				continue
			}
			b.Set(r, c, cell(t, text))
			g := sheets.Range{Top: r, Left: c, Bottom: r + 1, Right: c + 1}
			for at(r, g.Right) == "<" {
				g.Right++
			}
			for at(g.Bottom, c) == "^" {
				g.Bottom++
			}
			if g.Bottom-g.Top > 1 || g.Right-g.Left > 1 {
				b.Merge(g)
			}
		}
	}
	return letters
}

var drawnNumber = regexp.MustCompile(`^(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?:\{(.*)\})?$`)

func cell(t *testing.T, text string) sheets.Cell {
	t.Helper()
	unescape := strings.NewReplacer(`\n`, "\n", `\u00a0`, "\u00a0").Replace
	if forced, ok := strings.CutPrefix(text, "'"); ok {
		return sheets.Cell{Value: sheets.TextValue(unescape(forced))}
	}
	if formula, result, ok := strings.Cut(strings.TrimPrefix(text, "="), " → "); ok && text[0] == '=' {
		c := cell(t, result)
		c.Formula = formula
		return c
	}
	if m := drawnNumber.FindStringSubmatch(text); m != nil {
		return sheets.Cell{Value: sheets.NumberValue(m[1]), Format: m[2]}
	}
	switch {
	case text == "":
		return sheets.Cell{}
	case text[0] == '@':
		day, err := time.Parse(time.DateOnly, text[1:])
		if err != nil {
			t.Fatal(err)
		}
		return sheets.Cell{Value: sheets.DayValue(day), Format: "dd/mm/yyyy"}
	case text[0] == '#':
		return sheets.Cell{Value: sheets.ErrorValue(text)}
	}
	return sheets.Cell{Value: sheets.TextValue(unescape(text))}
}
