package google

import (
	"maps"
	"slices"
	"strings"

	"rasoat/sheets"
)

// store is what the hidden tab holds: by key, what each of its columns says.
// Column 0 is the key's; a column of ours shows one of the others, its slot.
type store struct {
	lines map[string]map[int]sheets.Value
}

func newStore() *store { return &store{lines: map[string]map[int]sheets.Value{}} }

// set says what a slot holds for a key.
func (s *store) set(key string, slot int, v sheets.Value) {
	line := s.lines[key]
	if line == nil {
		line = map[int]sheets.Value{}
		s.lines[key] = line
	}
	if v.IsEmpty() || v.Kind() == sheets.Text && v.String() == "" {
		v = sheets.TextValue(nothing)
	}
	line[slot] = v
}

// keys returns the keys in the order in which they stand in the tab.
func (s *store) keys() []string { return slices.Sorted(maps.Keys(s.lines)) }

// width is the number of columns of the tab.
func (s *store) width() int {
	w := 2
	for _, line := range s.lines {
		for slot := range line {
			w = max(w, slot+1)
		}
	}
	return w
}

// storeHead stands above the keys.
const storeHead = "rasoat"

// readStore reads the store back from its tab.
func readStore(tab *sheets.Tab) *store {
	s := newStore()
	for row := 1; row < tab.Rows(); row++ {
		key := tab.Cell(row, 0).Value
		if key.Kind() != sheets.Text {
			continue
		}
		if _, twice := s.lines[key.String()]; twice {
			continue // a lookup takes the first
		}
		line := map[int]sheets.Value{}
		for col, c := range tab.Row(row) {
			if col > 0 {
				line[col] = c.Value
			}
		}
		s.lines[key.String()] = line
	}
	return s
}

// shows reports whether the tab holds exactly this store.
func (s *store) shows(tab *sheets.Tab) bool {
	keys := s.keys()
	if tab.Rows() != len(keys)+1 || tab.Cell(0, 0).Value != sheets.TextValue(storeHead) {
		return false
	}
	for i, key := range keys {
		n := 0
		for col, c := range tab.Row(i + 1) {
			want := s.lines[key][col]
			if col == 0 {
				want = sheets.TextValue(key)
			}
			if c.Formula != "" || !sameValue(c.Value, want) {
				return false
			}
			n++
		}
		if n != len(s.lines[key])+1 {
			return false
		}
	}
	return true
}

// reader answers what the formulas show.
type reader struct {
	store *store
	first map[string]string // the key that a lookup meets first, by folded key
}

func (s *store) reader() *reader {
	r := &reader{s, map[string]string{}}
	for _, key := range s.keys() {
		if _, ok := r.first[foldKey(key)]; !ok {
			r.first[foldKey(key)] = key
		}
	}
	return r
}

// shown returns what a column of that slot shows beside a key.
func (r *reader) shown(key string, sure bool, slot int, pending sheets.Value) sheets.Value {
	if key == "" && sure {
		return sheets.Value{}
	}
	if !sure || r.first[foldKey(key)] != key {
		return pending
	}
	v := r.store.lines[key][slot]
	switch {
	case v.IsEmpty():
		return pending
	case v == sheets.TextValue(nothing):
		return sheets.Value{}
	}
	return v
}

// usedSlots returns the slots of the tab that hold something, or may.
func usedSlots(tab *sheets.Tab) map[int]bool {
	used := map[int]bool{}
	if tab == nil {
		return used
	}
	for row := range tab.Rows() {
		for col := range tab.Row(row) {
			used[col] = true
		}
	}
	return used
}

// sameValue reports whether a cell that holds a shows b. A number is a binary
// floating point number, however its text is written; a text of no length
// shows nothing.
func sameValue(a, b sheets.Value) bool {
	if a.Kind() == sheets.Number && b.Kind() == sheets.Number {
		return asFloat(a) == asFloat(b)
	}
	return plainValue(a) == plainValue(b)
}

// plainValue is the value as a cell keeps it.
func plainValue(v sheets.Value) sheets.Value {
	if v.Kind() != sheets.Text {
		return v
	}
	s := strings.ReplaceAll(strings.ReplaceAll(v.String(), "\r\n", "\n"), "\r", "\n")
	if s == "" {
		return sheets.Value{}
	}
	return sheets.TextValue(s)
}
