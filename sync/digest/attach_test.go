package digest_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rasoat/sync/digest"
	"rasoat/sync/lang"
)

// rows reads an attachment that digest wrote itself.
func rows(t testing.TB, a digest.Attachment, comma rune) [][]string {
	t.Helper()
	text, ok := strings.CutPrefix(string(a.Data), "\ufeff")
	if !ok {
		t.Errorf("%s has no byte order mark", a.Name)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = comma
	all, err := r.ReadAll() // which wants rows of equal length
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestWhatTheMailLeavesOutIsAttached counts the rows: those that the mail
// shows, what it says of the others, and those of the attachment.
func TestWhatTheMailLeavesOutIsAttached(t *testing.T) {
	s := samples(t)["many"]
	m := render(t, s)
	files := attachments(t, m)
	if len(files) != 1 || files[0].Name != "so-thong-tin-va-truyen-thong-2021-01-15.csv" || files[0].ContentType != "text/csv; charset=utf-8" {
		t.Fatalf("attachments %v", files)
	}
	all := rows(t, files[0], ';')
	if len(all) != 131 {
		t.Fatalf("the attachment has %d rows, want a heading and 130", len(all))
	}
	shown := 0
	for i, row := range all[1:] {
		if row[0] != fmt.Sprint(i+1) {
			t.Errorf("row %d has the number %s", i+1, row[0])
		}
		if strings.Contains(m.Text, "\n"+row[0]+". "+row[3]+" ("+row[2]+")\n") {
			shown++
		}
	}
	if shown < 50 || shown > 100 {
		t.Errorf("%d rows are shown", shown)
	}
	more := fmt.Sprintf("… và %d dự án khác (mục %d đến 117), xem tệp đính kèm.", 130-shown, 117-(130-shown)+1)
	for _, want := range []string{
		more, "Danh mục đầy đủ gồm 130 dự án có trong tệp đính kèm so-thong-tin-va-truyen-thong-2021-01-15.csv.",
		"1. Mục 1 đến 117: hoàn thành", "2. Mục 118 đến 130: đề xuất nguồn",
	} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("the mail does not say %q:\n%s", want, m.Text)
		}
	}
}

func TestTheHTMLStaysBelow100kB(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	for name, s := range samples(t) {
		if n := len(render(t, s).HTML); n >= 100_000 {
			t.Errorf("%s: the HTML has %d bytes, mail programs cut at 100 kB", name, n)
		}
	}
	s := samples(t)["hostile"]
	for n := range 300 {
		line := s.digest.Late[0]
		line.Key = fmt.Sprint(n)
		line.Name, line.Cooperating = strings.Repeat("<\"&'>", 200), []string{strings.Repeat("'", 90), strings.Repeat("\"", 90)}
		s.digest.Late = append(s.digest.Late, line)
	}
	m := render(t, s)
	if n := len(m.HTML); n >= 100_000 {
		t.Errorf("the HTML has %d bytes", n)
	}
	if files := attachments(t, m); len(files) != 1 || len(rows(t, files[0], ';')) != 1+len(s.digest.Lines()) {
		t.Error("the attachment lacks rows")
	}
}

