package main

import (
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
	dav "golang.org/x/net/webdav"

	"rasoat/config"
	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

const (
	davUser   = "rasoat"
	davSecret = "S3cret-w0rd"
)

// serveFolder puts a folder behind a WebDAV server, writes the requests to a
// file, one a line, and has the workbook of a configuration be the one there.
// The variable SERVER is its address.
func serveFolder(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: webdav FOLDER CONFIG REQUESTS")
	}
	requests := ts.MkAbs(args[2])
	files := &dav.Handler{FileSystem: dav.Dir(ts.MkAbs(args[0])), LockSystem: dav.NewMemLS()}
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		answer := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		if name, secret, _ := r.BasicAuth(); name != davUser || secret != davSecret {
			http.Error(answer, "who are you?", http.StatusUnauthorized)
		} else {
			files.ServeHTTP(answer, r)
		}
		f, err := os.OpenFile(requests, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
		if err == nil {
			fmt.Fprintln(f, r.Method, r.URL.Path, answer.status)
			f.Close()
		}
	}))
	ts.Defer(server.Close)
	ts.Setenv("SERVER", server.URL)
	file := ts.MkAbs(args[1])
	data, err := os.ReadFile(file)
	ts.Check(err)
	settings := fmt.Sprintf("webdav: {url: %s/tracking.xlsx, username: %s, password_file: password.txt}", server.URL, davUser)
	text := strings.Replace(string(data), "file: tracking.xlsx", settings, 1)
	if text == string(data) {
		ts.Fatalf("%s names no file tracking.xlsx", args[1])
	}
	ts.Check(os.WriteFile(file, []byte(text), 0o644))
}

// statusWriter keeps the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// edit types a text into a cell of a workbook file, as if a while ago: what is
// saved in this very second is looked at twice.
func edit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: edit FILE TAB CELL TEXT")
	}
	file := ts.MkAbs(args[0])
	f, err := excelize.OpenFile(file)
	ts.Check(err)
	defer f.Close()
	ts.Check(f.SetCellStr(args[1], args[2], args[3]))
	ts.Check(f.Save())
	at := time.Now().Add(-time.Minute)
	ts.Check(os.Chtimes(file, at, at))
}

// A server whose certificate is from an authority of the province's own is
// trusted where network.ca_file names that.
func TestRemoteFileTrustsTheCAFile(t *testing.T) {
	dir := t.TempDir()
	check(t, xlsx.Create(filepath.Join(dir, "tracking.xlsx"), xlsx.Draft{Tabs: []xlsx.DraftTab{{Title: "A"}}}))
	server := httptest.NewTLSServer(&dav.Handler{FileSystem: dav.Dir(dir), LockSystem: dav.NewMemLS()})
	defer server.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	check(t, os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o644))
	settings := config.WebDAV{URL: server.URL + "/tracking.xlsx"}

	view, err := (&remoteFile{settings: &settings, caFile: ca}).Read(t.Context(), sheets.Scope{})
	check(t, err)
	if tabs := view.Snapshot().Tabs(); len(tabs) != 1 || tabs[0].Title() != "A" {
		t.Errorf("read the tabs %v", tabs)
	}
	_, err = (&remoteFile{settings: &settings}).Read(t.Context(), sheets.Scope{})
	if sheets.ClassOf(err) != sheets.Denied || !strings.Contains(sheets.HintOf(err), "network.ca_file") {
		t.Errorf("without it: %v (%s)", err, sheets.HintOf(err))
	}
}
