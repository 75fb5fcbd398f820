package emulator

import (
	"regexp"
	"slices"
	"strings"

	"rasoat/sheets/emulator/internal/calc"
)

func (q request) sortRange() (object, *apiError) {
	s, block, err := q.rangeIn("range")
	if err != nil {
		return nil, err
	}
	block = s.closed(block)
	var keys []sortKey
	for _, v := range list(q.object["sortSpecs"]) {
		o := objectOf(v)
		k := sortKey{col: intOf(o["dimensionIndex"]), descending: textOf(o["sortOrder"]) == "DESCENDING"}
		if k.col < block.left || k.col >= block.right {
			return nil, invalid("The dimensionIndex %d of a sort lies outside the range.", k.col)
		}
		keys = append(keys, k)
	}
	if len(keys) == 0 {
		return nil, invalid("No sort specs were given.")
	}
	return nil, q.d.sortBy(q.who, s, block, keys)
}

func (q request) cutPaste() (object, *apiError) {
	s, block, err := q.rangeIn("source")
	if err != nil {
		return nil, err
	}
	to, at, err := q.coordinate("destination")
	if err != nil {
		return nil, err
	}
	p, ok := partsOf(textOf(q.object["pasteType"]))
	if !ok {
		return nil, invalid("Invalid pasteType: %s", textOf(q.object["pasteType"]))
	}
	return nil, q.d.cut(q.who, s, block, to, at, p)
}

func (q request) copyPaste() (object, *apiError) {
	s, block, err := q.rangeIn("source")
	if err != nil {
		return nil, err
	}
	to, target, err := q.rangeIn("destination")
	if err != nil {
		return nil, err
	}
	p, ok := partsOf(textOf(q.object["pasteType"]))
	if !ok {
		return nil, invalid("Invalid pasteType: %s", textOf(q.object["pasteType"]))
	}
	return nil, q.d.copyBlock(q.who, s, block, to, target, p, textOf(q.object["pasteOrientation"]) == "TRANSPOSE")
}

func (q request) insertRange() (object, *apiError) { return q.shiftCells(inserting) }

func (q request) deleteRange() (object, *apiError) { return q.shiftCells(removing) }

func (q request) shiftCells(kind shiftKind) (object, *apiError) {
	s, block, err := q.rangeIn("range")
	if err != nil {
		return nil, err
	}
	block = s.closed(block)
	switch textOf(q.object["shiftDimension"]) {
	case "ROWS":
		return nil, q.d.shiftBlock(q.who, s, block, shift{rows: true, kind: kind, at: block.top, n: block.bottom - block.top})
	case "COLUMNS":
		return nil, q.d.shiftBlock(q.who, s, block, shift{kind: kind, at: block.left, n: block.right - block.left})
	}
	return nil, invalid("No shiftDimension was given.")
}

func (q request) mergeCells() (object, *apiError) {
	s, block, err := q.rangeIn("range")
	if err != nil {
		return nil, err
	}
	block = s.closed(block)
	if err := firstError(q.d.mayEdit(q.who, s, block), s.admitsMerge(block)); err != nil {
		return nil, err
	}
	s.merges = slices.DeleteFunc(s.merges, func(m rect) bool { return m.within(block) })
	var add []rect
	switch textOf(q.object["mergeType"]) {
	case "MERGE_COLUMNS":
		for c := block.left; c < block.right; c++ {
			add = append(add, rect{block.top, c, block.bottom, c + 1})
		}
	case "MERGE_ROWS":
		for r := block.top; r < block.bottom; r++ {
			add = append(add, rect{r, block.left, r + 1, block.right})
		}
	default:
		add = []rect{block}
	}
	for _, m := range add {
		if m.bottom-m.top == 1 && m.right-m.left == 1 {
			continue
		}
		s.merges = append(s.merges, m)
		q.d.mergeContent(s, m)
	}
	sortRects(s.merges)
	return nil, nil
}

// admitsMerge refuses what cannot be merged.
func (s *sheet) admitsMerge(block rect) *apiError {
	for _, m := range s.merges {
		if m.meets(block) && !m.within(block) {
			return invalid("You must select all cells in a merged range to merge or unmerge them.")
		}
	}
	if block.left < s.frozenCols && block.right > s.frozenCols {
		return invalid("You can't merge frozen and non-frozen columns.")
	}
	if block.top < s.frozenRows && block.bottom > s.frozenRows {
		return invalid("You can't merge frozen and non-frozen rows.")
	}
	for _, t := range s.tables {
		if s.closed(t.rect).meets(block) {
			return invalid("You can't merge cells in a table.")
		}
	}
	return nil
}

// mergeContent leaves a merge the first content that its cells have, in its
// first cell.
func (d *document) mergeContent(s *sheet, m rect) {
	var first content
	for r := m.top; r < m.bottom; r++ {
		for c := m.left; c < m.right; c++ {
			in := s.peek(r, c).content()
			if !in.entered {
				continue
			}
			if !first.entered {
				first = in
			}
			if r != m.top || c != m.left {
				d.enter(s, r, c, content{})
			}
		}
	}
	if first.entered {
		d.enter(s, m.top, m.left, first)
	}
}

