package sync_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rasoat/sheets"
	"rasoat/sheets/csv"
	rasoatsync "rasoat/sync"
	"rasoat/sync/ledger"
	"rasoat/sync/remind"
	"rasoat/sync/store"
)

// runs returns the outcomes of the recorded passes, the oldest first, and the
// newest one with its account.
func (f *fixture) runs(t *testing.T) ([]string, store.Run, rasoatsync.Account) {
	t.Helper()
	list, err := f.Store.Runs(t.Context(), "tasks", 0, 0)
	must(t, err)
	if len(list) == 0 {
		t.Fatal("no pass is recorded")
	}
	run, _, err := f.Store.RunOf(t.Context(), list[0].ID)
	must(t, err)
	account, err := rasoatsync.ReadAccount(run.Detail)
	must(t, err)
	var outcomes []string
	for _, r := range slices.Backward(list) {
		outcomes = append(outcomes, r.Outcome)
	}
	if strings.Contains(run.Error+string(run.Detail), "@example") {
		at := max(0, strings.Index(run.Error+string(run.Detail), "@example")-40)
		t.Errorf("the record bears a mail address: …%.80s", (run.Error + string(run.Detail))[at:])
	}
	return outcomes, run, account
}

func (f *fixture) wantRuns(t *testing.T, want ...string) {
	t.Helper()
	if got, _, _ := f.runs(t); !slices.Equal(got, want) {
		t.Errorf("recorded %v, want %v", got, want)
	}
}

func TestAPassTellsWhatItDid(t *testing.T) {
	f := setup(t)
	f.tasks = append(f.tasks, []string{"3", "N-3", "Ba", "Sở Không Có", "31/11/2020", ""})
	must(t, os.Remove(f.path))
	f.write(t)
	r, err := f.Pass(t.Context(), f.book, rasoatsync.Occasion{Slot: f.now, Why: rasoatsync.WhyDigests})
	must(t, err)
	outcomes, run, a := f.runs(t)
	if len(outcomes) != 1 || run.Outcome != rasoatsync.OutcomeWritten || run.Why != "digests" || run.Messages != 2 || run.Steps != len(r.Steps) || run.Findings != r.Plan.Open() || run.Error != "" {
		t.Errorf("recorded %v, %s for %s, %d mails, %q", outcomes, run.Outcome, run.Why, run.Messages, run.Error)
	}
	if a.Mode != "remind" || !a.Slot.Equal(f.now) || a.Attempts != 1 || a.StepsInAll != len(r.Steps) || len(a.Steps) != len(r.Steps) {
		t.Errorf("mode %s, slot %v, %d attempts, %d steps, unwritten %v, aside %v, new %v, gone %v", a.Mode, a.Slot, a.Attempts, a.StepsInAll, a.Unwritten, a.Aside, a.New, a.Gone)
	}
	if !slices.ContainsFunc(a.Steps, func(s rasoatsync.AccountStep) bool {
		return s.Tab == "Nhiệm vụ" && s.Cell != "" && s.Before == "" && strings.Contains(s.After, "N-3")
	}) {
		t.Errorf("no step says what stands beside N-3 now: %+v", a.Steps)
	}
	if len(a.Digests) != 2 || !a.Digests[0].Send || a.Digests[0].Reason != remind.First || a.Digests[0].Late != 1 {
		t.Errorf("digests: %+v", a.Digests)
	}
	if len(a.Mails) != 2 || a.Mails[0].Recipients != 1 || a.Mails[0].Waits || a.Mails[0].Key != r.Mails[0].Key || a.Mails[0].Subject == "" {
		t.Errorf("mails: %+v", a.Mails)
	}
	if a.Unwritten != nil || a.Aside != nil || a.Brake != nil || a.New != nil || a.Gone != nil {
		t.Errorf("mode %s, slot %v, %d attempts, %d steps, unwritten %v, aside %v, new %v, gone %v", a.Mode, a.Slot, a.Attempts, a.StepsInAll, a.Unwritten, a.Aside, a.New, a.Gone)
	}
	kept, err := f.Store.Figures(t.Context(), "tasks", time.Time{}, time.Time{})
	must(t, err)
	want, err := a.Figures.Encode()
	must(t, err)
	if len(kept) != 1 || string(kept[0].Document) != string(want) || !kept[0].Day.Equal(time.Date(2021, 1, 15, 0, 0, 0, 0, time.UTC)) || a.Figures.Late != 2 {
		t.Errorf("the figures kept are %v, those of the account %s", kept, want)
	}

	// What was new is counted by rule, and so is what is gone.
	f.tasks[3][3] = "Sở Nội vụ"
	f.tasks[2][4] = "31/02/2021"
	must(t, os.Remove(f.path))
	f.write(t)
	_, err = f.Pass(t.Context(), f.book, rasoatsync.Occasion{Why: rasoatsync.WhyChange})
	must(t, err)
	_, run, a = f.runs(t)
	if run.Why != "change" || fmt.Sprint(a.New, a.Gone) != "map[deadline/unreadable:1] map[department/unknown:1]" {
		t.Errorf("new %v, gone %v", a.New, a.Gone)
	}
}

