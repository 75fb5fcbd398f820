package ledger

import (
	"regexp"
	"slices"
	"strings"
)

// fieldsOf returns the fields that lists of a kind carry, in the order in
// which their columns are looked for.
func fieldsOf(k Kind) []Field {
	switch k {
	case Tasks:
		return []Field{FieldNumber, FieldCode, FieldName, FieldDepartment, FieldCooperating, FieldPriority, FieldStatus, FieldDeadline,
			FieldPeriod, FieldAssigned, FieldDone, FieldResult, FieldReason, FieldExplanation, FieldSnooze, FieldAcknowledged, FieldRemark}
	case Table:
		return []Field{FieldNumber, FieldName, FieldRemark}
	}
	return []Field{FieldNumber, FieldCode, FieldName, FieldDepartment, FieldCooperating, FieldDecision, FieldDecidedOn, FieldTotal, FieldAllocated,
		FieldPlan, FieldNeed, FieldDisbursed, FieldSource, FieldOpinion, FieldGroup, FieldCategory, FieldPriority, FieldStatus, FieldDeadline,
		FieldPeriod, FieldAssigned, FieldDone, FieldResult, FieldReason, FieldExplanation, FieldSnooze, FieldAcknowledged, FieldRemark}
}

// isMoney reports whether a field holds money.
func isMoney(f Field) bool {
	switch f {
	case FieldTotal, FieldAllocated, FieldPlan, FieldNeed, FieldDisbursed:
		return true
	}
	return false
}

var (
	parenthesis = regexp.MustCompile(`\s*\([^()]*\)`)
	yearPhrase  = regexp.MustCompile(`(?:\s*(?:(?:đến|hết|tới)\s+(?:kế hoạch|kh)|tính|kể từ|từ|khởi công|trước|đến|hết|tới|cuối|ngày|tháng|năm|quý|giai đoạn))*` +
		`\s*(?:\d{1,2}/\d{1,2}/|\d{1,2}/)?(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)\d\d)?$`)
	yearAtEnd = regexp.MustCompile(`\s*(?:19|20)\d\d$`)
	markAtEnd = regexp.MustCompile(`\s*[*¹²³]+$`)
)

// withoutParens returns a text without what stands in parentheses.
func withoutParens(s string) string {
	if !strings.Contains(s, "(") {
		return s
	}
	return parenthesis.ReplaceAllString(s, "")
}

// headerForms returns the folded forms under which a header may be matched:
// the text itself, without what stands in parentheses or marks a footnote,
// and without the year at its end.
func headerForms(text string) []string {
	text = strings.ToLower(Clean(text))
	bare := markAtEnd.ReplaceAllString(strings.TrimSpace(withoutParens(text)), "")
	forms := []string{Fold(text)}
	add := func(f string) {
		if f = Fold(f); f != "" && !slices.Contains(forms, f) {
			forms = append(forms, f)
		}
	}
	add(bare)
	for _, f := range []string{text, bare} {
		if yearAtEnd.MatchString(f) {
			add(yearAtEnd.ReplaceAllString(f, ""))
			add(yearPhrase.ReplaceAllString(f, ""))
		}
	}
	return forms
}

// plainForms returns the folded text and what it is without parentheses and
// marks of footnotes.
func plainForms(text string) []string {
	text = strings.ToLower(Clean(text))
	bare := markAtEnd.ReplaceAllString(strings.TrimSpace(withoutParens(text)), "")
	return []string{Fold(text), Fold(bare)}
}

// foldedNames are the usual names, folded, with the fields that they stand for. It
// is never changed.
var foldedNames = func() map[string][]Field {
	all := map[string][]Field{}
	for _, f := range append(fieldsOf(Projects), fieldsOf(Tasks)...) {
		for _, n := range usualNames(f) {
			if n = Fold(n); !slices.Contains(all[n], f) {
				all[n] = append(all[n], f)
			}
		}
	}
	return all
}()

// namesOf reports whether a header bears a usual name of a field of those
// asked for.
func namesOf(hc headColumn, asked func(Field) bool) bool {
	for _, forms := range hc.forms {
		for _, form := range forms {
			if slices.ContainsFunc(foldedNames[form], asked) {
				return true
			}
		}
	}
	return false
}
