package calc_test

import (
	"testing"

	"rasoat/sheets/emulator/internal/calc"
)

func TestEval(t *testing.T) {
	// Sheet1 has 5 rows and 4 columns.
	const cells = "1|a|TRUE|\n2|b||x*\n3|A|FALSE|\n|c|#N/A|\n5||'7|z"
	for _, tt := range []struct{ text, want string }{
		// Operators.
		{`=1+2*3^2`, `19`}, {`=-2^2`, `4`}, {`=2^-1`, `0.5`}, {`=2^3^2`, `64`}, {`=50%*4`, `2`}, {`=7-2-1`, `4`}, {`=8/4/2`, `1`},
		{`=+"a"`, `"a"`}, {`=-"5"`, `-5`}, {`="5"+1`, `6`}, {`="a"+1`, `#VALUE!`}, {`=""+1`, `#VALUE!`}, {`=TRUE+1`, `2`}, {`=D1+1`, `1`},
		{`=1/0`, `#DIV/0!`}, {`=10^400`, `#NUM!`}, {`=(-1)^0.5`, `#NUM!`}, {`=1&2.5&TRUE&D1&"x"`, `"12.5TRUEx"`}, {`="a"&1+1&"b"="A2B"`, `TRUE`},
		{`="a"="A"`, `TRUE`}, {`="đ"="Đ"`, `TRUE`}, {`="d"="đ"`, `FALSE`}, {`=D1=""`, `TRUE`}, {`=D1=0`, `TRUE`}, {`=D1=FALSE`, `TRUE`}, {`=D1=D3`, `TRUE`},
		{`=""=0`, `FALSE`}, {`=1="1"`, `FALSE`}, {`=1<"a"`, `TRUE`}, {`="z"<FALSE`, `TRUE`}, {`=D1<1`, `TRUE`}, {`="a"<"B"`, `TRUE`},
		{`=1<=1`, `TRUE`}, {`=1>=2`, `FALSE`}, {`=2>1`, `TRUE`}, {`=1<>2`, `TRUE`}, {`=FALSE<TRUE`, `TRUE`},
		{`=C4&"x"`, `#N/A`}, {`=1=C4`, `#N/A`}, {`=#REF!`, `#REF!`}, {`=#DIV/0!+1`, `#DIV/0!`}, {`=-C4`, `#N/A`}, {`="say ""hi"""`, `"say \"hi\""`},
		// References.
		{`=A2`, `2`}, {`=D1`, ``}, {`=Sheet1!$A$2`, `2`}, {`=Gone!A1`, `#REF!`}, {`=Z1`, `#REF!`}, {`=A100`, `#REF!`}, {`=SUM(A1:A100)`, `11`}, {`=SUM(A:A)`, `11`},
		{`=SUM(A2:A)`, `10`}, {`=SUM(2:2)`, `2`}, {`=SUM(A2:2)`, `2`}, {`=SUM(INDEX(A:A,2):INDEX(A:A,3))`, `5`}, {`=SUM(A3:INDEX(A:A,1))`, `6`}, {`=1:A1`, ``},
		{`=SUM(1:INDEX(A:A,2))`, `#VALUE!`}, {`=SUM(#REF!:A1)`, `#REF!`}, {`=nothing`, `#NAME?`}, {`=ROWS(A:A)`, `5`}, {`=COLUMNS(2:3)`, `4`},
		// One value of a range: the cell is in row 3, column D.
		{`=A1:A5`, `3`}, {`=A1:C1`, `#VALUE!`}, {`=A1:D1`, ``}, {`=A1:A5*2`, `6`}, {`=A4:A5*2`, `#VALUE!`}, {`=A1:B2&""`, `#VALUE!`}, {`={1;2}*2`, `2`},
		// Arrays.
		{`={1,2;3,4}`, "1|2\n3|4"}, {`={A1:A2;"x"}`, "1\n2\n\"x\""}, {`={A1:B2,C1:C2}`, "1|\"a\"|TRUE\n2|\"b\"|"}, {`={1,2;3}`, `#VALUE!`}, {`={A1:A2,A1}`, `#VALUE!`},
		{`={"a";#REF!}`, "\"a\"\n#REF!"}, {`=ARRAYFORMULA(A1:A3*2)`, "2\n4\n6"}, {`=ARRAYFORMULA(A1:A2*{1,10})`, "1|10\n2|20"},
		{`=ARRAYFORMULA(A1:A3+B1:B1)`, "#VALUE!\n#VALUE!\n#VALUE!"}, {`=ARRAYFORMULA(A1:A3+A1:A2)`, "2\n4\n#N/A"}, {`=ARRAYFORMULA(A3:A4&"")`, "\"3\"\n\"\""},
		{`=ARRAYFORMULA(A1:A2)`, "1\n2"}, {`=SUM(ARRAYFORMULA(A1:A3*2))`, `12`}, {`=ARRAYFORMULA(IF(A1:A3>1,"big",B1:B3))`, "\"a\"\n\"big\"\n\"big\""},
		{`=ARRAYFORMULA(IF(A3:A5,1))`, "1\nFALSE\n1"}, {`=ARRAYFORMULA(IF(C3:C4,1,2))`, "2\n#N/A"}, {`=ARRAYFORMULA(IF(A1:A2>1,,"x"))`, "\"x\"\n"},
		{`=ARRAYFORMULA(IF(TRUE,A1:A2,0))`, "1\n2"}, {`=ARRAYFORMULA(-A1:A2)`, "-1\n-2"}, {`=ARRAYFORMULA(A1:A2%)`, "0.01\n0.02"},
		{`=ARRAYFORMULA(IFNA(C3:C5,"-"))`, "FALSE\n\"-\"\n\"7\""}, {`=ARRAYFORMULA(LEN(B1:B2&"x"))`, "2\n2"}, {`=ARRAYFORMULA(SUM(A1:A2)+A1:A2)`, "4\n5"},
		// LET.
		{`=LET(x,2,y,x+1,x*y)`, `6`}, {`=LET(X,A1:A3,SUM(x)+ROWS(x))`, `9`}, {`=LET(x,1,LET(x,2,x)+x)`, `3`}, {`=LET(x,1)`, `#N/A`}, {`=LET(x,1,y,2)`, `#N/A`}, {`=LET(1,2,3)`, `#N/A`},
		{`=LET(x,1,x)+x`, `#NAME?`}, {`=LET(a.b_c,4,a.b_c)`, `4`}, {`=LET(x,1/0,1)`, `1`}, {`=LET(ô,1,ô+1)`, `2`},
		// INDEX, ROW, COLUMN, ADDRESS.
		{`=INDEX(A1:B3,2,2)`, `"b"`}, {`=INDEX(A1:B3,2)`, `2|"b"`}, {`=INDEX(A1:B3,0,1)`, "1\n2\n3"}, {`=INDEX(A1:B2)`, "1|\"a\"\n2|\"b\""}, {`=INDEX(A1:C1,2)`, `"a"`}, {`=INDEX({1,2;3,4},2,1)`, `3`},
		{`=INDEX({1,2,3},2)`, `2`}, {`=INDEX(A1:A3,4)`, `#NUM!`}, {`=INDEX(A1:A3,1,2)`, `#NUM!`}, {`=INDEX(A1:A3,-1)`, `#NUM!`}, {`=INDEX(A1:A3,"x")`, `#VALUE!`}, {`=INDEX(#REF!,1)`, `#REF!`},
		{`=INDEX(A1:A3*2,2)`, `4`}, {`=ROW(INDEX(A:A,2))`, `2`}, {`=INDEX(D:D,1)`, ``}, {`=INDEX(A1:A3,C4)`, `#N/A`}, {`=INDEX(A1:A3,1,C4)`, `#N/A`},
		{`=ROW()`, `3`}, {`=COLUMN()`, `4`}, {`=ROW(B2)`, `2`}, {`=COLUMN(B2)`, `2`}, {`=ROW(A2:A4)`, `2`}, {`=ARRAYFORMULA(ROW(A2:B4))`, "2\n3\n4"}, {`=ARRAYFORMULA(COLUMN(A2:B4))`, `1|2`},
		{`=ROW(1)`, `#VALUE!`}, {`=ROW(#REF!)`, `#REF!`}, {`=ROWS({1;2})`, `2`}, {`=COLUMNS({1,2})`, `2`}, {`=ROWS(#REF!)`, `#REF!`},
		{`=ADDRESS(2,28)`, `"$AB$2"`}, {`=ADDRESS(1,1,2)`, `"A$1"`}, {`=ADDRESS(1,1,3)`, `"$A1"`}, {`=ADDRESS(1,1,4)`, `"A1"`}, {`=ADDRESS(2,3,1,FALSE)`, `"R2C3"`}, {`=ADDRESS(2,3,4,FALSE)`, `"R[2]C[3]"`},
		{`=ADDRESS(1,1,4,TRUE,"it's")`, `"'it''s'!A1"`}, {`=ADDRESS(0,1)`, `#VALUE!`}, {`=ADDRESS(1,1,5)`, `#VALUE!`}, {`=ADDRESS("x",1)`, `#VALUE!`}, {`=ADDRESS(1,1,,,"T")`, `"T!$A$1"`},
		// Conditions.
		{`=IF(1,"y","n")`, `"y"`}, {`=IF(0,"y")`, `FALSE`}, {`=IF(1,,2)`, ``}, {`=IF(0,1,)`, ``}, {`=IF("x",1,2)`, `#VALUE!`}, {`=IF("true",1,2)`, `1`}, {`=IF(C4,1,2)`, `#N/A`}, {`=IF(TRUE,1,1/0)`, `1`}, {`=ROW(IF(TRUE,A2,A3))`, `2`}, {`=IF(1)`, `#N/A`}, {`=IF(1,2,3,4)`, `#N/A`},
		{`=IF(TRUE,A1:A2,0)`, "1\n2"}, {`=IFS(FALSE,1,TRUE,2)`, `2`}, {`=IFS(FALSE,1)`, `#N/A`}, {`=IFS(FALSE,1,TRUE)`, `#N/A`}, {`=IFS(C4,1)`, `#N/A`}, {`=ARRAYFORMULA(IFS(A1:A3=1,"one",A1:A3=2,"two"))`, "\"one\"\n\"two\"\n#N/A"},
		{`=IFNA(#N/A,1)`, `1`}, {`=IFNA(#REF!,1)`, `#REF!`}, {`=IFNA(5,1)`, `5`}, {`=IFNA(#N/A)`, ``}, {`=IFERROR(1/0,"e")`, `"e"`}, {`=IFERROR(1/0)`, ``}, {`=IFERROR({1;#REF!},0)`, "1\n0"}, {`=IFERROR(A3,0)`, `3`},
		{`=AND(TRUE,1)`, `TRUE`}, {`=AND(TRUE,0)`, `FALSE`}, {`=AND(C1:C3)`, `FALSE`}, {`=OR(C1:C3)`, `TRUE`}, {`=OR(FALSE,0)`, `FALSE`}, {`=AND(C3:C4)`, `#N/A`}, {`=AND(D1)`, `FALSE`}, {`=OR("x")`, `#VALUE!`}, {`=NOT(1)`, `FALSE`}, {`=NOT("x")`, `#VALUE!`}, {`=NOT(C4)`, `#N/A`},
		{`=TRUE()`, `TRUE`}, {`=FALSE()`, `FALSE`}, {`=true`, `TRUE`}, {`=NA()`, `#N/A`}, {`=ISNUMBER(1)`, `TRUE`}, {`=ISNUMBER("1")`, `FALSE`}, {`=ISBLANK(D1)`, `TRUE`}, {`=ISBLANK("")`, `FALSE`}, {`=ISERROR(C4)`, `TRUE`}, {`=ISERROR(1)`, `FALSE`}, {`=ISTEXT(B1)`, `TRUE`}, {`=ISTEXT(A1)`, `FALSE`},
		// Texts.
		{`=FIND("b","abc")`, `2`}, {`=FIND("B","abc")`, `#VALUE!`}, {`=SEARCH("B","abc")`, `2`}, {`=FIND("a","abca",2)`, `4`}, {`=FIND("a","a",0)`, `#VALUE!`}, {`=FIND("ô","Tổ Số tô")`, `8`}, {`=FIND("","a")`, `1`}, {`=FIND("x",C4)`, `#N/A`}, {`=FIND("x","x","y")`, `#VALUE!`},
		{`=EXACT("a","A")`, `FALSE`}, {`=EXACT("a","a")`, `TRUE`}, {`=EXACT(1,"1")`, `TRUE`}, {`=EXACT(D1,"")`, `TRUE`}, {"=EXACT(\"\u00e9\",\"e\u0301\")", `FALSE`}, {`=LEN("Đất")`, `3`}, {`=LEN("😀")`, `2`}, {`=LEN(12)`, `2`}, {`=LEN(D1)`, `0`},
		{`=LEFT("abc",2)`, `"ab"`}, {`=LEFT("abc")`, `"a"`}, {`=LEFT("abc",9)`, `"abc"`}, {`=LEFT("abc",-1)`, `#VALUE!`}, {`=LEFT("abc","x")`, `#VALUE!`}, {`=RIGHT("abc",2)`, `"bc"`}, {`=RIGHT("abc",9)`, `"abc"`}, {`=RIGHT("abc",0)`, `""`}, {`=MID("abcd",2,2)`, `"bc"`}, {`=MID("abc",9,1)`, `""`}, {`=MID("abc",0,1)`, `#VALUE!`}, {`=MID("abc","x",1)`, `#VALUE!`},
		{`=TRIM("  a   b ")`, `"a b"`}, {`=UPPER("đất")`, `"ĐẤT"`}, {`=LOWER("ĐẤT")`, `"đất"`}, {`=CONCAT("a",1)`, `"a1"`}, {`=CONCATENATE("a",A1:B2,TRUE)`, `"a1a2bTRUE"`}, {`=CONCATENATE(C4)`, `#N/A`},
		{`=JOIN("-",A1:A5)`, `"1-2-3--5"`}, {`=TEXTJOIN("-",TRUE,A1:A5,"x")`, `"1-2-3-5-x"`}, {`=TEXTJOIN(", ",FALSE,"a","","b")`, `"a, , b"`}, {`=TEXTJOIN("-","x",1)`, `#VALUE!`}, {`=JOIN(C4,1,2)`, `#N/A`},
		{`=SUBSTITUTE("aXbX","X","-")`, `"a-b-"`}, {`=SUBSTITUTE("aXbX","X","-",2)`, `"aXb-"`}, {`=SUBSTITUTE("a","X","-",2)`, `"a"`}, {`=SUBSTITUTE("a","","-")`, `"a"`}, {`=SUBSTITUTE("a","a","b",-1)`, `#VALUE!`},
		{`=REGEXREPLACE("aXbĐ","([XĐ])","^$1")`, `"a^Xb^Đ"`}, {`=REGEXREPLACE("a","(","")`, `#REF!`}, {`=REGEXREPLACE("A","\p{Lu}","")`, `#REF!`}, {`=REGEXREPLACE(12,"1","")`, `#VALUE!`}, {`=SUBSTITUTE("a","a","b","x")`, `#VALUE!`},
		{`=VALUE("12.5")`, `12.5`}, {`=VALUE("x")`, `#VALUE!`}, {`=T("a")`, `"a"`}, {`=T(1)`, `""`}, {`=T(C4)`, `#N/A`}, {`=N(5)`, `5`}, {`=N("5")`, `0`}, {`=N(TRUE)`, `1`}, {`=N(C4)`, `#N/A`}, {`=N(D1)`, `0`},
		// Numbers.
		{`=SUM(A1:D3)`, `6`}, {`=SUM(1,"2",TRUE)`, `4`}, {`=SUM("x")`, `#VALUE!`}, {`=SUM(C3:C4)`, `#N/A`}, {`=SUM(C5)`, `0`}, {`=SUM()`, `#N/A`}, {`=SUM(,1)`, `1`}, {`=COUNT(A1:C5)`, `4`}, {`=COUNT("1","x",TRUE)`, `2`}, {`=COUNTA(A1:C5)`, `12`}, {`=COUNTA("",1)`, `2`},
		{`=MIN(A1:B5)`, `1`}, {`=MAX(A1:B5)`, `5`}, {`=MIN(B1:B5)`, `0`}, {`=MAX(-3,-2)`, `-2`}, {`=AVERAGE(A1:A5)`, `2.75`}, {`=AVERAGE(B1:B2)`, `#DIV/0!`}, {`=ROUND(2.5)`, `3`}, {`=ROUND(-2.5)`, `-3`}, {`=ROUND(1.005,2)`, `1.01`}, {`=ROUND(1234,-2)`, `1200`}, {`=ROUND(5,400)`, `5`}, {`=ROUND(5,-400)`, `0`}, {`=ROUND("x",1)`, `#VALUE!`}, {`=ROUND(1,"x")`, `#VALUE!`}, {`=ROUND(1.2,20)`, `1.2`},
		{`=ABS(-2)`, `2`}, {`=ABS("x")`, `#VALUE!`}, {`=DATE(2024,2,1)`, `45323`}, {`=DATE(2024,13,1)`, `45658`}, {`=DATE(124,2,1)`, `45323`}, {`=DATE(1899,12,30)`, `693961`}, {`=DATE(-1,1,1)`, `#NUM!`}, {`=DATE("x",1,1)`, `#VALUE!`}, {`=DATE(9999999,1,1)`, `#NUM!`},
		{`=SUBTOTAL(9,A1:A5)`, `11`}, {`=SUBTOTAL(109,A1:A5)`, `11`}, {`=SUBTOTAL(1,A1:A5)`, `2.75`}, {`=SUBTOTAL(2,A1:C5)`, `4`}, {`=SUBTOTAL(3,A1:B5)`, `8`}, {`=SUBTOTAL(4,A:A)`, `5`}, {`=SUBTOTAL(5,A:A)`, `1`}, {`=SUBTOTAL(6,A:A)`, `30`}, {`=ROUND(SUBTOTAL(7,A1:A3),3)`, `1`}, {`=ROUND(SUBTOTAL(8,A1:A2),3)`, `0.5`}, {`=SUBTOTAL(10,A1:A3)`, `1`}, {`=SUBTOTAL(11,A1:A2)`, `0.25`}, {`=SUBTOTAL(7,A1)`, `#DIV/0!`}, {`=SUBTOTAL(12,A1)`, `#VALUE!`}, {`=SUBTOTAL(9,{1})`, `#VALUE!`}, {`=SUBTOTAL(9,C:C)`, `#N/A`}, {`=SUBTOTAL(C4,A1)`, `#N/A`},
		{`=COUNTIF(A1:A5,">1")`, `3`}, {`=COUNTIF(A1:A5,2)`, `1`}, {`=COUNTIF(A1:A5,"<=2")`, `2`}, {`=COUNTIF(A1:A5,"<2")`, `1`}, {`=COUNTIF(A1:A5,">=5")`, `1`}, {`=COUNTIF(B1:B5,"a")`, `2`}, {`=COUNTIF(B1:B5,"<>a")`, `3`}, {`=COUNTIF(B1:B5,"?")`, `4`}, {`=COUNTIF(D1:D5,"x~*")`, `1`}, {`=COUNTIF(D1:D5,"*")`, `2`}, {`=COUNTIF(A1:A5,"")`, `1`}, {`=COUNTIF(A1:A5,"=")`, `1`}, {`=COUNTIF(A1:A5,"<>")`, `4`}, {`=COUNTIF(C1:C5,7)`, `1`}, {`=COUNTIF(C1:C5,TRUE)`, `1`}, {`=COUNTIF(C1:C5,"false")`, `1`}, {`=COUNTIF(A1:A5,C4)`, `0`}, {`=ARRAYFORMULA(COUNTIF(B1:B5,B1:B3))`, "2\n1\n2"},
		{`=SUMIF(B1:B5,"a",A1:A5)`, `4`}, {`=SUMIF(A1:A5,">2")`, `8`}, {`=SUMIF(A1:A5,"",A1:A3)`, `0`}, {`=SUMIF(B1:B5,"A",A1)`, `4`}, {`=SUMIF(B1:B5,"<>",A3:A4)`, `8`}, {`=SUMIF(B1:B5,"c",C1:C5)`, `#N/A`}, {`=ARRAYFORMULA(SUMIF(B1:B5,{"a","b"},A1:A5))`, `4|2`},
		{`=HYPERLINK("https://example.com","x")`, `"x"`}, {`=HYPERLINK("https://example.com")`, `"https://example.com"`}, {`=HYPERLINK(C4,"x")`, `#N/A`}, {`=HYPERLINK("https://example.com",)`, `""`},
	} {
		g := newGrid("en_US", cells)
		if got := g.at(t, tt.text, 2, 3); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.text, got, tt.want)
		}
	}
}

