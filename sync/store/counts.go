package store

import (
	"context"
	"database/sql"
	"path/filepath"
	"time"
)

// Counts is how the outbox stands.
type Counts struct {
	Waiting int // messages that wait for an approval
	Pending int // messages with deliveries still to make
	// Dead counts the dead letters of all workbooks, as Mailroom has them.
	Dead   int
	Oldest time.Time // when the oldest message was made that waits or is pending, zero for none
}

// Counts reads how the outbox stands, all of it at one instant.
func (s *Store) Counts(ctx context.Context) (Counts, error) {
	var c Counts
	since := s.options.now().AddDate(0, 0, -recentDays)
	err := s.readOnce(ctx, "count mails of", func(q querier) (err error) {
		c, err = selectCounts(ctx, q, since)
		return err
	})
	if err != nil {
		return Counts{}, err
	}
	return c, nil
}

func selectCounts(ctx context.Context, q querier, since time.Time) (c Counts, err error) {
	var oldest string
	err = q.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'pending'), coalesce(min(created), '')
		FROM outbox WHERE state IN ('waiting', 'pending')`).Scan(&c.Waiting, &c.Pending, &oldest)
	if err != nil {
		return Counts{}, err
	}
	if oldest != "" {
		if c.Oldest, err = parseTime(oldest); err != nil {
			return Counts{}, err
		}
	}
	dead, err := selectDead(ctx, q, "", since)
	c.Dead = len(dead)
	return c, err
}

// Size returns how many bytes the state holds.
func (s *Store) Size(ctx context.Context) (int64, error) {
	var n int64
	err := s.readOnce(ctx, "measure", func(q querier) error {
		return q.QueryRowContext(ctx, `SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()`).Scan(&n)
	})
	return n, err
}

// Writable returns why nothing can be stored now, nil where it can: it takes the
// write lock for an instant and looks at the disk, and changes nothing.
func (s *Store) Writable(ctx context.Context) error {
	if err := room(filepath.Dir(s.file)); err != nil {
		return explain("get ready to write", s.path, err)
	}
	return s.write(ctx, "get ready to write", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE slots SET slot = slot WHERE false`)
		return err
	})
}
