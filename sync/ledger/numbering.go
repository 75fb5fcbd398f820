package ledger

import (
	"fmt"
	"strings"

	"rasoat/sheets"
)

// numbering is how a row is numbered. The order is the usual nesting: A over
// I over 1 over 1.1 over a over i over (1) over a dash over a plus.
type numbering uint8

const (
	unnumbered numbering = iota
	heading              // capitals without a number, over A and I; Phần A
	capital              // A, B, C
	roman                // I, II, III; A.I
	subheading           // capitals without a number, below I
	arabic               // 1, 2, 3; 12a; I.1; A.I.1
	arabic2              // 1.1; 1.a; I.1.1
	arabic3              // 1.1.1 and deeper
	letter               // a, b, c; I.a
	small                // i, ii, iii
	paren                // (1), (a)
	bullet               // -, •, *
	plus                 // +, **
)

// section reports whether rows numbered so are groups and not items.
func (n numbering) section() bool { return n >= heading && n <= subheading }

// counting is what the numbers so far tell of one that may be two things: "I"
// and "i" go on from H and h, or begin anew.
type counting struct {
	capital, roman string // the last capital, and the last roman number below it
	nested         bool   // roman numbers stand below capitals
	letter         string // the last small letter or small roman number
	arabic         string // the last number with digits
}

// see takes note of a number.
func (k *counting) see(style numbering, number string) {
	switch style {
	case capital:
		k.capital, k.roman = number, ""
	case roman:
		k.roman = number
		k.nested = k.nested || k.capital != ""
	case letter, small:
		k.letter = number
		return
	case arabic, arabic2, arabic3:
		k.arabic = number
	}
	k.letter = ""
}

// readNumbering reads an STT cell. A cell that holds no number gives
// unnumbered.
func readNumbering(c sheets.Cell, previous string) (numbering, string) {
	return (&counting{capital: previous}).read(c)
}

// read reads an STT cell without taking note of it.
func (k *counting) read(c sheets.Cell) (numbering, string) {
	text := Clean(c.Value.String())
	if c.Value.Kind() == sheets.Number && !(onlyDigits(text) && c.Class() == sheets.Plain) {
		if day, ok := c.Day(); ok {
			// Typed as "1.2", taken by the program for the first of February.
			text = fmt.Sprintf("%d.%d", day.Day(), day.Month())
		} else if v, ok := plainDecimal(text); ok {
			// 1.1 is often stored as the binary fraction nearest to it, and 1.10 as
			// 1.1: then the number format tells, or the 1.9 before it.
			v = round15(v)
			text = v.String()
			if shown, ok := c.Decimals(); ok && shown == 2 && !v.IsInteger() && v.Equal(v.Round(2)) {
				text = v.StringFixed(int32(shown))
			}
			if strings.HasSuffix(k.arabic, "9") && text+"0" == following(k.arabic) {
				text += "0"
			}
		}
	}
	return k.parse(text)
}

// following returns the number that follows one like "1.9": "1.10".
func following(number string) string {
	whole, frac, ok := strings.Cut(number, ".")
	if !ok || !onlyDigits(frac) || len(frac) > 3 {
		return ""
	}
	return fmt.Sprintf("%s.%d", whole, atoi(frac)+1)
}

// parse tells the numbering of a text.
func (k *counting) parse(text string) (numbering, string) {
	if text == "" || len(text) > 40 {
		return unnumbered, ""
	}
	if inner, ok := strings.CutPrefix(text, "("); ok && strings.HasSuffix(inner, ")") {
		inner = inner[:len(inner)-1]
		if onlyDigits(inner) && len(inner) <= 2 || isSmall(inner) || isSmallRoman(inner) {
			return paren, text
		}
		return unnumbered, ""
	}
	t := strings.TrimRight(text, ".)/: ")
	switch {
	case t == "":
		return unnumbered, ""
	case isDash(t), t == "*", t == "•", t == "·", t == "▪":
		return bullet, t
	case t == "+", t == "**":
		return plus, t
	}
	if rest, ok := cutPart(t); ok {
		style, number := k.parse(rest)
		if style == arabic {
			style = roman // "Phần 1" is a part as "Phần I" is
		}
		if style.section() {
			if isPart(t) {
				style = heading // it has an A or I of its own
			}
			return style, number
		}
		return unnumbered, ""
	}
	if style := k.shape(t); style != unnumbered {
		return style, t
	}
	return unnumbered, ""
}

