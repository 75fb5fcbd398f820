package ledger

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestFold(t *testing.T) {
	tests := []struct{ text, want string }{
		{"Sở Tài chính", "sở tài chính"},
		{"SỞ TÀI CHÍNH", "sở tài chính"},
		{"ĐẦU TƯ CÔNG", "đầu tư công"},
		{"Đ", "đ"},
		{norm.NFD.String("Sở Thông tin và Truyền thông"), "sở thông tin và truyền thông"},
		{norm.NFD.String("SỞ THÔNG TIN"), "sở thông tin"},
		{"Sở\u00a0 Tài\nchính ", "sở tài chính"},
		{"Sở Thông tin & Truyền thông", "sở thông tin và truyền thông"},
		{"Sở TT&TT", "sở tt và tt"},
		{"Lao động - Thương binh", "lao động thương binh"},
		{"Lao động–Thương binh", "lao động thương binh"},
		{"Nhóm/Loại", "nhóm loại"},
		{"project_name", "project name"},
		{"Văn hóa, Thể thao", "văn hóa thể thao"},
		{"  “Sở Y tế”. ", "sở y tế"},
		{"a\u200bb\ufeffc\u00add", "abcd"},
		{"(mẫu)", "(mẫu)"},
		{"Tai chinh", "tai chinh"},
		{"", ""},
		{" - ", ""},
		// The older placing of the tone mark.
		{"Uỷ ban", "ủy ban"},
		{"Sở Văn hoá", "sở văn hóa"},
		{"Luỹ kế", "lũy kế"},
		{"Toà án, thuỷ lợi, Hoà Bình, khoẻ", "tòa án thủy lợi hòa bình khỏe"},
		{"QUÝ, hoàn, Toàn, thuyền, quỹ", "quý hoàn toàn thuyền quỹ"},
	}
	for _, tt := range tests {
		got := Fold(tt.text)
		if got != tt.want {
			t.Errorf("Fold(%q) = %q, want %q", tt.text, got, tt.want)
		}
		if again := Fold(got); again != got {
			t.Errorf("Fold(%q) = %q: not stable", got, again)
		}
	}
}

