package ledger

import (
	"testing"

	"github.com/shopspring/decimal"

	"rasoat/sheets"
)

var (
	billion  = Unit{"tỷ đồng", decimal.New(1, 9)}
	million  = Unit{"triệu đồng", decimal.New(1, 6)}
	thousand = Unit{"nghìn đồng", decimal.New(1, 3)}
	dong     = Unit{"đồng", decimal.New(1, 0)}
)

func TestParseAmount(t *testing.T) {
	const bad, ambiguous = string(BadAmount), string(Ambiguous)
	tests := []struct {
		text       string
		vietnamese string // "value digits [unit]", or the kind of problem
		english    string // "" for the same
	}{
		// Plain.
		{"0", "0 0", ""},
		{"7", "7 0", ""},
		{"007", "7 0", ""},
		{"1234", "1234 0", ""},
		{"419278223", "419278223 0", ""},
		{" \u00a01234\u202f\n", "1234 0", ""},

		// One separator: a group of three digits or a fraction.
		{"1.234", "1234 0", "1.234 3"},
		{"1,234", ambiguous, "1234 0"},
		{"12.345", "12345 0", "12.345 3"},
		{"123,456", ambiguous, "123456 0"},
		{"1.5", "1.5 1", ""},
		{"1,5", "1.5 1", ""},
		{"1,50", "1.5 2", ""},
		{"0,123", "0.123 3", ""},
		{"0.123", "0.123 3", ""},
		{"1234,567", "1234.567 3", ""},
		{"1234.567", "1234.567 3", ""},
		{"1.2345", "1.2345 4", ""},
		{"1,23456", "1.23456 5", ""},

		// Several separators.
		{"1.234,5", "1234.5 1", ""},
		{"1,234.5", "1234.5 1", ""},
		{"1.234.567,89", "1234567.89 2", ""},
		{"1,234,567.89", "1234567.89 2", ""},
		{"1.234,567", "1234.567 3", ""},
		{"1,234.567", "1234.567 3", ""},
		{"1.234.567", "1234567 0", ""},
		{"1,234,567", "1234567 0", ""},
		{"999.999.999.999.999", "999999999999999 0", ""},
		{"1.23.456", bad, ""},
		{"1.2345.678", bad, ""},
		{"1234.567.890", bad, ""},
		{"1.234,5,6", bad, ""},
		{"1,234.5.6", bad, ""},
		{"1.2,345.6", bad, ""},
		{"1..234", bad, ""},
		{"1.234.", bad, ""},
		{"1234,", bad, ""},
		{".5", bad, ""},
		{",5", bad, ""},

		// Spaces group, and then nothing else does.
		{"1 234", "1234 0", ""},
		{"1\u00a0234,5", "1234.5 1", ""},
		{"1\u202f234\u202f567.8", "1234567.8 1", ""},
		{"6\u00a0000", "6000 0", ""},
		{"1 234.567", ambiguous, "1234.567 3"},
		{"1 234,567", "1234.567 3", ambiguous},
		{"12 5", bad, ""},
		{"1 23 456", bad, ""},
		{"1 234, 5", bad, ""},
		{"1 234 .5", bad, ""},
		{"2020 2021", bad, ""},
		{"1 234.567,8", bad, ""},

		// Signs and dashes.
		{"-", "0 0", ""},
		{"–", "0 0", ""},
		{"—", "0 0", ""},
		{"−", "0 0", ""},
		{"‐", "0 0", ""},
		{"-5", "-5 0", ""},
		{"- 5", "-5 0", ""},
		{"−5", "-5 0", ""},
		{"–1.234", "-1234 0", "-1.234 3"},
		{"+5", "5 0", ""},
		{"-0", "0 0", ""},
		{"(400)", "-400 0", ""},
		{"( 400 )", "-400 0", ""},
		{"(1.234,5)", "-1234.5 1", ""},
		{"(1)", "-1 0", ""},
		{"(-400)", bad, ""},
		{"--5", bad, ""},
		{"5-", bad, ""},
		{"(400", bad, ""},
		{"400)", bad, ""},
		{"()", bad, ""},

		// Footnote marks.
		{"(1)\u00a0\u00a0 419.278.223", "419278223 0", ""},
		{"(1) 400", "400 0", ""},
		{"(12) -400", "-400 0", ""},
		{"(1)400", "400 0", ""},
		{"(*) 400", "400 0", ""},
		{"(**) 400", "400 0", ""},
		{"* 400", "400 0", ""},
		{"1.234 (2)", "1234 0", "1.234 3"},
		{"1.234(2)", "1234 0", "1.234 3"},
		{"1.234*", "1234 0", "1.234 3"},
		{"1.234 **", "1234 0", "1.234 3"},
		{"1.234 (*)", "1234 0", "1.234 3"},
		{"(1.234) (2)", "-1234 0", "-1.234 3"},
		{"1.234 (123)", bad, ""},
		{"(1) (2)", bad, ""},
		{"*", bad, ""},
		{"(*)", bad, ""},

		// Units and currencies.
		{"1.700 tỷ", "1700 0 tỷ đồng", "1.7 3 tỷ đồng"},
		{"1.700 TỶ ĐỒNG", "1700 0 tỷ đồng", "1.7 3 tỷ đồng"},
		{"1,5 tỷ đồng", "1.5 1 tỷ đồng", ""},
		{"1.234,5 triệu đồng", "1234.5 1 triệu đồng", ""},
		{"500tr", "500 0 triệu đồng", ""},
		{"500 trđ", "500 0 triệu đồng", ""},
		{"3.000.000đ", "3000000 0 đồng", ""},
		{"3.000.000 VNĐ", "3000000 0 đồng", ""},
		{"(400) triệu đồng", "-400 0 triệu đồng", ""},
		{"-2,5 tỷ", "-2.5 1 tỷ đồng", ""},
		{"1,700 tỷ", ambiguous, "1700 0 tỷ đồng"},
		{"£1,234.50", "1234.5 2", ""},
		{"$ 12", "12 0", ""},
		{"€1.234,50", "1234.5 2", ""},
		{"12%", bad, ""},
		{"12 USD", bad, ""},
		{"12 tỷ 500 triệu", bad, ""},
		{"12 người", bad, ""},

		// Figures that are about right are so to their last digit that is not zero.
		{"≈ 500", "500 -2", ""},
		{"~1.250", "1250 -1", "1.25 3"},
		{"khoảng 500", "500 -2", ""},
		{"Khoảng 1,5 tỷ", "1.5 1 tỷ đồng", ""},
		{"ước 35 tỷ đồng", "35 0 tỷ đồng", ""},
		{"khoảng 0", "0 0", ""},
		{"khoảng", bad, ""},
		{"gần 500", bad, ""},
		{"trên 500", bad, ""},
		{"khoảng 400 - 500", bad, ""},

		// Remarks that leave the figure what it is.
		{"500 (dự kiến)", "500 0", ""},
		{"1.234,5 (tạm tính)", "1234.5 1", ""},
		{"500 tr (dự kiến)", "500 0 triệu đồng", ""},
		{"500 (tỷ đồng)", "500 0 tỷ đồng", ""},
		{"500 (USD)", bad, ""},
		{"500 (vốn vay 300)", bad, ""},
		{"500 (âm)", bad, ""},

		// Typed in other ways.
		{"'1.234,5", "1234.5 1", ""},
		{"５００", "500 0", ""},
		{"１．２３４．５６７", "1234567 0", ""},
		{"500¹", "500 0", ""},
		{"500 ⁽²⁾", "500 0", ""},
		{"500(1)", "500 0", ""},
		{"500*", "500 0", ""},
		{"10+5", bad, ""},
		{"1.200/1.500", bad, ""},
		{"1.234.567đ", "1234567 0 đồng", ""},
		{"3,5 tỷ đồng", "3.5 1 tỷ đồng", ""},

		// No numbers at all.
		{"", bad, ""},
		{"\u00a0", bad, ""},
		{".", bad, ""},
		{"12.5oo", bad, ""},
		{"O", bad, ""},
		{"500 - 600", bad, ""},
		{"1e5", bad, ""},
		{"0x10", bad, ""},
		{"NaN", bad, ""},
		{"Inf", bad, ""},
		{"31/12/2020", bad, ""},
		{"١٢٣", bad, ""},
		{"1'234", bad, ""},
	}
	for _, tt := range tests {
		for style, want := range map[NumberStyle]string{Vietnamese: tt.vietnamese, English: tt.english} {
			if want == "" {
				want = tt.vietnamese
			}
			if got := shown(ParseAmount(tt.text, style)); got != want {
				t.Errorf("ParseAmount(%q, %d) = %s, want %s", tt.text, style, got, want)
			}
		}
	}
}

