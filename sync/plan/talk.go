package plan

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"time"

	"rasoat/sheets"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/remind"
	"rasoat/sync/rule"
)

// Comments says when a finding becomes a comment on its cell.
type Comments struct {
	After    int  // calendar days that it has to be open, 0 for no comments
	PerDay   int  // posts in the workbook a day at the most
	From, To int  // the hours of a working day in which there may be any: from the first up to the second
	Assign   bool // whether comments are assigned to people
}

// Hold says why nothing is posted though there is something to post.
type Hold string

// What holds comments.
const (
	HoldMode     Hold = "mode"     // the configuration asks for no mail
	HoldBrake    Hold = "brake"    // every digest is held
	HoldPaused   Hold = "paused"   // the operator paused all mail
	HoldApproval Hold = "approval" // mails wait for the operator's approval
	HoldDayOff   Hold = "day-off"  // nobody works today
	HoldHours    Hold = "hours"    // outside of the hours for mail
	HoldDay      Hold = "day"      // as much was posted today as may be
	HoldRefused  Hold = "refused"  // the workbook took none today; it is tried again tomorrow
)

// Talk is what is to be said in threads on cells.
type Talk struct {
	sheets.Talk
	Hold Hold // why none of it is posted now, "" where it is
}

// Posts is how much was posted on a day.
type Posts struct {
	Day     string `json:"day"` // 2021-01-15
	Count   int    `json:"count"`
	Refused bool   `json:"refused,omitempty"` // the workbook took no comments
}

// discuss follows how long findings have been open and says what is to be said of
// them. Without comments nothing of it is remembered.
func (p *Plan) discuss(in Input, today time.Time) {
	c := in.Settings.Comments
	if c.After <= 0 {
		p.Next.Open, p.Next.Posts = nil, nil
		return
	}
	r := p.survey()
	open := r.follow(in.History.Open, in.Settings.Rules, today)
	p.Next.Open = open
	day := in.Now.Format(time.DateOnly)
	p.Talk.PerDay, p.Talk.Since = c.PerDay, time.Date(in.Now.Year(), in.Now.Month(), in.Now.Day(), 0, 0, 0, 0, in.Now.Location())
	p.Next.Posts = nil
	if in.History.Posts != nil && in.History.Posts.Day == day {
		p.Next.Posts, p.Talk.Posted = in.History.Posts, in.History.Posts.Count
	}
	p.Talk.Threads = p.threads(in, r, open, today)
	if len(p.Talk.Threads) == 0 {
		return
	}
	switch hour := in.Now.Hour(); {
	case !in.Settings.Remind:
		p.Talk.Hold = HoldMode
	case p.Brake != nil:
		p.Talk.Hold = HoldBrake
	case in.Outbox.Paused:
		p.Talk.Hold = HoldPaused
	case p.waiting():
		p.Talk.Hold = HoldApproval
	case !p.Days.Working(in.Now):
		p.Talk.Hold = HoldDayOff
	case hour < c.From || hour >= c.To:
		p.Talk.Hold = HoldHours
	case p.Next.Posts != nil && p.Next.Posts.Refused:
		p.Talk.Hold = HoldRefused
	case p.Talk.Posted >= c.PerDay:
		p.Talk.Hold = HoldDay
	}
	if p.Talk.Hold != "" {
		return
	}
	asked := map[string]bool{}
	for _, t := range p.Talk.Threads {
		asked[t.ID] = true
	}
	for i, o := range open {
		open[i].Asked = o.Asked || asked[o.ID]
	}
}

// waiting reports whether mails wait for the operator: what is not to be said to
// people yet is not to be said on cells either.
func (p *Plan) waiting() bool {
	return slices.ContainsFunc(p.Messages, func(m Message) bool { return m.Wait }) ||
		slices.ContainsFunc(p.Next.Memory.Episodes, func(e remind.Episode) bool { return e.Waits != "" })
}

// threads says what is to be posted: first what closes, then what changed, then
// what is new, the worst and oldest first.
func (p *Plan) threads(in Input, r *register, open []Open, today time.Time) []sheets.Thread {
	type one struct {
		sheets.Thread
		turn, rank int
		since      time.Time
	}
	var all []one
	snoozed := p.snoozed(in.Settings.Rules.SnoozeMost, today)
	for _, o := range open {
		m := r.matters[place{o.Key, o.Rule, o.Where}]
		switch {
		case o.Settled:
			key := "thread/gone"
			if m != nil {
				key = "thread/explained"
			}
			all = append(all, one{Thread: sheets.Thread{ID: o.ID, Version: o.Said, Text: in.Printer.Text(key, nil), Posted: true, Closes: true}})
		case o.Missed >= mostMissed || o.MissedOn.Equal(today):
		case m == nil || o.Ended || !o.UnseenOn.IsZero() || today.Sub(o.Since) < time.Duration(in.Settings.Comments.After)*24*time.Hour:
		case o.Said == "" && snoozed[o.Key]:
		default:
			t, ok := p.thread(in, m, o)
			if !ok || t.Version == o.Said {
				continue
			}
			turn := 1
			if o.Said == "" {
				turn = 2
			}
			all = append(all, one{t, turn, m.first().Severity.Rank(), o.Since})
		}
	}
	slices.SortStableFunc(all, func(a, b one) int {
		return cmp.Or(cmp.Compare(a.turn, b.turn), cmp.Compare(a.rank, b.rank), a.since.Compare(b.since))
	})
	var threads []sheets.Thread
	for _, t := range all {
		threads = append(threads, t.Thread)
	}
	return threads
}

