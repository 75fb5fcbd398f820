package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// withdrawn is the reason of messages that were withdrawn.
const withdrawn = "withdrawn"

// found is a message that something is to be done with.
type found struct {
	id       int64
	workbook string
	state    State
	begun    bool // a delivery of it is sending or committing
	bare     bool // its bytes were removed
	taken    bool // it was withdrawn
}

// find returns ErrNoMessage for a key that there is not.
func find(ctx context.Context, tx *sql.Tx, key string) (f found, err error) {
	err = tx.QueryRowContext(ctx, `SELECT o.id, o.workbook, o.state, length(o.raw) = 0,
		EXISTS (SELECT 1 FROM deliveries d WHERE d.message = o.id AND d.state IN ('sending', 'committing')),
		EXISTS (SELECT 1 FROM deliveries d WHERE d.message = o.id AND d.ended = 'withdrawn')
		FROM outbox o WHERE o.key = ?`, key).Scan(&f.id, &f.workbook, &f.state, &f.bare, &f.begun, &f.taken)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNoMessage
	}
	return f, err
}

// withdraw makes a message dead that waits for its approval.
func withdraw(ctx context.Context, tx *sql.Tx, workbook, key string, at time.Time) error {
	f, err := find(ctx, tx, key)
	switch {
	case errors.Is(err, ErrNoMessage):
		return fmt.Errorf("%w (%w)", ErrStale, err)
	case err != nil:
		return err
	case f.workbook != workbook:
		return fmt.Errorf("it is of workbook %q", f.workbook)
	case f.state != Waiting:
		return fmt.Errorf("%w (it is %s)", ErrStale, f.state)
	}
	return end(ctx, tx, f.id, withdrawn, withdrawn, at)
}

// end makes every delivery of a message dead that is pending.
func end(ctx context.Context, tx *sql.Tx, message int64, how, reason string, at time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE deliveries SET state = 'dead', ended = ?, reason = ?, updated = ?
		WHERE message = ? AND state = 'pending'`, how, reason, formatTime(at), message)
	if err != nil {
		return err
	}
	return recount(ctx, tx, message)
}

// Approve lets messages go out that wait for it, all of them where no key is
// given, and returns how many. Their workbooks count as approved from then on.
// A message that needs no approval any more is passed over; one that is dead, or
// does not exist (ErrNoMessage), is an error, and then none is approved.
func (s *Store) Approve(ctx context.Context, at time.Time, keys ...string) (int, error) {
	n := 0
	err := s.write(ctx, "approve messages in", func(tx *sql.Tx) error {
		n = 0
		if len(keys) == 0 {
			var err error
			if keys, err = texts(ctx, tx, `SELECT key FROM outbox WHERE state = 'waiting' ORDER BY id`); err != nil {
				return err
			}
		}
		for _, key := range keys {
			approved, err := approve(ctx, tx, key, at)
			if err != nil {
				return fmt.Errorf("message %q: %w", key, err)
			}
			if approved {
				n++
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

func approve(ctx context.Context, tx *sql.Tx, key string, at time.Time) (bool, error) {
	f, err := find(ctx, tx, key)
	switch {
	case err != nil:
		return false, err
	case f.state == Dead:
		return false, errors.New("it is dead")
	case f.state != Waiting:
		return false, nil
	}
	if _, err := tx.ExecContext(ctx, `UPDATE outbox SET state = 'pending', approved = ? WHERE id = ?`, formatTime(at), f.id); err != nil {
		return false, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO approvals (workbook, at) VALUES (?, ?) ON CONFLICT (workbook) DO NOTHING`, f.workbook, formatTime(at))
	return true, err
}

// Retry makes the dead deliveries of a message pending again, due at at and with
// no attempts, and returns how many. A message that was never approved waits for
// its approval again. One that was withdrawn, whose bytes were removed, or that
// does not exist (ErrNoMessage), is an error.
func (s *Store) Retry(ctx context.Context, key string, at time.Time) (int, error) {
	n := int64(0)
	err := s.write(ctx, fmt.Sprintf("retry message %q in", key), func(tx *sql.Tx) error {
		f, err := find(ctx, tx, key)
		switch {
		case err != nil:
			return err
		case f.taken:
			return errors.New("it was withdrawn: what it says does not hold any more")
		case f.bare:
			return errors.New("it is too old: its content was removed")
		}
		result, err := tx.ExecContext(ctx, `UPDATE deliveries SET state = 'pending', ended = NULL, attempts = 0, next = ?1, updated = ?1
			WHERE message = ?2 AND state = 'dead'`, formatTime(at), f.id)
		if err != nil {
			return err
		}
		if n, err = result.RowsAffected(); err != nil {
			return err
		}
		return recount(ctx, tx, f.id)
	})
	if err != nil {
		return 0, err
	}
	return int(n), nil
}

// Drop makes every delivery of a message dead that is still pending; reason must
// not be empty. It is an error while one of them is being handed over, for a
// message that is settled, and for one that does not exist (ErrNoMessage).
func (s *Store) Drop(ctx context.Context, key string, at time.Time, reason string) error {
	doing := fmt.Sprintf("drop message %q in", key)
	if strings.TrimSpace(reason) == "" {
		return fmt.Errorf("%s state %q: no reason was given", doing, s.path)
	}
	return s.write(ctx, doing, func(tx *sql.Tx) error {
		f, err := find(ctx, tx, key)
		switch {
		case err != nil:
			return err
		case f.state == Sent || f.state == Dead:
			return fmt.Errorf("it is already %s", f.state)
		case f.begun:
			return errors.New("it is being handed over; try again in a minute")
		}
		return end(ctx, tx, f.id, "dropped", reason, at)
	})
}

// texts returns the one column of a query.
func texts(ctx context.Context, q querier, query string, args ...any) ([]string, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		list = append(list, text)
	}
	return list, rows.Err()
}
