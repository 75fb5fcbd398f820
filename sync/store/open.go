package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// Open opens the state at path, and creates it where there is none: the folder
// for this user alone (0700), the file too (0600). It brings an older schema up
// to date, refuses a newer one, and checks the file's integrity, which reads all
// of it.
//
// Close the store when done.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	s, err := newStore(path, o)
	if err != nil {
		return nil, err
	}
	if err := create(s.file); err != nil {
		return nil, explain("create", path, err)
	}
	// SQLite waits for other processes, but not where waiting could be a
	// deadlock: when two turn WAL on, or one closes the last connection while
	// another opens the first. Then it says at once that it is busy.
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval, pauses.MaxInterval = 10*time.Millisecond, 500*time.Millisecond
	_, err = backoff.Retry(ctx, func() (struct{}, error) {
		err := s.openOnce(ctx)
		if err != nil && !isBusy(err) {
			err = backoff.Permanent(err)
		}
		return struct{}{}, err
	}, backoff.WithBackOff(pauses), backoff.WithMaxElapsedTime(o.busyTimeout()))
	if err != nil {
		return nil, explain("open", path, err)
	}
	return s, nil
}

// openOnce connects for writing. Where it fails no connection is left.
func (s *Store) openOnce(ctx context.Context) error {
	if err := s.recognise(ctx); err != nil {
		return err
	}
	db, err := s.connect(writing)
	if err != nil {
		return err
	}
	s.db = db
	if err := s.prepare(ctx); err != nil {
		return errors.Join(err, db.Close())
	}
	if s.opened, err = os.Stat(s.file); err != nil {
		return errors.Join(err, db.Close())
	}
	return nil
}

func newStore(path string, o Options) (*Store, error) {
	if path == "" {
		return nil, errors.New("open state: the path is empty; set one")
	}
	file, err := filepath.Abs(path)
	if err != nil {
		return nil, explain("open", path, err)
	}
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("open state %q: it is a folder or a device; set the path of a file", path)
	}
	return &Store{path: path, file: file, options: o, steps: schema()}, nil
}

// create makes the folder and an empty file, which SQLite takes for a new
// database, so that it is this user's alone from the start. The files beside it
// (-wal, -shm) get its mode.
func create(file string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// recognise refuses a file of another program before anything in it is changed:
// turning on WAL is a change.
func (s *Store) recognise(ctx context.Context) error {
	db, err := s.connect(asIs)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = schemaVersion(ctx, db, len(s.steps))
	return err
}

// mode says what a connection may do.
type mode string

const (
	writing   mode = "writing"   // all that a state needs
	asIs      mode = "as is"     // may write, yet changes no setting of the file
	reading   mode = "reading"   // beside whoever has it open
	immutable mode = "immutable" // nobody has it open
)

// connect opens the file. One connection serves the process: its calls queue up
// in Go, where a context can end the wait, and only other processes are met with
// busy_timeout.
func (s *Store) connect(m mode) (*sql.DB, error) {
	db, err := sql.Open("sqlite", s.dsn(m))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

func (s *Store) dsn(m mode) string {
	q := url.Values{
		"_txlock":   {"immediate"},
		"_error_rc": {"1"}, // without it "cannot open" is reported as "out of memory"
		"_pragma": {
			"busy_timeout(" + strconv.FormatInt(s.options.busyTimeout().Milliseconds(), 10) + ")",
			"foreign_keys(1)",
		},
	}
	switch m {
	case writing:
		q.Set("mode", "rw")
		q.Add("_pragma", "journal_mode(wal)")
		q.Add("_pragma", "synchronous(full)")
	case asIs:
		q.Set("mode", "rw")
	case reading:
		q.Set("mode", "ro")
	case immutable:
		q.Set("mode", "ro")
		q.Set("immutable", "1")
	}
	path := filepath.ToSlash(s.file)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/…
	}
	// An URL's own escaping covers what SQLite gives a meaning in a path: ?, # and %.
	u := url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}
	return u.String()
}

