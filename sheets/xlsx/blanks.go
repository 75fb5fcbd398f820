package xlsx

import (
	"fmt"
	"maps"
	"slices"
)

// A blank cell that is no more than a style is the staff's as much as any other:
// borders that go on beside the table, a row that was coloured from end to end.
// Where a cell of ours stands over one, its style says which style the blank has,
// in an extension that other programs pass over, so that the blank comes back when
// ours goes. A program that saves the file may leave the extension out; then the
// cell goes as any other.

// overBlank is the extension.
type overBlank struct {
	Style int `xml:"s,attr"`
}

// noBlank stands for a cell that is over none.
const noBlank = -1

// overURI names the extension.
const overURI = "{8E5B4B1C-6C0F-4E55-9B6D-2F1A7C3D90A4}"

// overXML writes the extension of a style.
func overXML(prefix string, blank int) string {
	if blank == noBlank {
		return ""
	}
	return fmt.Sprintf(`<%[1]sextLst><%[1]sext uri="%[2]s"><rasoatBlank xmlns="urn:rasoat" s="%[3]d"/></%[1]sext></%[1]sextLst>`, prefix, overURI, blank)
}

// mostBlanks is how many styles of blank cells are told apart in a column.
const mostBlanks = 16

// blanks are the styles of the blank cells in the columns of a tab, those over
// which ours stand among them.
type blanks map[int]map[int]bool

func (b blanks) add(col, style int) {
	if b[col] == nil {
		b[col] = map[int]bool{}
	}
	if len(b[col]) < mostBlanks {
		b[col][style] = true
	}
}

// in returns the styles in a column, in order.
func (b blanks) in(col int) []int { return slices.Sorted(maps.Keys(b[col])) }

// blank takes note of a cell that holds nothing.
func (r *sheetReader) blank(col, style int) {
	if under, ours := r.formats.over[style]; ours {
		style = under
	}
	if r.blanks == nil {
		r.blanks = blanks{}
	}
	r.blanks.add(col, style)
}

// under returns the style of the blank cell over which a cell in the file stands,
// or which it is; or noBlank.
func (w *sheetPatcher) under(c *plainCell, whole bool) int {
	style, bare := c.style, c.void && c.typ == nil
	if !whole {
		style, bare = w.s.attr("s"), w.s.empty
		for i := range w.s.attrs {
			if name := string(local(w.s.attrs[i].name)); name != "r" && name != "s" {
				bare = false
			}
		}
	}
	n := styleIndex(style)
	if blank, ours := w.patch.over[n]; ours {
		return blank
	}
	if bare {
		return n
	}
	return noBlank
}
