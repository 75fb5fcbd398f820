package google_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"rasoat/sheets"
	"rasoat/sheets/emulator"
)

// What our columns say names the item: the text begins with its code, the gap
// is a thousand times its number.
var ours = regexp.MustCompile(`^\[(P-[0-9]+)\]`)

const (
	waiting = "(chờ rà soát)"
	shared  = "(trùng mã)"
)

func worldAnnotations(s *sheets.Snapshot) sheets.Annotations {
	t := s.TabTitled(worldTab)
	if t == nil {
		return sheets.Annotations{}
	}
	head := func(title string) sheets.Addr {
		for row := range t.Rows() {
			for col, c := range t.Row(row) {
				if c.Value == sheets.TextValue(title) {
					return sheets.Addr{Row: row, Col: col}
				}
			}
		}
		return sheets.Addr{Row: -1, Col: -1}
	}
	code, name, total := head(codeTitle), head(nameTitle), head(totalTitle)
	if code.Row < 0 {
		return sheets.Annotations{}
	}
	l := sheets.List{
		Tab: t.ID(), Key: code.Col, Name: name.Col, Header: sheets.Range{Top: code.Row, Left: 0, Bottom: code.Row + 1, Right: max(code.Col, name.Col, total.Col) + 1},
		Pending: sheets.TextValue(waiting), Shared: sheets.TextValue(shared),
		Columns: []sheets.OwnedColumn{{ID: "gap", Title: "Còn thiếu", Format: "#,##0"}, {ID: "warning", Title: "Cảnh báo"}},
	}
	findings := sheets.OwnTab{ID: "findings", Title: "Kết quả rà soát", Fallback: "Kết quả rà soát (tự động)", Rows: []sheets.OwnRow{
		{{Value: sheets.TextValue("KẾT QUẢ RÀ SOÁT"), Style: sheets.StyleTitle}},
	}}
	for row := l.Header.Bottom; row < t.Rows(); row++ {
		key := t.Cell(row, code.Col).Value
		number, ok := strings.CutPrefix(key.String(), "P-")
		n, err := strconv.Atoi(number)
		if !ok || err != nil || n%4 == 0 {
			continue
		}
		text := fmt.Sprintf("[%s] TMĐT %s", key, t.Cell(row, max(total.Col, 0)).Value)
		note := sheets.Note{Row: row, Show: []sheets.Value{sheets.NumberValue(strconv.Itoa(n * 1000)), sheets.TextValue(text)}}
		if total.Col >= 0 {
			note.Mark = []int{total.Col}
		}
		l.Notes = append(l.Notes, note)
		findings.Rows = append(findings.Rows, sheets.OwnRow{
			{Value: key, Style: sheets.StyleBody, Link: sheets.Link{Tab: t.ID(), Addr: sheets.Addr{Row: row, Col: max(total.Col, 0)}}},
			{Value: sheets.TextValue(text), Style: sheets.StyleWarning},
		})
	}
	return sheets.Annotations{Lists: []sheets.List{l}, Tabs: []sheets.OwnTab{findings}}
}

// nothingWrong looks at every row of every tab of theirs: what a column of ours
// shows there is about the row's item.
func (w *world) nothingWrong(when string, tabs []emulator.Tab) {
	if wrong := wrongCells(tabs); len(wrong) > 0 {
		w.t.Fatalf("%s:\n%s\n\nwhat happened:\n%s", when, strings.Join(wrong, "\n"), strings.Join(w.done, "\n"))
	}
}

func wrongCells(tabs []emulator.Tab) []string {
	var wrong []string
	for _, t := range tabs {
		code, ok := codeColumn(t)
		if !ok || isOwn(t) {
			continue
		}
		for at, c := range t.Cells {
			if !c.Spilled {
				continue // what people pasted is theirs
			}
			key := fmt.Sprint(t.Cells[emulator.At{Row: at.Row, Col: code.Col}].Value)
			about := ""
			switch v := c.Value.(type) {
			case string:
				if m := ours.FindStringSubmatch(v); m != nil {
					about = m[1]
				}
			case float64:
				if n := int(v); n >= 1000 && n%1000 == 0 {
					about = fmt.Sprintf("P-%d", n/1000)
				}
			}
			if about != "" && about != key {
				wrong = append(wrong, fmt.Sprintf("tab %q, row %d: %v shows %v beside %s", t.Title, at.Row+1, at, c.Value, key))
			}
			if c.Coloured && about != "" {
				wrong = append(wrong, fmt.Sprintf("tab %q: a cell of ours, %v, is coloured", t.Title, at))
			}
		}
	}
	slices.Sort(wrong)
	return wrong
}

func isOwn(t emulator.Tab) bool {
	return slices.ContainsFunc(t.Metadata, func(m emulator.Mark) bool { return m.Key == "rasoat.tab" })
}

