package digest_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"rasoat/sync/digest"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/remind"
)

var update = flag.Bool("update", false, "rewrite golden files")

const (
	ict     = "Sở Thông tin và Truyền thông"
	plan    = "Sở Kế hoạch và Đầu tư"
	finance = "Sở Tài chính"
)

var catalogue = sync.OnceValues(lang.Load)

func printer(t testing.TB, l lang.Language) *lang.Printer {
	t.Helper()
	c, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return c.Printer(l)
}

func options(t testing.TB) digest.Options {
	return digest.Options{
		Printer: printer(t, lang.Vietnamese),
		Now:     time.Date(2021, 1, 15, 7, 30, 0, 0, time.FixedZone("", 7*3600)),
		ReplyBy: time.Date(2021, 1, 22, 0, 0, 0, 0, time.UTC),
		Scope:   "du-an-cntt",
		From:    digest.Mailbox{Name: "Văn phòng UBND tỉnh", Address: "rasoat@example.com"},
		ReplyTo: "cntt@example.com",
		Agency:  "Văn phòng UBND tỉnh (mẫu)",
		List:    "Dự án CNTT",
		Contact: digest.Contact{Name: "Đồng chí Chuyên viên mẫu", Office: "Phòng Tổng hợp", Phone: "0123 456 789"},
	}
}

func term(text string, late int) ledger.Deadline {
	last := time.Date(2021, 1, 15, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -late)
	return ledger.Deadline{Kind: ledger.Term, Last: last, Text: text}
}

// The items of the samples. All names and figures are invented.
func review() remind.Line {
	return remind.Line{
		Key: "tasks/1", List: "tasks", Kind: ledger.Tasks, Leads: []string{ict}, Cooperating: []string{finance},
		Name:  "Rà soát quy định, hướng dẫn mới của Trung ương; tham mưu điều chỉnh, phân chia nguồn đầu tư cho các dự án CNTT",
		Order: "Thông báo số 01/TB-UBND ngày 15/09/2020", Deadline: term("31/10/2020", 76), DaysLate: 76,
	}
}

func centre() remind.Line {
	return remind.Line{
		Key: "projects/cntt 14", List: "projects", Kind: ledger.Projects, Code: "CNTT-14", Urgent: true,
		Name:  "Dự án khắc phục sự cố Trung tâm Tích hợp dữ liệu tỉnh (mẫu)",
		Leads: []string{ict}, Cooperating: []string{finance}, Deadline: term("Quý IV/2020", 15), DaysLate: 15,
		Short: decimal.New(35, 9), Sources: []string{"Chi thường xuyên"}, Advisers: []string{finance}, Informed: []string{finance},
	}
}

func platform() remind.Line {
	return remind.Line{
		Key: "projects/cntt 09", List: "projects", Kind: ledger.Projects, Code: "CNTT-09",
		Name:  "Dự án nền tảng đô thị thông minh (mẫu)",
		Leads: []string{ict}, Cooperating: []string{plan, finance}, Deadline: term("30/11/2020", 46), DaysLate: 46,
		Short: decimal.New(120, 9), Sources: []string{"Đầu tư công"}, Advisers: []string{plan}, Informed: []string{plan},
		Reason: "Chưa được giao kế hoạch vốn trung hạn",
	}
}

func undecided() remind.Line {
	return remind.Line{
		Key: "projects/cntt 12", List: "projects", Kind: ledger.Projects, Code: "CNTT-12",
		Name:  "Dự án kho dữ liệu dùng chung (mẫu)",
		Leads: []string{ict, "Sở Nội vụ"}, Deadline: term("31/12/2020", 15), DaysLate: 15, Short: decimal.New(12345, 6),
	}
}

