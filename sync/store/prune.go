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
}

// Prune removes what is old: the bytes of messages settled before bodiesBefore;
// messages settled, and runs finished, before historyBefore. A zero time removes
// nothing. What is not settled stays whatever its age, and so does the newest
// run of each workbook.
//
// A message removed in whole is forgotten: should its key be committed again,
// it goes out again.
func (s *Store) Prune(ctx context.Context, bodiesBefore, historyBefore time.Time) (Pruned, error) {
	var p Pruned
	err := s.write(ctx, "prune", func(tx *sql.Tx) error {
		for _, step := range []struct {
			count  *int
			before time.Time
			query  string
		}{
			{&p.Messages, historyBefore, `DELETE FROM outbox WHERE state IN ('sent', 'dead') AND settled < ?`},
			{&p.Bodies, bodiesBefore, `UPDATE outbox SET raw = x'' WHERE state IN ('sent', 'dead') AND settled < ? AND length(raw) > 0`},
			{&p.Runs, historyBefore, `DELETE FROM runs WHERE finished < ? AND id NOT IN (SELECT max(id) FROM runs GROUP BY workbook)`},
		} {
			if step.before.IsZero() {
				continue
			}
			result, err := tx.ExecContext(ctx, step.query, formatTime(step.before))
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
