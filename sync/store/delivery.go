package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Delivery is one recipient's copy of a message.
type Delivery struct {
	ID        int64
	Message   Message // the zero value in an Entry's deliveries
	Recipient string
	State     State     // Pending, Sending, Committing, Sent or Dead
	Attempts  int       // how often it was begun, since the last Retry
	Next      time.Time // while pending: not before
	Updated   time.Time // when it came into its state
	Where     string    // where it was sent: a file, or what the server said
	Reason    string    // why it is dead, or was put off last
	// InDoubt is set from when a delivery is found committing: its recipient may
	// have it already.
	InDoubt bool
}

const deliveryColumns = `d.id, d.recipient, d.state, d.attempts, d.next, d.updated, d.doubt OR d.state = 'committing', d.place, d.reason`

// readDelivery returns where to scan deliveryColumns to, and what to call then.
func readDelivery(d *Delivery) (into []any, finish func() error) {
	var next, updated string
	into = []any{&d.ID, &d.Recipient, &d.State, &d.Attempts, &next, &updated, &d.InDoubt, &d.Where, &d.Reason}
	return into, func() (err error) {
		if d.Next, err = parseTime(next); err != nil {
			return fmt.Errorf("delivery %d: %w", d.ID, err)
		}
		if d.Updated, err = parseTime(updated); err != nil {
			return fmt.Errorf("delivery %d: %w", d.ID, err)
		}
		return nil
	}
}

