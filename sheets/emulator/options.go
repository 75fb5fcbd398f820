package emulator

import "time"

// Options is how a Server behaves. The zero value is usable.
type Options struct {
	// Now is the clock of tokens, quotas and changes; nil means time.Now.
	Now func() time.Time
	// Quota limits the requests of a minute.
	Quota Quota
	// Behaviour settles what Google's documentation leaves open.
	Behaviour Behaviour
}

// Behaviour says what the service does where its documentation is silent. With
// each switch off the emulator does what seems most likely; a client is right
// only if it holds under both.
type Behaviour struct {
	// FoldDiacritics lets XLOOKUP and XMATCH take "đ" for "d" and "é" for "e".
	FoldDiacritics bool
	// SortMovesMetadata lets the metadata of a row travel with it in a sort.
	SortMovesMetadata bool
	// SortSheetMovesFirstRow lets sorting a sheet without frozen rows move its
	// first row too.
	SortSheetMovesFirstRow bool
	// EmptyLookupIsText lets a lookup that finds an empty cell give "" (a
	// text) instead of nothing.
	EmptyLookupIsText bool
	// InsertInheritsNothing gives inserted rows and columns no format of their
	// neighbour even if it was asked for.
	InsertInheritsNothing bool
	// SortMovesFilteredRows lets a sort move rows that a filter hides.
	SortMovesFilteredRows bool
	// SpillNeverGrowsGrid lets an array that does not fit into the grid give
	// #REF! instead of adding rows and columns.
	SpillNeverGrowsGrid bool
	// DuplicateCopiesMetadata gives a copied tab the developer metadata of the
	// original, with ids of its own.
	DuplicateCopiesMetadata bool
	// FileCopyDropsMetadata gives a copied spreadsheet none of the developer
	// metadata of the original.
	FileCopyDropsMetadata bool
	// DuplicateKeepsProtection gives a copied tab the protected ranges of the
	// original.
	DuplicateKeepsProtection bool
	// ChangeLag is how long after a change Drive's list of changes tells of it.
	// 0 is at once; Google promises no time.
	ChangeLag time.Duration
}

// Role is what an account may do with a spreadsheet.
type Role uint8

// Roles, each including the one before.
const (
	None   Role = iota // no access
	Reader             // reads
	Writer             // also edits what no protection withholds
	Owner              // edits everything
)

// caller is who asks for a change. An empty address is the person who owns the
// spreadsheet and edits it in a browser.
type caller struct{ email string }
