package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/gofrs/flock"
)

// Holder tells which process holds the lock of the state at path, nil for none.
// Nothing is created or changed. The lock is shared for a moment, in which a
// process that begins may find it held.
func Holder(path string) (*LockedError, error) {
	s, err := newStore(path, Options{})
	if err != nil {
		return nil, err
	}
	name := s.file + ".lock"
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	lock := flock.New(name, flock.SetFlag(os.O_RDONLY))
	free, err := lock.TryRLock()
	switch {
	case err != nil:
		return nil, fmt.Errorf("look at the lock of state %q: %w", path, err)
	case free:
		return nil, lock.Unlock()
	}
	held := &LockedError{Path: path}
	held.PID, held.Since = readHolder(name)
	return held, nil
}
