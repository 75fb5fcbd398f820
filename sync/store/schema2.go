package store

// schema2 gives every recipient a delivery of its own, and mail that may wait
// for an approval, be withdrawn, and lose its bytes when it is old. The outbox
// is copied, since CHECKs cannot be changed in place; nothing refers to it yet.
//
// A message is as far as its deliveries are: state, settled, place and reason of
// outbox are worked out anew whenever one of them changes (recount).
//
// What was handed over before is taken for refused where it is dead. A workbook
// whose mail went out before counts as approved since then.
const schema2 = `
INSERT INTO outbox_state (name) VALUES ('waiting');

CREATE TABLE outbox_2 (
	id         INTEGER PRIMARY KEY,
	key        TEXT NOT NULL UNIQUE CHECK (key <> ''),
	workbook   TEXT NOT NULL CHECK (workbook <> ''),
	department TEXT NOT NULL,
	recipients TEXT NOT NULL CHECK (json_array_length(recipients) > 0),
	subject    TEXT NOT NULL,
	raw        BLOB NOT NULL,
	created    TEXT NOT NULL,
	approved   TEXT,
	state      TEXT NOT NULL DEFAULT 'pending' REFERENCES outbox_state (name),
	settled    TEXT,
	place      TEXT NOT NULL DEFAULT '',
	reason     TEXT NOT NULL DEFAULT '',
	CHECK (length(raw) > 0 OR settled IS NOT NULL),
	CHECK ((settled IS NOT NULL) = (state IN ('sent', 'dead'))),
	CHECK (approved IS NOT NULL OR state IN ('waiting', 'dead')),
	CHECK (approved IS NULL OR state <> 'waiting'),
	CHECK (place = '' OR state = 'sent'),
	CHECK (reason <> '' OR state <> 'dead')
) STRICT;

INSERT INTO outbox_2 (id, key, workbook, department, recipients, subject, raw, created, approved, state, settled, place, reason)
	SELECT id, key, workbook, department, recipients, subject, raw, created, created, state, settled, place, reason FROM outbox;

DROP TABLE outbox;
ALTER TABLE outbox_2 RENAME TO outbox;

CREATE INDEX outbox_open ON outbox (id) WHERE state IN ('waiting', 'pending');

CREATE TABLE delivery_state (
	name TEXT PRIMARY KEY
) STRICT;

INSERT INTO delivery_state (name) VALUES ('pending'), ('sending'), ('committing'), ('sent'), ('dead');

CREATE TABLE delivery_end (
	name TEXT PRIMARY KEY
) STRICT;

INSERT INTO delivery_end (name) VALUES ('refused'), ('dropped'), ('withdrawn');

CREATE TABLE deliveries (
	id        INTEGER PRIMARY KEY,
	message   INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
	recipient TEXT NOT NULL,
	state     TEXT NOT NULL DEFAULT 'pending' REFERENCES delivery_state (name),
	attempts  INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
	next      TEXT NOT NULL,
	updated   TEXT NOT NULL,
	doubt     INTEGER NOT NULL DEFAULT 0 CHECK (doubt IN (0, 1)),
	place     TEXT NOT NULL DEFAULT '',
	reason    TEXT NOT NULL DEFAULT '',
	ended     TEXT REFERENCES delivery_end (name),
	UNIQUE (message, recipient),
	CHECK ((ended IS NOT NULL) = (state = 'dead')),
	CHECK (place = '' OR state = 'sent'),
	CHECK (reason <> '' OR state <> 'dead')
) STRICT;

INSERT INTO deliveries (message, recipient, state, attempts, next, updated, place, reason, ended)
	SELECT o.id, r.value, o.state, iif(o.state = 'sent', 1, 0), o.created, coalesce(o.settled, o.created), o.place, o.reason,
		iif(o.state = 'dead', 'refused', NULL)
	FROM outbox o, json_each(o.recipients) r
	WHERE true GROUP BY o.id, r.value ORDER BY o.id, min(r.key);

CREATE INDEX deliveries_open ON deliveries (next) WHERE state IN ('pending', 'sending', 'committing');
CREATE INDEX deliveries_sent ON deliveries (updated) WHERE state = 'sent';
CREATE INDEX deliveries_dead ON deliveries (updated) WHERE state = 'dead';

CREATE TABLE approvals (
	workbook TEXT PRIMARY KEY CHECK (workbook <> ''),
	at       TEXT NOT NULL
) STRICT;

INSERT INTO approvals (workbook, at) SELECT workbook, min(settled) FROM outbox WHERE state = 'sent' GROUP BY workbook;

CREATE TABLE pauses (
	what  TEXT PRIMARY KEY CHECK (what <> ''),
	since TEXT NOT NULL,
	why   TEXT NOT NULL
) STRICT;

CREATE TABLE conditions (
	name  TEXT PRIMARY KEY CHECK (name <> ''),
	since TEXT NOT NULL,
	text  TEXT NOT NULL CHECK (text <> '')
) STRICT;

CREATE TABLE releases (
	workbook TEXT PRIMARY KEY CHECK (workbook <> ''),
	at       TEXT NOT NULL
) STRICT;
`
