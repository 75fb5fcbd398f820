package mail_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"rasoat/sync/mail"
)

// How Postfix is to work, for a folder, the file of a certificate and the number
// of a user. Mailboxes are folders below mail.
const postfixMain = `
compatibility_level = 3.6
queue_directory = %[1]s/queue
data_directory = %[1]s/data
maillog_file = %[1]s/log
maillog_file_prefixes = %[1]s
myhostname = mail.example.com
mydestination =
inet_protocols = ipv4
alias_maps =
alias_database =
virtual_mailbox_domains = example.com
virtual_mailbox_base = %[1]s/mail
virtual_mailbox_maps = inline:{{a@example.com = a/}}
virtual_uid_maps = static:%[3]s
virtual_gid_maps = static:%[3]s
virtual_minimum_uid = 1
smtpd_tls_chain_files = %[2]s
smtpd_tls_security_level = encrypt
smtpd_relay_restrictions = reject_unauth_destination
message_size_limit = 300000
`

// smtpd listens on a socket in the queue's folder, which needs no free port.
const postfixMaster = `
postlog  unix-dgram n - n - 1 postlogd
smtp     unix n - n - - smtpd
cleanup  unix n - n - 0 cleanup
qmgr     unix n - n 300 1 qmgr
pickup   unix n - n 60 1 pickup
tlsmgr   unix - - n 1000? 1 tlsmgr
rewrite  unix - - n - - trivial-rewrite
bounce   unix - - n - 0 bounce
defer    unix - - n - 0 bounce
trace    unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error    unix - - n - - error
retry    unix - - n - - error
virtual  unix - n n - - virtual
anvil    unix - - n - 1 anvil
`

// postfix runs Debian's Postfix with queue, mailboxes and settings of its own.
// It returns its folder and the options to reach it.
func postfix(t *testing.T) (string, mail.Options) {
	t.Helper()
	owner, err := user.Lookup("postfix")
	if _, missing := exec.LookPath("postfix"); missing != nil || err != nil || os.Getuid() != 0 {
		t.Skip("no Postfix here, or no root to start one")
	}
	// Its own users have to reach the folder, so it cannot be one of t.TempDir.
	dir, err := os.MkdirTemp("", "postfix")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	pair, roots := keyPair(t)
	uid, err := strconv.Atoi(owner.Uid)
	must(t, err, os.Chmod(dir, 0o755))
	for _, name := range []string{"etc", "queue", "data", "mail"} {
		must(t, os.Mkdir(filepath.Join(dir, name), 0o755))
	}
	must(t, os.Chown(filepath.Join(dir, "data"), uid, -1), os.Chown(filepath.Join(dir, "mail"), uid, -1))
	for name, text := range map[string]string{"main.cf": fmt.Sprintf(postfixMain, dir, pair, owner.Uid), "master.cf": postfixMaster} {
		path := filepath.Join(dir, "etc", name)
		must(t, os.WriteFile(path, []byte(text), 0o644))
		// Of a file that has just been written Postfix waits to see the end.
		must(t, os.Chtimes(path, time.Time{}, time.Now().Add(-time.Hour)))
	}
	t.Cleanup(func() {
		if t.Failed() {
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			t.Logf("%s", log)
		}
	})
	control(t, dir, "start")
	t.Cleanup(func() { control(t, dir, "stop") })
	return dir, mail.Options{Host: "127.0.0.1", Port: 25, RootCAs: roots, Timeout: 20 * time.Second,
		Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", filepath.Join(dir, "queue", "public", "smtp"))
		}}
}

