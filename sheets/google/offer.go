package google

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"google.golang.org/api/googleapi"
	sheetsapi "google.golang.org/api/sheets/v4"

	"rasoat/sheets"
)

// offer is a choice that is being carried out.
type offer struct {
	*wantedChoice
	rows  *ruled
	mark  mark        // on the column; the zero mark before there is one
	state choiceState // what comes of it; "" where all of ours is to go
	spare bool        // the cells are not to be touched: Sheets refused that
}

// offering is the work on all choices of a change. It comes last, when all that
// we have to say was written, and whatever hinders it hinders nothing else.
//
// First the cells' rules are read. Then a batch marks the columns, and pins the
// rows between which is to be written; its reply proves that they are the ones
// meant. The batch that writes is refused as a whole where a mark or a pin went
// elsewhere meanwhile, so whatever people do to columns and rows, nothing is
// written but where we looked. What is left is somebody who gives a cell a rule
// of his own, or sorts rows that have one, in the moment between our look and our
// write.
type offering struct {
	book   *Book
	before *state // that of the proposal
	now    *state
	offers []*offer
	pins   map[tabRow]int64 // ids of the marks on rows
	wrong  []mark           // marks that stand on another column than meant
}

// tabRow is a row of a tab.
type tabRow struct {
	tab int64
	row int
}

// choose carries the choices out and returns what stands there afterwards. What
// people are in the way of, or Sheets does not allow, is no error: the next pass
// sees to it, or knows better.
func (b *Book) choose(ctx context.Context, w *wanted, before, now *state) (*state, error) {
	if len(w.choices) == 0 {
		return now, nil
	}
	o := &offering{book: b, before: before, now: now, pins: map[tabRow]int64{}}
	err := o.carryOut(ctx, w)
	switch sheets.ClassOf(err) {
	case sheets.Conflict, sheets.Denied, sheets.Invalid:
		err = nil
	}
	return o.now, err
}

func (o *offering) carryOut(ctx context.Context, w *wanted) error {
	columns := map[tabColumn]bool{}
	for _, c := range w.choices {
		columns[tabColumn{c.tab, c.Col}] = true
	}
	if w.sweep {
		columns = map[tabColumn]bool{}
		for _, t := range o.before.theirs {
			if t.rows > 0 { // one that is a chart has no cells
				columns[tabColumn{t.id, -1}] = true
			}
		}
	}
	rules, err := o.book.rules(ctx, columns)
	if err != nil {
		return err
	}
	for _, c := range w.choices {
		o.decide(c, cmp.Or(rules[tabColumn{c.tab, c.Col}], &ruled{}))
	}
	if w.sweep {
		for _, c := range w.choices {
			delete(rules, tabColumn{c.tab, c.Col})
		}
		for at, rows := range rules {
			if len(rows.ours) == 0 {
				continue
			}
			if !o.decide(&wantedChoice{tab: at.tab, Choice: sheets.Choice{ID: sheets.ColName(at.col), Col: at.col}, remove: true}, rows) {
				return o.moved(at.tab)
			}
		}
	}
	// What goes goes first: another choice may come into the same column.
	slices.SortStableFunc(o.offers, func(a, b *offer) int { return cmp.Compare(a.order(), b.order()) })
	if err := o.prepare(ctx, w); err != nil {
		return err
	}
	return o.write(ctx)
}

func (f *offer) order() int {
	if f.remove {
		return 0
	}
	return 1
}

// moved is the conflict of a sweep that would not see all: the marks stay, so that
// the next pass sweeps again.
func (o *offering) moved(tab int64) error {
	return &sheets.OpError{Class: sheets.Conflict, Op: "write", Where: o.book.id, Err: fmt.Errorf("people changed the tab with the id %d", tab)}
}

// decide says what comes of a choice. Where people said themselves what may be
// typed before we ever did, nothing does. It reports whether the column is where
// it was: else the next pass knows.
func (o *offering) decide(c *wantedChoice, rows *ruled) bool {
	if t := o.before.snapshot.Tab(tabID(c.tab)); t == nil || !rows.isOf(t, c.Col) {
		return false
	}
	f := &offer{wantedChoice: c, rows: rows.but(c.others)}
	if c.have != nil {
		f.mark = c.have.mark
	}
	if !c.remove {
		f.state = choicePut
		laid := slices.ContainsFunc(rows.ours, c.has) || c.have != nil && c.have.state == choicePut
		if !laid && slices.ContainsFunc(rows.theirs, c.has) {
			f.state = choiceTheirs
		}
	}
	o.offers = append(o.offers, f)
	return true
}

