package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Figures are what a workbook came to on a day.
type Figures struct {
	Workbook string
	Day      time.Time // a date, midnight UTC
	Taken    time.Time // when the pass looked that they are of
	Document []byte    // JSON; the store gives it no meaning
}

func (f *Figures) check(workbook string) error {
	switch {
	case f.Workbook != workbook:
		return fmt.Errorf("the figures are of workbook %q", f.Workbook)
	case f.Day.IsZero():
		return errors.New("the figures are of no day")
	case !json.Valid(f.Document):
		return errors.New("the figures are not a JSON document")
	}
	return nil
}

// Figures returns the figures of a workbook by day, the oldest first, of the
// days from from to to, both of them included. A zero time leaves that end open.
func (s *Store) Figures(ctx context.Context, workbook string, from, to time.Time) ([]Figures, error) {
	last := "9999-12-31"
	if !to.IsZero() {
		last = to.Format(time.DateOnly)
	}
	var list []Figures
	err := s.read(ctx, "read figures of "+workbook+" from", func(db *sql.DB) (err error) {
		list, err = selectFigures(ctx, db, workbook, `day BETWEEN ? AND ? ORDER BY day`, from.Format(time.DateOnly), last)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// NewestFigures returns the newest figures of a workbook of the days from from to
// to, both of them included, and whether there are any.
func (s *Store) NewestFigures(ctx context.Context, workbook string, from, to time.Time) (f Figures, ok bool, err error) {
	err = s.read(ctx, "read figures of "+workbook+" from", func(db *sql.DB) error {
		list, err := selectFigures(ctx, db, workbook, `day BETWEEN ? AND ? ORDER BY day DESC LIMIT 1`, from.Format(time.DateOnly), to.Format(time.DateOnly))
		if f, ok = (Figures{}), len(list) == 1; ok {
			f = list[0]
		}
		return err
	})
	return f, ok, err
}

// selectFigures reads the figures of a workbook that a condition on the day
// chooses.
func selectFigures(ctx context.Context, q querier, workbook, which string, args ...any) ([]Figures, error) {
	rows, err := q.QueryContext(ctx, `SELECT day, taken, CAST(document AS BLOB) FROM figures WHERE workbook = ? AND `+which, append([]any{workbook}, args...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Figures
	for rows.Next() {
		f := Figures{Workbook: workbook}
		var day, taken string
		if err := rows.Scan(&day, &taken, &f.Document); err != nil {
			return nil, err
		}
		if f.Day, err = time.Parse(time.DateOnly, day); err != nil {
			return nil, fmt.Errorf("read the day %q: %w", day, err)
		}
		if f.Taken, err = parseTime(taken); err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, rows.Err()
}

// known reports whether the figures stored for that day are these. No figures
// are known in any case.
func (f *Figures) known(ctx context.Context, q querier) (bool, error) {
	if f == nil {
		return true, nil
	}
	var same bool
	err := q.QueryRowContext(ctx, `SELECT document = ? FROM figures WHERE workbook = ? AND day = ?`,
		string(f.Document), f.Workbook, f.Day.Format(time.DateOnly)).Scan(&same)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return same, err
}

// put stores figures in the place of those of the same day. The same ones stay
// as they are, with the time at which they were taken first.
func (f *Figures) put(ctx context.Context, tx *sql.Tx) error {
	if f == nil {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO figures (workbook, day, taken, document) VALUES (?, ?, ?, ?)
		ON CONFLICT (workbook, day) DO UPDATE SET taken = excluded.taken, document = excluded.document WHERE document <> excluded.document`,
		f.Workbook, f.Day.Format(time.DateOnly), formatTime(f.Taken), string(f.Document))
	return err
}
