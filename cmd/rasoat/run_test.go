package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rasoat/cmd/rasoat/internal/demo"
	"rasoat/sync/lang"
	"rasoat/sync/store"
	"rasoat/sync/watch"
)

// daemon runs the daemon in this process until stop, and hands its log over
// line by line.
func daemon(t *testing.T, config string, vars ...string) (lines <-chan map[string]any, stop func() int) {
	t.Helper()
	return daemonIn(t, environment{vars: vars}, config)
}

// daemonIn is daemon in an environment, whose outputs are of no use.
func daemonIn(t *testing.T, env environment, config string) (lines <-chan map[string]any, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	code := make(chan int, 1)
	go func() {
		env.out, env.err = io.Discard, w
		code <- run(ctx, []string{"run", "-c", config}, env)
		w.Close()
	}()
	out := make(chan map[string]any, 1000)
	go func() {
		defer close(out)
		scanner := bufio.NewScanner(r)
		for scanner.Scan() {
			line := map[string]any{"raw": scanner.Text()}
			json.Unmarshal(scanner.Bytes(), &line) // a line that is no JSON stays raw
			out <- line
		}
	}()
	t.Cleanup(cancel)
	return out, func() int { cancel(); return <-code }
}

// await reads the log until each message has come, in whatever order, and
// returns the first line of each. It gives up after many lines.
func await(t *testing.T, lines <-chan map[string]any, messages ...string) map[string]map[string]any {
	t.Helper()
	got := map[string]map[string]any{}
	for n := 0; n < 500 && len(got) < len(messages); n++ {
		line, open := <-lines
		if !open {
			break
		}
		m, _ := line["message"].(string)
		if m == "" {
			t.Errorf("log: %s", line["raw"])
		}
		if _, seen := got[m]; !seen && slices.Contains(messages, m) {
			got[m] = line
		}
	}
	for _, m := range messages {
		if got[m] == nil {
			t.Fatalf("the daemon did not say %q", m)
		}
	}
	return got
}

func writeDaemonConfig(t *testing.T) (dir, path string) {
	t.Helper()
	dir = t.TempDir()
	check(t, writeDemo(dir))
	path = filepath.Join(dir, "rasoat.yaml")
	config := bytes.Replace(demo.Config(), []byte(`passes: "* * * * *"`), []byte(`passes: "@every 1s"`), 1)
	config = bytes.Replace(config, []byte(`digests: "30 7 * * *"`), []byte(`digests: "@every 1s"`), 1)
	// The clock is the real one: mail may go out at any hour of any day.
	config = bytes.Replace(config, []byte("mail:\n"), []byte("mail:\n  hours: {from: 0, to: 24}\n"), 1)
	config = append(config, "\nweb: {listen: off}\ncalendar:\n  days:\n"...)
	for n := range 3 {
		config = fmt.Appendf(config, "    - {day: %s, kind: work}\n", time.Now().AddDate(0, 0, n-1).Format(time.DateOnly))
	}
	check(t, os.WriteFile(path, config, 0o644))
	return dir, path
}

func TestTheDaemonPassesOnScheduleAndStops(t *testing.T) {
	dir, path := writeDaemonConfig(t)
	lines, stop := daemon(t, path)
	said := await(t, lines, "started", "pass done", "mail delivered")
	started, done := said["started"], said["pass done"]
	if started["mode"] != "remind" || started["timezone"] != "Asia/Ho_Chi_Minh" {
		t.Errorf("says at the start: %v", started["raw"])
	}
	if done["workbook"] != "du-an-cntt" || done["items"] != 17.0 {
		t.Errorf("says of the pass: %v", done["raw"])
	}

	// A second one is refused while the first holds the state, and told who.
	code, _, errs := runHere(t, "run", "-c", path)
	if code != exitFailed || !strings.Contains(errs, "process ") {
		t.Errorf("a second daemon ended with %d:\n%s", code, errs)
	}
	if code, _, errs := runHere(t, "remove", "-c", path, "--yes"); code != exitFailed || !strings.Contains(errs, "process ") {
		t.Errorf("remove beside the daemon ended with %d:\n%s", code, errs)
	}
	// A dry run works beside it.
	if code, _, errs := runHere(t, "plan", "-c", path); code != exitOK {
		t.Errorf("a plan beside the daemon ended with %d:\n%s", code, errs)
	}

	if code := stop(); code != exitOK {
		t.Errorf("the daemon ended with %d", code)
	}
	await(t, lines, "stopped")
	if mails, _ := filepath.Glob(filepath.Join(dir, "outbox", "*.eml")); len(mails) == 0 {
		t.Error("no mail was written")
	}
}