// value is what the mark is to say.
func (f *offer) value() string { return choiceMark(f.ID, f.state, f.digest()) }

// prepare marks and pins, and proves by the reply that it was done where it was
// meant. What is not proved is left out.
func (o *offering) prepare(ctx context.Context, w *wanted) error {
	var requests []*sheetsapi.Request
	taken := o.now.metadataIDs()
	for _, f := range o.offers {
		value := choiceMark(f.ID, choiceNew, "")
		if f.state == choiceTheirs {
			value = f.value()
		}
		switch {
		case f.mark.id == 0:
			f.mark = mark{freeID(taken, markChoice, sheetName(f.tab), f.ID), markChoice, value}
			taken = append(taken, f.mark.id)
			requests = append(requests, putMark(f.mark.id, f.mark.key, f.mark.value, f.tab, f.Col))
		case f.state == choiceTheirs:
			requests = append(requests, changeMark(f.mark, value))
			f.mark.value = value
		}
	}
	pins := o.edges(taken)
	if len(pins) > 0 || w.sweep { // a sweep has to see what came meanwhile
		requests = append(requests, unpin())
		for _, p := range pins {
			requests = append(requests, pin(o.pins[p], p))
		}
	}
	if len(requests) == 0 {
		return nil
	}
	next, err := o.send(ctx, requests)
	if err != nil {
		return err
	}
	o.now = next
	if w.sweep {
		for id, t := range o.now.theirs {
			if o.before.theirs[id] == nil { // maybe a copy, with a drop-down in it
				o.clear(ctx)
				return o.moved(t.id)
			}
		}
		for _, f := range o.offers {
			if !o.proved(f) {
				o.clear(ctx)
				return o.moved(f.tab)
			}
		}
	}
	o.offers = slices.DeleteFunc(o.offers, func(f *offer) bool {
		if o.proved(f) {
			return f.state == choiceTheirs
		}
		if f.have == nil {
			o.wrong = append(o.wrong, f.mark)
		}
		return true
	})
	return nil
}

// proved reports whether the mark stands on the column that is meant and the
// rows are where they were.
func (o *offering) proved(f *offer) bool {
	id := tabID(f.tab)
	then, now := o.before.snapshot.Tab(id), o.now.snapshot.Tab(id)
	return now != nil && o.before.tab(id).rows == o.now.tab(id).rows && sameColumn(then, f.Col, now, f.Col) &&
		slices.Contains(o.now.tab(id).columns[f.Col].marks, f.mark)
}

// edges gives ids to the rows that must not move while we write, and returns
// them: the last of the header, the last of the choice, those at both ends of what
// is people's own, and the one below: a row that is inserted between the two gets
// what is theirs.
func (o *offering) edges(taken []int64) []tabRow {
	var rows []tabRow
	for _, f := range o.offers {
		for _, row := range f.edges() {
			at := tabRow{f.tab, row}
			if _, ok := o.pins[at]; ok || row >= o.before.tab(tabID(f.tab)).rows {
				continue
			}
			o.pins[at] = freeID(taken, markRow, sheetName(f.tab), strconv.Itoa(row))
			taken = append(taken, o.pins[at])
			rows = append(rows, at)
		}
	}
	return rows
}

func (f *offer) edges() []int {
	if f.state == choiceTheirs {
		return nil
	}
	var rows []int
	if !f.remove {
		rows = append(rows, f.header.Bottom-1)
		if f.Bottom > 0 {
			rows = append(rows, f.Bottom-1)
		}
	}
	for i, row := range f.rows.theirs {
		if i == 0 || f.rows.theirs[i-1] != row-1 {
			rows = append(rows, row)
		}
		if i+1 == len(f.rows.theirs) || f.rows.theirs[i+1] != row+1 {
			rows = append(rows, row, row+1)
		}
	}
	return rows
}

// write lays down and takes away what was decided. A choice that Sheets refuses
// is given up, and the others are tried again.
func (o *offering) write(ctx context.Context) error {
	for {
		requests, of := o.requests()
		if len(requests) == 0 {
			return nil
		}
		next, err := o.send(ctx, requests)
		var r *badRequest
		switch {
		case err == nil:
			o.now = next
			return nil
		case errors.As(err, &r) && r.request < len(of) && of[r.request] != nil && !of[r.request].spare:
			of[r.request].giveUp()
			continue
		case sheets.ClassOf(err) == sheets.Conflict:
			o.clear(ctx)
		}
		return err
	}
}

