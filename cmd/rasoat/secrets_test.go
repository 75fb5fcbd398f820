package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"rasoat/sheets"
)

// The secrets that are planted: each stands in one place of the configuration
// or of a file that it names.
var planted = []string{"mk-smtp-9f1", "mk-dav-9f2", "mk-token-9f3", "mk-oauth-9f4", "mk-hash-9f5"}

// disclosed returns which of the secrets a text shows, as they are or as they
// go over a wire.
func disclosed(text string) []string {
	var shown []string
	for _, s := range planted {
		forms := []string{s, base64.StdEncoding.EncodeToString([]byte(s)), fmt.Sprintf("%x", s)}
		for i := range 3 { // wherever it begins within what is coded
			coded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", i) + s))
			forms = append(forms, coded[4*((i+2)/3):len(coded)-3])
		}
		for _, form := range forms {
			if strings.Contains(text, form) {
				shown = append(shown, s)
				break
			}
		}
	}
	return shown
}

// talkative is a mail server that repeats what it is told in what it answers,
// passwords among it, and takes none.
func talkative(t *testing.T) (port string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err != nil {
				continue
			}
			go func() {
				defer conn.Close()
				fmt.Fprint(conn, "220 mail.example.com\r\n")
				for lines := bufio.NewScanner(conn); lines.Scan(); {
					switch line := lines.Text(); {
					case strings.HasPrefix(line, "EHLO"):
						fmt.Fprint(conn, "250-mail.example.com\r\n250 AUTH PLAIN LOGIN\r\n")
					case strings.HasPrefix(line, "QUIT"):
						return
					default:
						fmt.Fprintf(conn, "535 5.7.8 not accepted: %s\r\n", line)
					}
				}
			}()
		}
	}()
	_, port, err = net.SplitHostPort(l.Addr().String())
	check(t, err)
	return port
}

// plantSecrets writes a configuration whose parts hold secrets, beside a workbook
// behind a server that repeats what it is told, and a mail server that does.
func plantSecrets(t *testing.T) (dir, path, config string) {
	t.Helper()
	dav := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		w.Header().Set("WWW-Authenticate", fmt.Sprintf(`Basic realm="not %s"`, password))
		http.Error(w, fmt.Sprintf("%s %s is wrong: %s", user, password, r.Header.Get("Authorization")), http.StatusUnauthorized)
	}))
	t.Cleanup(dav.Close)
	dir, path = writeDaemonConfig(t)
	for name, secret := range map[string]string{"dav": "mk-dav-9f2", "token": "mk-token-9f3", "oauth": "mk-oauth-9f4"} {
		check(t, os.WriteFile(filepath.Join(dir, name), []byte(secret), 0o600))
	}
	data, err := os.ReadFile(path)
	check(t, err)
	config = strings.Replace(string(data), "web: {listen: off}", `web: {listen: "127.0.0.1:0", token_file: token}`, 1)
	config = strings.Replace(config, "  outbox: outbox\n", "  smtp: {host: 127.0.0.1, port: "+talkative(t)+", tls: none, username: rasoat, password: mk-smtp-9f1}\n", 1)
	config = strings.Replace(config, "workbooks:\n", "log: {level: debug}\nworkbooks:\n  - name: tu-xa\n    webdav: {url: \""+dav.URL+"/x.xlsx\", username: rasoat, password_file: dav}\n    lists: [{name: tasks, tab: A, kind: tasks}]\n", 1)
	check(t, os.WriteFile(path, []byte(config), 0o600))
	return dir, path, config
}

// Whatever goes wrong, and however much a server repeats of what it was told,
// no secret stands in the log, in what a command prints, or on a page.
func TestNoSecretIsDisclosed(t *testing.T) {
	dir, path, config := plantSecrets(t)
	lines, stop := daemon(t, path)
	var log strings.Builder
	said := map[string]map[string]any{}
	const notSent, failed, refused = "mail server unusable; all mail waits", "job failed; it is tried again at the next slot", "the configuration was refused; the one before stays in force"
	until := func(messages ...string) {
		t.Helper()
		for n := 0; n < 2000; n++ {
			missing := false
			for _, m := range messages {
				missing = missing || said[m] == nil
			}
			if !missing {
				return
			}
			line, open := <-lines
			if !open {
				break
			}
			fmt.Fprintln(&log, line["raw"])
			m, _ := line["message"].(string)
			said[m] = line
		}
		t.Fatalf("the daemon did not say all of %q", messages)
	}
	until("status page served", "pass done", failed, notSent)
	base := "http://" + said["status page served"]["address"].(string)

	outputs := pagesAt(t, base)
	for _, command := range [][]string{{"config", "check"}, {"outbox", "list"}, {"plan"}, {"preview"}, {"mail", "test", "a@example.com"}, {"report"}, {"check"}} {
		_, out, errs := runHere(t, append(command, "-c", path)...)
		outputs[strings.Join(command, " ")] = out + errs
	}

	// A configuration with a mistake beside each secret is told of without them.
	bad := strings.Replace(config, "password: mk-smtp-9f1", "passwort: mk-smtp-9f1, oauth: {client_secret: mk-oauth-9f4, url: mk-hash-9f5}", 1)
	check(t, os.WriteFile(path, []byte(bad), 0o600))
	until(refused)
	_, out, errs := runHere(t, "config", "check", "-c", path)
	outputs["a bad configuration"] = out + errs

	// So is a file of passwords that cannot be read.
	check(t, os.WriteFile(filepath.Join(dir, "web.yaml"), []byte("basic_auth_users: {an: mk-hash-9f5}\n"), 0o600))
	check(t, os.WriteFile(path, []byte(strings.Replace(config, "token_file: token", "config_file: web.yaml", 1)), 0o600))
	_, out, errs = runHere(t, "config", "check", "-c", path)
	outputs["bad passwords"] = out + errs
	if !strings.Contains(errs, "web.config_file") {
		t.Errorf("a hash that is none is not told:\n%s", errs)
	}

	if code := stop(); code != exitOK {
		t.Errorf("the daemon ended with %d", code)
	}
	for line := range lines {
		fmt.Fprintln(&log, line["raw"])
	}
	outputs["the log"] = log.String()
	for name, text := range outputs {
		if shown := disclosed(text); len(shown) > 0 {
			t.Errorf("%s shows %q: %s", name, shown, around(text, shown[0]))
		}
	}
	if len(disclosed("x "+base64.StdEncoding.EncodeToString([]byte("\x00rasoat\x00mk-smtp-9f1")))) == 0 {
		t.Error("this test would not see a password in an answer to AUTH PLAIN")
	}
}

