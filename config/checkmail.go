package config

import (
	"fmt"
	"slices"
	"strings"
)

// mail checks the section on mail.
func (r *reader) mail(c *Config) {
	m := &c.Mail
	if r.hasIn("mail.smtp") {
		r.smtp(&m.SMTP)
	}
	r.beside("mail goes into a folder or to a mail server, keep one of the two", "mail.outbox", "mail.smtp")
	if c.Mode == Remind {
		const why = "mode remind needs it; "
		r.need("mail.from.address", why+"write the address that digests come from")
		r.need("mail.agency", why+"write who signs")
		if !r.hasIn("mail.smtp") {
			r.need("mail.outbox", why+"name the folder for the mails, or a mail server in mail.smtp.host")
		}
		if len(m.Domains) == 0 && !r.bad["mail.domains"] {
			r.fail("mail.domains", mistake("is missing: %sname the domains that mail may go to", why))
		}
	}
	if c.Google.Comments.After > 0 && m.Approve == ApproveAlways {
		r.fail(r.either("google.comments.after", "mail.approve"), mistake("comments cannot wait for approval as mail.approve: always has all do: leave comments out, or write approve: first"))
	}
	r.ladder(m.Ladder)
	if r.hasIn("mail.overview") && !r.bad["mail.overview"] {
		r.need("mail.overview.to", "write whom the overview goes to, or leave overview out")
	}
	if from, to := "mail.hours.from", "mail.hours.to"; m.Hours.From >= m.Hours.To && !r.bad[from] && !r.bad[to] {
		r.fail(r.either(to, from), mistake("from %d to %d there is no hour: mail goes out from the first up to the second, such as 7 and 18", m.Hours.From, m.Hours.To))
	}
	if bodies, history := "mail.keep_bodies", "mail.keep_history"; m.KeepHistory > 0 && m.KeepHistory < m.KeepBodies && !r.bad[bodies] && !r.bad[history] {
		r.fail(r.either(history, bodies), mistake("texts are kept for %d days and the history that holds them for %d: write no fewer days in keep_history than in keep_bodies",
			m.KeepBodies, m.KeepHistory))
	}
	r.recipients(c)
}

// either returns the first path where it is set, else the second.
func (r *reader) either(first, second string) string {
	if r.has(first) {
		return first
	}
	return second
}

// ladder checks that each rung has roles and an end, but for the last.
func (r *reader) ladder(rungs []Rung) {
	for i, rung := range rungs {
		at := fmt.Sprintf("mail.ladder[%d]", i)
		if r.bad[at] {
			continue
		}
		if times := at + ".times"; rung.Times == 0 && i < len(rungs)-1 && !r.bad[times] {
			is := "is missing"
			if r.has(times) {
				is = "is 0"
			}
			r.fail(times, mistake("%s: write how many reminders go to this rung; only the last one goes on for good", is))
		}
		to := at + ".to"
		if len(rung.To) == 0 && !r.bad[to] {
			_, roles := Role("").values()
			r.fail(to, &Error{Msg: "is missing: write who is reminded", Allowed: roles})
		}
		for j, role := range rung.To {
			if role != "" && slices.Contains(rung.To[:j], role) {
				r.fail(fmt.Sprintf("%s[%d]", to, j), mistake("names the role %s a second time", role))
			}
		}
	}
}

// recipients reports addresses that mail may not go to, where it is known
// which it may.
func (r *reader) recipients(c *Config) {
	domains := c.Mail.Domains
	if len(domains) == 0 || slices.Contains(domains, "") {
		return
	}
	all := func(path string, emails []string) {
		for i, email := range emails {
			r.inDomains(fmt.Sprintf("%s[%d]", path, i), email, domains)
		}
	}
	for i, d := range c.Directory.Departments {
		at := fmt.Sprintf("directory.departments[%d].", i)
		all(at+"emails", d.Emails)
		all(at+"officer_emails", d.OfficerEmails)
		all(at+"leader_emails", d.LeaderEmails)
		all(at+"head_emails", d.HeadEmails)
	}
	all("mail.overview.to", c.Mail.Overview.To)
	r.inDomains("mail.redirect_to", c.Mail.RedirectTo, domains)
}

// inDomains reports an address that mail may not go to.
func (r *reader) inDomains(path, email string, domains []string) {
	if _, host, ok := strings.Cut(email, "@"); ok && !slices.Contains(domains, host) {
		e := mistake("%s is outside mail.domains (%s): nothing would be sent there", quote(email), r.line("mail.domains"))
		e.Allowed = domains
		r.fail(path, e)
	}
}
