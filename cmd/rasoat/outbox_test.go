package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/testscript"

	"rasoat/sync/store"
)

// bytesOfMail are what a digest looks like on its way: a subject in encoded
// words, the text and the HTML each quoted-printable, a table attached.
var bytesOfMail = strings.ReplaceAll(`From: =?utf-8?q?V=C4=83n_ph=C3=B2ng?= <vp@example.com>
To: stc@example.com, gd.stc@example.com
Reply-To: vp@example.com
Subject: =?utf-8?b?W0Thu7Egw6FuXSBT4bufIFTDoGkgY2jDrW5o?=
Date: Fri, 15 Jan 2021 08:00:00 +0700
Message-ID: <1@example.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

K=C3=ADnh g=E1=BB=ADi: =C4=90=E1=BB=93ng ch=C3=AD Gi=C3=A1m =C4=91=E1=BB=91=
c

1. R=C3=A0 so=C3=A1t quy =C4=91=E1=BB=8Bnh=1B[31m
   Qu=C3=A1 h=E1=BA=A1n: 15 ng=C3=A0y
--a
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<p>K=C3=ADnh g=E1=BB=ADi</p>
--a--
--m
Content-Type: text/csv; charset=utf-8
Content-Disposition: attachment; filename*=utf-8''danh%20s%C3%A1ch.csv
Content-Transfer-Encoding: base64

U1RUO1TDqm4=
--m--
`, "\n", "\r\n")

// slot is when the mails of mailroom were made.
var slot = time.Date(2021, 1, 15, 8, 0, 0, 0, time.FixedZone("", 7*60*60))

// mailroom makes a state with a mail in each of the states that there are.
func mailroom(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: mailroom STATE")
	}
	ts.Check(fillMailroom(ts.MkAbs(args[0])))
}

func fillMailroom(path string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, path, store.Options{Now: func() time.Time { return slot }})
	if err != nil {
		return err
	}
	defer s.Close()
	mail := func(department, slug string, made time.Time, wait bool, to ...string) store.Message {
		return store.Message{
			Key: "du-an/" + slug + "/" + made.Format(time.DateOnly) + "/0a1b2c3d", Workbook: "du-an", Department: department, To: to,
			Subject: "[Dự án] " + department, Raw: []byte(bytesOfMail), Created: made, Wait: wait,
		}
	}
	old := slot.AddDate(0, 0, -40)
	commits := []store.Commit{
		{Messages: []store.Message{
			mail("Sở Tài chính", "so-tai-chinh", old, false, "stc@example.com"),
			mail("Sở Y tế", "so-y-te", slot.AddDate(0, 0, -1), true, "syt@example.com"),
		}},
		{Withdraw: []string{"du-an/so-y-te/2021-01-14/0a1b2c3d"}, Messages: []store.Message{
			mail("Sở Tài chính", "so-tai-chinh", slot, true, "stc@example.com", "gd.stc@example.com"),
			mail("Sở Y tế", "so-y-te", slot, true, "syt@example.com"),
			mail("Sở Kế hoạch và Đầu tư", "so-ke-hoach-va-dau-tu", slot, false, "skhdt@example.com", "gd.skhdt@example.com"),
			mail("Sở Xây dựng", "so-xay-dung", slot, false, "sxd@example.com"),
		}},
	}
	for i, c := range commits {
		c.Workbook, c.Version, c.History = "du-an", int64(i), []byte("{}")
		c.Run = store.Run{Workbook: "du-an", Started: slot, Finished: slot, Outcome: "planned"}
		if _, err := s.Commit(ctx, c); err != nil {
			return err
		}
	}
	due, err := s.Due(ctx, slot, 0)
	if err != nil {
		return err
	}
	for _, d := range due {
		at := slot.Add(time.Minute)
		if err := s.Begin(ctx, d.ID, at); err != nil {
			return err
		}
		switch {
		case d.Message.Created.Before(slot):
			err = s.Accepted(ctx, d.ID, old, "250 2.0.0 Ok: queued as 4F0")
		case d.Recipient == "skhdt@example.com":
			err = s.Accepted(ctx, d.ID, at, "250 2.0.0 Ok: queued as 4F1")
		case d.Recipient == "gd.skhdt@example.com":
			err = s.Defer(ctx, d.ID, at, at.Add(5*time.Minute), "the mail server refused it for now: 451 try later")
		default:
			err = s.GiveUp(ctx, d.ID, at, "the mail server refused the recipient: 550 no such user")
		}
		if err != nil {
			return err
		}
	}
	return s.Raise(ctx, "mail/undeliverable/sxd@example.com", slot.Add(time.Minute), "the mail server refused the recipient: 550 no such user")
}

