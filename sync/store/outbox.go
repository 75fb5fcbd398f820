package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// ErrNoMessage is returned for a key that the outbox does not hold.
var ErrNoMessage = errors.New("there is no such message in the outbox")

// Message is a rendered mail that waits in the outbox, or did.
type Message struct {
	Key        string // unique in the state; the same for the same reminder however often it is planned
	Workbook   string
	Department string
	To         []string // bare addresses, at least one; each gets a delivery of its own
	Subject    string   // decoded, for listings
	Raw        []byte   // the bytes to deliver: headers and body
	Created    time.Time
	Wait       bool // goes out only after Approve; always false in what is read
}

func (m *Message) check(workbook string) error {
	switch {
	case m.Key == "":
		return errors.New("it has no key")
	case m.Workbook != workbook:
		return fmt.Errorf("it is of workbook %q", m.Workbook)
	case len(m.To) == 0:
		return errors.New("it has no recipient")
	case slices.Contains(m.To, ""):
		return errors.New("one of its recipients is empty")
	case len(m.Raw) == 0:
		return errors.New("it has no content")
	}
	return nil
}

// State says how far a message or a delivery has got.
type State string

// The states. A message is Waiting, Pending, Sent or Dead; a delivery is any
// but Waiting. Sent and Dead are settled.
const (
	Waiting    State = "waiting"    // for an approval
	Pending    State = "pending"    // to be delivered, now or later
	Sending    State = "sending"    // being handed over, not yet complete
	Committing State = "committing" // handed over in whole; the answer is awaited
	Sent       State = "sent"       // accepted; of a message, for one recipient at least
	Dead       State = "dead"       // given up, dropped or withdrawn, for every recipient
)

// Entry is a message with what became of it.
type Entry struct {
	Message              // Raw is left out but by Show, and empty where Prune removed it
	State      State     // how far it has got
	Settled    time.Time // when the last of its deliveries was settled, zero before
	Where      string    // where it was sent first: a file, or what the server said
	Reason     string    // why it is dead
	Deliveries []Delivery
}

// Filter chooses entries of the outbox; the zero value chooses all.
type Filter struct {
	Workbook string // "" for every one
	State    State  // "" for every one
}

