package sheetstest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"rasoat/sheets"
)

// Offering is the harness of an adapter that knows drop-downs.
type Offering interface {
	Harness

	// Offers returns, of the cells of a block, those that offer people values to
	// choose from, with the values. A drop-down that refuses what is none of them
	// has "!" in the place of its first value.
	Offers(tab string, b sheets.Range) map[sheets.Addr][]string

	// Offer is something that people do: they give the cells of a block a
	// drop-down of their own, or, without values, take any away.
	Offer(tab string, b sheets.Range, values ...string)
}

// RunChoices holds an adapter to what a [sheets.Choice] promises.
func RunChoices(t *testing.T, newHarness func(t *testing.T) Offering) {
	for _, s := range []struct {
		name string
		run  func(t *testing.T, h Offering)
	}{
		{"values are offered below the header", func(t *testing.T, h Offering) {
			offer(t, h, few)
			checkOffers(t, h, "B6:B29", few)
			checkOffers(t, h, "A1:A29", nil)
			checkOffers(t, h, "B1:B5", nil)
			checkOffers(t, h, "C1:J29", nil)
		}},
		{"a table ends above the next", func(t *testing.T, h Offering) {
			pass(t, h, choosing(10, few))
			checkOffers(t, h, "B6:B10", few)
			checkOffers(t, h, "B11:B29", nil)
		}},
		{"many and awkward values", func(t *testing.T, h Offering) {
			offer(t, h, many)
			checkOffers(t, h, "B6:B29", many)
		}},
		{"other values replace those before", func(t *testing.T, h Offering) {
			offer(t, h, few)
			offer(t, h, many)
			checkOffers(t, h, "B6:B29", many)
			offer(t, h, few)
			checkOffers(t, h, "B6:B29", few)
		}},
		{"nothing is offered any more", func(t *testing.T, h Offering) {
			offer(t, h, many)
			pass(t, h, annotate)
			checkOffers(t, h, "A1:J29", nil)
		}},
		{"no annotations leave no trace", func(t *testing.T, h Offering) {
			start := h.Look()
			offer(t, h, many)
			pass(t, h, func(*sheets.Snapshot) sheets.Annotations { return sheets.Annotations{} })
			checkOffers(t, h, "A1:J29", nil)
			if now := h.Look(); len(now) != len(start) || len(h.Machinery()) > 0 {
				t.Errorf("%d tabs and %q, want %d as at the start", len(now), h.Machinery(), len(start))
			}
		}},
		{"people have a drop-down of their own in the column", func(t *testing.T, h Offering) {
			h.Offer(listTab, block("B8:B8"), "của phòng")
			offer(t, h, few)
			checkOffers(t, h, "B6:B7", nil)
			checkOffers(t, h, "B8:B8", []string{"của phòng"})
			checkOffers(t, h, "B9:B29", nil)
		}},
		{"people have one in the header and beside", func(t *testing.T, h Offering) {
			h.Offer(listTab, block("B2:B3"), "của phòng")
			h.Offer(listTab, block("C6:D10"), "của phòng")
			offer(t, h, few)
			pass(t, h, annotate)
			checkOffers(t, h, "B2:B3", []string{"của phòng"})
			checkOffers(t, h, "C6:D10", []string{"của phòng"})
			checkOffers(t, h, "B4:B29", nil)
		}},
		{"people put one of their own in the place of ours", func(t *testing.T, h Offering) {
			offer(t, h, few)
			h.Offer(listTab, block("B8:B8"), "của phòng")
			offer(t, h, few)
			offer(t, h, many)
			checkOffers(t, h, "B8:B8", []string{"của phòng"})
			checkOffers(t, h, "B7:B7", many)
			checkOffers(t, h, "B9:B9", many)
			pass(t, h, annotate)
			checkOffers(t, h, "B8:B8", []string{"của phòng"})
			checkOffers(t, h, "B9:B29", nil)
		}},
		{"people take ours away", func(t *testing.T, h Offering) {
			offer(t, h, few)
			h.Offer(listTab, block("B1:B29"))
			offer(t, h, few)
			checkOffers(t, h, "B1:B29", nil)
			offer(t, h, many)
			checkOffers(t, h, "B6:B29", many)
		}},
		{"people move things", func(t *testing.T, h Offering) {
			offer(t, h, few)
			h.InsertColumn(listTab, 1)
			offer(t, h, few)
			checkOffers(t, h, "B1:B29", nil)
			checkOffers(t, h, "C7:C29", few)
			h.InsertRow(listTab, 1)
			offer(t, h, few)
			checkOffers(t, h, "C1:C6", nil)
			checkOffers(t, h, "C8:C29", few)
			offer(t, h, many)
			checkOffers(t, h, "C8:C29", many)
			pass(t, h, annotate)
			checkOffers(t, h, "A1:J29", nil)
		}},
		{"people sort, rename the tab and delete rows", func(t *testing.T, h Offering) {
			offer(t, h, few)
			h.Sort(listTab, block("A7:F10"), 1)
			h.DeleteRow(listTab, 7)
			h.RenameTab(listTab, "Danh mục 'mới' 2021")
			offer(t, h, few)
			offer(t, h, many)
			for at, values := range h.Offers("Danh mục 'mới' 2021", block("B7:B9")) {
				if !slices.Equal(values, many) {
					t.Errorf("%v offers %q", at, values)
				}
			}
		}},
		{"the column goes", func(t *testing.T, h Offering) {
			offer(t, h, few)
			h.DeleteColumn(listTab, 1)
			pass(t, h, func(*sheets.Snapshot) sheets.Annotations { return sheets.Annotations{} })
			checkOffers(t, h, "A1:J29", nil)
		}},
		{"an edit between read and apply", func(t *testing.T, h Offering) {
			pass(t, h, annotate) // so that only the choice is left to be written
			v := read(t, h)
			c := propose(t, v, choosing(0, few)(v.Snapshot()))
			h.InsertColumn(listTab, 1)
			h.Offer(listTab, block("B6:B29"), "của phòng")
			if _, err := c.Apply(t.Context()); err != nil && sheets.ClassOf(err) != sheets.Conflict {
				t.Errorf("apply: %v", err)
			}
			offer(t, h, few)
			checkOffers(t, h, "B6:B29", []string{"của phòng"})
			checkOffers(t, h, "C6:C29", few)
		}},
		{"choices that do not fit", misfitChoices},
	} {
		t.Run(s.name, func(t *testing.T) {
			h := newHarness(t)
			h.Start(content())
			s.run(t, h)
		})
	}
}

