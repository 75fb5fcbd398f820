package ledger

import (
	"strings"
	"testing"

	"rasoat/sheets"
)

func TestNumbering(t *testing.T) {
	names := map[numbering]string{
		unnumbered: "", heading: "heading", capital: "capital", roman: "roman", arabic: "arabic", arabic2: "arabic2",
		arabic3: "arabic3", letter: "letter", paren: "paren", bullet: "bullet", plus: "plus", small: "small",
	}
	tests := []struct{ text, previous, want string }{
		// Sections.
		{"A", "", "capital A"},
		{"B.", "A", "capital B"},
		{"Đ", "D", "capital Đ"},
		{"E)", "Đ", "capital E"},
		{"I", "", "roman I"},
		{"II", "I", "roman II"},
		{"III.", "II", "roman III"},
		{"IV/", "III", "roman IV"},
		{"VIII", "VII", "roman VIII"},
		{"XIV", "XIII", "roman XIV"},
		{"XL", "XXXIX", "roman XL"},
		{"A.I", "A", "roman A.I"},
		{"A.II", "A.I", "roman A.II"},

		// I, V and X are capitals only right behind H, U and W; C and D are
		// capitals: four sections are commoner than a hundred.
		{"I", "A", "roman I"},
		{"I", "H", "capital I"},
		{"V", "IV", "roman V"},
		{"V", "U", "capital V"},
		{"V", "B", "roman V"},
		{"X", "B", "roman X"},
		{"X", "W", "capital X"},
		{"C", "B", "capital C"},
		{"C", "II", "capital C"},
		{"D", "C", "capital D"},
		{"L", "K", "capital L"},
		{"M", "L", "capital M"},

		// Items.
		{"1", "I", "arabic 1"},
		{"1.", "I", "arabic 1"},
		{"17", "IV", "arabic 17"},
		{"01", "", "arabic 01"},
		{"12345", "", "arabic 12345"},
		{"1)", "", "arabic 1"},
		{"2/", "", "arabic 2"},
		{"12a", "", "arabic 12a"},
		{"I.1", "I", "arabic I.1"},
		{"II.12", "II", "arabic II.12"},
		{"A.1", "A", "arabic A.1"},
		{"A.I.1", "A", "arabic A.I.1"},
		{"Đ.1", "A", "arabic Đ.1"},
		{"1 .", "", "arabic 1"},

		// With a word before it.
		{"Phần A", "", "heading A"},
		{"PHẦN I:", "", "heading I"},
		{"Mục 2.", "", "roman 2"},
		{"Nhóm a", "", ""},
		{"Phần mềm", "", ""},

		// Parts of items.
		{"1.1", "", "arabic2 1.1"},
		{"1.1.", "", "arabic2 1.1"},
		{"1,1", "", "arabic2 1,1"},
		{"1.a", "", "arabic2 1.a"},
		{"I.1.2", "I", "arabic2 I.1.2"},
		{"A.I.1.2", "I", "arabic2 A.I.1.2"},
		{"1.10", "", "arabic2 1.10"},
		{"1.1.1", "", "arabic3 1.1.1"},
		{"1.2.3.4", "", "arabic3 1.2.3.4"},
		{"a", "", "letter a"},
		{"a)", "", "letter a"},
		{"đ)", "", "letter đ"},
		{"i", "", "small i"},
		{"ii", "", "small ii"},
		{"iv)", "", "small iv"},
		{"v", "", "letter v"},
		{"a/", "", "letter a"},
		{"I.a", "", "letter I.a"},
		{"(1)", "", "paren (1)"},
		{"(a)", "", "paren (a)"},
		{"(ii)", "", "paren (ii)"},
		{"-", "", "bullet -"},
		{"–", "", "bullet –"},
		{"+", "", "plus +"},
		{"•", "", "bullet •"},
		{"*", "", "bullet *"},
		{"**", "", "plus **"},

		// No numbers.
		{"", "", ""},
		{"Tổng", "", ""},
		{"TỔNG SỐ", "", ""},
		{"1-2", "", ""},
		{"-1", "", ""},
		{"1.1a.", "", ""},
		{"123456", "", ""},
		{"Ghi chú:", "", ""},
		{"(1) Số liệu", "", ""},
		{"1. Số liệu", "", ""},
		{"AB", "", ""},
		{"I.A", "", ""},
		{"A,C", "", ""},
		{"A,1", "", ""},
		{"A.B", "", ""},
		{"A.I.II", "", ""},
		{".", "", ""},
		{"1..2", "", ""},
		{"()", "", ""},
	}
	for _, tt := range tests {
		style, number := (&counting{capital: tt.previous}).parse(tt.text)
		got := names[style]
		if got != "" {
			got += " " + number
		} else if number != "" {
			t.Errorf("numbering of (%q): number %q without a style", tt.text, number)
		}
		if got != tt.want {
			t.Errorf("numbering of (%q, %q) = %q, want %q", tt.text, tt.previous, got, tt.want)
		}
	}
}

