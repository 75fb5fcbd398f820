package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// recentDays is how many days a dead letter is shown.
const recentDays = 30

// Mailroom is what became of a workbook's mail, and what the operator said, as
// far as the next pass has to know.
type Mailroom struct {
	Waiting     []string // keys of messages that wait for an approval, as committed
	Undelivered []string // departments, sorted, with deliveries of approved messages still to make
	Dead        []DeadLetter
	Approved    bool      // a message was approved before
	Paused      bool      // all mail is
	Released    time.Time // when the operator last lifted a brake, zero for never
}

// DeadLetter is a delivery that was given up: not one that was dropped or
// withdrawn.
type DeadLetter struct {
	Key, Department, Recipient string
	On                         time.Time
	Reason                     string

	workbook string
}

// Mailroom reads a workbook's mailroom, all of it at one instant. Its dead
// letters are those of the last 30 days (by Options.Now) after which nothing was
// accepted for the same recipient; of each department and recipient the last,
// in the order in which they were given up.
func (s *Store) Mailroom(ctx context.Context, workbook string) (Mailroom, error) {
	var m Mailroom
	since := s.options.now().AddDate(0, 0, -recentDays)
	err := s.readOnce(ctx, "read mail of "+workbook+" from", func(q querier) (err error) {
		m, err = selectMailroom(ctx, q, workbook, since)
		return err
	})
	if err != nil {
		return Mailroom{}, err
	}
	return m, nil
}

// What is open is found by the index outbox_open, which SQLite uses only where
// its condition stands in a query as it stands in the index: a pass is not to
// read the bytes of all that was ever mailed.
const (
	waitingOf = `SELECT key FROM outbox
		WHERE state IN ('waiting', 'pending') AND workbook = ? AND state = 'waiting' ORDER BY id`
	undeliveredOf = `SELECT DISTINCT department FROM outbox
		WHERE state IN ('waiting', 'pending') AND workbook = ? AND state = 'pending' ORDER BY department`
	nextOf = `SELECT min(d.next) FROM deliveries d JOIN outbox o ON o.id = d.message
		WHERE d.state IN ('pending', 'sending', 'committing') AND d.state = 'pending' AND o.state = 'pending'`
)

func selectMailroom(ctx context.Context, q querier, workbook string, since time.Time) (m Mailroom, err error) {
	m.Waiting, err = texts(ctx, q, waitingOf, workbook)
	if err != nil {
		return m, err
	}
	// A message is pending for as long as a delivery of it is not settled.
	m.Undelivered, err = texts(ctx, q, undeliveredOf, workbook)
	if err != nil {
		return m, err
	}
	if m.Dead, err = selectDead(ctx, q, workbook, since); err != nil {
		return m, err
	}
	if err := q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM approvals WHERE workbook = ?)`, workbook).Scan(&m.Approved); err != nil {
		return m, err
	}
	if _, m.Paused, err = selectPause(ctx, q, PauseMail); err != nil {
		return m, err
	}
	var released string
	err = q.QueryRowContext(ctx, `SELECT at FROM releases WHERE workbook = ?`, workbook).Scan(&released)
	if errors.Is(err, sql.ErrNoRows) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	m.Released, err = parseTime(released)
	return m, err
}

// selectDead returns the dead letters of a workbook, of all for "".
func selectDead(ctx context.Context, q querier, workbook string, since time.Time) ([]DeadLetter, error) {
	// Beside the one max(), SQLite takes the other columns from the row it is of.
	rows, err := q.QueryContext(ctx, `SELECT o.workbook, o.key, o.department, d.recipient, max(d.updated), d.reason
		FROM deliveries d JOIN outbox o ON o.id = d.message
		WHERE (?1 = '' OR o.workbook = ?1) AND d.state = 'dead' AND d.ended = 'refused' AND d.updated >= ?2
			AND NOT EXISTS (SELECT 1 FROM deliveries a WHERE a.state = 'sent' AND a.recipient = d.recipient AND a.updated > d.updated)
		GROUP BY o.workbook, o.department, d.recipient ORDER BY max(d.updated), d.id`, workbook, formatTime(since))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []DeadLetter
	for rows.Next() {
		var d DeadLetter
		var on string
		if err := rows.Scan(&d.workbook, &d.Key, &d.Department, &d.Recipient, &on, &d.Reason); err != nil {
			return nil, err
		}
		if d.On, err = parseTime(on); err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, rows.Err()
}