// cutPart takes off the word with which some lists number their sections.
func cutPart(t string) (rest string, ok bool) {
	if !strings.Contains(t, " ") {
		return "", false
	}
	word, rest, _ := strings.Cut(t, " ")
	switch strings.ToLower(word) {
	case "phần", "mục", "chương", "khối", "nhóm":
		return rest, rest != ""
	}
	return "", false
}

// isPart reports whether a section is a part of the whole list.
func isPart(t string) bool {
	word, _, _ := strings.Cut(strings.ToLower(t), " ")
	return word == "phần"
}

// shape tells the numbering of a number without what stands around it.
func (k *counting) shape(t string) numbering {
	parts, sections, tail := 0, 0, 0
	letterLast, capitalFirst := false, false
	for rest, more := t, true; more; parts++ {
		var part string
		i := strings.IndexAny(rest, ".,")
		if more = i >= 0; more {
			part, rest = rest[:i], rest[i+1:]
		} else {
			part = rest
		}
		switch {
		case tail == 0 && (isRoman(part) || isCapital(part) && sections == 0):
			sections++
			if sections > 2 || sections == 2 && !capitalFirst || more && t[len(t)-len(rest)-1] == ',' {
				return unnumbered
			}
			capitalFirst = isCapital(part)
		case tail == 0 && onlyDigits(trimSmall(part)) && len(trimSmall(part)) <= 5,
			tail > 0 && !letterLast && onlyDigits(part) && len(part) <= 4:
			tail++
		case isSmall(part) && (tail > 0 || !more):
			tail++
			letterLast = true
			if tail == 1 {
				if sections == 0 {
					return k.smallShape(t)
				}
				return letter
			}
		case parts == 0 && !more && isSmallRoman(part):
			return small
		default:
			return unnumbered
		}
	}
	switch {
	case tail >= 3:
		return arabic3
	case tail == 2:
		return arabic2
	case tail == 1:
		return arabic
	case sections == 1 && isCapital(t):
		return k.capitalShape(t)
	}
	return roman
}

// capitalShape tells whether a capital is a letter or a roman number. C, D, L
// and M are letters: fifty sections are rarer than four.
func (k *counting) capitalShape(t string) numbering {
	before := ""
	switch t {
	case "I":
		if k.capital == "H" && k.roman == "" && k.nested {
			return roman // H has parts as those before it had
		}
		before = "H"
	case "V":
		before = "U"
	case "X":
		before = "VW"
	default:
		return capital
	}
	if k.capital != "" && strings.Contains(before, k.capital) {
		return capital
	}
	return roman
}

// smallShape tells whether a small letter is a letter or a roman number.
func (k *counting) smallShape(t string) numbering {
	switch t {
	case "i":
		if k.letter != "h" {
			return small
		}
	case "v":
		if k.letter == "iv" {
			return small
		}
	case "x":
		if k.letter == "ix" {
			return small
		}
	}
	return letter
}

// depth returns of how many parts a number with digits is.
func depth(number string) int {
	return 1 + strings.Count(number, ".") + strings.Count(number, ",")
}

// prefixed reports whether a number with digits begins with that of a section:
// "I.1".
func prefixed(number string) bool { return number != "" && (number[0] < '0' || number[0] > '9') }

func isCapital(s string) bool { return len(s) == 1 && s[0] >= 'A' && s[0] <= 'Z' || s == "Đ" }

func isSmall(s string) bool { return len(s) == 1 && s[0] >= 'a' && s[0] <= 'z' || s == "đ" }

func isRoman(s string) bool { return s != "" && strings.Trim(s, "IVXLC") == "" }

func isSmallRoman(s string) bool { return s != "" && strings.Trim(s, "ivx") == "" }

// trimSmall takes the letter off "12a".
func trimSmall(s string) string {
	if rest, ok := strings.CutSuffix(s, "đ"); ok {
		return rest
	}
	if n := len(s); n > 1 && isSmall(s[n-1:]) {
		return s[:n-1]
	}
	return s
}
