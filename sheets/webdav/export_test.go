package webdav

import (
	"context"
	"time"
)

// Sleep has the file wait by fn.
func (f *File) Sleep(fn func(context.Context, time.Duration) error) { f.sleep = fn }

// HolderIn reads the holder of a lock from the answer to PROPFIND.
func HolderIn(body string) string { return holderIn([]byte(body)) }
