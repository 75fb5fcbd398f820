package store

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// leastFree is how much of the disk has to be free: what a few commits take.
const leastFree = 1 << 20

// room returns why nothing can be written into a folder, as far as its file
// system tells.
func room(folder string) error {
	var fs unix.Statfs_t
	if err := unix.Statfs(folder, &fs); err != nil {
		return fmt.Errorf("look at the disk of %s: %w", folder, err)
	}
	if fs.Flags&unix.ST_RDONLY != 0 {
		return errors.New("its file system is mounted read-only")
	}
	if free := uint64(fs.Bavail) * uint64(fs.Bsize); free < leastFree {
		return fmt.Errorf("its disk is full: %d kB are free", free>>10)
	}
	return nil
}
