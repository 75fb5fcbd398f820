package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The test binary is also the other process: childRole says what it does with
// the state at childPath until it is killed or its input ends.
const (
	childRole = "RASOAT_STORE_TEST_ROLE"
	childPath = "RASOAT_STORE_TEST_PATH"
)

func TestMain(m *testing.M) {
	role := os.Getenv(childRole)
	if role == "" {
		os.Exit(m.Run())
	}
	if err := child(role, os.Getenv(childPath)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func child(role, path string) error {
	ctx := context.Background()
	switch role {
	case "restore":
		return restoreForever(ctx, path)
	case "backup":
		return backUpForever(ctx, path)
	}
	s, err := Open(ctx, path, Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.Lock(ctx); err != nil {
		return err
	}
	if role == "hold" {
		fmt.Println("locked")
		_, err := io.Copy(io.Discard, os.Stdin)
		return err
	}
	if role == "deliver" {
		return deliverForever(ctx, s)
	}
	version, _, err := s.History(ctx, "w")
	if err != nil {
		return err
	}
	for {
		m := message(fmt.Sprint(version + 1))
		m.Raw = []byte(strings.Repeat(m.Key+"\n", 2000)) // several pages, and a checkpoint every few commits
		_, err := s.Commit(ctx, Commit{
			Workbook: "w", Version: version, History: fmt.Appendf(nil, `{"n":%d}`, version+1), Messages: []Message{m},
			Run: Run{Workbook: "w", Outcome: "changed", Findings: int(version + 1)},
		})
		if err != nil {
			return err
		}
		version++
		fmt.Println(version) // acknowledged: from here on it must be there
	}
}

type process struct {
	cmd   *exec.Cmd
	stdin io.Closer
	lines *bufio.Scanner
}

func start(t *testing.T, role, path string) process {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childRole+"="+role, childPath+"="+path)
	cmd.Stderr = t.Output()
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return process{cmd, stdin, bufio.NewScanner(stdout)}
}

func TestLockHeldByAnotherProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rasoat.db")
	for _, end := range []string{"exit", "kill"} {
		t.Run(end, func(t *testing.T) {
			p := start(t, "hold", path)
			if !p.lines.Scan() || p.lines.Text() != "locked" {
				t.Fatalf("the child said %q", p.lines.Text())
			}
			s := open(t, path)
			err := s.Lock(t.Context())
			var held *LockedError
			if !errors.As(err, &held) {
				t.Fatalf("Lock = %v, want a LockedError", err)
			}
			if age := time.Since(held.Since); held.PID != p.cmd.Process.Pid || age < 0 || age > time.Hour {
				t.Errorf("held by %d since %v, want %d", held.PID, held.Since, p.cmd.Process.Pid)
			}
			wantError(t, err, path, fmt.Sprint("process ", p.cmd.Process.Pid))
			commit(t, s, Commit{Workbook: end, History: []byte(`{}`)}) // transactions go on beside the lock

			if end == "kill" {
				p.cmd.Process.Kill()
				p.cmd.Wait()
			} else {
				p.stdin.Close()
				if err := p.cmd.Wait(); err != nil {
					t.Error(err)
				}
			}
			if err := s.Lock(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestLockWithinAProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rasoat.db")
	a, b := open(t, path), open(t, path)
	if err := b.Unlock(); err != nil {
		t.Error(err)
	}
	for range 2 {
		if err := a.Lock(t.Context()); err != nil {
			t.Fatal(err)
		}
		var held *LockedError
		if err := b.Lock(t.Context()); !errors.As(err, &held) || held.PID != os.Getpid() {
			t.Errorf("second Lock = %v", err)
		}
		if err := a.Unlock(); err != nil {
			t.Error(err)
		}
	}
	if err := b.Lock(t.Context()); err != nil {
		t.Fatal(err)
	}
	// A holder that has not said who it is yet, and nonsense.
	for _, text := range []string{"", "\npid x since y\n", "\npid 7 since yesterday\n"} {
		if err := os.WriteFile(path+".lock", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var held *LockedError
		if err := a.Lock(t.Context()); !errors.As(err, &held) || held.PID != 0 {
			t.Errorf("Lock beside %q = %v", text, err)
		}
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if err := a.Lock(t.Context()); err != nil {
		t.Errorf("Lock after the holder closed: %v", err)
	}
}

func TestKilledAtAnyMomentNothingAcknowledgedIsLost(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rasoat.db")
	acknowledged := int64(0)
	for _, commits := range []int{1, 2, 7, 40, 3} {
		p := start(t, "commit", path)
		for range commits {
			if !p.lines.Scan() {
				t.Fatal("the child ended by itself")
			}
			if _, err := fmt.Sscan(p.lines.Text(), &acknowledged); err != nil {
				t.Fatal(err)
			}
		}
		p.cmd.Process.Kill()
		for p.lines.Scan() { // what it said before it was killed
			fmt.Sscan(p.lines.Text(), &acknowledged)
		}
		p.cmd.Wait()

		r, err := OpenReadOnly(t.Context(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		wantWhole(t, r, acknowledged)
		s, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		version := wantWhole(t, s, acknowledged)
		var verdict string
		if err := s.db.QueryRow(`PRAGMA integrity_check`).Scan(&verdict); err != nil || verdict != "ok" {
			t.Errorf("integrity_check: %q, %v", verdict, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		acknowledged = version
	}
}

// wantWhole checks that history, outbox and runs agree on a version that is at
// least the acknowledged one, and returns it.
func wantWhole(t *testing.T, s *Store, acknowledged int64) int64 {
	t.Helper()
	version, data, err := s.History(t.Context(), "w")
	if err != nil || version < acknowledged || string(data) != fmt.Sprintf(`{"n":%d}`, version) {
		t.Fatalf("History = %d, %s, %v; %d was acknowledged", version, data, err, acknowledged)
	}
	list, err := s.Outbox(t.Context(), Filter{State: Pending})
	if err != nil || int64(len(list)) != version {
		t.Fatalf("%d messages (%v) at version %d", len(list), err, version)
	}
	for i, m := range list {
		raw := show(t, s, m.Key).Raw
		if m.Key != fmt.Sprint(i+1) || len(raw) != 2000*(len(m.Key)+1) || len(m.Deliveries) != len(m.To) {
			t.Errorf("message %d is %q of %d bytes with %d deliveries", i+1, m.Key, len(raw), len(m.Deliveries))
		}
	}
	runs, err := s.Runs(t.Context(), "w", 0, 1)
	if err != nil || len(runs) != 1 || int64(runs[0].Findings) != version {
		t.Errorf("newest run %v (%v) at version %d", runs, err, version)
	}
	return version
}
