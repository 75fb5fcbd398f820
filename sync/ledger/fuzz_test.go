package ledger

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"rasoat/sheets"
)

func FuzzParseAmount(f *testing.F) {
	for _, s := range []string{
		"1.234,5", "1 234,5", "1,234.5", "(1)\u00a0\u00a0 419.278.223", "-", "(400)", "1.700 tỷ", "£1,234.50", "12.5oo", "1,234", "0,123",
		"1.234.567,89", "12 5", "1.234 (2)", "1.234*", "–5", "(1.234) (2)", "500tr", "1.000.000 đồng", "", "1e999999999", "(((", "1..2", "(0)A\xcc",
	} {
		f.Add(s, false)
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, text string, english bool) {
		style := Vietnamese
		if english {
			style = English
		}
		v, digits, unit, kind := ParseAmount(text, style)
		if kind != "" {
			if !v.IsZero() || digits != 0 || !unit.IsZero() || kind != BadAmount && kind != Ambiguous {
				t.Fatalf("%q: %v %d %v with kind %q", text, v, digits, unit, kind)
			}
			return
		}
		if digits < 0 || -v.Exponent() > digits {
			t.Fatalf("%q: %v shows %d digits", text, v, digits)
		}
		if !strings.ContainsAny(text, "0123456789") && !v.IsZero() {
			t.Fatalf("%q: %v out of nothing", text, v)
		}
		// What is read, written as people of that style write it, is read the
		// same.
		written := write(v, digits, style)
		again, d, _, kind := ParseAmount(written, style)
		if kind != "" || !again.Equal(v) || d != digits {
			t.Fatalf("%q is %v to %d digits; written as %q it is %v to %d digits, kind %q", text, v, digits, written, again, d, kind)
		}
		a := amount(v, digits, million)
		if a.Half.IsNegative() || !a.Value.IsInteger() {
			t.Fatalf("%q: %+v", text, a)
		}
	})
}

// write formats an amount with grouping.
func write(v decimal.Decimal, digits int32, style NumberStyle) string {
	point, group := ",", "."
	if style == English {
		point, group = ".", ","
	}
	whole, frac, _ := strings.Cut(v.Abs().StringFixed(digits), ".")
	var b strings.Builder
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(group)
		}
		b.WriteRune(c)
	}
	s := b.String()
	if frac != "" {
		s += point + frac
	}
	if len(frac) == 3 && len(whole) <= 3 && whole != "0" {
		// "1,234" alone can be read in two ways; with a unit it is no better, so
		// that it is written with another digit.
		s = whole + point + frac
		if style == Vietnamese {
			return signed(v, "0."+strings.Repeat("0", 3-len(whole))+whole+point+frac)
		}
	}
	return signed(v, s)
}

func signed(v decimal.Decimal, s string) string {
	if v.IsNegative() {
		return "-" + s
	}
	return s
}

func FuzzParseDeadline(f *testing.F) {
	for _, s := range []string{
		"31/12/2020", "1/2/2020", "31/12/20", "2020-11-30T00:00:00", "ngày 31 tháng 12 năm 2020", "Trước ngày 30/11/2020", "31/11/2020",
		"tháng 11/2020", "Quý IV/2020", "Quý IV năm 2020", "6 tháng đầu năm 2021", "2020-2022", "Từ tháng 10 đến tháng 12/2020", "ngay",
		"khẩn trương", "thường xuyên", "", "kỳ họp cuối năm", "17h00 ngày 30/11/2020", "30/11/2020 (dự kiến)", " - - - - ", "đến đến đến", "0\xff",
	} {
		f.Add(s)
	}
	events := map[string]time.Time{"kỳ họp cuối năm": on(2020, 12, 7), "kỳ họp": on(2020, 7, 1)}
	f.Fuzz(func(t *testing.T, text string) {
		d := ParseDeadline(text, events)
		switch d.Kind {
		case Term:
			if d.Last.Year() < 1990 || d.Last.Year() > 2100 || d.Last.Location() != time.UTC || d.Last.Hour() != 0 {
				t.Fatalf("%q: %v", text, d.Last)
			}
			if d.DaysLate(d.Last) != 0 || d.DaysLate(d.Last.AddDate(0, 0, 1)) != 1 {
				t.Fatalf("%q: late on its last day", text)
			}
			day := ParseDeadline(d.Last.Format(dayLayout), nil)
			if day.Kind != Term || !day.Last.Equal(d.Last) {
				t.Fatalf("%q: its last day is read as %v", text, day)
			}
		case Open, BadTerm:
			if !d.Last.IsZero() || d.DaysLate(on(2100, 1, 1)) != 0 {
				t.Fatalf("%q: %+v", text, d)
			}
			if d.Kind == Open && hasDigit(text) {
				t.Fatalf("%q is taken for open", text)
			}
		default:
			t.Fatalf("%q: kind %d", text, d.Kind)
		}
		// White space makes no difference.
		if utf8.ValidString(text) {
			if again := ParseDeadline(" \u00a0"+strings.ReplaceAll(text, " ", "  ")+"\n", events); again != d {
				t.Fatalf("%q: %+v, with more white space %+v", text, d, again)
			}
		}
	})
}

