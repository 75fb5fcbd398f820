package google_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"rasoat/sheets"
	"rasoat/sheets/emulator"
	"rasoat/sheets/google"
)

// offering returns annotations that offer values in the column of names, which is
// the third.
func offering(values ...string) func(*sheets.Snapshot) sheets.Annotations {
	return func(s *sheets.Snapshot) sheets.Annotations {
		a := worldAnnotations(s)
		if len(values) > 0 {
			a.Lists[0].Choices = []sheets.Choice{{ID: "name", Col: a.Lists[0].Name, Values: values, Remark: "Chọn trong danh sách"}}
		}
		return a
	}
}

// offers are the values that the cells of a column offer, by row, in the order of
// rows, with how many rows in turn offer the same.
func (f *fixture) offers(col int) string {
	f.t.Helper()
	var runs []string
	tab, last, n := f.tab(worldTab), "", 0
	flush := func() {
		if n > 0 && last != "" {
			runs = append(runs, fmt.Sprintf("%d× %s", n, last))
		}
	}
	for row := range tab.Rows {
		now := ""
		if rule := tab.Cells[emulator.At{Row: row, Col: col}].Rule; rule != "" {
			now = strings.Join(offered(f.t, rule), "|")
		}
		if now != last {
			flush()
			last, n = now, 0
		}
		n++
	}
	flush()
	return strings.Join(runs, ", ")
}

// marks are the marks of choices in the list's tab, by column.
func (f *fixture) choiceMarks() map[int]string {
	f.t.Helper()
	said := map[int]string{}
	for col, marks := range f.tab(worldTab).ColumnMarks {
		for _, m := range marks {
			if m.Key == "rasoat.choice" {
				said[col] = strings.Join(strings.Fields(m.Value)[:2], " ")
			}
		}
	}
	return said
}

func (f *fixture) wantOffers(col int, want string) {
	f.t.Helper()
	if got := f.offers(col); got != want {
		f.t.Errorf("the column %d offers %q, want %q", col, got, want)
	}
}

func (f *fixture) wantMarks(want string) {
	f.t.Helper()
	if got := fmt.Sprint(f.choiceMarks()); got != want {
		f.t.Errorf("the marks are %s, want %s", got, want)
	}
	for _, t := range f.sheet.Look() {
		if len(t.RowMarks) > 0 {
			f.t.Errorf("rows of %q are still marked: %v", t.Title, t.RowMarks)
		}
	}
}

// The grid of a fixture has 100 rows, and the head is the third.
const allOffer = "97× a|b"

// TestChoicesCost counts the requests of a pass: what stands is not asked for.
func TestChoicesCost(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		count := func(what string, want func(*sheets.Snapshot) sheets.Annotations, most int) {
			f.t.Helper()
			f.server.ResetCounts()
			f.as(want)
			if n := f.server.Reads() + f.server.Writes(); n > most {
				f.t.Errorf("%s took %d requests, want at most %d", what, n, most)
			}
		}
		count("a pass without choices", offering(), 4)
		count("a new choice", offering("a", "b"), 4)
		f.wantOffers(2, allOffer)
		f.wantMarks("map[2:name put]")
		count("a quiet pass", offering("a", "b"), 1)
		f.put(4, 3, 77.0)
		count("a changed pass", offering("a", "b"), 2)
		count("other values", offering("c"), 4)
		f.wantOffers(2, "97× c")
		must(f.t, f.staff.Offer(worldTab, emulator.Block{Top: 3, Left: 2, Bottom: 5, Right: 3}, "của phòng"))
		count("a quiet pass over a rule of theirs", offering("c"), 1)
		count("a choice that goes", offering(), 4)
		f.wantOffers(2, "2× của phòng")
		f.wantMarks("map[]")
		count("a quiet pass without", offering(), 1)
		count("a choice where people laid something down", offering("a"), 3)
		f.wantOffers(2, "2× của phòng")
		f.wantMarks("map[2:name theirs]")
		count("a quiet pass over it", offering("a"), 1)
	})
}