func TestNothingIsAttachedWhereTheMailShowsAll(t *testing.T) {
	for name, s := range samples(t) {
		s.options.Attach = func(digest.Table) (digest.Attachment, error) {
			return digest.Attachment{}, errors.New("attached")
		}
		_, err := s.render()
		if want := name == "many" || strings.HasSuffix(name, "crowded") || name == "overview-hostile"; want != (err != nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheAttachmentIsMadeByWhoeverCan(t *testing.T) {
	s := samples(t)["many"]
	var got digest.Table
	for name, c := range map[string]struct {
		file       digest.Attachment
		want, fail string
	}{
		"named":    {digest.Attachment{Name: "Danh mục Sở.xlsx", ContentType: "application/octet-stream", Data: []byte("PK\x03\x04")}, "danh-muc-so.xlsx", ""},
		"nameless": {digest.Attachment{ContentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}, "so-thong-tin-va-truyen-thong-2021-01-15.xlsx", ""},
		"odd name": {digest.Attachment{Name: "../a\"\r\nBcc: b@example.com\r\n.x\"y", ContentType: "text/plain"}, "a-bcc-b-example-com.x-y", ""},
		"long":     {digest.Attachment{Name: strings.Repeat("dài ", 90) + ".xlsx", ContentType: "text/plain"}, strings.Repeat("dai-", 13) + "dai.xlsx", ""},
		"odd type": {digest.Attachment{Name: "a", ContentType: "text/plain\r\nBcc: b@example.com"}, "", "is no content type"},
		"no type":  {digest.Attachment{Name: "a"}, "", "is no content type"},
	} {
		s.options.Attach = func(t digest.Table) (digest.Attachment, error) { got = t; return c.file, nil }
		m, err := s.render()
		if c.fail != "" {
			if err == nil || !strings.Contains(err.Error(), c.fail) || m.Raw != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		files := attachments(t, m)
		if len(files) != 1 || files[0].Name != c.want || string(files[0].Data) != string(c.file.Data) || files[0].ContentType != c.file.ContentType {
			t.Errorf("%s: %+v, want %s", name, files, c.want)
		}
		if !strings.Contains(m.Text, c.want) {
			t.Errorf("%s: the mail does not name %s", name, c.want)
		}
	}
	if want := "Sở Thông tin và Truyền thông: danh mục nhiệm vụ, dự án đến ngày 15/01/2021"; got.Title != want || len(got.Rows) != 130 {
		t.Errorf("%q with %d rows", got.Title, len(got.Rows))
	}
	s.options.Attach = func(digest.Table) (digest.Attachment, error) { return digest.Attachment{}, errors.New("disk full") }
	if m, err := s.render(); err == nil || !strings.Contains(err.Error(), "disk full") || m.Raw != nil {
		t.Errorf("error %v", err)
	}
}

// TestTheAttachmentSaysAllThatIsKnown has a line of every block in it.
func TestTheAttachmentSaysAllThatIsKnown(t *testing.T) {
	all := samples(t)
	s := all["third"]
	s.digest.Open, s.digest.Advise, s.digest.Cooperate = all["mixture"].digest.Open, all["adviser-only"].digest.Advise, all["cooperating"].digest.Cooperate
	s.digest.Resolved = all["resolved"].digest.Resolved
	s.digest.Late[0].Acknowledged = date(2021, 1, 12)
	for n := range 120 {
		s.digest.Late = append(s.digest.Late, ahead(fmt.Sprintf("X-%d", n), "Dự án thêm (mẫu)", -n-1))
	}
	got := rows(t, attachments(t, render(t, s))[0], ';')
	var shown []string
	for _, row := range got {
		if !strings.HasPrefix(row[3], "X-") {
			shown = append(shown, strings.Join(row, " | "))
		}
	}
	golden(t, "attachment.txt", []byte(strings.Join(shown, "\n")+"\n"))
}

// TestNoCellIsAFormula opens the attachment as a spreadsheet program would.
func TestNoCellIsAFormula(t *testing.T) {
	for _, l := range lang.Languages() {
		for _, start := range []string{"=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠", " =", "\u202e=", "\u200b=", "\ufeff="} {
			s := samples(t)["one-task"]
			s.options.Printer = printer(t, l)
			line := s.digest.Late[0]
			text := start + `HYPERLINK("https://elsewhere.example"; "a")`
			line.Name, line.Code, line.Order, line.Reason, line.Deadline.Text = text, text, text, text, text
			line.Leads, line.Cooperating, line.Sources, line.Advisers = []string{text}, []string{text}, []string{text}, []string{text}
			for range 120 {
				s.digest.Late = append(s.digest.Late, line)
			}
			comma := map[lang.Language]rune{lang.Vietnamese: ';', lang.English: ','}[l]
			all := rows(t, attachments(t, render(t, s))[0], comma)
			cells := 0
			for _, row := range all {
				for _, cell := range row {
					if strings.Contains(cell, "HYPERLINK") {
						cells++
					}
					if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r\n") || strings.HasPrefix(cell, "＝") || strings.HasPrefix(cell, "＋") ||
						strings.HasPrefix(cell, "－") || strings.HasPrefix(cell, "＠") {
						t.Fatalf("%q in %q", cell, row)
					}
				}
			}
			if cells < 9*120 {
				t.Errorf("%q: only %d cells hold the text", start, cells)
			}
		}
	}
}

func TestOverviewAttachesWhatDoesNotFit(t *testing.T) {
	s := samples(t)["overview-crowded"]
	m := render(t, s)
	files := attachments(t, m)
	if len(files) != 2 || files[0].Name != "overview-2021-01-15.csv" || files[1].Name != "overview-2-2021-01-15.csv" {
		t.Fatalf("attachments %v", files)
	}
	if n := len(rows(t, files[0], ';')); n != 72 { // a heading, the departments and all
		t.Errorf("%d rows of departments", n)
	}
	held := rows(t, files[1], ';')
	if len(held) != 46 {
		t.Errorf("%d rows of whom nobody can be told", len(held))
	}
	want := []string{"1", "'=Phòng 1", "", review().Name, "“=Phòng 1” không có trong danh bạ: 1 nhiệm vụ (" + lang.Cut(review().Name, 60) + ")"}
	if diff := cmp.Diff(want, held[1]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, want := range []string{"… và 40 cơ quan khác, xem tệp đính kèm.", "… và 30 trường hợp khác, xem tệp đính kèm.", "overview-2-2021-01-15.csv"} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("the mail does not say %q", want)
		}
	}
}