func openTask() remind.Line {
	return remind.Line{
		Key: "tasks/4", List: "tasks", Kind: ledger.Tasks, Leads: []string{ict}, Order: "Thông báo số 01/TB-UBND",
		Name: "Xây dựng quy chế vận hành Trung tâm Tích hợp dữ liệu", Deadline: ledger.Deadline{Kind: ledger.Open, Text: "khẩn trương"}, DaysOpen: 114,
	}
}

func department(name string) ledger.Department { return ledger.Department{Name: name} }

// sample is a digest with its options.
type sample struct {
	digest  remind.Digest
	options digest.Options
}

func samples(t testing.TB) map[string]sample {
	hostileText := "=HYPERLINK(\"https://elsewhere.example\")\r\nBcc: x@elsewhere.example\r\n\r\n<script>alert(1)</script><b>\u202Egnp.exe\u2066 👩\u200D💻🇻🇳 {{.}} " +
		strings.Repeat("rất dài ", 1300)
	english := options(t)
	english.Printer = printer(t, lang.English)
	hostileOptions := options(t)
	hostileOptions.From.Name = "Văn phòng\r\nBcc: x@elsewhere.example\r\n\"<y@elsewhere.example>" + strings.Repeat("dài ", 200)
	hostileOptions.Agency, hostileOptions.List = hostileText, hostileText
	hostileOptions.Contact = digest.Contact{Name: hostileText, Office: hostileText, Phone: hostileText}
	bad := centre()
	bad.Name, bad.Code, bad.Reason, bad.Deadline.Text = hostileText, hostileText, hostileText, hostileText
	bad.Leads, bad.Cooperating, bad.Sources, bad.Advisers = []string{hostileText, ict}, []string{hostileText, hostileText}, []string{hostileText}, []string{hostileText}
	completedBad := bad
	completedBad.Resolution = remind.Completed
	bare := options(t)
	bare.ReplyBy, bare.Agency, bare.ReplyTo, bare.List, bare.Scope, bare.Contact = time.Time{}, "", "", "", "", digest.Contact{}

	mixture := remind.Digest{
		Department: department(ict), To: []string{"ict@example.com", "director-ict@example.com"},
		Late: []remind.Line{review()}, Unfunded: []remind.Line{centre(), platform(), undecided()}, Open: []remind.Line{openTask()},
	}
	many := remind.Digest{Department: department(ict), To: []string{"ict@example.com"}}
	for i := range 70 {
		l := review()
		l.Key, l.Name, l.Order, l.Code = fmt.Sprintf("projects/%d", i), fmt.Sprintf("Dự án số %d (mẫu)", i+1), "", fmt.Sprintf("CNTT-%02d", i+1)
		l.Kind = ledger.Projects
		l.DaysLate = 100 - i
		if i%10 == 9 {
			l.Short, l.Sources = decimal.New(int64(i), 9), []string{"Đầu tư công"}
			many.Unfunded = append(many.Unfunded, l)
			continue
		}
		many.Late = append(many.Late, l)
	}
	inspection := openTask()
	inspection.Leads = []string{"Thanh tra tỉnh"}
	advise := centre()
	other := platform()
	other.Sources = []string{"Chi thường xuyên"}
	completed, extended, funded := review(), platform(), undecided()
	completed.Resolution, completed.DoneOn, completed.DaysLate = remind.Completed, time.Date(2021, 1, 14, 0, 0, 0, 0, time.UTC), 76
	extended.Resolution, extended.Deadline = remind.Extended, term("30/06/2021", 0)
	funded.Resolution = remind.Funded
	thread := func(d remind.Digest) remind.Digest {
		d.Department, d.To = department(ict), []string{"ict@example.com"}
		d.Root, d.Subject = "0123456789abcdef@example.com", "[Dự án CNTT] Sở Thông tin và Truyền thông: nhiệm vụ, dự án quá hạn"
		return d
	}
	return map[string]sample{
		"resolved":      {thread(remind.Digest{Resolved: []remind.Line{completed, extended}, Reason: remind.Resolved}), options(t)},
		"some-resolved": {thread(remind.Digest{Late: []remind.Line{review()}, Resolved: []remind.Line{extended, funded}}), english},
		"one-task":      {remind.Digest{Department: department(ict), To: []string{"ict@example.com"}, Late: []remind.Line{review()}}, options(t)},
		"mixture":       {mixture, options(t)},
		"english":       {mixture, english},
		"adviser-only": {remind.Digest{
			Department: department(finance), To: []string{"finance@example.com"}, Advise: []remind.Line{advise, other},
		}, options(t)},
		"lead-and-adviser": {remind.Digest{
			Department: ledger.Department{Name: "Ủy ban nhân dân huyện Mẫu", Addressee: "Đồng chí Chủ tịch Ủy ban nhân dân huyện Mẫu"},
			To:         []string{"mau@example.com"}, Late: []remind.Line{{
				Key: "projects/cntt 03", Kind: ledger.Projects, Code: "CNTT-03", Name: "Dự án trang thông tin điện tử (mẫu)",
				Leads: []string{"Ủy ban nhân dân huyện Mẫu"}, Deadline: term("14/01/2021", 1), DaysLate: 1,
			}}, Advise: []remind.Line{platform()},
		}, options(t)},
		"open-only": {remind.Digest{Department: department("Thanh tra tỉnh"), To: []string{"thanhtra@example.com"}, Open: []remind.Line{inspection}}, bare},
		"hostile": {remind.Digest{
			Department: ledger.Department{Name: "Sở " + hostileText, Addressee: hostileText}, To: []string{"ict@example.com"},
			Late: []remind.Line{bad}, Unfunded: []remind.Line{bad}, Open: []remind.Line{bad}, Advise: []remind.Line{bad}, Resolved: []remind.Line{completedBad},
		}, hostileOptions},
		"many": {many, options(t)},
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got)\n%s", path, diff)
	}
}

