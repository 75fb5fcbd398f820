package draft

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"rasoat/sync/ledger"
)

// mostDepartments is the most that a directory is drafted of: beyond, the
// column holds something else than the departments of a province.
const mostDepartments = 300

// departments gathers who leads and who cooperates. Short forms that follow
// from a name count for it and are no entry of their own; a cell that names
// several counts for each.
func departments(leads, cooperating []string) vocabulary {
	var pieces []string
	for _, text := range leads {
		pieces = append(pieces, agencies(text)...)
	}
	for _, text := range cooperating {
		for _, piece := range agencies(text) {
			if !isGroup(piece) {
				pieces = append(pieces, piece)
			}
		}
	}
	values := tally(pieces)
	if len(values) > 2*mostDepartments {
		return vocabulary{open: true, kept: values}
	}
	// The longest form of a name comes first: the others follow from it.
	slices.SortStableFunc(values, func(a, b value) int {
		return cmp.Compare(utf8.RuneCountInString(b.text), utf8.RuneCountInString(a.text))
	})
	var entries []ledger.Department
	directory := ledger.NewDirectory()
	for _, v := range values {
		if refs := directory.ResolveAll(v.text); len(refs) > 0 && !slices.ContainsFunc(refs, func(r ledger.Ref) bool { return !r.Known() }) {
			continue
		}
		entries = append(entries, ledger.Department{Name: v.text})
		directory = ledger.NewDirectory(entries...)
	}
	counts := map[string]int{}
	for _, v := range values {
		for _, ref := range directory.ResolveAll(v.text) {
			counts[cmp.Or(ref.Name, ref.Text)] += v.count
		}
	}
	var found []value
	for _, e := range entries {
		// An entry that is made of others has no items of its own.
		if n := counts[e.Name]; n > 0 {
			found = append(found, value{text: e.Name, count: n})
		}
	}
	slices.SortStableFunc(found, func(a, b value) int { return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.text, b.text)) })
	v := vocabulary{}
	v.kept, v.doubts = withoutSlips(found)
	v.open = len(v.kept) > mostDepartments
	return v
}

var (
	between = regexp.MustCompile(`(?i)\s*[,+/]\s*|\s+(?:và|&)\s+`)
	agency  = regexp.MustCompile(`^(?:sở|ubnd|ủy ban|hđnd|hội đồng|ban|bql|công an|văn phòng|vp|cục|chi cục|tổng cục|thanh tra|bộ|trung tâm|huyện|thành phố|tp|` +
		`thị xã|tx|xã|phường|đài|trường|hội|bệnh viện|kho bạc|ngân hàng|công ty|tổng công ty|tập đoàn|liên minh|báo|tòa án|viện|quỹ)(?: |$)`)
)

// agencies splits a text where every piece begins as the name of an agency
// does: "UBND TP Sông Mẫu, Sở GTVT", but not "Sở Văn hóa, Thể thao và Du lịch".
func agencies(text string) []string {
	pieces := between.Split(text, -1)
	for _, p := range pieces {
		if !agency.MatchString(ledger.Fold(p)) {
			return []string{text}
		}
	}
	return pieces
}

// isShort reports whether a name holds an abbreviation that stands for the name
// itself: "Sở GTVT", but not "UBND TP Sông Mẫu".
func isShort(name string) bool {
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == ',' || r == '(' || r == ')' }) {
		switch word {
		case "UBND", "HĐND", "TP", "TP.", "TX", "VP", "BQL", "CA", "MTTQ":
			continue
		}
		if utf8.RuneCountInString(word) >= 2 && isCapitals(word) && !isCapitals(name) {
			return true
		}
	}
	return false
}

// isGroup reports whether a text means many agencies and names none.
func isGroup(text string) bool {
	f := ledger.Fold(text)
	for _, before := range []string{"", "ubnd ", "ủy ban nhân dân "} {
		if strings.HasPrefix(f, before+"các ") {
			return true
		}
	}
	return false
}