// isOurs reports whether a column is ours.
func isOurs(t emulator.Tab, col int) bool {
	return slices.ContainsFunc(t.ColumnMarks[col], func(m emulator.Mark) bool { return m.Key == "rasoat.column" })
}

// staffCells are the cells that people entered, by columns from left to right.
// A column that holds none is left out: it may be ours, and come and go.
func staffCells(t emulator.Tab) []string {
	columns := map[int]map[int]string{}
	for at, c := range t.Cells {
		if !c.Entered || strings.HasPrefix(c.Formula, "=ARRAYFORMULA(LET(") && isOurs(t, at.Col) {
			continue
		}
		content := c.Formula // whose value may follow other cells
		switch {
		case strings.HasPrefix(content, "=ARRAYFORMULA(LET("):
			// A copy of a column of ours may name another of ours, and loses it when that is
			// taken out: nobody wrote that formula.
			content = "a copy of ours"
		case content == "":
			data, err := json.Marshal([]any{c.Value, c.Format, c.Look, c.Note})
			if err != nil {
				panic(err) // a cell holds plain values
			}
			content = string(data)
		}
		if columns[at.Col] == nil {
			columns[at.Col] = map[int]string{}
		}
		columns[at.Col][at.Row] = content
	}
	var theirs []string
	for _, col := range slices.Sorted(maps.Keys(columns)) {
		theirs = append(theirs, fmt.Sprint(columns[col]))
	}
	return theirs
}

// withoutOurs is a tab without what people entered in columns of ours.
func withoutOurs(t emulator.Tab) emulator.Tab {
	t.Cells = maps.Clone(t.Cells)
	maps.DeleteFunc(t.Cells, func(at emulator.At, _ emulator.Cell) bool { return isOurs(t, at.Col) })
	return t
}

// sameStaffCells holds what people entered before a request of ours against
// what stands there after it. What they entered in a column of ours is only
// safe while nobody does anything between our look and our write: the guard
// does not see rows.
func (w *world) sameStaffCells(before, after []emulator.Tab) {
	now := map[int]emulator.Tab{}
	for _, t := range after {
		now[t.ID] = t
	}
	for _, t := range before {
		if isOwn(t) {
			continue
		}
		n, ok := now[t.ID]
		if !ok {
			w.t.Fatalf("our request took out their tab %q\n%s", t.Title, strings.Join(w.done, "\n"))
		}
		old, got := staffCells(t), staffCells(n)
		lost := !slices.Equal(old, got)
		if len(w.read) > 0 {
			lost = but(staffCells(withoutOurs(t)), got) != ""
		}
		if lost || t.Title != n.Title {
			w.t.Fatalf("our request changed cells of theirs in %q:\nbefore %s\nafter  %s\n%s", t.Title, but(old, got), but(got, old), strings.Join(w.done, "\n"))
		}
	}
}

// but returns the columns that others do not have.
func but(columns, others []string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(columns), func(c string) bool { return slices.Contains(others, c) }), "\n       ")
}

// shows asserts that each row shows what it is to show, or that the snapshot
// tells why it cannot.
func (w *world) shows(s *sheets.Snapshot, l sheets.List) {
	tab := w.tab(worldTab)
	want := map[int]sheets.Note{}
	count := map[string]int{}
	for _, n := range l.Notes {
		want[n.Row] = n
	}
	for row := l.Header.Bottom; row < s.Tab(l.Tab).Rows(); row++ {
		count[s.Tab(l.Tab).Cell(row, l.Key).Value.String()]++
	}
	for i, c := range l.Columns {
		if slices.ContainsFunc(s.Obstacles(), func(o sheets.Obstacle) bool { return o.Column == c.ID && o.Tab == l.Tab }) {
			continue
		}
		col := -1
		for at, marks := range tab.ColumnMarks {
			if slices.ContainsFunc(marks, func(m emulator.Mark) bool { return m.Key == "rasoat.column" && m.Value == c.ID }) {
				col = at
			}
		}
		if col < 0 {
			w.t.Fatalf("there is no column %q\n%s", c.ID, strings.Join(w.done, "\n"))
		}
		for row := l.Header.Bottom; row < s.Tab(l.Tab).Rows(); row++ {
			code := s.Tab(l.Tab).Cell(row, l.Key).Value.String()
			got := ""
			if v := tab.Cells[emulator.At{Row: row, Col: col}].Value; v != nil {
				got = fmt.Sprint(v)
				if f, ok := v.(float64); ok {
					got = strconv.FormatFloat(f, 'f', -1, 64)
				}
			}
			wanted := ""
			if n, ok := want[row]; ok {
				wanted = n.Show[i].String()
			}
			if got != wanted && !(count[code] > 1 && (got == "" || got == shared)) {
				w.t.Fatalf("row %d (%s), column %q shows %q, want %q; obstacles %+v\n%s",
					row+1, code, c.ID, got, wanted, s.Obstacles(), strings.Join(w.done, "\n"))
			}
		}
	}
}
