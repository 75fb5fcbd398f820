package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"rasoat/sheets/emulator"
	"rasoat/sync/changes"
	"rasoat/sync/lang"
	"rasoat/sync/schedule"
)

// fleet is a crew that looks after many spreadsheets of one late task each, in
// virtual time, with Google's own limits.
type fleet struct {
	*crew
	t      *testing.T
	google *emulator.Server
	sheets []*emulator.Spreadsheet
	log    *bytes.Buffer
}

const fleetTab = "Nhiệm vụ"

// newFleet makes n spreadsheets, in the emulator where real, and else in the
// configuration alone.
func newFleet(t *testing.T, n int, real bool) *fleet {
	t.Helper()
	f := &fleet{t: t, google: emulator.New(emulator.Options{Now: time.Now, Behaviour: emulator.Behaviour{ChangeLag: 20 * time.Second}}), log: &bytes.Buffer{}}
	listener, dial := emulator.Pipe()
	server := &http.Server{Handler: f.google}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Close()
		<-ended
	})
	key, err := f.google.Account(emulatedAccount, "https://oauth2.example.com/token")
	check(t, err)
	dir := t.TempDir()
	check(t, os.WriteFile(filepath.Join(dir, "key.json"), key, 0o600))
	var text strings.Builder
	text.WriteString(`mode: annotate
directory:
  departments:
    - {name: Sở Tài chính, emails: [stc@example.com]}
schedule: {passes: "* * * * *", digests: "0 8 * * *", at_once: 8}
web: {listen: off}
google: {credentials: key.json, endpoint: "https://sheets.example.com", read_every: 1000}
workbooks:
`)
	for i := range n {
		id := fmt.Sprintf("spreadsheet-%032d", i)
		if real {
			p := f.google.Create(fmt.Sprintf("Theo dõi %d", i), "vi_VN", "Asia/Ho_Chi_Minh")
			f.sheets = append(f.sheets, p)
			p.Share(emulatedAccount, emulator.Writer)
			first := p.Look()[0].Title
			check(t, p.Staff().RenameTab(first, fleetTab))
			check(t, p.Staff().DeleteRows(fleetTab, 20, 980))
			for r, row := range [][]string{
				{"STT", "Mã nhiệm vụ", "Nội dung", "Chủ trì", "Thời hạn", "Ngày hoàn thành"},
				{"1", "N-1", "Một", "Sở Tài chính", "31/12/2020", ""},
			} {
				for c, cell := range row {
					f.edit(i, r, c, cell)
				}
			}
			id = p.ID()
		}
		fmt.Fprintf(&text, "  - {name: w-%d, google: {spreadsheet: %s}, lists: [{name: tasks, tab: %s, kind: tasks}]}\n", i, id, fleetTab)
	}
	check(t, os.WriteFile(filepath.Join(dir, "rasoat.yaml"), []byte(text.String()), 0o644))
	catalogue, err := lang.Load()
	check(t, err)
	s := &session{ctx: t.Context(), environment: environment{out: io.Discard, err: io.Discard}, catalogue: catalogue}
	c, err := configFlag{Config: filepath.Join(dir, "rasoat.yaml")}.load(s)
	check(t, err)
	f.crew, err = assemble(s, c, func() time.Time { return time.Now().In(c.Timezone) }, false, false)
	check(t, err)
	f.cloud.options.Base = &http.Transport{DialContext: dial, DialTLSContext: dial, IdleConnTimeout: time.Second}
	f.crew.log = zerolog.New(zerolog.SyncWriter(f.log)).Level(zerolog.WarnLevel)
	check(t, f.follow())
	return f
}

func (f *fleet) workbook(i int) changes.Workbook {
	w, ok := f.followed(i)
	if !ok {
		f.t.Fatalf("workbook %d is not followed", i)
	}
	return w
}

// edit has staff type into a cell of the list.
func (f *fleet) edit(i, row, col int, text string) {
	if text != "" {
		check(f.t, f.sheets[i].Staff().Type(fleetTab, emulator.At{Row: row, Col: col}, text))
	}
}

// serve has the jobs run on their schedule until the fleet is stopped.
func (f *fleet) serve() (stop func()) {
	ctx, cancel := context.WithCancel(f.t.Context())
	f.bound(ctx.Done(), nil)
	var jobs []schedule.Job
	for i := range f.books {
		jobs = append(jobs, (&shift{crew: f.crew, i: i}).jobs()...)
	}
	scheduler, err := schedule.New(f.config.Timezone, f.Store, jobs, schedule.Options{Hooks: hooks(f.crew.log, f.gate)})
	check(f.t, err)
	done := make(chan error, 1)
	go func() { done <- scheduler.Run(ctx) }()
	return func() {
		cancel()
		check(f.t, <-done)
		check(f.t, f.Close())
	}
}

// until waits, and returns how long, until there were so many writes.
func (f *fleet) until(writes int) time.Duration {
	f.t.Helper()
	begun := time.Now()
	for f.google.Writes() < writes {
		time.Sleep(time.Second)
		if time.Since(begun) > 12*time.Hour {
			f.t.Fatalf("%d writes after %v, want %d; %s", f.google.Writes(), time.Since(begun), writes, f.log)
		}
	}
	return time.Since(begun)
}

