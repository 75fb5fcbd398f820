package xlsx

import (
	"context"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets"
)

// tab compares the part of a tab of the staff's.
func (p *prover) tab(name, old, now string) string {
	ours := map[int]int{}
	for _, u := range []*unpacked{p.old, p.now} {
		for part, cols := range u.ours {
			if !strings.EqualFold(part, name) {
				continue
			}
			for col, top := range cols {
				if t, ok := ours[col]; !ok || top < t {
					ours[col] = top
				}
			}
		}
	}
	a, err := neutralTab(old, ours)
	if err != nil {
		return err.Error()
	}
	b, err := neutralTab(now, ours)
	if err != nil {
		return err.Error()
	}
	if !maps.Equal(a.cols, b.cols) {
		return "columns of theirs changed:\n" + cmp.Diff(a.cols, b.cols)
	}
	if a.dimension != b.dimension {
		if old, err := sheets.ParseRange(a.dimension); err == nil {
			now, err := sheets.ParseRange(b.dimension)
			if err != nil || !now.Contains(sheets.Addr{Row: old.Top, Col: old.Left}) || !now.Contains(sheets.Addr{Row: old.Bottom - 1, Col: old.Right - 1}) {
				return fmt.Sprintf("the used cells were told as %s and are as %s", a.dimension, b.dimension)
			}
		}
	}
	for i := range a.pieces {
		if i >= len(b.pieces) {
			return fmt.Sprintf("%d pieces are gone, the first: %s", len(a.pieces)-i, a.pieces[i].text)
		}
		x, y := a.pieces[i], b.pieces[i]
		if x.text == y.text {
			continue
		}
		if !x.formula || x.bare != y.text {
			return fmt.Sprintf("%s\nbecame\n%s", x.text, y.text)
		}
		p.stale = append(p.stale, name+"!"+x.at)
	}
	if len(b.pieces) > len(a.pieces) {
		return fmt.Sprintf("%d pieces are new, the first: %s", len(b.pieces)-len(a.pieces), b.pieces[len(a.pieces)].text)
	}
	return ""
}

// tabPieces is the part of a tab without what is ours.
type tabPieces struct {
	pieces    []tabPiece
	cols      map[int]string // what is said of each column that is not ours
	dimension string
}

// tabPiece is the text of a cell, or of what stands between cells.
type tabPiece struct {
	text    string
	at      string // of a cell
	formula bool
	bare    string // the cell without its last result
}

// truth is a truth value as LibreOffice writes it, which may have been ours.
var truth = regexp.MustCompile(`<f[^>]*>(TRUE|FALSE)\(\)</f>`)

// resultsIn finds the cells in which results of array formulas and data tables
// stand.
func resultsIn(ks []proofToken) func(row, col int) bool {
	var blocks []sheets.Range
	for _, k := range ks {
		if t, _ := k.attr("t"); k.open == "f" && (t == "array" || t == "dataTable") {
			ref, _ := k.attr("ref")
			if r, err := sheets.ParseRange(ref); err == nil {
				blocks = append(blocks, r)
			}
		}
	}
	return func(row, col int) bool {
		return slices.ContainsFunc(blocks, func(r sheets.Range) bool { return r.Contains(sheets.Addr{Row: row, Col: col}) })
	}
}

