package digest

import (
	"cmp"
	"slices"
	"strings"

	"rasoat/sync/lang"
	"rasoat/sync/remind"
)

// letter is what a digest says, in the order in which it says it. The text and
// the HTML are two ways of writing it down.
type letter struct {
	page
	Blocks   []block
	AskTitle string // "" where nothing is asked
	Asks     []string
}

// writer writes mails.
type writer struct {
	d   remind.Digest
	o   Options
	p   *lang.Printer
	who string // the department in running text
}

type args = map[string]any

func newWriter(d remind.Digest, o Options) writer {
	w := writer{d: d, o: o, p: o.Printer}
	w.who = w.p.Text("digest/who", args{"name": w.name()})
	return w
}

// name is the department's, fit to be shown.
func (w writer) name() string { return lang.Cut(lang.Clean(w.d.Department.Name), 120) }

// letter says what a digest says, with at most as many rows, and what is
// attached, which may be nothing.
func (w writer) letter(most int, attached string) letter {
	l := letter{page: w.page(w.d.To), Blocks: w.blocks(most)}
	l.Subject = w.subject()
	l.Preheader = w.preheader()
	l.Greeting = w.p.Text("digest/greeting", args{"addressee": w.addressee()})
	l.Reminder = w.reminder()
	l.Summary = w.summary(l.Blocks)
	l.Attached = attached
	if l.Asks = w.asks(l.Blocks); len(l.Asks) > 0 {
		by := ""
		if !w.o.ReplyBy.IsZero() && slices.ContainsFunc(l.Blocks, func(b block) bool { return b.kind != "soon" && b.kind != "resolved" }) {
			by = lang.Day(w.o.ReplyBy)
		}
		l.AskTitle = w.p.Text("digest/ask", w.readers(args{"by": by}))
	}
	done := "digest/done"
	switch open := len(w.d.Lines()) - len(w.d.Resolved); {
	case open == 0:
		done = "digest/done/resolved"
	case open == len(w.d.Advise):
		done = "digest/done/advise"
	}
	l.Ends = []string{w.p.Text(done, w.readers(nil)), w.p.Text("digest/contact", args{"contact": w.contact()})}
	if w.d.Snoozed > 0 {
		snoozed := w.p.Text("digest/snoozed", args{"count": w.d.Snoozed, "until": w.d.SnoozedUntil})
		l.Ends = append([]string{snoozed}, l.Ends...)
	}
	return l
}

// subject is that of the episode, else one that says what the digest is about.
func (w writer) subject() string {
	about := "late"
	if len(w.d.Late)+len(w.d.Unfunded) == 0 {
		about = ""
		for _, other := range []struct {
			about string
			lines []remind.Line
		}{{"open", w.d.Open}, {"advise", w.d.Advise}, {"cooperate", w.d.Cooperate}, {"soon", w.d.Soon}} {
			switch {
			case len(other.lines) == 0:
			case about == "":
				about = other.about
			default:
				about = "several"
			}
		}
		about = cmp.Or(about, "resolved")
	}
	return cmp.Or(lang.Cut(lang.Clean(w.d.Subject), 300), w.p.Text("digest/subject", args{
		"list": w.list(), "name": w.name(), "about": w.p.Text("digest/about/"+about, nil),
	}))
}

// readers adds to arguments who at the department the digest is for: whether
// its head reads it, and else whether its officer and the leader do.
func (w writer) readers(with args) args {
	has := func(r remind.Role) bool { return slices.Contains(w.d.Roles, r) }
	all := args{
		"head":   len(w.d.Roles) == 0 || has(remind.Mailbox) || has(remind.Head),
		"leader": has(remind.Leader), "officer": has(remind.Officer), "name": w.name(),
	}
	for name, arg := range with {
		all[name] = arg
	}
	return all
}

// addressee is whom the letter greets.
func (w writer) addressee() string {
	readers := w.readers(nil)
	if given := lang.Cut(lang.Clean(w.d.Department.Addressee), 160); given != "" && readers["head"] == true {
		return given
	}
	return w.p.Text("digest/addressee", readers)
}

// reminder says which reminder this is, from the second on; "" for none. What
// is sent for another reason need not be one.
func (w writer) reminder() string {
	if w.d.Step < 2 || w.d.Reason != remind.Repeat && w.d.Reason != remind.Raised {
		return ""
	}
	return w.p.Text("digest/reminder", args{"step": w.d.Step})
}

// text writes the letter as plain text.
func (l letter) text() string {
	var b strings.Builder
	l.top(&b)
	for _, block := range l.Blocks {
		block.text(&b)
	}
	if l.Attached != "" {
		b.WriteString(l.Attached + "\n\n")
	}
	if len(l.Asks) > 0 {
		b.WriteString(l.AskTitle + "\n" + numbered(l.Asks) + "\n")
	}
	l.bottom(&b)
	return b.String()
}
