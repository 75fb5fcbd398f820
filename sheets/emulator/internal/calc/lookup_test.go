package calc_test

import (
	"fmt"
	"strings"
	"testing"

	"rasoat/sheets/emulator/internal/calc"
)

func TestLookup(t *testing.T) {
	const cells = "k|v|w|n\nAn|1|x|10\nBình|2||20\nan|3|y|30\na*|4|z|40\n12|5|q|50\n'12|6|r|\n|7|s|"
	for _, tt := range []struct{ text, want string }{
		{`=XLOOKUP("AN",A:A,B:B)`, `1`}, {`=XLOOKUP("bình",A:A,C:C)`, ``}, {`=XLOOKUP("nobody",A:A,B:B)`, `#N/A`}, {`=XLOOKUP("nobody",A:A,B:B,"-")`, `"-"`},
		{`=XLOOKUP("nobody",A:A,B:B,,0)`, `#N/A`}, {`=XLOOKUP("a*",A:A,B:B)`, `4`}, {`=XLOOKUP("*h",A:A,B:B)`, `#N/A`}, {`=XLOOKUP("*h",A:A,B:B,,2)`, `2`}, {`=XLOOKUP("a~*",A:A,B:B,,2)`, `4`},
		{`=XLOOKUP(12,A:A,B:B)`, `5`}, {`=XLOOKUP("12",A:A,B:B)`, `6`}, {`=XLOOKUP("an",A:A,B:B,,0,-1)`, `3`}, {`=XLOOKUP("an",A:A,B:C)`, `1|"x"`}, {`=XLOOKUP("w",A1:D1,A2:D2)`, `"x"`}, {`=XLOOKUP("w",A1:D1,A2:D3)`, "\"x\"\n"},
		{`=XLOOKUP(25,D2:D6,B2:B6,,1)`, `3`}, {`=XLOOKUP(25,D2:D6,B2:B6,,-1)`, `2`}, {`=XLOOKUP(5,D2:D6,B2:B6,,-1)`, `#N/A`}, {`=XLOOKUP(20,D2:D6,B2:B6,,1)`, `2`}, {`=XLOOKUP(25,D2:D6,B2:B6,,1,-1)`, `3`},
		{`=XLOOKUP("",A:A,B:B)`, `#N/A`}, {`=XLOOKUP(A8,A:A,B:B)`, `7`}, {`=XLOOKUP("an",A:A,B1:B3)`, `#VALUE!`}, {`=XLOOKUP("an",A1:B3,B1:B3)`, `#VALUE!`}, {`=XLOOKUP("an",A:A,B:B,,9)`, `#VALUE!`}, {`=XLOOKUP("an",A:A,B:B,,0,0)`, `#VALUE!`},
		{`=XLOOKUP(#REF!,A:A,B:B)`, `#REF!`}, {`=XLOOKUP("an",#REF!,B:B)`, `#REF!`}, {`=XLOOKUP("an",A:A,#REF!)`, `#REF!`}, {`=ROW(XLOOKUP("an",A:A,B:B))`, `2`}, {`=SUM(XLOOKUP("an",A:A,B:B):B4)`, `6`},
		{`=ARRAYFORMULA(XLOOKUP({"AN";"?";"Bình"},A:A,B:B))`, "1\n#N/A\n2"}, {`=ARRAYFORMULA(XLOOKUP({"AN";"?";"Bình"},A:A,C:C,"-"))`, "\"x\"\n\"-\"\n"}, {`=ARRAYFORMULA(XLOOKUP({"AN",12},{"an","b",12},{1,2,3}))`, `1|3`}, {`=ARRAYFORMULA(XLOOKUP({"w","v"},A1:D1,A2:D2))`, `"x"|1`}, {`=ARRAYFORMULA(XLOOKUP({"an",#REF!},A:A,B:B))`, `1|#REF!`},
		{`=XLOOKUP("binh",A:A,B:B)`, `#N/A`},
		{`=XMATCH("an",A:A)`, `2`}, {`=XMATCH("an",A:A,0,-1)`, `4`}, {`=XMATCH("zz",A:A)`, `#N/A`}, {`=XMATCH(#REF!,A:A)`, `#REF!`}, {`=ARRAYFORMULA(XMATCH(A2:A4,A:A))`, "2\n3\n2"}, {`=XMATCH(#REF!,A:A,9)`, `#REF!`},
		{`=MATCH("an",A:A,0)`, `2`}, {`=MATCH("B*",A:A,0)`, `3`}, {`=MATCH("a~*",A:A,0)`, `5`}, {`=MATCH(12,A:A,0)`, `6`}, {`=MATCH("b?",A:A,0)`, `#N/A`}, {`=MATCH(A8,A:A,0)`, `#N/A`}, {`=MATCH(25,D:D)`, `3`}, {`=MATCH(5,D:D)`, `#N/A`}, {`=MATCH(15,{30,20,10},-1)`, `2`}, {`=MATCH(1,A1:B2,0)`, `#N/A`}, {`=MATCH("an",#REF!,0)`, `#REF!`}, {`=MATCH(A8,D:D)`, `#N/A`}, {`=MATCH("an",A:A,"x")`, `#VALUE!`}, {`=MATCH(#REF!,A:A,0)`, `#REF!`},
		{`=VLOOKUP("an",A:C,3,FALSE)`, `"x"`}, {`=VLOOKUP("B*",A:C,2,FALSE)`, `2`}, {`=VLOOKUP("an",A:C,4,FALSE)`, `#REF!`}, {`=VLOOKUP("an",A:C,0,FALSE)`, `#VALUE!`}, {`=VLOOKUP("q",A:C,2,FALSE)`, `#N/A`}, {`=VLOOKUP(25,{10,"a";20,"b";30,"c"},2)`, `"b"`}, {`=ARRAYFORMULA(VLOOKUP("an",A:C,{2,3},0))`, `1|"x"`}, {`=VLOOKUP("an",,1,0)`, `#VALUE!`}, {`=VLOOKUP("an",#REF!,1,0)`, `#REF!`}, {`=VLOOKUP("an",A:C,"x",0)`, `#VALUE!`}, {`=VLOOKUP("an",A:C,1,"x")`, `#VALUE!`}, {`=VLOOKUP(#REF!,A:C,1,0)`, `#REF!`},
	} {
		g := newGrid("en_US", cells)
		kept := &keeping{grid: g, kept: map[string]any{}}
		for _, long := range []bool{false, true} {
			if long { // long enough for an index
				for range 30 {
					g.sheets[0] = append(g.sheets[0], []calc.Value{calc.TextValue("last"), {}, {}, {}})
				}
			}
			f := g.parse(t, tt.text)
			for name, src := range map[string]calc.Source{"bare": g, "keeping": kept} {
				if got := show(f.Eval(src, calc.Pos{Row: 2, Col: 9})); got != tt.want {
					t.Errorf("%s (long %v, %s): %s, want %s", tt.text, long, name, got, tt.want)
				}
			}
			clear(kept.kept)
		}
	}
}

