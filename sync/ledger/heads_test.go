package ledger

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets"
)

var foundNames = map[Found]string{Configured: "configured", ByName: "name", ByPart: "part", ByContent: "content"}

// dumpHeads tells what was found of the lists without any configuration.
func dumpHeads(l *Ledger) string {
	var b strings.Builder
	for _, list := range l.Lists {
		fmt.Fprintf(&b, "%s %s in %q", list.Kind, list.Header, list.Unit.Label)
		if list.PlanYear != 0 {
			fmt.Fprintf(&b, ", plan of %d", list.PlanYear)
		}
		if list.Basis != BasisNone {
			fmt.Fprintf(&b, ", basis %s", basisNames[list.Basis])
		}
		b.WriteByte('\n')
		for _, c := range list.Columns {
			fmt.Fprintf(&b, "%s %s = %s", sheets.ColName(c.Col), c.Header, c.Field)
			if c.Amount {
				b.WriteString(" money")
			}
			if c.Source != "" {
				fmt.Fprintf(&b, " of %q", c.Source)
			}
			if c.By != "" {
				fmt.Fprintf(&b, " by %q", c.By)
			}
			if c.Unit.Label != list.Unit.Label {
				fmt.Fprintf(&b, " in %s", c.Unit.Label)
			}
			fmt.Fprintf(&b, ", by %s\n", foundNames[c.Found])
		}
		for _, c := range list.Unmapped {
			fmt.Fprintf(&b, "%s %s unmapped\n", sheets.ColName(c.Col), c.Header)
		}
		for _, s := range list.Sums {
			fmt.Fprintf(&b, "%s =", sheets.ColName(s.Total))
			for _, c := range s.Plus {
				fmt.Fprintf(&b, " +%s", sheets.ColName(c))
			}
			for _, c := range s.Minus {
				fmt.Fprintf(&b, " -%s", sheets.ColName(c))
			}
			b.WriteByte('\n')
		}
		b.WriteString("rows")
		for _, r := range list.Rows {
			fmt.Fprintf(&b, " %d", r.Row+1)
			if r.Kind != ItemRow {
				b.WriteString(kindNames[r.Kind])
			}
		}
		b.WriteByte('\n')
	}
	for _, p := range l.Problems {
		fmt.Fprintf(&b, "! %s %s %q\n", p.Kind, sheets.Addr{Row: max(p.Row, 0), Col: max(p.Col, 0)}, p.Seen)
	}
	return b.String()
}

// The tabs stand in testdata/heads, a file each: the drawing of a tab, a line
// "---", and what is found in it without any configuration. A first line
// "#hide B D" hides columns.
func TestHeads(t *testing.T) {
	files, err := filepath.Glob("testdata/heads/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no drawings", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			drawing, want, _ := strings.Cut(string(data), "\n---\n")
			var b sheets.Builder
			tab := b.Tab("t1", "Biểu")
			text := drawing
			if rest, ok := strings.CutPrefix(text, "#hide "); ok {
				var letters string
				letters, text, _ = strings.Cut(rest, "\n")
				for _, l := range strings.Fields(letters) {
					col, err := sheets.ParseCol(l)
					if err != nil {
						t.Fatal(err)
					}
					tab.HideCol(col)
				}
			}
			drawTab(t, tab, text)
			s := b.Snapshot()
			m := Guess(s)
			m.Departments = departments()
			l := Read(s, m)
			checkTree(t, l)
			got := dumpHeads(l)
			if *update {
				if err := os.WriteFile(file, []byte(strings.TrimRight(drawing, "\n")+"\n\n---\n"+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", file, diff)
			}
		})
	}
}
