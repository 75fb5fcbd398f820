package digest

import (
	"cmp"
	"fmt"
	"strings"
)

// text writes a table as plain text.
func (b block) text(to *strings.Builder) {
	to.WriteString(strings.ToUpper(b.Title) + "\n\n")
	for _, r := range b.Rows {
		r.text(to, b.Columns)
	}
	if b.More != "" {
		to.WriteString(b.More + "\n\n")
	}
}

// text writes a row: what it is, then a line of figures, then the rest.
func (r row) text(b *strings.Builder, c columns) {
	fmt.Fprintf(b, "%d. ", r.Number)
	for _, mark := range []string{r.Urgent, r.New} {
		if mark != "" {
			fmt.Fprintf(b, "[%s] ", strings.ToUpper(mark))
		}
	}
	b.WriteString(r.What)
	if ref := cmp.Or(r.Code, r.Order); ref != "" {
		b.WriteString(" (" + ref + ")")
	}
	b.WriteString("\n")
	var figures []string
	for _, f := range [][2]string{{c.Deadline, r.Deadline}, {c.Days, r.Days}, {c.Short, r.Short}} {
		if f[1] != "" {
			figures = append(figures, f[0]+": "+f[1])
		}
	}
	b.WriteString("   " + strings.Join(figures, " | ") + "\n")
	if r.With != "" {
		fmt.Fprintf(b, "   %s: %s\n", c.With, r.With)
	}
	for _, n := range r.Notes {
		b.WriteString("   " + n + "\n")
	}
	b.WriteString("\n")
}

// numbered writes lines with their numbers.
func numbered(lines []string) string {
	var b strings.Builder
	for i, l := range lines {
		fmt.Fprintf(&b, "%d. %s\n", i+1, l)
	}
	return b.String()
}
