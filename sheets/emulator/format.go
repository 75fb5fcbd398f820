package emulator

import (
	"math"
	"strconv"
	"strings"

	"rasoat/sheets/emulator/internal/calc"
)

// pattern is the number format pattern of a cell; "" for the automatic one.
func (c *cell) pattern() string {
	f, _ := c.format["numberFormat"].(object)
	p, _ := f["pattern"].(string)
	if p != "" {
		return p
	}
	switch kind, _ := f["type"].(string); kind { // a type without a pattern has the usual one
	case "NUMBER":
		return "#,##0.00"
	case "PERCENT":
		return "0.00%"
	case "DATE":
		return "yyyy-mm-dd"
	case "TIME":
		return "h:mm:ss"
	case "DATE_TIME":
		return "yyyy-mm-dd h:mm:ss"
	case "SCIENTIFIC":
		return "0.00E+00"
	case "CURRENCY":
		return "#,##0.00"
	}
	return ""
}

// formatted is a cell's value as people see it.
func (c *cell) formatted(loc calc.Locale) string {
	v := c.effective
	switch v.Kind {
	case calc.Text:
		return v.Str
	case calc.Bool:
		return strings.ToUpper(strconv.FormatBool(v.Bool))
	case calc.Error:
		return v.Err.Code()
	case calc.Number:
		return formatNumber(v.Num, c.pattern(), loc)
	case calc.Blank:
	}
	return ""
}

// formatNumber shows a number in a pattern, from the documentation of number
// formats: digits, separators, percent, exponent, literals, up to three
// sections, dates and times.
func formatNumber(f float64, pattern string, loc calc.Locale) string {
	if pattern == "" || strings.EqualFold(pattern, "general") || pattern == "@" {
		return automatic(f, loc)
	}
	sections := splitSections(pattern)
	section, value, minus := sections[0], f, f < 0
	switch {
	case f < 0 && len(sections) > 1:
		section, value, minus = sections[1], -f, false
	case f == 0 && len(sections) > 2:
		section = sections[2]
	case minus:
		value = -f
	}
	if isDatePattern(section) {
		return formatDate(f, section)
	}
	text := formatDigits(value, section, loc)
	if minus && strings.ContainsAny(text, "123456789") {
		text = "-" + text
	}
	return text
}

// automatic shows a number to which nobody gave a format.
func automatic(f float64, loc calc.Locale) string {
	text := strconv.FormatFloat(f, 'f', -1, 64)
	if abs := math.Abs(f); abs >= 1e15 || abs != 0 && abs < 1e-9 {
		text = strconv.FormatFloat(f, 'E', 5, 64)
		mantissa, exponent, _ := strings.Cut(text, "E")
		text = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".") + "E" + exponent
	} else if _, decimals, ok := strings.Cut(text, "."); ok && len(decimals) > 10 {
		text = strconv.FormatFloat(f, 'f', 10, 64)
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return strings.Replace(text, ".", string(loc.Decimal), 1)
}

// splitSections parts a pattern at semicolons outside quotes.
func splitSections(pattern string) []string {
	var sections []string
	start, quoted := 0, false
	for i := 0; i < len(pattern); i++ {
		switch pattern[i] {
		case '"':
			quoted = !quoted
		case '\\':
			i++
		case ';':
			if !quoted {
				sections = append(sections, pattern[start:i])
				start = i + 1
			}
		}
	}
	return append(sections, pattern[start:])
}

// piece is a part of a pattern: a literal, or a run of pattern letters.
type piece struct {
	text    string
	literal bool
}