// TestRefusedChoices: what Sheets refuses hinders nothing else, and is not asked
// for again before the values are others.
func TestRefusedChoices(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		must(f.t, f.staff.Protect(worldTab, emulator.Block{Top: 5, Left: 2, Bottom: 6, Right: 3}))
		both := func(values ...string) func(*sheets.Snapshot) sheets.Annotations {
			return func(s *sheets.Snapshot) sheets.Annotations {
				a := offering(values...)(s)
				a.Lists[0].Choices = append(a.Lists[0].Choices, sheets.Choice{ID: "number", Col: 0, Values: values})
				return a
			}
		}
		f.as(both("a", "b"))
		f.wantOffers(0, allOffer)
		f.wantOffers(2, "")
		f.wantMarks("map[0:number put 2:name refused]")
		if got := f.beside("warning"); len(got) == 0 {
			f.t.Errorf("nothing is said beside the items")
		}
		f.server.ResetCounts()
		f.as(both("a", "b"))
		if n := f.server.Requests(); n != 1 {
			f.t.Errorf("a quiet pass took %d requests", n)
		}
		f.as(both("c"))
		f.wantMarks("map[0:number put 2:name refused]")
		f.wantOffers(0, "97× c")
		f.as(offering())
		f.wantMarks("map[]")
		f.wantOffers(0, "")
	})
}

// TestChoicesLeftOut: a column that has a type of its own, and more values than a
// drop-down holds.
func TestChoicesLeftOut(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		many := make([]string, 501)
		for i := range many {
			many[i] = fmt.Sprint("v", i)
		}
		f.as(offering("a", "b"))
		f.as(offering(many...))
		f.wantOffers(2, "")
		f.as(offering(many[:500]...))
		f.wantMarks("map[2:name put]")
		f.as(offering())
		must(f.t, f.staff.AddTable(worldTab, emulator.Block{Top: 2, Left: 1, Bottom: 11, Right: 4}, "DuAn"))
		f.as(offering("a", "b"))
		f.wantOffers(2, "")
		f.wantMarks("map[]")
	})
}

// TestChoicesWithoutColumns: the values are offered where our columns are not
// wanted, and go with all else.
func TestChoicesWithoutColumns(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		f.book = f.conn.Book(f.sheet.ID(), google.BookOptions{})
		f.as(offering("a", "b"))
		f.wantOffers(2, allOffer)
		f.as(func(*sheets.Snapshot) sheets.Annotations { return sheets.Annotations{} })
		f.wantOffers(2, "")
		f.wantMarks("map[]")
		if tabs := f.sheet.Look(); len(tabs) != 1 {
			f.t.Errorf("%d tabs are left", len(tabs))
		}
	})
}

// TestChoicesThatPeopleTookOver: a drop-down of ours of which people made another
// is theirs.
func TestChoicesThatPeopleTookOver(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		f.as(offering("a", "b"))
		rule := f.tab(worldTab).Cells[emulator.At{Row: 5, Col: 2}].Rule
		more := strings.Replace(rule, `{"userEnteredValue":"b"}`, `{"userEnteredValue":"b"},{"userEnteredValue":"của phòng"}`, 1)
		must(f.t, f.staff.Validate(worldTab, emulator.Block{Top: 5, Left: 2, Bottom: 6, Right: 3}, more))
		must(f.t, f.staff.Validate(worldTab, emulator.Block{Top: 8, Left: 2, Bottom: 9, Right: 3}, strings.Replace(rule, `{"condition"`, `{"strict":true,"condition"`, 1)))
		f.as(offering("c"))
		f.wantOffers(2, "2× c, 1× a|b|của phòng, 2× c, 1× !|b, 91× c")
		f.as(offering())
		f.wantOffers(2, "1× a|b|của phòng, 1× !|b")
	})
}

