package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func execSQL(t *testing.T, path, statement string) {
	t.Helper()
	s, err := newStore(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := create(s.file); err != nil {
		t.Fatal(err)
	}
	db, err := s.connect(asIs)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func TestOpenCreatesFolderAndFileForThisUserAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no mode bits here")
	}
	path := statePath(t)
	s := open(t, path)
	commit(t, s, Commit{Workbook: "w", History: []byte(`{}`)})
	for name, want := range map[string]os.FileMode{filepath.Dir(path): 0o700, path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v", name, info.Mode().Perm(), want)
		}
	}
}

func TestEveryTableIsStrict(t *testing.T) {
	s := open(t, statePath(t))
	var tables, loose int
	err := s.db.QueryRow(`SELECT count(*), count(*) FILTER (WHERE NOT strict) FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'`).Scan(&tables, &loose)
	if err != nil || tables != 15 || loose != 0 {
		t.Errorf("%d tables, %d of them not STRICT (%v)", tables, loose, err)
	}
}

func TestOpenAssertsItsSettings(t *testing.T) {
	s := open(t, statePath(t))
	if _, err := s.db.Exec(`PRAGMA foreign_keys = off`); err != nil {
		t.Fatal(err)
	}
	if err := s.prepare(t.Context()); err == nil || !strings.Contains(err.Error(), "foreign_keys") {
		t.Errorf("prepare = %v, want an error about foreign_keys", err)
	}
}

func TestOlderThan(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"3.51.2", "3.51.3", true}, {"3.51.3", "3.51.3", false}, {"3.51.10", "3.51.3", false}, {"3.9.9", "3.51.3", true},
		{"3.52", "3.51.3", false}, {"3.51", "3.51.3", true}, {"4", "3.51.3", false}, {"", "3.51.3", true},
	}
	for _, tt := range tests {
		if got := olderThan(tt.a, tt.b); got != tt.want {
			t.Errorf("olderThan(%q, %q) = %t", tt.a, tt.b, got)
		}
	}
}

func TestOddPaths(t *testing.T) {
	names := []string{"a b", "what?mode=memory", "c#d", "100%", "%20%41", "Dự án CNTT", "Sở Thông tin và Truyền thông", "a&b=c;d+e", ":memory:", "file:x", "'\""}
	if runtime.GOOS == "windows" {
		names = []string{"a b", "c#d", "100%", "Dự án CNTT"}
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, name, name+".db")
			s := open(t, path)
			commit(t, s, Commit{Workbook: "w", History: []byte(`{}`)})
			if err := s.Lock(t.Context()); err != nil {
				t.Error(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			r, err := OpenReadOnly(t.Context(), path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			wantHistory(t, r, 1, `{}`)
			have := files(t, dir)
			delete(have, path)
			delete(have, path+".lock")
			if len(have) != 0 {
				t.Errorf("unexpected files: %v", have)
			}
		})
	}
}

func TestRelativePath(t *testing.T) {
	t.Chdir(t.TempDir())
	open(t, "rasoat.db")
	if _, err := os.Stat("rasoat.db"); err != nil {
		t.Error(err)
	}
}

func TestMigrationsRunOnceEach(t *testing.T) {
	ctx, path := t.Context(), statePath(t)
	s := open(t, path)
	commit(t, s, Commit{Workbook: "w", History: []byte(`{}`)})
	current := len(schema())
	newer := append(schema(), `CREATE TABLE second (x INTEGER) STRICT; INSERT INTO second VALUES (1);`)
	for range 2 {
		if err := migrate(ctx, s.db, newer); err != nil {
			t.Fatal(err)
		}
	}
	var rows, version int
	err := s.db.QueryRow(`SELECT (SELECT count(*) FROM second), (SELECT user_version FROM pragma_user_version)`).Scan(&rows, &version)
	if err != nil || rows != 1 || version != current+1 {
		t.Errorf("%d rows, version %d, %v", rows, version, err)
	}
	wantHistory(t, s, 1, `{}`)
	wantError(t, migrate(ctx, s.db, schema()), "", fmt.Sprint("version ", current+1), fmt.Sprint("knows only ", current))
	_, err = Open(ctx, path, Options{})
	wantError(t, err, path, fmt.Sprint("version ", current+1))
}

