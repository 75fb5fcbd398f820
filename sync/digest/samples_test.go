package digest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sync/digest"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/remind"
)

const (
	ict     = "Sở Thông tin và Truyền thông"
	plan    = "Sở Kế hoạch và Đầu tư"
	finance = "Sở Tài chính"
)

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

// sample is a digest, or an overview, with its options.
type sample struct {
	digest   remind.Digest
	overview *remind.Overview
	options  digest.Options
}

func (s sample) render() (digest.Message, error) {
	if s.overview != nil {
		return digest.RenderOverview(*s.overview, s.options)
	}
	return digest.Render(s.digest, s.options)
}

// to is whom the mail goes to.
func (s sample) to() []string {
	switch {
	case s.options.Redirect != "":
		return []string{s.options.Redirect}
	case s.overview != nil:
		return s.overview.To
	}
	return s.digest.To
}

func of(d remind.Digest, o digest.Options) sample { return sample{digest: d, options: o} }

// hostile is what no text should do harm with.
func hostile() string {
	return "=HYPERLINK(\"https://elsewhere.example\")\r\nBcc: x@elsewhere.example\r\n\r\n<script>alert(1)</script><b>\u202Egnp.exe\u2066 👩\u200D💻🇻🇳 {{.}} " +
		strings.Repeat("rất dài ", 1300)
}

func samples(t testing.TB) map[string]sample {
	hostileText := hostile()
	english := options(t)
	english.Printer = printer(t, lang.English)
	hostileOptions := options(t)
	hostileOptions.From.Name = "Văn phòng\r\nBcc: x@elsewhere.example\r\n\"<y@elsewhere.example>" + strings.Repeat("dài ", 200)
	hostileOptions.Agency, hostileOptions.List = hostileText, hostileText
	hostileOptions.OverviewAddressee = hostileText
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
	for i := range 130 {
		l := review()
		l.Key, l.Name, l.Order, l.Code = fmt.Sprintf("projects/%d", i), fmt.Sprintf("Dự án số %d (mẫu)", i+1), "", fmt.Sprintf("CNTT-%02d", i+1)
		l.Kind = ledger.Projects
		l.DaysLate = 200 - i
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
	all := map[string]sample{
		"resolved":      of(thread(remind.Digest{Resolved: []remind.Line{completed, extended}, Reason: remind.Resolved}), options(t)),
		"some-resolved": of(thread(remind.Digest{Late: []remind.Line{review()}, Resolved: []remind.Line{extended, funded}}), english),
		"one-task":      of(remind.Digest{Department: department(ict), To: []string{"ict@example.com"}, Late: []remind.Line{review()}}, options(t)),
		"mixture":       of(mixture, options(t)),
		"english":       of(mixture, english),
		"adviser-only": of(remind.Digest{
			Department: department(finance), To: []string{"finance@example.com"}, Advise: []remind.Line{advise, other},
		}, options(t)),
		"lead-and-adviser": of(remind.Digest{
			Department: ledger.Department{Name: "Ủy ban nhân dân huyện Mẫu", Addressee: "Đồng chí Chủ tịch Ủy ban nhân dân huyện Mẫu"},
			To:         []string{"mau@example.com"}, Late: []remind.Line{{
				Key: "projects/cntt 03", Kind: ledger.Projects, Code: "CNTT-03", Name: "Dự án trang thông tin điện tử (mẫu)",
				Leads: []string{"Ủy ban nhân dân huyện Mẫu"}, Deadline: term("14/01/2021", 1), DaysLate: 1,
			}}, Advise: []remind.Line{platform()},
		}, options(t)),
		"open-only": of(remind.Digest{Department: department("Thanh tra tỉnh"), To: []string{"thanhtra@example.com"}, Open: []remind.Line{inspection}}, bare),
		"hostile": of(remind.Digest{
			Department: ledger.Department{Name: "Sở " + hostileText, Addressee: hostileText}, To: []string{"ict@example.com"},
			Late: []remind.Line{bad}, Unfunded: []remind.Line{bad}, Open: []remind.Line{bad}, Advise: []remind.Line{bad}, Resolved: []remind.Line{completedBad},
		}, hostileOptions),
		"many": of(many, options(t)),
	}
	for name, s := range moreSamples(t) {
		all[name] = s
	}
	return all
}
