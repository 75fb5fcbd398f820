package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"
)

// Reading is what is known of a workbook since it was last gone over.
type Reading struct {
	Settled bool      // all that stands there was gone over, as far as is known
	At      time.Time // when it was read
	Basis   string    // what else the pass followed from, in the caller's words
}

// Readings returns how far a feed was followed, "" for not at all, and the
// readings by the ids that the feed gives workbooks.
func (s *Store) Readings(ctx context.Context, feed string) (cursor string, all map[string]Reading, err error) {
	err = s.readOnce(ctx, "read what was read from", func(q querier) error {
		cursor, all = "", map[string]Reading{}
		err := q.QueryRowContext(ctx, `SELECT cursor FROM feeds WHERE name = ?`, feed).Scan(&cursor)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		rows, err := q.QueryContext(ctx, `SELECT id, settled, at, basis FROM readings`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id, at string
			var r Reading
			if err := rows.Scan(&id, &r.Settled, &at, &r.Basis); err != nil {
				return err
			}
			if r.At, err = parseTime(at); err != nil {
				return err
			}
			all[id] = r
		}
		return rows.Err()
	})
	if err != nil {
		return "", nil, err
	}
	return cursor, all, nil
}

// Follow keeps how far a feed was followed, and that the workbooks named by it
// are not settled; with all, that none is. It is one transaction: whatever the
// feed told is known as soon as it will not be told again.
func (s *Store) Follow(ctx context.Context, feed, cursor string, ids []string, all bool) error {
	return s.write(ctx, "keep what changed in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO feeds (name, cursor) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor`, feed, cursor)
		if err != nil {
			return err
		}
		if all {
			_, err = tx.ExecContext(ctx, `UPDATE readings SET settled = 0`)
			return err
		}
		unsettle, err := tx.PrepareContext(ctx, `UPDATE readings SET settled = 0 WHERE id = ?`)
		if err != nil {
			return err
		}
		defer unsettle.Close()
		for _, id := range ids {
			if _, err := unsettle.ExecContext(ctx, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// KeepReading replaces what is known of a workbook.
func (s *Store) KeepReading(ctx context.Context, id string, r Reading) error {
	return s.write(ctx, "keep what was read in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO readings (id, settled, at, basis) VALUES (?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET settled = excluded.settled, at = excluded.at, basis = excluded.basis`,
			id, r.Settled, formatTime(r.At), r.Basis)
		return err
	})
}

// DeadMarks returns for each workbook with dead letters, as Mailroom tells of
// them, a text that differs where they do.
func (s *Store) DeadMarks(ctx context.Context) (map[string]string, error) {
	var marks map[string]string
	since := s.options.now().AddDate(0, 0, -recentDays)
	err := s.read(ctx, "read dead letters from", func(db *sql.DB) error {
		marks = map[string]string{}
		dead, err := selectDead(ctx, db, "", since)
		if err != nil {
			return err
		}
		for _, d := range dead {
			h := sha256.New()
			_, _ = io.WriteString(h, marks[d.workbook])
			fmt.Fprintf(h, "%q %q %q %q", d.Key, d.Department, d.Recipient, d.Reason)
			marks[d.workbook] = hex.EncodeToString(h.Sum(nil)[:8])
		}
		return nil
	})
	return marks, err
}