// control starts or stops it. What it prints goes to a file, which the server
// may keep open, unlike a pipe, for which Run would wait.
func control(t *testing.T, dir, verb string) {
	t.Helper()
	out, err := os.OpenFile(filepath.Join(dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	must(t, err)
	defer out.Close()
	cmd := exec.Command("postfix", "-c", filepath.Join(dir, "etc"), verb)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		t.Errorf("postfix %s: %v", verb, err)
	}
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// mailbox waits for the next message in a@example.com's and takes it out, as a
// file outside.
func mailbox(t *testing.T, dir string) string {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(20 * time.Second); ; {
		if list, _ := filepath.Glob(filepath.Join(dir, "mail", "a", "new", "*")); len(list) > 0 {
			path := filepath.Join(t.TempDir(), "got.eml")
			must(t, os.WriteFile(path, file(t, list[0]), 0o600), os.Remove(list[0]))
			return path
		}
		select {
		case <-tick.C:
		case <-late:
			t.Fatal("no mail has come")
		}
	}
}

// TestSMTPPostfix sends to Postfix, which neither this project nor the authors
// of the libraries it uses wrote: what lies in the mailbox is what was sent.
func TestSMTPPostfix(t *testing.T) {
	dir, o := postfix(t)
	m := transport(t, o)
	for name, raw := range map[string][]byte{
		"letter": []byte("Message-ID: <1@example.com>\r\nDate: Fri, 15 Jan 2021 07:30:00 +0700\r\nFrom: a@example.com\r\n" + letter + ".\r\n..\r\nS\xe1\xbb\x9f\r\n"),
		"digest": file(t, "../digest/testdata/mixture.eml"),
		"file":   file(t, "../digest/testdata/many.eml"),
	} {
		t.Run(name, func(t *testing.T) {
			if receipt := mustPost(t, m, "a@example.com", raw); !strings.Contains(receipt, "2.0.0 Ok: queued as ") {
				t.Errorf("receipt %q", receipt)
			}
			path := mailbox(t, dir)
			got := file(t, path)
			// A mailbox on Unix has LF, and what the way added stands on top.
			sent := bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
			trace, ok := bytes.CutSuffix(got, sent)
			if !ok || !bytes.HasPrefix(trace, []byte("Return-Path: <bounce@example.com>\n")) || bytes.Contains(trace, []byte("\n\n")) ||
				!bytes.Contains(trace, []byte("with ESMTPS id")) || bytes.Contains(trace, []byte("Subject:")) {
				t.Errorf("in the mailbox is %.600q", got)
			}
			if golden := map[string]string{"digest": "mixture", "file": "many"}[name]; golden != "" && python() {
				parse(t, path)[0].holds(t, "../digest/testdata/"+golden)
			}
		})
	}
}

func TestSMTPPostfixRefuses(t *testing.T) {
	_, o := postfix(t)
	big := []byte(strings.Repeat(strings.Repeat("x", 900)+"\r\n", 400))
	for _, c := range []struct {
		from, to string
		raw      []byte
		kind     mail.Kind
		stage    string
		code     int
		enhanced string
	}{
		{"a@example.com", "nobody@example.com", []byte(letter), mail.Permanent, "RCPT TO", 550, "5.1.1"},
		{"a@example.com", "a@other.example.com", []byte(letter), mail.Permanent, "RCPT TO", 554, "5.7.1"},
		{"a@example.com", "a@example.com", big, mail.Permanent, "end of message", 552, "5.3.4"},
	} {
		_, err := transport(t, o).Send(t.Context(), mail.Envelope{From: c.from, To: c.to, Raw: c.raw}, func() error { return nil })
		e, _ := errors.AsType[*mail.Error](err)
		if e == nil || e.Kind != c.kind || e.Stage != c.stage || e.Code != c.code || e.Enhanced != c.enhanced {
			t.Errorf("%s to %s: %v", c.from, c.to, err)
		}
	}
	o.RootCAs = x509.NewCertPool()
	if _, err := post(t, transport(t, o), "a@example.com"); mail.KindOf(err) != mail.Down || !errors.As(err, new(x509.UnknownAuthorityError)) {
		t.Errorf("a certificate of nobody known: %v", err)
	}
	o.TLS = mail.NoTLS
	if _, err := post(t, transport(t, o), "a@example.com"); mail.KindOf(err) != mail.Down || !strings.Contains(err.Error(), "530 5.7.0 Must issue a STARTTLS command first") {
		t.Errorf("unencrypted: %v", err)
	}
}
