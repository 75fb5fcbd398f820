package store

import (
	"context"
	"database/sql"
	"time"
)

// Pruned counts what Prune removed.
type Pruned struct {
	Bodies   int // messages that were left without their bytes
	Messages int // messages removed, with their deliveries
	Runs     int
	Figures  int // days of workbooks
}

// Kept says from when on what is kept. A zero time keeps all of it.
type Kept struct {
	Bodies   time.Time // the bytes of messages, by when they were settled
	Messages time.Time // messages, by when they were settled
	Runs     time.Time // by when they finished
	Figures  time.Time // by their day: that of this time, and later ones, are kept
}

// Prune removes what is older than is kept. A message that is not settled stays
// whatever its age, and so does the newest run of each workbook.
//
// A message removed in whole is forgotten: should its key be committed again,
// it goes out again.
func (s *Store) Prune(ctx context.Context, k Kept) (Pruned, error) {
	var p Pruned
	err := s.write(ctx, "prune", func(tx *sql.Tx) error {
		for _, step := range []struct {
			count *int
			from  time.Time
			query string
		}{
			{&p.Messages, k.Messages, `DELETE FROM outbox WHERE state IN ('sent', 'dead') AND settled < ?`},
			{&p.Bodies, k.Bodies, `UPDATE outbox SET raw = x'' WHERE state IN ('sent', 'dead') AND settled < ? AND length(raw) > 0`},
			{&p.Runs, k.Runs, `DELETE FROM runs WHERE finished < ? AND id NOT IN (SELECT max(id) FROM runs GROUP BY workbook)`},
			{&p.Figures, k.Figures, `DELETE FROM figures WHERE day < ?`},
		} {
			if step.from.IsZero() {
				continue
			}
			from := formatTime(step.from)
			if step.count == &p.Figures {
				from = step.from.Format(time.DateOnly)
			}
			result, err := tx.ExecContext(ctx, step.query, from)
			if err != nil {
				return err
			}
			n, err := result.RowsAffected()
			if err != nil {
				return err
			}
			*step.count = int(n)
		}
		return nil
	})
	if err != nil {
		return Pruned{}, err
	}
	return p, nil
}
