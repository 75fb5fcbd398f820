package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Patterns are read by Go and by the JavaScript of editors, and mean the same
// to both.
const (
	noControls = `[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*`
	textLike   = `^` + noControls + `[^\x00-\x20\x7f]` + noControls + `$`
	// nameLike has a letter or a digit, and not only what comparing names
	// passes over.
	nameLike    = `[^\s_/.,;:"“”'‐‑‒–—―⸺⸻−﹘﹣－\-]`
	domainLike  = `(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]`
	lettersLike = `(?:[A-Za-z]{1,2}|[A-Wa-w][A-Za-z]{2}|[Xx][A-Ea-e][A-Za-z]|[Xx][Ff][A-Da-d])` // A to XFD
	columnLike  = `= *` + lettersLike
	cellLike    = `\$?` + lettersLike + `\$?[1-9][0-9]{0,6}`
	groups      = `[0-9]{1,3}(?:[. ][0-9]{3})` // of thousands, without how often
)

// form returns the schema of values that are written as a text, by the tag "as",
// or by the words text and name (of an entry of a closed list). A form that is
// not known here takes every text.
func form(as string) *schema {
	whole := func(pattern string) *schema { return &schema{Type: "string", Pattern: "^(?:" + pattern + ")$"} }
	anyText := []string{"string", "number"} // 2021 is a text where one is asked for
	switch as {
	case "amount":
		zero := 0
		return &schema{Type: []string{"integer", "string"}, Minimum: &zero, Pattern: whole(amountLike()).Pattern}
	case "blank":
		return &schema{Type: anyText, Pattern: `[^* ]`}
	case "column":
		return &schema{Type: anyText, Pattern: `^(?:` + columnLike + `|-|[^=].*)$`, AnyOf: []*schema{{Not: &schema{Type: "string"}}, {Const: "-"}, {Pattern: nameLike}}}
	case "columns":
		return &schema{Type: anyText, Pattern: `^(?:` + columnLike + `(?: *: *` + lettersLike + `)?|[^=].*)$`, AllOf: []*schema{{Pattern: nameLike}}}
	case "letters":
		return &schema{Type: anyText, Pattern: `^(?:` + columnLike + `|[^=].*)$`, AllOf: []*schema{{Pattern: nameLike}}}
	case "code":
		return &schema{Type: []string{"string", "number", "boolean"}, Pattern: `[^\s]`}
	case "comma":
		return whole(`[^"\r\n]`)
	case "cron":
		s := whole(cronLike())
		s.Not = &schema{Pattern: `^\S+\s+\S+\s+(?:30|31)\s+(?:0*2|[fF][eE][bB])\s+[*?]$`} // never comes
		return s
	case "day":
		return whole(dayLike())
	case "domain":
		return whole(domainLike)
	case "email":
		return whole("[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@" + domainLike)
	case "host", "hello":
		return whole(strings.Trim(hostName.String(), "^$") + `|\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]?|\[[0-9.]+\]`)
	case "listen":
		return whole(`off|(?:[^\s@:/]*|\[[0-9A-Fa-f:.]+\]):(?:[0-5]?[0-9]{1,4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])`)
	case "message", "path", "text", "words", "word":
		return &schema{Type: anyText, Pattern: textLike}
	case "name":
		const what = "Write a name with a letter or a digit."
		return &schema{Type: anyText, Pattern: textLike, PatternErrorMessage: what, AllOf: []*schema{{Pattern: nameLike, PatternErrorMessage: what}}}
	case "ping":
		return whole(`https://[^\s@/?#]+(?:[/?][^@#]*)?|http://(?:localhost|127\.[0-9.]+|\[::1\])(?::[0-9]+)?(?:[/?][^@#]*)?`)
	case "positive":
		zero := 0
		return &schema{Type: []string{"number", "string"}, ExclusiveMinimum: &zero, Pattern: plain.String()}
	case "range":
		return whole(cellLike + `(?: *: *` + cellLike + `)?`)
	case "rule":
		return whole(strings.Trim(ruleID.String(), "^$"))
	case "scope":
		return whole(strings.Trim(scope.String(), "^$"))
	case "secret":
		return &schema{Type: []string{"string", "number", "boolean"}, Pattern: `^[^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*[\r\n]*$`}
	case "slug":
		return whole(strings.Trim(slug.String(), "^$"))
	case "spreadsheet":
		const id = `[A-Za-z0-9_-]{20,120}`
		return whole(id + `|(?:https?://)?docs\.google\.com(?:/a/[^/]+)?/spreadsheets(?:/u/[0-9]+)?/d/` + id + `(?:[/?#].*)?`)
	case "sum":
		return whole(lettersLike + ` *= *` + lettersLike + `(?: *[+\-−–] *` + lettersLike + `)*`)
	case "tab":
		return &schema{Type: anyText, Pattern: `^[^\[\]:*?/\\']$|^[^\[\]:*?/\\'][^\[\]:*?/\\]*[^\[\]:*?/\\']$`, MaxLength: longestTab}
	case "unit":
		return whole(unitLike())
	case "url":
		return whole(`https://[^\s@/?#]+(?:/[^@?#]*)?|http://(?:localhost|127\.[0-9.]+|\[::1\])(?::[0-9]+)?(?:/[^@?#]*)?`)
	case "zone":
		return &schema{Type: "string", Pattern: `^[A-Za-z][A-Za-z0-9_+/-]*$`, Not: &schema{Const: "Local"}}
	}
	return &schema{Type: []string{"string", "number", "boolean"}}
}

