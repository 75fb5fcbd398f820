package xlsx_test

import (
	"context"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"rasoat/sheets/webdav"
)

// apache is Debian's Apache with a folder of its own behind mod_dav.
type apache struct{ url string }

const (
	apacheUser   = "rasoat"
	apacheSecret = "không nói: ra"
)

func (apache) options() webdav.Options {
	return webdav.Options{Username: apacheUser, Secret: func(context.Context) (string, error) { return apacheSecret, nil }}
}

const apacheConfig = `
ServerName localhost
ServerRoot "%[1]s"
PidFile "%[1]s/pid"
Mutex file:%[1]s/state
ErrorLog "%[1]s/log"
Listen 127.0.0.1:%[4]s
LoadModule mpm_event_module %[2]s/mod_mpm_event.so
LoadModule authn_core_module %[2]s/mod_authn_core.so
LoadModule authn_file_module %[2]s/mod_authn_file.so
LoadModule authz_core_module %[2]s/mod_authz_core.so
LoadModule authz_user_module %[2]s/mod_authz_user.so
LoadModule auth_basic_module %[2]s/mod_auth_basic.so
LoadModule dav_module %[2]s/mod_dav.so
LoadModule dav_fs_module %[2]s/mod_dav_fs.so
%[5]s
StartServers 1
ThreadsPerChild 4
MaxRequestWorkers 4
DavLockDB "%[1]s/state/locks"
DocumentRoot "%[3]s"
<Directory "%[3]s">
  Dav On
  AuthType Basic
  AuthName "test"
  AuthUserFile "%[1]s/users"
  Require valid-user
</Directory>
`

// startApache serves a folder that is not one of t.TempDir, which nobody else
// may enter, until the end of the test.
func startApache(t *testing.T) (server apache, folder string) {
	t.Helper()
	const modules = "/usr/lib/apache2/modules"
	program, err := exec.LookPath("apache2")
	if _, missing := os.Stat(modules + "/mod_dav_fs.so"); err != nil || missing != nil {
		t.Skip("no Apache with mod_dav_fs here")
	}
	dir, err := os.MkdirTemp("", "apache")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	folder = filepath.Join(dir, "files")
	share(t, dir)
	for _, d := range []string{folder, filepath.Join(dir, "state")} {
		if err := os.Mkdir(d, 0o777); err != nil {
			t.Fatal(err)
		}
		share(t, d)
	}
	account := "" // its own, where it may take it
	if os.Getuid() == 0 {
		account = "LoadModule unixd_module " + modules + "/mod_unixd.so\nUser www-data\nGroup www-data"
		if _, err := os.Stat(modules + "/mod_unixd.so"); err != nil { // built in
			account = "User www-data\nGroup www-data"
		}
	}
	sum := sha1.Sum([]byte(apacheSecret))
	users := apacheUser + ":{SHA}" + base64.StdEncoding.EncodeToString(sum[:]) + "\n"
	if err := os.WriteFile(filepath.Join(dir, "users"), []byte(users), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if address, ok := startServer(t, filepath.Join(dir, "log"), func(address string) *exec.Cmd {
			_, port, _ := net.SplitHostPort(address)
			file := filepath.Join(dir, "conf")
			if err := os.WriteFile(file, fmt.Appendf(nil, apacheConfig, dir, modules, folder, port, account), 0o644); err != nil {
				t.Fatal(err)
			}
			return exec.Command(program, "-DFOREGROUND", "-d", dir, "-f", file)
		}); ok {
			return apache{"http://" + address}, folder
		}
	}
	log, _ := os.ReadFile(filepath.Join(dir, "log"))
	t.Fatalf("Apache does not start:\n%s", log)
	return
}

// startServer starts a program that listens at an address that was free a moment
// ago, until the end of the test.
func startServer(t *testing.T, log string, command func(address string) *exec.Cmd) (address string, ok bool) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address = l.Addr().String()
	l.Close()
	out, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd := command(address)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { cmd.Wait(); close(ended) }()
	t.Cleanup(func() { cmd.Process.Signal(syscall.SIGTERM); <-ended })
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(20 * time.Second); ; {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			return address, true
		}
		select {
		case <-tick.C:
		case <-ended:
			return "", false
		case <-late:
			return "", false
		}
	}
}