func TestEachOutcome(t *testing.T) {
	tests := map[string]func(*testing.T, *fixture){
		rasoatsync.OutcomeWatched: func(_ *testing.T, f *fixture) { f.book.Mode = rasoatsync.Watch },
		rasoatsync.OutcomeWritten: func(*testing.T, *fixture) {},
		rasoatsync.OutcomeHeld: func(t *testing.T, f *fixture) {
			lock := filepath.Join(filepath.Dir(f.path), ".~lock."+filepath.Base(f.path)+"#")
			must(t, os.WriteFile(lock, []byte(",Trần Thị Mẫu,máy-1,15.01.2021 07:55,file:///x;"), 0o600))
		},
		rasoatsync.OutcomeDenied: func(t *testing.T, f *fixture) {
			path := filepath.Join(t.TempDir(), "Nhiệm vụ.csv")
			must(t, os.WriteFile(path, []byte("STT,Nội dung,Chủ trì,Thời hạn,Ngày hoàn thành\n1,Một,Sở Tài chính,31/12/2020,\n"), 0o600))
			f.book.Book = csv.Open(path, csv.Options{})
		},
		rasoatsync.OutcomeFailed: func(t *testing.T, f *fixture) {
			must(t, os.Remove(f.path))
		},
		rasoatsync.OutcomeMailed: func(t *testing.T, f *fixture) {
			_, err := f.Pass(t.Context(), f.book, rasoatsync.Occasion{})
			must(t, err)
			f.now = f.now.Add(time.Minute)
		},
		rasoatsync.OutcomeQuiet: func(t *testing.T, f *fixture) {
			_, err := f.pass(t)
			must(t, err)
			f.now = f.now.Add(time.Minute)
		},
	}
	for want, arrange := range tests {
		t.Run(want, func(t *testing.T) {
			f := setup(t)
			arrange(t, f)
			_, err := f.pass(t)
			if (err != nil) != (want == rasoatsync.OutcomeFailed) {
				t.Errorf("error %v", err)
			}
			if _, run, a := f.runs(t); run.Outcome != want || a.Attempts != 1 {
				t.Errorf("recorded as %s after %d attempts", run.Outcome, a.Attempts)
			}
		})
	}
}

// A workbook that somebody has open for hours is one run, not one every 15
// minutes; who has it is told, and another holder is another run.
func TestWhatSaysTheSameIsToldOnce(t *testing.T) {
	f := setup(t)
	lock := filepath.Join(filepath.Dir(f.path), ".~lock."+filepath.Base(f.path)+"#")
	held := func(by string) {
		t.Helper()
		must(t, os.WriteFile(lock, []byte(","+by+",máy-1,15.01.2021 07:55,file:///x;"), 0o600))
		for range 3 {
			_, err := f.pass(t)
			must(t, err)
			f.now = f.now.Add(15 * time.Minute)
		}
	}
	held("Trần Thị Mẫu")
	f.wantRuns(t, "held", "held") // the first one mailed
	_, run, a := f.runs(t)
	if a.Unwritten == nil || !strings.HasPrefix(a.Unwritten.Holder, "Trần Thị Mẫu") || !strings.Contains(run.Error, "Trần Thị Mẫu") || a.StepsInAll == 0 {
		t.Errorf("recorded %s %q after %d attempts, %d mails, %d steps", run.Outcome, run.Error, a.Attempts, len(a.Mails), a.StepsInAll)
	}
	held("Lê Văn Mẫu")
	f.wantRuns(t, "held", "held", "held")
	must(t, os.Remove(lock))
	for range 3 {
		_, err := f.pass(t)
		must(t, err)
	}
	f.wantRuns(t, "held", "held", "held", "written", "quiet")
	for range 3 {
		must(t, os.WriteFile(f.path, []byte("no zip"), 0o600))
		if _, err := f.pass(t); err == nil {
			t.Error("no error")
		}
	}
	f.wantRuns(t, "held", "held", "held", "written", "quiet", "failed")
}

