package main

import (
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The daemon tells a service that it is alive, over TLS with a certificate of
// our own authority.
func TestTheDaemonPings(t *testing.T) {
	asked := make(chan string, 10)
	service := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.URL.Path }))
	defer service.Close()
	dir, path := writeDaemonConfig(t)
	ca := filepath.Join(dir, "ca.pem")
	check(t, os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: service.Certificate().Raw}), 0o600))
	lines, stop := daemon(t, path, "RASOAT_PING_URL="+service.URL+"/s3cret", "RASOAT_PING_ALLOW_PRIVATE=true", "RASOAT_NETWORK_CA_FILE="+ca)
	await(t, lines, "started")
	if got := <-asked; got != "/s3cret" {
		t.Errorf("asked for %s", got)
	}
	if code := stop(); code != exitOK {
		t.Errorf("the daemon ended with %d", code)
	}
	for line := range lines {
		if strings.Contains(fmt.Sprint(line["raw"]), "s3cret") {
			t.Errorf("the log tells the address: %v", line["raw"])
		}
	}
}

// A ping that may not go out is told once, without the secret, and stops
// nothing.
func TestTheDaemonTellsThatItCannotPing(t *testing.T) {
	_, path := writeDaemonConfig(t)
	lines, stop := daemon(t, path, "RASOAT_PING_URL=https://169.254.169.254/s3cret")
	said := await(t, lines, "nobody hears that rasoat is alive", "pass done")
	line := said["nobody hears that rasoat is alive"]
	if line["level"] != "error" || line["ping"] != "169.254.169.254" || !strings.Contains(fmt.Sprint(line["error"]), "link-local") || strings.Contains(fmt.Sprint(line["raw"]), "s3cret") {
		t.Errorf("says %v", line["raw"])
	}
	if code := stop(); code != exitOK {
		t.Errorf("the daemon ended with %d", code)
	}
}
