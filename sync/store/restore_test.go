package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// onDay is a clock for the names that Restore gives.
func onDay() Options {
	return Options{BusyTimeout: 20 * time.Millisecond, Now: func() time.Time { return noon }}
}

const keptName = ".before-restore-20210115T120000Z"

// backupOf is a backup of a state that fill filled.
func backupOf(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "backup.db")
	if err := filled(t, statePath(t)).Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	return file
}

// other is a state that is none of filled.
func other(t *testing.T, path string) *Store {
	t.Helper()
	s := open(t, path)
	commit(t, s, Commit{Workbook: "w", History: []byte(`{"other":1}`), Messages: []Message{message("other")}})
	return s
}

func TestRestore(t *testing.T) {
	atRest := func(t *testing.T, path string) { other(t, path).Close() }
	tests := []struct {
		name string
		make func(t *testing.T, path string)
		kept string // what of the old state is kept: "", "state", or "bytes" for one that does not open
	}{
		{"nothing there, no folder", func(t *testing.T, path string) {}, ""},
		{"state", atRest, "state"},
		{"state of a process that was killed", func(t *testing.T, path string) {
			// The log still holds everything: taken from under an open store.
			elsewhere := statePath(t)
			other(t, elsewhere)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			for _, suffix := range []string{"", "-wal"} {
				b, err := os.ReadFile(elsewhere + suffix)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path+suffix, b, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}, "state"},
		{"newer schema", func(t *testing.T, path string) {
			atRest(t, path)
			execSQL(t, path, `PRAGMA user_version = 99`)
		}, "bytes"},
		{"damaged, with a log", func(t *testing.T, path string) {
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
				if err := os.WriteFile(path+suffix, []byte(strings.Repeat("mode: watch"+suffix+"\n", 1000)), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}, "bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := statePath(t)
			tt.make(t, path)
			backup := backupOf(t)
			untouched := files(t, filepath.Dir(backup))
			before := map[string]string{}
			if tt.kept != "" {
				before = files(t, filepath.Dir(path))
			}
			kept, err := Restore(t.Context(), backup, path, onDay())
			if err != nil {
				t.Fatal(err)
			}
			if !maps.Equal(untouched, files(t, filepath.Dir(backup))) {
				t.Error("the backup was changed")
			}
			want := ""
			if tt.kept != "" {
				want = path + keptName
			}
			if kept != want {
				t.Errorf("kept %q, want %q", kept, want)
			}
			after := files(t, filepath.Dir(path))
			for _, name := range []string{path, path + ".lock"} {
				if _, ok := after[name]; !ok {
					t.Errorf("there is no %s", name)
				}
				delete(after, name)
			}
			switch tt.kept {
			case "state":
				if k := slices.Collect(maps.Keys(after)); !slices.Equal(k, []string{kept}) {
					t.Errorf("beside the state there is %v", k)
				}
				wantHistory(t, open(t, kept), 1, `{"other":1}`)
			case "bytes": // what SQLite makes of files beside it that are none of its own is its affair
				if !strings.HasSuffix(after[kept], before[path][100:]) {
					t.Error("what is kept is not what was there")
				}
				for name := range after {
					if !strings.HasPrefix(name, kept) {
						t.Errorf("beside the state there is %s", name)
					}
				}
			default:
				if len(after) != 0 {
					t.Errorf("beside the state there is %v", slices.Collect(maps.Keys(after)))
				}
			}
			wantFilled(t, path)
		})
	}
}

func TestRestoreTwiceInASecondKeepsBoth(t *testing.T) {
	path, backup := statePath(t), backupOf(t)
	other(t, path).Close()
	for n, want := range []string{keptName, keptName + "-2", keptName + "-3"} {
		kept, err := Restore(t.Context(), backup, path, onDay())
		if err != nil || kept != path+want {
			t.Errorf("restore %d kept %q, %v", n, kept, err)
		}
	}
	wantHistory(t, open(t, path+keptName), 1, `{"other":1}`)
	wantFilled(t, path+keptName+"-3")
}

func TestRestoreBringsAnOlderSchemaBack(t *testing.T) {
	old, path := statePath(t), statePath(t)
	makeSchema1(t, old)
	if _, err := Restore(t.Context(), old, path, onDay()); err != nil {
		t.Fatal(err)
	}
	wantHistory(t, open(t, path), 7, `{"a": "Sở"}`)
}

// Whatever stands in the way, the state stays as it is and nothing is left.
func TestRestoreRefuses(t *testing.T) {
	text := func(t *testing.T, file string) string {
		if err := os.WriteFile(file, []byte(strings.Repeat("x", 5000)), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	tests := []struct {
		name   string
		backup func(t *testing.T, state, file string) string
		says   string
	}{
		{"no backup", func(t *testing.T, _, file string) string { return file }, "no such file"},
		{"no path", func(*testing.T, string, string) string { return "" }, "path is empty"},
		{"folder", func(t *testing.T, _, file string) string { return filepath.Dir(file) }, "folder"},
		{"no database", func(t *testing.T, _, file string) string { return text(t, file) }, "not a SQLite database"},
		{"empty", func(t *testing.T, _, file string) string {
			if err := os.WriteFile(file, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			return file
		}, "no state there"},
		{"another program's", func(t *testing.T, _, file string) string {
			execSQL(t, file, `CREATE TABLE bookmarks (url TEXT)`)
			return file
		}, "another program"},
		{"newer schema", func(t *testing.T, _, file string) string {
			filled(t, file).Close()
			execSQL(t, file, `PRAGMA user_version = 99`)
			return file
		}, "version 99"},
		{"damaged", func(t *testing.T, _, file string) string {
			filled(t, file).Close()
			damageFile(t, file)
			return file
		}, "damaged"},
		{"cut off", func(t *testing.T, _, file string) string {
			filled(t, file).Close()
			if err := os.Truncate(file, 3*4096); err != nil {
				t.Fatal(err)
			}
			return file
		}, "damaged"},
		{"parts do not fit", func(t *testing.T, _, file string) string {
			filled(t, file).Close()
			execSQL(t, file, `PRAGMA foreign_keys = off; DELETE FROM outbox`)
			return file
		}, "refer to what is not there"},
		{"the state itself", func(t *testing.T, state, _ string) string { return state }, "state itself"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := statePath(t)
			other(t, path).Close()
			backup := tt.backup(t, path, filepath.Join(t.TempDir(), "backup.db"))
			before := files(t, filepath.Dir(path))
			kept, err := Restore(t.Context(), backup, path, onDay())
			wantError(t, err, "", tt.says)
			if kept != "" || !maps.Equal(before, files(t, filepath.Dir(path))) {
				t.Errorf("kept %q; the folder holds %v", kept, slices.Collect(maps.Keys(files(t, filepath.Dir(path)))))
			}
		})
	}
	t.Run("the state is another program's", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "places.db")
		execSQL(t, path, `CREATE TABLE bookmarks (url TEXT)`)
		before := files(t, filepath.Dir(path))
		_, err := Restore(t.Context(), backupOf(t), path, onDay())
		wantError(t, err, path, "another program")
		after := files(t, filepath.Dir(path))
		delete(after, path+".lock")
		if !maps.Equal(before, after) {
			t.Error("it was changed")
		}
	})
}

func TestRestoreNeedsTheStateForItself(t *testing.T) {
	path, backup := statePath(t), backupOf(t)
	s := other(t, path)
	if err := s.Lock(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err := Restore(t.Context(), backup, path, onDay())
	if held := (*LockedError)(nil); !errors.As(err, &held) || held.PID != os.Getpid() {
		t.Errorf("Restore beside the lock = %v", err)
	}
	if err := s.Unlock(); err != nil {
		t.Fatal(err)
	}
	_, err = Restore(t.Context(), backup, path, onDay())
	wantError(t, err, path, "another process has the state open")
	commit(t, s, Commit{Workbook: "w", Version: 1, History: []byte(`{"other":2}`)}) // it goes on undisturbed
	wantHistory(t, s, 2, `{"other":2}`)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), backup, path, onDay()); err != nil {
		t.Error(err)
	}
	if err := open(t, path).Lock(t.Context()); err != nil {
		t.Errorf("the lock was not given back: %v", err)
	}
	// With the state's last user gone it can be restored, whatever was open.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Restore(ctx, backup, path, onDay()); !errors.Is(err, context.Canceled) {
		t.Errorf("Restore = %v", err)
	}
}

