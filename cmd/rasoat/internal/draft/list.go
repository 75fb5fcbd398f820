package draft

import (
	"slices"
	"strings"

	"rasoat/sheets"
	"rasoat/sync/ledger"
)

// list writes one list.
func (w *writer) list(s *survey, l *listSurvey, csv bool) {
	const in = 8
	w.line(in-2, "- name: "+scalar(l.mapping.Name), "")
	if !csv {
		w.line(in, "tab: "+scalar(ledger.Clean(l.list.Title)), "")
	}
	w.line(in, "kind: "+string(l.list.Kind), w.text("kind/"+string(l.list.Kind), map[string]any{"count": len(l.list.Items())}))
	if l.fixed {
		w.line(in, "header: "+l.list.Header.String(), w.text("header/fixed", nil))
	} else {
		w.line(in, "#header: "+l.list.Header.String(), w.text("header", nil))
	}
	w.unit(in, l)
	if l.english {
		w.line(in, "numbers: en", w.text("numbers", nil))
	}
	if len(l.blanks) > 0 {
		var texts, counts []string
		for _, b := range l.blanks {
			texts = append(texts, b.text)
			counts = append(counts, w.text("blank/count", map[string]any{"text": b.text, "count": b.count}))
		}
		w.line(in, "blank: "+flow(texts), w.text("blank", map[string]any{"counts": counts}))
	}
	switch l.list.Basis {
	case ledger.BasisUnknown:
		w.ask(in, "plan", nil)
		w.off(in, "plan_included: false")
	case ledger.BasisExcludes:
		w.line(in, "#plan_included: false", w.text("plan/headers", nil))
	case ledger.BasisIncludes:
		w.line(in, "#plan_included: true", w.text("plan/headers", nil))
	}
	w.columns(in, l)
	if l.list.Kind == ledger.Projects {
		w.categories(in, l)
	}
	w.required(in, l)
	if !csv {
		w.dropdowns(in, s, l)
	}
	if l.list.Kind != ledger.Table {
		w.off(in, "declared: {count: "+itoa(len(l.list.Items()))+"}")
	}
}

// unit tells where the unit of the amounts comes from.
func (w *writer) unit(in int, l *listSurvey) {
	amounts, named := l.list.Amounts(), 0
	for _, c := range amounts {
		if !c.Unit.IsZero() {
			named++
		}
	}
	switch {
	case len(amounts) == 0:
	case !l.list.Unit.IsZero():
		w.note(in, "unit", map[string]any{"unit": l.list.Unit.Label})
	case named == len(amounts):
		w.note(in, "unit/columns", nil)
	default:
		w.ask(in, "unit/none", nil)
		w.off(in, "unit: triệu đồng")
	}
}

// columns writes which column holds what, and asks about the others.
func (w *writer) columns(in int, l *listSurvey) {
	if l.list.Kind == ledger.Table {
		w.tableColumns(in, l)
		return
	}
	var mapped, unmapped []column
	var parts []column
	var figures []string
	for _, c := range l.columns {
		switch {
		case c.found == nil && c.header == "":
		case c.found == nil:
			unmapped = append(unmapped, c)
		case c.found.Field != "":
			mapped = append(mapped, c)
		case c.found.Source != "" && writable(c.found.Source):
			parts = append(parts, c)
		default:
			figures = append(figures, sheets.ColName(c.col))
		}
	}
	if len(mapped) > 0 {
		w.line(in, "columns:", "")
	}
	done := map[ledger.Field]bool{}
	for _, c := range mapped {
		f := c.found.Field
		if done[f] {
			continue
		}
		done[f] = true
		// To name it is to ask for explanations in their form.
		if f == ledger.FieldExplanation && c.found.Found != ledger.ByName {
			continue
		}
		text := scalar(c.key)
		if keys := l.mapping.Columns[f]; len(keys) > 1 {
			text = flow(keys)
		}
		comment := w.text("column", map[string]any{"col": sheets.ColName(c.col), "header": "", "found": w.found(c.found.Found)})
		if strings.HasPrefix(c.key, "=") {
			comment = w.text("column", map[string]any{"col": sheets.ColName(c.col), "header": cut(c.header), "found": w.found(c.found.Found)})
		}
		w.line(in+2, string(f)+": "+text, comment)
		if c.found.Found == ledger.ByContent {
			w.ask(in+2, "column/content", map[string]any{"col": sheets.ColName(c.col), "header": cut(c.header), "field": string(f)})
		}
	}
	w.absent(in+2, l)
	if len(unmapped) > 0 {
		w.note(in+2, "unmapped", nil)
	}
	for _, c := range unmapped {
		w.unmapped(in+2, l, c)
	}
	if len(parts) > 0 {
		w.line(in, "allocated_by_source:", w.text("parts", nil))
		for _, c := range parts {
			w.line(in+2, scalar(c.found.Source)+": "+scalar(c.key), w.text("column", map[string]any{"col": sheets.ColName(c.col), "header": "", "found": ""}))
		}
	}
	if len(figures) > 0 {
		w.note(in, "figures", map[string]any{"columns": figures})
	}
}

