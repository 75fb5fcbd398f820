package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"rasoat/sync/mail"
	"rasoat/sync/mail/smtptest"
	"rasoat/sync/store"
)

// The table of a scene: three departments are late, the first has two
// recipients.
var sceneRows = [][]string{
	{"STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Thời hạn", "Trạng thái"},
	{"1", "Rà soát quy định", "Sở Tài chính", "31/12/2020", "Đang làm"},
	{"2", "Dự toán sửa chữa", "Sở Xây dựng", "31/10/2020", "Đang làm"},
	{"3", "Báo cáo quý", "Sở Y tế", "30/11/2020", "Đang làm"},
	{"4", "Việc xong", "Sở Y tế", "30/11/2020", "Hoàn thành"},
}

// notRaced skips a test that starts the program hundreds of times where each
// start is many times slower. One process has nothing to race with another;
// .ci/run runs these tests without the race detector.
func notRaced(t *testing.T) {
	t.Helper()
	if raced {
		t.Skip("the program is killed without the race detector")
	}
}

// sceneRecipients are the recipients by department.
var sceneRecipients = map[string][]string{
	"Sở Tài chính": {"stc@example.com", "vp.stc@example.com"},
	"Sở Xây dựng":  {"sxd@example.com"},
	"Sở Y tế":      {"syt@example.com"},
}

const (
	copies  = 4               // a department and recipient
	patient = 2 * time.Minute // how long a process may take before it is killed
)

const sceneConfig = `mode: remind
state: %q
workbooks:
  - name: nhiem-vu
    %s
    lists:
      - {name: tasks, kind: tasks%s}
directory:
  departments:
    - {name: Sở Tài chính, emails: [stc@example.com, vp.stc@example.com]}
    - {name: Sở Xây dựng, emails: [sxd@example.com]}
    - {name: Sở Y tế, emails: [syt@example.com]}
statuses: [{name: Đang làm}, {name: Hoàn thành, done: true}]
web: {listen: off}
mail:
  approve: never
  hours: {from: 0, to: 24}
  from: {name: Văn phòng, address: vp@example.com}
  agency: Văn phòng
  domains: [example.com]
  smtp: {host: 127.0.0.1, port: %d, tls: %s, hello: test, timeout: 20, per_minute: 0}
network: {ca_file: %q}
log: {format: json}
%s`

// scene is a workbook with its configuration and a mail server, all new.
type scene struct {
	t        testing.TB
	server   *smtptest.Server
	dir      string
	config   string
	state    string
	workbook string
	before   []byte // of the workbook
}

// newScene makes a scene. The kind of workbook is xlsx or csv; more is appended to the
// configuration.
func newScene(t testing.TB, kind string, tls mail.TLSMode, more string) *scene {
	t.Helper()
	s := &scene{t: t, dir: t.TempDir(), server: smtptest.New(t, smtptest.WithTLS(tls))}
	path := func(name string) string { return filepath.Join(s.dir, name) }
	s.config, s.state, s.workbook = path("rasoat.yaml"), path("state/rasoat.db"), path("book/nv."+kind)
	must(t, os.Mkdir(filepath.Dir(s.workbook), 0o755))
	source, list := fmt.Sprintf("csv: {file: %q}", s.workbook), ""
	if kind == "xlsx" {
		source, list = fmt.Sprintf("file: %q", s.workbook), ", tab: DS"
		must(t, writeSheet(s.workbook))
	} else {
		var b bytes.Buffer
		for _, row := range sceneRows {
			b.WriteString(strings.Join(row, ",") + "\n")
		}
		must(t, os.WriteFile(s.workbook, b.Bytes(), 0o644))
	}
	var err error
	s.before, err = os.ReadFile(s.workbook)
	must(t, err)
	must(t, os.WriteFile(path("ca.pem"), s.server.CA(), 0o644))
	mode := "none"
	if tls == mail.StartTLS {
		mode = "starttls"
	}
	text := fmt.Sprintf(sceneConfig, s.state, source, list, s.server.Options().Port, mode, path("ca.pem"), more)
	must(t, os.WriteFile(s.config, []byte(text), 0o600))
	return s
}

