package ledger

import (
	"regexp"
	"slices"
	"strings"
)

// usual takes the columns of the fields that the configuration does not speak
// of: under their usual names, then under headers that read like them.
func (f *mapper) usual() {
	for _, pass := range []func(Field) bool{f.byName, f.byForm} {
		for _, field := range fieldsOf(f.m.Kind) {
			if len(f.m.Columns[field]) == 0 && (field == FieldOpinion || !f.has(field)) {
				pass(field)
			}
		}
	}
	if len(f.m.Columns[FieldName]) == 0 && !f.has(FieldName) && (f.m.Kind == Table || f.has(FieldNumber)) {
		f.byContent(FieldName, f.textColumn)
	}
	// Without names there is no list of projects or tasks.
	if len(f.m.Columns[FieldName]) == 0 && !f.has(FieldName) && f.m.Kind != Table {
		f.missing = append(f.missing, usualNames(FieldName)[0])
	}
}

// byName takes the column that bears a usual name of the field.
func (f *mapper) byName(field Field) bool {
	switch field {
	case FieldGroup:
		if f.byContent(field, f.groupColumn) {
			return true
		}
	case FieldPlan:
		return f.planAfter() || f.named(field)
	case FieldDeadline:
		return f.named(field) || f.byContent(field, f.progressTerm) || f.namedAs(field, []string{"Thời gian thực hiện"})
	}
	return f.named(field)
}

// planAfter takes, of the plans of several years, that of the year behind the
// last one that the accumulated allocation holds.
func (f *mapper) planAfter() bool {
	for _, c := range f.columns {
		if c.Field != FieldAllocated {
			continue
		}
		if year, partial, ok := throughYear(c.Header); ok && !partial {
			f.planYear = year + 1
			found := f.named(FieldPlan) || f.byForm(FieldPlan)
			f.planYear = 0
			return found
		}
	}
	return false
}

func (f *mapper) named(field Field) bool { return f.namedAs(field, usualNames(field)) }

func (f *mapper) namedAs(field Field, names []string) bool {
	for _, name := range names {
		folded := Fold(name)
		hc, ok := best(f.t, f.h, f.freeFor(field), func(hc headColumn) int {
			switch n := hc.matches(folded); {
			case n > 0 && f.fits(field, hc, n):
				return n + 1
			case isMoney(field) && hc.under(folded) && hc.totals():
				return 1
			}
			return 0
		})
		if ok {
			found := ByPart
			if Fold(strings.Join(hc.parts, " ")) == folded {
				found = ByName
			}
			f.add(hc, Column{Field: field, Amount: isMoney(field), Found: found})
			return true
		}
	}
	return false
}

// freeFor returns what tells whether a column may be taken for a field.
func (f *mapper) freeFor(field Field) func(headColumn) bool {
	return func(hc headColumn) bool {
		if f.taken[hc.col] || isMoney(field) && isRatio(hc) {
			return false
		}
		if field == FieldPlan && f.planYear != 0 && yearIn(hc.header()) != f.planYear {
			return false
		}
		// A plan over several years is none of the year.
		return field != FieldPlan || !years.MatchString(hc.header()) || yearIn(hc.header()) != 0
	}
}

// fits reports whether a name that covers the last n parts of a header names
// the field: under the heading of other money it is a part of that.
func (f *mapper) fits(field Field, hc headColumn, n int) bool {
	if field == FieldStatus && holdsTerms(f.t, f.h, hc.col) {
		return false
	}
	if !isMoney(field) {
		return true
	}
	for _, other := range []Field{FieldTotal, FieldAllocated, FieldPlan, FieldNeed, FieldDisbursed} {
		if other == field {
			continue
		}
		for i, forms := range hc.groups {
			if i+1 < n { // covered by the name
				continue
			}
			if names := usualForms(other); names != nil && slices.ContainsFunc(forms, names.MatchString) ||
				slices.ContainsFunc(forms, func(form string) bool { return form != "total" && slices.Contains(foldedNames[form], other) }) {
				return false
			}
		}
	}
	return true
}

// byForm takes the column whose header reads like one of the field.
func (f *mapper) byForm(field Field) bool {
	form := usualForms(field)
	switch {
	case field == FieldOpinion:
		return f.opinions()
	case form == nil:
		return false
	}
	hc, ok := best(f.t, f.h, f.freeFor(field), func(hc headColumn) int {
		for n, texts := range hc.plain {
			// What stands below a heading is not the end of its words, but for
			// the year of a plan.
			if n > 0 && n >= hc.own && field != FieldPlan {
				break
			}
			if slices.ContainsFunc(texts, form.MatchString) && f.fits(field, hc, n+1) {
				return n + 2
			}
		}
		if isMoney(field) && hc.totals() && slices.ContainsFunc(hc.groups, func(g []string) bool { return slices.ContainsFunc(g[:min(len(g), 2)], form.MatchString) }) {
			return 1
		}
		return 0
	})
	if ok {
		f.add(hc, Column{Field: field, Amount: isMoney(field), Found: ByPart})
	}
	return ok
}

// opinions takes every column that holds the opinion of one body.
func (f *mapper) opinions() bool {
	any := false
	for _, hc := range f.h.columns {
		if f.taken[hc.col] || f.hiddenTwin(hc) {
			continue
		}
		if body, found := opinionOf(hc); body != "" {
			f.add(hc, Column{Field: FieldOpinion, By: body, Found: found})
			any = true
		}
	}
	return any
}

var (
	opinionHeading = regexp.MustCompile(`^(?:ý kiến|opinion)(?:$| )`)
	opinionBegin   = regexp.MustCompile(`(?i)^ý kiến(?:\s+(?:thẩm định|tham gia|tham mưu|góp ý|đề xuất))?(?:\s+của)?\s+|^(?:opinion|comments)\s+of(?:\s+the)?\s+`)
	opinionEnd     = regexp.MustCompile(`(?i)\s+(?:về|đối với|on)\s+.*$`)
)

// opinionOf returns the body whose opinion a column holds, as its header
// writes it: "Ý kiến của Sở Tài chính", or "Sở Tài chính" below "Ý kiến".
func opinionOf(hc headColumn) (body string, found Found) {
	whole := strings.Join(hc.parts, " ")
	for n := range hc.parts {
		text := strings.Join(hc.parts[len(hc.parts)-1-n:], " ")
		text = strings.TrimSpace(withoutParens(opinionEnd.ReplaceAllString(text, "")))
		if opinionForm.MatchString(Fold(text)) {
			found = ByPart
			if text == whole {
				found = ByName
			}
			return strings.TrimSpace(opinionBegin.ReplaceAllString(text, "")), found
		}
	}
	if len(hc.parts) > 1 && slices.ContainsFunc(hc.parts[:len(hc.parts)-1], func(p string) bool { return opinionHeading.MatchString(Fold(p)) }) {
		leaf := strings.TrimSpace(withoutParens(hc.leaf()))
		if opinionForm.MatchString("ý kiến " + Fold(leaf)) {
			return leaf, ByPart
		}
	}
	return "", 0
}
