package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets/emulator"
)

// office is a spreadsheet of three tasks whose deadlines are no days, and a
// configuration.
type office struct {
	t      *testing.T
	sheet  *emulator.Spreadsheet
	config string
	asked  []string // of the API since it was last looked at: "GET", "POST"
	fault  func(body string) *emulator.Fault
}

func newOffice(t *testing.T, comments string) *office {
	t.Helper()
	o := &office{t: t}
	google := emulator.New(emulator.Options{Quota: emulator.Quota{UserReads: -1, UserWrites: -1, ProjectReads: -1, ProjectWrites: -1, UserDrive: -1}})
	google.Before(func(r *http.Request, body []byte) *emulator.Fault {
		if !strings.HasPrefix(r.URL.Path, "/v4/") {
			return nil
		}
		o.asked = append(o.asked, r.Method)
		if o.fault == nil {
			return nil
		}
		return o.fault(string(body))
	})
	server := httptest.NewServer(google)
	t.Cleanup(server.Close)
	key, err := google.Account(emulatedAccount, server.URL+"/token")
	check(t, err)
	dir := t.TempDir()
	check(t, os.WriteFile(filepath.Join(dir, "key.json"), key, 0o600))
	o.sheet = google.Create("Theo dõi", "vi_VN", "Asia/Ho_Chi_Minh")
	o.sheet.Share(emulatedAccount, emulator.Writer)
	check(t, o.sheet.Staff().RenameTab(o.sheet.Look()[0].Title, fleetTab))
	check(t, o.sheet.Staff().DeleteRows(fleetTab, 20, 980))
	for r, row := range [][]string{
		{"STT", "Mã nhiệm vụ", "Nội dung", "Chủ trì", "Thời hạn", "Ngày hoàn thành"},
		{"1", "N-1", "Một", "Sở Tài chính", "'31/11/2021", ""},
		{"2", "N-2", "Hai", "Sở Tài chính", "'31/11/2021", ""},
		{"3", "N-3", "Ba", "Sở Nội vụ", "'31/11/2021", ""},
	} {
		for c, cell := range row {
			o.types(r, c, cell)
		}
	}
	o.config = filepath.Join(dir, "rasoat.yaml")
	check(t, os.WriteFile(o.config, fmt.Appendf(nil, `mode: remind
language: en
directory:
  departments:
    - {name: Sở Tài chính, emails: [stc@example.com], officer_emails: [can-bo@example.com]}
    - {name: Sở Nội vụ, emails: [snv@example.com]}
mail: {from: {address: rasoat@example.com}, agency: Văn phòng, outbox: outbox, domains: [example.com], approve: never}
google: {credentials: key.json, endpoint: %q%s}
workbooks:
  - {name: w, google: {spreadsheet: %s}, lists: [{name: tasks, tab: %s, kind: tasks}]}
`, server.URL, comments, o.sheet.ID(), fleetTab), 0o600))
	return o
}

func (o *office) types(row, col int, text string) {
	o.t.Helper()
	if text != "" {
		check(o.t, o.sheet.Staff().Type(fleetTab, emulator.At{Row: row, Col: col}, text))
	}
}

// rasoat runs a command as at that time, and returns what it prints.
func (o *office) rasoat(command, now string) string {
	o.t.Helper()
	code, out, errs := runHere(o.t, command, "-c", o.config, "--now", now+"+07:00")
	if code != exitOK {
		o.t.Fatalf("%s at %s ended with %d:\n%s%s", command, now, code, out, errs)
	}
	return out
}

// said returns the comments: the code of the row, the posts cut to their first
// lines, and whether it is resolved.
func (o *office) said() []string {
	var all []string
	for _, c := range o.sheet.Comments() {
		code, _ := o.sheet.LookAt(fleetTab).Cells[emulator.At{Row: c.At.Row, Col: 1}].Value.(string)
		line := fmt.Sprintf("%s col %d:", code, c.At.Col)
		for _, p := range c.Posts {
			line += " | " + strings.SplitAfter(p, "”")[0]
		}
		if c.Resolved {
			line += " (resolved)"
		}
		all = append(all, line)
	}
	slices.Sort(all)
	return all
}

func (o *office) saying(when string, want ...string) {
	o.t.Helper()
	if diff := cmp.Diff(want, o.said()); diff != "" {
		o.t.Errorf("%s: comments (-want +got):\n%s", when, diff)
	}
}