func writeSheet(path string) error {
	f := excelize.NewFile()
	defer f.Close()
	failed := []error{f.SetSheetName("Sheet1", "DS")}
	for i, row := range sceneRows {
		failed = append(failed, f.SetSheetRow("DS", fmt.Sprintf("A%d", i+1), &row))
	}
	return errors.Join(append(failed, f.SaveAs(path))...)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// child is a run of the program, as a process of its own.
type child struct {
	cmd  *exec.Cmd
	out  *screen
	done chan struct{} // closed when it has ended
}

// screen is what a process writes; to be read once it has ended.
type screen struct {
	text    bytes.Buffer
	started chan struct{} // closed when a daemon says that it has started
}

func (s *screen) String() string { return s.text.String() }

func (s *screen) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(`"message":"started"`)) {
		close(s.started)
	}
	return s.text.Write(p)
}

// start starts the program; crash is for crashVariable, and before it stands what it is
// started by.
func (s *scene) start(crash string, before []string, args ...string) *child {
	s.t.Helper()
	all := slices.Concat(before, []string{"rasoat"}, args, []string{"-c", s.config})
	ctx, cancel := context.WithTimeout(s.t.Context(), patient)
	c := &child{cmd: exec.CommandContext(ctx, all[0], all[1:]...), done: make(chan struct{}), out: &screen{started: make(chan struct{})}}
	c.cmd.Env = append(os.Environ(), crashVariable+"="+crash)
	c.cmd.Dir = s.dir
	c.cmd.Stdout, c.cmd.Stderr = c.out, c.out
	must(s.t, c.cmd.Start())
	go func() { defer close(c.done); defer cancel(); c.cmd.Wait() }()
	return c
}

// kill kills the process and returns when it is dead.
func (c *child) kill() {
	c.cmd.Process.Kill()
	<-c.done
}

// killed waits for the end and tells whether it was a signal's.
func (c *child) killed() bool {
	<-c.done
	return c.cmd.ProcessState.ExitCode() == -1
}

// ended waits for the end and returns the exit code, -1 after a signal.
func (c *child) ended() int {
	<-c.done
	return c.cmd.ProcessState.ExitCode()
}

// once starts a pass at a time after 8 o'clock.
func (s *scene) once(crash string, after time.Duration, before ...string) *child {
	at := time.Date(2021, 1, 15, 8, 0, 0, 0, time.FixedZone("", 7*60*60)).Add(after)
	return s.start(crash, before, "once", "-v", "--now", at.Format(time.RFC3339))
}

// finish passes once more, undisturbed, which must go well.
func (s *scene) finish(name string, after time.Duration) {
	s.t.Helper()
	if c := s.once("", after); c.ended() != exitOK {
		s.t.Errorf("%s: the run after it ended with %d:\n%s", name, c.ended(), c.out)
	}
}

// fails checks that a run in which something failed ended well, or with an error
// that a person can read.
func (s *scene) fails(name string, c *child) {
	s.t.Helper()
	code := c.ended()
	said := c.out.String()
	switch code {
	case exitOK:
	case exitFailed:
		if !strings.Contains(said, "\nrasoat: ") && !strings.HasPrefix(said, "rasoat: ") {
			s.t.Errorf("%s: it failed without a word:\n%s", name, said)
		}
	default:
		s.t.Errorf("%s: it ended with %d:\n%s", name, code, said)
	}
}

// autopsy reads a copy of what a dead process left, and returns how far each
// delivery had got, by recipient. It fails where the state is not whole.
func (s *scene) autopsy(name string) map[string]store.State {
	s.t.Helper()
	s.whole(name)
	copied := filepath.Join(s.t.TempDir(), "rasoat.db")
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(s.state + suffix)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		must(s.t, err)
		must(s.t, os.WriteFile(copied+suffix, data, 0o600))
	}
	states := map[string]store.State{}
	for _, e := range s.entries(name, copied) {
		for _, d := range e.Deliveries {
			states[d.Recipient] = d.State
		}
	}
	return states
}