func shown(v decimal.Decimal, digits int32, u Unit, kind ProblemKind) string {
	if kind != "" {
		return string(kind)
	}
	s := v.String() + " " + decimal.NewFromInt32(digits).String()
	if !u.IsZero() {
		s += " " + u.Label
	}
	return s
}

func TestParseAmountOfAnySize(t *testing.T) {
	long := ""
	for range 100 {
		long += "123"
	}
	v, _, _, kind := ParseAmount(long, Vietnamese)
	if kind != "" || v.String() != long {
		t.Errorf("300 digits: %v %q", v, kind)
	}
	for range 4 {
		long += long
	}
	if _, _, _, kind := ParseAmount(long, Vietnamese); kind != BadAmount {
		t.Errorf("4,800 digits: kind %q, want %q", kind, BadAmount)
	}
}

// A dash is zero, unless the configuration takes it for nothing.
func TestDashAsBlank(t *testing.T) {
	dash := sheets.Cell{Value: sheets.TextValue("-")}
	if a, isBlank, _ := readAmount(dash, million, Vietnamese, newBlanks(nil)); isBlank || !a.Value.IsZero() {
		t.Errorf("without configuration: blank %v, %v", isBlank, a.Value)
	}
	if _, isBlank, _ := readAmount(dash, million, Vietnamese, newBlanks([]string{" - "})); !isBlank {
		t.Error("configured: no blank")
	}
}