// size is how many spreadsheets there are: under the race detector, without it,
// and at full length.
func size(race, plain, long int) int {
	switch {
	case *full:
		return long
	case raced:
		return race
	}
	return plain
}

// Where each of many spreadsheets was edited, they are up to date again in hardly
// more time than Google's limits alone want for one reading and one write each.
// Where none was, one question to Drive is all.
func TestManySpreadsheetsForThePriceOfTheChangedOnes(t *testing.T) {
	n := size(20, 100, 1000)
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, n, true)
		stop := f.serve()
		defer stop()
		f.until(n)
		time.Sleep(3 * time.Hour) // whatever the first passes set up is done
		synctest.Wait()
		f.google.ResetCounts()
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if f.google.Reads()+f.google.Writes() != 0 || f.google.DriveRequests() != 10 {
			t.Errorf("ten quiet minutes: %d reads, %d writes, %d questions to Drive", f.google.Reads(), f.google.Writes(), f.google.DriveRequests())
		}

		slot := time.Now().Truncate(time.Minute).Add(time.Minute)
		time.Sleep(time.Until(slot.Add(5 * time.Second)))
		for i := range n { // Drive tells of it by the next slot
			f.edit(i, 1, 4, "31/02/2021")
		}
		f.google.ResetCounts()
		time.Sleep(time.Until(slot.Add(time.Minute)))
		took := f.until(n)
		dictated := time.Duration(n) * time.Second
		ratio := took.Seconds() / dictated.Seconds()
		t.Logf("%d spreadsheets: %v, %.3f of what the limits alone want; %d reads, %d writes, %d questions", n, took, ratio, f.google.Reads(), f.google.Writes(), f.google.DriveRequests())
		if ratio > 1.05 {
			t.Errorf("took %v, want at most 1.05 times %v", took, dictated)
		}
		time.Sleep(30 * time.Minute)
		synctest.Wait()
		if f.google.Reads() != n || f.google.Writes() != n {
			t.Errorf("%d reads and %d writes for %d edits", f.google.Reads(), f.google.Writes(), n)
		}
		if s := f.cloud.conn.Stats(); s.Throttled != 0 {
			t.Errorf("Google asked for patience %d times", s.Throttled)
		}
		for i := range f.sheets {
			if !f.warned(i) {
				t.Fatalf("spreadsheet %d bears no warning", i)
			}
		}
	})
}

// warned reports whether the task bears a warning in our column beside it.
func (f *fleet) warned(i int) bool {
	for _, tab := range f.sheets[i].Look() {
		if c, ok := tab.Cells[emulator.At{Row: 1, Col: 6}]; ok && tab.Title == fleetTab {
			text, _ := c.Value.(string)
			return strings.Contains(text, "31/02/2021")
		}
	}
	return false
}

// A quiet minute over ten thousand spreadsheets is one request.
func TestAQuietMinuteIsOneRequest(t *testing.T) {
	n := size(50, 1000, 10_000)
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, n, false)
		if f.changes.Unread(t.Context(), time.Now(), f.workbook(0)) {
			t.Fatal("left unread though it never was read")
		}
		for i := range n {
			p, err := f.changes.Begin(t.Context(), f.workbook(i))
			check(t, err)
			check(t, p.End(t.Context(), true))
		}
		stop := f.serve()
		defer stop()
		time.Sleep(time.Minute)
		synctest.Wait()
		f.google.ResetCounts()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if f.google.Requests() != 5 || f.google.DriveRequests() != 5 {
			t.Errorf("%d requests in five minutes, %d of them to Drive", f.google.Requests(), f.google.DriveRequests())
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		t.Logf("%d spreadsheets: %d MB of heap in use, %d kB allocated in a quiet minute", n, after.HeapInuse>>20, (after.TotalAlloc-before.TotalAlloc)/5>>10)
	})
}

// What staff type between a reading and our write is hidden behind that write, as
// far as Drive tells; it is gone over at the next slot all the same.
func TestAnEditJustBeforeOurWriteIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 1, true)
		stop := f.serve()
		defer stop()
		time.Sleep(10 * time.Minute)
		f.edit(0, 1, 2, "Hai")
		hidden := false
		f.google.Before(func(r *http.Request, _ []byte) *emulator.Fault {
			if strings.HasSuffix(r.URL.Path, ":batchUpdate") && !hidden {
				hidden = true
				f.edit(0, 1, 4, "31/02/2021")
			}
			return nil
		})
		f.edit(0, 1, 3, "Sở Không Có") // something to write
		time.Sleep(3 * time.Minute)
		synctest.Wait()
		if !hidden || !f.warned(0) {
			t.Errorf("edited before the write: %v; seen: %v\n%s", hidden, f.warned(0), f.log)
		}
		f.google.ResetCounts()
		time.Sleep(20 * time.Minute)
		synctest.Wait()
		if n := f.google.Reads() + f.google.Writes(); n != 0 {
			t.Errorf("%d requests though nothing happened any more", n)
		}
	})
}
