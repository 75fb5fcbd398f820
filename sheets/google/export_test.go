package google

import (
	"strings"

	"rasoat/sheets"
)

// ShowBySlipping has the Book show its texts by a formula of the form that
// suggests itself, whose array begins in the row below the head: it stands at
// the row (counted from 1) below which the items begin. The formula is right
// until somebody inserts a row right under the head.
func (b *Book) ShowBySlipping(firstRow string) {
	b.other = func(l lookup, sep string) string {
		right := l.text(sep)
		keys := "REGEXREPLACE(" + strings.Join([]string{literal(keyPrefix(l.list, "i")) + "&$B" + firstRow + ":$B", literal(capital), literal(capitalMarked)}, sep) + ")"
		i := strings.Index(right, sep+"k"+sep)
		store := quoteTab(l.store)
		found := "IFNA(XLOOKUP(" + strings.Join([]string{"k", store + "!$A:$A", store + "!$" + sheets.ColName(l.slot) + ":$" + sheets.ColName(l.slot), "", "0"}, sep) + ")" + sep + `"")`
		shown := `{` + literal(l.title) + `;IF(` + strings.Join([]string{"v=" + literal(nothing), "", "v"}, sep) + `)}`
		return right[:i] + sep + strings.Join([]string{"k", keys, "v", found, "IF(" + strings.Join([]string{"TRUE", shown, literal(l.pending)}, sep) + ")"}, sep) + "))"
	}
}