func TestLookupIgnoresMarksWhereTheSourceDoes(t *testing.T) {
	g := newGrid("en_US", "Đất|1\nnuoc|2")
	g.fold = true
	for text, want := range map[string]string{
		`=XLOOKUP("dat",A:A,B:B)`: "1", `=XMATCH("nước",A:A)`: "2", `=MATCH("dat",A:A,0)`: "#N/A", `="dat"="đất"`: "FALSE",
	} {
		if got := g.at(t, text, 0, 0); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestIndexedLookupsFindEveryKind(t *testing.T) {
	g := newGrid("en_US", "TRUE|1\nFALSE|2\n0|3\n#N/A|4\na|5\nA|6\n|7")
	for i := range 20 {
		g.sheets[0] = append(g.sheets[0], []calc.Value{calc.TextValue(fmt.Sprint("x", i)), calc.NumberValue(8)})
	}
	for text, want := range map[string]string{
		`=ARRAYFORMULA(XLOOKUP({TRUE,FALSE,0,"a"},A:A,B:B))`: "1|2|3|5",
		`=ARRAYFORMULA(XLOOKUP(A5:A7,A:A,B:B,,0,-1))`:        "6\n6\n7",
		`=ARRAYFORMULA(XLOOKUP(-A7:A8,A:A,B:B))`:             "3\n#VALUE!",
		`=ARRAYFORMULA(COUNTIF(A:A,{"a","x1","x*","none"}))`: "2|1|20|0",
		`=ARRAYFORMULA(COUNTIF(A:A,{0,TRUE}))`:               "1|1",
		`=ARRAYFORMULA(COUNTIF(A:A,A4:A5))`:                  "0\n2",
	} {
		if got := g.at(t, text, 0, 5); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestIndexIsBuiltOnce(t *testing.T) {
	g := bigGrid("vi_VN", 200)
	kept := &keeping{grid: g, kept: map[string]any{}}
	f := g.parse(t, `=XLOOKUP("i:"&B7;_rasoat!$A:$A;_rasoat!$C:$C;;0)`)
	for row := range 100 {
		if got := show(f.Offset(0, row, 0).Eval(kept, calc.Pos{Row: row + 6, Col: 5})); got != fmt.Sprintf("%q", fmt.Sprint("warning ", row+6)) {
			t.Fatalf("row %d: %s", row, got)
		}
	}
	if kept.built != 1 {
		t.Errorf("the index was built %d times", kept.built)
	}
}

// warningFormula is a column of texts looked up by the code or, without one,
// the name of each row.
const warningFormula = `=ARRAYFORMULA(LET(ma;INDEX($B:$B;ROW()):INDEX($B:$B;ROWS($B:$B));ten;INDEX($C:$C;ROW()):INDEX($C:$C;ROWS($C:$C));k;IF(ma="";"n:"&ten;"i:"&ma);v;IFNA(XLOOKUP(k;_rasoat!$A:$A;_rasoat!$C:$C;;0);"");IF(ROW(ma)=ROW();"Cảnh báo";IF(ma&ten="";;IF(EXACT(IFNA(XLOOKUP(k;_rasoat!$A:$A;_rasoat!$A:$A;;0);"");k);IF(v="";"(chờ rà soát)";IF(v="–";;v));"(chờ rà soát)")))))`

func TestWarningColumn(t *testing.T) {
	const rows = "Bảng theo dõi\nTT|Mã|Tên|Cảnh báo\n1|7890123|Đường A|\n2|DA-01|Trường B|\n3||Cầu C|\n|||\n4|da-01|Cống D|\n5|DA-99|Kè E|\n6||cầu c|\n7|DA-02|Chợ F|\n8|DA-03|Hồ G|\n9|12.5|Đê H|\n10|DA*|Đập I|"
	const list = "key|row|text\ni:7890123|3|Thiếu vốn\ni:DA-01|4|Sai tổng\nn:Cầu C|5|Chậm\ni:DA-02|8|–\ni:DA-03|9|\n'i:12,5|10|Lẻ"
	want := strings.Join([]string{
		`"Cảnh báo"`, `"Thiếu vốn"`, `"Sai tổng"`, `"Chậm"`, ``, `"(chờ rà soát)"`, `"(chờ rà soát)"`, `"(chờ rà soát)"`, ``, `"(chờ rà soát)"`, `"Lẻ"`, `"(chờ rà soát)"`,
	}, "\n")
	g := newGrid("vi_VN", rows, list)
	if got := g.at(t, warningFormula, 1, 3); got != want {
		t.Errorf("vi_VN:\n%s\nwant\n%s", got, want)
	}
	us := newGrid("en_US", rows, strings.Replace(list, "12,5", "12.5", 1))
	if got := us.at(t, strings.ReplaceAll(warningFormula, ";", ","), 1, 3); got != want {
		t.Errorf("en_US:\n%s\nwant\n%s", got, want)
	}
	if got := g.parse(t, warningFormula).Text(us.loc, us); got != strings.ReplaceAll(warningFormula, ";", ",") {
		t.Errorf("printed in en_US: %s", got)
	}

	// Without the list every row waits, and the head stands.
	f := g.parse(t, warningFormula).Apply(calc.DropSheet{Sheet: 1})
	if got := show(f.Eval(g, calc.Pos{Row: 1, Col: 3})); !strings.HasPrefix(got, "\"Cảnh báo\"\n#REF!\n") {
		t.Errorf("without the list:\n%s", got)
	}
	if text := f.Text(g.loc, g); strings.Contains(text, "_rasoat") || strings.Count(text, "#REF!") != 4 {
		t.Errorf("without the list: %s", text)
	}
}

func TestHeadOverColumn(t *testing.T) {
	const want = "\"Cảnh báo\"\n\"x\"\n\"\"\n3"
	for locale, text := range map[string]string{
		"vi_VN": `={"Cảnh báo";ARRAYFORMULA(IF(A8:A="";"";A8:A))}`,
		"en_US": `={"Cảnh báo";ARRAYFORMULA(IF(A8:A="","",A8:A))}`,
	} {
		g := newGrid(locale, "\n\n\n\n\n\n\nx\n\n3")
		if got := g.at(t, text, 6, 1); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", locale, got, want)
		}
	}
}

// bigGrid has n rows with a code each, and a list of all of them.
func bigGrid(locale string, n int) *grid {
	g := newGrid(locale, "", "")
	var rows, list [][]calc.Value
	for i := range n {
		code, name := calc.TextValue(fmt.Sprint("DA-", i)), calc.TextValue(fmt.Sprint("Dự án ", i))
		rows = append(rows, []calc.Value{{}, code, name})
		list = append(list, []calc.Value{calc.TextValue("i:" + code.Str), {}, calc.TextValue(fmt.Sprint("warning ", i))})
	}
	g.sheets = [][][]calc.Value{rows, list}
	return g
}

// The cells that the warning column reads grow with its rows, not with their
// square.
func TestWarningColumnIsLinear(t *testing.T) {
	reads := func(n int) int {
		g := bigGrid("vi_VN", n)
		f := g.parse(t, warningFormula)
		g.reads = 0
		f.Eval(g, calc.Pos{Col: 4})
		return g.reads
	}
	small, large := reads(500), reads(5000)
	if large > 11*small {
		t.Errorf("500 rows read %d cells, 5000 read %d", small, large)
	}
}

// One lookup a row, each a formula of its own, over a source that keeps
// indexes.
func BenchmarkLookupCells(b *testing.B) {
	for _, n := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			g := bigGrid("vi_VN", n)
			f := g.parse(b, `=XLOOKUP("i:"&$B:$B;_rasoat!$A:$A;_rasoat!$C:$C;;0)`)
			for b.Loop() {
				kept := &keeping{grid: g, kept: map[string]any{}}
				for row := range n {
					f.Eval(kept, calc.Pos{Row: row, Col: 5})
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/row")
		})
	}
}

func BenchmarkWarningColumn(b *testing.B) {
	for _, n := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			g := bigGrid("vi_VN", n)
			f := g.parse(b, warningFormula)
			for b.Loop() {
				f.Eval(g, calc.Pos{Col: 4})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/row")
		})
	}
}
