package sync_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"rasoat/sheets"
	"rasoat/sheets/csv"
	"rasoat/sheets/xlsx"
	rasoatsync "rasoat/sync"
	"rasoat/sync/deliver"
	"rasoat/sync/digest"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/mail"
	"rasoat/sync/plan"
	"rasoat/sync/remind"
	"rasoat/sync/rule"
	"rasoat/sync/store"
)

// courier keeps what it delivers and refuses what it is told to.
type courier struct {
	refuse string // a part of the names of messages that fail
	got    []mail.Envelope
}

func (c *courier) Send(_ context.Context, e mail.Envelope, committing func() error) (string, error) {
	if c.refuse != "" && strings.Contains(e.Name, c.refuse) {
		return "", errors.New("the mailbox is on fire")
	}
	if err := committing(); err != nil {
		return "", err
	}
	c.got = append(c.got, e)
	return e.Name, nil
}

func (c *courier) Close() error { return nil }

func (c *courier) recipients() []string {
	var all []string
	for _, m := range c.got {
		all = append(all, m.To)
	}
	slices.Sort(all)
	return all
}

type fixture struct {
	*rasoatsync.Service
	courier *courier
	post    *deliver.Worker
	book    rasoatsync.Workbook
	path    string
	tasks   [][]string
	now     time.Time
}

// write makes the workbook of the tasks.
func (f *fixture) write(t *testing.T) {
	t.Helper()
	tab := xlsx.DraftTab{Title: "Nhiệm vụ"}
	for r, row := range f.tasks {
		for c, s := range row {
			if s != "" {
				tab.Cells = append(tab.Cells, xlsx.DraftCell{At: sheets.Addr{Row: r, Col: c}, Cell: sheets.Cell{Value: sheets.TextValue(s)}})
			}
		}
	}
	must(t, xlsx.Create(f.path, xlsx.Draft{Tabs: []xlsx.DraftTab{tab}}))
}

// addTask writes the workbook anew with another task.
func (f *fixture) addTask(t *testing.T, code, name, lead, deadline string) {
	t.Helper()
	f.tasks = append(f.tasks, []string{strconv.Itoa(len(f.tasks)), code, name, lead, deadline, ""})
	must(t, os.Remove(f.path))
	f.write(t)
}

// setup makes a workbook of two late tasks of two departments, a state and a
// service.
func setup(t *testing.T) *fixture {
	t.Helper()
	dir := t.TempDir()
	f := &fixture{path: filepath.Join(dir, "tasks.xlsx"), courier: &courier{}, now: time.Date(2021, 1, 15, 8, 0, 0, 0, time.UTC)}
	f.tasks = [][]string{
		{"STT", "Mã nhiệm vụ", "Nội dung", "Chủ trì", "Thời hạn", "Ngày hoàn thành"},
		{"1", "N-1", "Một", "Sở Tài chính", "31/12/2020", ""},
		{"2", "N-2", "Hai", "Sở Nội vụ", "30/11/2020", ""},
	}
	f.write(t)
	st, err := store.Open(t.Context(), filepath.Join(dir, "state", "rasoat.db"), store.Options{Now: func() time.Time { return f.now }})
	must(t, err)
	t.Cleanup(func() { st.Close() })
	catalogue, err := lang.Load()
	must(t, err)
	f.Service = &rasoatsync.Service{
		Store: st, Printer: catalogue.Printer(lang.Vietnamese), Log: zerolog.Nop(),
		Now: func() time.Time { return f.now },
	}
	f.post = &deliver.Worker{
		Store: st, Transport: f.courier, From: "rasoat@example.com", Now: f.Now, Log: zerolog.Nop(),
		Name: func(m store.Message) string { return digest.Slug(m.Department) },
	}
	f.book = rasoatsync.Workbook{Name: "tasks", Book: xlsx.Open(f.path), Mode: rasoatsync.Remind, Approval: rasoatsync.ApproveNever, Settings: plan.Settings{
		Workbook: "tasks",
		Mapping: ledger.Mapping{
			Lists: []ledger.ListMapping{{Name: "tasks", Tab: "Nhiệm vụ", Kind: ledger.Tasks}},
			Departments: []ledger.Department{
				{Name: "Sở Tài chính", Emails: []string{"stc@example.com"}}, {Name: "Sở Nội vụ", Emails: []string{"snv@example.com"}},
			},
		},
		Rules: rule.Settings{OpenAfter: 90, OpenUrgentAfter: 10}, Domains: []string{"example.com"}, ReplyDays: 7,
		Titles: plan.Titles{Summary: "Tổng hợp", Findings: "Kết quả rà soát", Gap: "Vốn còn thiếu", Warning: "Cảnh báo"},
		Digest: digest.Options{From: digest.Mailbox{Address: "rasoat@example.com"}, Agency: "Văn phòng", List: "Nhiệm vụ"},
	}}
	return f
}