func (q request) unmergeCells() (object, *apiError) {
	s, block, err := q.editable("range")
	if err != nil {
		return nil, err
	}
	for _, m := range s.merges {
		if m.meets(block) && !m.within(block) {
			return nil, invalid("You must select all cells in a merged range to merge or unmerge them.")
		}
	}
	s.merges = slices.DeleteFunc(s.merges, func(m rect) bool { return m.within(block) })
	return nil, nil
}

// search is what a findReplace looks for.
type search struct {
	find     *regexp.Regexp
	put      string
	whole    bool
	formulas bool
}

func (q request) findReplace() (object, *apiError) {
	text := textOf(q.object["find"])
	if text == "" {
		return nil, invalid("No text to find was given.")
	}
	find := search{put: textOf(q.object["replacement"]), whole: boolOf(q.object["matchEntireCell"]), formulas: boolOf(q.object["includeFormulas"])}
	if !boolOf(q.object["searchByRegex"]) {
		text, find.put = regexp.QuoteMeta(text), strings.ReplaceAll(find.put, "$", "$$")
	}
	if !boolOf(q.object["matchCase"]) {
		text = "(?i)" + text
	}
	re, bad := regexp.Compile(text)
	if bad != nil {
		return nil, invalid("Invalid regular expression: %v", bad)
	}
	find.find = re
	blocks, err := q.searched()
	if err != nil {
		return nil, err
	}
	var values, formulas, rows, sheets, hits int
	for _, b := range blocks {
		before := hits
		for r := b.rect.top; r < min(b.rect.bottom, len(b.sheet.grid)); r++ {
			row := hits
			for c := b.rect.left; c < min(b.rect.right, len(b.sheet.grid[r])); c++ {
				n, isFormula, err := q.replaceIn(b.sheet, r, c, find)
				if err != nil {
					return nil, err
				}
				hits += n
				if n > 0 && isFormula {
					formulas++
				} else if n > 0 {
					values++
				}
			}
			if hits > row {
				rows++
			}
		}
		if hits > before {
			sheets++
		}
	}
	out := object{}
	for name, n := range map[string]int{
		"valuesChanged": values, "formulasChanged": formulas, "rowsChanged": rows, "sheetsChanged": sheets, "occurrencesChanged": hits,
	} {
		if n > 0 {
			out[name] = number(n)
		}
	}
	return out, nil
}

// searched are the blocks that a findReplace goes through.
func (q request) searched() ([]location, *apiError) {
	if _, ok := q.object["range"]; ok {
		s, block, err := q.rangeIn("range")
		if err != nil {
			return nil, err
		}
		return []location{{s, s.closed(block)}}, nil
	}
	if boolOf(q.object["allSheets"]) {
		var all []location
		for _, s := range q.d.sheets {
			all = append(all, location{s, s.whole()})
		}
		return all, nil
	}
	if _, ok := q.object["sheetId"]; !ok {
		return nil, invalid("One of range, sheetId and allSheets must be set.")
	}
	s, err := q.sheetWith(q.object["sheetId"])
	if err != nil {
		return nil, err
	}
	return []location{{s, s.whole()}}, nil
}

// replaceIn replaces in one cell and returns how often.
func (q request) replaceIn(s *sheet, row, col int, find search) (n int, isFormula bool, err *apiError) {
	c := s.cellAt(row, col)
	if !c.entered {
		return 0, false, nil
	}
	text := shownText(c.value, q.d.loc())
	if isFormula = c.formula != nil; isFormula {
		if !find.formulas {
			return 0, true, nil
		}
		text = c.formula.Text(q.d.loc(), q.d)
	}
	at := find.find.FindAllStringIndex(text, -1)
	if find.whole && (len(at) != 1 || at[0][0] != 0 || at[0][1] != len(text)) || len(at) == 0 {
		return 0, isFormula, nil
	}
	if err := q.d.mayEdit(q.who, s, rect{row, col, row + 1, col + 1}); err != nil {
		return 0, isFormula, err
	}
	in, _, err := q.d.typed(s, find.find.ReplaceAllString(text, find.put), c.format)
	if err != nil {
		return 0, isFormula, err
	}
	if err := s.admitsContent(row, col, in); err != nil {
		return 0, isFormula, err
	}
	q.d.enter(s, row, col, in)
	return len(at), isFormula, nil
}

// shownText is a constant as a text, as typing it would be.
func shownText(v calc.Value, loc calc.Locale) string {
	switch v.Kind {
	case calc.Text:
		return v.Str
	case calc.Number:
		return strings.Replace(string(constant(v).number), ".", string(loc.Decimal), 1)
	case calc.Bool:
		if v.Bool {
			return "TRUE"
		}
		return "FALSE"
	case calc.Error:
		return v.Err.Code()
	}
	return ""
}
