package xlsx_test

import (
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	dav "golang.org/x/net/webdav"

	"rasoat/sheets"
	"rasoat/sheets/sheetstest"
	"rasoat/sheets/webdav"
	"rasoat/sheets/xlsx"
)

const onServer = "Theo dõi dự án #1.xlsx"

// What holds for a workbook in a folder holds for one behind a WebDAV server
// whose people save it there by other ways. This server has locks and heeds no
// conditions when it is written to.
func TestConformanceOverWebDAV(t *testing.T) {
	t.Parallel()
	sheetstest.Run(t, func(t *testing.T) sheetstest.Harness {
		dir := t.TempDir()
		server := httptest.NewServer(&dav.Handler{FileSystem: dav.Dir(dir), LockSystem: dav.NewMemLS()})
		t.Cleanup(server.Close)
		return newRemote(t, dir, server.URL, onServer, webdav.Options{})
	})
}

// So do drop-downs.
func TestChoicesOverWebDAV(t *testing.T) {
	t.Parallel()
	sheetstest.RunChoices(t, func(t *testing.T) sheetstest.Offering {
		dir := t.TempDir()
		server := httptest.NewServer(&dav.Handler{FileSystem: dav.Dir(dir), LockSystem: dav.NewMemLS()})
		t.Cleanup(server.Close)
		return newRemote(t, dir, server.URL, onServer, webdav.Options{})
	})
}

// The same with Apache's mod_dav, which has conditions and locks, and a
// password before it.
func TestConformanceOverApache(t *testing.T) {
	waits(t)
	server, dir := startApache(t)
	sheetstest.Run(t, func(t *testing.T) sheetstest.Harness {
		folder, err := os.MkdirTemp(dir, "")
		if err != nil {
			t.Fatal(err)
		}
		share(t, folder)
		return newRemote(t, folder, server.url+"/"+filepath.Base(folder), onServer, server.options())
	})
}

// remote is a workbook behind a server. Its people work on the server's disk,
// as those do who have the folder as a network drive.
type remote struct {
	*harness
	book *xlsx.Book
}

func newRemote(t *testing.T, dir, address, name string, o webdav.Options) *remote {
	t.Helper()
	f, err := webdav.Open(address+"/"+url.PathEscape(name), o)
	if err != nil {
		t.Fatal(err)
	}
	r := &remote{&harness{t: t, path: filepath.Join(dir, name)}, xlsx.OpenIn(f)}
	saves := 0
	r.saved = func() {
		// Some time ago, each a second later than the one before: a save of
		// this very second is looked at twice.
		at := time.Now().Add(-time.Hour).Truncate(time.Second).Add(time.Duration(saves) * time.Second)
		saves++
		if err := os.Chtimes(r.path, at, at); err != nil {
			t.Fatal(err)
		}
		share(t, r.path)
	}
	return r
}

func (r *remote) Book() sheets.Book { return r.book }

// share lets everybody write, a server of another account too.
func share(t *testing.T, path string) {
	t.Helper()
	if err := os.Chmod(path, 0o777); err != nil {
		t.Fatal(err)
	}
}

// waits is for tests that wait for the clocks of servers most of the time: beside
// others, and in a run at full length.
func waits(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("long, and waiting most of the time")
	}
	t.Parallel()
}
