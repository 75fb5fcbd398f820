// Package mail delivers rendered messages. It takes bytes that were written
// before and never changes them: what a message says, to whom and when is
// decided elsewhere.
package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Folder delivers messages as .eml files into a folder, one file a message,
// which any mail program opens.
type Folder struct{ Dir string }

// Send writes the message and returns the file's path; committing is called
// before. A message sent again, as after a crash, is the same file with the same
// bytes. The file appears whole or not at all.
func (f Folder) Send(ctx context.Context, e Envelope, committing func() error) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if err := committing(); err != nil {
		return "", &Error{Kind: Temporary, Stage: "commit", Err: err}
	}
	path := filepath.Join(f.Dir, e.Name+".eml")
	if have, err := os.ReadFile(path); err == nil && bytes.Equal(have, e.Raw) {
		return path, nil
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("look for mail file %s: %w", path, err)
	}
	if err := os.MkdirAll(f.Dir, 0o750); err != nil {
		return "", fmt.Errorf("make the outbox folder %s: %w", f.Dir, err)
	}
	if err := replace(path, e.Raw); err != nil {
		return "", fmt.Errorf("write mail file %s: %w", path, err)
	}
	return path, nil
}

// Close does nothing.
func (f Folder) Close() error { return nil }

// replace writes a file whole: a temporary one in the same folder, flushed and
// renamed. The temporary one is removed when anything fails. Its name follows
// from the file's, so that the one that a killed process leaves behind is
// taken up when the message is sent again.
func replace(path string, data []byte) (err error) {
	name := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".tmp")
	tmp, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tmp.Close()
			os.Remove(tmp.Name())
		}
	}()
	if _, err = tmp.Write(data); err != nil {
		return err
	}
	if err = tmp.Sync(); err != nil {
		return err
	}
	if err = tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