func TestLink(t *testing.T) {
	g := newGrid("en_US", "1")
	for text, want := range map[string]string{
		`=HYPERLINK("https://example.com/a","x")`:          "https://example.com/a",
		`=IF(TRUE,HYPERLINK("https://example.com/a","x"))`: "https://example.com/a",
		`=HYPERLINK("https://example.com/a","x")&""`:       "",
		`=HYPERLINK(#REF!,"x")`:                            "",
		`="https://example.com/a"`:                         "",
	} {
		if got := g.parse(t, text).Eval(g, calc.Pos{}).Link(); got != want {
			t.Errorf("%s: link %q, want %q", text, got, want)
		}
	}
}

func TestErrorsExplainThemselvesInTheLocale(t *testing.T) {
	for name, want := range map[string]string{
		"en_US": "unresolved sheet name",
		"vi_VN": "không có trang tính tên này",
		"de_DE": "kein Tabellenblatt dieses Namens",
	} {
		g := newGrid(name, "1")
		if v := g.parse(t, "=Gone!A1").Eval(g, calc.Pos{}).At(0, 0); v != calc.ErrorValue(calc.Ref, want) {
			t.Errorf("%s: %v", name, v)
		}
	}
}

// filtered is a grid with hidden rows and subtotals in it.
type filtered struct {
	*grid
	byFilter, byHand int
	subtotal         calc.Pos
}

func (f filtered) Hidden(_, row int, manual bool) bool {
	return row == f.byFilter || manual && row == f.byHand
}
func (f filtered) Subtotal(sheet, row, col int) bool {
	return f.subtotal == calc.Pos{Sheet: sheet, Row: row, Col: col}
}

func TestSubtotalLeavesOut(t *testing.T) {
	g := filtered{newGrid("en_US", "1\n2\n4\n8\n16"), 1, 2, calc.Pos{Row: 4}}
	for text, want := range map[string]string{`=SUBTOTAL(9,A1:A5)`: "13", `=SUBTOTAL(109,A1:A5)`: "9", `=SUM(A1:A5)`: "31"} {
		f := g.parse(t, text)
		if got := show(f.Eval(g, calc.Pos{Col: 1})); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
		if f.Subtotal() != (text[1:5] == "SUBT") {
			t.Errorf("%s: subtotal is %v", text, f.Subtotal())
		}
	}
}
