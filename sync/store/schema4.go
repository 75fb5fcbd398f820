package store

// schema4 keeps which workbooks need not be read: how far a feed of changes was
// followed, and what is known of each workbook that was read since.
const schema4 = `
CREATE TABLE feeds (
	name   TEXT PRIMARY KEY CHECK (name <> ''),
	cursor TEXT NOT NULL CHECK (cursor <> '')
) STRICT;

CREATE TABLE readings (
	id      TEXT PRIMARY KEY CHECK (id <> ''),
	settled INTEGER NOT NULL CHECK (settled IN (0, 1)),
	at      TEXT NOT NULL,
	basis   TEXT NOT NULL
) STRICT;
`
