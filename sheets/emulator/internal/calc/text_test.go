package calc_test

import (
	"errors"
	"testing"

	"rasoat/sheets/emulator/internal/calc"
)

// mustLocale returns a locale that is known.
func mustLocale(name string) calc.Locale {
	l, ok := calc.LocaleOf(name)
	if !ok {
		panic("no locale " + name)
	}
	return l
}

func TestText(t *testing.T) {
	for _, tt := range []struct{ locale, text, us, vn string }{
		{"en_US", `=SUM(1,2.5)`, `=SUM(1,2.5)`, `=SUM(1;2,5)`},
		{"vi_VN", `=SUM(1;2,5)`, `=SUM(1,2.5)`, `=SUM(1;2,5)`},
		{"de_DE", `={1,5\2;3\4}`, `={1.5,2;3,4}`, `={1,5\2;3\4}`},
		{"en_US", `={1,2;SUM(3,4),5}`, `={1,2;SUM(3,4),5}`, `={1\2;SUM(3;4)\5}`},
		{"en_US", `=SUM(1;2)`, `=SUM(1,2)`, `=SUM(1;2)`},
		{"en_US", `=IF(A1="a,b;c",,"x")`, `=IF(A1="a,b;c",,"x")`, `=IF(A1="a,b;c";;"x")`},
		{"en_US", "= sum( a1 ,\n$b$2:c3 )", "= sum( A1 ,\n$B$2:C3 )", "= sum( A1 ;\n$B$2:C3 )"},
		{"vi_VN", `=ArrayFormula(b7:b&"x")`, `=ArrayFormula(B7:B&"x")`, `=ArrayFormula(B7:B&"x")`},
		{"en_US", `=B$2:$A1`, `=$A1:B$2`, `=$A1:B$2`},
		{"en_US", `=$B:$B+2:$3+B5:5`, `=$B:$B+2:$3+B5:5`, `=$B:$B+2:$3+B5:5`},
		{"en_US", `='Sheet1'!A1+_RASOAT!$A:$A`, `=Sheet1!A1+_rasoat!$A:$A`, `=Sheet1!A1+_rasoat!$A:$A`},
		{"en_US", `='danh mục'!A1:B2&'Tab''s'!A1`, `='Danh mục'!A1:B2&'Tab''s'!A1`, `='Danh mục'!A1:B2&'Tab''s'!A1`},
		{"en_US", `=Gone!A1+'not there'!B:B`, `=Gone!A1+'not there'!B:B`, `=Gone!A1+'not there'!B:B`},
		{"en_US", `=INDEX(A:A,1):INDEX(A:A,2)`, `=INDEX(A:A,1):INDEX(A:A,2)`, `=INDEX(A:A;1):INDEX(A:A;2)`},
		{"en_US", `=A1:INDEX(A:A,2)`, `=A1:INDEX(A:A,2)`, `=A1:INDEX(A:A;2)`},
		{"en_US", `=#REF!+#n/a`, `=#REF!+#n/a`, `=#REF!+#n/a`},
		{"en_US", `=1E5+1.5e-3+.5`, `=1E5+1.5e-3+.5`, `=1E5+1,5e-3+,5`},
		{"en_US", `=-A1%^2<>""`, `=-A1%^2<>""`, `=-A1%^2<>""`},
		// What cannot be read stays as it was written.
		{"vi_VN", `=SUM(A1,B1)`, `=SUM(A1,B1)`, `=SUM(A1,B1)`},
		{"vi_VN", `={1,5,2}`, `={1,5,2}`, `={1,5,2}`},
		{"vi_VN", `=1.5`, `=1.5`, `=1.5`},
		{"en_US", `=SUM(A1`, `=SUM(A1`, `=SUM(A1`},
	} {
		g := newGrid(tt.locale, "", "", "", "")
		g.sheets = nil
		f := g.parse(t, tt.text)
		if got := f.Text(mustLocale("en_US"), g); got != tt.us {
			t.Errorf("%s %s in en_US: %s, want %s", tt.locale, tt.text, got, tt.us)
		}
		if got := f.Text(mustLocale("vi_VN"), g); got != tt.vn {
			t.Errorf("%s %s in vi_VN: %s, want %s", tt.locale, tt.text, got, tt.vn)
		}
	}
}

func TestBadFormulas(t *testing.T) {
	for _, tt := range []struct{ locale, text string }{
		{"en_US", `=`}, {"en_US", `=1+`}, {"en_US", `=(1`}, {"en_US", `=1)`}, {"en_US", `="a`},
		{"en_US", `={1,2`}, {"en_US", `={}`}, {"en_US", `=A1 B1`}, {"en_US", `=!A1`}, {"en_US", `='x'A1`},
		{"en_US", `=5A`}, {"en_US", `=$x`}, {"en_US", `=A1,B1`}, {"en_US", `=SUM(1,2`}, {"en_US", `=#WHAT!`},
		{"en_US", `=Sheet1!foo`}, {"en_US", `=[1]`}, {"en_US", "=\xff"}, {"en_US", `={1\2}`}, {"en_US", `A1`},
		{"vi_VN", `=IF(TRUE,1,2)`}, {"vi_VN", `={A1,A2}`}, {"vi_VN", `=0.5`}, {"de_DE", `=ROUND(A1,2)`},
	} {
		g := newGrid(tt.locale, "1")
		f := g.parse(t, tt.text)
		if v := f.Eval(g, calc.Pos{}).At(0, 0); !f.Bad() || v.Err != calc.ParseError {
			t.Errorf("%s %s: bad is %v, value %v", tt.locale, tt.text, f.Bad(), v)
		}
		if got := f.Text(mustLocale("fr_FR"), g); got != tt.text {
			t.Errorf("%s %s is printed %s", tt.locale, tt.text, got)
		}
	}
}