func TestReadAmount(t *testing.T) {
	number := func(text, format string) sheets.Cell {
		return sheets.Cell{Value: sheets.NumberValue(text), Format: format}
	}
	text := func(s string) sheets.Cell { return sheets.Cell{Value: sheets.TextValue(s)} }
	blank := newBlanks([]string{"Exempt*", "Not *", "n/a", "*"})
	tests := []struct {
		name string
		cell sheets.Cell
		unit Unit
		want string // "value ±half" in đồng, "blank", or the kind of problem
	}{
		// The last shown digit is that of the format, or else of the value.
		{"whole", number("216500", "#,##0"), million, "216500000000 ±500000"},
		{"general", number("216500", ""), million, "216500000000 ±500000"},
		{"general with a fraction", number("1234.5", "General"), million, "1234500000 ±50000"},
		{"more than is shown", number("1234.5678", "#,##0.0"), million, "1234567800 ±50000"},
		{"less than is shown", number("1234", "#,##0.00"), million, "1234000000 ±5000"},
		{"tỷ", number("1.7165", "0.0000"), billion, "1716500000 ±50000"},
		{"negative", number("-2500", "#,##0;(#,##0)"), million, "-2500000000 ±500000"},
		{"whole đồng have no tolerance", number("1700000000", "#,##0"), dong, "1700000000 ±0"},
		{"nghìn", number("1500", ""), thousand, "1500000 ±500"},
		{"nghìn shown to the đồng", number("1500.125", "0.000"), thousand, "1500125 ±0"},
		{"triệu shown beyond the đồng", number("1.1234567", "0.0000000"), million, "1123457 ±0"},
		{"đồng with a fraction", number("10.6", "0.0"), dong, "11 ±0"},
		{"no unit", number("12.5", ""), Unit{}, "12.5 ±0.05"},

		// Binary fractions and exponents.
		{"15 digits", number("1.1000000000000001", ""), billion, "1100000000 ±50000000"},
		{"15 digits of a large number", number("123456789.12345679", ""), million, "123456789123457 ±0"},
		{"16 digits", number("1234567890123456", ""), dong, "1234567890123460 ±0"},
		{"exponent", number("1.2E+05", "#,##0"), million, "120000000000 ±500000"},
		{"small exponent", number("5E-2", ""), billion, "50000000 ±5000000"},
		{"zero", number("0", "#,##0"), million, "0 ±500000"},
		{"negative zero", number("-0", "0"), million, "0 ±500000"},
		{"almost zero", number("-1.1368683772161603E-13", "#,##0"), million, "0 ±500000"},
		{"exponent bomb", number("1e999999999", ""), million, "amount"},
		{"tiny exponent bomb", number("1e-999999999", ""), million, "amount"},
		{"exponent beyond 32 bits", number("1e99999999999", ""), million, "amount"},
		{"NaN", number("NaN", ""), million, "amount"},
		{"no number at all", number("", ""), million, "amount"},

		// What is no money.
		{"date", number("44165", "dd/mm/yyyy"), million, "amount"},
		{"percentage", number("0.125", "0.0%"), million, "amount"},
		{"truth value", sheets.Cell{Value: sheets.BoolValue(true)}, million, "amount"},
		{"error", sheets.Cell{Value: sheets.ErrorValue("#REF!")}, million, "error"},
		{"error of a formula", sheets.Cell{Value: sheets.ErrorValue("#N/A"), Formula: "VLOOKUP(A1;B:C;2;0)"}, million, "error"},
		{"formula without a result", sheets.Cell{Formula: "SUM(F9:F12)"}, million, "formula"},
		{"formula with a result", sheets.Cell{Value: sheets.NumberValue("12"), Formula: "SUM(F9:F12)"}, million, "12000000 ±500000"},
		{"formula that shows nothing", sheets.Cell{Value: sheets.TextValue(""), Formula: `IF(A1="";"";1)`}, million, "blank"},

		// Blanks.
		{"empty", sheets.Cell{}, million, "blank"},
		{"white space", text(" \u00a0\n"), million, "blank"},
		{"dots", text("..."), million, "blank"},
		{"ellipsis", text("…"), million, "blank"},
		{"x", text("x"), million, "blank"},
		{"none yet", text("Chưa có"), million, "blank"},
		{"not settled", text("chưa xác định"), million, "blank"},
		{"not allocated", text("Chưa bố trí"), million, "blank"},
		{"not allocated in full", text("Chưa bố trí đủ 500"), million, "amount"},
		{"configured", text("N/A"), million, "blank"},
		{"configured beginning", text("Exempt under Section 43"), million, "blank"},
		{"configured beginning of words", text("Not set"), million, "blank"},
		{"not its beginning", text("Nothing"), million, "amount"},
		{"an asterisk alone is itself", text("*"), million, "blank"},
		{"an asterisk alone hides nothing", text("1.234"), million, "1234000000 ±500000"},

		// Texts.
		{"dash is zero", text("-"), million, "0 ±500000"},
		{"text", text("1.234,5"), million, "1234500000 ±50000"},
		{"about", text("khoảng 500"), million, "500000000 ±50000000"},
		{"unit of its own", text("1.700 tỷ"), million, "1700000000000 ±500000000"},
		{"ambiguous", text("1,234"), million, "ambiguous"},
		{"typing error", text("12.5oo"), million, "amount"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, isBlank, kind := readAmount(tt.cell, tt.unit, Vietnamese, blank)
			got := a.Value.String() + " ±" + a.Half.String()
			switch {
			case isBlank:
				got = "blank"
			case kind != "":
				got = string(kind)
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if a.Bad != (kind != "") || isBlank && kind != "" {
				t.Errorf("Bad = %v with kind %q, blank %v", a.Bad, kind, isBlank)
			}
		})
	}
}
