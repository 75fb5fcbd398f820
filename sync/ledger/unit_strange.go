package ledger

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"rasoat/sheets"
)

var (
	// What certainly announces a unit, and not an agency.
	unitAnnounced = regexp.MustCompile(`(?i)^\(?\s*(?:đơn\s?vị\s?(?:tính|tiền(?:\s?tệ)?)|đ\.?v\.?t|unit(?:\s+of\s+(?:account|currency))?)\s*[:\-–.]+\s*(.+?)\s*\)?$`)
	// What may announce either, and what tells that it is one of money.
	unitPerhaps = regexp.MustCompile(`(?i)^\(?\s*đơn\s?vị\s*[:\-–.]+\s*(.+?)\s*\)?$`)
	ofMoney     = regexp.MustCompile(`(?i)(?:^|[\s\d.,])(?:đồng|đ|vnđ|vnd|tỷ|tỉ|triệu|tr|nghìn|ngàn|usd|us\$|\$|eur|euro|€|jpy|yên|đô la|đôla|won|nhân dân tệ|cny)(?:$|[\s.,/])`)
)

// longestUnit is how long the name of a unit may be, in characters.
const longestUnit = 30

// strangeUnit finds, above a header, the cell that announces a unit which is
// none that amounts can be read in: "Đơn vị: nghìn USD", "ĐVT: tr.đồg".
func strangeUnit(t *table, header sheets.Range) (at sheets.Addr, seen string, ok bool) {
	for r := header.Top - 1; r >= t.within.Top && r >= header.Top-15; r-- {
		for col, c := range t.Row(r) {
			if c.Value.Kind() != sheets.Text || len(c.Value.String()) > longestHeader {
				continue
			}
			text := Clean(c.Value.String())
			m := unitAnnounced.FindStringSubmatch(text)
			if m == nil {
				if m = unitPerhaps.FindStringSubmatch(text); m == nil || !ofMoney.MatchString(m[1]) {
					continue
				}
			}
			if seen = strings.TrimSpace(m[1]); utf8.RuneCountInString(seen) <= longestUnit {
				return sheets.Addr{Row: r, Col: col}, seen, true
			}
		}
	}
	return sheets.Addr{}, "", false
}
