package draft

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hbollon/go-edlib"
	"golang.org/x/text/unicode/norm"

	"rasoat/sync/ledger"
)

// value is a text that stands in cells, with how often it does. Texts that
// differ in case, spacing or the coding of letters are one.
type value struct {
	text    string // the spelling that is used most
	count   int
	aliases []string // other forms of the same
}

// doubt is a value that is taken for a slip of another one.
type doubt struct {
	value
	like string
}

// vocabulary is what may become a closed list of values.
type vocabulary struct {
	kept   []value
	doubts []doubt
	// open reports that the values are too many or too long for a closed list,
	// or that none comes twice; kept then holds them all the same.
	open bool
}

// The most values, and the longest, that a closed list is made of.
const (
	mostValues   = 30
	longestValue = 70
)

// closed makes a closed list of values: those that are a slip of another one
// are left out, so that they stay findings.
func closed(values []value) vocabulary {
	if len(values) > 10*mostValues {
		return vocabulary{kept: values, open: true}
	}
	var v vocabulary
	v.kept, v.doubts = withoutSlips(values)
	total, once := 0, len(v.kept) >= 3
	for _, k := range v.kept {
		total += k.count
		once = once && k.count == 1
		v.open = v.open || utf8.RuneCountInString(k.text) > longestValue
	}
	v.open = v.open || once || len(v.kept) > mostValues || len(v.kept) > 6 && 2*total < 3*len(v.kept)
	return v
}

// tally counts texts, the most frequent first, and of those as frequent the
// one that was seen first. Texts without a letter or digit, and texts that the
// configuration does not take, count for nothing.
func tally(texts []string) []value {
	type group struct {
		spellings map[string]int
		order     []string
		count     int
	}
	groups, order := map[string]*group{}, []string{}
	for _, text := range texts {
		folded := ledger.Fold(text)
		if !strings.ContainsFunc(folded, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) || !writable(text) {
			continue
		}
		g := groups[folded]
		if g == nil {
			g = &group{spellings: map[string]int{}}
			groups[folded] = g
			order = append(order, folded)
		}
		text = ledger.Clean(text)
		if g.spellings[text] == 0 {
			g.order = append(g.order, text)
		}
		g.spellings[text]++
		g.count++
	}
	var values []value
	for _, folded := range order {
		g := groups[folded]
		best := slices.MaxFunc(g.order, func(a, b string) int {
			return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(g.spellings[a], g.spellings[b]))
		})
		values = append(values, value{text: best, count: g.count})
	}
	slices.SortStableFunc(values, func(a, b value) int { return cmp.Compare(b.count, a.count) })
	return values
}

// rank prefers a spelling in small letters to one in capitals, and "và" to "&".
func rank(s string) int {
	switch {
	case isCapitals(s):
		return 0
	case strings.Contains(s, "&"):
		return 1
	}
	return 2
}

func isCapitals(s string) bool { return s == strings.ToUpper(s) && s != strings.ToLower(s) }

// withoutSlips parts the values that stand once and are very like one that
// stands often from the others.
func withoutSlips(values []value) (kept []value, slips []doubt) {
	for _, v := range values {
		like := ""
		if v.count == 1 {
			for _, other := range values {
				if other.count >= 3 && isSlip(v.text, other.text) {
					like = other.text
					break
				}
			}
		}
		if like != "" {
			slips = append(slips, doubt{v, like})
		} else {
			kept = append(kept, v)
		}
	}
	return kept, slips
}

// isSlip reports whether one text is another with a slip in it: other marks
// on the same letters, or a letter or two too many, too few or wrong in a long
// text. Texts that differ in digits, or in a word of one or two letters, are
// as likely two values: "Nhóm A" and "Nhóm B".
func isSlip(a, b string) bool {
	a, b = ledger.Fold(a), ledger.Fold(b)
	if a == b || digits(a) != digits(b) || utf8.RuneCountInString(b) < 6 {
		return false
	}
	if bare(a) == bare(b) {
		return true
	}
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) == len(y) {
		for i := range x {
			if x[i] != y[i] && (utf8.RuneCountInString(x[i]) < 3 || utf8.RuneCountInString(y[i]) < 3) {
				return false
			}
		}
	}
	if n := utf8.RuneCountInString(a) - utf8.RuneCountInString(b); n < -2 || n > 2 {
		return false
	}
	apart := edlib.OSADamerauLevenshteinDistance(a, b)
	longer := max(utf8.RuneCountInString(a), utf8.RuneCountInString(b))
	return apart == 1 && longer >= 10 || apart == 2 && longer >= 20
}

// bare returns a text without the marks on its letters.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'đ':
			return 'd'
		}
		return r
	}, norm.NFD.String(s))
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// tallySources counts sources of funds. A source with and without "vốn" before
// it is one; a cell that names several counts for each. The sources of the
// parts of an allocation are sources though no item names them.
func tallySources(cells, parts []string) []value {
	singles := tally(append(slices.Clone(cells), parts...))
	var names []ledger.Name
	for _, v := range singles {
		if !strings.ContainsAny(v.text, ",+/") {
			names = append(names, ledger.Name{Name: v.text})
		}
	}
	known := ledger.NewNames(names...)
	var split []string
	for _, text := range cells {
		for _, ref := range known.ResolveAll(text) {
			split = append(split, ref.Text)
		}
	}
	var values []value
	at := map[string]int{}
	add := func(v value) {
		stem := sourceStem(v.text)
		i, ok := at[stem]
		if !ok {
			at[stem] = len(values)
			values = append(values, v)
			return
		}
		if ledger.Fold(values[i].text) != ledger.Fold(v.text) {
			values[i].aliases = append(values[i].aliases, v.text)
		}
		values[i].count += v.count
	}
	for _, v := range tally(split) {
		add(v)
	}
	for _, v := range tally(parts) {
		v.count = 0
		add(v)
	}
	return values
}

// sourceStem returns the folded name of a source without the words that only
// say that it is one.
func sourceStem(text string) string {
	f := ledger.Fold(text)
	for _, before := range []string{"nguồn vốn ", "nguồn kinh phí ", "kinh phí ", "vốn "} {
		if rest, ok := strings.CutPrefix(f, before); ok && strings.Contains(rest, " ") {
			return rest
		}
	}
	return f
}

// isDone reports whether a status says that nothing is left to do.
func isDone(status string) bool {
	switch ledger.Fold(status) {
	case "hoàn thành", "đã hoàn thành", "xong", "đã xong", "kết thúc", "đã kết thúc", "hoàn thành đúng hạn", "hoàn thành trễ hạn", "hoàn thành quá hạn",
		"done", "completed", "complete", "finished", "closed":
		return true
	}
	return false
}

// isUrgent reports whether a priority says that an item comes first.
func isUrgent(priority string) bool {
	switch ledger.Fold(priority) {
	case "cấp bách", "khẩn", "khẩn cấp", "rất khẩn", "thượng khẩn", "hỏa tốc", "cấp thiết", "gấp", "rất gấp", "urgent":
		return true
	}
	return false
}

// isUndecided reports whether a source says that none is settled yet.
func isUndecided(source string) bool {
	switch ledger.Fold(source) {
	case "chưa xác định", "chưa xác định nguồn", "chưa xác định nguồn vốn", "chưa rõ", "chưa rõ nguồn", "chưa có nguồn", "chưa cân đối được nguồn", "undecided":
		return true
	}
	return false
}
