package ledger

import (
	"slices"
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
		"khoảng 500", "≈ 1.200", "500 (dự kiến)", "500 (tỷ đồng)", "'1.234", "５００", "１．２３４", "500¹", "500 ⁽²⁾", "10+5", "1.200/1.500", "ước 0", "~000",
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
		if digits >= 0 && -v.Exponent() > digits || digits < 0 && !v.Equal(v.Shift(digits).Truncate(0).Shift(-digits)) {
			t.Fatalf("%q: %v shows %d digits", text, v, digits)
		}
		if !strings.ContainsAny(text, "0123456789０１２３４５６７８９") && !v.IsZero() {
			t.Fatalf("%q: %v out of nothing", text, v)
		}
		// What is read, written as people of that style write it, is read the
		// same.
		digits = max(digits, 0) // only a word says that a figure is about right
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
		"20/11/2020 (gia hạn đến 31/12/2020)", "Quý I, II/2021", "KC-HT 2019-2021", "từ 01/2020 đến 12/2022", "15 - 20/12/2020", "giữa năm 2021",
		"tháng 10-12/2020", "2018-2020 (3 năm)", "đến khi hoàn thành", "gia hạn gia hạn 2020, gia hạn 2021, gia hạn", "30/11/2020 (TB 12/TB-UBND)",
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
			if d.First.After(d.Last) || !d.First.IsZero() && d.First.Year() < 1990 {
				t.Fatalf("%q: from %v to %v", text, d.First, d.Last)
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
		"Đơn vị tính: Tỷ đồng", "ĐVT: 1.000 đồng", "Đơn vị: Sở Tài chính", "(Đơn vị: triệu đồng)", "TMĐT (triệu đồng)", "0\xc4", "( $)", "Cost (£m)", "triệu USD", "nghìn tỷ",
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
			factor, ours := known[u.Label]
			if _, ok := powerOfTen(u.Factor); !ok || ours && !u.Factor.Equal(decimal.NewFromInt(factor)) {
				t.Fatalf("%s(%q) = %v", name, text, u)
			}
			if !ours { // a foreign currency, by its sign
				continue
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

func FuzzNumbering(f *testing.F) {
	for _, s := range []string{
		"A", "I", "H I", "A.I.1", "I.1", "1", "1.1", "1.1000000000000001", "1.9 1.1", "12a", "1)", "1/", "a/", "(a)", "(1)", "*", "**", "-", "+", "i ii iii iv v",
		"h i", "Phần A", "Mục 2.", "1.2.3.4", "Đ", "đ)", "1..", "...", "1,", "(", ")", "A.", "I.II", "0.1", "１", "9999999.9",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, numbers string) {
		var k counting
		for n := range strings.FieldsSeq(numbers) {
			for _, v := range []sheets.Value{sheets.TextValue(n), sheets.NumberValue(n)} {
				style, number := k.read(sheets.Cell{Value: v})
				if (style == unnumbered) != (number == "") || style == heading || style == subheading || style > plus {
					t.Fatalf("%q: style %d, number %q", n, style, number)
				}
				if again, same := k.parse(number); number != "" && (again != style || same != number) {
					t.Fatalf("%q is %d %q, and that is %d %q", n, style, number, again, same)
				}
				k.see(style, number)
			}
		}
	})
}

func FuzzNames(f *testing.F) {
	for _, s := range []string{
		"Sở TT&TT", "STTTT", "Sở Thông tin và Truyền thông", "UBND H. An Mẫu", "VP UBND tỉnh", "BQLDA ĐTXD tỉnh", "Sở Tài chính, Sở Lạ và Sở Y tế",
		"- Sở A\n- Sở B", "1. Sở Y tế; 2) Sở Nội vụ", "Không dùng ĐTC, đề nghị chi thường xuyên", "và và và", ",,,,", "UBND", "nhân dân", "Sở Lạ", "h.", "&", "",
	} {
		f.Add(s)
	}
	d := NewDirectory(departments()...)
	sources := NewNames(sampleSources...)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 400 {
			return
		}
		for _, ref := range append(d.ResolveAll(text), d.Resolve(text)) {
			if _, ok := d.Find(ref.Name); ref.Known() && !ok {
				t.Fatalf("%q names %q, which is no department", text, ref.Name)
			}
			if ref.Known() && d.Resolve(ref.Text).Name != ref.Name {
				t.Fatalf("%q: %+v, and alone %+v", text, ref, d.Resolve(ref.Text))
			}
		}
		if near := d.Nearest(text); near != "" {
			if _, ok := d.Find(near); !ok {
				t.Fatalf("%q is near %q, which is no department", text, near)
			}
		}
		for i, ref := range sources.In(text) {
			if !ref.Known() || slices.Contains(sources.In(text)[:i], ref) {
				t.Fatalf("%q speaks for %+v", text, sources.In(text))
			}
		}
	})
}

