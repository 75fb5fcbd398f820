package digest

import (
	"cmp"
	"fmt"
	"strings"

	"rasoat/sync/lang"
)

// text writes the letter as plain text. Lines are not wrapped: mail programs
// do that, to the width that they have.
func (l letter) text() string {
	var b strings.Builder
	b.WriteString(l.Greeting + "\n\n")
	for _, s := range l.Summary {
		b.WriteString(lang.Plain(s) + "\n\n")
	}
	for _, block := range l.Blocks {
		b.WriteString(strings.ToUpper(block.Title) + "\n\n")
		for _, r := range block.Rows {
			r.text(&b, block.Columns)
		}
		if block.More != "" {
			b.WriteString(block.More + "\n\n")
		}
	}
	if len(l.Asks) > 0 {
		b.WriteString(l.AskTitle + "\n")
		for i, ask := range l.Asks {
			fmt.Fprintf(&b, "%d. %s\n", i+1, ask)
		}
		b.WriteString("\n")
	}
	for _, s := range l.Ends {
		b.WriteString(s + "\n")
	}
	b.WriteString("\n" + l.Closing + "\n\n")
	if l.Agency != "" {
		b.WriteString(l.Agency + "\n\n")
	}
	b.WriteString(l.Automatic + "\n")
	return b.String()
}

// text writes a row: what it is, then a line of figures, then the rest.
func (r row) text(b *strings.Builder, c columns) {
	fmt.Fprintf(b, "%d. ", r.Number)
	if r.Urgent != "" {
		fmt.Fprintf(b, "[%s] ", strings.ToUpper(r.Urgent))
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
