package main

import "golang.org/x/sys/unix"

// writable returns why a file or folder cannot be written, as far as the system
// tells without a write.
func writable(path string) error { return unix.Access(path, unix.W_OK) }

// freeSpace returns how many bytes of a folder's disk are free for this user.
func freeSpace(folder string) (bytes uint64, known bool) {
	var fs unix.Statfs_t
	if unix.Statfs(folder, &fs) != nil {
		return 0, false
	}
	return uint64(fs.Bavail) * uint64(fs.Bsize), true
}
