package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// smallDisk mounts a disk of a few megabytes, which only root can.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=4m"); err != nil {
		t.Skipf("no disk can be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("take the disk away: %v", err)
		}
	})
	return dir
}

// A disk that is full is told by the probe, and costs nothing already there; once
// there is room again the daemon goes on by itself. On one that is read-only it
// does not begin.
func TestTheDaemonOnAFullDisk(t *testing.T) {
	disk := smallDisk(t)
	dir, path := writeDaemonConfig(t)
	for _, name := range []string{"tracking.xlsx", "rasoat.yaml"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		check(t, err)
		if name == "rasoat.yaml" {
			data = bytes.Replace(data, []byte("web: {listen: off}"), []byte(`web: {listen: "127.0.0.1:0"}`), 1)
			data = bytes.Replace(data, []byte("backups:"), []byte("backups: {keep: 0}\nother:"), 1)
		}
		check(t, os.WriteFile(filepath.Join(disk, name), data, 0o600))
	}
	lines, stop := daemon(t, filepath.Join(disk, filepath.Base(path)))
	said := await(t, lines, "status page served", "pass done", "mail delivered")
	ready := func() (int, string) {
		t.Helper()
		resp, err := http.Get("http://" + said["status page served"]["address"].(string) + "/readyz")
		check(t, err)
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		check(t, err)
		return resp.StatusCode, string(body)
	}
	if code, body := ready(); code != 200 {
		t.Fatalf("at first: %d %s", code, body)
	}
	workbook := filepath.Join(disk, "tracking.xlsx")
	before, err := os.ReadFile(workbook)
	check(t, err)

	fill, err := os.Create(filepath.Join(disk, "fill"))
	check(t, err)
	for err == nil {
		_, err = fill.Write(make([]byte, 4096))
	}
	check(t, fill.Close())
	if code, body := ready(); code != 503 || !strings.Contains(body, "disk is full") {
		t.Errorf("on a full disk: %d %s", code, body)
	}
	if code, _, errs := runHere(t, "mail", "test", "a@example.com", "-c", filepath.Join(disk, "rasoat.yaml")); code == exitOK || !strings.Contains(errs, "no space left") {
		t.Errorf("a letter on a full disk: %d %s", code, errs)
	}
	check(t, os.Remove(fill.Name()))
	if code, body := ready(); code != 200 {
		t.Errorf("with room again: %d %s", code, body)
	}
	await(t, lines, "pass done")
	if code := stop(); code != exitOK {
		t.Errorf("the daemon ended with %d", code)
	}
	after, err := os.ReadFile(workbook)
	check(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the workbook is another")
	}

	check(t, syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	for _, command := range []string{"run", "once"} {
		code, _, errs := runHere(t, command, "-c", filepath.Join(disk, "rasoat.yaml"))
		if code != exitFailed || !strings.Contains(errs, "rasoat.db") || !strings.Contains(errs, "read-only") {
			t.Errorf("%s on a read-only disk: %d %s", command, code, errs)
		}
	}
	// What only looks still does.
	if code, _, errs := runHere(t, "plan", "-c", filepath.Join(disk, "rasoat.yaml")); code != exitOK {
		t.Errorf("plan on a read-only disk: %d %s", code, errs)
	}
}