func TestDeepFormulasAreBad(t *testing.T) {
	g := newGrid("en_US", "1")
	for _, part := range [][3]string{{"(", "1", ")"}, {"ABS(", "1", ")"}, {"-", "1", ""}, {"", "1", "%"}, {"{", "1", "}"}, {"1^", "1", ""}, {"", "1", ":A1"}} {
		text := "=" + repeat(part[0]) + part[1] + repeat(part[2])
		g.parse(t, text).Eval(g, calc.Pos{})
	}
}

func repeat(s string) string {
	b := make([]byte, 0, len(s)*100_000)
	for range 100_000 {
		b = append(b, s...)
	}
	return string(b)
}

func TestUnsupported(t *testing.T) {
	g := newGrid("en_US", "1")
	_, err := calc.Parse(`=IF(TRUE,1,query(A1,"x"))`, 0, g.loc, g)
	var unsupported *calc.Unsupported
	if !errors.As(err, &unsupported) || unsupported.Function != "QUERY" {
		t.Errorf("got %v, want QUERY", err)
	}
	if got := err.Error(); got != "function QUERY is not modelled" {
		t.Errorf("the error says %s", got)
	}
	if f, err := calc.Parse(`=QUERY(A1`, 0, g.loc, g); err != nil || !f.Bad() {
		t.Errorf("what cannot be read is bad whatever it calls: %v", err)
	}
	if got := g.at(t, `=IFERROR(NO.SUCH(1),"none")&NOSUCH(1)`, 0, 0); got != "#NAME?" {
		t.Errorf("a name that is no function gives %s", got)
	}
}

func TestQuoteTitle(t *testing.T) {
	for title, want := range map[string]string{
		"Sheet1": "'Sheet1'", "_rasoat": "_rasoat", "Total": "Total", "A1": "'A1'", "XFD9": "'XFD9'", "2024": "'2024'",
		"Danh mục": "'Danh mục'", "it's": "'it''s'", "": "''", "true": "'true'", "Sheet1x": "Sheet1x", "ABCD1": "ABCD1",
	} {
		if title == "Sheet1" {
			want = "Sheet1" // five letters are no column
		}
		if got := calc.QuoteTitle(title); got != want {
			t.Errorf("%q: %s, want %s", title, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, tt := range []struct {
		f      float64
		us, vn string
	}{
		{0, "0", "0"}, {7, "7", "7"}, {-1.5, "-1.5", "-1,5"}, {0.1 + 0.2, "0.3", "0,3"}, {1.0 / 3, "0.333333333333333", "0,333333333333333"},
		{123456789012345, "123456789012345", "123456789012345"}, {1e15, "1E+15", "1E+15"}, {1.25e20, "1.25E+20", "1,25E+20"},
		{0.00001, "0.00001", "0,00001"}, {1e-12, "1E-12", "1E-12"}, {999999999999999.9, "1E+15", "1E+15"}, {100, "100", "100"},
	} {
		if got := mustLocale("en_US").FormatNumber(tt.f); got != tt.us {
			t.Errorf("%g in en_US: %s, want %s", tt.f, got, tt.us)
		}
		if got := mustLocale("vi_VN").FormatNumber(tt.f); got != tt.vn {
			t.Errorf("%g in vi_VN: %s, want %s", tt.f, got, tt.vn)
		}
	}
	for _, tt := range []struct {
		locale, text string
		want         float64
		ok           bool
	}{
		{"en_US", "1,234.5", 1234.5, true}, {"vi_VN", "1.234,5", 1234.5, true}, {"vi_VN", "1234,5", 1234.5, true},
		{"en_US", " 12% ", 0.12, true}, {"en_US", "-1e3", -1000, true}, {"en_US", ".5", 0.5, true},
		{"en_US", "1,23", 0, false}, {"vi_VN", "1.5", 0, false}, {"en_US", "", 0, false}, {"en_US", "abc", 0, false},
		{"en_US", "inf", 0, false}, {"en_US", "0x10", 0, false}, {"en_US", "e", 0, false}, {"en_US", "1-2", 0, false},
		{"en_US", "2/1/2024", 45323, true}, {"en_GB", "1/2/2024", 45323, true}, {"vi_VN", "01/02/2024", 45323, true},
		{"en_US", "2024-02-01", 45323, true}, {"de_DE", "1.2.2024", 45323, true}, {"vi_VN", "31/02/2024", 0, false},
	} {
		got, ok := mustLocale(tt.locale).ParseNumber(tt.text)
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("%s %q: %v %v, want %v %v", tt.locale, tt.text, got, ok, tt.want, tt.ok)
		}
	}
}

func TestMessages(t *testing.T) {
	for _, name := range []string{"en_US", "vi_VN", "de_DE", "fr_FR"} {
		for n := calc.SpillBlocked; n <= calc.NoCondition; n++ {
			if mustLocale(name).Message(n) == "" {
				t.Errorf("%s has no text for notice %d", name, n)
			}
		}
	}
	if got := mustLocale("vi_VN").Message(calc.SpillBlocked, "B3"); got != "Không đủ chỗ cho mảng: ô B3 đã có dữ liệu." {
		t.Errorf("got %s", got)
	}
	if l, ok := calc.LocaleOf("xx_XX"); ok || l.Name != "en_US" {
		t.Errorf("an unknown locale is %v %v", l, ok)
	}
}
