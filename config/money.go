package config

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
)

// The units of money that official lists use, largest first. The first form
// of each is its label.
func units() []struct {
	zeros int32 // of đồng in one unit
	forms []string
} {
	return []struct {
		zeros int32
		forms []string
	}{
		{9, []string{"tỷ đồng", "tỉ đồng", "tỷ", "tỉ"}},
		{6, []string{"triệu đồng", "triệu"}},
		{3, []string{"nghìn đồng", "ngàn đồng", "nghìn", "ngàn"}},
		{0, []string{"đồng"}},
	}
}

// unit returns the unit that a text names.
func unit(text string) (Unit, bool) {
	folded := foldName(text)
	for _, u := range units() {
		for _, form := range u.forms {
			if folded == form {
				return Unit{Label: u.forms[0], Factor: decimal.New(1, u.zeros)}, true
			}
		}
	}
	return Unit{}, false
}

func parseUnit(text string) (Unit, *Error) {
	u, ok := unit(text)
	if !ok {
		var labels []string
		for _, u := range units() {
			labels = append(labels, u.forms[0])
		}
		e := notOneOf(text, "unit", labels)
		e.add(" known by name (another one is written as {label: £m, factor: 1000000})")
		return Unit{}, e
	}
	return u, nil
}

var (
	amount  = regexp.MustCompile(`^([0-9][0-9., ]*?)\s*(\pL[\pL ]*)?$`)
	grouped = regexp.MustCompile(`^[0-9]{1,3}(?:\.[0-9]{3})+$`)
	digits  = regexp.MustCompile(`^[0-9]{1,30}$`)
)

// parseAmount reads a sum of money as Vietnamese documents write it, dots
// between thousands and a comma before fractions: "1.700 tỷ", "1.716,5 tỷ
// đồng", "250.000 triệu đồng", "1.700.000.000.000". The value is in đồng,
// exact. Without a unit it must be whole đồng; what could be read in two ways
// ("1.700" alone, "1,700 tỷ") is refused.
func parseAmount(text string) (decimal.Decimal, *Error) {
	bad := mistake("%s is not an amount: write it as 1.700 tỷ, 1.716,5 tỷ, 250.000 triệu đồng or in whole đồng", quote(text))
	p := amount.FindStringSubmatch(clean(text))
	if p == nil {
		return decimal.Zero, bad
	}
	of := Unit{Factor: decimal.New(1, 0)}
	if p[2] != "" {
		u, ok := unit(p[2])
		if !ok {
			return decimal.Zero, bad
		}
		of = u
	}
	whole, fraction, comma := strings.Cut(strings.TrimSpace(p[1]), ",")
	whole = strings.ReplaceAll(whole, " ", ".")
	if !comma && strings.Count(whole, ".") == 1 && !grouped.MatchString(whole) {
		bad.Nearest = strings.TrimSpace(strings.Replace(p[1], ".", ",", 1) + " " + p[2])
	}
	if !digits.MatchString(whole) && (!grouped.MatchString(whole) || len(whole) > 40) || comma && !digits.MatchString(fraction) {
		return decimal.Zero, bad
	}
	switch {
	case p[2] == "" && comma:
		return decimal.Zero, mistake("%s has a fraction but no unit: write the unit, as in %s tỷ", quote(text), p[1])
	case p[2] == "" && strings.Count(whole, ".") == 1:
		return decimal.Zero, mistake("%s has no unit and can be read in two ways: write the unit, as in %s tỷ, or the đồng without dots", quote(text), p[1])
	case len(fraction) == 3 && whole != "0" && !strings.Contains(whole, "."):
		return decimal.Zero, mistake("%s can be read in two ways: write %s.%s %s if thousands are meant, else a smaller unit without a comma",
			quote(text), whole, fraction, p[2])
	}
	v, err := decimal.NewFromString(strings.ReplaceAll(whole, ".", "") + "." + fraction + "0")
	if err != nil {
		return decimal.Zero, bad
	}
	// The canonical form has no digits behind the point that say nothing.
	v = v.Mul(of.Factor)
	if v.IsInteger() {
		v = v.Truncate(0)
	}
	return v, nil
}
