//go:build !unix

package xlsx

import (
	"io/fs"
	"os"
)

// keepOwner does nothing: a new file belongs to whom its folder says.
func keepOwner(*os.File, fs.FileInfo) {}

// syncDir does nothing: folders cannot be synced.
func syncDir(string) error { return nil }
