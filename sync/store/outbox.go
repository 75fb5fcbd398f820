package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Message is a rendered mail that waits in the outbox, or did.
type Message struct {
	Key        string // unique in the state; the same for the same reminder however often it is planned
	Workbook   string
	Department string
	To         []string // bare addresses, at least one
	Subject    string   // decoded, for listings
	Raw        []byte   // the bytes to deliver: headers and body
	Created    time.Time
}

func (m *Message) check(workbook string) error {
	switch {
	case m.Key == "":
		return errors.New("it has no key")
	case m.Workbook != workbook:
		return fmt.Errorf("it is of workbook %q", m.Workbook)
	case len(m.To) == 0:
		return errors.New("it has no recipient")
	case len(m.Raw) == 0:
		return errors.New("it has no content")
	}
	return nil
}

// State says how far a message has got.
type State string

// The states. A message begins as pending and ends as sent or dead.
const (
	Pending State = "pending"
	Sent    State = "sent"
	Dead    State = "dead"
)

// Entry is a message with what became of it.
type Entry struct {
	Message           // Raw is left out
	State   State     // how far it has got
	Settled time.Time // when it was sent or given up, zero while pending
	Where   string    // where it was sent: a file, or what the server said
	Reason  string    // why it was given up
}

// Filter chooses entries of the outbox; the zero value chooses all.
type Filter struct {
	Workbook string // "" for every one
	State    State  // "" for every one
	Limit    int    // the newest so many; 0 for all
}

// insertMessage puts a message in the outbox unless its key is there already.
func insertMessage(ctx context.Context, tx *sql.Tx, m Message) error {
	to, err := json.Marshal(m.To)
	if err != nil {
		return err
	}
	// No INSERT OR IGNORE: that would ignore every constraint.
	result, err := tx.ExecContext(ctx, `INSERT INTO outbox (key, workbook, department, recipients, subject, raw, created)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`,
		m.Key, m.Workbook, m.Department, string(to), m.Subject, m.Raw, formatTime(m.Created))
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		return err
	}
	var owner string
	if err := tx.QueryRowContext(ctx, `SELECT workbook FROM outbox WHERE key = ?`, m.Key).Scan(&owner); err != nil {
		return err
	}
	if owner != m.Workbook {
		return fmt.Errorf("the key is taken by a message of workbook %q; keys must be unique over all workbooks", owner)
	}
	return nil
}

// Pending returns the messages that are still to be delivered, with their
// bytes, in the order in which they were committed.
func (s *Store) Pending(ctx context.Context) ([]Message, error) {
	var list []Message
	err := s.read(ctx, "read outbox from", func(db *sql.DB) error {
		entries, err := selectOutbox(ctx, db, `raw`, `WHERE state = 'pending' ORDER BY id`)
		list = nil
		for _, e := range entries {
			list = append(list, e.Message)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// Outbox lists entries in the order in which they were committed, without
// their bytes.
func (s *Store) Outbox(ctx context.Context, f Filter) ([]Entry, error) {
	limit := f.Limit
	if limit <= 0 {
		limit = -1
	}
	var list []Entry
	err := s.read(ctx, "list outbox of", func(db *sql.DB) (err error) {
		list, err = selectOutbox(ctx, db, `NULL`, `WHERE id IN (
			SELECT id FROM outbox WHERE (?1 = '' OR workbook = ?1) AND (?2 = '' OR state = ?2) ORDER BY id DESC LIMIT ?3
		) ORDER BY id`, f.Workbook, string(f.State), limit)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

func selectOutbox(ctx context.Context, db *sql.DB, raw, where string, args ...any) ([]Entry, error) {
	rows, err := db.QueryContext(ctx, `SELECT key, workbook, department, recipients, subject, `+raw+`, created,
		state, coalesce(settled, ''), place, reason FROM outbox `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Entry
	for rows.Next() {
		var e Entry
		var to, created, settled string
		err := rows.Scan(&e.Key, &e.Workbook, &e.Department, &to, &e.Subject, &e.Raw, &created, &e.State, &settled, &e.Where, &e.Reason)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(to), &e.To); err != nil {
			return nil, fmt.Errorf("message %q: read its recipients: %w", e.Key, err)
		}
		if e.Created, err = parseTime(created); err != nil {
			return nil, fmt.Errorf("message %q: %w", e.Key, err)
		}
		if settled != "" {
			if e.Settled, err = parseTime(settled); err != nil {
				return nil, fmt.Errorf("message %q: %w", e.Key, err)
			}
		}
		list = append(list, e)
	}
	return list, rows.Err()
}

// MarkSent records that a message was delivered, when and where. Where it is
// recorded already the first record stays. A message that was given up, or that
// does not exist, is an error.
func (s *Store) MarkSent(ctx context.Context, key string, at time.Time, where string) error {
	return s.settle(ctx, key, Sent, at, where, "")
}

// MarkDead gives up a message and records when and why; reason must not be
// empty. Where it was given up already the first record stays. A message that
// was sent, or that does not exist, is an error.
func (s *Store) MarkDead(ctx context.Context, key string, at time.Time, reason string) error {
	return s.settle(ctx, key, Dead, at, "", reason)
}

func (s *Store) settle(ctx context.Context, key string, state State, at time.Time, where, reason string) error {
	return s.write(ctx, fmt.Sprintf("mark message %q %s in", key, state), func(tx *sql.Tx) error {
		var now State
		err := tx.QueryRowContext(ctx, `SELECT state FROM outbox WHERE key = ?`, key).Scan(&now)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return errors.New("there is no such message in the outbox")
		case err != nil:
			return err
		case now == state:
			return nil
		case now != Pending:
			return fmt.Errorf("it is already %s", now)
		}
		_, err = tx.ExecContext(ctx, `UPDATE outbox SET state = ?, settled = ?, place = ?, reason = ? WHERE key = ?`,
			string(state), formatTime(at), where, reason, key)
		return err
	})
}