func TestReadingRefusesToMigrate(t *testing.T) {
	path := statePath(t)
	open(t, path).Close()
	s, err := newStore(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.steps = append(s.steps, `CREATE TABLE second (x INTEGER) STRICT`)
	_, _, err = s.History(t.Context(), "w")
	wantError(t, err, path, "run one pass first")
}

func TestFailedMigrationLeavesTheOldSchema(t *testing.T) {
	s := open(t, statePath(t))
	err := migrate(t.Context(), s.db, append(schema(), `CREATE TABLE second (x INTEGER) STRICT`, `CREATE TABLE second (x INTEGER) STRICT`))
	if err == nil || !strings.Contains(err.Error(), fmt.Sprint("to version ", len(schema())+2)) {
		t.Errorf("migrate = %v", err)
	}
	if version, err := schemaVersion(t.Context(), s.db, 99); version != len(schema()) || err != nil {
		t.Errorf("version %d, %v; want %d", version, err, len(schema()))
	}
	if _, err := s.db.Exec(`SELECT * FROM second`); err == nil {
		t.Error("a table of the failed migration stayed")
	}
}

func TestProcessesMayCreateTheStateAtOnce(t *testing.T) {
	path := statePath(t)
	const n = 8
	errs := make(chan error, n)
	for range n {
		go func() {
			s, err := Open(context.Background(), path, Options{})
			if err == nil {
				err = s.Close()
			}
			errs <- err
		}()
	}
	for range n {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

// Each of these files is refused by both ways of opening, and stays as it was.
func TestOpenRefuses(t *testing.T) {
	damage := func(t *testing.T, path string) {
		s := open(t, path)
		m := message("k")
		m.Raw = make([]byte, 1<<16)
		commit(t, s, Commit{Workbook: "w", History: []byte(`{}`), Messages: []Message{m}})
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := 4096; i < len(b); i += 4096 {
			copy(b[i:], "damaged")
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name string
		make func(t *testing.T, path string)
		says string
	}{
		{"text", func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(strings.Repeat("mode: watch\n", 100)), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "not a SQLite database"},
		{"damaged pages", damage, "damaged"},
		{"truncated", func(t *testing.T, path string) {
			damage(t, path)
			if err := os.Truncate(path, 3*4096); err != nil {
				t.Fatal(err)
			}
		}, "damaged"},
		{"newer schema", func(t *testing.T, path string) {
			open(t, path).Close()
			execSQL(t, path, `PRAGMA user_version = 99`)
		}, "version 99"},
		{"another program's database", func(t *testing.T, path string) {
			execSQL(t, path, `CREATE TABLE bookmarks (url TEXT)`)
		}, "another program"},
		{"another program's mark", func(t *testing.T, path string) {
			execSQL(t, path, `PRAGMA application_id = 7; CREATE TABLE t (x)`)
		}, "another program"},
		{"folder", func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, "folder"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "rasoat.db")
			tt.make(t, path)
			before := files(t, filepath.Dir(path))
			s, err := OpenReadOnly(t.Context(), path, Options{})
			wantError(t, err, path, tt.says)
			if s != nil {
				t.Error("a store beside an error")
			}
			if !maps.Equal(before, files(t, filepath.Dir(path))) {
				t.Error("reading changed something")
			}
			s, err = Open(t.Context(), path, Options{})
			wantError(t, err, path, tt.says)
			if s != nil {
				t.Error("a store beside an error")
			}
			if after := files(t, filepath.Dir(path)); before[path] != after[path] {
				t.Error("opening changed the file")
			}
		})
	}

	t.Run("empty path", func(t *testing.T) {
		_, err := Open(t.Context(), "", Options{})
		wantError(t, err, "", "path is empty")
	})
	t.Run("file in place of the folder", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "state")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(file, "rasoat.db")
		_, err := Open(t.Context(), path, Options{})
		wantError(t, err, path, "a file where a folder should be")
	})
	t.Run("read-only folder", func(t *testing.T) {
		if os.Geteuid() <= 0 {
			t.Skip("root may write everywhere")
		}
		dir := t.TempDir()
		if err := os.Chmod(dir, 0o500); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, "rasoat.db")
		_, err := Open(t.Context(), path, Options{})
		wantError(t, err, path, "writable")
	})
	t.Run("read-only file", func(t *testing.T) {
		if os.Geteuid() <= 0 {
			t.Skip("root may write everywhere")
		}
		path := filepath.Join(t.TempDir(), "rasoat.db")
		open(t, path).Close()
		if err := os.Chmod(path, 0o400); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), path, Options{})
		wantError(t, err, path, "writable")
	})
}

