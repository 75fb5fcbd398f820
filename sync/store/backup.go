package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Backup writes a copy of the state, as it is at one instant, to a new file
// beside whoever is writing to the state. The copy is this user's alone (0600),
// checked, and on the disk when Backup returns. A file that is there already is
// refused, and a state that is not there yet too. Where Backup fails it leaves
// nothing behind.
func (s *Store) Backup(ctx context.Context, file string) error {
	if s.db == nil {
		return BackUp(ctx, s.path, file, s.options)
	}
	return s.backUp(ctx, file)
}

// BackUp is Backup for the state at path, which it neither opens for writing nor
// changes: one with an older schema is copied as it is.
func BackUp(ctx context.Context, path, file string, o Options) error {
	s, err := newStore(path, o)
	if err != nil {
		return err
	}
	return s.backUp(ctx, file)
}

func (s *Store) backUp(ctx context.Context, file string) error {
	if err := s.backup(ctx, file); err != nil {
		return fmt.Errorf("back up state %q to %q: %w", s.path, file, hinted(err))
	}
	return nil
}

func (s *Store) backup(ctx context.Context, file string) error {
	file, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	if err := free(file); err != nil {
		return err
	}
	copied, err := s.copy(ctx, filepath.Dir(file))
	if err != nil {
		return err
	}
	defer os.Remove(copied)
	if err := place(copied, file); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(file))
}

// free reports an error where a file is there.
func free(file string) error {
	_, err := os.Lstat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = errors.New("it exists already; name a new file")
	}
	return err
}

// place gives a file another name, which must be free. It may keep its old name
// as well.
func place(file, name string) error {
	err := os.Link(file, name)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	// A file system without hard links, such as that of a USB stick.
	if err := free(name); err != nil {
		return err
	}
	return os.Rename(file, name)
}

// copy writes what the state holds to a temporary file in a folder, checks it
// and brings it to the disk. The schema may be an older one. Where it fails there
// is no file.
func (s *Store) copy(ctx context.Context, folder string) (file string, err error) {
	f, err := os.CreateTemp(folder, ".rasoat-copy-*") // for this user alone
	if err != nil {
		return "", err
	}
	file = f.Name()
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
		if err != nil {
			os.Remove(file)
			file = ""
		}
	}()
	there := false
	copying := func(db *sql.DB) error {
		there = true
		if err := f.Truncate(0); err != nil { // what an earlier try wrote
			return err
		}
		_, err := db.ExecContext(ctx, `VACUUM INTO ?`, file)
		return err
	}
	if s.db != nil {
		err = copying(s.db)
	} else {
		err = s.peekFrom(ctx, 1, copying)
	}
	if err != nil {
		return file, err
	}
	if !there {
		return file, errors.New("there is no state there")
	}
	if err := f.Sync(); err != nil {
		return file, err
	}
	return file, s.checkCopy(ctx, file)
}

// checkCopy reads all of a copy, and whether its parts fit one another.
func (s *Store) checkCopy(ctx context.Context, file string) error {
	c := &Store{path: file, file: file, options: s.options, steps: s.steps}
	there := false
	err := c.peekFrom(ctx, 1, func(db *sql.DB) error {
		there = true
		var verdict string
		if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
			return err
		}
		if verdict != "ok" {
			return errors.New(verdict)
		}
		var strays int
		if err := db.QueryRowContext(ctx, `SELECT count(*) FROM pragma_foreign_key_check`).Scan(&strays); err != nil {
			return err
		}
		if strays > 0 {
			return fmt.Errorf("%d rows refer to what is not there", strays)
		}
		return nil
	})
	if err == nil && !there {
		err = errors.New("it is empty")
	}
	if err != nil {
		return fmt.Errorf("check the copy: %w", err)
	}
	return nil
}

// hinted adds what can be done about an error, where that is known.
func hinted(err error) error {
	if hint := advice(err); hint != "" {
		return fmt.Errorf("%s: %w", hint, err)
	}
	return err
}

// syncFolder brings the names in a folder to the disk. Not every system can.
func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrInvalid) && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return nil
}

// DailyBackup backs the state up into a folder once a day, that of now in its
// location, and returns the new file: "rasoat-2021-01-15.db" for a state
// "rasoat.db". Where the day has one already, or keep is not above 0, it does
// nothing and returns "". Of such files it keeps the newest keep; others in the
// folder it leaves alone.
//
// A backup that succeeded is returned even where an old one could not be
// removed, beside the error.
func (s *Store) DailyBackup(ctx context.Context, now time.Time, folder string, keep int) (string, error) {
	if keep <= 0 {
		return "", nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("back up state %q to %q: %w", s.path, folder, hinted(err))
	}
	stem, ext := s.stem()
	file := filepath.Join(folder, stem+"-"+now.Format(time.DateOnly)+ext)
	if _, err := os.Lstat(file); err == nil {
		return "", nil
	}
	if err := s.Backup(ctx, file); err != nil {
		return "", err
	}
	return file, s.thin(folder, keep)
}

// stem splits the state's file name.
func (s *Store) stem() (stem, ext string) {
	base := filepath.Base(s.file)
	ext = filepath.Ext(base)
	return strings.TrimSuffix(base, ext), ext
}

// thin removes all daily backups of this state but the newest.
func (s *Store) thin(folder string, keep int) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("list the backups in %q: %w", folder, hinted(err))
	}
	stem, ext := s.stem()
	var dated []string
	for _, e := range entries {
		day := strings.TrimPrefix(e.Name(), stem+"-")
		day, ok := strings.CutSuffix(day, ext)
		if !ok || !e.Type().IsRegular() || e.Name() != stem+"-"+day+ext {
			continue
		}
		if _, err := time.Parse(time.DateOnly, day); err == nil {
			dated = append(dated, e.Name())
		}
	}
	slices.Sort(dated)
	var failed []error
	for _, name := range dated[:max(0, len(dated)-keep)] {
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			failed = append(failed, fmt.Errorf("remove an old backup: %w", hinted(err)))
		}
	}
	return errors.Join(failed...)
}
