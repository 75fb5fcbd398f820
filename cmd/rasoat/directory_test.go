package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

const directoryConfig = `mode: remind
workbooks:
  - name: w
    file: w.xlsx
    lists: [{name: tasks, tab: Nhiệm vụ, kind: tasks}]
directory: {tab: Danh bạ cơ quan}
statuses: [{name: Đang làm}, {name: Hoàn thành, done: true}]
mail:
  outbox: outbox
  approve: never
  from: {address: vp@example.com}
  agency: Văn phòng
  domains: [DOMAIN]
`

// tabOf makes a tab of rows of texts.
func tabOf(title string, rows ...[]string) xlsx.DraftTab {
	tab := xlsx.DraftTab{Title: title}
	for r, row := range rows {
		for c, text := range row {
			tab.Cells = append(tab.Cells, xlsx.DraftCell{At: sheets.Addr{Row: r, Col: c}, Cell: sheets.Cell{Value: sheets.TextValue(text)}})
		}
	}
	return tab
}

// Whatever is wrong with the directory is told to staff in the sheet and to
// the operator on the screen and in the outbox, and the others get their mail.
func TestWhatIsWrongWithTheDirectory(t *testing.T) {
	tasks := tabOf("Nhiệm vụ",
		[]string{"STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Thời hạn", "Trạng thái"},
		[]string{"1", "Rà soát một", "Sở Tài chính", "31/12/2020", "Đang làm"},
		[]string{"2", "Rà soát hai", "Sở Nội vụ", "31/12/2020", "Đang làm"},
		[]string{"3", "Rà soát ba", "Sở Lạ", "31/12/2020", "Đang làm"},
		[]string{"4", "Rà soát bốn", "Sở Y tế", "31/12/2020", "Đang làm"},
		[]string{"5", "Rà soát năm", "Sở Công Thương", "31/12/2020", "Đang làm"},
		[]string{"6", "Rà soát sáu", "Sở Xây dựng", "31/12/2020", "Đang làm"},
	)
	head := []string{"Tên cơ quan", "Viết tắt", "Email"}
	full := tabOf("Danh bạ cơ quan", head,
		[]string{"Sở Tài chính", "STC", "stc@example.com"},
		[]string{"Sở Nội vụ", "SNV", "snv at example"},
		[]string{"Sở Y tế", "SYT", "syt@elsewhere.example"},
		[]string{"Sở Công Thương", "SCT", ""},
		[]string{"Sở Xây dựng", "SXD", "sxd@example.com; sxd at example"},
	)
	for _, tt := range []struct {
		name, domain string
		directory    xlsx.DraftTab
		mails        []string
		findings     []string // parts of the lines of check
		held         []string // parts of the lines of once
		condition    string   // part of what outbox list says
	}{
		{
			"one of each", "example.com", full, []string{"so-tai-chinh", "so-xay-dung"},
			[]string{"department/unknown", "Sở Lạ", "department/mailbox", "snv at example", "syt@elsewhere.example", "department/address", "Sở Công Thương", "sxd at example"},
			[]string{"“Sở Nội vụ”: no address in the directory", "“Sở Lạ”: not in the directory", "“Sở Y tế”: address outside the allowed domains", "“Sở Công Thương”: no address in the directory"},
			`4 dòng không nhắc được ai: “Sở Nội vụ” chưa có địa chỉ thư; “Sở Lạ” không có trong danh bạ; “Sở Y tế” không có địa chỉ nào thuộc mail.domains; “Sở Công Thương” chưa có địa chỉ thư`,
		},
		{
			"empty", "example.com", tabOf("Danh bạ cơ quan", head), nil,
			[]string{"The directory (tab “Danh bạ cơ quan”) has no department yet, so nobody can be reminded."},
			[]string{"6 items that nobody can be reminded of", "“Sở Tài chính”: not in the directory"},
			"6 dòng không nhắc được ai",
		},
		{
			"an allow-list that covers nobody", "other.example.com", full, nil,
			[]string{"department/mailbox", "stc@example.com"},
			[]string{"“Sở Tài chính”: address outside the allowed domains"},
			`“Sở Tài chính” không có địa chỉ nào thuộc mail.domains`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "rasoat.yaml")
			check(t, os.WriteFile(path, []byte(strings.Replace(directoryConfig, "DOMAIN", tt.domain, 1)), 0o644))
			check(t, xlsx.Create(filepath.Join(dir, "w.xlsx"), xlsx.Draft{Tabs: []xlsx.DraftTab{tasks, tt.directory}}))
			code, once, errs := runHere(t, "once", "-c", path, "--now", "2021-01-15T08:00:00+07:00")
			if code != exitOK {
				t.Fatalf("ended with %d:\n%s%s", code, once, errs)
			}
			files, err := filepath.Glob(filepath.Join(dir, "outbox", "*.eml"))
			check(t, err)
			if len(files) != len(tt.mails) {
				t.Errorf("mailed %v, want %v", files, tt.mails)
			}
			for i, who := range tt.mails {
				if i < len(files) && !strings.Contains(files[i], who) {
					t.Errorf("mailed %v, want %v", files, tt.mails)
				}
			}
			_, found, _ := runHere(t, "check", "-c", path, "--now", "2021-01-15T08:05:00+07:00")
			_, list, _ := runHere(t, "outbox", "list", "-c", path, "--now", "2021-01-15T08:05:00+07:00")
			for _, want := range tt.findings {
				if !strings.Contains(found, want) {
					t.Errorf("check does not say %q:\n%s", want, found)
				}
			}
			for _, want := range tt.held {
				if !strings.Contains(once, want) {
					t.Errorf("once does not say %q:\n%s", want, once)
				}
			}
			if !strings.Contains(list, tt.condition) {
				t.Errorf("outbox list does not say %q:\n%s", tt.condition, list)
			}
		})
	}
}
