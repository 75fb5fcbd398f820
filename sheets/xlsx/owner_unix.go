//go:build unix

package xlsx

import (
	"io/fs"
	"os"
	"syscall"
)

// keepOwner gives the file the owner and group of another, or at least the
// group, where we may.
func keepOwner(f *os.File, from fs.FileInfo) {
	if st, ok := from.Sys().(*syscall.Stat_t); ok {
		if f.Chown(int(st.Uid), int(st.Gid)) != nil {
			_ = f.Chown(-1, int(st.Gid))
		}
	}
}

// syncDir makes the folder's entries durable. A folder that cannot be opened
// or synced, as on some network shares, is no reason to call a write that
// stands a failure.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil
	}
	_ = d.Sync()
	return d.Close()
}
