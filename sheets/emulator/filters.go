package emulator

import (
	"slices"
	"strconv"
	"strings"

	"rasoat/sheets/emulator/internal/calc"
)

// filtered reports whether a filter hides a row.
func (s *sheet) filtered(row int) bool {
	d := s.rowDims[row]
	return d != nil && d.hiddenByFilter
}

// unfilter shows every row that a filter hides.
func (s *sheet) unfilter() {
	for _, d := range s.rowDims {
		d.hiddenByFilter = false
	}
}

// newFilter reads a BasicFilter or FilterView.
func (q request) newFilter(o object) (*sheet, *filter, *apiError) {
	g, given := o["range"].(object)
	if !given {
		return nil, nil, invalid("A filter must have a range.")
	}
	s, err := q.sheetWith(g["sheetId"])
	if err != nil {
		return nil, nil, err
	}
	f := &filter{title: textOf(o["title"]), rest: object{}}
	if f.rect, err = s.rangeOf(g); err != nil {
		return nil, nil, err
	}
	for name, v := range o {
		if !slices.Contains([]string{"range", "title", "filterViewId"}, name) {
			f.rest[name] = v
		}
	}
	return s, f, nil
}

func (q request) setBasicFilter() (object, *apiError) {
	s, f, err := q.newFilter(q.part("filter"))
	if err != nil {
		return nil, err
	}
	block := s.closed(f.rect)
	if slices.ContainsFunc(s.tables, func(t *table) bool { return t.rect.meets(block) }) {
		return nil, invalid("You can't create a filter over a table.")
	}
	if slices.ContainsFunc(s.merges, func(m rect) bool { return m.meets(block) && m.bottom-m.top > 1 }) {
		return nil, invalid("You can't create a filter over a range containing vertical merges.")
	}
	s.filter = f
	q.d.recalculate()
	if err := q.d.applyFilter(s); err != nil {
		return nil, err
	}
	return nil, q.d.sortFilter(q.who, s, f)
}

// sortFilter carries out the order that a filter asks for. The first row is
// the head.
func (d *document) sortFilter(who caller, s *sheet, f *filter) *apiError {
	var keys []sortKey
	for _, v := range list(f.rest["sortSpecs"]) {
		o := objectOf(v)
		keys = append(keys, sortKey{intOf(o["dimensionIndex"]), textOf(o["sortOrder"]) == "DESCENDING"})
	}
	if len(keys) == 0 {
		return nil
	}
	r := s.closed(f.rect)
	r.top++
	return d.sortBy(who, s, r, keys)
}

// applyFilter hides the rows of the basic filter that its criteria leave out.
func (d *document) applyFilter(s *sheet) *apiError {
	s.unfilter()
	d.lift(s) // SUBTOTAL looks at what is hidden
	if s.filter == nil {
		return nil
	}
	criteria := map[int]object{}
	for name, v := range objectOf(s.filter.rest["criteria"]) {
		col, err := strconv.Atoi(name)
		if err != nil {
			return invalid("Invalid criteria: %q is no column.", name)
		}
		criteria[col] = objectOf(v)
	}
	for _, v := range list(s.filter.rest["filterSpecs"]) {
		o := objectOf(v)
		criteria[intOf(o["columnIndex"])] = objectOf(o["filterCriteria"])
	}
	d.recalculate()
	r := s.closed(s.filter.rect)
	var hidden []int
	for row := r.top + 1; row < r.bottom; row++ {
		for col, c := range criteria {
			show, err := d.passes(s.shows(row, col), c)
			if err != nil {
				return err
			}
			if !show {
				hidden = append(hidden, row)
				break
			}
		}
	}
	for _, row := range hidden {
		s.rowDim(row).hiddenByFilter = true
	}
	d.lift(s)
	return nil
}

// passes reports whether a filter criterion lets a value through.
func (d *document) passes(v calc.Value, criterion object) (bool, *apiError) {
	text := shownText(v, d.loc())
	for _, h := range list(criterion["hiddenValues"]) {
		if textOf(h) == text {
			return false, nil
		}
	}
	c := objectOf(criterion["condition"])
	if len(c) == 0 {
		return true, nil
	}
	want := ""
	if values := list(c["values"]); len(values) > 0 {
		want = textOf(objectOf(values[0])["userEnteredValue"])
	}
	number, _, isNumber := typedNumber(want, d.loc())
	numeric := isNumber && v.Kind == calc.Number
	has := strings.Contains(strings.ToLower(text), strings.ToLower(want))
	switch kind := textOf(c["type"]); kind {
	case "BLANK":
		return text == "", nil
	case "NOT_BLANK":
		return text != "", nil
	case "TEXT_CONTAINS":
		return has, nil
	case "TEXT_NOT_CONTAINS":
		return !has, nil
	case "TEXT_EQ":
		return strings.EqualFold(text, want), nil
	case "NUMBER_EQ":
		return numeric && v.Num == number, nil
	case "NUMBER_NOT_EQ":
		return numeric && v.Num != number, nil
	case "NUMBER_GREATER":
		return numeric && v.Num > number, nil
	case "NUMBER_GREATER_THAN_EQ":
		return numeric && v.Num >= number, nil
	case "NUMBER_LESS":
		return numeric && v.Num < number, nil
	case "NUMBER_LESS_THAN_EQ":
		return numeric && v.Num <= number, nil
	default:
		return false, failure(501, "The emulator does not filter by %s.", kind)
	}
}

func (q request) clearBasicFilter() (object, *apiError) {
	s, err := q.sheetWith(q.object["sheetId"])
	if err != nil {
		return nil, err
	}
	s.filter = nil
	s.unfilter()
	q.d.lift(s)
	return nil, nil
}

func (q request) addFilterView() (object, *apiError) {
	o := q.part("filter")
	s, f, err := q.newFilter(o)
	if err != nil {
		return nil, err
	}
	taken := func(id int) bool { s, _ := q.filterView(id); return s != nil }
	if f.id, err = q.chosenID(o["filterViewId"], "filter view", taken); err != nil {
		return nil, err
	}
	if f.title == "" {
		f.title = "Filter " + itoa(len(s.views)+1)
	}
	if slices.ContainsFunc(s.views, func(v *filter) bool { return v.title == f.title }) {
		return nil, invalid("A filter view named %q already exists.", f.title)
	}
	s.views = append(s.views, f)
	out := copied(f.rest)
	out["filterViewId"], out["title"], out["range"] = number(f.id), f.title, rangeObject(s.id, f.rect)
	return object{"filter": out}, nil
}

// filterView finds a filter view by its id; the sheet is nil when there is none.
func (q request) filterView(id int) (*sheet, int) {
	for _, s := range q.d.sheets {
		for i, v := range s.views {
			if v.id == id {
				return s, i
			}
		}
	}
	return nil, 0
}

func (q request) deleteFilterView() (object, *apiError) {
	s, i := q.filterView(intOf(q.object["filterId"]))
	if s == nil {
		return nil, invalid("No filter view with id: %d", intOf(q.object["filterId"]))
	}
	s.views = slices.Delete(slices.Clone(s.views), i, i+1)
	return nil, nil
}
