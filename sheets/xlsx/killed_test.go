package xlsx

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"rasoat/sheets"
)

var full = flag.Bool("full", false, "run the long tests at their full length")

// TestCommitChild is one commit in a process of its own, which the tests below
// disturb. It fails where the commit does.
func TestCommitChild(t *testing.T) {
	path := os.Getenv("TEST_COMMIT_FILE")
	if path == "" {
		t.Skip("a part of other tests")
	}
	v := mustRead(t, Open(path))
	if _, err := mustPropose(t, v, note(v, sheets.TextValue("x: mới"))).Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// disturbed runs a commit under strace, which carries out inject, and reports
// whether the commit says that it went well.
func disturbed(t *testing.T, path, inject string) bool {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject="+inject, os.Args[0], "-test.run=^TestCommitChild$", "-test.count=1")
	cmd.Env = append(os.Environ(), "TEST_COMMIT_FILE="+path)
	return cmd.Run() == nil
}

// Whatever hits the process in the middle of a commit, the workbook is one
// whole version, the old or the new, what the staff wrote is there, and the
// next write leaves nothing behind.
func TestCommitDisturbedUnderStrace(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	if err := exec.Command("strace", "-f", "-qq", "-o", "/dev/null", "true").Run(); err != nil {
		t.Skip("no strace that may trace here:", err)
	}
	steps := []string{"fchown", "fchmod", "fsync", "renameat", "renameat2", "unlinkat"}
	var injections []string
	for _, s := range steps {
		injections = append(injections, s+":signal=KILL:when=1", s+":error=EIO:when=1")
	}
	injections = append(injections, "fsync:signal=KILL:when=2", "fsync:error=ENOSPC:when=1", "renameat2:error=ENOSPC:when=1", "renameat2:error=ENOSYS",
		"write:error=ENOSPC:when=1+", "write:error=EIO:when=2+", "unlinkat:error=EIO:when=1+")
	if *full {
		for n := 1; n <= 40; n++ {
			for _, s := range []string{"openat", "read", "write", "close", "fstat", "newfstatat", "getdents64", "lseek"} {
				injections = append(injections, fmt.Sprintf("%s:signal=KILL:when=%d", s, n), fmt.Sprintf("%s:error=EIO:when=%d", s, n))
			}
		}
	}
	outcome := map[string]int{}
	for _, inject := range injections {
		t.Run(inject, func(t *testing.T) {
			t.Cleanup(func() {
				if t.Failed() {
					outcome["failed"]++
				}
			})
			path := table("x").file(t)
			original, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			well := disturbed(t, path, inject)
			v := mustRead(t, Open(path))
			if got := v.Snapshot().Tabs()[0].Cell(1, 0).Value.String(); got != "x" {
				t.Errorf("A2 holds %q", got)
			}
			now, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			switch written := len(mustPropose(t, v, note(v, sheets.TextValue("x: mới"))).Steps()) == 0; {
			case written:
				outcome["new"]++
				Prove(t, original, now)
			case string(now) != string(original):
				t.Error("the file is neither the old nor the new version")
			case well:
				t.Error("the commit is said to have gone well, and nothing was written")
			default:
				outcome["old"]++
			}
			mustApply(t, v, note(v, sheets.TextValue("x: lần sau")))
			alone(t, path)
		})
	}
	t.Logf("versions that stood there: %v", outcome)
	if outcome["old"] == 0 || outcome["new"] == 0 {
		t.Error("the commit was not disturbed on both sides of the exchange")
	}
}

// Somebody saves all the time while one pass after another commits: no save is
// lost. Every save is a new number in A2; where nobody is writing, the file
// holds the newest.
func TestNoSaveIsLost(t *testing.T) {
	commits := 300
	if testing.Short() {
		commits = 30
	}
	if *full {
		commits = 12_000
	}
	path := table("0").file(t)
	saved := func(n int) []byte { return table(fmt.Sprint(n)).bytes(t) }
	var mu sync.Mutex // held while somebody saves
	last, stop, done := 0, make(chan struct{}), make(chan struct{})
	beside := filepath.Join(t.TempDir(), "save.xlsx")
	go func() {
		defer close(done)
		r := rand.New(rand.NewPCG(1, 2))
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Duration(r.IntN(2000)) * time.Microsecond):
			}
			data := saved(last + 1)
			mu.Lock()
			if err := os.WriteFile(beside, data, 0o644); err != nil {
				t.Error(err)
			}
			if err := os.Rename(beside, path); err != nil {
				t.Error(err)
			}
			last++
			mu.Unlock()
		}
	}()
	outcome, reached := map[string]int{}, 0
	for pass := 0; reached < commits && !t.Failed(); pass++ {
		b := Open(path)
		b.before = func() { reached++ } // the exchange comes next
		err := func() error {
			v, err := b.Read(t.Context(), sheets.Scope{})
			if err != nil {
				return err
			}
			c, err := v.Propose(note(v, sheets.TextValue(fmt.Sprint("x: ", pass))))
			if err != nil {
				return err
			}
			_, err = c.Apply(t.Context())
			return err
		}()
		switch class := sheets.ClassOf(err); {
		case err == nil:
			outcome["written"]++
		case class == sheets.Conflict:
			outcome["conflict"]++
		default:
			t.Errorf("pass %d: %v", pass, err)
		}
		mu.Lock()
		if got, want := a2(t, path), fmt.Sprint(last); got != want {
			t.Errorf("pass %d (%v): A2 holds %s, the last save was %s", pass, err, got, want)
		}
		mu.Unlock()
	}
	close(stop)
	<-done
	alone(t, path)
	t.Logf("%d commits came to the exchange: %v, beside %d saves", reached, outcome, last)
	if !testing.Short() && (outcome["written"] == 0 || outcome["conflict"] == 0) {
		t.Error("the test did not see both outcomes")
	}
}
