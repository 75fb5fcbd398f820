package sync_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	sheetcsv "rasoat/sheets/csv"
	rasoatsync "rasoat/sync"
	"rasoat/sync/calendar"
	"rasoat/sync/deliver"
	"rasoat/sync/digest"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/mail"
	"rasoat/sync/mail/smtptest"
	"rasoat/sync/plan"
	"rasoat/sync/remind"
	"rasoat/sync/rule"
	"rasoat/sync/schedule"
	"rasoat/sync/store"
)

// Virtual time begins on Saturday 2000-01-01 at 00:00 UTC. The clock of the
// simulated office is whole weeks ahead: Saturday 2026-01-03 at 07:00.
const ahead = 1357 * 7 * 24 * time.Hour

var hanoi = time.FixedZone("ICT", 7*60*60)

// When things happen, by the office's clock.
const (
	slots    = "30 7 * * 1-5"
	passes   = "5 8 * * 1-6"
	opens    = 7 // mail goes out from this hour
	closes   = 18
	workbook = "nhiem-vu"
)

// setting is what differs from run to run.
type setting struct {
	Approval    rasoatsync.Approval
	TLS         mail.TLSMode
	Cap         int // mails a day
	Cooperating bool
}

// world is an office with its workbook, its mail server, its people and the
// daemon. The goroutine of the test is all people and the daemon's passes; the
// delivery runs beside it.
type world struct {
	setting
	t        *testing.T
	start    time.Time // virtual
	moved    atomic.Int64
	sheet    sheet
	people   []ledger.Department
	policy   remind.Policy
	letters  digest.Options
	server   *smtptest.Server
	faults   []smtptest.Fault // of the server at present, but for the addresses that do not exist
	calendar *calendar.Calendar
	printer  *lang.Printer

	path     string // of the state
	images   int    // states copied by crashes
	store    *store.Store
	service  *rasoatsync.Service
	process  *process // nil while the program does not run
	next     time.Time
	failed   time.Time // the slot whose pass failed
	kill     int       // the next pass dies when it looks at the clock for the time of that number; 0 for never
	bomb     int       // looks until this pass dies
	attempts attempts
	asked    time.Time // when the delivery last asked whether mail may go out
	*register
}

// process is one life of the program.
type process struct {
	worker *deliver.Worker
	outbox *mortal
	stop   context.CancelFunc
	cut    context.CancelFunc // hangs up every connection
	ended  chan struct{}
}

var errKilled = errors.New("killed")

// now is the office's clock.
func (w *world) now() time.Time {
	return time.Now().Round(0).Add(ahead + time.Duration(w.moved.Load())).In(hanoi)
}

