package sheets_test

import (
	"strings"
	"testing"

	"rasoat/sheets"
)

func TestReferences(t *testing.T) {
	for formula, want := range map[string]string{
		"SUM(B8:H8)":                          "B8:H8",
		"sum(b8:h8)+$A$1*C$2-$D3":             "B8:H8 A1 C2 D3",
		"SUM(H9:B8)":                          "B8:H9",
		"Z5":                                  "Z5",
		"SUM(F:F)+SUM(3:4)+A:A":               "",
		"'Kế hoạch 2021'!A1:B2+C3":            "C3",
		"KH!$A$1:B2+C3+KH!D4":                 "C3",
		"KH1:KH3!A1+C3":                       "C3",
		"[1]KH!A1+C3":                         "C3",
		`"A1"&"x""B2"&C3`:                     "C3",
		"LOG10(C3)+Vốn1+A1B+AB12C+ABCD1+A0+1": "C3",
		"Bảng[Cột A1]+Bảng[[#This Row],[B2]]": "",
		"SUM(C3:INDEX(D:D,4))":                "",
		"SUM(C3#)+XFD1048576+XFE1":            "C3 XFD1048576",
		"IF(A1>=1.5E3,B2,#REF!)":              "A1 B2",
		"{1,2;3,4}+B2%":                       "B2",
		`"A1`:                                 "",
		"Bảng[A1":                             "",
		"A1:":                                 "",
		"":                                    "",
	} {
		var got []string
		for r := range sheets.References(formula) {
			got = append(got, r.String())
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: %q, want %q", formula, s, want)
		}
	}
}

func FuzzReferences(f *testing.F) {
	f.Add(`SUM('a''b'!B8:H8,C3:D4)&"x""`)
	f.Fuzz(func(t *testing.T, formula string) {
		for r := range sheets.References(formula) {
			if r.Empty() || r.Top < 0 || r.Left < 0 || r.Right > 16384 {
				t.Errorf("%q: %+v", formula, r)
			}
		}
	})
}
