package mail_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"rasoat/sync/mail"
)

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "hộp thư", "outbox")
	f := mail.Folder{Dir: dir}
	m := mail.Message{Name: "2021-01-15-so-tai-chinh-0a1b2c3d", Raw: []byte("To: a@example.com\r\n\r\nText\r\n")}
	where, err := f.Deliver(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(dir, m.Name+".eml"); where != want {
		t.Errorf("delivered to %s, want %s", where, want)
	}
	before, err := os.Stat(where)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := f.Deliver(t.Context(), m); err != nil || again != where {
		t.Errorf("delivered again: %s, %v", again, err)
	}
	after, err := os.Stat(where)
	if err != nil || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("a message delivered again wrote its file again (%v)", err)
	}
	if data, err := os.ReadFile(where); err != nil || string(data) != string(m.Raw) {
		t.Errorf("the file holds %q, %v", data, err)
	}
	if all, err := os.ReadDir(dir); err != nil || len(all) != 1 {
		t.Errorf("the folder holds %v, %v", all, err)
	}
}

func TestFolderLeavesNothingHalfWritten(t *testing.T) {
	parent := t.TempDir()
	blocked := filepath.Join(parent, "outbox")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := (mail.Folder{Dir: blocked}).Deliver(t.Context(), mail.Message{Name: "a", Raw: []byte("x")}); err == nil {
		t.Error("delivered into what is no folder")
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "a.eml"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := (mail.Folder{Dir: dir}).Deliver(t.Context(), mail.Message{Name: "a", Raw: []byte("x")}); err == nil {
		t.Error("delivered over a folder")
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (mail.Folder{Dir: dir}).Deliver(done, mail.Message{Name: "b", Raw: []byte("x")}); err == nil {
		t.Error("delivered after the end")
	}
	if all, err := os.ReadDir(dir); err != nil || len(all) != 1 {
		t.Errorf("the folder holds %v, %v", all, err)
	}
}

// A process that is killed while it delivers leaves a temporary file; the
// same message, delivered again, takes it away.
func TestFolderTakesUpWhatAKilledProcessLeft(t *testing.T) {
	dir := t.TempDir()
	m := mail.Message{Name: "a", Raw: []byte("whole")}
	if err := os.WriteFile(filepath.Join(dir, ".a.eml.tmp"), []byte("longer than whole"), 0o600); err != nil {
		t.Fatal(err)
	}
	where, err := (mail.Folder{Dir: dir}).Deliver(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(where); err != nil || string(data) != "whole" {
		t.Errorf("the file holds %q, %v", data, err)
	}
	if all, err := os.ReadDir(dir); err != nil || len(all) != 1 {
		t.Errorf("the folder holds %v, %v", all, err)
	}
}
