package store

import (
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// filled is a state that holds one thing of each kind.
func filled(t *testing.T, path string) *Store {
	t.Helper()
	s := open(t, path)
	fill(t, s)
	return s
}

func fill(t *testing.T, s *Store) {
	t.Helper()
	ctx := t.Context()
	waits := message("waits")
	waits.Wait = true
	commit(t, s, Commit{
		Workbook: "w", History: []byte(`{"a":1}`), Messages: []Message{message("k"), waits},
		Slot: &Slot{"digests", noon}, Run: Run{Workbook: "w", Started: noon, Finished: noon, Outcome: "planned"},
	})
	for _, err := range []error{s.Pause(ctx, PauseMail, noon, "why"), s.Raise(ctx, "mail/cap", noon, "text"), s.Release(ctx, "w", noon)} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// wantFilled checks that a state is one of filled, down to the last row.
func wantFilled(t *testing.T, path string) {
	t.Helper()
	want := content(t, filled(t, statePath(t)))
	if got := content(t, open(t, path)); !slices.Equal(got, want) {
		t.Errorf("the state at %s holds\n%s\nwant\n%s", path, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// content returns every row of every table as text.
func content(t *testing.T, s *Store) []string {
	t.Helper()
	tables, err := texts(t.Context(), s.db, `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, table := range tables {
		columns, err := texts(t.Context(), s.db, `SELECT 'quote("' || name || '")' FROM pragma_table_info(?)`, table)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := texts(t.Context(), s.db, `SELECT `+strings.Join(columns, ` || ' ' || `)+` FROM `+table+` ORDER BY 1`)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			all = append(all, table+": "+row)
		}
	}
	return all
}

func TestBackupHoldsEverything(t *testing.T) {
	path := statePath(t)
	s := filled(t, path)
	writer, err := open(t, path).db.Begin() // somebody is writing at the same time
	if err != nil {
		t.Fatal(err)
	}
	if _, err := writer.Exec(`DELETE FROM outbox`); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "what? 100% Dự án.db")
	if err := s.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	if err := writer.Rollback(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the backup has mode %v, %v", info.Mode(), err)
	}
	if have := slices.Collect(maps.Keys(files(t, dir))); !slices.Equal(have, []string{file}) {
		t.Errorf("beside the backup there is %v", have)
	}
	wantFilled(t, file)
}

func TestBackupOfAStateThatNobodyOpens(t *testing.T) {
	old := statePath(t)
	makeSchema1(t, old)
	current := statePath(t)
	filled(t, current).Close()
	for name, path := range map[string]string{"current": current, "older schema": old} {
		t.Run(name, func(t *testing.T) {
			before := files(t, filepath.Dir(path))
			file := filepath.Join(t.TempDir(), "b.db")
			if err := BackUp(t.Context(), path, file, Options{}); err != nil {
				t.Fatal(err)
			}
			if !maps.Equal(before, files(t, filepath.Dir(path))) {
				t.Error("the backup changed the state")
			}
			open(t, file)
		})
	}
	r, err := OpenReadOnly(t.Context(), current, Options{})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "b.db")
	if err := r.Backup(t.Context(), file); err != nil {
		t.Error(err)
	}
	wantFilled(t, file)
}

// Whatever goes wrong, no file is left and none is overwritten.
func TestBackupRefuses(t *testing.T) {
	write := func(t *testing.T, file, text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name string
		make func(t *testing.T, state, file string)
		says string
	}{
		{"file exists", func(t *testing.T, state, file string) { filled(t, state); write(t, file, "precious") }, "exists already"},
		{"empty file exists", func(t *testing.T, state, file string) { filled(t, state); write(t, file, "") }, "exists already"},
		{"no state", func(t *testing.T, state, file string) {}, "no state there"},
		{"empty state", func(t *testing.T, state, file string) { write(t, state, "") }, "no state there"},
		{"another program's", func(t *testing.T, state, file string) { execSQL(t, state, `CREATE TABLE bookmarks (url TEXT)`) }, "another program"},
		{"no database", func(t *testing.T, state, file string) { write(t, state, strings.Repeat("mode: watch\n", 100)) }, "not a SQLite database"},
		{"damaged", func(t *testing.T, state, file string) { filled(t, state).Close(); damageFile(t, state) }, "damaged"},
		{"parts do not fit", func(t *testing.T, state, file string) {
			filled(t, state).Close()
			execSQL(t, state, `PRAGMA foreign_keys = off; DELETE FROM outbox`)
		}, "refer to what is not there"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			state, file := filepath.Join(t.TempDir(), "rasoat.db"), filepath.Join(dir, "backup.db")
			tt.make(t, state, file)
			before := files(t, dir)
			err := BackUp(t.Context(), state, file, Options{})
			wantError(t, err, state, tt.says, file)
			if !maps.Equal(before, files(t, dir)) {
				t.Errorf("files %v were %v", files(t, dir), before)
			}
		})
	}
	t.Run("no such folder", func(t *testing.T) {
		s := filled(t, statePath(t))
		file := filepath.Join(t.TempDir(), "none", "b.db")
		wantError(t, s.Backup(t.Context(), file), s.path, "no such file")
	})
}

// damageFile spoils every page but the first.
func damageFile(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(b); i += 4096 {
		copy(b[i:], strings.Repeat("damaged ", 64))
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestDailyBackup(t *testing.T) {
	s := filled(t, filepath.Join(t.TempDir(), "rasoat.db"))
	folder := filepath.Join(t.TempDir(), "backups")
	zone := time.FixedZone("ICT", 7*3600)
	at := func(day, hour int) time.Time { return time.Date(2021, 1, day, hour, 30, 0, 0, zone) }
	backup := func(now time.Time, keep int, want string) {
		t.Helper()
		file, err := s.DailyBackup(t.Context(), now, folder, keep)
		if want != "" {
			want = filepath.Join(folder, want)
		}
		if err != nil || file != want {
			t.Errorf("DailyBackup(%v, %d) = %q, %v; want %q", now, keep, file, err, want)
		}
	}
	backup(at(15, 5), 0, "")
	backup(at(15, 5), 2, "rasoat-2021-01-15.db") // in UTC it is the day before
	backup(at(15, 23), 2, "")
	foreign := []string{"rasoat-2020-02-30.db", "rasoat-2020-01-01.db.old", "other-2020-01-01.db", "rasoat-.db", "rasoat-2020-01-01", "rasoat.db"}
	for _, name := range foreign {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	backup(at(16, 0), 2, "rasoat-2021-01-16.db")
	backup(at(18, 0), 2, "rasoat-2021-01-18.db")
	backup(at(18, 0), 1, "")
	want := append([]string{"rasoat-2021-01-16.db", "rasoat-2021-01-18.db"}, foreign...)
	slices.Sort(want)
	var have []string
	for name := range files(t, folder) {
		have = append(have, filepath.Base(name))
	}
	slices.Sort(have)
	if !slices.Equal(have, want) {
		t.Errorf("the folder holds\n%v, want\n%v", have, want)
	}
	wantFilled(t, filepath.Join(folder, "rasoat-2021-01-18.db"))
}
