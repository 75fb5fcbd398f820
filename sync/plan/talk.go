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
	"strings"
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

// Open is what is remembered of a finding that has a cell, for its comment. Days
// are calendar days at midnight UTC.
type Open struct {
	Key   string    `json:"key"`            // of the item, see [ledger.Keys]
	Name  string    `json:"name,omitempty"` // folded: an item whose code was corrected keeps its threads
	Rule  string    `json:"rule"`
	Where string    `json:"where,omitempty"` // the header of its column, folded
	Since time.Time `json:"since"`           // the day since which it is open
	// ID is that of its thread. Said is the version that the thread has, "" while
	// there is none as far as is known; Ended says that people ended it.
	ID    string `json:"id"`
	Said  string `json:"said,omitempty"`
	Ended bool   `json:"ended,omitempty"`
	// Settled says that the finding is gone and its thread is to be closed. UnseenOn is
	// the day since which the lists cannot tell, zero where they can.
	Settled  bool      `json:"settled,omitempty"`
	UnseenOn time.Time `json:"unseen,omitzero"`
}

// Posts is how much was posted on a day.
type Posts struct {
	Day     string `json:"day"` // 2021-01-15
	Count   int    `json:"count"`
	Refused bool   `json:"refused,omitempty"` // the workbook took no comments
}

// keepUnseen is how long a finding is remembered whose item or column the lists
// lack.
const keepUnseen = 30 * 24 * time.Hour

// matter is what one thread is about: the findings of one rule at one cell.
type matter struct {
	list     *ledger.List
	key      string
	findings []rule.Finding
	quiet    *rule.Finding // one that is explained, where all are
}

func (m *matter) first() rule.Finding { return m.findings[0] }

// place is what tells one matter from another.
type place struct{ key, rule, where string }

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
	case in.Approve:
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
}

// register is what the lists say today: the matters, and which items and columns
// there are.
type register struct {
	matters map[place]*matter
	order   []place
	rows    map[string]*ledger.Row  // by key
	lists   map[string]*ledger.List // by name
}

// survey finds the matters: errors and warnings that stand at a cell of an item's
// row.
func (p *Plan) survey() *register {
	r := &register{matters: map[place]*matter{}, rows: map[string]*ledger.Row{}, lists: map[string]*ledger.List{}}
	keys := map[*ledger.Row]string{}
	for _, list := range p.Ledger.Lists {
		r.lists[list.Name] = list
		made := ledger.NewKeys(list.Name)
		for _, row := range list.Items() {
			keys[row] = made.Of(row)
			r.rows[keys[row]] = row
		}
	}
	for _, f := range p.Findings {
		list, key := r.lists[f.List], keys[f.Item]
		if list == nil || key == "" || f.Severity.Rank() > rule.Warning.Rank() || f.Col < 0 || f.Row != f.Item.Row {
			continue
		}
		where, ok := header(list, f.Col)
		if !ok {
			continue
		}
		at := place{key, f.Rule, where}
		m := r.matters[at]
		if m == nil {
			m = &matter{list: list, key: key}
			r.matters[at] = m
			r.order = append(r.order, at)
		}
		if f.Quiet() {
			m.quiet = &f
			continue
		}
		m.findings = append(m.findings, f)
	}
	return r
}

// header returns the folded header of a column of a list, and false for a column
// that has none.
func header(list *ledger.List, col int) (string, bool) {
	for _, c := range slices.Concat(list.Columns, list.Unmapped) {
		if c.Col == col {
			h := ledger.Fold(c.Header)
			return h, h != ""
		}
	}
	return "", false
}

// follow brings what is remembered up to date, in the order of keys, rules and
// headers.
func (r *register) follow(remembered []Open, s rule.Settings, today time.Time) []Open {
	known := map[place]Open{}
	named := map[place][]place{} // by the item's name in place of its key
	taken := map[string]bool{}
	for _, o := range remembered {
		taken[o.ID] = true
		at := place{o.Key, o.Rule, o.Where}
		known[at] = o
		if o.Name != "" && r.rows[o.Key] == nil {
			list, _, _ := strings.Cut(o.Key, "/")
			alias := place{list + "/" + o.Name, o.Rule, o.Where}
			named[alias] = append(named[alias], at)
		}
	}
	var next []Open
	for _, at := range r.order {
		m := r.matters[at]
		name := ledger.Fold(r.rows[at.key].Name)
		o, ok := known[at]
		if alias := (place{m.list.Name + "/" + name, at.rule, at.where}); !ok && len(named[alias]) > 0 {
			at = named[alias][0]
			named[alias] = named[alias][1:]
			o, ok = known[at], true
		}
		delete(known, at)
		if len(m.findings) == 0 { // explained
			if ok && o.close() {
				o.Key, o.Name = m.key, name
				next = append(next, o)
			}
			continue
		}
		if !ok || o.Settled {
			o.Since = today
		}
		if !ok {
			o.ID = threadID(taken, m.key, at.rule, at.where)
		}
		o.Key, o.Name, o.Rule, o.Where, o.Settled, o.UnseenOn = m.key, name, m.first().Rule, at.where, false, time.Time{}
		next = append(next, o)
	}
	for at, o := range known {
		switch {
		case s.Off[at.rule] || s.Severity[at.rule] == rule.Notice: // not told any more
		case r.told(at):
			if o.close() {
				next = append(next, o)
			}
		case o.UnseenOn.IsZero():
			o.UnseenOn = today
			next = append(next, o)
		case today.Sub(o.UnseenOn) <= keepUnseen:
			next = append(next, o)
		}
	}
	slices.SortFunc(next, func(a, b Open) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Where, b.Where))
	})
	return next
}

// told reports whether the lists tell that a matter is gone: its item is there,
// and so is the column.
func (r *register) told(at place) bool {
	list, _, _ := strings.Cut(at.key, "/")
	l := r.lists[list]
	return r.rows[at.key] != nil && l != nil && slices.ContainsFunc(slices.Concat(l.Columns, l.Unmapped), func(c ledger.Column) bool {
		return ledger.Fold(c.Header) == at.where
	})
}

// close notes that the finding is gone, and reports whether there is a thread to
// be closed for that.
func (o *Open) close() bool {
	o.Settled, o.UnseenOn = true, time.Time{}
	return o.Said != "" && !o.Ended
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

// threadID names a matter in the mark of its thread: always the same way, unless
// another matter has that name, whose item had this one's key once.
func threadID(taken map[string]bool, parts ...string) string {
	for {
		sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
		id := hex.EncodeToString(sum[:5])
		if !taken[id] {
			taken[id] = true
			return id
		}
		parts = append(parts, "")
	}
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
		}
	}
	h.Open = slices.DeleteFunc(open, func(o Open) bool {
		came := t.Outcomes[o.ID]
		return o.Settled && (came == sheets.ThreadClosed || came == sheets.ThreadEnded)
	})
}
