package google_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rasoat/sheets"
	"rasoat/sheets/emulator"
	"rasoat/sheets/google"
)

// talkers watch the comments of a world: where each stood when it was made.
type talkers struct {
	*world
	busy  bool // a talk is going on
	known map[string]bool
	wrong []string // comments that stood beside another item
	right int      // those that did not
}

// look is called after each request of ours.
func (w *talkers) look() {
	tab := w.tab(worldTab)
	code, _ := codeColumn(tab)
	ids := map[string]int{}
	for _, c := range w.sheet.Comments() {
		about, _, _ := strings.Cut(c.Posts[0], ":")
		ids[about]++
		if ids[about] > 1 {
			w.t.Fatalf("two threads are about %s\n%s", about, strings.Join(w.done, "\n"))
		}
		if w.known[c.ID] {
			continue
		}
		w.known[c.ID] = true
		if c.Tab == worldTab && under(tab, totalTitle, c.At.Col) && tab.Cells[emulator.At{Row: c.At.Row, Col: code.Col}].Value == about {
			w.right++
		} else {
			w.wrong = append(w.wrong, c.ID)
			w.done = append(w.done, fmt.Sprintf("  %s is made at %v, where it does not belong; codes are at %v, beside %v", about, c.At, code, tab.Cells[emulator.At{Row: c.At.Row, Col: code.Col}].Value))
		}
	}
}

// talk has the book comment on all items, while people edit before any request.
func (w *talkers) talk() {
	var codes []string
	for n := range w.next {
		codes = append(codes, fmt.Sprintf("P-%d", n+1))
	}
	var threads []sheets.Thread
	for _, t := range about(w.t, w.book, worldTab, codes...) {
		if !slices.ContainsFunc(threads, func(o sheets.Thread) bool { return o.ID == t.ID }) {
			threads = append(threads, t)
		}
	}
	w.busy = true
	defer func() { w.busy = false }()
	got, err := w.book.(*google.Book).Discuss(w.t.Context(), sheets.Talk{Threads: threads, PerDay: 1000, Since: time.Now().Add(-time.Hour)})
	w.done = append(w.done, fmt.Sprintf("talk about %d: %d posts, %v", len(threads), got.Posts, err))
	if err != nil && sheets.ClassOf(err) != sheets.Gone {
		w.t.Fatalf("a talk failed: %v\n%s", err, strings.Join(w.done, "\n"))
	}
	for _, c := range w.sheet.Comments() {
		if slices.Contains(w.wrong, c.ID) {
			w.t.Fatalf("%q stands where it does not belong\n%s", c.Posts[0], strings.Join(w.done, "\n"))
		}
	}
}

// between is what people do between two requests of a talk: often they sort.
func (w *talkers) between() {
	if !w.busy {
		return
	}
	if rapid.Bool().Draw(w.t, "sort meanwhile") {
		_ = w.sort(0, w.lastTheirs()) // what the browser refuses does not happen
	}
	w.meddle = rapid.SliceOfN(rapid.Just(1), 0, 1).Draw(w.t, "edits before the next request")
}

// TestCommentsWhateverPeopleDo has people sort, insert, cut and paste between any
// two requests of ours. No comment stays that was made beside another item, and
// none is made twice.
func TestCommentsWhateverPeopleDo(t *testing.T) {
	for name, b := range map[string]emulator.Behaviour{
		"marks that stay":        {},
		"marks that travel":      {SortMovesMetadata: true},
		"as the other way round": otherBehaviour(),
	} {
		t.Run(name, func(t *testing.T) {
			if !*full {
				fewer(t, "20")
			}
			st := newStage(t, b)
			var w *talkers
			st.server.After(func(r *http.Request, _ []byte, _ int, _ []byte) {
				if r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/v4/") {
					w.look()
				}
				w.between()
			})
			right, wrong := 0, 0
			rapid.Check(t, func(rt *rapid.T) {
				w = &talkers{world: st.newWorld(rt, ourBook), known: map[string]bool{}}
				defer w.sheet.Delete()
				rt.Repeat(map[string]func(*rapid.T){
					"edit": func(*rapid.T) { w.edit() },
					"talk": func(*rapid.T) { w.talk() },
				})
				right, wrong = right+w.right, wrong+len(w.wrong)
			})
			t.Logf("%d comments were made where they belong, and %d beside something else for a moment", right, wrong)
			if !testing.Short() && (right == 0 || !b.SortMovesMetadata && wrong == 0) {
				t.Errorf("%d comments were made where they belong and %d beside something else: the test tries too little", right, wrong)
			}
		})
	}
}

// under reports whether a title stands in a column, wherever people cut and pasted
// the rest of the head.
func under(t emulator.Tab, title string, col int) bool {
	for at, c := range t.Cells {
		if at.Col == col && c.Value == title {
			return true
		}
	}
	return false
}