func dateOf(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func (w *world) today() time.Time { return dateOf(w.now()) }

// newWorld makes the office and starts the program.
func newWorld(t *testing.T, s setting) *world {
	w := &world{t: t, attempts: attempts{lock: make(chan struct{}, 1)}, setting: s, start: time.Now(), people: departments(), register: newRegister()}
	dir := t.TempDir()
	w.path = filepath.Join(dir, "state", "rasoat.db")
	w.sheet.path = filepath.Join(dir, "Nhiệm vụ.csv")
	w.server = smtptest.New(t, smtptest.OverPipes(), smtptest.WithTLS(s.TLS), smtptest.WithAuth(mail.AuthPlain))
	catalogue, err := lang.Load()
	must(t, err)
	w.printer = catalogue.Printer(lang.Vietnamese)
	w.calendar, err = calendar.New(calendar.Options{})
	must(t, err)
	w.policy = remind.Policy{
		RepeatEvery: 5, DueSoon: 7, SnoozeMost: 60, AcknowledgedFor: 10, Settle: 30 * time.Minute, StormCount: 5, StormShare: 30,
		Ladder: []remind.Rung{
			{Times: 3, To: []remind.Role{remind.Officer}},
			{Times: 2, To: []remind.Role{remind.Officer, remind.Leader}},
			{To: []remind.Role{remind.Officer, remind.Leader, remind.Head}},
		},
		Cooperating: s.Cooperating,
		Overview:    remind.OverviewPolicy{To: []string{office}, Weekday: time.Monday},
	}
	w.letters = digest.Options{From: digest.Mailbox{Address: "rasoat@example.com"}, Agency: "Văn phòng Ủy ban nhân dân tỉnh", List: "Nhiệm vụ"}
	w.serve()
	w.up()
	return w
}

// settings are those that the daemon's passes have today.
func (w *world) settings() plan.Settings {
	return plan.Settings{
		Workbook: workbook,
		Mapping: ledger.Mapping{
			Lists:       []ledger.ListMapping{{Name: "tasks", Tab: "Nhiệm vụ", Kind: ledger.Tasks}},
			Departments: slices.Clone(w.people),
		},
		Rules: rule.Settings{OpenAfter: 90, OpenUrgentAfter: 10}, Domains: []string{"example.com"}, ReplyDays: 7,
		Titles: plan.Titles{Summary: "Tổng hợp", Findings: "Kết quả rà soát", Gap: "Vốn còn thiếu", Warning: "Cảnh báo"},
		Policy: w.policy, Days: w.calendar, Digest: w.letters,
	}
}

func (w *world) workbook() rasoatsync.Workbook {
	return rasoatsync.Workbook{
		Name: workbook, Book: sheetcsv.Open(w.sheet.path, sheetcsv.Options{}), Mode: rasoatsync.Remind, Approval: w.Approval, Settings: w.settings(),
	}
}

// up starts the program on the state as it is.
func (w *world) up() {
	if w.process != nil {
		return
	}
	var err error
	w.store, err = store.Open(w.t.Context(), w.path, store.Options{Now: w.tick})
	must(w.t, err)
	w.service = &rasoatsync.Service{Store: w.store, Printer: w.printer, Now: w.tick, Log: zerolog.Nop()}
	smtp := w.server.Options()
	smtp.PlainWithoutTLS = w.TLS == mail.NoTLS
	transport, err := mail.NewSMTP(smtp)
	must(w.t, err)
	ctx, stop := context.WithCancel(context.Background())
	wire, cut := context.WithCancel(context.Background())
	p := &process{stop: stop, cut: cut, ended: make(chan struct{})}
	p.outbox = &mortal{Outbox: w.store, w: w, cut: cut}
	p.worker = &deliver.Worker{
		Store: p.outbox, Transport: &spy{transport, w, wire}, From: "rasoat@example.com", Now: w.now, Log: zerolog.Nop(),
		Name: func(m store.Message) string { return m.Key }, Open: w.open,
		Options: deliver.Options{PerMinute: 30, DailyCap: w.Cap, Look: 12 * time.Hour},
	}
	w.process = p
	go func() { defer close(p.ended); p.worker.Run(ctx) }()
	w.schedule(true)
}

// down ends the program in order.
func (w *world) down() {
	if p := w.process; p != nil {
		p.stop()
		<-p.ended
		p.cut()
		must(w.t, w.store.Close())
		w.process = nil
	}
}

// crash ends the program as a loss of power does: what was written stays, as
// it lies on the disk at this instant.
func (w *world) crash() {
	p := w.process
	if p == nil {
		return
	}
	p.outbox.dead.Store(true)
	p.cut()
	synctest.Wait()
	w.images++
	image := filepath.Join(filepath.Dir(filepath.Dir(w.path)), fmt.Sprint("state-", w.images), "rasoat.db")
	must(w.t, os.MkdirAll(filepath.Dir(image), 0o700))
	for _, end := range []string{"", "-wal"} {
		data, err := os.ReadFile(w.path + end)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		must(w.t, err)
		must(w.t, os.WriteFile(image+end, data, 0o600))
	}
	p.stop()
	<-p.ended
	must(w.t, w.store.Close())
	must(w.t, os.RemoveAll(filepath.Dir(w.path)))
	w.path, w.process = image, nil
	w.count("crash")
}

// tick is the clock as the passes and the state see it. A pass may die of
// looking at it.
func (w *world) tick() time.Time {
	if w.bomb > 0 {
		if w.bomb--; w.bomb == 0 {
			panic(errKilled)
		}
	}
	return w.now()
}

// open says when mail may go out, by the hours and the calendar of the program.
func (w *world) open(now time.Time) (bool, time.Time) {
	w.asked = now
	if w.calendar.Working(now) && now.Hour() >= opens && now.Hour() < closes {
		return true, time.Time{}
	}
	at := time.Date(now.Year(), now.Month(), now.Day(), opens, 0, 0, 0, hanoi)
	for !at.After(now) || !w.calendar.Working(at) {
		at = at.AddDate(0, 0, 1)
	}
	return false, at
}

// until lets time pass up to a virtual instant, with the daemon at work.
func (w *world) until(t time.Time) {
	for {
		if w.process != nil && w.process.outbox.dead.Load() {
			w.crash()
			w.up()
		}
		due := w.next.Add(-ahead - time.Duration(w.moved.Load()))
		if w.process == nil || due.After(t) {
			break
		}
		<-time.After(time.Until(due))
		w.schedule(false)
	}
	<-time.After(time.Until(t))
	synctest.Wait()
	w.collect()
}

// schedule does what is due by the clock, as the scheduler does: the newest
// slot where it was not done, once, and a pass else; and notes when something
// is due next.
func (w *world) schedule(start bool) {
	now := w.now()
	slot := w.slotDue(now)
	switch {
	case !slot.IsZero():
		w.pass(slot)
	case !start && !w.failed.IsZero() && dateOf(w.failed).Equal(dateOf(now)):
		w.pass(w.failed)
	case !start:
		w.pass(time.Time{})
	}
	a, err := schedule.Next(slots, hanoi, w.now())
	must(w.t, err)
	b, err := schedule.Next(passes, hanoi, w.now())
	must(w.t, err)
	if w.next = a; b.Before(a) {
		w.next = b
	}
}

// slotDue is the newest slot unless it was done before. A slot done that lies
// more than a day ahead is not believed.
func (w *world) slotDue(now time.Time) time.Time {
	last, err := w.store.LastSlot(w.t.Context(), rasoatsync.DigestJob(workbook))
	must(w.t, err)
	if last.IsZero() || last.After(now.Add(24*time.Hour)) {
		must(w.t, w.store.MarkSlot(w.t.Context(), rasoatsync.DigestJob(workbook), now))
		return time.Time{}
	}
	slot := time.Date(now.Year(), now.Month(), now.Day(), 7, 30, 0, 0, hanoi)
	for slot.After(now) || slot.Weekday() == time.Saturday || slot.Weekday() == time.Sunday {
		slot = slot.AddDate(0, 0, -1)
	}
	if !slot.After(last) {
		return time.Time{}
	}
	return slot
}
