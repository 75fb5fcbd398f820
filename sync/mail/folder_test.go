package mail_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"rasoat/sync/mail"
)

// ready lets a message be committed.
func ready() error { return nil }

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "hộp thư", "outbox")
	f := mail.Folder{Dir: dir}
	m := mail.Envelope{Name: "2021-01-15-so-tai-chinh-0a1b2c3d", Raw: []byte("To: a@example.com\r\n\r\nText\r\n")}
	where, err := f.Send(t.Context(), m, ready)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(dir, m.Name+".eml"); where != want {
		t.Errorf("sent to %s, want %s", where, want)
	}
	before, err := os.Stat(where)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := f.Send(t.Context(), m, ready); err != nil || again != where {
		t.Errorf("sent again: %s, %v", again, err)
	}
	after, err := os.Stat(where)
	if err != nil || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("a message sent again wrote its file again (%v)", err)
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
	if _, err := (mail.Folder{Dir: blocked}).Send(t.Context(), mail.Envelope{Name: "a", Raw: []byte("x")}, ready); err == nil {
		t.Error("sent into what is no folder")
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "a.eml"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := (mail.Folder{Dir: dir}).Send(t.Context(), mail.Envelope{Name: "a", Raw: []byte("x")}, ready); err == nil {
		t.Error("sent over a folder")
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (mail.Folder{Dir: dir}).Send(done, mail.Envelope{Name: "b", Raw: []byte("x")}, ready); err == nil {
		t.Error("sent after the end")
	}
	if all, err := os.ReadDir(dir); err != nil || len(all) != 1 {
		t.Errorf("the folder holds %v, %v", all, err)
	}
}

// The file comes after the mark that it may be there, or not at all.
func TestFolderWritesOnlyWhatIsCommitting(t *testing.T) {
	dir := t.TempDir()
	f, m := mail.Folder{Dir: dir}, mail.Envelope{Name: "a", Raw: []byte("x")}
	empty := func() {
		t.Helper()
		if all, err := os.ReadDir(dir); err != nil || len(all) != 0 {
			t.Errorf("the folder holds %v, %v", all, err)
		}
	}
	full := errors.New("the disk is full")
	_, err := f.Send(t.Context(), m, func() error { return full })
	if !errors.Is(err, full) || mail.KindOf(err) != mail.Temporary {
		t.Errorf("Send = %v of kind %d", err, mail.KindOf(err))
	}
	empty()
	if _, err := f.Send(t.Context(), m, func() error { empty(); return nil }); err != nil {
		t.Error(err)
	}
}

// A process that is killed while it sends leaves a temporary file; the same
// message, sent again, takes it away.
func TestFolderTakesUpWhatAKilledProcessLeft(t *testing.T) {
	dir := t.TempDir()
	m := mail.Envelope{Name: "a", Raw: []byte("whole")}
	if err := os.WriteFile(filepath.Join(dir, ".a.eml.tmp"), []byte("longer than whole"), 0o600); err != nil {
		t.Fatal(err)
	}
	where, err := (mail.Folder{Dir: dir}).Send(t.Context(), m, ready)
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