// pass goes over the workbook at a slot and delivers.
func (f *fixture) pass(t *testing.T) (*rasoatsync.Report, error) {
	t.Helper()
	r, err := f.Pass(t.Context(), f.book, rasoatsync.Occasion{Slot: f.now})
	if f.book.Mode < rasoatsync.Remind {
		return r, err
	}
	_, sweepErr := f.post.Sweep(t.Context())
	must(t, sweepErr)
	return r, err
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (f *fixture) bytes(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile(f.path)
	must(t, err)
	return data
}

func TestPassWritesAndMailsOnce(t *testing.T) {
	f := setup(t)
	before := f.bytes(t)
	preview, err := f.Preview(t.Context(), f.book, f.now)
	must(t, err)
	if !bytes.Equal(before, f.bytes(t)) || len(f.courier.got) != 0 {
		t.Fatal("a preview wrote or mailed")
	}
	r, err := f.pass(t)
	must(t, err)
	if !r.Written || len(r.Mails) != 2 {
		t.Errorf("written %v, delivered %d", r.Written, len(r.Mails))
	}
	if !slices.Equal(preview.Steps, r.Steps) {
		t.Error("the pass did not do what the preview said")
	}
	for i, m := range preview.Plan.Messages {
		if !bytes.Equal(m.Raw, r.Plan.Messages[i].Raw) {
			t.Errorf("message %d is not the one of the preview", i)
		}
	}
	after := f.bytes(t)
	f.now = f.now.Add(time.Hour)
	r, err = f.pass(t)
	must(t, err)
	if r.Written || len(r.Steps) != 0 || len(r.Mails) != 0 || !bytes.Equal(after, f.bytes(t)) {
		t.Errorf("the second pass wrote %d steps and mailed %d", len(r.Steps), len(r.Mails))
	}
}

func TestModes(t *testing.T) {
	for mode, want := range map[rasoatsync.Mode]struct {
		written bool
		mails   int
	}{rasoatsync.Watch: {false, 0}, rasoatsync.Annotate: {true, 0}, rasoatsync.Remind: {true, 2}} {
		f := setup(t)
		f.book.Mode = mode
		before := f.bytes(t)
		r, err := f.pass(t)
		must(t, err)
		if r.Written != want.written || bytes.Equal(before, f.bytes(t)) == want.written || len(f.courier.got) != want.mails {
			t.Errorf("mode %d: written %v, %d mails; want %+v", mode, r.Written, len(f.courier.got), want)
		}
		if len(r.Steps) == 0 {
			t.Errorf("mode %d does not say what it would write", mode)
		}
		// Whoever was not told under one mode is told under the next.
		f.book.Mode = rasoatsync.Remind
		if _, err := f.pass(t); err != nil || len(f.courier.got) != 2 {
			t.Errorf("after mode %d: %d mails, %v", mode, len(f.courier.got), err)
		}
	}
}

func TestAPassWithoutMailingTellsNobodyAndForgetsNobody(t *testing.T) {
	f := setup(t)
	_, err := f.Pass(t.Context(), f.book, rasoatsync.Occasion{})
	must(t, err)
	if len(f.courier.got) != 0 {
		t.Fatalf("%d mails", len(f.courier.got))
	}
	_, err = f.pass(t)
	must(t, err)
	if len(f.courier.got) != 2 {
		t.Errorf("%d mails at the next digest, want 2", len(f.courier.got))
	}
}

// Somebody holds the workbook open: everything but the writing is done, and
// the writing when they have closed it.
func TestAHeldWorkbookDelaysOnlyTheWriting(t *testing.T) {
	f := setup(t)
	lock := filepath.Join(filepath.Dir(f.path), ".~lock."+filepath.Base(f.path)+"#")
	must(t, os.WriteFile(lock, []byte(",Trần Thị Mẫu,máy-1,15.01.2021 07:55,file:///x;"), 0o600))
	before := f.bytes(t)
	r, err := f.pass(t)
	must(t, err)
	if r.Written || r.Unwritten == nil || !strings.Contains(r.Unwritten.Error(), "Trần Thị Mẫu") || !bytes.Equal(before, f.bytes(t)) {
		t.Errorf("written %v, busy %v", r.Written, r.Unwritten)
	}
	if len(f.courier.got) != 2 {
		t.Errorf("%d mails while the workbook was held, want 2", len(f.courier.got))
	}
	must(t, os.Remove(lock))
	r, err = f.pass(t)
	must(t, err)
	if !r.Written || len(r.Mails) != 0 {
		t.Errorf("afterwards written %v and %d mails", r.Written, len(r.Mails))
	}
}

// One mail that fails holds up no other; it goes out later with the bytes it
// had, and the department gets no other before.
func TestAFailedMailWaits(t *testing.T) {
	f := setup(t)
	f.courier.refuse = "so-noi-vu"
	r, err := f.pass(t)
	must(t, err)
	if !r.Written || len(f.courier.got) != 1 {
		t.Fatalf("the other mail and the writing were held up: %d mails", len(f.courier.got))
	}
	var planned []byte
	for _, m := range r.Plan.Messages {
		if m.Department == "Sở Nội vụ" {
			planned = m.Raw
		}
	}
	f.now = f.now.AddDate(0, 0, 3)
	r, err = f.pass(t)
	must(t, err)
	for _, d := range r.Plan.Digests {
		if d.Department.Name == "Sở Nội vụ" && d.Reason != remind.Undelivered {
			t.Errorf("another mail is decided on while one waits: %s", d.Reason)
		}
	}
	f.courier.refuse = ""
	f.now = f.now.Add(3 * time.Hour)
	_, err = f.pass(t)
	must(t, err)
	if to := f.courier.recipients(); !slices.Equal(to, []string{"snv@example.com", "stc@example.com"}) {
		t.Fatalf("delivered to %v", to)
	}
	if !bytes.Equal(f.courier.got[1].Raw, planned) {
		t.Error("the mail changed while it waited")
	}
	if _, err := f.pass(t); err != nil || len(f.courier.got) != 2 {
		t.Errorf("mailed again: %d, %v", len(f.courier.got), err)
	}
}

func TestAPassThatFailsIsRecorded(t *testing.T) {
	f := setup(t)
	must(t, os.Remove(f.path))
	_, err := f.pass(t)
	if sheets.ClassOf(err) != sheets.Gone {
		t.Errorf("error %v, want the class gone", err)
	}
	runs, err := f.Store.Runs(t.Context(), "tasks", 0, 1)
	must(t, err)
	if len(runs) != 1 || runs[0].Outcome != "failed" || !strings.Contains(runs[0].Error, "tasks.xlsx") {
		t.Errorf("recorded %+v", runs)
	}
}

func TestAFileThatCannotBeWrittenIsJudgedAllTheSame(t *testing.T) {
	f := setup(t)
	path := filepath.Join(t.TempDir(), "Nhiệm vụ.csv")
	must(t, os.WriteFile(path, []byte("STT,Nội dung,Chủ trì,Thời hạn,Ngày hoàn thành\n1,Một,Sở Tài chính,31/12/2020,\n"), 0o600))
	f.book.Book = csv.Open(path, csv.Options{})
	r, err := f.pass(t)
	must(t, err)
	if sheets.ClassOf(r.Unwritten) != sheets.Denied || r.Written || len(r.Steps) != 0 {
		t.Errorf("written %v, steps %d, unwritten for %v", r.Written, len(r.Steps), r.Unwritten)
	}
	if len(f.courier.got) != 1 {
		t.Errorf("%d mails, want 1", len(f.courier.got))
	}
}

// unwritable is a workbook that can be read, and whose writing fails as told:
// as on a share that is read-only, while others write all the time, or when
// the answer gets lost. It fails so often, and then no more.
type unwritable struct {
	sheets.Book
	class sheets.Class
	times *int
}

func (b unwritable) Read(ctx context.Context, scope sheets.Scope) (sheets.View, error) {
	v, err := b.Book.Read(ctx, scope)
	return unwritableView{v, b}, err
}

type unwritableView struct {
	sheets.View
	book unwritable
}

func (v unwritableView) Propose(a sheets.Annotations) (sheets.Change, error) {
	c, err := v.View.Propose(a)
	return unwritableChange{c, v.book}, err
}

type unwritableChange struct {
	sheets.Change
	book unwritable
}

func (c unwritableChange) Apply(ctx context.Context) (sheets.View, error) {
	if *c.book.times == 0 {
		return c.Change.Apply(ctx)
	}
	*c.book.times--
	return nil, &sheets.OpError{Class: c.book.class, Op: "write", Where: "tasks.xlsx", Err: os.ErrPermission}
}

func TestAPassStartsOverWhereTheWorkbookChanged(t *testing.T) {
	for _, class := range []sheets.Class{sheets.Conflict, sheets.Uncertain} {
		f, times := setup(t), 2
		f.book.Book = unwritable{f.book.Book, class, &times}
		r, err := f.pass(t)
		if err != nil || !r.Written || len(f.courier.got) != 2 {
			t.Errorf("%v twice, then none: error %v, reported %+v, %d mails; want it written and 2 mails", class, err, r, len(f.courier.got))
		}
	}
}

func TestAFailedWritingHoldsUpNoMail(t *testing.T) {
	for _, class := range []sheets.Class{sheets.Denied, sheets.Conflict, sheets.Uncertain} {
		f, always := setup(t), 100
		f.book.Book = unwritable{f.book.Book, class, &always}
		r, err := f.pass(t)
		if sheets.ClassOf(err) != class {
			t.Errorf("error %v, want that of the writing", err)
		}
		if r == nil || r.Written || r.Unwritten == nil {
			t.Errorf("%v: reported %+v", class, r)
		}
		if len(f.courier.got) != 2 {
			t.Errorf("%v: %d mails while the workbook could not be written, want 2", class, len(f.courier.got))
		}
	}
}

// The log says who was told and why, under one mark for a pass, and bears no
// mail address.
func TestThePassIsToldInTheLog(t *testing.T) {
	f := setup(t)
	var out bytes.Buffer
	f.Log = zerolog.New(&out)
	_, err := f.pass(t)
	must(t, err)
	marks := map[string]bool{}
	due := 0
	for line := range strings.Lines(out.String()) {
		var entry struct{ Pass, Department, Reason, Message string }
		must(t, json.Unmarshal([]byte(line), &entry))
		marks[entry.Pass] = true
		if entry.Message == "digest planned" && entry.Department != "" && entry.Reason == "first" {
			due++
		}
	}
	if len(marks) != 1 || marks[""] || due != 2 || strings.Contains(out.String(), "@") {
		t.Errorf("logged:\n%s", &out)
	}
}
