package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// keptRuns is how many runs a workbook keeps.
const keptRuns = 1000

// Run is the record of one pass over one workbook.
type Run struct {
	Workbook          string
	Started, Finished time.Time
	Outcome           string // a short stable word; the store gives it no meaning
	Findings          int
	Steps             int    // changes made to the workbook
	Messages          int    // put in the outbox
	Error             string // "" when all went well
}

// Record stores a run that had nothing to commit, such as one that failed
// before it had a plan. It keeps the newest 1000 of the workbook.
func (s *Store) Record(ctx context.Context, r Run) error {
	doing := "record a run of " + r.Workbook + " in"
	if r.Workbook == "" {
		return fmt.Errorf("%s state %q: the workbook has no name", doing, s.path)
	}
	return s.write(ctx, doing, func(tx *sql.Tx) error { return insertRun(ctx, tx, r) })
}

func insertRun(ctx context.Context, tx *sql.Tx, r Run) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO runs (workbook, started, finished, outcome, findings, steps, messages, error)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		r.Workbook, formatTime(r.Started), formatTime(r.Finished), r.Outcome, r.Findings, r.Steps, r.Messages, r.Error)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM runs WHERE workbook = ?1 AND id <= (
		SELECT id FROM runs WHERE workbook = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)`, r.Workbook, keptRuns)
	return err
}

// repeats reports whether the newest run of the workbook says what r says, the
// times apart. The zero run says nothing and so repeats any.
func repeats(ctx context.Context, db *sql.DB, r Run) (bool, error) {
	if r == (Run{}) {
		return true, nil
	}
	var same bool
	err := db.QueryRowContext(ctx, `SELECT outcome = ? AND findings = ? AND steps = ? AND messages = ? AND error = ?
		FROM runs WHERE workbook = ? ORDER BY id DESC LIMIT 1`,
		r.Outcome, r.Findings, r.Steps, r.Messages, r.Error, r.Workbook).Scan(&same)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return same, err
}

// Runs returns the newest runs of a workbook, newest first; of all workbooks
// for "", and all that are kept for a limit of 0.
func (s *Store) Runs(ctx context.Context, workbook string, limit int) ([]Run, error) {
	if limit <= 0 {
		limit = -1
	}
	var list []Run
	err := s.read(ctx, "read runs from", func(db *sql.DB) (err error) {
		list, err = selectRuns(ctx, db, workbook, limit)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

func selectRuns(ctx context.Context, db *sql.DB, workbook string, limit int) ([]Run, error) {
	rows, err := db.QueryContext(ctx, `SELECT workbook, started, finished, outcome, findings, steps, messages, error
		FROM runs WHERE ?1 = '' OR workbook = ?1 ORDER BY id DESC LIMIT ?2`, workbook, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Run
	for rows.Next() {
		var r Run
		var started, finished string
		if err := rows.Scan(&r.Workbook, &started, &finished, &r.Outcome, &r.Findings, &r.Steps, &r.Messages, &r.Error); err != nil {
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