// pieces reads a section of a pattern. Colours and conditions in brackets are
// left out; a currency in brackets is a literal.
func pieces(section string) []piece {
	var all []piece
	add := func(text string, literal bool) {
		if n := len(all); n > 0 && all[n-1].literal == literal && literal {
			all[n-1].text += text
			return
		}
		all = append(all, piece{text, literal})
	}
	for i := 0; i < len(section); {
		rest := section[i:]
		switch c := rest[0]; {
		case c == '"':
			end := strings.IndexByte(rest[1:], '"')
			if end < 0 {
				add(rest[1:], true)
				i = len(section)
				break
			}
			add(rest[1:1+end], true)
			i += end + 2
		case c == '\\' && len(rest) > 1:
			size := runeSize(rest[1:])
			add(rest[1:1+size], true)
			i += 1 + size
		case (c == '_' || c == '*') && len(rest) > 1:
			if c == '_' {
				add(" ", true)
			}
			i += 1 + runeSize(rest[1:])
		case c == '[':
			end := strings.IndexByte(rest, ']')
			if end < 0 {
				add(rest, true)
				i = len(section)
				break
			}
			inside := rest[1:end]
			if symbol, ok := strings.CutPrefix(inside, "$"); ok {
				symbol, _, _ = strings.Cut(symbol, "-")
				add(symbol, true)
			} else if letters := strings.ToLower(strings.Trim(inside, "hHmMsS")); letters == "" && inside != "" {
				add(rest[:end+1], false) // elapsed time
			}
			i += end + 1
		case strings.HasPrefix(strings.ToUpper(rest), "AM/PM"):
			add("AM/PM", false)
			i += 5
		case strings.IndexByte("0#?.,%eEyYmMdDhHsS@+", c) >= 0:
			n := 1
			for n < len(rest) && rest[n]|0x20 == c|0x20 && strings.IndexByte("yYmMdDhHsS", c) >= 0 {
				n++
			}
			add(rest[:n], false)
			i += n
		default:
			size := runeSize(rest)
			add(rest[:size], true)
			i += size
		}
	}
	return all
}

// formatDigits shows a number that is not negative in one section.
func formatDigits(f float64, section string, loc calc.Locale) string {
	all := pieces(section)
	whole, decimals, optional, group, exponent := 0, 0, 0, false, 0
	afterPoint, first, last := false, -1, -1
	for i, p := range all {
		if p.literal {
			continue
		}
		switch p.text {
		case "0", "#", "?":
			if first < 0 {
				first = i
			}
			last = i
			switch {
			case exponent > 0:
				exponent++
			case afterPoint && p.text == "0":
				decimals++
			case afterPoint:
				optional++
			case p.text == "0":
				whole++
			}
		case ".":
			afterPoint, last = true, i
			if first < 0 {
				first = i
			}
		case ",":
			group = group || first >= 0 && !afterPoint
		case "%":
			f *= 100
		case "E", "e":
			exponent, last = 1, i
		}
	}
	var number string
	if exponent > 0 {
		number = strings.Replace(strconv.FormatFloat(f, 'E', decimals+optional, 64), ".", string(loc.Decimal), 1)
	} else {
		number = plainDigits(f, whole, decimals, optional, group, loc)
	}
	var b strings.Builder
	for i, p := range all {
		switch {
		case i == first:
			b.WriteString(number)
		case i > first && i <= last && !p.literal: // a part of the number
		case p.literal, p.text == "%":
			b.WriteString(p.text)
		}
	}
	return b.String()
}

// plainDigits is a number with at least so many digits before and after the
// point.
func plainDigits(f float64, whole, decimals, optional int, group bool, loc calc.Locale) string {
	text := strconv.FormatFloat(roundHalfUp(f, decimals+optional), 'f', decimals+optional, 64)
	left, right, _ := strings.Cut(text, ".")
	for len(right) > decimals && strings.HasSuffix(right, "0") {
		right = right[:len(right)-1]
	}
	left = strings.TrimLeft(left, "0")
	if n := whole - len(left); n > 0 {
		left = strings.Repeat("0", n) + left
	}
	if group {
		var b strings.Builder
		for i, digit := range left {
			if i > 0 && (len(left)-i)%3 == 0 {
				b.WriteRune(loc.Group)
			}
			b.WriteRune(digit)
		}
		left = b.String()
	}
	if right == "" {
		return left
	}
	return left + string(loc.Decimal) + right
}

// roundHalfUp rounds to so many decimals, a half away from zero as people do.
func roundHalfUp(f float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	if scaled := f * scale; math.Abs(scaled) < 1<<52 {
		return math.Round(scaled) / scale
	}
	return f
}
