package webdav

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"rasoat/sheets"
)

// Options says how the server is reached.
type Options struct {
	// Username is the account, "" for none or for a bearer token.
	Username string
	// Secret returns the account's password, or without Username a bearer token.
	// It is asked before every request, so that a token can be renewed. Nil goes
	// without.
	Secret func(context.Context) (string, error)
	// Transport carries the requests; nil is [http.DefaultTransport].
	Transport http.RoundTripper
	// MaxBytes is how large the file may be, 0 for [DefaultMaxBytes].
	MaxBytes int64
	// MaxElapsed is how long after its first attempt a request is tried again
	// where the server has a fault that passes, 0 for 45 seconds.
	MaxElapsed time.Duration
}

// DefaultMaxBytes is how large a file may be that is fetched.
const DefaultMaxBytes = 256 << 20

// File is one file on a server. It is for one goroutine at a time, and keeps
// the version that it fetched last.
type File struct {
	url     *url.URL
	options Options
	client  *http.Client
	last    *version // nil before it is first fetched
	heeds   *bool    // whether the server heeds If-Match; nil before it was asked
	sleep   func(context.Context, time.Duration) error
}

// Open returns the file at an address: https, or http of this very machine,
// without a name or password in it. Nothing is sent yet. Errors are
// *[sheets.OpError] values of class Invalid, and do not repeat the address.
func Open(address string, o Options) (*File, error) {
	invalid := func(hint, text string) (*File, error) {
		return nil, &sheets.OpError{Class: sheets.Invalid, Op: "open the WebDAV address", Hint: hint, Err: errors.New(text)}
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https":
		return invalid("write the whole address, as in https://cloud.example.com/remote.php/dav/files/NAME/tracking.xlsx", "this is no http or https address")
	case u.User != nil:
		return invalid("write the name and password apart from the address", "the address holds a name or password")
	case u.Scheme == "http" && !thisMachine(u.Hostname()):
		return invalid("write https", "the address is plain http to another machine, where everybody on the way can read the password and the file")
	case strings.HasSuffix(u.Path, "/") || path.Base(u.Path) == ".":
		return invalid("write the address of the workbook file inside it", "the address is that of a folder")
	}
	u.Fragment, u.RawFragment = "", ""
	if o.Transport == nil {
		o.Transport = http.DefaultTransport
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.MaxElapsed == 0 {
		o.MaxElapsed = 45 * time.Second
	}
	return &File{url: u, options: o, sleep: sleep, client: &http.Client{
		Transport:     o.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

func thisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Name returns the file's address as people read it: without a query, and with
// letters instead of their codes.
func (f *File) Name() string { return shown(f.url) }

func shown(u *url.URL) string { return u.Scheme + "://" + u.Host + u.Path }

// Load returns the file as it is now and a name for this version, which is the
// same for the same bytes. The bytes are kept: do not change them.
func (f *File) Load(ctx context.Context) (data []byte, version string, err error) {
	v, err := f.fetch(ctx, f.last)
	if err != nil {
		return nil, "", err
	}
	f.last = v
	return v.data, v.name, nil
}

// version is the file at one instant.
type version struct {
	name string // the hash of data
	data []byte
	mark
}

func versionOf(data []byte, m mark) *version {
	sum := sha256.Sum256(data)
	return &version{name: hex.EncodeToString(sum[:]), data: data, mark: m}
}

// fetch gets the file. have is what is known of it already, nil for nothing.
func (f *File) fetch(ctx context.Context, have *version) (*version, error) {
	header := http.Header{"Accept-Encoding": {"identity"}} // or the tag is of what was packed on the way
	asked := have != nil && have.ifChanged(header)
	a, err := f.send(ctx, request{op: "read", method: http.MethodGet, url: f.url, header: header, most: f.options.MaxBytes, patient: true})
	if err != nil {
		return nil, err
	}
	switch {
	case a.status == http.StatusNotModified && asked:
		return have, nil
	case a.status != http.StatusOK:
		return nil, f.refused("read", a)
	case a.cut:
		return nil, f.fail(sheets.Invalid, "read", "take out what is not needed (pictures, empty formatted rows) and save it",
			fmt.Errorf("the file is larger than %d MB", f.options.MaxBytes>>20))
	case a.isPage():
		return nil, f.fail(sheets.Invalid, "read", "write the file's own address, not the one under which a browser shows it"+nextcloudHint,
			errors.New("the server answered with a web page"))
	}
	return versionOf(a.body, markOf(a.header)), nil
}

const nextcloudHint = "; in Nextcloud it is https://HOST/remote.php/dav/files/USER/FOLDER/FILE.xlsx"

// Beside returns the content of a small file in the same folder, whose name is
// that of this one between prefix and suffix. Where there is none, or the
// server does not tell, found is false.
func (f *File) Beside(ctx context.Context, prefix, suffix string) (data []byte, found bool) {
	dir, name := path.Split(f.url.Path)
	a, err := f.send(ctx, request{op: "look beside", method: http.MethodGet, url: f.sibling(dir + prefix + name + suffix), most: 4 << 10})
	if err != nil || a.status != http.StatusOK || a.cut || a.isPage() || len(a.body) == 0 {
		return nil, false
	}
	return a.body, true
}

// sibling returns the address of another path of the server.
func (f *File) sibling(path string) *url.URL {
	u := *f.url
	u.Path, u.RawPath = path, ""
	return &u
}