// A thread's text is cut to so many characters, far below what Sheets takes.
const longestThread = 1200

// thread says what is to be said of a matter, and false where its row could not
// be told from others.
func (p *Plan) thread(in Input, m *matter, o Open) (sheets.Thread, bool) {
	f := m.first()
	t := sheets.Thread{ID: o.ID, Version: version(m.findings, in.Settings.Rules), Tab: f.Tab, At: sheets.Addr{Row: f.Row, Col: f.Col}, Posted: o.Said != ""}
	tab := in.Snapshot.Tab(f.Tab)
	if tab == nil {
		return t, false
	}
	prove := func(row, col int) bool {
		c := tab.Cell(row, col)
		t.Proof = append(t.Proof, sheets.Placed{Addr: sheets.Addr{Row: row, Col: col}, Cell: sheets.Cell{Value: c.Value}})
		return !c.Value.IsBlank()
	}
	named := false
	for _, field := range []ledger.Field{ledger.FieldCode, ledger.FieldName} {
		if col := colOf(m.list, field); col >= 0 {
			named = prove(f.Row, col) || named
		}
	}
	if !named {
		return t, false
	}
	prove(f.Row, f.Col)
	if !t.Alone(tab) {
		return t, false
	}
	h := m.list.Header
	for row := h.Top; row < h.Bottom; row++ {
		for col := h.Left; col < h.Right; col++ {
			prove(row, col)
		}
	}
	var texts []string
	for _, f := range m.findings {
		texts = append(texts, in.Printer.Warning(f))
	}
	t.Text = lang.Cut(unaddressed(in.Printer.Text("thread/open", map[string]any{"findings": texts, "since": o.Since})), longestThread)
	if in.Settings.Comments.Assign {
		t.Assignee = p.assignee(f.Item, in.Settings.Domains)
	}
	return t, true
}

// assignee returns the address of whoever is to see to an item: the officer of the
// department that leads it, else its mailbox; "" where the directory has none that
// mail may go to.
func (p *Plan) assignee(item *ledger.Row, domains []string) string {
	for _, lead := range item.Leads {
		d, ok := p.Ledger.Directory.Find(lead.Name)
		if !ok {
			continue
		}
		if address := remind.Address(d, domains, remind.Officer, remind.Mailbox); address != "" {
			return address
		}
	}
	return ""
}

// mention is what Sheets would take for a person to be told.
var mention = regexp.MustCompile(`[@+]*[^\s@]*@+[^\s@]+`)

// unaddressed leaves mail addresses out of a text: one that staff typed would have
// Google mail whoever it belongs to.
func unaddressed(text string) string { return mention.ReplaceAllString(text, "…") }

// snoozed returns the keys of items that nobody is to be reminded of today.
func (p *Plan) snoozed(most int, today time.Time) map[string]bool {
	all := map[string]bool{}
	since := map[string]remind.Snoozed{}
	for _, s := range p.Next.Memory.Snoozed {
		since[s.Key] = s
	}
	for _, list := range p.Ledger.Lists {
		keys := ledger.NewKeys(list.Name)
		for _, row := range list.Items() {
			key := keys.Of(row)
			s, ok := since[key]
			if !ok || !s.Of(row.Deadline) || row.SnoozedUntil.Before(today) || s.On.AddDate(0, 0, most).Before(today) {
				continue
			}
			all[key] = true
		}
	}
	return all
}

// version tells one state of findings from another: by their arguments, but for
// those that change without the finding being another one.
func version(found []rule.Finding, s rule.Settings) string {
	h := sha256.New()
	for _, f := range found {
		for _, name := range slices.Sorted(maps.Keys(f.Args)) {
			if s.Passing(f.Rule, name) {
				continue
			}
			data, err := json.Marshal(f.Args[name])
			if err != nil {
				data = fmt.Append(nil, f.Args[name])
			}
			fmt.Fprintf(h, "%s=%s\n", name, data)
		}
		fmt.Fprintln(h)
	}
	return hex.EncodeToString(h.Sum(nil)[:3])
}

// Talked takes note of what came of a talk on a day, and whether the workbook took
// no comments.
func (h *History) Talked(t sheets.Talked, threads []sheets.Thread, day time.Time, refused bool) {
	if t.Today > 0 || refused {
		h.Posts = &Posts{Day: day.Format(time.DateOnly), Count: t.Today, Refused: refused}
	}
	said := map[string]string{}
	for _, thread := range threads {
		said[thread.ID] = thread.Version
	}
	open := slices.Clone(h.Open)
	for i := range open {
		o := &open[i]
		switch t.Outcomes[o.ID] {
		case sheets.ThreadOpened, sheets.ThreadReplied, sheets.ThreadReopened, sheets.ThreadStands:
			o.Said = said[o.ID]
		case sheets.ThreadEnded:
			o.Said, o.Ended = said[o.ID], true
		case sheets.ThreadMisplaced:
			o.Missed++
			o.MissedOn = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
		}
	}
	h.Open = slices.DeleteFunc(open, func(o Open) bool {
		came := t.Outcomes[o.ID]
		return o.Settled && (came == sheets.ThreadClosed || came == sheets.ThreadEnded)
	})
}