func TestTheDaemonOutlivesABadWorkbook(t *testing.T) {
	dir, path := writeDaemonConfig(t)
	workbook := filepath.Join(dir, "tracking.xlsx")
	whole, err := os.ReadFile(workbook)
	check(t, err)
	check(t, os.WriteFile(workbook, whole[:100], 0o644))
	lines, stop := daemon(t, path)
	const failed = "job failed; it is tried again at the next slot"
	if e, _ := await(t, lines, failed)[failed]["error"].(string); !strings.Contains(e, "tracking.xlsx") {
		t.Errorf("does not name the file: %s", e)
	}
	check(t, os.WriteFile(workbook+".new", whole, 0o644))
	check(t, os.Rename(workbook+".new", workbook))
	await(t, lines, "pass done")
	if code := stop(); code != exitOK {
		t.Errorf("the daemon ended with %d", code)
	}
}

// Digests whose slot came while the workbook could not be read are made by the
// next pass that can.
func TestASlotThatFailedIsMadeUpForThatDay(t *testing.T) {
	dir := t.TempDir()
	check(t, writeDemo(dir))
	path := filepath.Join(dir, "rasoat.yaml")
	catalogue, err := lang.Load()
	check(t, err)
	s := &session{ctx: t.Context(), environment: environment{out: io.Discard, err: io.Discard}, catalogue: catalogue}
	c, err := configFlag{Config: path}.load(s)
	check(t, err)
	now := demoStart(c.Timezone)
	crew, err := assemble(s, c, func() time.Time { return now }, false, false)
	check(t, err)
	defer crew.Close()
	jobs := (&shift{crew: crew}).jobs()
	pass, digests := jobs[0].Run, jobs[1].Run

	workbook := filepath.Join(dir, "tracking.xlsx")
	check(t, os.Rename(workbook, workbook+".away"))
	if err := digests(t.Context(), now); err == nil {
		t.Fatal("a slot without a workbook did not fail")
	}
	check(t, os.Rename(workbook+".away", workbook))
	now = now.Add(15 * time.Minute)
	check(t, pass(t.Context(), now))
	made, err := crew.Store.Outbox(t.Context(), store.Filter{})
	check(t, err)
	if len(made) == 0 {
		t.Error("the pass after it made no digest")
	}
	marked, err := crew.Store.LastSlot(t.Context(), jobs[1].Name)
	check(t, err)
	if !marked.Equal(demoStart(c.Timezone)) {
		t.Errorf("marked %v, want the slot that failed", marked)
	}
}

// Each pass is recorded with what set it off.
func TestWhatSetAPassOffIsRecorded(t *testing.T) {
	dir := t.TempDir()
	check(t, writeDemo(dir))
	catalogue, err := lang.Load()
	check(t, err)
	s := &session{ctx: t.Context(), environment: environment{out: io.Discard, err: io.Discard}, catalogue: catalogue}
	c, err := configFlag{Config: filepath.Join(dir, "rasoat.yaml")}.load(s)
	check(t, err)
	now := demoStart(c.Timezone)
	crew, err := assemble(s, c, func() time.Time { return now }, false, false)
	check(t, err)
	defer crew.Close()
	renewed, lasting := (&shift{crew: crew, atOnce: true}).jobs(), &shift{crew: crew}
	pass, digests := renewed[0].Run, renewed[1].Run
	workbook := filepath.Join(dir, "tracking.xlsx")
	for i, step := range []struct {
		want string
		do   func()
	}{
		{"start", func() { _ = pass(t.Context(), now) }},
		{"schedule", func() { _ = pass(t.Context(), now) }},
		{"catch-up", func() { _ = pass(t.Context(), now.Add(-time.Hour)) }},
		{"digests", func() { _ = digests(t.Context(), now) }},
		{"catch-up", func() { _ = digests(t.Context(), now.Add(-time.Hour)) }},
		{"change", func() { lasting.changed(t.Context(), watch.Saved) }},
		{"once", func() { _, _, _ = crew.passAndSend(t.Context(), 0) }},
	} {
		// Every other pass finds no workbook, so that none says what the one before said.
		if i%2 == 0 {
			check(t, os.Rename(workbook, workbook+".away"))
		} else {
			check(t, os.Rename(workbook+".away", workbook))
		}
		step.do()
		runs, err := crew.Store.Runs(t.Context(), "", 0, 0)
		check(t, err)
		if len(runs) != i+1 || runs[0].Why != step.want {
			t.Errorf("pass %d: %d runs, the newest for %q; want %q", i, len(runs), runs[0].Why, step.want)
		}
	}
}