func render(t testing.TB, s sample) digest.Message {
	t.Helper()
	m, err := digest.Render(s.digest, s.options)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestGolden(t *testing.T) {
	for name, s := range samples(t) {
		t.Run(name, func(t *testing.T) {
			m := render(t, s)
			golden(t, name+".txt", []byte(m.Subject+"\n"+m.Preheader+"\n\n"+m.Text))
			golden(t, name+".html", []byte(m.HTML))
			golden(t, name+".eml", m.Raw)
		})
	}
}

// TestOnlyWhatIsOpenIsAskedFor holds for the mail that ends an episode: with
// nothing left it thanks and asks for nothing.
func TestOnlyWhatIsOpenIsAskedFor(t *testing.T) {
	all := samples(t)
	if text := render(t, all["resolved"]).Text; strings.Contains(text, "Đề nghị") || !strings.Contains(text, "Trân trọng cảm ơn") {
		t.Errorf("all is settled, and the mail says:\n%s", text)
	}
	if text := render(t, all["some-resolved"]).Text; !strings.Contains(text, "1. Row 1: to complete") || strings.Contains(text, "2. Row") {
		t.Errorf("one of three is open, and the mail says:\n%s", text)
	}
}

func TestTheSameDigestGivesTheSameBytes(t *testing.T) {
	for name, s := range samples(t) {
		first := render(t, s)
		for range 5 {
			if again := render(t, s); !bytes.Equal(first.Raw, again.Raw) || first.Key != again.Key || first.ID != again.ID {
				t.Fatalf("%s differs from itself", name)
			}
		}
	}
}

func TestKey(t *testing.T) {
	s := samples(t)["mixture"]
	base := render(t, s)
	if want := "du-an-cntt/so-thong-tin-va-truyen-thong/2021-01-15/"; !strings.HasPrefix(base.Key, want) {
		t.Errorf("key %q does not begin with %q", base.Key, want)
	}
	if !strings.HasSuffix(base.ID, "@example.com") || strings.ContainsAny(base.ID, "<> ") {
		t.Errorf("Message-ID %q", base.ID)
	}
	later := s
	later.options.Now = later.options.Now.Add(5 * time.Minute)
	if m := render(t, later); m.Key != base.Key || m.ID != base.ID {
		t.Errorf("five minutes later it is another mail: %q, %q", base.Key, m.Key)
	}
	for what, change := range map[string]func(*sample){
		"another day":        func(s *sample) { s.options.Now = s.options.Now.AddDate(0, 0, 1) },
		"another workbook":   func(s *sample) { s.options.Scope = "other" },
		"another department": func(s *sample) { s.digest.Department.Name = "SỞ Thông tin và Truyền thông" },
		"another line":       func(s *sample) { s.digest.Late = append([]remind.Line{platform()}, s.digest.Late...) },
		"another deadline": func(s *sample) {
			l := review()
			l.Deadline = term("30/10/2020", 77)
			s.digest.Late = []remind.Line{l}
		},
	} {
		changed := s
		change(&changed)
		if m := render(t, changed); m.Key == base.Key || m.ID == base.ID {
			t.Errorf("%s: still the mail %q", what, m.Key)
		}
	}
}

func TestWhatCannotBeRendered(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*sample)
		want   string
	}{
		"no lines":             {func(s *sample) { s.digest.Late = nil }, "it has no lines"},
		"no mailbox":           {func(s *sample) { s.digest.To = nil }, "no mailbox"},
		"no printer":           {func(s *sample) { s.options.Printer = nil }, "no printer"},
		"no sender":            {func(s *sample) { s.options.From.Address = "" }, `"" is no mail address`},
		"a name as sender":     {func(s *sample) { s.options.From.Address = "Văn thư <a@example.com>" }, "is no mail address"},
		"a broken mailbox":     {func(s *sample) { s.digest.To = []string{"a@example.com\r\nBcc: b@example.com"} }, "is no mail address"},
		"a mailbox not ASCII":  {func(s *sample) { s.digest.To = []string{"sở@example.com"} }, "is no mail address"},
		"a broken reply-to":    {func(s *sample) { s.options.ReplyTo = "a@example.com, b@example.com" }, "is no mail address"},
		"a line break at last": {func(s *sample) { s.options.ReplyTo = "a@example.com\n" }, "is no mail address"},
	} {
		t.Run(name, func(t *testing.T) {
			s := samples(t)["one-task"]
			c.change(&s)
			m, err := digest.Render(s.digest, s.options)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
			if m.Raw != nil {
				t.Error("there is a mail all the same")
			}
		})
	}
}

