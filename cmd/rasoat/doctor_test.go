package main

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rasoat/cmd/rasoat/internal/demo"
	"rasoat/sheets/emulator"
	"rasoat/sync/mail"
	"rasoat/sync/mail/smtptest"
)

// A spreadsheet that nobody shared is told with the account to share it with.
func TestDoctorTellsWhomToShareWith(t *testing.T) {
	for _, tt := range []struct {
		role       emulator.Role
		code       int
		check, say string
	}{
		{emulator.None, exitFindings, "google/spreadsheet", "403"},
		{emulator.Reader, exitFindings, "google/role", "may only view"},
		{emulator.Writer, exitOK, "google/role", "may write"},
	} {
		service := emulator.New(emulator.Options{})
		server := httptest.NewServer(service)
		defer server.Close()
		sheet := service.Create("Theo dõi", "vi_VN", "Asia/Ho_Chi_Minh")
		sheet.Share(emulatedAccount, tt.role)
		check(t, sheet.Staff().Type(sheet.Look()[0].Title, emulator.At{Row: 0, Col: 0}, "STT"))
		check(t, sheet.Staff().Type(sheet.Look()[0].Title, emulator.At{Row: 0, Col: 1}, "Nội dung nhiệm vụ"))
		check(t, sheet.Staff().Type(sheet.Look()[0].Title, emulator.At{Row: 0, Col: 2}, "Cơ quan chủ trì"))
		check(t, sheet.Staff().Type(sheet.Look()[0].Title, emulator.At{Row: 1, Col: 1}, "Rà soát"))
		key, err := service.Account(emulatedAccount, server.URL+"/token")
		check(t, err)
		dir := t.TempDir()
		check(t, os.WriteFile(filepath.Join(dir, "key.json"), key, 0o600))
		file := filepath.Join(dir, "rasoat.yaml")
		check(t, os.WriteFile(file, fmt.Appendf(nil, `mode: annotate
web: {listen: off}
workbooks:
  - {name: bang, google: {spreadsheet: %s}, lists: [{name: tasks, tab: %q, kind: tasks}]}
google: {credentials: key.json, endpoint: %q}
`, sheet.ID(), sheet.Look()[0].Title, server.URL), 0o600))
		code, out, errs := runHere(t, "doctor", "-c", file, "--json")
		if code != tt.code {
			t.Fatalf("exit code %d, want %d: %s %s", code, tt.code, out, errs)
		}
		var found doctorDocument
		check(t, json.Unmarshal([]byte(out), &found))
		told := false
		for _, d := range found.Checks {
			if d.Check == tt.check {
				told = strings.Contains(d.Text, tt.say) && strings.Contains(d.Text+d.Hint, emulatedAccount)
			}
		}
		if !told {
			t.Errorf("nothing of %s tells %q: %s", tt.check, tt.say, out)
		}
	}
}

// The mail server is asked to let us in, and gets no mail.
func TestDoctorSignsInAndSendsNothing(t *testing.T) {
	s := smtptest.New(t, smtptest.WithTLS(mail.NoTLS), smtptest.WithAuth(mail.AuthPlain))
	for password, code := range map[string]int{smtptest.Password: exitOK, "wrong-secret": exitFindings} {
		dir := t.TempDir()
		text := strings.Replace(string(demo.Config()), "  outbox: outbox\n", smtpKeys(s, fmt.Sprintf("tls: none, username: %s, password: %q", smtptest.Username, password)), 1)
		check(t, os.WriteFile(filepath.Join(dir, "rasoat.yaml"), []byte(text), 0o600))
		_, out, errs := runHere(t, "doctor", "-c", filepath.Join(dir, "rasoat.yaml"))
		if got := strings.Contains(out, "✓ mail/server"); got != (code == exitOK) || strings.Contains(out+errs, "wrong-secret") {
			t.Errorf("password %q: %s %s", password, out, errs)
		}
	}
	if n := len(s.Accepted()); n > 0 {
		t.Errorf("%d mails were sent", n)
	}
}

// The probe leaves nothing behind, and has words for each experiment.
func TestDoctorProbe(t *testing.T) {
	service := emulator.New(emulator.Options{Behaviour: emulator.Behaviour{SortMovesMetadata: true},
		Quota: emulator.Quota{UserReads: -1, UserWrites: -1, ProjectReads: -1, ProjectWrites: -1}})
	server := httptest.NewServer(service)
	defer server.Close()
	sheet := service.Create("Thử", "vi_VN", "Asia/Ho_Chi_Minh")
	sheet.Share(emulatedAccount, emulator.Writer)
	key, err := service.Account(emulatedAccount, server.URL+"/token")
	check(t, err)
	dir := t.TempDir()
	check(t, os.WriteFile(filepath.Join(dir, "key.json"), key, 0o600))
	file := filepath.Join(dir, "rasoat.yaml")
	check(t, os.WriteFile(file, fmt.Appendf(nil, leastConfig+"google: {credentials: key.json, endpoint: %q, limits: {reads: 60000, writes: 60000, project_reads: 60000, project_writes: 60000}}\n", server.URL), 0o600))
	for language, want := range map[string]string{
		"en": "the metadata of a row in a sort: differs, row 0 was seen (the emulator's switch SortMovesMetadata)",
		"vi": "dấu của dòng khi sắp xếp: khác dự kiến, thấy row 0 (công tắc SortMovesMetadata của bộ mô phỏng)",
	} {
		code, out, errs := runHere(t, "doctor", "-c", file, "--lang", language, "--probe", "https://docs.google.com/spreadsheets/d/"+sheet.ID()+"/edit#gid=0")
		if code != exitOK || !strings.Contains(out, want) || strings.Contains(out, "doctor/") {
			t.Errorf("exit code %d: %s %s", code, out, errs)
		}
	}
	if n := len(sheet.Look()); n != 1 {
		t.Errorf("%d tabs are left", n)
	}
	if code, _, errs := runHere(t, "doctor", "-c", file, "--probe", "không"); code != exitUsage || !strings.Contains(errs, "--probe") {
		t.Errorf("exit code %d: %s", code, errs)
	}
}