func neutralTab(doc string, ours map[int]int) (*tabPieces, error) {
	ks, err := tokens(doc)
	if err != nil {
		return nil, err
	}
	out := &tabPieces{cols: map[int]string{}}
	var stack []string
	add := func(text string) { out.pieces = append(out.pieces, tabPiece{text: text}) }
	row, col := -1, -1
	rowHead, rowFilled := "", false
	rowPlain := false
	results := resultsIn(ks)
	for i := 0; i < len(ks); i++ {
		k := ks[i]
		if k.open != "" {
			stack = append(stack, k.open)
		}
		at := strings.Join(stack, "/")
		switch {
		case at == "worksheet/dimension":
			if k.open != "" {
				out.dimension, _ = k.attr("ref")
			}
		case strings.HasPrefix(at, "worksheet/cols"):
			if k.open == "col" {
				lo, _ := k.attr("min")
				hi, _ := k.attr("max")
				from, _ := strconv.Atoi(lo)
				to, _ := strconv.Atoi(hi)
				for c := from; c <= min(to, maxCols); c++ {
					if _, mine := ours[c-1]; !mine {
						out.cols[c] = k.words("min", "max")
					}
				}
			}
		case at == "worksheet/sheetData" && (k.open != "" || k.close != ""):
			if k.open != "" {
				add("<sheetData>")
			} else {
				add("</sheetData>")
			}
		case at == "worksheet/sheetData/row" && k.open != "":
			row++
			col = -1
			if r, ok := k.attr("r"); ok {
				n, _ := strconv.Atoi(r)
				row = n - 1
			}
			rowHead, rowFilled = k.words("spans"), false
			rowPlain = k.words("spans", "r") == "<row>"
		case at == "worksheet/sheetData/row" && k.close != "":
			if !rowFilled && !rowPlain { // a row that says nothing may come and go
				add(rowHead)
				rowFilled = true
			}
			if rowFilled {
				add("</row>")
			}
		case at == "worksheet/sheetData/row/c" && k.open != "":
			col++
			if r, ok := k.attr("r"); ok {
				a, err := sheets.ParseAddr(r)
				if err != nil {
					return nil, err
				}
				col = a.Col
			}
			var whole, bare strings.Builder
			formula, depth, inV := false, 0, false
			for ; i < len(ks); i++ {
				k := ks[i]
				if k.open != "" {
					depth++
					formula = formula || depth == 2 && k.open == "f"
					inV = inV || depth == 2 && k.open == "v"
				}
				whole.WriteString(k.text)
				if !inV {
					bare.WriteString(k.text)
				}
				if k.close != "" {
					if depth == 2 {
						inV = false
					}
					if depth--; depth == 0 {
						break
					}
				}
			}
			stack = stack[:len(stack)-1]
			if top, mine := ours[col]; mine && row >= top && !(formula && !truth.MatchString(whole.String())) && !results(row, col) {
				continue
			}
			if !rowFilled {
				add(rowHead)
				rowFilled = true
			}
			out.pieces = append(out.pieces, tabPiece{whole.String(), sheets.Addr{Row: row, Col: col}.String(), formula, bare.String()})
			continue
		case at == "worksheet/dataValidations" && k.open != "":
			n := slices.IndexFunc(ks[i:], func(k proofToken) bool { return k.close == "dataValidations" })
			if n < 0 {
				return nil, fmt.Errorf("no end of %s", k.open)
			}
			if kept := theirRules(ks[i+1 : i+n]); kept != "" {
				add(k.words("count") + kept + "</>")
			}
			i += n
			stack = stack[:len(stack)-1]
			continue
		default:
			if k.text != "" {
				add(k.text)
			}
		}
		if k.close != "" {
			if len(stack) == 0 || stack[len(stack)-1] != k.close {
				return nil, fmt.Errorf("unexpected end of %s", k.close)
			}
			stack = stack[:len(stack)-1]
		}
	}
	return out, nil
}

// theirRules is what stands in a list of data validations without ours, or
// nothing where no other is left.
func theirRules(ks []proofToken) string {
	var kept, one strings.Builder
	depth, theirs, ours, inSource := 0, false, false, false
	for _, k := range ks {
		if k.open != "" {
			depth++
			inSource = depth == 2 && k.open == "formula1"
		}
		if depth == 0 {
			kept.WriteString(k.text)
			continue
		}
		one.WriteString(k.text)
		ours = ours || inSource && strings.HasPrefix(strings.ToLower(strings.TrimSpace(k.text)), "_rasoat_choice_")
		if k.close == "" {
			continue
		}
		inSource = false
		if depth--; depth == 0 {
			if !ours {
				kept.WriteString(one.String())
				theirs = true
			}
			one.Reset()
			ours = false
		}
	}
	if !theirs {
		return ""
	}
	return kept.String()
}

// Proven is the Book over a file with every write of its proved.
func Proven(t testing.TB, path string) sheets.Book { return provenBook{Open(path), t, path} }

type provenBook struct {
	sheets.Book
	t    testing.TB
	path string
}

func (b provenBook) Read(ctx context.Context, scope sheets.Scope) (sheets.View, error) {
	v, err := b.Book.Read(ctx, scope)
	if err != nil {
		return nil, err
	}
	return provenView{v, b}, nil
}

type provenView struct {
	sheets.View
	book provenBook
}

func (v provenView) Propose(a sheets.Annotations) (sheets.Change, error) {
	c, err := v.View.Propose(a)
	if err != nil {
		return nil, err
	}
	return provenChange{c, v.book}, nil
}

type provenChange struct {
	sheets.Change
	book provenBook
}

func (c provenChange) Apply(ctx context.Context) (sheets.View, error) {
	c.book.t.Helper()
	before, err := os.ReadFile(c.book.path)
	if err != nil {
		c.book.t.Fatal(err)
	}
	v, err := c.Change.Apply(ctx)
	if err != nil {
		return nil, err
	}
	ProveFile(c.book.t, before, c.book.path)
	return provenView{v, c.book}, nil
}

// ProveRemoved holds a file that everything of ours was taken out of against
// what it was before the first write: nothing of ours is left but styles that
// no cell uses, and the wish that formulas be computed.
func ProveRemoved(t testing.TB, original []byte, path string) {
	t.Helper()
	now, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	prove(t, original, now, true)
	u := unpackAll(t, now)
	for _, name := range u.names {
		if strings.Contains(u.text(t, name), "_rasoat") {
			t.Errorf("proof: %s still knows of us", name)
		}
	}
}