// pagesAt returns what the daemon at an address shows, by path.
func pagesAt(t *testing.T, base string) map[string]string {
	t.Helper()
	shown := map[string]string{}
	for _, address := range []string{"/", "/?lang=en", "/runs", "/runs/1", "/runs/2", "/outbox", "/workbooks/tu-xa", "/metrics", "/readyz", "/api/v1/status", "/api/v1/runs", "/api/v1/runs/1", "/api/v1/outbox"} {
		resp, err := http.Get(base + address)
		check(t, err)
		body, err := io.ReadAll(resp.Body)
		check(t, err)
		resp.Body.Close()
		shown[address] = string(body)
	}
	return shown
}

// frightened is a Book that panics once the one behind it was read, with all that
// it knows of that one and of how it went.
type frightened struct{ sheets.Book }

func (b frightened) Read(ctx context.Context, scope sheets.Scope) (sheets.View, error) {
	_, err := b.Book.Read(ctx, scope)
	panic(fmt.Errorf("frightened by %+v %#v: %w", b.Book, b.Book, err))
}

// A panic in a pass is told in the log, on the page and in the answers to
// programs, and shows no secret of those that the pass held.
func TestAPanicDisclosesNoSecret(t *testing.T) {
	_, path, config := plantSecrets(t)
	check(t, os.WriteFile(path, []byte(strings.Replace(config, "password_file: dav", "password: mk-dav-9f2", 1)), 0o600))
	env := environment{before: func(b sheets.Book) sheets.Book {
		if _, remote := b.(*remoteFile); remote {
			return frightened{b}
		}
		return b
	}}
	lines, stop := daemonIn(t, env, path)
	var log strings.Builder
	base, panics := "", 0 // the page has the first once there is a second
	for n := 0; n < 2000 && (base == "" || panics < 2); n++ {
		line, open := <-lines
		if !open {
			t.Fatalf("the daemon ended:\n%s", log.String())
		}
		fmt.Fprintln(&log, line["raw"])
		if line["message"] == "status page served" {
			base = fmt.Sprint("http://", line["address"])
		}
		if strings.Contains(fmt.Sprint(line["raw"]), "the job panicked: frightened by") {
			panics++
		}
	}
	if panics < 2 {
		t.Fatalf("the log does not tell of the panic:\n%s", log.String())
	}
	outputs := pagesAt(t, base)
	for _, address := range []string{"/", "/?lang=en", "/api/v1/status"} {
		if !strings.Contains(outputs[address], "frightened by") {
			t.Errorf("%s does not tell of the panic:\n%s", address, outputs[address])
		}
	}
	if code := stop(); code != exitOK {
		t.Errorf("the daemon ended with %d", code)
	}
	for line := range lines {
		fmt.Fprintln(&log, line["raw"])
	}
	outputs["the log"] = log.String()
	var printed bytes.Buffer
	both := zerolog.SyncWriter(&printed) // the workbooks are gone over at the same time
	env.out, env.err = both, both
	if code := run(t.Context(), []string{"once", "-c", path}, env); code != exitFailed || !strings.Contains(printed.String(), "frightened by") {
		t.Errorf("once ended with %d, and said\n%s", code, printed.String())
	}
	outputs["once"] = printed.String()
	for name, text := range outputs {
		if shown := disclosed(text); len(shown) > 0 {
			t.Errorf("%s shows %q: %s", name, shown, around(text, shown[0]))
		}
	}
}

// around returns what stands around a secret, as far as it stands there as it is.
func around(text, secret string) string {
	at := max(0, strings.Index(text, secret))
	return text[max(0, at-200):min(len(text), at+200)]
}
