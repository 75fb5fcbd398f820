package webdav

import (
	"net/http"
	"strings"
	"time"
)

// mark is how a server tells a version of a file from others.
type mark struct {
	tag      string // ETag, with its quotes and the W/ of a weak one; "" for none
	modified string // Last-Modified, "" for none
	// fresh says that the file was saved in about the second in which it was
	// read, so that another save may have left the same mark.
	fresh bool
}

// settled is how old a save must be for its mark to be another's than that of
// a later save: time stamps have a resolution of a second (RFC 9110, section
// 8.8.2.2), and the clocks of a server and its disks differ a little.
const settled = 2 * time.Second

func markOf(h http.Header) mark {
	m := mark{tag: tagOf(h.Get("ETag")), modified: h.Get("Last-Modified")}
	saved, err := http.ParseTime(m.modified)
	if err != nil {
		m.modified = ""
		return m
	}
	now, err := http.ParseTime(h.Get("Date"))
	age := now.Sub(saved)
	// A save far in the future is another clock's, and says nothing.
	m.fresh = err != nil || age < settled && age > -time.Minute
	return m
}

// tagOf returns an entity tag as it stands, or "" for what is none (RFC 9110,
// section 8.8.3).
func tagOf(s string) string {
	opaque := strings.TrimPrefix(s, "W/")
	if len(opaque) < 2 || opaque[0] != '"' || opaque[len(opaque)-1] != '"' || strings.ContainsAny(opaque[1:len(opaque)-1], "\" \r\n") {
		return ""
	}
	return s
}

// strong reports whether the tag changes with every byte.
func (m mark) strong() bool { return m.tag != "" && !strings.HasPrefix(m.tag, "W/") }

// ifChanged asks for the file only where it has another mark, and reports
// whether the mark can serve for that.
func (m mark) ifChanged(h http.Header) bool {
	switch {
	case m.fresh:
		return false
	case m.tag != "":
		h.Set("If-None-Match", m.tag)
	case m.modified != "":
		h.Set("If-Modified-Since", m.modified)
	default:
		return false
	}
	return true
}

// ifSame asks for something only where the file still has this mark.
func (m mark) ifSame(h http.Header) {
	switch {
	case m.strong():
		h.Set("If-Match", m.tag)
	case m.modified != "":
		h.Set("If-Unmodified-Since", m.modified)
	}
}