// The commands work while a daemon has the state open and locked.
func TestOutboxBesideADaemon(t *testing.T) {
	dir := t.TempDir()
	path, file := filepath.Join(dir, "state.db"), filepath.Join(dir, "rasoat.yaml")
	check(t, fillMailroom(path))
	check(t, os.WriteFile(file, []byte("state: state.db\n"+leastConfig), 0o600))
	daemon, err := store.Open(t.Context(), path, store.Options{})
	check(t, err)
	t.Cleanup(func() { check(t, daemon.Close()) })
	check(t, daemon.Lock(t.Context()))
	const now = "2021-01-15T08:02:00+07:00"
	do := func(args ...string) string {
		t.Helper()
		code, out, errs := runHere(t, append(args, "-c", file, "--now", now)...)
		if code != exitOK {
			t.Fatalf("%s: exit code %d: %s", args, code, errs)
		}
		return out
	}

	do("pause", "mail", "--why", "họp")
	if p, paused, err := daemon.PausedSince(t.Context(), store.PauseMail); err != nil || !paused || p.Why != "họp" || p.Since.Truncate(time.Minute) != slot.Add(2*time.Minute).UTC() {
		t.Errorf("the pause is %v, %v, %v", p, paused, err)
	}
	do("resume", "mail")
	do("outbox", "approve", "so-y-te")
	check(t, daemon.Raise(t.Context(), "hold/du-an", slot, "all digests are held"))
	if out := do("outbox", "list"); !strings.Contains(out, "To look at (hold/du-an, since 15/01/2021 08:00): all digests are held\n") {
		t.Errorf("the list is\n%s", out)
	}
	if out := do("outbox", "release"); !strings.HasPrefix(out, "Released du-an: ") {
		t.Errorf("release says %q", out)
	}
	do("outbox", "retry", "so-xay-dung")
	do("outbox", "drop", "so-tai-chinh", "--reason", "sai")

	m, err := daemon.Mailroom(t.Context(), "du-an")
	check(t, err)
	m.Released = m.Released.Truncate(time.Minute)
	want := store.Mailroom{
		Undelivered: []string{"Sở Kế hoạch và Đầu tư", "Sở Xây dựng", "Sở Y tế"}, Approved: true, Released: slot.Add(2 * time.Minute).UTC(),
	}
	if diff := cmp.Diff(want, m, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("the mailroom (-want +got):\n%s", diff)
	}
}

// A mail whose content is no longer kept is told of without it.
func TestShowWhatIsNotKept(t *testing.T) {
	dir := t.TempDir()
	path, file := filepath.Join(dir, "state.db"), filepath.Join(dir, "rasoat.yaml")
	check(t, fillMailroom(path))
	check(t, os.WriteFile(file, []byte("state: state.db\n"+leastConfig), 0o600))
	s, err := store.Open(t.Context(), path, store.Options{})
	check(t, err)
	_, err = s.Prune(t.Context(), store.Kept{Bodies: slot.AddDate(0, 0, -1)})
	check(t, err)
	check(t, s.Close())
	code, out, errs := runHere(t, "outbox", "show", "2020-12", "-c", file)
	if code != exitOK || !strings.Contains(out, "Its content was removed") || !strings.Contains(out, "queued as 4F0") {
		t.Errorf("show: exit code %d, %s\n%s", code, errs, out)
	}
	code, out, errs = runHere(t, "outbox", "show", "2020-12", "--raw", "-c", file)
	if code != exitFailed || out != "" || !strings.Contains(errs, "hint: mail.keep_bodies") {
		t.Errorf("show --raw: exit code %d, %q, %s", code, out, errs)
	}
}
