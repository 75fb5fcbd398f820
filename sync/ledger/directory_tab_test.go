package ledger

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets"
)

// Whom reminders climb to stands in columns of its own, under any of their
// usual names; addresses are told with the cell that they stand in.
func TestReadDirectoryOfPeople(t *testing.T) {
	l := Read(workbook(t, "Danh bạ", `
Cơ quan | Thư điện tử | Email cán bộ theo dõi | Email lãnh đạo phụ trách | Email thủ trưởng / giám đốc
Sở Tài chính | stc@example.com | a@example.com; b@example.com | c@example.com | d@example.com
Sở Y tế | chưa có | - | sở-y-te@example.com | e(at)example.com
Sở Nội vụ | Văn thư <snv@example.com> | | |
`), Mapping{DirectoryTab: "Danh bạ", Departments: []Department{
		{Name: "Sở Tài chính", HeadEmails: []string{"z@example.com"}},
		{Name: "Sở Y tế", OfficerEmails: []string{"f@example.com"}, LeaderEmails: []string{"g@example.com"}},
	}})
	want := []Department{
		{
			Name: "Sở Tài chính", Emails: []string{"stc@example.com"}, OfficerEmails: []string{"a@example.com", "b@example.com"},
			LeaderEmails: []string{"c@example.com"}, HeadEmails: []string{"d@example.com"},
		},
		{Name: "Sở Y tế", OfficerEmails: []string{"f@example.com"}, LeaderEmails: []string{"g@example.com"}},
		{Name: "Sở Nội vụ", Emails: []string{"snv@example.com"}},
	}
	if diff := cmp.Diff(want, l.Directory.All()); diff != "" {
		t.Errorf("directory (-want +got):\n%s", diff)
	}
	var addresses []string
	for _, a := range l.Addresses {
		addresses = append(addresses, fmt.Sprint(a.Department, " ", sheets.Addr{Row: a.Row, Col: a.Col}, " ", a.Email))
	}
	wantAddresses := []string{
		"Sở Tài chính B2 stc@example.com", "Sở Tài chính C2 a@example.com", "Sở Tài chính C2 b@example.com", "Sở Tài chính D2 c@example.com",
		"Sở Tài chính E2 d@example.com", "Sở Nội vụ B4 snv@example.com",
	}
	if diff := cmp.Diff(wantAddresses, addresses); diff != "" {
		t.Errorf("addresses (-want +got):\n%s", diff)
	}
	var problems []string
	for _, p := range l.Problems {
		problems = append(problems, fmt.Sprint(p.Kind, " ", sheets.Addr{Row: p.Row, Col: p.Col}, " ", p.Seen, " ", p.Name))
	}
	wantProblems := []string{"email D3 sở-y-te@example.com Sở Y tế", "email E3 e(at)example.com Sở Y tế"}
	if diff := cmp.Diff(wantProblems, problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestDirectoryHeaders(t *testing.T) {
	for header, want := range map[string]string{
		"Email": "email", "Email cơ quan": "email", "Hộp thư điện tử đơn vị": "email", "Thư điện tử công vụ": "email",
		"Email cán bộ theo dõi": "officer", "EMAIL CÁN BỘ ĐẦU MỐI": "officer", "Thư điện tử của chuyên viên theo dõi": "officer", "Officer email": "officer",
		"Email lãnh đạo phụ trách": "leader", "E-mail lãnh đạo phòng": "leader", "Hộp thư phó giám đốc": "leader",
		"Email thủ trưởng / giám đốc": "head", "Email thủ trưởng": "head", "Địa chỉ email giám đốc": "head", "Email người đứng đầu": "head",
		"Giám đốc": "", "Điện thoại": "", "Email nội bộ": "", "Cán bộ theo dõi": "",
	} {
		if got := directoryNames()[Fold(header)]; got != want {
			t.Errorf("%q is %q, want %q", header, got, want)
		}
	}
}
