package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Slot is a moment at which a job was due.
type Slot struct {
	Job string
	At  time.Time
}

// LastSlot returns the slot that a job was last marked with, the zero time for
// a job never marked.
func (s *Store) LastSlot(ctx context.Context, job string) (time.Time, error) {
	var slot time.Time
	err := s.read(ctx, "read slot of "+job+" from", func(db *sql.DB) error {
		slot = time.Time{}
		var text string
		err := db.QueryRowContext(ctx, `SELECT slot FROM slots WHERE job = ?`, job).Scan(&text)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		slot, err = parseTime(text)
		return err
	})
	return slot, err
}

// MarkSlot replaces the slot that a job is marked with. It may lie before the
// one marked so far: that is how a slot marked by a wrong clock is put right.
func (s *Store) MarkSlot(ctx context.Context, job string, slot time.Time) error {
	return s.write(ctx, "mark slot of "+job+" in", func(tx *sql.Tx) error {
		return markSlot(ctx, tx, Slot{job, slot})
	})
}

func markSlot(ctx context.Context, tx *sql.Tx, s Slot) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO slots (job, slot) VALUES (?, ?)
		ON CONFLICT (job) DO UPDATE SET slot = excluded.slot`, s.Job, formatTime(s.At))
	return err
}