func TestRestoreUndoesWhatFailed(t *testing.T) {
	path := statePath(t)
	s := other(t, path)
	s.Close()
	kept, err := s.swap(t.Context(), filepath.Join(t.TempDir(), "nowhere"))
	if err == nil || kept != "" {
		t.Errorf("swap = %q, %v", kept, err)
	}
	if have := slices.Collect(maps.Keys(files(t, filepath.Dir(path)))); !slices.Equal(have, []string{path}) {
		t.Errorf("the folder holds %v", have)
	}
	wantHistory(t, open(t, path), 1, `{"other":1}`)
}

func TestWhatLiesBesideAStateIsKeptWithIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rasoat.db")
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.WriteFile(path+suffix, []byte("x"+suffix), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := newStore(path, onDay())
	if err != nil {
		t.Fatal(err)
	}
	before := files(t, filepath.Dir(path))
	kept, err := s.keep()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{path: "x"}
	for name, b := range before {
		want[kept+strings.TrimPrefix(name, path)] = b
	}
	if got := files(t, filepath.Dir(path)); !maps.Equal(got, want) {
		t.Errorf("the folder holds %v, want %v", got, want)
	}
	if err := s.putBack(kept); err != nil {
		t.Error(err)
	}
	if got := files(t, filepath.Dir(path)); !maps.Equal(got, before) {
		t.Errorf("the folder holds %v, want %v", got, before)
	}
	// Where the file system has no second names, the first one is gone.
	if err := os.Rename(path, kept); err != nil {
		t.Fatal(err)
	}
	if err := s.putBack(kept); err != nil {
		t.Error(err)
	}
	if got := files(t, filepath.Dir(path)); !maps.Equal(got, before) {
		t.Errorf("the folder holds %v, want %v", got, before)
	}
}