// insertMessage puts a message with its deliveries in the outbox unless its key
// is there already. One that was withdrawn gives way: nobody has seen it.
func insertMessage(ctx context.Context, tx *sql.Tx, m Message) error {
	to, err := json.Marshal(m.To)
	if err != nil {
		return err
	}
	created := formatTime(m.Created)
	state, approved := Pending, sql.NullString{String: created, Valid: true}
	if m.Wait {
		state, approved = Waiting, sql.NullString{}
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM outbox WHERE key = ? AND workbook = ? AND state = 'dead'
		AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.message = outbox.id AND d.ended IS NOT 'withdrawn')`, m.Key, m.Workbook)
	if err != nil {
		return err
	}
	var id int64
	// No INSERT OR IGNORE: that would ignore every constraint.
	err = tx.QueryRowContext(ctx, `INSERT INTO outbox (key, workbook, department, recipients, subject, raw, created, approved, state)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING RETURNING id`,
		m.Key, m.Workbook, m.Department, string(to), m.Subject, m.Raw, created, approved, string(state)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return checkOwner(ctx, tx, m)
	}
	if err != nil {
		return err
	}
	for _, recipient := range m.To {
		_, err := tx.ExecContext(ctx, `INSERT INTO deliveries (message, recipient, next, updated) VALUES (?, ?, ?, ?)
			ON CONFLICT (message, recipient) DO NOTHING`, id, recipient, created, created)
		if err != nil {
			return err
		}
	}
	return nil
}

// checkOwner refuses a key that another workbook's message has.
func checkOwner(ctx context.Context, tx *sql.Tx, m Message) error {
	var owner string
	if err := tx.QueryRowContext(ctx, `SELECT workbook FROM outbox WHERE key = ?`, m.Key).Scan(&owner); err != nil {
		return err
	}
	if owner != m.Workbook {
		return fmt.Errorf("the key is taken by a message of workbook %q; keys must be unique over all workbooks", owner)
	}
	return nil
}

// Outbox lists entries in the order in which they were committed, without
// their bytes.
func (s *Store) Outbox(ctx context.Context, f Filter) ([]Entry, error) {
	var list []Entry
	err := s.readOnce(ctx, "list outbox of", func(q querier) (err error) {
		list, err = selectOutbox(ctx, q, `NULL`, `SELECT id FROM outbox
			WHERE (?1 = '' OR workbook = ?1) AND (?2 = '' OR state = ?2)`, f.Workbook, string(f.State))
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// Show returns one entry with its bytes. A key that there is not is
// ErrNoMessage.
func (s *Store) Show(ctx context.Context, key string) (Entry, error) {
	var list []Entry
	err := s.readOnce(ctx, fmt.Sprintf("read message %q from", key), func(q querier) (err error) {
		list, err = selectOutbox(ctx, q, `o.raw`, `SELECT id FROM outbox WHERE key = ?1`, key)
		return err
	})
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("read message %q from state %q: %w", key, s.path, ErrNoMessage)
	}
	if err != nil {
		return Entry{}, err
	}
	return list[0], nil
}

// messageColumns are scanned by readMessage.
func messageColumns(raw string) string {
	return `o.key, o.workbook, o.department, o.recipients, o.subject, ` + raw + `, o.created`
}

// readMessage returns where to scan messageColumns to, and what to call then.
func readMessage(m *Message) (into []any, finish func() error) {
	var to, created string
	into = []any{&m.Key, &m.Workbook, &m.Department, &to, &m.Subject, &m.Raw, &created}
	return into, func() (err error) {
		if err := json.Unmarshal([]byte(to), &m.To); err != nil {
			return fmt.Errorf("message %q: read its recipients: %w", m.Key, err)
		}
		if m.Created, err = parseTime(created); err != nil {
			return fmt.Errorf("message %q: %w", m.Key, err)
		}
		return nil
	}
}

// selectOutbox reads the messages whose id the query ids selects.
func selectOutbox(ctx context.Context, q querier, raw, ids string, args ...any) ([]Entry, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+messageColumns(raw)+`, o.state, coalesce(o.settled, ''), o.place, o.reason, o.id
		FROM outbox o WHERE o.id IN (`+ids+`) ORDER BY o.id`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Entry
	at := map[int64]int{}
	for rows.Next() {
		var e Entry
		var id int64
		var settled string
		into, finish := readMessage(&e.Message)
		if err := rows.Scan(append(into, &e.State, &settled, &e.Where, &e.Reason, &id)...); err != nil {
			return nil, err
		}
		if err := finish(); err != nil {
			return nil, err
		}
		if settled != "" {
			if e.Settled, err = parseTime(settled); err != nil {
				return nil, fmt.Errorf("message %q: %w", e.Key, err)
			}
		}
		at[id] = len(list)
		list = append(list, e)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return list, addDeliveries(ctx, q, list, at, ids, args...)
}

// addDeliveries gives each entry its deliveries; at says where the message of
// an id stands in list.
func addDeliveries(ctx context.Context, q querier, list []Entry, at map[int64]int, ids string, args ...any) error {
	rows, err := q.QueryContext(ctx, `SELECT `+deliveryColumns+`, d.message FROM deliveries d
		WHERE d.message IN (`+ids+`) ORDER BY d.id`, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var d Delivery
		var message int64
		into, finish := readDelivery(&d)
		if err := rows.Scan(append(into, &message)...); err != nil {
			return err
		}
		if err := finish(); err != nil {
			return err
		}
		e := &list[at[message]]
		e.Deliveries = append(e.Deliveries, d)
	}
	return rows.Err()
}
