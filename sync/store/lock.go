package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// LockedError is returned by Lock when another process holds the lock, or
// another store of this one.
type LockedError struct {
	Path  string    // of the state
	PID   int       // 0 when the holder has not said yet
	Since time.Time // when it took the lock; zero when it has not said yet
}

func (e *LockedError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("lock state %q: another process holds it; wait for that one, or stop it", e.Path)
	}
	return fmt.Sprintf("lock state %q: process %d has held it since %s; wait for that one, or stop it",
		e.Path, e.PID, e.Since.Format(time.RFC3339))
}

// Lock makes this process the one that passes and delivers: it locks the file
// PATH.lock until Unlock, Close or the end of the process, however it ends. It
// does not wait: a second holder gets a *LockedError. The file itself stays.
func (s *Store) Lock(ctx context.Context) error {
	if s.db == nil {
		return fmt.Errorf("lock state %q: %w", s.path, ErrReadOnly)
	}
	err := s.takeLock(ctx)
	if held := (*LockedError)(nil); errors.As(err, &held) {
		return err
	}
	return explain("lock", s.path, err)
}

// takeLock is Lock for a state that may not be open.
func (s *Store) takeLock(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	name := s.file + ".lock"
	// Where flock is emulated, as on NFS, only a file open for writing can be
	// locked against others.
	lock := flock.New(name, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
	locked, err := lock.TryLock()
	if err != nil {
		return err
	}
	if !locked {
		held := &LockedError{Path: s.path}
		held.PID, held.Since = readHolder(name)
		return held
	}
	if err := writeHolder(name, os.Getpid(), time.Now()); err != nil {
		lock.Unlock()
		return err
	}
	s.lock = lock
	return nil
}

// Unlock releases the lock; it does nothing where this store does not hold it.
func (s *Store) Unlock() error {
	if s.lock == nil {
		return nil
	}
	err := s.lock.Unlock()
	s.lock = nil
	return explain("unlock", s.path, err)
}

// The holder stands in the lock file from its second byte on: where locks are
// mandatory the first byte is the locked one, and nobody else can read it.
const holder = "pid %d since %s\n"

func writeHolder(name string, pid int, since time.Time) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	text := fmt.Sprintf(holder, pid, since.Format(time.RFC3339))
	_, err = f.WriteAt([]byte(text), 1)
	if err == nil {
		err = f.Truncate(int64(1 + len(text)))
	}
	f.WriteAt([]byte{'\n'}, 0) // only for the eye; fails where locks are mandatory
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

// readHolder returns zero values where the file does not say.
func readHolder(name string) (pid int, since time.Time) {
	f, err := os.Open(name)
	if err != nil {
		return 0, time.Time{}
	}
	defer f.Close()
	var text string
	if _, err := fmt.Fscanf(io.NewSectionReader(f, 1, 1<<10), holder, &pid, &text); err != nil {
		return 0, time.Time{}
	}
	since, err = time.Parse(time.RFC3339, text)
	if err != nil {
		return 0, time.Time{}
	}
	return pid, since
}