// TestCopiesOfChoicesGo: Sheets gives an inserted column the rule of its
// neighbour, and a copied tab those of the first.
func TestCopiesOfChoicesGo(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		f.as(offering("a", "b"))
		must(f.t, f.staff.InsertColumns(worldTab, 3, 1))
		must(f.t, f.staff.DuplicateTab(worldTab, "Bản sao"))
		f.wantOffers(3, allOffer)
		f.as(offering("a", "b"))
		f.as(offering())
		for _, tab := range f.sheet.Look() {
			for at, c := range tab.Cells {
				if c.Rule != "" {
					f.t.Errorf("%v of %q still offers values", at, tab.Title)
				}
			}
		}
		f.wantMarks("map[]")
	})
}

// TestChoicesOfTablesInOneColumn: what becomes of the one is nothing to the other.
func TestChoicesOfTablesInOneColumn(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		f.put(20, 2, "Tên")
		two := func(above, below []string) func(*sheets.Snapshot) sheets.Annotations {
			return func(s *sheets.Snapshot) sheets.Annotations {
				a := offering(above...)(s)
				if len(above) > 0 {
					a.Lists[0].Choices[0].Bottom = 19
				}
				l := sheets.List{Tab: a.Lists[0].Tab, Header: sheets.Range{Top: 20, Bottom: 21, Right: 4}, Key: -1, Name: -1}
				if len(below) > 0 {
					l.Choices = []sheets.Choice{{ID: "below", Col: 2, Values: below}}
				}
				a.Lists = append(a.Lists, l)
				return a
			}
		}
		a, b, c := []string{"a"}, []string{"b"}, []string{"c"}
		for _, tt := range []struct {
			above, below []string
			want         string
		}{
			{a, a, "16× a, 79× a"},
			{b, a, "16× b, 79× a"},
			{b, c, "16× b, 79× c"},
			{nil, c, "79× c"},
			{a, c, "16× a, 79× c"},
			{a, nil, "16× a"},
			{nil, nil, ""},
		} {
			f.as(two(tt.above, tt.below))
			f.wantOffers(2, tt.want)
		}
		f.wantMarks("map[]")
	})
}

// TestAChoiceGoesToAnotherColumn of the same list.
func TestAChoiceGoesToAnotherColumn(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		f.as(offering("a", "b"))
		f.as(func(s *sheets.Snapshot) sheets.Annotations {
			a := offering("a", "b")(s)
			a.Lists[0].Choices[0].Col = 0
			return a
		})
		f.wantOffers(2, "")
		f.wantOffers(0, allOffer)
		f.wantMarks("map[0:name put]")
		f.as(func(s *sheets.Snapshot) sheets.Annotations {
			a := offering("a", "b")(s)
			a.Lists[0].Choices[0].Col, a.Lists[0].Choices[0].ID = 0, "other"
			return a
		})
		f.wantOffers(0, allOffer)
		f.wantMarks("map[0:other put]")
	})
}

// TestChoicesSurviveLostAnswers loses each answer of a pass in turn, and the
// request with it or not: the next pass sets right what is left.
func TestChoicesSurviveLostAnswers(t *testing.T) {
	for _, applied := range []bool{false, true} {
		for lost := 1; lost <= 4; lost++ {
			t.Run(fmt.Sprintf("%d, applied %v", lost, applied), func(t *testing.T) {
				inVirtualTime(t, func(f *fixture) {
					f.as(offering("a", "b"))
					must(f.t, f.staff.Offer(worldTab, emulator.Block{Top: 6, Left: 2, Bottom: 8, Right: 3}, "của phòng"))
					for i, values := range [][]string{{"c"}, nil, {"d"}} {
						n := 0
						f.on(func(r *http.Request, _ []byte) *emulator.Fault {
							if n++; n != lost || !strings.HasPrefix(r.URL.Path, "/v4/") {
								return nil
							}
							return &emulator.Fault{Status: 503, Applied: applied}
						})
						f.as(offering(values...))
						f.on(nil)
						f.as(offering(values...))
						f.wantOffers(2, []string{"3× c, 2× của phòng, 92× c", "2× của phòng", "2× của phòng"}[i])
						f.wantMarks([]string{"map[2:name put]", "map[]", "map[2:name theirs]"}[i])
					}
				})
			})
		}
	}
}