// anyCase returns a pattern of a text in which letter case, and how diacritics
// are coded, do not count.
func anyCase(text string) string {
	var all []string
	for _, f := range []norm.Form{norm.NFC, norm.NFD} {
		var b strings.Builder
		for _, c := range f.String(text) {
			switch lower, upper := unicode.ToLower(c), unicode.ToUpper(c); {
			case c == ' ':
				b.WriteString(" +")
			case lower != upper:
				fmt.Fprintf(&b, "[%c%c]", lower, upper)
			default:
				b.WriteRune(c)
			}
		}
		if !slices.Contains(all, b.String()) {
			all = append(all, b.String())
		}
	}
	return strings.Join(all, "|")
}

func unitLike() string {
	var all []string
	for _, u := range units() {
		for _, name := range u.forms {
			all = append(all, anyCase(name))
		}
	}
	return strings.Join(all, "|")
}

// amountLike tells amounts as [parseAmount] does: what could be read in two
// ways is refused.
func amountLike() string {
	const digits = `[0-9]{1,30}`
	with := strings.Join([]string{
		digits,
		groups + `+`,
		digits + `,(?:[0-9]{1,2}|[0-9]{4,30})`,
		`0,[0-9]{3}`,
		groups + `+,` + digits,
	}, "|")
	return digits + `|` + groups + `{2,}|(?:` + with + `) *(?:` + unitLike() + `)`
}

// dayLike tells days as 2020-12-07 or 07/12/2020, up to 29 February of every
// year.
func dayLike() string {
	const year = `(?:199[0-9]|20[0-9]{2}|2100)`
	var iso, short []string
	for _, m := range []struct{ months, days string }{
		{`0?[13578]|1[02]`, `0?[1-9]|[12][0-9]|3[01]`},
		{`0?[469]|11`, `0?[1-9]|[12][0-9]|30`},
		{`0?2`, `0?[1-9]|[12][0-9]`},
	} {
		iso = append(iso, `(?:`+m.months+`)-(?:`+m.days+`)`)
		short = append(short, `(?:`+m.days+`)/(?:`+m.months+`)`)
	}
	return year + `-(?:` + strings.Join(iso, "|") + `)|(?:` + strings.Join(short, "|") + `)/` + year
}

// cronLike tells five fields with numbers in their ranges, or a descriptor.
func cronLike() string {
	names := func(of ...string) string {
		for i, name := range of {
			of[i] = anyCase(name)
		}
		return strings.Join(of, "|")
	}
	fields := []string{
		`0*[1-5]?[0-9]`,
		`0*(?:1?[0-9]|2[0-3])`,
		`0*(?:[1-9]|[12][0-9]|3[01])`,
		`0*(?:[1-9]|1[0-2])|` + names("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
		`0*[0-6]|` + names("sun", "mon", "tue", "wed", "thu", "fri", "sat"),
	}
	for i, n := range fields {
		one := `(?:\*|\?|(?:` + n + `)(?:-(?:` + n + `))?)(?:/0*[1-9][0-9]*)?`
		fields[i] = one + `(?:,` + one + `)*`
	}
	return strings.Join(fields, `\s+`) + `|@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)|@every [0-9hmsuµn.]+`
}