// tableColumns tells which columns of a table are read. None is written down:
// they are found by themselves.
func (w *writer) tableColumns(in int, l *listSurvey) {
	var figures []string
	for _, c := range l.columns {
		switch {
		case c.found == nil:
		case c.found.Field != "":
			w.note(in, "column/itself", map[string]any{"field": string(c.found.Field), "col": sheets.ColName(c.col), "header": cut(c.header)})
		default:
			figures = append(figures, sheets.ColName(c.col))
		}
	}
	if len(figures) > 0 {
		w.note(in, "figures", map[string]any{"columns": figures})
	}
}

// found names how a column was recognised, "" where that needs no word.
func (w *writer) found(f ledger.Found) string {
	switch f {
	case ledger.ByName:
		return w.text("found/name", nil)
	case ledger.ByPart:
		return w.text("found/part", nil)
	case ledger.ByContent:
		return w.text("found/content", nil)
	}
	return ""
}

// absent asks for the columns without which little can be told.
func (w *writer) absent(in int, l *listSurvey) {
	fields := []ledger.Field{ledger.FieldDepartment, ledger.FieldDeadline}
	if l.list.Kind == ledger.Projects {
		fields = []ledger.Field{ledger.FieldDepartment, ledger.FieldTotal, ledger.FieldDeadline}
	}
	var missing []string
	for _, f := range fields {
		if l.list.Column(f) == nil {
			missing = append(missing, w.p.Field(f)+" ("+string(f)+")")
		}
	}
	if len(missing) > 0 {
		w.ask(in, "absent", map[string]any{"fields": missing})
	}
}

// unmapped asks about a column that nobody knows.
func (w *writer) unmapped(in int, l *listSurvey, c column) {
	args := map[string]any{"col": sheets.ColName(c.col), "header": cut(c.header), "holds": "", "values": []string(nil)}
	_, figures, days := unreadable(l, c.col)
	var texts []string
	for _, row := range l.list.Items() {
		if cell := l.tab.Cell(row.Row, c.col); !cell.Value.IsBlank() {
			texts = append(texts, cell.Value.String())
		}
	}
	values := tally(texts)
	switch {
	case len(texts) == 0:
		args["holds"] = "nothing"
	case days > figures:
		args["holds"] = "days"
	case figures > 0:
		args["holds"] = "figures"
	case len(values) <= 8 && len(texts) >= 2*len(values):
		args["holds"] = "values"
		var shown []string
		for _, v := range values[:min(4, len(values))] {
			shown = append(shown, cut(v.text))
		}
		args["values"] = shown
	}
	w.ask(in, "unmapped/column", args)
}

// categories writes the closed list of categories.
func (w *writer) categories(in int, l *listSurvey) {
	c := l.categories
	if c.from == "" {
		return
	}
	if c.open {
		w.ask(in, "categories/open", map[string]any{"count": len(c.kept)})
		w.line(in, "category_from: column", "")
		return
	}
	if c.from == "section" {
		w.ask(in, "categories/section", nil)
	}
	w.line(in, "category_from: "+c.from, w.text("from/"+c.from, nil))
	w.line(in, "categories:", w.text("categories", nil))
	if slices.ContainsFunc(c.kept, func(v value) bool { return isCapitals(v.text) && strings.Contains(v.text, " ") }) {
		w.note(in+2, "categories/capitals", nil)
	}
	for _, v := range c.kept {
		w.line(in+2, "- name: "+scalar(v.text), "")
		if short := c.short[v.text]; short != "" && ledger.Fold(short) != ledger.Fold(v.text) {
			w.line(in+4, "short: "+scalar(short), "")
		}
		w.off(in+4, "declared: {count: "+itoa(v.count)+"}")
	}
	w.doubts(in+2, c.doubts)
}

// required proposes the fields that every item fills.
func (w *writer) required(in int, l *listSurvey) {
	items := l.list.Items()
	if l.list.Kind == ledger.Table || len(items) == 0 {
		return
	}
	var always []string
	for _, f := range []ledger.Field{ledger.FieldName, ledger.FieldDepartment, ledger.FieldTotal, ledger.FieldSource, ledger.FieldStatus, ledger.FieldDeadline} {
		c := l.list.Column(f)
		if c != nil && !slices.ContainsFunc(items, func(r *ledger.Row) bool { return l.tab.Cell(r.Row, c.Col).Value.IsBlank() }) {
			always = append(always, string(f))
		}
	}
	if len(always) > 0 {
		w.line(in, "#required: "+flow(always), w.text("required", nil))
	}
}

// dropdowns proposes the fields whose values people may choose from: those of
// which the file holds a list.
func (w *writer) dropdowns(in int, s *survey, l *listSurvey) {
	if l.list.Kind == ledger.Table {
		return
	}
	listed := func(v vocabulary) bool { return len(v.kept) > 0 && !v.open }
	var known []string
	for _, f := range []struct {
		field ledger.Field
		known bool
	}{
		{ledger.FieldCategory, l.list.Kind == ledger.Projects && l.categories.from != "" && l.categories.from != "section" && !l.categories.open},
		{ledger.FieldDepartment, s.directory != "" || listed(s.departments)},
		{ledger.FieldSource, listed(s.sources)},
		{ledger.FieldPriority, listed(s.priorities)},
		{ledger.FieldStatus, listed(s.statuses)},
	} {
		if f.known && l.list.Column(f.field) != nil {
			known = append(known, string(f.field))
		}
	}
	if len(known) > 0 {
		w.line(in, "#dropdowns: "+flow(known), w.text("dropdowns", nil))
	}
}
