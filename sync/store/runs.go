package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// keptRuns is how many runs a workbook keeps at the most. Days bound them where
// a daemon prunes; this bounds those of a workbook that is gone over by commands
// alone, or that somebody saves all day. A run every 5 minutes of 12 hours makes
// 13,000 in 90 days.
const keptRuns = 20_000

// Run is the record of one pass over one workbook.
type Run struct {
	ID                int64 // the store gives it; later runs have higher ones
	Workbook          string
	Started, Finished time.Time
	Why               string // what set it off, a short stable word; the store gives it no meaning
	Outcome           string // a short stable word; the store gives it no meaning
	Findings          int
	Steps             int    // changes made to the workbook, or to be made
	Messages          int    // put in the outbox
	Error             string // "" when all went well
	// Detail is all that is to be known of the run, as JSON; nil for nothing.
	Detail []byte
}

func (r Run) isZero() bool {
	return r.ID == 0 && r.Workbook == "" && r.Started.IsZero() && r.Finished.IsZero() && r.Why == "" && r.Outcome == "" &&
		r.Findings == 0 && r.Steps == 0 && r.Messages == 0 && r.Error == "" && r.Detail == nil
}

func (r Run) check() error {
	if r.Workbook == "" {
		return errors.New("the workbook has no name")
	}
	if r.Detail != nil && !json.Valid(r.Detail) {
		return errors.New("the detail is not a JSON document")
	}
	return nil
}

// detail returns what to store as the run's detail.
func (r Run) detail() any {
	if r.Detail == nil {
		return nil
	}
	return string(r.Detail)
}

// Finish records how a run ended: that of an id which Commit returned gets the
// outcome, the finish, the counts, the error and the detail of r. Where it was
// pruned meanwhile nothing is done.
//
// For the id 0, of a run not recorded so far, r is recorded as a run of its own,
// unless it says nothing but what the workbook's newest run says, its times, its
// cause and its detail apart: what says the same from pass to pass, such as that
// one person has the workbook open, is told once. That costs one read. The id of
// the run is returned, 0 where none was recorded.
//
// It keeps the newest 20,000 of the workbook.
func (s *Store) Finish(ctx context.Context, id int64, r Run) (int64, error) {
	doing := "record a run of " + r.Workbook + " in"
	if err := r.check(); err != nil {
		return 0, fmt.Errorf("%s state %q: %w", doing, s.path, err)
	}
	if id == 0 && s.db != nil {
		same := false
		err := s.read(ctx, doing, func(db *sql.DB) (err error) {
			same, err = repeats(ctx, db, r)
			return err
		})
		if err != nil || same {
			return 0, err
		}
	}
	err := s.write(ctx, doing, func(tx *sql.Tx) (err error) {
		if id == 0 {
			id, err = insertRun(ctx, tx, r)
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE runs SET finished = ?, outcome = ?, findings = ?, steps = ?, messages = ?, error = ?, detail = ?
			WHERE id = ? AND workbook = ?`,
			formatTime(r.Finished), r.Outcome, r.Findings, r.Steps, r.Messages, r.Error, r.detail(), id, r.Workbook)
		return err
	})
	if err != nil {
		return 0, err
	}
	return id, nil
}

func insertRun(ctx context.Context, tx *sql.Tx, r Run) (int64, error) {
	result, err := tx.ExecContext(ctx, `INSERT INTO runs (workbook, started, finished, why, outcome, findings, steps, messages, error, detail)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.Workbook, formatTime(r.Started), formatTime(r.Finished), r.Why, r.Outcome, r.Findings, r.Steps, r.Messages, r.Error, r.detail())
	if err != nil {
		return 0, err
	}
	id, err := result.LastInsertId()
	if err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM runs WHERE workbook = ?1 AND id <= (
		SELECT id FROM runs WHERE workbook = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)`, r.Workbook, keptRuns)
	return id, err
}

// repeats reports whether the newest run of the workbook says what r says, its
// times, cause and detail apart. The zero run says nothing and so repeats any.
func repeats(ctx context.Context, q querier, r Run) (bool, error) {
	if r.isZero() {
		return true, nil
	}
	var same bool
	err := q.QueryRowContext(ctx, `SELECT outcome = ? AND findings = ? AND steps = ? AND messages = ? AND error = ?
		FROM runs WHERE workbook = ? ORDER BY id DESC LIMIT 1`,
		r.Outcome, r.Findings, r.Steps, r.Messages, r.Error, r.Workbook).Scan(&same)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return same, err
}

// Runs returns the newest runs of a workbook before the one of the id before,
// newest first and without their details: from the newest one for a before of
// 0, of all workbooks for "", and all that are kept for a limit of 0.
func (s *Store) Runs(ctx context.Context, workbook string, before int64, limit int) ([]Run, error) {
	if limit <= 0 {
		limit = -1
	}
	var list []Run
	err := s.read(ctx, "read runs from", func(db *sql.DB) (err error) {
		// A query for each case, so that either finds its index.
		if workbook == "" {
			list, err = selectRuns(ctx, db, `NULL`, `(?1 = 0 OR id < ?1) ORDER BY id DESC LIMIT ?2`, before, limit)
		} else {
			list, err = selectRuns(ctx, db, `NULL`, `workbook = ?3 AND (?1 = 0 OR id < ?1) ORDER BY id DESC LIMIT ?2`, before, limit, workbook)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// RunOf returns a run with its detail, and false where there is none of that id.
func (s *Store) RunOf(ctx context.Context, id int64) (Run, bool, error) {
	var list []Run
	err := s.read(ctx, "read a run from", func(db *sql.DB) (err error) {
		list, err = selectRuns(ctx, db, `CAST(detail AS BLOB)`, `id = ?`, id)
		return err
	})
	if err != nil || len(list) == 0 {
		return Run{}, false, err
	}
	return list[0], true, nil
}

func selectRuns(ctx context.Context, q querier, detail, which string, args ...any) ([]Run, error) {
	rows, err := q.QueryContext(ctx, `SELECT id, workbook, started, finished, why, outcome, findings, steps, messages, error, `+detail+`
		FROM runs WHERE `+which, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Run
	for rows.Next() {
		var r Run
		var started, finished string
		err := rows.Scan(&r.ID, &r.Workbook, &started, &finished, &r.Why, &r.Outcome, &r.Findings, &r.Steps, &r.Messages, &r.Error, &r.Detail)
		if err != nil {
			return nil, err
		}
		if r.Started, err = parseTime(started); err != nil {
			return nil, err
		}
		if r.Finished, err = parseTime(finished); err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}