// A quiet pass writes nothing into the state, but the figures of a new day.
func TestAQuietPassLeavesTheStateAlone(t *testing.T) {
	f := setup(t)
	f.book.Mode = rasoatsync.Watch
	days := func() int {
		kept, err := f.Store.Figures(t.Context(), "tasks", time.Time{}, time.Time{})
		must(t, err)
		return len(kept)
	}
	state := func() string {
		var all strings.Builder
		for _, name := range []string{"rasoat.db", "rasoat.db-wal"} {
			data, err := os.ReadFile(filepath.Join(filepath.Dir(f.path), "state", name))
			must(t, err)
			all.Write(data)
		}
		return all.String()
	}
	pass := func() {
		_, err := f.Pass(t.Context(), f.book, rasoatsync.Occasion{Why: rasoatsync.WhySchedule})
		must(t, err)
	}
	pass()
	before := state()
	for range 3 {
		f.now = f.now.Add(15 * time.Minute)
		pass()
	}
	if state() != before || days() != 1 {
		t.Errorf("a pass that found nothing new wrote to the state; figures of %d days", days())
	}
	f.now = f.now.AddDate(0, 0, 1) // a Saturday
	pass()
	if days() != 2 {
		t.Errorf("figures of %d days, want those of a new day as well", days())
	}
}

// A pass that starts over is one run, with the mails of every attempt.
func TestAPassThatStartsOverIsOneRun(t *testing.T) {
	f, times := setup(t), 2
	f.book.Book = unwritable{f.book.Book, sheets.Conflict, &times}
	_, err := f.pass(t)
	must(t, err)
	_, run, a := f.runs(t)
	f.wantRuns(t, "written")
	if run.Messages != 2 || a.Attempts != 3 || len(a.Mails) != 2 || a.StepsInAll == 0 {
		t.Errorf("recorded %s %q after %d attempts, %d mails, %d steps", run.Outcome, run.Error, a.Attempts, len(a.Mails), a.StepsInAll)
	}

	f, times = setup(t), 100
	f.book.Book = unwritable{f.book.Book, sheets.Conflict, &times}
	if _, err := f.pass(t); err == nil {
		t.Error("no error")
	}
	_, run, a = f.runs(t)
	f.wantRuns(t, "failed")
	if run.Messages != 2 || len(a.Mails) != 2 || a.Unwritten == nil || run.Error == "" {
		t.Errorf("recorded %s %q after %d attempts, %d mails, %d steps", run.Outcome, run.Error, a.Attempts, len(a.Mails), a.StepsInAll)
	}
}

func TestAnAccountIsBoundedAndBearsNoAddress(t *testing.T) {
	f := setup(t)
	f.book.Settings.Mapping.Departments = append(f.book.Settings.Mapping.Departments,
		ledger.Department{Name: "Sở Xây dựng", Emails: []string{"sxd@@example.com"}})
	for n := range 300 {
		f.tasks = append(f.tasks, []string{"", fmt.Sprintf("M-%d", n), "Việc gửi a.b@example.com " + strings.Repeat("rất dài ", 200), "cơ.quan@example.com", "31/12/2020", ""})
	}
	must(t, os.Remove(f.path))
	f.write(t)
	r, err := f.pass(t)
	must(t, err)
	_, _, a := f.runs(t)
	if a.StepsInAll != len(r.Steps) || len(r.Steps) < 300 || len(a.Steps) != 200 || a.Unreachable != len(r.Plan.Held) || a.Unreachable == 0 {
		t.Errorf("%d steps of %d, %d unreachable", len(a.Steps), a.StepsInAll, a.Unreachable)
	}
	kept, err := f.Store.Figures(t.Context(), "tasks", time.Time{}, time.Time{})
	must(t, err)
	if len(kept) != 1 || strings.Contains(string(kept[0].Document), "@") {
		t.Error("the figures that are kept bear a mail address")
	}
	for _, s := range a.Steps {
		if n := len([]rune(s.After)); n > 300 {
			t.Errorf("a step says %d characters", n)
		}
	}
}

