package xlsx

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"rasoat/sheets"
)

// A process can be killed at any moment of a commit. What it leaves beside the
// workbook says by its name what it can hold:
//
//   - ".NAME.rasoat-*.tmp" was never exchanged with the workbook: it is ours.
//   - ".NAME.rasoat-READ-OURS.swap" was about to be exchanged, or was: it holds
//     our version, the version that we had read, or one that somebody saved in
//     between. READ and OURS are the beginnings of the hashes of the first two.

// Sweep clears away what a killed process left beside the file, as the next
// write would. It must not be called while another process can be writing. A
// version that somebody saved while that process wrote goes back to its place
// or, where nobody can tell whether it may, is kept and reported. A file that
// is not there has nothing beside it.
func (b *Book) Sweep() error {
	if b.store != nil {
		return nil
	}
	path, err := filepath.EvalSymlinks(b.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return b.at(pathError("clear up", err))
	}
	if _, err := sweep(path, b.busy(path)); err != nil {
		return b.at(err)
	}
	return nil
}

func swapName(path string, read, ours [sha256.Size]byte) string {
	return filepath.Join(filepath.Dir(path), leftoverPrefix(path)+shortSum(read)+"-"+shortSum(ours)+".swap")
}

func leftoverPrefix(path string) string { return "." + filepath.Base(path) + ".rasoat-" }

func shortSum(sum [sha256.Size]byte) string { return hex.EncodeToString(sum[:8]) }

// sweep clears away what a killed process left beside the file, and reports
// whether that changed the file. Nothing that somebody else saved is ever
// removed: a version that was saved in between goes back to its place where
// our version still stands there, and is kept and reported where it does not.
// Where somebody has the file open, held says so: then nothing is put in its
// place.
func sweep(path string, held error) (changed bool, err error) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return false, pathError("write", err)
	}
	prefix := leftoverPrefix(path)
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), prefix)
		if !ok || !e.Type().IsRegular() {
			continue
		}
		name := filepath.Join(filepath.Dir(path), e.Name())
		if strings.HasSuffix(rest, ".tmp") {
			os.Remove(name)
			continue
		}
		sums, ok := strings.CutSuffix(rest, ".swap")
		read, ours, two := strings.Cut(sums, "-")
		if !ok || !two {
			continue
		}
		back, err := sweepSwap(path, name, read, ours, held)
		if err != nil {
			return changed, err
		}
		changed = changed || back
	}
	return changed, nil
}

func sweepSwap(path, name, read, ours string, open error) (changed bool, err error) {
	held, err := hashFile(name)
	if err != nil {
		return false, pathError("write", err)
	}
	if s := shortSum(held); s == read || s == ours {
		os.Remove(name)
		return false, nil
	}
	now, err := hashFile(path)
	if err != nil {
		return false, asConflict(pathError("write", err))
	}
	if shortSum(now) != ours {
		return false, &sheets.OpError{Class: sheets.Uncertain, Op: "write",
			Err:  fmt.Errorf("an earlier write was cut short and %s holds a version that somebody saved", name),
			Hint: "compare it with the workbook, take over what is missing, and delete it"}
	}
	if open != nil {
		return false, open
	}
	if err := exchange(path, name); err != nil {
		return false, asConflict(pathError("write", err))
	}
	// What came out is ours, unless somebody saved in this very moment; then
	// the next sweep finds it.
	if out, err := hashFile(name); err == nil && shortSum(out) == ours {
		os.Remove(name)
	}
	return true, nil
}
