package xlsx

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"rasoat/sheets"
)

// newCell is a cell to be written: a value under a style, or nothing at all.
type newCell struct {
	clear   bool
	value   sheets.Value // as the file stores it
	formula string
	style   int
}

// cellXML writes one cell element.
func cellXML(prefix string, at sheets.Addr, c newCell) string {
	return string(appendCell(nil, prefix, at, c))
}

// appendCell writes one cell element behind b.
func appendCell(b []byte, prefix string, at sheets.Addr, c newCell) []byte {
	add := func(parts ...string) {
		for _, s := range parts {
			b = append(b, s...)
		}
	}
	add("<", prefix, `c r="`, sheets.ColName(at.Col))
	b = strconv.AppendInt(b, int64(at.Row+1), 10)
	add(`"`)
	if c.style != 0 {
		add(` s="`)
		b = strconv.AppendInt(b, int64(c.style), 10)
		add(`"`)
	}
	text := c.value.String()
	typed := func(t, v string) {
		if t != "" {
			add(` t="`, t, `"`)
		}
		add(">")
		if c.formula != "" {
			add("<", prefix, "f>", xmlText(c.formula), "</", prefix, "f>")
		}
		add("<", prefix, "v>", v, "</", prefix, "v></", prefix, "c>")
	}
	switch c.value.Kind() {
	case sheets.Number:
		typed("", text)
	case sheets.Bool:
		typed("b", map[bool]string{true: "1", false: "0"}[text == "TRUE"])
	case sheets.Error:
		typed("e", xmlText(text))
	case sheets.Text:
		if c.formula != "" {
			typed("str", xmlText(text))
			break
		}
		// Text is never anything but text: a string in its own element is
		// not looked at for formulas, numbers or dates.
		add(` t="inlineStr"><`, prefix, "is><", prefix, "t")
		if text != strings.TrimSpace(text) || strings.Contains(text, "\n") {
			add(` xml:space="preserve"`)
		}
		add(">", xmlText(text), "</", prefix, "t></", prefix, "is></", prefix, "c>")
	default:
		if c.formula == "" {
			add("/>")
			break
		}
		add("><", prefix, "f>", xmlText(c.formula), "</", prefix, "f></", prefix, "c>")
	}
	return b
}

// cells goes through the cells of a row, of which those before due are still to
// be written.
func (w *sheetPatcher) cells(row, due int) error {
	last := -1
	how := cellPassed
	if w.staleRows[row] {
		how = cellTokens
	} else if w.patch.orderly {
		last = w.s.passCells(row, w.firstOurs(due))
	}
	removed := false
	for {
		var c plainCell
		step, from, err := w.s.toCell(&c, how)
		if err != nil {
			return err
		}
		if step == rowOver {
			w.insert(from, due, maxCols)
			w.rest.rowEnd()
			return nil
		}
		whole := step == wholeCell
		col := last + 1
		if len(c.ref) > 0 {
			at, err := parseAddr(c.ref)
			if err != nil || at.Row != row {
				return fmt.Errorf("cell address %q in row %d", c.ref, row+1)
			}
			col = at.Col
		} else if removed {
			return errNoAddress // the cell would slip to the left
		}
		if col <= last {
			return errNoAddress
		}
		last = col
		replaced := false
		if w.next < due {
			w.insert(from, due, col)
			if replaced = w.next < due && w.patch.cells[w.next].at().Col == col; replaced {
				w.copyTo(from)
				if n := w.patch.stored(w.patch.cells[w.next], w.under(&c, whole)); n.clear {
					removed = true
				} else {
					w.writeCell(n)
				}
				w.next++
				w.copied = math.MaxInt64 // nothing is copied until its end
			}
		}
		ours := replaced || w.patch.ours.has(row, col)
		if ours {
			w.rest.keepTo(from)
			w.rest.hold()
		}
		switch {
		case whole:
		case !replaced && w.patch.stale[sheets.Addr{Row: row, Col: col}]:
			if err := w.dropResult(); err != nil {
				return err
			}
		default:
			if err := w.s.skip(); err != nil {
				return err
			}
		}
		if ours {
			w.rest.passTo(w.s.pos)
		}
		if replaced {
			w.copied = w.s.base + int64(w.s.pos)
		}
	}
}

// firstOurs is the first column of a row that may hold something of ours, before
// or after.
func (w *sheetPatcher) firstOurs(due int) int {
	first := w.patch.ours.first()
	if w.next < due {
		first = min(first, w.patch.cells[w.next].at().Col)
	}
	return first
}

// dropResult goes through a cell whose start was read last and leaves out the
// last result of its formula. That of an array formula stays; so does a day
// that is written as a date, whose type says how it is shown.
func (w *sheetPatcher) dropResult() error {
	day, formula := string(w.s.attr("t")) == "d", false
	for depth := w.s.depth() - 1; w.s.depth() > depth; {
		if err := w.s.next(); err != nil {
			return err
		}
		if w.s.kind != tokenStart || w.s.depth() != depth+2 {
			continue
		}
		switch {
		case w.s.is("f"):
			t := string(w.s.attr("t"))
			formula = t != "array" && t != "dataTable" && !day
		case w.s.is("v") && formula:
			w.copyTo(w.s.start)
			w.rest.keepTo(w.s.start)
			w.copied = math.MaxInt64 // nothing is copied until its end
			w.rest.hold()
			if err := w.s.skip(); err != nil {
				return err
			}
			w.copied = w.s.base + int64(w.s.pos)
			w.rest.passTo(w.s.pos)
		}
	}
	return nil
}

// insert writes the cells that are due and come before a column, at a place in
// the window.
func (w *sheetPatcher) insert(pos, due, col int) {
	for w.next < due && w.patch.cells[w.next].at().Col < col {
		if !w.patch.cells[w.next].clears() {
			w.copyTo(pos)
			w.writeCell(w.patch.stored(w.patch.cells[w.next], noBlank))
		}
		w.next++
	}
}
