//go:build !linux

package main

import "os"

// writable returns why a file or folder cannot be written, as far as its mode
// tells.
func writable(path string) error {
	info, err := os.Stat(path)
	if err == nil && info.Mode().Perm()&0o200 == 0 {
		err = os.ErrPermission
	}
	return err
}

// freeSpace does not know here.
func freeSpace(string) (bytes uint64, known bool) { return 0, false }
