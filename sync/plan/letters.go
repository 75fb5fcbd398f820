package plan

import (
	"fmt"
	"time"

	"rasoat/sync/digest"
	"rasoat/sync/remind"
)

// mail decides whom to remind of what and writes the mails.
func (p *Plan) mail(in Input, today time.Time) error {
	s := in.Settings
	decided := remind.Decide(remind.Input{
		Ledger: p.Ledger, Funding: p.Funding, Memory: in.History.Memory, Outbox: in.Outbox, Policy: s.Policy, Calendar: p.Days,
		Slot: in.Slot, Now: in.Now, Today: today,
		Advisers: s.Advisers, Urgent: s.Urgent, Done: s.Done, Domains: s.Domains,
		OpenAfter: s.Rules.OpenAfter, OpenUrgentAfter: s.Rules.OpenUrgentAfter,
	})
	p.Digests, p.Held, p.Brake = decided.Digests, decided.Held, decided.Brake
	if !s.Remind {
		return nil
	}
	p.Next.Memory = decided.Memory
	for _, d := range p.Digests {
		if d.Withdraw != "" {
			p.Withdraw = append(p.Withdraw, d.Withdraw)
		}
		if !d.Send {
			continue
		}
		m, err := p.Letter(in, d)
		if err != nil {
			return err
		}
		m.Wait = in.Approve
		p.Next.Memory.Sent(d.Department.Name, m.Key, m.ID, m.Subject, m.Wait)
		p.Messages = append(p.Messages, m)
	}
	if decided.Overview == nil {
		return nil
	}
	m, err := digest.RenderOverview(*decided.Overview, p.options(in))
	if err != nil {
		return fmt.Errorf("write the overview: %w", err)
	}
	p.Messages = append(p.Messages, Message{Message: m, Wait: in.Approve})
	return nil
}

// Letter writes a digest of the plan that was made from that input, whether or
// not it goes out.
func (p *Plan) Letter(in Input, d remind.Digest) (Message, error) {
	m, err := digest.Render(d, p.options(in))
	if err != nil {
		return Message{}, fmt.Errorf("write the digest for %q: %w", d.Department.Name, err)
	}
	return Message{Message: m, Department: d.Department.Name}, nil
}

// options completes what the settings say of how mails are written.
func (p *Plan) options(in Input) digest.Options {
	o := in.Settings.Digest
	o.Now, o.Scope, o.Printer = in.Now, in.Settings.Workbook, in.Printer
	o.ReplyBy = p.Days.NextWorking(time.Date(in.Now.Year(), in.Now.Month(), in.Now.Day()+in.Settings.ReplyDays, 0, 0, 0, 0, time.UTC))
	return o
}