func TestReadNumbering(t *testing.T) {
	tests := []struct {
		name  string
		cell  sheets.Cell
		style numbering
		want  string
	}{
		{"number", sheets.Cell{Value: sheets.NumberValue("3")}, arabic, "3"},
		{"number with a point", sheets.Cell{Value: sheets.NumberValue("3.0")}, arabic, "3"},
		{"binary fraction", sheets.Cell{Value: sheets.NumberValue("1.1000000000000001")}, arabic2, "1.1"},
		{"another", sheets.Cell{Value: sheets.NumberValue("2.2999999999999998")}, arabic2, "2.3"},
		{"exponent", sheets.Cell{Value: sheets.NumberValue("1.2E+1")}, arabic, "12"},
		{"exponent bomb", sheets.Cell{Value: sheets.NumberValue("1e999999999")}, unnumbered, ""},
		{"negative", sheets.Cell{Value: sheets.NumberValue("-1")}, unnumbered, ""},
		// Typed as 1.2, taken for the first of February.
		{"ten, by its format", sheets.Cell{Value: sheets.NumberValue("1.1"), Format: "0.00"}, arabic2, "1.10"},
		{"whole, for all its format", sheets.Cell{Value: sheets.NumberValue("1"), Format: "0.00"}, arabic, "1"},
		{"more than is shown", sheets.Cell{Value: sheets.NumberValue("1.25"), Format: "0.0"}, arabic2, "1.25"},
		{"date", dateCell(on(2020, 2, 1)), arabic2, "1.2"},
		{"text", sheets.Cell{Value: sheets.TextValue("\u00a01.1. ")}, arabic2, "1.1"},
		{"text in NFD", sheets.Cell{Value: sheets.TextValue("đ)")}, letter, "đ"},
		{"error", sheets.Cell{Value: sheets.ErrorValue("#REF!")}, unnumbered, ""},
		{"empty", sheets.Cell{}, unnumbered, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if style, number := readNumbering(tt.cell, ""); style != tt.style || number != tt.want {
				t.Errorf("got %d %q, want %d %q", style, number, tt.style, tt.want)
			}
		})
	}
}

// What came before tells what "I", "i" and 1.1 are.
func TestCounting(t *testing.T) {
	names := map[numbering]string{heading: "heading", capital: "capital", roman: "roman", arabic: "arabic", arabic2: "arabic2", letter: "letter", small: "small"}
	tests := []struct{ numbers, last string }{
		{"A B C D E F G H I", "capital I"},
		{"A I II B I C D E F G H I", "roman I"},
		{"A I II B I C D E F G H I II I", "capital I"},
		{"A I", "roman I"},
		{"g h i", "letter i"},
		{"a i", "small i"},
		{"i ii iii iv v", "small v"},
		{"u v", "letter v"},
		{"h 1 i", "small i"},
		{"1.8 1.9 1.1", "arabic2 1.10"},
		{"1.19 1.2", "arabic2 1.20"},
		{"1.9 2.1", "arabic2 2.1"},
		{"1.1", "arabic2 1.1"},
	}
	for _, tt := range tests {
		var k counting
		got := ""
		for n := range strings.FieldsSeq(tt.numbers) {
			c := sheets.Cell{Value: sheets.TextValue(n)}
			if strings.ContainsAny(n, "0123456789") {
				c.Value = sheets.NumberValue(n)
			}
			style, number := k.read(c)
			k.see(style, number)
			got = names[style] + " " + number
		}
		if got != tt.last {
			t.Errorf("%s: %s, want %s", tt.numbers, got, tt.last)
		}
	}
}
