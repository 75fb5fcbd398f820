package rule

import (
	"fmt"
	"strings"
	"testing"

	"rasoat/sheets"
)

func TestPlainSums(t *testing.T) {
	for _, tt := range []struct{ formula, want string }{
		{"SUM(F9:F12)", "F9:F12"},
		{"sum( $F$9 : F$12 )", "F9:F12"},
		{"SUM(F12:F9)", "F9:F12"},
		{"F9+F10+F13", "F9 F10 F13"},
		{"+F9 + F10", "F9 F10"},
		{"SUM(F9,F11:F13)+F20", "F9 F11:F13 F20"},
		{"SUM(F9+F10)", "F9 F10"},
		{"SUBTOTAL(9,F9:F12)", "~F9:F12"},
		{"SUBTOTAL(109, F9:F12, F15)", "~F9:F12 ~F15"},
		{"SUM(AA9:AB12)", "AA9:AB12"},
		{"SUM(XFD1:XFD1048576)", "XFD1:XFD1048576"},
		{"", ""}, {"+", ""}, {"F9:F12", ""}, {"SUM()", ""}, {"SUM(F9:F12", ""}, {"SUM(F9:F12))", ""}, {"SUM(F9:F12)+", ""},
		{"SUM(F9:F12)/2", ""}, {"SUM(F9:F12)+500", ""}, {"F9-F10", ""}, {"F9*2", ""}, {"-F9", ""}, {"ROUND(SUM(F9:F12),0)", ""},
		{"SUM(F:F)", ""}, {"SUM(9:12)", ""}, {"SUM(Data!F9:F12)", ""}, {"F9!A1", ""}, {"'Tab 1'!F9", ""}, {"SUM(Danh_muc)", ""},
		{"SUBTOTAL(1,F9:F12)", ""}, {"SUBTOTAL(9;F9)", ""}, {"SUBTOTAL(9,F9+F10)", ""}, {"SUMIF(F9:F12,1)", ""}, {"SUM(F9:F12 F10:F11)", ""},
		{"SUM(F0)", ""}, {"LOG10(5)", ""}, {"F9 F10", ""}, {"F9#", ""}, {"{F9}", ""},
	} {
		var got []string
		blocks, ok := parseSum(tt.formula)
		for _, b := range blocks {
			from, to := sheets.Addr{Row: b.top, Col: b.left}.String(), sheets.Addr{Row: b.bottom, Col: b.right}.String()
			if to != from {
				from = fmt.Sprint(from, ":", to)
			}
			if b.subtotal {
				from = "~" + from
			}
			got = append(got, from)
		}
		if !ok {
			got = nil
		}
		if ok != (tt.want != "") || strings.Join(got, " ") != tt.want {
			t.Errorf("%q adds up %v (%v), want %s", tt.formula, got, ok, tt.want)
		}
	}
}

func FuzzParseSum(f *testing.F) {
	for _, s := range []string{"SUM(F9:F12)", "F9+$F$10", "SUBTOTAL(9,F9:F12)+SUM(A1,B2)", "SUM(((", "Ạ1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		blocks, ok := parseSum(s)
		for _, b := range blocks {
			if ok && (b.top < 0 || b.left < 0 || b.bottom < b.top || b.right < b.left) {
				t.Errorf("%q: %+v", s, b)
			}
		}
	})
}