// entries lists an outbox with its bytes, and checks its file through.
func (s *scene) entries(name, state string) []store.Entry {
	s.t.Helper()
	st, err := store.Open(s.t.Context(), state, store.Options{})
	if err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	defer st.Close()
	list, err := st.Outbox(s.t.Context(), store.Filter{})
	must(s.t, err)
	for i := range list {
		list[i].Raw = nil
		e, err := st.Show(s.t.Context(), list[i].Key)
		must(s.t, err)
		list[i].Raw = e.Raw
	}
	db, err := sql.Open("sqlite", state)
	must(s.t, err)
	defer db.Close()
	var verdict string
	must(s.t, db.QueryRowContext(s.t.Context(), "PRAGMA integrity_check").Scan(&verdict))
	if verdict != "ok" {
		s.t.Errorf("%s: the state is damaged: %s", name, verdict)
	}
	return list
}

// whole checks that the workbook can be opened and holds what people wrote.
func (s *scene) whole(name string) {
	s.t.Helper()
	data, err := os.ReadFile(s.workbook)
	must(s.t, err)
	if bytes.Equal(data, s.before) {
		return
	}
	if filepath.Ext(s.workbook) == ".csv" {
		s.t.Errorf("%s: the CSV file was changed", name)
		return
	}
	f, err := excelize.OpenFile(s.workbook)
	if err != nil {
		s.t.Errorf("%s: the workbook is damaged: %v", name, err)
		return
	}
	defer f.Close()
	for i, row := range sceneRows {
		for j, want := range row {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			must(s.t, err)
			if got, err := f.GetCellValue("DS", cell); got != want || err != nil {
				s.t.Errorf("%s: %s of the workbook holds %q, want %q (%v)", name, cell, got, want, err)
			}
		}
	}
}

// verify checks what all came to: ends are the autopsies of the processes that
// did not end by themselves. It returns how many mails came once too often.
func (s *scene) verify(name string, ends ...map[string]store.State) (doubled int) {
	s.t.Helper()
	s.whole(name)
	accepted := map[string][]smtptest.Accepted{}
	for _, a := range s.server.Accepted() {
		accepted[a.To] = append(accepted[a.To], a)
	}
	entries := s.entries(name, s.state)
	if len(entries) != len(sceneRecipients) {
		s.t.Errorf("%s: %d digests for %d departments", name, len(entries), len(sceneRecipients))
	}
	for _, e := range entries {
		if e.State != store.Sent || !slices.Equal(e.To, sceneRecipients[e.Department]) {
			s.t.Errorf("%s: the digest of %s to %v is %s", name, e.Department, e.To, e.State)
		}
		for _, d := range e.Deliveries {
			got := accepted[d.Recipient]
			delete(accepted, d.Recipient)
			doubts := 0 // ends at which nobody knew whether it was accepted
			for _, states := range ends {
				if states[d.Recipient] == store.Committing {
					doubts++
				}
			}
			if d.State != store.Sent || len(got) == 0 {
				s.t.Errorf("%s: LOST: %s, which is %s: %s", name, d.Recipient, d.State, d.Reason)
				continue
			}
			if len(got) > 1+doubts {
				s.t.Errorf("%s: %s got %d mails, and was in doubt %d times", name, d.Recipient, len(got), doubts)
			}
			doubled += len(got) - 1
			for _, a := range got {
				if !bytes.Equal(a.Data, e.Raw) {
					s.t.Errorf("%s: what %s got is not what was stored", name, d.Recipient)
				}
			}
		}
	}
	for to := range accepted {
		s.t.Errorf("%s: %s got a mail that is in no outbox", name, to)
	}
	if doubled > len(ends) {
		s.t.Errorf("%s: %d processes doubled %d mails", name, len(ends), doubled)
	}
	left, err := os.ReadDir(filepath.Dir(s.workbook))
	must(s.t, err)
	for _, f := range left {
		// A version of ours or the one before stays hidden until the next write.
		if f.Name() != filepath.Base(s.workbook) && !strings.HasPrefix(f.Name(), "."+filepath.Base(s.workbook)+".rasoat-") {
			s.t.Errorf("%s: beside the workbook lies %s", name, f.Name())
		}
	}
	return doubled
}
