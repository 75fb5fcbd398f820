package xlsx

import (
	"encoding/xml"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// colSpan is one entry of the list of columns: the columns from min to max,
// counted from 1.
type colSpan struct {
	min, max int
	attrs    []xml.Attr
	text     string // as it stands, "" for one that is written anew
}

// element writes the entry.
func (s colSpan) element(prefix string) string {
	if s.text != "" {
		return s.text
	}
	n := &node{prefix: prefix, name: "col", attrs: slices.Clone(s.attrs)}
	n.set("min", strconv.Itoa(s.min))
	n.set("max", strconv.Itoa(s.max))
	return n.startTag(true)
}

// cols sets the widths in the list of columns.
func (w *sheetPatcher) cols() error {
	w.hasCols = true
	w.rest.keepTo(w.s.start)
	w.rest.hold()
	defer func() { w.rest.passTo(w.s.pos) }()
	if len(w.patch.widths) == 0 {
		return w.s.skip()
	}
	n := w.node()
	w.prefix = n.prefix
	w.copyTo(w.s.start)
	w.copied = math.MaxInt64
	var spans []colSpan
	for depth := w.s.depth() - 1; w.s.depth() > depth; {
		if err := w.s.next(); err != nil {
			return err
		}
		raw := string(w.s.buf[w.s.start:w.s.pos])
		switch inner := w.s.depth() - depth; {
		case w.s.kind == tokenStart && inner == 2 && w.s.is("col"):
			c := w.node()
			from, _ := strconv.Atoi(c.attr("min"))
			to, _ := strconv.Atoi(c.attr("max"))
			spans = append(spans, colSpan{from, to, c.attrs, raw})
		case len(spans) > 0 && (inner > 1 || inner == 1 && w.s.kind == tokenEnd):
			spans[len(spans)-1].text += raw // up to its end
		}
	}
	w.copied = w.s.base + int64(w.s.pos)
	if cols := w.widened(spans); cols != "" {
		w.writeString(n.startTag(false) + cols + n.endTag())
	}
	return nil
}

// widened writes the list of columns with the widths that they are to have.
func (w *sheetPatcher) widened(spans []colSpan) string {
	var gone []int
	for _, col := range slices.Sorted(maps.Keys(w.patch.widths)) {
		if width := w.patch.widths[col]; width > 0 {
			spans = setWidth(spans, col+1, colWidth{chars: strconv.FormatFloat(width, 'f', -1, 64), custom: true})
		} else {
			gone = append(gone, col+1)
		}
	}
	for len(gone) > 0 { // columns side by side go together
		n := 1
		for n < len(gone) && gone[n] == gone[0]+n {
			n++
		}
		joined, healed := rejoin(spans, gone[0], gone[n-1])
		for _, num := range gone[:n] {
			if was, known := w.patch.before[num-1]; known && widthOf(joined, num) != was {
				healed = false
			}
		}
		if healed {
			spans = joined
		} else {
			for _, num := range gone[:n] {
				spans = setWidth(spans, num, w.patch.before[num-1])
			}
		}
		gone = gone[n:]
	}
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.element(w.prefix))
	}
	return b.String()
}

// lastUsual is the last column of a tab in programs that know the fewest; a
// span beyond it says how all the columns look that nobody uses.
const lastUsual = 256

// rejoin gives the columns from first to last back to the span that they were
// cut out of: the same words on both sides, or a span at the right that goes to
// the end of the tab. It reports false where there is no such span.
func rejoin(spans []colSpan, first, last int) ([]colSpan, bool) {
	left, right := -1, -1
	for i, s := range spans {
		if s.max == first-1 {
			left = i
		}
		if s.min == last+1 {
			right = i
		}
	}
	if right < 0 {
		return spans, false
	}
	spans = slices.Clone(spans)
	said := func(s colSpan) string {
		n := &node{attrs: slices.Clone(s.attrs)}
		n.unset("min")
		n.unset("max")
		return n.startTag(true)
	}
	joined := left >= 0 && said(spans[left]) == said(spans[right])
	if !joined && spans[right].max < lastUsual {
		return spans, false
	}
	whole := colSpan{first, spans[right].max, spans[right].attrs, ""}
	if joined {
		whole.min = spans[left].min
	}
	spans = slices.DeleteFunc(spans, func(s colSpan) bool { return s.min >= whole.min && s.max <= whole.max })
	spans = append(spans, whole)
	slices.SortStableFunc(spans, func(a, b colSpan) int { return a.min - b.min })
	return spans, true
}

// colWidth is the width that an entry of the list of columns tells; the zero
// colWidth is the usual one, which none tells.
type colWidth struct {
	chars  string // as it stands
	custom bool   // somebody set it
	best   bool   // it fits what stands in the column
}

// widthOf returns the width of the column num.
func widthOf(spans []colSpan, num int) colWidth {
	for _, s := range spans {
		if s.min <= num && num <= s.max {
			n := &node{attrs: s.attrs}
			return colWidth{n.attr("width"), xmlBool(n.attr("customWidth")), xmlBool(n.attr("bestFit"))}
		}
	}
	return colWidth{}
}

// String writes the width into the name of a column's mark.
func (c colWidth) String() string {
	s := c.chars
	if c.custom {
		s += "c"
	}
	if c.best {
		s += "b"
	}
	return s
}

func parseColWidth(s string) colWidth {
	s, best := strings.CutSuffix(s, "b")
	chars, custom := strings.CutSuffix(s, "c")
	return colWidth{chars, custom, best}
}

// setWidth gives the column num its width.
func setWidth(spans []colSpan, num int, width colWidth) []colSpan {
	var out []colSpan
	mine := &node{}
	yes := "1"
	for _, s := range spans {
		if slices.ContainsFunc(s.attrs, func(a xml.Attr) bool { return a.Value == "true" }) {
			yes = "true" // as it is written there
		}
		if num < s.min || num > s.max {
			out = append(out, s)
			continue
		}
		mine.attrs = slices.Clone(s.attrs)
		if s.min < num {
			out = append(out, colSpan{s.min, num - 1, s.attrs, ""})
		}
		if num < s.max {
			out = append(out, colSpan{num + 1, s.max, s.attrs, ""})
		}
	}
	mine.set("min", strconv.Itoa(num))
	mine.set("max", strconv.Itoa(num))
	mine.put("width", width.chars)
	truth := func(name string, set bool) {
		switch {
		case !set:
			mine.unset(name)
		case !xmlBool(mine.attr(name)):
			mine.set(name, yes)
		}
	}
	truth("bestFit", width.best)
	truth("customWidth", width.custom)
	if len(mine.attrs) > 2 { // more than its place
		out = append(out, colSpan{num, num, mine.attrs, ""})
	}
	slices.SortStableFunc(out, func(a, b colSpan) int { return a.min - b.min })
	return out
}