// The summary compares with the newest day that is a week back, as the preview
// said it would.
func TestTheSummaryComparesWithAWeekAgo(t *testing.T) {
	f := setup(t)
	f.book.Mode = rasoatsync.Annotate
	says := func() string {
		preview, err := f.Preview(t.Context(), f.book, time.Time{})
		must(t, err)
		r, err := f.Pass(t.Context(), f.book, rasoatsync.Occasion{})
		must(t, err)
		if !slices.Equal(preview.Steps, r.Steps) {
			t.Error("the pass did not do what the preview said")
		}
		for _, row := range r.Plan.Annotations.Tabs[0].Rows {
			if len(row) > 0 && strings.HasPrefix(row[0].Value.String(), "So với ngày") {
				return row[0].Value.String()
			}
		}
		return ""
	}
	on := func(day int) { f.now = time.Date(2021, 1, day, 8, 0, 0, 0, time.UTC) }
	for _, tt := range []struct {
		day  int
		want string
	}{
		{4, ""},
		{8, ""},
		{14, "So với ngày 04/01/2021: quá hạn tăng 1 việc, vấn đề cần kiểm tra không đổi."},
		{15, "So với ngày 08/01/2021: "},
		{29, "So với ngày 15/01/2021: "}, // 14 days back is near enough,
	} {
		on(tt.day)
		if tt.day == 14 {
			f.addTask(t, "N-9", "Chín", "Sở Nội vụ", "12/01/2021")
		}
		got := says()
		if tt.want == "" && got != "" || !strings.HasPrefix(got, tt.want) {
			t.Errorf("on the %d.: %q, want %q", tt.day, got, tt.want)
		}
		before := f.bytes(t)
		f.now = f.now.Add(time.Hour)
		if again := says(); again != got || string(before) != string(f.bytes(t)) {
			t.Errorf("an hour later it says %q and was written again: %t", again, string(before) != string(f.bytes(t)))
		}
	}
	f.now = time.Date(2021, 2, 15, 8, 0, 0, 0, time.UTC)
	if got := says(); got != "" {
		t.Errorf("17 days later it says %q", got)
	}
}

// waiting is a workbook whose reading takes until the context ends.
type waiting struct{ sheets.Book }

func (waiting) Read(ctx context.Context, _ sheets.Scope) (sheets.View, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// A pass that took too long is told; one that was told to stop before it did
// anything leaves no trace.
func TestAPassThatIsCutShort(t *testing.T) {
	f := setup(t)
	f.book.Book = waiting{f.book.Book}
	ctx, cancel := context.WithTimeoutCause(t.Context(), time.Millisecond, errors.New("it was cut short after 15m0s"))
	defer cancel()
	_, err := f.Pass(ctx, f.book, rasoatsync.Occasion{})
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "cut short after 15m0s") {
		t.Errorf("error %v", err)
	}
	if _, run, _ := f.runs(t); run.Outcome != rasoatsync.OutcomeFailed || !strings.Contains(run.Error, "go over tasks: it was cut short") {
		t.Errorf("recorded as %s: %s", run.Outcome, run.Error)
	}

	f = setup(t)
	f.book.Book = waiting{f.book.Book}
	ctx, cancel = context.WithCancel(t.Context())
	cancel()
	if _, err := f.Pass(ctx, f.book, rasoatsync.Occasion{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if runs, err := f.Store.Runs(t.Context(), "", 0, 0); len(runs) != 0 || err != nil {
		t.Errorf("recorded %v, %v", runs, err)
	}
}

// killed is a workbook during whose writing the process dies.
type killed struct{ sheets.Book }

func (b killed) Read(ctx context.Context, scope sheets.Scope) (sheets.View, error) {
	v, err := b.Book.Read(ctx, scope)
	return killedView{v}, err
}

type killedView struct{ sheets.View }

func (v killedView) Propose(a sheets.Annotations) (sheets.Change, error) {
	c, err := v.View.Propose(a)
	return killedChange{c}, err
}

type killedChange struct{ sheets.Change }

func (killedChange) Apply(context.Context) (sheets.View, error) { panic("killed") }

// A pass that is killed after its commit leaves a trace, with what it had
// mailed, and the next one is another run.
func TestAPassThatIsKilledLeavesATrace(t *testing.T) {
	f := setup(t)
	whole := f.book.Book
	f.book.Book = killed{whole}
	func() {
		defer func() { _ = recover() }()
		_, _ = f.pass(t)
	}()
	if _, run, _ := f.runs(t); run.Outcome != rasoatsync.OutcomeUnfinished || run.Messages != 2 || run.Steps == 0 {
		t.Errorf("recorded as %s with %d mails and %d steps", run.Outcome, run.Messages, run.Steps)
	}
	f.book.Book = whole
	_, err := f.pass(t)
	must(t, err)
	f.wantRuns(t, "unfinished", "written")
}