// Due returns what may be delivered at now, of messages that need no approval
// or have it, with their bytes: at most limit, all for a limit of 0. First come
// those found sending or committing, left so by a process that ended, in the
// order in which they were committed, then those pending whose Next is not after
// now, or more than a day after it, which only a wrong clock puts there, by
// their Next: what is tried again goes behind what waits longer, so that
// a mail that fails again and again keeps no other from its turn.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]Delivery, error) {
	if limit <= 0 {
		limit = -1
	}
	var list []Delivery
	err := s.read(ctx, "read due mail from", func(db *sql.DB) (err error) {
		list, err = selectDue(ctx, db, now, limit)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

func selectDue(ctx context.Context, q querier, now time.Time, limit int) ([]Delivery, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+messageColumns(`o.raw`)+`, `+deliveryColumns+`
		FROM deliveries d JOIN outbox o ON o.id = d.message
		WHERE d.state IN ('pending', 'sending', 'committing') AND (d.state <> 'pending' OR d.next <= ?1 OR d.next > ?2) AND o.state = 'pending'
		ORDER BY d.state = 'pending', CASE d.state WHEN 'pending' THEN d.next END, d.id LIMIT ?3`, formatTime(now), formatTime(now.Add(24*time.Hour)), limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Delivery
	for rows.Next() {
		var d Delivery
		message, finishMessage := readMessage(&d.Message)
		delivery, finishDelivery := readDelivery(&d)
		if err := rows.Scan(append(message, delivery...)...); err != nil {
			return nil, err
		}
		if err := errors.Join(finishMessage(), finishDelivery()); err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, rows.Err()
}

// NextDue returns the earliest Next of what is pending, the zero time where
// nothing is. What waits for an approval does not count.
func (s *Store) NextDue(ctx context.Context) (time.Time, error) {
	var next time.Time
	err := s.read(ctx, "read due mail from", func(db *sql.DB) error {
		next = time.Time{}
		var text sql.NullString
		err := db.QueryRowContext(ctx, nextOf).Scan(&text)
		if err != nil || !text.Valid {
			return err
		}
		next, err = parseTime(text.String)
		return err
	})
	return next, err
}

// SentSince counts the deliveries that were accepted at t or later.
func (s *Store) SentSince(ctx context.Context, t time.Time) (int, error) {
	n := 0
	err := s.read(ctx, "count sent mail in", func(db *sql.DB) error {
		n = 0
		return db.QueryRowContext(ctx, `SELECT count(*) FROM deliveries WHERE state = 'sent' AND updated >= ?`, formatTime(t)).Scan(&n)
	})
	return n, err
}

// Begin records that a delivery is being handed over: one that is pending, or
// was found sending or committing. It counts an attempt. It is an error in any
// other state and while the message waits for its approval.
func (s *Store) Begin(ctx context.Context, id int64, at time.Time) error {
	return s.step(ctx, id, transition{to: Sending, from: []State{Pending, Sending, Committing}, at: at,
		set: `attempts = attempts + 1, doubt = doubt OR state = 'committing'`})
}

// Committing records that a delivery which is sending was handed over in whole,
// and may be accepted from now on.
func (s *Store) Committing(ctx context.Context, id int64, at time.Time) error {
	return s.step(ctx, id, transition{to: Committing, from: []State{Sending}, at: at})
}

// Accepted records that a delivery which is sending or committing was accepted,
// and where. For one that is sent already the first record stays.
func (s *Store) Accepted(ctx context.Context, id int64, at time.Time, where string) error {
	return s.step(ctx, id, transition{to: Sent, from: []State{Sending, Committing}, at: at, kept: true,
		set: `place = ?, reason = ''`, args: []any{where}})
}

// Defer puts a delivery that is sending or committing back: it is pending, and
// due at next. The reason is kept until it is sent.
func (s *Store) Defer(ctx context.Context, id int64, at, next time.Time, reason string) error {
	return s.step(ctx, id, transition{to: Pending, from: []State{Sending, Committing}, at: at,
		set: `next = ?, reason = ?`, args: []any{formatTime(next), reason}})
}

// GiveUp makes a delivery dead that is not settled, since it cannot be made;
// reason must not be empty. For one that is dead already the first record stays.
func (s *Store) GiveUp(ctx context.Context, id int64, at time.Time, reason string) error {
	return s.step(ctx, id, transition{to: Dead, from: []State{Pending, Sending, Committing}, at: at, kept: true,
		set: `ended = 'refused', reason = ?`, args: []any{reason}})
}

// transition is a step of one delivery.
type transition struct {
	to   State
	from []State
	at   time.Time
	set  string // further columns
	args []any  // of set
	kept bool   // where it is there already, nothing is done and that is no error
}

func (s *Store) step(ctx context.Context, id int64, t transition) error {
	return s.write(ctx, fmt.Sprintf("mark delivery %d %s in", id, t.to), func(tx *sql.Tx) error {
		var message int64
		var state, whole State
		err := tx.QueryRowContext(ctx, `SELECT d.message, d.state, o.state FROM deliveries d JOIN outbox o ON o.id = d.message
			WHERE d.id = ?`, id).Scan(&message, &state, &whole)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return errors.New("there is no such delivery in the outbox")
		case err != nil:
			return err
		case t.kept && state == t.to:
			return nil
		case !slices.Contains(t.from, state):
			return fmt.Errorf("it is %s, and only what is %s can become %s", state, oneOf(t.from), t.to)
		case whole == Waiting:
			return errors.New("its message waits for an approval")
		}
		set := `state = ?, updated = ?`
		if t.set != "" {
			set += `, ` + t.set
		}
		args := append([]any{string(t.to), formatTime(t.at)}, t.args...)
		if _, err := tx.ExecContext(ctx, `UPDATE deliveries SET `+set+` WHERE id = ?`, append(args, id)...); err != nil {
			return err
		}
		return recount(ctx, tx, message)
	})
}

// recount brings a message to where its deliveries are.
func recount(ctx context.Context, tx *sql.Tx, message int64) error {
	_, err := tx.ExecContext(ctx, `UPDATE outbox SET
		state = CASE WHEN open = 0 AND sent > 0 THEN 'sent' WHEN open = 0 THEN 'dead' WHEN approved IS NULL THEN 'waiting' ELSE 'pending' END,
		settled = CASE WHEN open = 0 THEN last END,
		place = CASE WHEN open = 0 AND sent > 0 THEN where_first ELSE '' END,
		reason = CASE WHEN open = 0 AND sent = 0 THEN why_first ELSE '' END
		FROM (SELECT count(*) FILTER (WHERE state NOT IN ('sent', 'dead')) AS open, count(*) FILTER (WHERE state = 'sent') AS sent,
			max(updated) AS last,
			(SELECT place FROM deliveries WHERE message = ?1 AND state = 'sent' ORDER BY updated, id LIMIT 1) AS where_first,
			(SELECT reason FROM deliveries WHERE message = ?1 AND state = 'dead' ORDER BY updated, id LIMIT 1) AS why_first
			FROM deliveries WHERE message = ?1)
		WHERE outbox.id = ?1`, message)
	return err
}

func oneOf(states []State) string {
	var names []string
	for _, s := range states {
		names = append(names, string(s))
	}
	return strings.Join(names, " or ")
}
