package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// ErrStale is returned by Commit when the history is no longer at the version
// that the commit was made from: somebody else committed meanwhile. Read it
// again and start over.
var ErrStale = errors.New("the history was changed meanwhile; start over from the new one")

// History returns the history document of a workbook and its version. Version 0
// and nil mean that there is none.
func (s *Store) History(ctx context.Context, workbook string) (version int64, data []byte, err error) {
	err = s.read(ctx, "read history of "+workbook+" from", func(db *sql.DB) error {
		version, data = 0, nil
		err := db.QueryRowContext(ctx, `SELECT version, CAST(document AS BLOB) FROM history WHERE workbook = ?`, workbook).Scan(&version, &data)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	return version, data, nil
}

// Commit is what one pass leaves behind.
type Commit struct {
	Workbook string
	Version  int64     // of the history that the pass was planned from, 0 for none
	History  []byte    // the next history document, JSON
	Messages []Message // to be delivered, in this order
	// Withdraw names messages of the workbook that wait for an approval and are
	// not to go out any more.
	Withdraw []string
	Slot     *Slot    // marked as MarkSlot does; nil marks none
	Figures  *Figures // put in the place of those of the same day; nil for none
	Run      Run      // the zero value records none
}

// Commit stores all of it, or nothing, in one transaction, and fails with
// ErrStale when the stored version is not c.Version, or when a message that is
// to be withdrawn does not wait for its approval any more.
//
// The version rises by one when the document differs, or there are messages or
// withdrawals. A message whose key is already in the outbox is not inserted
// again: what was rendered first is what goes out. One that was withdrawn is no
// longer there, also where this commit withdraws it.
//
// A quiet pass (same document, no message, nothing withdrawn, figures as they
// stand for their day) whose Run says nothing but what the workbook's newest run
// says, as Finish compares them, is not recorded: without a slot it costs one
// read and leaves the file untouched.
//
// The id of the run is returned, 0 where none was recorded.
func (s *Store) Commit(ctx context.Context, c Commit) (int64, error) {
	doing := "commit " + c.Workbook + " to"
	if err := c.check(); err != nil {
		return 0, fmt.Errorf("%s state %q: %w", doing, s.path, err)
	}
	if s.db != nil {
		if err := s.inPlace(); err != nil { // also where there is nothing to write
			return 0, explain(doing, s.path, err)
		}
	}
	quiet, err := s.quiet(ctx, doing, c)
	if err != nil || quiet && c.Slot == nil {
		return 0, err
	}
	id := int64(0)
	err = s.write(ctx, doing, func(tx *sql.Tx) error {
		version, same, err := compare(ctx, tx, c)
		if err != nil {
			return err
		}
		if version != c.Version {
			return stale(c, version)
		}
		if !same || !c.still() {
			_, err := tx.ExecContext(ctx, `INSERT INTO history (workbook, version, document) VALUES (?, ?, ?)
				ON CONFLICT (workbook) DO UPDATE SET version = excluded.version, document = excluded.document`,
				c.Workbook, c.Version+1, string(c.History))
			if err != nil {
				return err
			}
		}
		for _, key := range c.Withdraw {
			if err := withdraw(ctx, tx, c.Workbook, key, s.options.now()); err != nil {
				return fmt.Errorf("withdraw message %q: %w", key, err)
			}
		}
		for _, m := range c.Messages {
			if err := insertMessage(ctx, tx, m); err != nil {
				return fmt.Errorf("insert message %q: %w", m.Key, err)
			}
		}
		if c.Slot != nil {
			if err := markSlot(ctx, tx, *c.Slot); err != nil {
				return err
			}
		}
		if err := c.Figures.put(ctx, tx); err != nil {
			return err
		}
		if quiet || c.Run.isZero() {
			return nil
		}
		id, err = insertRun(ctx, tx, c.Run)
		return err
	})
	if err != nil {
		return 0, err
	}
	return id, nil
}

// still reports whether the outbox stays as it is.
func (c *Commit) still() bool { return len(c.Messages) == 0 && len(c.Withdraw) == 0 }

func (c *Commit) check() error {
	if c.Workbook == "" {
		return errors.New("the workbook has no name")
	}
	if !json.Valid(c.History) {
		return errors.New("the history is not a JSON document")
	}
	for _, m := range c.Messages {
		if err := m.check(c.Workbook); err != nil {
			return fmt.Errorf("message %q: %w", m.Key, err)
		}
	}
	if c.Slot != nil && c.Slot.Job == "" {
		return errors.New("the job of the slot has no name")
	}
	if c.Figures != nil {
		if err := c.Figures.check(c.Workbook); err != nil {
			return err
		}
	}
	if c.Run.isZero() {
		return nil
	}
	if c.Run.Workbook != c.Workbook {
		return fmt.Errorf("the run is of workbook %q", c.Run.Workbook)
	}
	return c.Run.check()
}

// quiet reports whether there is nothing to store.
func (s *Store) quiet(ctx context.Context, doing string, c Commit) (bool, error) {
	if s.db == nil || !c.still() {
		return false, nil
	}
	quiet := false
	err := s.read(ctx, doing, func(db *sql.DB) error {
		version, same, err := compare(ctx, db, c)
		if err != nil {
			return err
		}
		if version != c.Version {
			return stale(c, version)
		}
		if !same {
			return nil
		}
		if same, err = c.Figures.known(ctx, db); err != nil || !same {
			return err
		}
		quiet, err = repeats(ctx, db, c.Run)
		return err
	})
	return quiet, err
}

// compare returns the stored version and whether the stored document is c's.
func compare(ctx context.Context, q querier, c Commit) (version int64, same bool, err error) {
	err = q.QueryRowContext(ctx, `SELECT version, document = ? FROM history WHERE workbook = ?`, string(c.History), c.Workbook).Scan(&version, &same)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	return version, same, err
}

func stale(c Commit, version int64) error {
	return fmt.Errorf("%w (it is version %d, the commit was made from %d)", ErrStale, version, c.Version)
}
