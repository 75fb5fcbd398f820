package ledger

import (
	"testing"

	"rasoat/sheets"
)

func TestParseNumbering(t *testing.T) {
	names := map[numbering]string{
		unnumbered: "", capital: "capital", roman: "roman", arabic: "arabic", arabic2: "arabic2",
		arabic3: "arabic3", letter: "letter", paren: "paren", bullet: "bullet", plus: "plus",
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
		{"V", "U", "roman V"},
		{"X", "IX", "roman X"},
		{"X", "W", "roman X"},
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

		// Parts of items.
		{"1.1", "", "arabic2 1.1"},
		{"1.1.", "", "arabic2 1.1"},
		{"1,1", "", "arabic2 1,1"},
		{"1.a", "", "arabic2 1.a"},
		{"I.1.2", "I", "arabic2 I.1.2"},
		{"1.1.1", "", "arabic3 1.1.1"},
		{"1.2.3.4", "", "arabic3 1.2.3.4"},
		{"a", "", "letter a"},
		{"a)", "", "letter a"},
		{"đ)", "", "letter đ"},
		{"i", "", "letter i"},
		{"ii", "", "letter ii"},
		{"iv)", "", "letter iv"},
		{"(1)", "", "paren (1)"},
		{"(a)", "", "paren (a)"},
		{"(ii)", "", "paren (ii)"},
		{"-", "", "bullet -"},
		{"–", "", "bullet –"},
		{"+", "", "plus +"},
		{"•", "", "bullet •"},
		{"*", "", "bullet *"},

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
	}
	for _, tt := range tests {
		style, number := parseNumbering(tt.text, tt.previous)
		got := names[style]
		if got != "" {
			got += " " + number
		} else if number != "" {
			t.Errorf("parseNumbering(%q): number %q without a style", tt.text, number)
		}
		if got != tt.want {
			t.Errorf("parseNumbering(%q, %q) = %q, want %q", tt.text, tt.previous, got, tt.want)
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
