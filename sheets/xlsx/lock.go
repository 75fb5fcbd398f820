package xlsx

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf16"

	"rasoat/sheets"
)

// lockFiles are what programs leave beside a workbook while somebody has it
// open: the workbook's name between two texts, and how the holder's is read.
var lockFiles = []struct {
	prefix, suffix string
	holder         func([]byte) string
}{
	{"~$", "", excelHolder},
	{".~lock.", "#", officeHolder},
}

// busy looks for the file that a program leaves beside a workbook while
// somebody has it open, and names the holder. Both the folder of the file and
// that of a link to it are looked at.
func (b *Book) busy(real string) error {
	for _, p := range []string{real, b.path} {
		dir, name := filepath.Split(p)
		for _, l := range lockFiles {
			lock := l.prefix + name + l.suffix
			info, err := os.Stat(dir + lock)
			if errors.Is(err, os.ErrNotExist) {
				continue
			}
			var since time.Time
			if err == nil {
				since = info.ModTime()
			}
			data, err := os.ReadFile(dir + lock)
			if errors.Is(err, os.ErrNotExist) {
				continue // closed this very moment
			}
			who := "" // Excel keeps its file locked on Windows: then the name stays unknown
			if err == nil {
				who = l.holder(data)
			}
			held := heldBy(who, lock)
			held.Since = since
			return held
		}
	}
	return nil
}

// LockFiles names the files of which one stands beside a workbook file while
// somebody has it open.
func LockFiles(path string) []string {
	dir, name := filepath.Split(path)
	var all []string
	for _, l := range lockFiles {
		all = append(all, dir+l.prefix+name+l.suffix)
	}
	return all
}

// heldBy says that somebody has the workbook open, whom the lock file names,
// or "" where it does not.
func heldBy(who, lock string) *sheets.OpError {
	cause := errors.New("somebody has it open")
	if who != "" {
		cause = fmt.Errorf("%s has it open", who)
	}
	return &sheets.OpError{Class: sheets.Busy, Op: "write", Holder: who, Err: cause,
		Hint: "it will be tried again; if nobody has the workbook open any more, delete " + lock}
}

// excelHolder reads the user's name from an owner file of Excel: a byte with
// its length and the name in the system's own encoding, padded to 55 bytes,
// then a 16-bit length and the name in UTF-16.
func excelHolder(data []byte) string {
	const wide = 55
	if len(data) >= wide+2 {
		n := int(binary.LittleEndian.Uint16(data[wide:]))
		if rest := data[wide+2:]; n > 0 && n <= 54 && len(rest) >= 2*n {
			units := make([]uint16, n)
			for i := range units {
				units[i] = binary.LittleEndian.Uint16(rest[2*i:])
			}
			return holderName(string(utf16.Decode(units)))
		}
	}
	if len(data) > 1 {
		n := int(data[0])
		if n > 0 && n < len(data) {
			return holderName(string(data[1 : 1+n]))
		}
	}
	return ""
}

// officeHolder reads the user's name from a lock file of LibreOffice: fields
// parted by commas, of which the first is the name given in the program, the
// second the account and the third the computer.
func officeHolder(data []byte) string {
	fields := strings.Split(strings.TrimSuffix(strings.TrimSpace(string(data)), ";"), ",")
	field := func(i int) string {
		if i < len(fields) {
			return holderName(fields[i])
		}
		return ""
	}
	if name := field(0); name != "" {
		return name
	}
	if name, host := field(1), field(2); name != "" && host != "" {
		return name + "@" + host
	}
	return field(1)
}

// holderName makes a name fit for a message.
func holderName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	return strings.TrimSpace(s)
}
