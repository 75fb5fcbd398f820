package ledger

import (
	"fmt"
	"strings"
	"testing"
)

// What a column-number row states of the columns that it numbers 1 to 9.
func TestSumStated(t *testing.T) {
	at := map[string]int{"3a": 30, "3b": 31, "11": -1}
	for n := 1; n <= 9; n++ {
		at[fmt.Sprint(n)] = n
	}
	tests := []struct{ formula, want string }{
		{"4+5", "+4 +5"},
		{"(4)+(5)", "+4 +5"},
		{"4 + 5 + 6", "+4 +5 +6"},
		{"[4]-[5]", "+4 -5"},
		{"3-4", "+3 -4"},
		{"3–4", "+3 -4"},
		{"04+05", "+4 +5"},
		{"3a+3b", "+30 +31"},
		{"4+...+8", "+4 +5 +6 +7 +8"},
		{"4+…+8", "+4 +5 +6 +7 +8"},
		{"4+5+...+8", "+4 +5 +6 +7 +8"},
		{"2+4+…+8", "+2 +4 +6 +8"},
		{"(4)+...+(8)", "+4 +5 +6 +7 +8"},
		{"4+...+6-7", "+4 +5 +6 -7"},
		{"Σ(2:5)", "+2 +3 +4 +5"},
		{"∑(2÷5)", "+2 +3 +4 +5"},
		{"sum(2:5)", "+2 +3 +4 +5"},
		{"2:5", "+2 +3 +4 +5"},
		{"(2)", ""},
		{"4", ""},
		{"5/4", ""},
		{"(3/2)*100", ""},
		{"5/4*100%", ""},
		{"4x5", ""},
		{"4*5", ""},
		{"4+5*6", ""},
		{"4+12", ""}, // no such column
		{"4+11", ""}, // two of them
		{"1+2", ""},  // of itself
		{"4+4", ""},
		{"4+...", ""},
		{"...+8", ""},
		{"8+...+4", ""},
		{"4-...-8", ""},
		{"2+5+...+7", ""},
		{"4 5", ""},
		{"cột 4 + cột 5", ""},
		{"", ""},
	}
	for _, tt := range tests {
		var got []string
		if s, ok := sumStated(tt.formula, 1, at); ok {
			for _, c := range s.Plus {
				got = append(got, fmt.Sprint("+", c))
			}
			for _, c := range s.Minus {
				got = append(got, fmt.Sprint("-", c))
			}
		}
		if g := strings.Join(got, " "); g != tt.want {
			t.Errorf("%q states %q, want %q", tt.formula, g, tt.want)
		}
	}
}

func TestIsNumberRow(t *testing.T) {
	tests := map[string]bool{
		"A | B | 1 | 2 | 3=4+5 | 4 | 5":                             true,
		"'(1) | '(2) | '(3)=(4)+(5) | '(4) | '(5)":                  true,
		"1 | 2 | 3 | 4":                                             true,
		"A | B | C | D":                                             true,
		"A | B | 1 | 2 | 3a | 3b | 4=3a+3b":                         true,
		"A | B | 1=2+3+4+5+6+7+8+9+10+11+12+13+14+15+16+17 | 2 | 3": true,
		"A | B | 1=Σ(2:4) | 2 | 3 | 4 | 5=4/1*100":                  true,
		"[1] | [2] | [3]":                                           true,
		"A | 1":                                                     false,
		"1 | Một | 20 | 30":                                         false,
		"1 | 20 | 35":                                               false,
		"B | A | C":                                                 false,
	}
	for drawing, want := range tests {
		tab := newTable(draw(t, drawing))
		if got := isNumberRow(tab, 0, wholeRow(tab, 0)); got != want {
			t.Errorf("%q: %v, want %v", drawing, got, want)
		}
	}
}
