package store

// schema3 has a run say why it was and all that it did, and keeps the figures of
// each day. What is in runs stays: nobody knows any more what set those off.
const schema3 = `
ALTER TABLE runs ADD COLUMN why TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN detail TEXT CHECK (detail IS NULL OR json_valid(detail));

CREATE INDEX runs_finished ON runs (finished);

CREATE TABLE figures (
	workbook TEXT NOT NULL CHECK (workbook <> ''),
	day      TEXT NOT NULL CHECK (day = date(day)),
	taken    TEXT NOT NULL,
	document TEXT NOT NULL CHECK (json_valid(document)),
	PRIMARY KEY (workbook, day)
) STRICT;

CREATE INDEX figures_day ON figures (day);
`
