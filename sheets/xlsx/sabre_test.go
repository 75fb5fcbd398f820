package xlsx_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"rasoat/sheets/sheetstest"
	"rasoat/sheets/webdav"
)

// sabreServer is the library under the servers of Nextcloud and its kin, with
// locks, and tags that tell the content.
const sabreServer = `<?php
error_reporting(E_ERROR);
require '%[1]s';
$server = new Sabre\DAV\Server(new Sabre\DAV\FSExt\Directory('%[2]s'));
$server->setBaseUri('/');
$server->addPlugin(new Sabre\DAV\Locks\Plugin(new Sabre\DAV\Locks\Backend\File('%[3]s')));
$server->exec();
`

// startSabre serves a folder until the end of the test.
func startSabre(t *testing.T) (address, folder string) {
	t.Helper()
	const library = "/usr/share/php/Sabre/autoload.php"
	program, err := exec.LookPath("php")
	if _, missing := os.Stat(library); err != nil || missing != nil {
		t.Skip("no PHP with Sabre/DAV here")
	}
	dir := t.TempDir()
	folder = filepath.Join(dir, "files")
	if err := os.Mkdir(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(dir, "server.php")
	if err := os.WriteFile(script, fmt.Appendf(nil, sabreServer, library, folder, filepath.Join(dir, "locks")), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if address, ok := startServer(t, filepath.Join(dir, "log"), func(address string) *exec.Cmd {
			return exec.Command(program, "-d", "display_errors=0", "-S", address, script)
		}); ok {
			return "http://" + address, folder
		}
	}
	log, _ := os.ReadFile(filepath.Join(dir, "log"))
	t.Fatalf("PHP does not serve:\n%s", log)
	return
}

// What holds for a workbook in a folder holds behind Sabre/DAV. (Debian's is too
// old for its PHP to tell Vietnamese names from Latin-1.)
func TestConformanceOverSabre(t *testing.T) {
	waits(t)
	address, dir := startSabre(t)
	sheetstest.Run(t, func(t *testing.T) sheetstest.Harness {
		folder, err := os.MkdirTemp(dir, "")
		if err != nil {
			t.Fatal(err)
		}
		return newRemote(t, folder, address+"/"+filepath.Base(folder), "Theo doi #1.xlsx", webdav.Options{})
	})
}

// What Sabre/DAV makes of our requests, and we of its answers.
func TestSabreAnswers(t *testing.T) {
	address, dir := startSabre(t)
	c := newConversation(t, address, dir, nil)
	f := c.open(webdav.Options{})
	c.load(f, "one")
	old := c.load(f, "one")
	if _, err := f.Swap(t.Context(), old, []byte("ours")); err != nil {
		t.Fatal(err)
	}
	c.load(f, "ours")
	// Its tags tell the bytes, so it needs no second look; it heeds conditions.
	c.asked("GET 200, GET 304, PUT 412, PUT 204, GET 200")

	f = c.open(webdav.Options{})
	c.savedBefore(f)

	f = c.open(webdav.Options{})
	c.lockedBy(f, "Nguyễn Văn A (mẫu)")
	if names, _ := filepath.Glob(filepath.Join(dir, "*.tmp")); len(names) > 0 {
		t.Errorf("left on the server: %v", names)
	}
}
