// Package store keeps what must outlive a process in one SQLite file: for each
// workbook a versioned history document, the record of its runs and the figures
// of each day, the outbox of rendered messages with a delivery for each
// recipient, the slots that the scheduler has done, and what the operator said
// and has to know. It backs that file up and restores it.
//
// It decides nothing. What a history document means belongs to package plan,
// when a mail goes out to package deliver, when a job runs to package schedule.
// Everything handed out is a copy; every instant is kept to the microsecond and
// comes back in UTC.
//
// A commit is durable when Commit returns: write-ahead log, synchronous=FULL.
// Processes may share the file (each change is one transaction that begins by
// taking the write lock); Lock is for what only one of them may do at a time.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// ErrReadOnly is returned by whatever would change a store that OpenReadOnly
// opened.
var ErrReadOnly = errors.New("the state was opened for reading only")

// ErrMoved is returned by whatever would change a store whose file was removed,
// renamed or replaced while it was open.
var ErrMoved = errors.New("its file was removed or replaced while it was open; put the file back, or end rasoat, put a backup in its place with rasoat restore, and start it again")

// Options adjust how a store is opened. The zero value is good.
type Options struct {
	// BusyTimeout is how long to wait for another process that is writing;
	// 0 means 10 seconds. The context of a call may end the wait earlier.
	BusyTimeout time.Duration
	// Now is the clock; nil is time.Now. It says which dead letters are recent
	// and how old a state is that Restore puts aside.
	Now func() time.Time
}

func (o Options) now() time.Time {
	if o.Now == nil {
		return time.Now()
	}
	return o.Now()
}

func (o Options) busyTimeout() time.Duration {
	if o.BusyTimeout <= 0 {
		return 10 * time.Second
	}
	return o.BusyTimeout
}

// Store is the state at one path. Its methods may be called from several
// goroutines at a time, but for Lock, Unlock and Close.
type Store struct {
	path    string // as the caller wrote it, for messages
	file    string // absolute
	options Options
	steps   []string    // the migrations, see schema
	db      *sql.DB     // nil when read-only: see read
	opened  fs.FileInfo // the file that db has open
	lock    *flock.Flock
}

// Close releases the process lock, if this store holds it, and the file. The
// store is not to be used afterwards.
func (s *Store) Close() error {
	err := s.Unlock()
	if s.db != nil {
		if e := s.db.Close(); e != nil {
			err = errors.Join(err, explain("close", s.path, e))
		}
	}
	return err
}

// read calls fn with a database to read from. A read-only store may call it
// several times, and not at all when there is no state yet, so fn must set its
// results afresh each time. doing begins the error's text.
func (s *Store) read(ctx context.Context, doing string, fn func(*sql.DB) error) error {
	if s.db != nil {
		return explain(doing, s.path, fn(s.db))
	}
	return explain(doing, s.path, s.peek(ctx, fn))
}

// readOnce is read for several queries that must see one and the same state.
func (s *Store) readOnce(ctx context.Context, doing string, fn func(querier) error) error {
	return s.read(ctx, doing, func(db *sql.DB) error {
		tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
		if err != nil {
			return err
		}
		defer tx.Rollback()
		return fn(tx)
	})
}

// write calls fn in one transaction that holds the write lock from its start.
func (s *Store) write(ctx context.Context, doing string, fn func(*sql.Tx) error) error {
	if s.db == nil {
		return fmt.Errorf("%s state %q: %w", doing, s.path, ErrReadOnly)
	}
	if err := s.inPlace(); err != nil {
		return explain(doing, s.path, err)
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return explain(doing, s.path, err)
	}
	defer tx.Rollback() // does nothing after Commit
	if err := fn(tx); err != nil {
		return explain(doing, s.path, err)
	}
	return explain(doing, s.path, tx.Commit())
}

// inPlace returns ErrMoved where another file, or none, stands in the place of
// the one that is open: what was written to that one would be lost with it.
func (s *Store) inPlace() error {
	now, err := os.Stat(s.file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ErrMoved
	case err != nil:
		return err
	case !os.SameFile(now, s.opened):
		return ErrMoved
	}
	return nil
}

// Instants are kept as text of one width, so that they sort as they follow one
// another and an operator can read them.
const instant = "2006-01-02T15:04:05.000000Z"

func formatTime(t time.Time) string { return t.UTC().Format(instant) }

func parseTime(s string) (time.Time, error) {
	t, err := time.Parse(instant, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("read the instant %q: %w", s, err)
	}
	return t, nil
}
