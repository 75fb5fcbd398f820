package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// PauseMail is what is paused when no mail is to go out.
const PauseMail = "mail"

// Pause says since when and why the operator has something on hold.
type Pause struct {
	Since time.Time
	Why   string
}

// Pause puts something on hold until Resume. Where it is on hold already, only
// the reason changes. what must not be empty; the store gives a meaning to
// PauseMail alone, in Mailroom.
func (s *Store) Pause(ctx context.Context, what string, at time.Time, why string) error {
	return s.write(ctx, "pause "+what+" in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO pauses (what, since, why) VALUES (?, ?, ?)
			ON CONFLICT (what) DO UPDATE SET why = excluded.why`, what, formatTime(at), why)
		return err
	})
}

// Resume ends a pause; it does nothing where there is none.
func (s *Store) Resume(ctx context.Context, what string) error {
	return s.write(ctx, "resume "+what+" in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM pauses WHERE what = ?`, what)
		return err
	})
}

// PausedSince returns the pause of something, and whether there is one.
func (s *Store) PausedSince(ctx context.Context, what string) (p Pause, paused bool, err error) {
	err = s.read(ctx, "read pauses from", func(db *sql.DB) error {
		p, paused, err = selectPause(ctx, db, what)
		return err
	})
	return p, paused, err
}

func selectPause(ctx context.Context, q querier, what string) (Pause, bool, error) {
	var p Pause
	var since string
	err := q.QueryRowContext(ctx, `SELECT since, why FROM pauses WHERE what = ?`, what).Scan(&since, &p.Why)
	if errors.Is(err, sql.ErrNoRows) {
		return Pause{}, false, nil
	}
	if err != nil {
		return Pause{}, false, err
	}
	p.Since, err = parseTime(since)
	return p, err == nil, err
}

// Condition is something that is wrong now and that the operator has to know.
type Condition struct {
	Name  string // stable, of parts divided by slashes: "mail/transport"
	Since time.Time
	Text  string // what is wrong and what to do
}

// Raise records that a condition stands. While it does, Since stays and the text
// is the last one given. Neither name nor text may be empty. Where the record
// says so already, nothing is written.
func (s *Store) Raise(ctx context.Context, name string, at time.Time, text string) error {
	doing := "raise " + name + " in"
	if s.db != nil {
		stands := false
		err := s.read(ctx, doing, func(db *sql.DB) error {
			return db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM conditions WHERE name = ? AND text = ?)`, name, text).Scan(&stands)
		})
		if stands || err != nil {
			return err
		}
	}
	return s.write(ctx, doing, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO conditions (name, since, text) VALUES (?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET text = excluded.text`, name, formatTime(at), text)
		return err
	})
}

// Clear ends a condition. Where it does not stand, nothing is written.
func (s *Store) Clear(ctx context.Context, name string) error {
	doing := "clear " + name + " in"
	if s.db != nil {
		stands := true
		err := s.read(ctx, doing, func(db *sql.DB) error {
			return db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM conditions WHERE name = ?)`, name).Scan(&stands)
		})
		if !stands || err != nil {
			return err
		}
	}
	return s.write(ctx, doing, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM conditions WHERE name = ?`, name)
		return err
	})
}

// Conditions returns what is wrong now, by name.
func (s *Store) Conditions(ctx context.Context) ([]Condition, error) {
	var list []Condition
	err := s.read(ctx, "read conditions from", func(db *sql.DB) (err error) {
		list, err = selectConditions(ctx, db)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

func selectConditions(ctx context.Context, q querier) ([]Condition, error) {
	rows, err := q.QueryContext(ctx, `SELECT name, since, text FROM conditions ORDER BY name`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Condition
	for rows.Next() {
		var c Condition
		var since string
		if err := rows.Scan(&c.Name, &since, &c.Text); err != nil {
			return nil, err
		}
		if c.Since, err = parseTime(since); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// Release records that the operator looked at a workbook whose digests are held
// and lets them go, at at. A later release replaces an earlier one.
func (s *Store) Release(ctx context.Context, workbook string, at time.Time) error {
	return s.write(ctx, "release "+workbook+" in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO releases (workbook, at) VALUES (?, ?)
			ON CONFLICT (workbook) DO UPDATE SET at = excluded.at`, workbook, formatTime(at))
		return err
	})
}