// giveUp leaves the cells of a choice as they are.
func (f *offer) giveUp() {
	f.spare = true
	if !f.remove {
		f.state = choiceRefused
	}
}

// requests makes the batch that writes, and says whose cells each request is
// about, nil for none.
func (o *offering) requests() (requests []*sheetsapi.Request, of []*offer) {
	add := func(f *offer, r ...*sheetsapi.Request) {
		requests = append(requests, r...)
		for range r {
			of = append(of, f)
		}
	}
	for _, m := range o.wrong {
		add(nil, takeMark(m.id))
	}
	held := map[tabRow]bool{}
	for _, f := range o.offers {
		add(nil, guardAt(f.mark, columnsOf(f.tab, f.Col, f.Col+1))...)
		if f.spare {
			continue
		}
		for _, row := range f.edges() {
			p := tabRow{f.tab, row}
			if id, ok := o.pins[p]; ok && !held[p] {
				held[p] = true
				add(nil, guardAt(mark{id, markRow, pinned}, rowOf(p))...)
			}
		}
	}
	for _, f := range o.offers {
		if !f.spare {
			add(f, f.cells(o.now.tab(tabID(f.tab)))...)
		}
		if f.remove {
			add(nil, takeMark(f.mark.id))
		} else {
			add(nil, changeMark(f.mark, f.value()))
		}
	}
	if len(o.pins) > 0 {
		add(nil, unpin())
	}
	return requests, of
}

// cells makes the requests for the cells of the column, in runs of rows that have
// no rule of theirs.
func (f *offer) cells(t *gridTab) []*sheetsapi.Request {
	const end = 1 << 30
	var requests []*sheetsapi.Request
	set := func(from, to int, rule *sheetsapi.DataValidationRule) {
		if to == end || t != nil && to >= t.rows {
			to = -1
		}
		requests = append(requests, &sheetsapi.Request{SetDataValidation: &sheetsapi.SetDataValidationRequest{
			Range: block(f.tab, sheets.Range{Top: from, Left: f.Col, Bottom: to, Right: f.Col + 1}), Rule: rule, FilteredRowsIncluded: true,
		}})
	}
	wipe := func(from, to int) {
		if slices.ContainsFunc(f.rows.ours, func(row int) bool { return row >= from && row < to }) {
			set(from, to, nil)
		}
	}
	top, bottom := f.header.Bottom, f.Bottom
	switch {
	case f.remove:
		top, bottom = end, end
	case bottom == 0:
		bottom = end
	}
	from := 0
	for _, row := range append(slices.Clone(f.rows.theirs), end) {
		wipe(from, min(row, top))
		if a, b := max(from, top), min(row, bottom); a < b && (t == nil || a < t.rows) {
			set(a, b, f.rule())
		}
		wipe(max(from, bottom), row)
		from = row + 1
	}
	return requests
}

// clear takes away what only served the write that came to nothing. Should that
// fail, the next pass does it.
func (o *offering) clear(ctx context.Context) {
	var requests []*sheetsapi.Request
	for _, m := range o.wrong {
		requests = append(requests, takeMark(m.id))
	}
	if len(o.pins) > 0 {
		requests = append(requests, unpin())
	}
	if len(requests) == 0 {
		return
	}
	if next, err := o.send(ctx, requests); err == nil {
		o.now = next
	}
}

// send sends a batch. One that is refused is a conflict, of which a [badRequest]
// may tell more.
func (o *offering) send(ctx context.Context, requests []*sheetsapi.Request) (*state, error) {
	g, _, err := o.book.send(ctx, requests)
	if err == nil {
		return newState(g), nil
	}
	var refused *googleapi.Error
	if !errors.As(err, &refused) || refused.Code != 400 {
		return nil, o.book.conn.fail("write", o.book.id, err)
	}
	out := &sheets.OpError{Class: sheets.Conflict, Op: "write", Where: o.book.id, Err: errors.New(refused.Message)}
	if m := refusedRequest.FindStringSubmatch(refused.Message); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			out.Err = &badRequest{n, refused.Message}
		}
	}
	return nil, out
}

// badRequest is a batch that was refused for the sake of one request.
type badRequest struct {
	request int
	message string
}

// Error returns what Sheets said.
func (r *badRequest) Error() string { return fmt.Sprintf("request %d: %s", r.request, r.message) }

// refusedRequest is how Sheets names the request that it refuses.
var refusedRequest = regexp.MustCompile(`^Invalid requests\[([0-9]+)\]`)