// few fit into any kind of workbook, many do not fit into one formula.
var (
	few  = []string{"CNTT-01", "CNTT-02", "Đang thực hiện"}
	many = []string{
		"Dự án đã có quyết định phê duyệt chủ trương đầu tư", "Dự án, nhiệm vụ theo chỉ đạo, kế hoạch của Tỉnh ủy, UBND tỉnh",
		`Dự án "trọng điểm"`, "=1+1", "'nháy", "Ứng dụng & <KHCN>", "12,5", "Thuộc Đề án triển khai mô hình thành phố thông minh",
		"Dự án thuộc danh mục dự án ứng dụng khoa học công nghệ; giai đoạn 2021 - 2025",
	}
)

// choosing is annotate with a choice in the column of codes.
func choosing(bottom int, values []string) func(*sheets.Snapshot) sheets.Annotations {
	return func(s *sheets.Snapshot) sheets.Annotations {
		a := annotate(s)
		if len(a.Lists) > 0 {
			l := &a.Lists[0]
			l.Choices = []sheets.Choice{{ID: "projects_code", Col: l.Key, Bottom: bottom, Values: values}}
		}
		return a
	}
}

// offer is a pass that offers values to the end of the tab.
func offer(t *testing.T, h Offering, values []string) {
	t.Helper()
	pass(t, h, choosing(0, values))
}

// checkOffers asserts that all cells of a block offer the values, or nothing.
func checkOffers(t *testing.T, h Offering, cells string, values []string) {
	t.Helper()
	b := block(cells)
	title := listTab
	if tab(h.Look(), title) == nil {
		t.Fatalf("there is no tab %q", title)
	}
	offers := h.Offers(title, b)
	wrong := map[string][]string{}
	for row := b.Top; row < b.Bottom; row++ {
		for col := b.Left; col < b.Right; col++ {
			at := sheets.Addr{Row: row, Col: col}
			if !slices.Equal(offers[at], values) {
				say := fmt.Sprintf("%q", offers[at])
				wrong[say] = append(wrong[say], at.String())
			}
		}
	}
	for _, say := range slices.Sorted(maps.Keys(wrong)) {
		t.Errorf("%s offer %s, want %q", strings.Join(wrong[say], " "), say, values)
	}
}

func misfitChoices(t *testing.T, h Offering) {
	for name, spoil := range map[string]func(*sheets.List){
		"outside the table":     func(l *sheets.List) { l.Choices[0].Col = l.Header.Right },
		"no values":             func(l *sheets.List) { l.Choices[0].Values = nil },
		"an empty value":        func(l *sheets.List) { l.Choices[0].Values = []string{"a", ""} },
		"an end in the header":  func(l *sheets.List) { l.Choices[0].Bottom = l.Header.Bottom },
		"an id twice":           func(l *sheets.List) { l.Choices = append(l.Choices, l.Choices[0]); l.Choices[1].Col++ },
		"two in one column":     func(l *sheets.List) { l.Choices = append(l.Choices, l.Choices[0]); l.Choices[1].ID += "2" },
		"an id that is no name": func(l *sheets.List) { l.Choices[0].ID = "mã dự án" },
	} {
		t.Run(name, func(t *testing.T) {
			v := read(t, h)
			a := choosing(0, few)(v.Snapshot())
			spoil(&a.Lists[0])
			if _, err := v.Propose(a); sheets.ClassOf(err) != sheets.Invalid || err == nil {
				t.Errorf("propose: %v, want an error of class invalid", err)
			}
		})
	}
}
