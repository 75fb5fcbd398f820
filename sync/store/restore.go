package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
)

// Restore puts a backup in the place of the state at path, and returns where the
// state that was there is kept: path with ".before-restore-" and the time, or ""
// where there was none. The backup stays as it is. One with an older schema will
// do: Open brings it up to date.
//
// Before anything is changed the backup is checked and the process lock taken
// (a *LockedError tells who holds it); nobody else may have the state open, or
// open it meanwhile, either. At any instant, also when the machine fails, path is
// the old state in whole or the new one in whole, on a file system that knows
// hard links.
//
// The restored state knows nothing of what happened after the backup: mail that
// was pending then goes out again, the same to the byte.
func Restore(ctx context.Context, backup, path string, o Options) (kept string, err error) {
	s, err := newStore(path, o)
	if err != nil {
		return "", err
	}
	kept, err = s.restore(ctx, backup)
	if err != nil {
		return "", fmt.Errorf("restore state %q from %q: %w", path, backup, hinted(err))
	}
	return kept, nil
}

func (s *Store) restore(ctx context.Context, backup string) (kept string, err error) {
	from, err := newStore(backup, s.options)
	if err != nil {
		return "", err
	}
	if a, err := os.Stat(from.file); err != nil {
		return "", err
	} else if b, err := os.Stat(s.file); err == nil && os.SameFile(a, b) {
		return "", errors.New("the backup is the state itself; name another file")
	}
	folder := filepath.Dir(s.file)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	copied, err := from.copy(ctx, folder)
	if err != nil {
		return "", err
	}
	defer os.Remove(copied) // does nothing once it is in its place
	if err := s.takeLock(ctx); err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, s.Unlock()) }()
	return s.swap(ctx, copied)
}

// swap keeps the state under another name and puts a checked copy in its place.
func (s *Store) swap(ctx context.Context, copied string) (kept string, err error) {
	release, err := s.quiesce(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	if _, err := os.Lstat(s.file); err == nil {
		if kept, err = s.keep(); err != nil {
			return "", err
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if err := os.Rename(copied, s.file); err != nil {
		return "", errors.Join(err, s.putBack(kept))
	}
	return kept, syncFolder(filepath.Dir(s.file))
}

// beside lists what SQLite may keep next to a file and would take for a new
// one's in its place.
func beside() []string { return []string{"-wal", "-shm", "-journal"} }

// keep gives the state a second name, to which the files beside it move.
func (s *Store) keep() (kept string, err error) {
	stamp := s.file + ".before-restore-" + s.options.now().UTC().Format("20060102T150405Z")
	kept = stamp
	err = place(s.file, kept)
	for n := 2; errors.Is(err, fs.ErrExist) && n < 100; n++ {
		kept = fmt.Sprintf("%s-%d", stamp, n)
		err = place(s.file, kept)
	}
	if err != nil {
		return "", err
	}
	for _, suffix := range beside() {
		if err := os.Rename(s.file+suffix, kept+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", errors.Join(err, s.putBack(kept))
		}
	}
	if err := syncFolder(filepath.Dir(s.file)); err != nil {
		return "", errors.Join(err, s.putBack(kept))
	}
	return kept, nil
}

// putBack undoes keep, as far as it got; "" is nothing to undo.
func (s *Store) putBack(kept string) error {
	if kept == "" {
		return nil
	}
	var failed []error
	for _, suffix := range beside() {
		if err := os.Rename(kept+suffix, s.file+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = append(failed, err)
		}
	}
	// Renaming one name of a file to its other name would leave both.
	undo := func() error { return os.Remove(kept) }
	if _, err := os.Lstat(s.file); errors.Is(err, fs.ErrNotExist) {
		undo = func() error { return os.Rename(kept, s.file) }
	}
	return errors.Join(append(failed, undo())...)
}

// quiesce makes the state one file without a log beside it, which SQLite does
// only while nobody else has it open, and keeps others out until release is
// called. A state that is damaged, or no state, stays as it is.
func (s *Store) quiesce(ctx context.Context) (release func(), err error) {
	nothing := func() {}
	if info, err := os.Stat(s.file); errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return nothing, nil
	}
	db, err := s.connect(asIs)
	if err != nil {
		return nil, err
	}
	err = exclude(ctx, db)
	switch {
	case err == nil:
		return func() { db.Close() }, nil
	case isBusy(err):
		err = errors.New("another process has the state open; wait for that one, or stop it")
	case !errors.Is(err, errForeign) && ctx.Err() == nil: // damaged, as far as that can be told
		return nothing, db.Close()
	}
	return nil, errors.Join(err, db.Close())
}

// exclude leaves the only connection of db inside a transaction that keeps
// every other one out.
func exclude(ctx context.Context, db *sql.DB) error {
	if _, err := schemaVersion(ctx, db, math.MaxInt); err != nil {
		return err
	}
	var mode string
	if err := db.QueryRowContext(ctx, `PRAGMA journal_mode = delete`).Scan(&mode); err != nil {
		return err
	}
	_, err := db.ExecContext(ctx, `BEGIN EXCLUSIVE`)
	return err
}