// restoreForever puts PATH.a and PATH.b in the place of PATH by turns.
func restoreForever(ctx context.Context, path string) error {
	for n := 0; ; n++ {
		if _, err := Restore(ctx, path+"."+"ab"[n%2:n%2+1], path, Options{}); err != nil {
			return err
		}
		fmt.Println(n)
		s, err := Open(ctx, path, Options{}) // leaves a log behind now and then
		if err != nil {
			return err
		}
		if err := s.MarkSlot(ctx, "n", time.Now()); err != nil {
			return err
		}
		if err := s.Close(); err != nil {
			return err
		}
	}
}

// backUpForever writes PATH.1, PATH.2 and so on.
func backUpForever(ctx context.Context, path string) error {
	s, err := Open(ctx, path, Options{})
	if err != nil {
		return err
	}
	for n := 1; ; n++ {
		if err := s.Backup(ctx, fmt.Sprintf("%s.%d", path, n)); err != nil {
			return err
		}
		fmt.Println(n)
	}
}

func kill(t *testing.T, role, path string, lines int) {
	t.Helper()
	p := start(t, role, path)
	for range lines {
		if !p.lines.Scan() {
			t.Fatal("the child ended by itself")
		}
	}
	p.cmd.Process.Kill()
	for p.lines.Scan() {
	}
	p.cmd.Wait()
}

func TestKilledWhileRestoringTheStateIsWhole(t *testing.T) {
	path := statePath(t)
	for name, text := range map[string]string{".a": `{"a":1}`, ".b": `{"b":1}`} {
		s := open(t, path+name)
		commit(t, s, Commit{Workbook: "w", History: []byte(text), Messages: []Message{message(name)}})
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, lines := range []int{1, 2, 3, 5, 4} {
		kill(t, "restore", path, lines)
		kept, err := filepath.Glob(path + ".before-restore-*Z*")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range append(kept, path) {
			if strings.HasSuffix(file, "-wal") || strings.HasSuffix(file, "-shm") || strings.HasSuffix(file, "-journal") {
				continue
			}
			s, err := Open(t.Context(), file, Options{})
			if err != nil {
				t.Fatal(err)
			}
			_, data, err := s.History(t.Context(), "w")
			list, e := s.Outbox(t.Context(), Filter{State: Pending})
			if err != nil || e != nil || len(list) != 1 || string(data) != fmt.Sprintf(`{"%s":1}`, strings.TrimPrefix(list[0].Key, ".")) {
				t.Errorf("%s holds %s and %v (%v, %v)", file, data, list, err, e)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestKilledWhileBackingUpEveryBackupIsWhole(t *testing.T) {
	path := statePath(t)
	filled(t, path).Close()
	kill(t, "backup", path, 5)
	backups, err := filepath.Glob(path + ".[0-9]*")
	if err != nil || len(backups) < 5 {
		t.Fatalf("%v, %v", backups, err)
	}
	for _, file := range backups {
		wantFilled(t, file)
	}
}