func TestClean(t *testing.T) {
	tests := []struct{ text, want string }{
		{" a\u00a0\u202f b\r\n\tc ", "a b c"},
		{norm.NFD.String("Tổng số"), "Tổng số"},
		{"a\u200bb", "ab"},
		{"\ufeffSTT", "STT"},
		{"", ""},
		{"\n \n", ""},
	}
	for _, tt := range tests {
		if got := Clean(tt.text); got != tt.want {
			t.Errorf("Clean(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

// departments of a province before 2025, as a directory lists them.
func departments() []Department {
	var all []Department
	for _, name := range []string{
		"Sở Thông tin và Truyền thông", "Sở Kế hoạch và Đầu tư", "Sở Tài chính", "Sở Giáo dục và Đào tạo",
		"Sở Khoa học và Công nghệ", "Sở Y tế", "Sở Tài nguyên và Môi trường", "Sở Nông nghiệp và Phát triển nông thôn",
		"Sở Giao thông vận tải", "Sở Văn hóa, Thể thao và Du lịch", "Sở Nội vụ", "Sở Công Thương",
		"Sở Lao động - Thương binh và Xã hội", "Công an tỉnh", "Văn phòng UBND tỉnh", "UBND thành phố Sông Mẫu",
		"UBND huyện An Mẫu", "Ủy ban nhân dân huyện Hòa Mẫu", "HĐND tỉnh", "UBND thị xã Đồi Mẫu", "Ban Dân tộc", "Ban Quản lý các khu công nghiệp",
		"Ban Quản lý dự án đầu tư xây dựng tỉnh",
	} {
		all = append(all, Department{Name: name})
	}
	all[2].Aliases = []string{"STC tỉnh"}
	return all
}

func TestDirectoryResolve(t *testing.T) {
	d := NewDirectory(departments()...)
	tests := []struct{ text, want string }{
		{"Sở Thông tin và Truyền thông", "Sở Thông tin và Truyền thông"},
		{"SỞ THÔNG TIN VÀ TRUYỀN THÔNG", "Sở Thông tin và Truyền thông"},
		{"Sở Thông tin & Truyền thông", "Sở Thông tin và Truyền thông"},
		{"sở thông tin và\u00a0truyền\nthông ", "Sở Thông tin và Truyền thông"},
		{norm.NFD.String("Sở Thông tin và Truyền thông"), "Sở Thông tin và Truyền thông"},
		{"Sở TT&TT", "Sở Thông tin và Truyền thông"},
		{"Sở TT & TT", "Sở Thông tin và Truyền thông"},
		{"Sở TT và TT", "Sở Thông tin và Truyền thông"},
		{"Sở TT-TT", "Sở Thông tin và Truyền thông"},
		{"Sở TTTT", "Sở Thông tin và Truyền thông"},
		{"STTTT", "Sở Thông tin và Truyền thông"},
		{"sở tt&tt", "Sở Thông tin và Truyền thông"},
		{"Sở KH&ĐT", "Sở Kế hoạch và Đầu tư"},
		{"Sở KHĐT", "Sở Kế hoạch và Đầu tư"},
		{"Sở KH-ĐT", "Sở Kế hoạch và Đầu tư"},
		{"Sở GD&ĐT", "Sở Giáo dục và Đào tạo"},
		{"Sở GDĐT", "Sở Giáo dục và Đào tạo"},
		{"SGDĐT", "Sở Giáo dục và Đào tạo"},
		{"Sở KH&CN", "Sở Khoa học và Công nghệ"},
		{"Sở KHCN", "Sở Khoa học và Công nghệ"},
		{"Sở TN&MT", "Sở Tài nguyên và Môi trường"},
		{"Sở NN&PTNT", "Sở Nông nghiệp và Phát triển nông thôn"},
		{"Sở GTVT", "Sở Giao thông vận tải"},
		{"Sở VHTTDL", "Sở Văn hóa, Thể thao và Du lịch"},
		{"Sở VHTT&DL", "Sở Văn hóa, Thể thao và Du lịch"},
		{"Sở VH,TT&DL", "Sở Văn hóa, Thể thao và Du lịch"},
		{"Sở Văn hoá, Thể thao và Du lịch", "Sở Văn hóa, Thể thao và Du lịch"},
		{"Sở LĐ-TB&XH", "Sở Lao động - Thương binh và Xã hội"},
		{"Sở LĐTBXH", "Sở Lao động - Thương binh và Xã hội"},
		{"Sở Lao động Thương binh và Xã hội", "Sở Lao động - Thương binh và Xã hội"},
		{"Sở TC", "Sở Tài chính"},
		{"STC", "Sở Tài chính"},
		{"STC tỉnh", "Sở Tài chính"},
		{"Sở YT", "Sở Y tế"},
		{"SYT", "Sở Y tế"},
		{"Ban QL các KCN", ""},
		{"BQL các khu công nghiệp", "Ban Quản lý các khu công nghiệp"},
		{"CA tỉnh", "Công an tỉnh"},
		{"VP UBND tỉnh", "Văn phòng UBND tỉnh"},
		{"Văn phòng Ủy ban nhân dân tỉnh", "Văn phòng UBND tỉnh"},
		{"UBND huyện An Mẫu", "UBND huyện An Mẫu"},
		{"Ủy ban nhân dân huyện An Mẫu", "UBND huyện An Mẫu"},
		{"Uỷ ban nhân dân huyện An Mẫu", "UBND huyện An Mẫu"},
		{"UBND Huyện Hoà Mẫu", "Ủy ban nhân dân huyện Hòa Mẫu"},
		{"UBND TP Sông Mẫu", "UBND thành phố Sông Mẫu"},
		{"UBND TP. Sông Mẫu", "UBND thành phố Sông Mẫu"},

		{"Hội đồng nhân dân tỉnh", "HĐND tỉnh"},
		{"UBND TX Đồi Mẫu", "UBND thị xã Đồi Mẫu"},

		{"UBND H. An Mẫu", "UBND huyện An Mẫu"},
		{"UBND H.An Mẫu", "UBND huyện An Mẫu"},
		{"Ủy ban nhân dân H. Hoà Mẫu", "Ủy ban nhân dân huyện Hòa Mẫu"},
		{"UBND TX. Đồi Mẫu", "UBND thị xã Đồi Mẫu"},
		{"Huyện An Mẫu", "UBND huyện An Mẫu"},
		{"Thành phố Sông Mẫu", "UBND thành phố Sông Mẫu"},
		{"TP. Sông Mẫu", "UBND thành phố Sông Mẫu"},
		{"VP.UBND tỉnh", "Văn phòng UBND tỉnh"},
		{"Văn phòng UBND", "Văn phòng UBND tỉnh"},
		{"Công an", "Công an tỉnh"},
		{"Sở Tài chính tỉnh", "Sở Tài chính"},
		{"Sở Tài chính (chủ trì)", "Sở Tài chính"},
		{"STC (Cơ quan đầu mối)", "Sở Tài chính"},
		{"Sở Tài chính (trừ phòng Ngân sách)", ""},
		{"BQLDA ĐTXD tỉnh", "Ban Quản lý dự án đầu tư xây dựng tỉnh"},
		{"BQL dự án ĐTXD tỉnh", "Ban Quản lý dự án đầu tư xây dựng tỉnh"},
		{"Ban QLDA đầu tư xây dựng", "Ban Quản lý dự án đầu tư xây dựng tỉnh"},

		{"UBND H", ""},
		{"HĐND", ""},
		{"UBND tỉnh", ""},
		{"An Mẫu", ""},
		{"Sở CNTT", ""},
		{"Sở Tai chinh", ""},
		{"Sở", ""},
		{"Sở T", ""},
		{"UBND huyện", ""},
		{"TT&TT", ""},
		{"", ""},
	}
	for _, tt := range tests {
		ref := d.Resolve(tt.text)
		if ref.Name != tt.want {
			t.Errorf("Resolve(%q) = %q, want %q", tt.text, ref.Name, tt.want)
		}
		if ref.Text != Clean(tt.text) {
			t.Errorf("Resolve(%q).Text = %q, want it as written", tt.text, ref.Text)
		}
		if ref.Known() != (tt.want != "") {
			t.Errorf("Resolve(%q).Known() = %v", tt.text, ref.Known())
		}
	}
}

// A short form that two departments share names neither, and takes nothing
// away from a name that was written down.
func TestAmbiguousShortForms(t *testing.T) {
	d := NewDirectory(
		Department{Name: "Sở Thông tin và Truyền thông"},
		Department{Name: "Sở Thể thao và Tuyên truyền", Aliases: []string{"Sở TTTT"}},
		Department{Name: "Sở Tài chính", Aliases: []string{"Ngành tiền"}},
		Department{Name: "Sở Thuế", Aliases: []string{"Ngành tiền"}},
		Department{Name: "Sở Tư chất"},
	)
	tests := []struct{ text, want string }{
		{"Sở TT&TT", "Sở Thể thao và Tuyên truyền"}, // the alias, written another way
		{"Sở TTTT", "Sở Thể thao và Tuyên truyền"},
		{"STTTT", ""},
		{"Sở TC", ""},
		{"STC", ""},
		{"Ngành tiền", ""},
		{"Sở Tài chính", "Sở Tài chính"},
		{"Sở Thuế", "Sở Thuế"},
	}
	for _, tt := range tests {
		if got := d.Resolve(tt.text).Name; got != tt.want {
			t.Errorf("Resolve(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

// A department that stands both in the tab and in the configuration is one.
func TestDirectoryJoinsTwins(t *testing.T) {
	d := NewDirectory(
		Department{Name: "Sở Tài chính", Emails: []string{"a@example.com"}},
		Department{Name: "Sở Y tế"},
		Department{Name: "SỞ  TÀI CHÍNH", Aliases: []string{"Tài chính"}, Emails: []string{"b@example.com"}, Addressee: "Đồng chí Giám đốc"},
	)
	if n := len(d.All()); n != 2 {
		t.Errorf("%d departments, want 2", n)
	}
	for _, text := range []string{"Sở Tài chính", "Tài chính", "Sở TC"} {
		if got := d.Resolve(text).Name; got != "Sở Tài chính" {
			t.Errorf("Resolve(%q) = %q", text, got)
		}
	}
	dep, ok := d.Find("Sở Tài chính")
	if !ok || strings.Join(dep.Emails, " ") != "a@example.com" || dep.Addressee != "Đồng chí Giám đốc" {
		t.Errorf("Find = %+v, %v", dep, ok)
	}
	if _, ok := d.Find("Sở TC"); ok {
		t.Error("Find takes a short form")
	}
}

// A successor may be named by a short form.
func TestDirectorySuccessor(t *testing.T) {
	d := NewDirectory(
		Department{Name: "Sở Thông tin và Truyền thông", Until: on(2025, 2, 28), Successor: "Sở KH&CN"},
		Department{Name: "Sở Khoa học và Công nghệ"},
		Department{Name: "Sở Kế hoạch và Đầu tư", Until: on(2025, 2, 28), Successor: "Sở Nào đó"},
	)
	old, _ := d.Find("Sở Thông tin và Truyền thông")
	if old.Successor != "Sở Khoa học và Công nghệ" {
		t.Errorf("successor %q", old.Successor)
	}
	unknown, _ := d.Find("Sở Kế hoạch và Đầu tư")
	if unknown.Successor != "Sở Nào đó" {
		t.Errorf("unknown successor %q", unknown.Successor)
	}
}

func TestDirectoryResolveAll(t *testing.T) {
	d := NewDirectory(departments()...)
	const ict, fin, plan, tour = "Sở Thông tin và Truyền thông", "Sở Tài chính", "Sở Kế hoạch và Đầu tư", "Sở Văn hóa, Thể thao và Du lịch"
	tests := []struct {
		text string
		want string // names, unknown texts in ?…?
	}{
		{"", ""},
		{" \n ", ""},
		{"Sở Tài chính", fin},
		{"Sở Tài chính; Sở KH&ĐT", fin + " | " + plan},
		{"Sở Tài chính\nSở KH&ĐT\n", fin + " | " + plan},
		{"- Sở Tài chính\n- Sở KH&ĐT", fin + " | " + plan},
		{"1. Sở Tài chính\n2. Sở KH&ĐT", fin + " | " + plan},
		{"Sở Tài chính, Sở KH&ĐT", fin + " | " + plan},
		{"Sở Tài chính + Sở KH&ĐT", fin + " | " + plan},
		{"Sở Tài chính/Sở KH&ĐT", fin + " | " + plan},
		{"Sở Tài chính và Sở KH&ĐT", fin + " | " + plan},
		{"Sở Tài chính & Sở KH&ĐT", fin + " | " + plan},
		{"Sở TT&TT, Sở Tài chính và Sở KH&ĐT.", ict + " | " + fin + " | " + plan},
		{"Sở Thông tin và Truyền thông và Sở Tài chính", ict + " | " + fin},
		{"Sở Thông tin và Truyền thông, Sở Kế hoạch và Đầu tư", ict + " | " + plan},
		{tour, tour},
		{tour + ", " + fin, tour + " | " + fin},
		{fin + "; " + tour, fin + " | " + tour},
		{"Sở CNTT", "?Sở CNTT?"},
		{"Sở Văn hóa, Tuyên truyền và Báo chí", "?Sở Văn hóa, Tuyên truyền và Báo chí?"},
		{"Sở CNTT, Sở Tài chính", "?Sở CNTT? | " + fin},
		{"Sở Tài chính, Sở Bưu chính và Viễn thông", fin + " | ?Sở Bưu chính và Viễn thông?"},
		{"Sở A, Sở Tài chính, Sở B", "?Sở A? | " + fin + " | ?Sở B?"},
		{"Sở Tài chính;;Sở KH&ĐT;", fin + " | " + plan},
	}
	for _, tt := range tests {
		var got []string
		for _, r := range d.ResolveAll(tt.text) {
			if r.Known() {
				got = append(got, r.Name)
			} else {
				got = append(got, "?"+r.Text+"?")
			}
		}
		if s := strings.Join(got, " | "); s != tt.want {
			t.Errorf("ResolveAll(%q) = %s, want %s", tt.text, s, tt.want)
		}
	}
}

func TestNearest(t *testing.T) {
	d := NewDirectory(departments()...)
	tests := []struct{ text, want string }{
		{"Sở CNTT", "Sở Thông tin và Truyền thông"},
		{"Sở Tai chinh", "Sở Tài chính"},
		{"Sở Tài chín", "Sở Tài chính"},
		{"Sở Thông tin, Truyền thông", "Sở Thông tin và Truyền thông"},
		{"Sở Thông tin Truyền thông", "Sở Thông tin và Truyền thông"},
		{"Sở Khoa học Công nghệ", "Sở Khoa học và Công nghệ"},
		{"UBND huyện An Mâu", "UBND huyện An Mẫu"},
		{"Phòng họp số 7 của hội trường", ""},
		// What shares only the words that all share is far off.
		{"Sở Lạ", ""},
		{"Sở Mẫu", ""},
		{"Sở Xây dựng", ""},
		{"UBND huyện Lạ Xa", ""},
		{"UBND huyện Sông Bé", ""},
		{"Ban Nội chính", ""},
		{"Ban Quản lý chợ", ""},
		{"xyz", ""},
		{"", ""},
	}
	for _, tt := range tests {
		for range 3 { // the forms come out of a map
			if got := d.Nearest(tt.text); got != tt.want {
				t.Errorf("Nearest(%q) = %q, want %q", tt.text, got, tt.want)
				break
			}
		}
	}
}

func TestNames(t *testing.T) {
	n := NewNames(
		Name{"Đầu tư công", []string{"Vốn đầu tư công", "ĐTC"}},
		Name{"Chi thường xuyên", nil},
		Name{"Nguồn khác", []string{"Khác", "ĐTC khác"}},
		Name{"", []string{" - "}},
	)
	for text, want := range map[string]string{
		"đầu tư công": "Đầu tư công", "VỐN ĐẦU TƯ CÔNG": "Đầu tư công", "đtc": "Đầu tư công",
		"Chi  thường xuyên.": "Chi thường xuyên", "Khác": "Nguồn khác", "Vay": "", "-": "", "": "",
	} {
		if got := n.Resolve(text); got.Name != want || got.Text != Clean(text) {
			t.Errorf("Resolve(%q) = %+v, want %q", text, got, want)
		}
	}
	var open *Names
	if got := open.Resolve(" Vốn  vay "); got != (Ref{"Vốn vay", "Vốn vay"}) {
		t.Errorf("an open list: %+v", got)
	}
	if open.Resolve("").Known() {
		t.Error("an open list knows a blank")
	}
	if open.All() != nil || open.Nearest("x") != "" {
		t.Error("an open list has entries")
	}
	if got := n.ResolveAll("ĐTC, Chi thường xuyên"); len(got) != 2 || got[1].Name != "Chi thường xuyên" {
		t.Errorf("ResolveAll: %+v", got)
	}
	if got := n.Nearest("Chi thuong xuyen"); got != "Chi thường xuyên" {
		t.Errorf("Nearest: %q", got)
	}
}

func TestLikeness(t *testing.T) {
	tests := []struct {
		a, b string
		want float64
	}{
		{"", "", 0},
		{"sở", "sở", 1},
		{"sở", "", 0},
		{"ab", "ba", 0.5}, // one transposition in two
		{"ở", "o", 0},     // letters, not bytes
		{"abcd", "abce", 0.75},
		{"abcd", "wxyz", 0},
	}
	for _, tt := range tests {
		if got := likeness(tt.a, tt.b); got != tt.want {
			t.Errorf("likeness(%q, %q) = %v, want %v", tt.a, tt.b, got, tt.want)
		}
		if likeness(tt.b, tt.a) != likeness(tt.a, tt.b) {
			t.Errorf("likeness(%q, %q) depends on the order", tt.a, tt.b)
		}
	}
}

// A sentence names the sources that it speaks for.
func TestNamesIn(t *testing.T) {
	n := NewNames(sampleSources...)
	tests := []struct{ text, want string }{
		{"Đầu tư công", "Đầu tư công"},
		{"Thống nhất sử dụng nguồn chi thường xuyên", "Chi thường xuyên"},
		{"Đề nghị bố trí từ vốn đầu tư công và sự nghiệp KHCN năm 2021.", "Đầu tư công, Sự nghiệp KHCN"},
		{"Đồng ý CTX", "Chi thường xuyên"},
		{"Không sử dụng chi thường xuyên; đề nghị dùng ĐTC", "Đầu tư công"},
		{"Không sử dụng chi thường xuyên, đề nghị bố trí đầu tư công", "Đầu tư công"},
		{"Không có cơ sở sử dụng chi thường xuyên, đầu tư công", ""},
		{"Chưa bố trí được đầu tư công", ""},
		{"Chi thường xuyên, chi thường xuyên", "Chi thường xuyên"},
		{"Đang xem xét", ""},
		{"", ""},
	}
	for _, tt := range tests {
		var got []string
		for _, r := range n.In(tt.text) {
			got = append(got, r.Name)
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("In(%q) = %q, want %q", tt.text, s, tt.want)
		}
	}
	var open *Names
	if got := open.In("Đầu tư công"); got != nil {
		t.Errorf("an open list: %v", got)
	}
}

// The letters by which a text is known to be in NFC change nothing there, alone
// or behind any other.
func TestComposeKnowsItsLetters(t *testing.T) {
	known := 0
	for r := rune(1); r <= 0xFFFF; r++ {
		if s := string(r); compose(s) != norm.NFC.String(s) {
			t.Errorf("%U becomes %q, not %q", r, compose(s), norm.NFC.String(s))
		}
		if r < 0x300 || r >= 0x1E00 && r <= 0x1EFF || r >= 0x2010 && r <= 0x2027 {
			known++
			if p := norm.NFC.PropertiesString(string(r)); !p.BoundaryBefore() || !norm.NFC.IsNormalString(string(r)) {
				t.Errorf("%U may join what stands before it", r)
			}
		}
	}
	if known < 1000 {
		t.Errorf("%d letters are known", known)
	}
}