func TestReadOnlyChangesNothing(t *testing.T) {
	ctx := context.Background()
	use := func(t *testing.T, path string, version int64, data string) {
		t.Helper()
		s, err := OpenReadOnly(ctx, path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		wantHistory(t, s, version, data)
		if list, err := s.Due(ctx, noon, 0); err != nil || len(list) != 2*int(version) {
			t.Errorf("Due = %v, %v", list, err)
		}
		if _, err := s.Runs(ctx, "", 0, 0); err != nil {
			t.Error(err)
		}
		if _, err := s.LastSlot(ctx, "passes"); err != nil {
			t.Error(err)
		}
		for name, err := range map[string]error{
			"Commit":   try(ctx, s, Commit{Workbook: "w", Version: version, History: []byte(`{"x":1}`)}),
			"Finish":   record(ctx, s, Run{Workbook: "w"}),
			"Begin":    s.Begin(ctx, 1, noon),
			"MarkSlot": s.MarkSlot(ctx, "passes", noon),
			"Lock":     s.Lock(ctx),
		} {
			if !errors.Is(err, ErrReadOnly) {
				t.Errorf("%s: %v, want ErrReadOnly", name, err)
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	filled := func(t *testing.T) (*Store, string) {
		path := statePath(t)
		s := open(t, path)
		commit(t, s, Commit{Workbook: "w", History: []byte(`{}`), Messages: []Message{message("k")}})
		return s, path
	}

	t.Run("no file, no folder", func(t *testing.T) {
		dir := t.TempDir()
		use(t, filepath.Join(dir, "state", "rasoat.db"), 0, "")
		if list, err := os.ReadDir(dir); len(list) != 0 || err != nil {
			t.Errorf("%v was created (%v)", list, err)
		}
	})
	t.Run("empty file", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "rasoat.db")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		use(t, path, 0, "")
		if got := files(t, filepath.Dir(path)); !maps.Equal(got, map[string]string{path: ""}) {
			t.Errorf("files = %v", got)
		}
	})
	t.Run("a state at rest", func(t *testing.T) {
		s, path := filled(t)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		before := files(t, filepath.Dir(path))
		use(t, path, 1, `{}`)
		if after := files(t, filepath.Dir(path)); !maps.Equal(before, after) {
			t.Error("reading changed something")
		}
	})
	t.Run("a state in use", func(t *testing.T) {
		_, path := filled(t)
		before := files(t, filepath.Dir(path))
		use(t, path, 1, `{}`)
		after := files(t, filepath.Dir(path))
		if !maps.Equal(before, after) {
			t.Error("reading changed something")
		}
	})
	t.Run("a writer that comes in between", func(t *testing.T) {
		s, path := filled(t)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		r, err := OpenReadOnly(ctx, path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		calls := 0
		var version int64
		err = r.peek(ctx, func(db *sql.DB) error {
			calls++
			if err := db.QueryRow(`SELECT version FROM history`).Scan(&version); err != nil {
				return err
			}
			if calls == 1 {
				w := open(t, path)
				commit(t, w, Commit{Workbook: "w", Version: 1, History: []byte(`{"b":2}`)})
				return w.Close()
			}
			return nil
		})
		if err != nil || calls != 2 || version != 2 {
			t.Errorf("read version %d in %d calls (%v), want 2 in the second", version, calls, err)
		}
	})
}

// Whoever removes or replaces the file of a state that is open is not answered
// with writes into a file that nobody finds again.
func TestAStateThatIsTakenAway(t *testing.T) {
	path := statePath(t)
	s, ctx := open(t, path), t.Context()
	c := Commit{Workbook: "w", History: []byte(`{}`), Messages: []Message{message("k")}}
	away := path + ".away"
	for name, take := range map[string]func() error{
		"removed":  func() error { return os.Rename(path, away) },
		"replaced": func() error { return errors.Join(os.Rename(path, away), os.WriteFile(path, nil, 0o600)) },
	} {
		if err := take(); err != nil {
			t.Fatal(err)
		}
		_, record := s.Finish(ctx, 0, Run{Workbook: "w"})
		for _, err := range []error{try(ctx, s, c), record, s.MarkSlot(ctx, "x", noon)} {
			if !errors.Is(err, ErrMoved) {
				t.Errorf("%s: %v, want ErrMoved", name, err)
			}
		}
		wantError(t, try(ctx, s, Commit{Workbook: "w", History: []byte(`{}`)}), path, "put the file back")
		if err := os.Rename(away, path); err != nil {
			t.Fatal(err)
		}
	}
	commit(t, s, c)
	wantHistory(t, s, 1, `{}`)
}
