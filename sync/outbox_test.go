package sync_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	rasoatsync "rasoat/sync"
	"rasoat/sync/mail"
	"rasoat/sync/remind"
	"rasoat/sync/rule"
)

// conditions returns what the operator has to know, by name.
func (f *fixture) conditions(t *testing.T) map[string]string {
	t.Helper()
	all, err := f.Store.Conditions(t.Context())
	must(t, err)
	texts := map[string]string{}
	for _, c := range all {
		texts[c.Name] = c.Text
	}
	return texts
}

// The first digests of a workbook wait for the operator. While nobody approves
// them, each day's are made anew in their place, and once they are approved,
// later ones go out by themselves.
func TestTheFirstDigestsWaitForApproval(t *testing.T) {
	f := setup(t)
	f.book.Approval = rasoatsync.ApproveFirst
	r, err := f.pass(t)
	must(t, err)
	if len(r.Mails) != 2 || !r.Mails[0].Wait || len(f.courier.got) != 0 {
		t.Fatalf("%d made, %d went out without approval", len(r.Mails), len(f.courier.got))
	}
	f.now = f.now.AddDate(0, 0, 3) // a Monday
	r, err = f.pass(t)
	must(t, err)
	if len(r.Mails) != 2 || len(r.Plan.Withdraw) != 2 || r.Plan.Digests[0].Reason != remind.First {
		t.Fatalf("the next day: %d made, %d withdrawn, %s", len(r.Mails), len(r.Plan.Withdraw), r.Plan.Digests[0].Reason)
	}
	n, err := f.Store.Approve(t.Context(), f.now)
	must(t, err)
	if n != 2 {
		t.Errorf("%d were there to approve, want those of today: 2", n)
	}
	_, err = f.pass(t)
	must(t, err)
	if len(f.courier.got) != 2 {
		t.Fatalf("%d went out once approved, want 2", len(f.courier.got))
	}
	f.addTask(t, "N-3", "Ba", "Sở Tài chính", "15/01/2021")
	f.now = f.now.AddDate(0, 0, 1)
	_, err = f.pass(t)
	must(t, err)
	if len(f.courier.got) != 3 {
		t.Errorf("%d in all after another item was late, want 3", len(f.courier.got))
	}
}

// A slot is done with the transaction that its digests are stored in.
func TestASlotIsMarkedWithWhatItMade(t *testing.T) {
	f := setup(t)
	slot := f.now.Add(-30 * time.Minute)
	_, err := f.Pass(t.Context(), f.book, rasoatsync.Occasion{Slot: slot})
	must(t, err)
	marked, err := f.Store.LastSlot(t.Context(), rasoatsync.DigestJob("tasks"))
	must(t, err)
	if !marked.Equal(slot) {
		t.Errorf("marked %v, want %v", marked, slot)
	}
}

// What was held at the slot goes out with a pass later that day.
func TestWhatAPauseHeldGoesOutOnceItIsLifted(t *testing.T) {
	f := setup(t)
	must(t, f.Store.Pause(t.Context(), "mail", f.now, "holiday"))
	r, err := f.pass(t)
	must(t, err)
	if len(r.Mails) != 0 || r.Plan.Digests[0].Reason != remind.Paused {
		t.Fatalf("%d made while paused, for %s", len(r.Mails), r.Plan.Digests[0].Reason)
	}
	must(t, f.Store.Resume(t.Context(), "mail"))
	f.now = f.now.Add(time.Hour)
	r, err = f.Pass(t.Context(), f.book, rasoatsync.Occasion{})
	must(t, err)
	if len(r.Mails) != 2 {
		t.Errorf("%d made by the next pass, want 2", len(r.Mails))
	}
}

// The operator is told why all digests are held, and what to do, until they are
// released.
func TestABrakeIsAConditionUntilReleased(t *testing.T) {
	f := setup(t)
	f.book.Settings.Policy = remind.Policy{StormCount: 2, StormShare: 30}
	_, err := f.pass(t)
	must(t, err)
	for _, code := range []string{"N-3", "N-4", "N-5"} {
		f.addTask(t, code, "Việc "+code, "Sở Tài chính", "15/01/2021")
	}
	f.now = f.now.AddDate(0, 0, 4)
	r, err := f.pass(t)
	must(t, err)
	text := f.conditions(t)["hold/tasks"]
	if r.Plan.Brake == nil || len(r.Mails) != 0 || !strings.Contains(text, "rasoat outbox release tasks") || !strings.Contains(text, "Nay có 5 việc quá hạn, lần trước 2") {
		t.Fatalf("brake %+v, %d mails, condition %q", r.Plan.Brake, len(r.Mails), text)
	}
	f.now = f.now.Add(15 * time.Minute)
	must(t, f.Store.Release(t.Context(), "tasks", f.now))
	r, err = f.Pass(t.Context(), f.book, rasoatsync.Occasion{})
	must(t, err)
	if r.Plan.Brake != nil || len(r.Mails) != 1 || f.conditions(t)["hold/tasks"] != "" {
		t.Errorf("released: brake %+v, %d mails, condition %q", r.Plan.Brake, len(r.Mails), f.conditions(t)["hold/tasks"])
	}
}

// An address that the mail server refuses for good is told of beside the items,
// until a mail to it is accepted.
func TestAMailThatIsGivenUpIsAFinding(t *testing.T) {
	f := setup(t)
	f.post.Transport = refusing{f.courier}
	_, err := f.pass(t)
	must(t, err)
	if len(f.courier.got) != 1 {
		t.Fatalf("%d mails to the others, want 1", len(f.courier.got))
	}
	r, err := f.Pass(t.Context(), f.book, rasoatsync.Occasion{})
	must(t, err)
	var texts []string
	for _, finding := range r.Plan.Findings {
		if finding.Rule == "mail/undeliverable" {
			texts = append(texts, f.Printer.Finding(finding))
		}
	}
	if len(texts) != 1 || !strings.Contains(texts[0], "Sở Nội vụ") || strings.Contains(texts[0], "snv@") {
		t.Errorf("told %q, want one of Sở Nội vụ that does not show the address", texts)
	}
	if n := r.Plan.Count(rule.Warning) + r.Plan.Count(rule.Error); n == 0 {
		t.Error("it does not warn")
	}
}

// refusing refuses one recipient for good.
type refusing struct{ *courier }

func (r refusing) Send(ctx context.Context, e mail.Envelope, committing func() error) (string, error) {
	if strings.HasPrefix(e.To, "snv@") {
		return "", &mail.Error{Kind: mail.Permanent, Stage: "RCPT TO", Code: 550, Text: "no such user"}
	}
	return r.courier.Send(ctx, e, committing)
}

// Rows of which nobody can be told are the operator's business too.
func TestRowsWithoutAnAddressAreACondition(t *testing.T) {
	f := setup(t)
	f.book.Settings.Domains = []string{"elsewhere.example.com"}
	var log strings.Builder
	f.Log = zerolog.New(&log)
	r, err := f.pass(t)
	must(t, err)
	text := f.conditions(t)["address/tasks"]
	if len(r.Mails) != 0 || len(r.Plan.Held) != 2 || !strings.Contains(text, `“Sở Nội vụ” không có địa chỉ nào thuộc mail.domains`) || !strings.Contains(text, "2 dòng") {
		t.Errorf("%d mails, %d held, condition %q", len(r.Mails), len(r.Plan.Held), text)
	}
	f.book.Settings.Domains = []string{"example.com"}
	_, err = f.pass(t)
	must(t, err)
	if text := f.conditions(t)["address/tasks"]; text != "" {
		t.Errorf("still told of once it is put right: %s", text)
	}
}