// Findings that stay open become comments, two a day, each once, whatever the
// process; the dry run shows them and posts none.
func TestFindingsBecomeComments(t *testing.T) {
	o := newOffice(t, ", comments: {after: 14, per_day: 2}")
	// The first of four is a Friday.
	o.rasoat("once", "2021-01-15T08:00:00")
	o.rasoat("once", "2021-01-28T08:00:00")
	o.saying("after 13 days")

	out := o.rasoat("plan", "2021-01-29T08:00:00")
	for _, want := range []string{"3 threads on cells, of which 2 may still be posted today", "Assigned to: can-bo@example.com", "Nhiệm vụ · E2", "N-1: deadline “31/11/2021” cannot be read"} {
		if !strings.Contains(out, want) {
			t.Errorf("plan does not say %q:\n%s", want, out)
		}
	}
	if out := o.rasoat("plan", "2021-01-30T08:00:00"); !strings.Contains(out, "3 threads on cells, not posted now: today is a day off") {
		t.Errorf("plan of a Saturday:\n%s", out)
	}
	o.rasoat("once", "2021-01-29T06:00:00")
	o.saying("a dry run, and a pass before the hours for mail")

	for range 3 {
		o.rasoat("once", "2021-01-29T08:00:00")
	}
	if got := o.said(); len(got) != 2 || !strings.HasPrefix(got[0], "N-1 col 4: | N-1: ") || !strings.HasPrefix(got[1], "N-2 col 4: | N-2: ") {
		t.Errorf("on the first day: %q", got)
	}
	o.rasoat("once", "2021-01-30T08:00:00")
	if got := o.said(); len(got) != 2 {
		t.Errorf("on a Saturday: %q", got)
	}
	o.rasoat("once", "2021-02-01T08:00:00")
	if got := o.said(); len(got) != 3 || !strings.HasPrefix(got[2], "N-3 col 4: | N-3: ") {
		t.Errorf("on Monday: %q", got)
	}

	o.types(1, 4, "'31/09/2021")
	o.types(2, 4, "30/11/2021")
	o.rasoat("once", "2021-02-02T08:00:00")
	o.rasoat("once", "2021-02-03T08:00:00")
	got := o.said()
	if len(got) != 3 || strings.Count(got[0], "N-1: ") != 2 || !strings.Contains(got[0], "31/09/2021") || !strings.HasSuffix(got[1], "| Done. (resolved)") {
		t.Errorf("after edits: %q", got)
	}

	// With nothing to say nothing is asked for but the cells.
	o.asked = nil
	o.rasoat("once", "2021-02-04T08:00:00")
	if diff := cmp.Diff([]string{"GET", "POST"}, o.asked); diff != "" { // the day that our tab states
		t.Errorf("requests where there is nothing to say (-want +got):\n%s", diff)
	}
}

// Without comments not one request is sent more, and nothing is remembered.
func TestCommentsThatAreOff(t *testing.T) {
	long(t)
	asked := map[string][]string{}
	for name, comments := range map[string]string{"off": ", comments: {after: 0}", "on": ", comments: {after: 14}"} {
		o := newOffice(t, comments)
		o.rasoat("once", "2021-01-15T08:00:00")
		o.rasoat("once", "2021-01-29T08:00:00")
		asked[name] = o.asked
		if got := len(o.sheet.Comments()); name == "off" && got != 0 {
			t.Errorf("off: %d comments", got)
		}
		data, err := os.ReadFile(filepath.Join(filepath.Dir(o.config), "state", "rasoat.db"))
		check(t, err)
		if has := strings.Contains(string(data), `"said":"`); has != (name == "on") {
			t.Errorf("%s: a finding is remembered: %v", name, has)
		}
	}
	// The comments are read, and a new one takes three steps.
	if len(asked["off"])+4 != len(asked["on"]) {
		t.Errorf("requests without comments: %q; with them: %q", asked["off"], asked["on"])
	}
}

// A spreadsheet that takes no comments fails no pass, and is asked again on the
// next day alone.
func TestCommentsThatAreRefused(t *testing.T) {
	long(t)
	o := newOffice(t, ", comments: {after: 14}")
	o.rasoat("once", "2021-01-15T08:00:00")
	o.fault = func(body string) *emulator.Fault {
		if strings.Contains(body, "insertComment") {
			return &emulator.Fault{Status: 400}
		}
		return nil
	}
	o.rasoat("once", "2021-01-29T08:00:00")
	o.asked = nil
	o.rasoat("once", "2021-01-29T09:00:00")
	if len(o.asked) != 1 {
		t.Errorf("requests on the same day: %q", o.asked)
	}
	o.fault = nil
	if out := o.rasoat("plan", "2021-01-29T09:00:00"); !strings.Contains(out, "the spreadsheet took no comments today") {
		t.Errorf("plan:\n%s", out)
	}
	o.rasoat("once", "2021-02-01T08:00:00")
	if got := o.said(); len(got) != 3 {
		t.Errorf("on the next day: %q", got)
	}
}
