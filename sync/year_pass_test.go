package sync_test

import (
	"errors"
	"os"
	"slices"
	"time"

	rasoatsync "rasoat/sync"
	"rasoat/sync/ledger"
	"rasoat/sync/mail/smtptest"
	"rasoat/sync/plan"
	"rasoat/sync/store"
)

const office = "van-phong@example.com"

// departments have addresses for each rung of the ladder, for some, for one, and
// some where no mail may go.
func departments() []ledger.Department {
	return []ledger.Department{
		{
			Name: "Sở Tài chính", Emails: []string{"stc@example.com"}, OfficerEmails: []string{"cv.stc@example.com"},
			LeaderEmails: []string{"ld.stc@example.com"}, HeadEmails: []string{"gd.stc@example.com"},
		},
		{
			Name: "Sở Nội vụ", Emails: []string{"snv@example.com"}, OfficerEmails: []string{"cv.snv@example.com"},
			HeadEmails: []string{"gd.snv@elsewhere.example"},
		},
		{Name: "Sở Y tế", Emails: []string{"syt@example.com"}, LeaderEmails: []string{"syt@elsewhere.example"}},
		{
			Name: "Sở Xây dựng", Emails: []string{"sxd@example.com"}, OfficerEmails: []string{"cv1.sxd@example.com", "cv2.sxd@example.com"},
			LeaderEmails: []string{"ld.sxd@example.com"}, HeadEmails: []string{"gd.sxd@example.com", "pgd.sxd@example.com"},
		},
	}
}

// serve sets what the mail server does wrong: it knows nobody whose address
// begins with "khong-co", and what else goes wrong at present.
func (w *world) serve() {
	var all []smtptest.Fault
	for _, d := range w.people {
		for _, list := range [][]string{d.Emails, d.OfficerEmails, d.LeaderEmails, d.HeadEmails} {
			for _, a := range list {
				if unknown(a) {
					all = append(all, smtptest.Fault{At: smtptest.AtRcpt, To: a, Do: smtptest.Reply(550, "5.1.1 no such mailbox")})
				}
			}
		}
	}
	for a := range w.addressed {
		if unknown(a) {
			all = append(all, smtptest.Fault{At: smtptest.AtRcpt, To: a, Do: smtptest.Reply(550, "5.1.1 no such mailbox")})
		}
	}
	w.server.Fault(append(all, w.faults...)...)
}

func unknown(address string) bool { return len(address) > 8 && address[:8] == "khong-co" }

// pass is a pass of the daemon, at a slot or between. It may die.
func (w *world) pass(slot time.Time) {
	ctx := w.t.Context()
	before, _, err := w.store.History(ctx, workbook)
	must(w.t, err)
	book, bomb := w.workbook(), w.kill
	w.kill = 0
	var foreseen *rasoatsync.Report
	if bomb > 0 {
		if foreseen, err = w.service.Preview(ctx, book, slot); err != nil {
			bomb = 0
		}
	}
	w.bomb = bomb
	report, err, died := w.tryPass(book, slot)
	if bomb > 0 && !died {
		died = true // once it was done
	}
	w.bomb = 0
	if died {
		w.count("crash in a pass")
		w.crash()
		if w.committed(before, foreseen.Plan.Messages) {
			w.observe(foreseen)
		}
		w.up()
		return
	}
	if err != nil {
		w.expect(report == nil && errors.Is(err, errUnread) || w.unread, "the pass failed: %v", err)
		if !slot.IsZero() {
			w.failed = slot
		}
		w.count("pass failed")
		return
	}
	w.failed = time.Time{}
	w.observe(report)
	if !slot.IsZero() {
		w.again(book, slot, report.Plan)
	}
	w.process.worker.Wake()
}

var errUnread = os.ErrNotExist

// tryPass passes unless it dies on the way.
func (w *world) tryPass(book rasoatsync.Workbook, slot time.Time) (report *rasoatsync.Report, err error, died bool) {
	defer func() {
		if v := recover(); v != nil {
			if v != any(errKilled) {
				panic(v)
			}
			died = true
		}
	}()
	report, err = w.service.Pass(w.t.Context(), book, rasoatsync.Occasion{Slot: slot})
	return report, err, false
}

// committed reports whether a pass that died had come as far as its commit. A
// commit is all or nothing.
func (w *world) committed(before int64, planned []plan.Message) bool {
	s, err := store.OpenReadOnly(w.t.Context(), w.path, store.Options{})
	must(w.t, err)
	defer s.Close()
	version, _, err := s.History(w.t.Context(), workbook)
	must(w.t, err)
	for _, m := range planned {
		_, err := s.Show(w.t.Context(), m.Key)
		there := err == nil
		_, known := w.mails[m.Key]
		w.expect(known || there == (version > before), "a crash left version %d of %d and mail %s there: %v", version, before, m.Key, there)
	}
	return version > before
}

// again has the same slot a second time: that adds nothing.
func (w *world) again(book rasoatsync.Workbook, slot time.Time, first *plan.Plan) {
	undelivered := map[string]bool{}
	for _, d := range first.Digests {
		undelivered[d.Department.Name] = d.Reason == "undelivered"
	}
	if w.passed++; w.passed%4 != 0 {
		return
	}
	r, err := w.service.Pass(w.t.Context(), book, rasoatsync.Occasion{Slot: slot})
	must(w.t, err)
	for _, m := range r.Mails {
		w.expect(undelivered[m.Department], "the same slot twice mails %q again: %s; first %s", m.Department, m.Key, reasons(first))
	}
	if len(r.Mails) > 0 {
		w.observe(r)
	}
	w.count("slot twice")
}

// approve approves what waits.
func (w *world) approve() {
	_, err := w.store.Approve(w.t.Context(), w.now())
	must(w.t, err)
	for _, l := range w.mails {
		if l.wait && !l.withdrawn && !l.approved {
			l.approved = true
			w.count("approved")
		}
	}
}

func (w *world) departmentOf(name string) ledger.Department {
	return w.people[slices.IndexFunc(w.people, func(d ledger.Department) bool { return d.Name == name })]
}

// reasons lists what was decided on each department.
func reasons(p *plan.Plan) (all []string) {
	for _, d := range p.Digests {
		all = append(all, d.Department.Name+": "+string(d.Reason))
	}
	return all
}