// TestWhatIsWrittenOtherwiseStands: people move the column before the choice is
// written. The pass is none the worse for it, and the next one knows.
func TestWhatIsWrittenOtherwiseStands(t *testing.T) {
	for request, name := range []string{"the read", "the rules", "the marks", "the values"} {
		t.Run(name, func(t *testing.T) {
			inVirtualTime(t, func(f *fixture) {
				must(f.t, f.pass())
				n := 0
				f.on(func(*http.Request, []byte) *emulator.Fault {
					if n == request {
						must(f.t, f.staff.InsertColumns(worldTab, 0, 1))
						must(f.t, f.staff.Offer(worldTab, emulator.Block{Top: 0, Left: 2, Bottom: 100, Right: 3}, "của phòng"))
					}
					n++
					return nil
				})
				f.as(offering("a", "b"))
				f.on(nil)
				f.wantOffers(2, "100× của phòng")
				f.as(offering("a", "b"))
				f.wantOffers(2, "100× của phòng")
				f.wantOffers(3, allOffer)
				f.wantMarks("map[3:name put]")
			})
		})
	}
}

// TestChoiceSteps: what people read before it is written.
func TestChoiceSteps(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		must(f.t, f.pass())
		steps := func(want func(*sheets.Snapshot) sheets.Annotations) []string {
			v, err := f.book.Read(f.t.Context(), sheets.Scope{})
			must(f.t, err)
			c, err := v.Propose(want(v.Snapshot()))
			must(f.t, err)
			_, err = c.Apply(f.t.Context())
			must(f.t, err)
			var said []string
			for _, s := range c.Steps() {
				said = append(said, fmt.Sprintf("%s %s: %s → %s", s.Tab, s.Range, s.Before, s.After))
			}
			return said
		}
		bounded := func(s *sheets.Snapshot) sheets.Annotations {
			a := offering("x", "y")(s)
			a.Lists[0].Choices[0].Bottom = 20
			return a
		}
		var got []string
		for _, want := range []func(*sheets.Snapshot) sheets.Annotations{offering("a", "b"), bounded, offering()} {
			got = append(got, steps(want)...)
		}
		want := []string{
			worldTab + " C4:C:  → a; b",
			worldTab + " C4:C20: drop-down → x; y",
			worldTab + " C:C: drop-down → ",
		}
		if !slices.Equal(got, want) {
			f.t.Errorf("the steps are %q, want %q", got, want)
		}
	})
}

// TestARowThatComesMeanwhile below a rule of theirs gets that rule, and keeps it.
func TestARowThatComesMeanwhile(t *testing.T) {
	inVirtualTime(t, func(f *fixture) {
		f.as(offering("a", "b"))
		must(f.t, f.staff.Offer(worldTab, emulator.Block{Top: 6, Left: 2, Bottom: 7, Right: 3}, "của phòng"))
		n := 0
		f.on(func(*http.Request, []byte) *emulator.Fault {
			if n++; n == 4 {
				must(f.t, f.staff.InsertRows(worldTab, 7, 1))
			}
			return nil
		})
		f.as(offering("c"))
		f.on(nil)
		f.wantOffers(2, "3× a|b, 2× của phòng, 93× a|b")
		f.as(offering("c"))
		f.wantOffers(2, "3× c, 2× của phòng, 93× c")
		f.wantMarks("map[2:name put]")
	})
}
