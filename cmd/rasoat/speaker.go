package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"

	"rasoat/config"
	"rasoat/sheets"
	"rasoat/sync/lang"
)

// speaker tells errors in the language of a printer.
type speaker struct{ p *lang.Printer }

// print writes an error and, on a line of its own, what can be done about it.
func (s speaker) print(w io.Writer, err error, hint string) {
	fmt.Fprintf(w, "rasoat: %s\n", s.told(err))
	if hint != "" {
		fmt.Fprintf(w, "  %s: %s\n", s.p.Error("hint"), s.p.Told(hint))
	}
}

// told returns what an error says. Its own words are told around those of the
// errors that it wraps, each of which is told by itself.
func (s speaker) told(err error) string {
	if s.p.Errors() == nil {
		return err.Error()
	}
	switch e := err.(type) {
	case *config.Error:
		return e.In(s.p.Told)
	case *sheets.OpError:
		return e.In(s.p.Error, s.told)
	}
	text, inner := err.Error(), unwrapped(err)
	if len(inner) == 0 {
		return s.p.Told(systemText(err))
	}
	mark := func(i int) string { return fmt.Sprintf("\x00%d\x00", i) }
	from := 0 // they stand in their order; one alone stands at the end as a rule
	for i, one := range inner {
		said, at := one.Error(), -1
		if len(inner) == 1 {
			at = strings.LastIndex(text, said)
		} else if after := strings.Index(text[from:], said); after >= 0 {
			at = from + after
		}
		if at >= 0 && said != "" {
			text, from = text[:at]+mark(i)+text[at+len(said):], at+len(mark(i))
		}
	}
	text = s.p.Told(text)
	for i, one := range inner {
		if strings.Contains(text, mark(i)) {
			text = strings.ReplaceAll(text, mark(i), s.told(one))
		}
	}
	return text
}

// unwrapped returns the errors that an error wraps.
func unwrapped(err error) []error {
	switch e := err.(type) {
	case interface{ Unwrap() error }:
		if one := e.Unwrap(); one != nil {
			return []error{one}
		}
	case interface{ Unwrap() []error }:
		return e.Unwrap()
	}
	return nil
}

// systemText is what an error of the operating system is called in the
// catalogue, whatever this system calls it; else what the error says.
func systemText(err error) string {
	_, ofSystem := err.(syscall.Errno)
	for _, known := range []struct {
		cause error
		text  string
	}{
		{fs.ErrNotExist, "no such file or directory"},
		{fs.ErrExist, "file exists"},
		{fs.ErrPermission, "permission denied"},
		{syscall.ENOSPC, "no space left on device"},
		{syscall.EDQUOT, "disk quota exceeded"},
		{syscall.EROFS, "read-only file system"},
		{syscall.EISDIR, "is a directory"},
		{syscall.ENOTDIR, "not a directory"},
		{syscall.ENAMETOOLONG, "file name too long"},
		{syscall.EMFILE, "too many open files"},
		{syscall.EBUSY, "device or resource busy"},
		{syscall.EIO, "input/output error"},
		{syscall.EADDRINUSE, "address already in use"},
		{syscall.EADDRNOTAVAIL, "cannot assign requested address"},
		{syscall.ECONNREFUSED, "connection refused"},
		{syscall.ECONNRESET, "connection reset by peer"},
		{syscall.EPIPE, "broken pipe"},
		{syscall.EHOSTUNREACH, "no route to host"},
		{syscall.ENETUNREACH, "network is unreachable"},
		{syscall.ETIMEDOUT, "connection timed out"},
		{os.ErrDeadlineExceeded, "i/o timeout"},
		{context.DeadlineExceeded, "context deadline exceeded"},
		{context.Canceled, "context canceled"},
		{net.ErrClosed, "use of closed network connection"},
	} {
		if err == known.cause || ofSystem && errors.Is(err, known.cause) {
			return known.text
		}
	}
	return err.Error()
}