func FuzzParseDocument(f *testing.F) {
	for _, s := range []string{
		"1234/QĐ-UBND ngày 25/9/2020", "QĐ số 12/QĐ-UBND, 01/02/2020", "12/2020/NQ-HĐND ngày 8 tháng 7 năm 2020", "25-QĐ/TU", "1/A; 2/B", "//", "1/", "1-", "9 / 9 / 99",
		"số 12", "31/11/2020", "12/QĐ-", "1/2/3/4/5", "\xff1/QĐ",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := ParseDocument(text)
		if !d.On.IsZero() && !plausible(d.On.Year()) || d.Number != "" && !hasDigit(d.Number) {
			t.Fatalf("%q: %+v", text, d)
		}
		if again := ParseDocument(d.Number); len(documentNumbers(d.Number)) > 0 && again.Number != d.Number {
			t.Fatalf("%q: number %q, read again %q", text, d.Number, again.Number)
		}
	})
}

func FuzzOldEncoding(f *testing.F) {
	for _, s := range []string{"Bé Tµi chÝnh", "Sôû Taøi chính", "So+? Ta`i chi'nh", "Sở Tài chính", "C++ a^2", "ñ", "\xc3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		// A letter that only Vietnamese text of today has settles it.
		if got := oldEncodingOf(text + " ở"); got != "" {
			t.Fatalf("%q is said to be %s", text, got)
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
	"(1) Theo nghị quyết của HĐND", "* Số liệu tạm tính của chủ", "Một (1)", "12*", "*", "¹", "nt", "Dự phòng 10%", "Làm tròn", "TỔNG CỘNG (A+B)", "Tổng I + II",
	"Cộng (1+2)", "Bội chi (A - B)", "DỰ ÁN CHUYỂN TIẾP", "I.1", "1", "Quyết định", "Ngày quyết định", "Ý kiến", "Sôû Taøi chính", "#REF!", "1. Số liệu đến năm 2020",
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
		case n == 200:
			b.HideRow(r)
			continue
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
			end := tab.Rows()
			if h, ok := findHead(tableOf(newTable(tab), m.Lists[0], m.Lists), m.Lists[0]); ok {
				if e, found := endOf(newTable(tab), h); found { // the next list begins
					end = e
				}
			}
			for r := first; r < end; r++ {
				if rows[r] == nil && !newTable(tab).blankRow(r) {
					t.Fatalf("row %d is gone", r+1)
				}
			}
			notes := map[string]bool{}
			for _, n := range list.Footnotes {
				if n.Text == "" || rows[n.Row] == nil {
					t.Fatalf("footnote %+v", n)
				}
				notes[n.Mark] = true
			}
			for _, r := range list.Rows {
				for _, s := range r.SumOf {
					if rows[s.Row.Row] != s.Row || s.Row == r {
						t.Fatalf("row %d is the sum of another list's row or its own", r.Row+1)
					}
				}
				if r.Kind == ExtraRow && (r.Parent != nil || len(r.Children) > 0) {
					t.Fatalf("row %d is extra and has family", r.Row+1)
				}
				if r.Hidden != tab.RowHidden(r.Row) {
					t.Fatalf("row %d: hidden %v", r.Row+1, r.Hidden)
				}
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