// prepare asserts the settings, migrates the schema and checks the integrity.
func (s *Store) prepare(ctx context.Context) error {
	if err := assertVersion(ctx, s.db); err != nil {
		return err
	}
	// A misspelt pragma is ignored in silence.
	want := [][2]string{
		{"journal_mode", "wal"},
		{"synchronous", "2"},
		{"foreign_keys", "1"},
		{"busy_timeout", strconv.FormatInt(s.options.busyTimeout().Milliseconds(), 10)},
	}
	for _, w := range want {
		var have string
		if err := s.db.QueryRowContext(ctx, "PRAGMA "+w[0]).Scan(&have); err != nil {
			return err
		}
		if have != w[1] {
			return fmt.Errorf("set %s: it is %q where %q is needed; keep the state on a local disk, not on a network share", w[0], have, w[1])
		}
	}
	if err := check(ctx, s.db); err != nil {
		return err
	}
	return migrate(ctx, s.db, s.steps)
}

// Older versions can lose a commit when a checkpoint and a writer meet.
const oldestSQLite = "3.51.3"

func assertVersion(ctx context.Context, db *sql.DB) error {
	var have string
	if err := db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&have); err != nil {
		return err
	}
	if olderThan(have, oldestSQLite) {
		return fmt.Errorf("check SQLite: version %s is built in, which can lose commits; build with %s or newer", have, oldestSQLite)
	}
	return nil
}

// olderThan compares two versions of the form 3.51.3; what is not a number
// counts as 0.
func olderThan(a, b string) bool {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(as), len(bs)) {
		var x, y int
		if i < len(as) {
			x, _ = strconv.Atoi(as[i])
		}
		if i < len(bs) {
			y, _ = strconv.Atoi(bs[i])
		}
		if x != y {
			return x < y
		}
	}
	return false
}

func check(ctx context.Context, db *sql.DB) error {
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("%s: %s", adviceDamaged, verdict)
	}
	return nil
}

// OpenReadOnly opens the state at path without ever creating or changing it,
// for a dry run. Where there is no file, or an empty one, it reads as an empty
// state. An older schema is refused, since it must not be migrated.
func OpenReadOnly(ctx context.Context, path string, o Options) (*Store, error) {
	s, err := newStore(path, o)
	if err != nil {
		return nil, err
	}
	err = s.peek(ctx, func(db *sql.DB) error {
		if err := assertVersion(ctx, db); err != nil {
			return err
		}
		return check(ctx, db)
	})
	if err != nil {
		return nil, explain("open", path, err)
	}
	return s, nil
}

// peek calls fn with the file opened for reading, and not at all when there is
// no state.
//
// Even a read-only connection creates the files -wal and -shm beside a database
// in WAL mode. Where there is no -wal, nobody has the state open, so it is read
// as immutable, which creates nothing; and read again should somebody have come
// and written meanwhile. Otherwise it is read like any database in use.
func (s *Store) peek(ctx context.Context, fn func(*sql.DB) error) error {
	return s.peekFrom(ctx, len(s.steps), fn)
}

// peekFrom is peek for a schema that may be as old as oldest.
func (s *Store) peekFrom(ctx context.Context, oldest int, fn func(*sql.DB) error) error {
	for try := 0; ; try++ {
		before, err := s.look()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		m := immutable
		if before.wal || try == 3 {
			m = reading
		}
		err = s.peekAs(ctx, m, oldest, fn)
		if m == reading {
			return err
		}
		if after, e := s.look(); e == nil && after == before {
			return err
		}
	}
}

func (s *Store) peekAs(ctx context.Context, m mode, oldest int, fn func(*sql.DB) error) error {
	db, err := s.connect(m)
	if err != nil {
		return err
	}
	defer db.Close()
	version, err := schemaVersion(ctx, db, len(s.steps))
	if err != nil || version == 0 {
		return err
	}
	if version < oldest {
		return fmt.Errorf("its schema is version %d and this program's is %d; run one pass first, which brings it up to date", version, len(s.steps))
	}
	return fn(db)
}

// footprint tells whether somebody wrote the file.
type footprint struct {
	size, modified int64
	wal            bool
}

func (s *Store) look() (footprint, error) {
	info, err := os.Stat(s.file)
	if err != nil {
		return footprint{}, err
	}
	_, err = os.Stat(s.file + "-wal")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return footprint{}, err
	}
	return footprint{info.Size(), info.ModTime().UnixNano(), err == nil}, nil
}