func TestManyRows(t *testing.T) {
	m := render(t, samples(t)["many"])
	shown := 0
	for i := range 70 {
		if strings.Contains(m.Text, fmt.Sprintf("(CNTT-%02d)\n", i+1)) {
			shown++
		}
	}
	if shown != 30 {
		t.Errorf("%d rows are shown, want 30", shown)
	}
	if !strings.Contains(m.Text, "… và 40 dự án khác") {
		t.Error("the mail does not say how many more there are")
	}
	for _, m := range []digest.Message{m, render(t, samples(t)["hostile"])} {
		if n := len(m.HTML); n > 100_000 {
			t.Errorf("the HTML has %d bytes, mail programs cut at 100 kB", n)
		}
	}
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		ict:                        "so-thong-tin-va-truyen-thong",
		"Sở KH&ĐT":                 "so-kh-dt",
		"UBND huyện Đắk Tô (mẫu)":  "ubnd-huyen-dak-to-mau",
		"../..\\x\x00":             "x",
		"":                         "x",
		strings.Repeat("dài ", 90): strings.TrimSuffix(strings.Repeat("dai-", 20), "-") + "-d",
	} {
		if got := digest.Slug(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func BenchmarkRender(b *testing.B) {
	s := samples(b)["mixture"]
	for b.Loop() {
		render(b, s)
	}
}