func FuzzParseUnit(f *testing.F) {
	for _, s := range []string{
		"tỷ đồng", "Tỉ đồng", "triệu đồng", "trđ", "Tr.đ", "1.000 đồng", "1.000.000 đồng", "1000đ", "VNĐ", "đ", "hợp đồng", "",
		"Đơn vị tính: Tỷ đồng", "ĐVT: 1.000 đồng", "Đơn vị: Sở Tài chính", "(Đơn vị: triệu đồng)", "TMĐT (triệu đồng)", "0\xc4",
	} {
		f.Add(s)
	}
	known := map[string]int64{"tỷ đồng": 1e9, "triệu đồng": 1e6, "nghìn đồng": 1e3, "đồng": 1}
	f.Fuzz(func(t *testing.T, text string) {
		for name, parse := range map[string]func(string) (Unit, bool){"ParseUnit": ParseUnit, "unitIn": unitIn, "unitOfHeader": unitOfHeader} {
			u, ok := parse(text)
			if !ok {
				if !u.IsZero() {
					t.Fatalf("%s(%q): %v, and none", name, text, u)
				}
				continue
			}
			if !u.Factor.Equal(decimal.NewFromInt(known[u.Label])) {
				t.Fatalf("%s(%q) = %v", name, text, u)
			}
			if again, ok := ParseUnit(u.Label); !ok || again.Label != u.Label {
				t.Fatalf("ParseUnit(%q) = %v", u.Label, again)
			}
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Sở TT&TT", "Uỷ ban", "QUÝ", "Hoà Bình", "a\u0300", "o\u200ba\u0301", "oÁ\u200bA", "ò a", "&&", "- a -", "oà\u0323", "İ", "ﬁ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		folded := Fold(s)
		if Fold(folded) != folded {
			t.Fatalf("Fold(%q) = %q, folded again %q", s, folded, Fold(folded))
		}
		if got := Fold(Clean(s)); got != folded {
			t.Fatalf("Fold(%q) = %q, of its clean form %q", s, folded, got)
		}
		if c := Clean(s); Clean(c) != c {
			t.Fatalf("Clean(%q) = %q, cleaned again %q", s, c, Clean(c))
		}
	})
}

// words of lists, from which FuzzRead draws its cells.
var words = []string{
	"", "", "", "STT", "TT", "Mã dự án", "Tên dự án", "Cơ quan chủ trì", "Tổng mức đầu tư", "Lũy kế vốn đã bố trí đến hết năm 2020", "Tổng số", "Đầu tư công",
	"Kế hoạch vốn năm 2021", "Nguồn vốn", "Thời hạn", "Ghi chú", "Đơn vị: triệu đồng", "TỔNG SỐ (2 dự án)", "Cộng mục I", "Cộng", "Trong đó:",
	"Trong đó: vốn vay", "A", "B", "I", "II", "a)", "-", "+", "(1)", "1.1", "I. Nhóm một", "- Thiết bị", "Dự án một", "CNTT-01", "Sở TT&TT",
	"Sở A; Sở Y tế, Sở B", "Quý IV/2020", "31/11/2020", "ngay", "1.234,5", "1,234", "(400)", "1.700 tỷ", "12.5oo", "3=1+2", "Ghi chú: (1) xem dưới đây",
	"Bé Tµi chÝnh", "Tỷ lệ (%)", "Hai (không tính vào tổng)", "chưa có", "Đã có chủ trương", "\u00a0", "KT. CHỦ TỊCH", "Nội dung", "Văn bản giao",
}

// randomTab makes a tab of bytes: a byte a cell, with merges between.
func randomTab(b *sheets.TabBuilder, data []byte) {
	const width = 8
	r, c := 0, 0
	for i := 0; i < len(data); i++ {
		n := int(data[i])
		var cell sheets.Cell
		switch {
		case n < len(words):
			cell.Value = sheets.TextValue(words[n])
		case n < 200:
			cell.Value = sheets.NumberValue(decimal.NewFromInt(int64(n - 100)).String())
			cell.Format = []string{"", "#,##0", "0.00", "0%", dateFormat}[n%5]
		case n < 210:
			cell.Formula = "SUM(A1:A9)"
		case n < 215:
			cell.Value = sheets.ErrorValue("#REF!")
		case n < 218:
			cell.Value = sheets.NumberValue([]string{"1e999999999", "NaN", "1.1000000000000001"}[n-215])
		case n < 220:
			cell.Value = sheets.BoolValue(n%2 == 0)
		case n < 240: // merged, perhaps with what another range covers
			b.Merge(sheets.Range{Top: r, Left: c, Bottom: r + 1 + n%3, Right: c + 1 + n%4})
			continue
		case n < 250 && i+1 < len(data): // free text
			i++
			m := min(int(data[i])%24, len(data)-i-1)
			cell.Value = sheets.TextValue(string(data[i+1 : i+1+m]))
			i += m
		default:
			r, c = r+1, 0
			continue
		}
		b.Set(r, c, cell)
		if c++; c == width {
			r, c = r+1, 0
		}
	}
}

// fuzzBytes is the opposite of randomTab for a drawing of those words.
func fuzzBytes(rows ...string) []byte {
	var data []byte
	for _, row := range rows {
		for cell := range strings.SplitSeq(row, "|") {
			cell = strings.TrimSpace(cell)
			at := 100 + 5
			for i, w := range words {
				if w == cell {
					at = i
				}
			}
			data = append(data, byte(at))
		}
		data = append(data, 255)
	}
	return data
}

func FuzzRead(f *testing.F) {
	f.Add([]byte{}, uint8(0))
	f.Add(fuzzBytes(
		"| | | | Đơn vị: triệu đồng",
		"STT | Mã dự án | Tên dự án | Cơ quan chủ trì | Tổng mức đầu tư | Thời hạn",
		"| | TỔNG SỐ (2 dự án) | | 7 |",
		"I | | Đã có chủ trương | | 7 |",
		"7 | CNTT-01 | Dự án một | Sở TT&TT | 1.234,5 | Quý IV/2020",
		"1.1 | | Dự án một | | 7 |",
		"| | Trong đó: | | |",
		"- | | - Thiết bị | | 7 |",
		"| | Cộng mục I | | 7 |",
		"Ghi chú: (1) xem dưới đây", "| | | | KT. CHỦ TỊCH",
	), uint8(0))
	f.Add(fuzzBytes("TT | Nội dung | Văn bản giao | Thời hạn", "1 | Dự án một | | ngay"), uint8(1))
	f.Add(fuzzBytes("STT | Tên dự án | Tổng mức đầu tư | Kế hoạch vốn năm 2021", "A | B | 3=1+2 | 7 | 7", "| TỔNG SỐ (2 dự án) | 7 | 7", "| Cộng | 7"), uint8(2))
	f.Add(fuzzBytes("STT | Tên dự án | Lũy kế vốn đã bố trí đến hết năm 2020 | |", "| | Tổng số | Đầu tư công | Nguồn vốn"), uint8(7))
	f.Fuzz(func(t *testing.T, data []byte, option uint8) {
		if len(data) > 4000 {
			return
		}
		var b sheets.Builder
		randomTab(b.Tab("t1", "Danh mục"), data)
		s := b.Snapshot()
		m := projects(func(m *Mapping, lm *ListMapping) {
			lm.Kind = []Kind{Projects, Tasks, Table}[option%3]
			lm.Style = NumberStyle(option / 3 % 2)
			lm.CategoryFrom = CategoryFrom(option / 6 % 3)
			if option >= 128 {
				lm.Header = sheets.Range{Top: int(option % 4), Bottom: int(option%4) + 2, Right: 6}
				lm.Sums = []RowSum{{Total: 2, Plus: []int{3, 9}}, {Total: -1, Plus: []int{1 << 30}}}
				lm.Columns = map[Field][]string{FieldTotal: {"=C"}, FieldName: {"=B", "Tên dự án"}, FieldPlan: {"=ZZ"}}
			}
		})
		m.DirectoryTab = "Danh mục"
		l := Read(s, m)
		checkTree(t, l)
		Guess(s)
		tab := s.Tabs()[0]
		for _, list := range l.Lists {
			rows := map[int]*Row{}
			for _, r := range list.Rows {
				rows[r.Row] = r
			}
			first := list.Header.Bottom
			if isNumberRow(newTable(tab), first, list.Header) {
				first++
			}
			for r := first; r < tab.Rows(); r++ {
				if rows[r] == nil && !newTable(tab).blankRow(r) {
					t.Fatalf("row %d is gone", r+1)
				}
			}
			for _, r := range list.Rows {
				for col, a := range r.Amounts {
					if a.Bad && !a.Value.IsZero() || a.Half.IsNegative() {
						t.Fatalf("row %d, column %d: %+v", r.Row+1, col, a)
					}
				}
				if r.Kind == ItemRow && list.Column(FieldDeadline) != nil && r.Deadline.Kind == NoDeadline {
					t.Fatalf("row %d is an item without a deadline of any kind", r.Row+1)
				}
			}
		}
		for _, p := range l.Problems {
			if p.Kind == "" || p.Row >= tab.Rows() && p.Kind != UnmappedOnly && p.Kind != NoUnit {
				t.Fatalf("problem %+v", p)
			}
		}
		// The same snapshot says the same.
		if dump(Read(s, m)) != dump(l) {
			t.Fatal("read twice, it says two things")
		}
	})
}
