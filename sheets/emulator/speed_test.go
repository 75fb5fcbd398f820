package emulator_test

import (
	"fmt"
	"testing"

	"rasoat/sheets/emulator"
)

// lookups are three formulas beside a list in B7:C, that look its keys up in
// another tab.
func lookups(tb testing.TB, rows int) (*emulator.Spreadsheet, *emulator.Staff, string) {
	tb.Helper()
	p := emulator.New(emulator.Options{}).Create("Dự án", "vi_VN", "Asia/Ho_Chi_Minh")
	s := p.Staff()
	tab := p.Look()[0].Title
	must := func(err error) {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
	}
	must(s.AddTab("_rasoat"))
	if rows > 900 {
		must(s.InsertRows(tab, 1000, rows))
		must(s.InsertRows("_rasoat", 1000, rows))
	}
	must(s.Put(tab, emulator.At{Row: 6, Col: 1}, emulator.Cell{Value: "Mã"}))
	for i := range rows {
		must(s.Put(tab, emulator.At{Row: 7 + i, Col: 1}, emulator.Cell{Value: fmt.Sprint("K", i)}))
		must(s.Put(tab, emulator.At{Row: 7 + i, Col: 2}, emulator.Cell{Value: fmt.Sprint("Dự án ", i)}))
		must(s.Put("_rasoat", emulator.At{Row: i, Col: 0}, emulator.Cell{Value: fmt.Sprint("i:K", i)}))
		must(s.Put("_rasoat", emulator.At{Row: i, Col: 2}, emulator.Cell{Value: fmt.Sprint("lỗi ", i)}))
	}
	for i := range 3 {
		must(s.Put(tab, emulator.At{Row: 6, Col: 5 + i}, emulator.Cell{Formula: lookup}))
	}
	return p, s, tab
}

const lookup = `=ARRAYFORMULA(LET(ma;INDEX($B:$B;ROW()):INDEX($B:$B;ROWS($B:$B));ten;INDEX($C:$C;ROW()):INDEX($C:$C;ROWS($C:$C));k;IF(ma="";"n:"&ten;"i:"&ma);v;IFNA(XLOOKUP(k;_rasoat!$A:$A;_rasoat!$C:$C;;0);"");IF(ROW(ma)=ROW();"Cảnh báo";IF(ma&ten="";;IF(EXACT(IFNA(XLOOKUP(k;_rasoat!$A:$A;_rasoat!$A:$A;;0);"");k);IF(v="";"(chờ rà soát)";IF(v="–";;v));"(chờ rà soát)")))))`

func BenchmarkSmallEdit(b *testing.B) {
	for _, kind := range []string{"beside", "key", "insert"} {
		b.Run(kind, func(b *testing.B) {
			p, s, tab := lookups(b, 30)
			for i := 0; b.Loop(); i++ {
				if i%8 == 0 {
					p.Look()
				}
				var err error
				switch kind {
				case "beside":
					err = s.Put(tab, emulator.At{Row: 8, Col: 3}, emulator.Cell{Value: float64(i)})
				case "key":
					err = s.Put(tab, emulator.At{Row: 8, Col: 1}, emulator.Cell{Value: fmt.Sprint("K", i%30)})
				case "insert":
					if i%2 == 0 {
						err = s.InsertRows(tab, 9, 1)
					} else {
						err = s.DeleteRows(tab, 9, 1)
					}
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkLongList(b *testing.B) {
	p, s, tab := lookups(b, 100_000)
	p.Look()
	for i := 0; b.Loop(); i++ {
		if err := s.Put(tab, emulator.At{Row: 8, Col: 1}, emulator.Cell{Value: fmt.Sprint("K", i%30)}); err != nil {
			b.Fatal(err)
		}
		p.Look()
	}
}
