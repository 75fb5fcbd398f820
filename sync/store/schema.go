package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// application marks a SQLite file as ours (PRAGMA application_id): "raso".
const application = 0x7261736f

// schema lists the migrations. The state's version (PRAGMA user_version) is how
// many of them it has been through; a migration that was once released is never
// edited.
func schema() []string { return []string{schema1, schema2, schema3, schema4} }

// outbox_state is a table of its own so that a later migration can add a state
// by adding a row: a CHECK on outbox could not be changed without copying all
// the messages.
const schema1 = `
CREATE TABLE history (
	workbook TEXT PRIMARY KEY CHECK (workbook <> ''),
	version  INTEGER NOT NULL CHECK (version > 0),
	document TEXT NOT NULL CHECK (json_valid(document))
) STRICT;

CREATE TABLE outbox_state (
	name TEXT PRIMARY KEY
) STRICT;

INSERT INTO outbox_state (name) VALUES ('pending'), ('sent'), ('dead');

CREATE TABLE outbox (
	id         INTEGER PRIMARY KEY,
	key        TEXT NOT NULL UNIQUE CHECK (key <> ''),
	workbook   TEXT NOT NULL CHECK (workbook <> ''),
	department TEXT NOT NULL,
	recipients TEXT NOT NULL CHECK (json_array_length(recipients) > 0),
	subject    TEXT NOT NULL,
	raw        BLOB NOT NULL CHECK (length(raw) > 0),
	created    TEXT NOT NULL,
	state      TEXT NOT NULL DEFAULT 'pending' REFERENCES outbox_state (name),
	settled    TEXT,
	place      TEXT NOT NULL DEFAULT '',
	reason     TEXT NOT NULL DEFAULT '',
	CHECK ((settled IS NOT NULL) = (state IN ('sent', 'dead'))),
	CHECK (place = '' OR state = 'sent'),
	CHECK (reason <> '' OR state <> 'dead')
) STRICT;

CREATE INDEX outbox_pending ON outbox (id) WHERE state = 'pending';

CREATE TABLE runs (
	id       INTEGER PRIMARY KEY,
	workbook TEXT NOT NULL CHECK (workbook <> ''),
	started  TEXT NOT NULL,
	finished TEXT NOT NULL,
	outcome  TEXT NOT NULL,
	findings INTEGER NOT NULL,
	steps    INTEGER NOT NULL,
	messages INTEGER NOT NULL,
	error    TEXT NOT NULL
) STRICT;

CREATE INDEX runs_workbook ON runs (workbook, id);

CREATE TABLE slots (
	job  TEXT PRIMARY KEY CHECK (job <> ''),
	slot TEXT NOT NULL
) STRICT;
`

// querier is a database or a transaction to read from.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

var errForeign = errors.New("the file is a SQLite database of another program; set another path")

// schemaVersion returns the file's schema version, 0 for an empty file. It
// refuses a file of another program and a schema newer than newest.
func schemaVersion(ctx context.Context, q querier, newest int) (int, error) {
	var version, id, tables int
	err := q.QueryRowContext(ctx, `SELECT (SELECT user_version FROM pragma_user_version),
		(SELECT application_id FROM pragma_application_id), (SELECT count(*) FROM sqlite_schema)`).Scan(&version, &id, &tables)
	if err != nil {
		return 0, err
	}
	if id != application && (id != 0 || version != 0 || tables != 0) {
		return 0, errForeign
	}
	if version > newest {
		return 0, fmt.Errorf("its schema is version %d and this program knows only %d; use the newer rasoat that wrote it, or set another path", version, newest)
	}
	return version, nil
}

// migrate brings the schema up to date in one transaction. Should another
// process do so at the same time, one of them waits and then finds it done.
func migrate(ctx context.Context, db *sql.DB, steps []string) error {
	version, err := schemaVersion(ctx, db, len(steps))
	if err != nil || version >= len(steps) {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after Commit
	version, err = schemaVersion(ctx, tx, len(steps))
	if err != nil || version >= len(steps) {
		return err
	}
	for i, step := range steps[version:] {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return fmt.Errorf("migrate the schema to version %d: %w", version+i+1, err)
		}
	}
	mark := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", application, len(steps))
	if _, err := tx.ExecContext(ctx, mark); err != nil {
		return err
	}
	return tx.Commit()
}
