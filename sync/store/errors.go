package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// explain wraps an error of the file system or of SQLite: what was being done,
// with which file, what happened and what to do about it. It returns nil for nil.
func explain(doing, path string, err error) error {
	if err == nil {
		return nil
	}
	if hint := advice(err); hint != "" {
		return fmt.Errorf("%s state %q: %s: %w", doing, path, hint, err)
	}
	return fmt.Errorf("%s state %q: %w", doing, path, err)
}

const (
	adviceFull     = "the disk is full; free some space and run again"
	adviceReadOnly = "the file or its folder is read-only; make both writable for this user, or set another path"
	adviceDamaged  = "the file is damaged; put a backup in its place, or move it away to start afresh, which takes the next pass as a baseline"
)

// isBusy reports whether another process stood in the way, which passes.
func isBusy(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	code := e.Code() & 0xff
	return code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_LOCKED || code == sqlite3.SQLITE_PROTOCOL
}

func advice(err error) string {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return ""
	}
	var e *sqlite.Error
	if errors.As(err, &e) {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_FULL:
			return adviceFull
		case sqlite3.SQLITE_READONLY:
			return adviceReadOnly
		case sqlite3.SQLITE_CANTOPEN:
			return "the file cannot be opened; check that its folder exists and is writable for this user"
		case sqlite3.SQLITE_NOTADB:
			return "the file is not a SQLite database; set another path, or move the file away"
		case sqlite3.SQLITE_CORRUPT:
			return adviceDamaged
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
			return "another process is writing to it; wait for that one, or stop it"
		case sqlite3.SQLITE_IOERR:
			return "the disk reports an error; check it and its free space, and keep the state on a local disk"
		}
		return ""
	}
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return adviceFull
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return adviceReadOnly
	case errors.Is(err, syscall.ENOTDIR):
		return "part of the path is a file where a folder should be; set another path"
	}
	return ""
}
