package emulator

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
)

// shift is a change of the rows or of the columns of a sheet: an insertion, a
// removal or a move of whole ones. Places are counted before the change.
type shift struct {
	rows   bool
	kind   shiftKind
	at, n  int
	before int // of a move
}

type shiftKind uint8

const (
	inserting shiftKind = iota
	removing
	moving
)

// index tells where a row or column goes, and false when it is removed.
func (e shift) index(i int) (int, bool) {
	switch e.kind {
	case inserting:
		if i >= e.at {
			return i + e.n, true
		}
	case removing:
		if i >= e.at+e.n {
			return i - e.n, true
		}
		return i, i < e.at
	case moving:
		switch end := e.at + e.n; {
		case i >= e.at && i < end && e.before > end:
			return i + e.before - end, true
		case i >= e.at && i < end && e.before < e.at:
			return i + e.before - e.at, true
		case i >= end && i < e.before:
			return i - e.n, true
		case i >= e.before && i < e.at:
			return i + e.n, true
		}
	}
	return i, true
}

// span tells what becomes of a span of rows or columns, half open; an end of
// -1 is open. It is false when nothing is left. A span that lies within what
// moves goes along, and one that both ends of the move lie within stays; for
// any other a move is a removal and an insertion.
func (e shift) span(from, to int) (int, int, bool) {
	end := e.at + e.n
	switch e.kind {
	case inserting:
		if from >= e.at && (from > 0 || to >= 0) {
			from += e.n
		}
		if to > e.at {
			to += e.n
		}
		return from, to, true
	case removing:
		gone := func(i int) int { return min(max(i-e.at, 0), e.n) }
		if to < 0 {
			return from - gone(from), to, true
		}
		from, to = from-gone(from), to-gone(to)
		return from, to, from < to
	}
	switch {
	case e.before >= e.at && e.before <= end:
		return from, to, true
	case to >= 0 && from >= e.at && to <= end:
		by := e.before - e.at
		if e.before > end {
			by = e.before - end
		}
		return from + by, to + by, true
	case from <= e.at && from <= e.before && (to < 0 || end <= to && e.before <= to):
		return from, to, true
	}
	from, to, _ = shift{kind: removing, at: e.at, n: e.n}.span(from, to)
	before := e.before
	if before > e.at {
		before -= e.n
	}
	return shift{kind: inserting, at: before, n: e.n}.span(from, to)
}

// rect tells what becomes of a block.
func (e shift) rect(r rect) (rect, bool) {
	var ok bool
	if e.rows {
		r.top, r.bottom, ok = e.span(r.top, r.bottom)
	} else {
		r.left, r.right, ok = e.span(r.left, r.right)
	}
	return r, ok
}

// scatter tells where the rows or columns of a block go when each goes on its
// own, as conditional formats do in a move: in runs, from the first.
func (e shift) scatter(r rect) []rect {
	if e.kind != moving {
		if n, ok := e.rect(r); ok {
			return []rect{n}
		}
		return nil
	}
	from, to := r.left, r.right
	if e.rows {
		from, to = r.top, r.bottom
	}
	if to < 0 {
		if n, ok := e.rect(r); ok {
			return []rect{n}
		}
		return nil
	}
	places := make([]int, 0, to-from)
	for i := from; i < to; i++ {
		n, _ := e.index(i)
		places = append(places, n)
	}
	slices.Sort(places)
	var out []rect
	for i := 0; i < len(places); {
		j := i + 1
		for j < len(places) && places[j] == places[j-1]+1 {
			j++
		}
		n := r
		if e.rows {
			n.top, n.bottom = places[i], places[j-1]+1
		} else {
			n.left, n.right = places[i], places[j-1]+1
		}
		out = append(out, n)
		i = j
	}
	return out
}

// mapRanges replaces every GridRange and GridCoordinate of a sheet in an
// object of the API. What is mapped to nothing becomes a range without cells.
func mapRanges(v any, sheet int, to func(rect) (rect, bool)) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = mapRanges(e, sheet, to)
		}
		return out
	case object:
		if isRange(v) && intOf(v["sheetId"]) == sheet {
			r, _ := to(rectOf(v))
			return rangeObject(sheet, r)
		}
		out := make(object, len(v))
		for k, e := range v {
			out[k] = mapRanges(e, sheet, to)
		}
		if _, ok := v["rowIndex"]; ok || v["columnIndex"] != nil {
			if at := intOf(v["sheetId"]); at == sheet {
				row, col := intOf(v["rowIndex"]), intOf(v["columnIndex"])
				if r, ok := to(rect{row, col, row + 1, col + 1}); ok {
					out["rowIndex"], out["columnIndex"] = number(r.top), number(r.left)
				}
			}
		}
		return out
	}
	return v
}

func isRange(v object) bool {
	for _, k := range []string{"startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex"} {
		if _, ok := v[k]; ok {
			return true
		}
	}
	return false
}

// rectOf reads a GridRange.
func rectOf(v object) rect {
	r := rect{intOf(v["startRowIndex"]), intOf(v["startColumnIndex"]), -1, -1}
	if n, ok := v["endRowIndex"]; ok {
		r.bottom = intOf(n)
	}
	if n, ok := v["endColumnIndex"]; ok {
		r.right = intOf(n)
	}
	return r
}

// rangeObject makes a GridRange.
func rangeObject(sheet int, r rect) object {
	o := object{"sheetId": number(sheet), "startRowIndex": number(r.top), "startColumnIndex": number(r.left)}
	if r.bottom >= 0 {
		o["endRowIndex"] = number(r.bottom)
	}
	if r.right >= 0 {
		o["endColumnIndex"] = number(r.right)
	}
	return o
}

func number(n int) json.Number { return json.Number(strconv.Itoa(n)) }

// intOf reads a whole number of an object, 0 where there is none.
func intOf(v any) int {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return int(n)
		}
		if f, err := v.Float64(); err == nil {
			return int(f)
		}
	case float64:
		return int(v)
	case int:
		return v
	}
	return 0
}

// remap moves what is known by row or column.
func (e shift) remap(dims map[int]*dimension) map[int]*dimension {
	out := make(map[int]*dimension, len(dims))
	for i, v := range dims {
		if n, ok := e.index(i); ok {
			out[n] = v
		}
	}
	return out
}

// sortRects puts blocks in order of their place.
func sortRects(rs []rect) {
	slices.SortFunc(rs, func(a, b rect) int {
		return cmp.Or(cmp.Compare(a.top, b.top), cmp.Compare(a.left, b.left))
	})
}
