package google

import (
	"hash/fnv"
	"slices"
	"strconv"
)

// The keys of the developer metadata by which we know what is ours. They stand
// in people's spreadsheets and never change.
const (
	markTab    = "rasoat.tab"    // on a tab: its id, a space, a digest of its page
	markColumn = "rasoat.column" // on a column: its id
	markChoice = "rasoat.choice" // on a column of the staff's: the id of its choice, what came of it, a digest of what it is
	markRow    = "rasoat.row"    // on a row, between two requests: see pin
)

// What is ours beyond what the annotations name. Their ids cannot be those of
// a column or tab of the annotations.
const (
	storeID  = ".store" // the tab that holds the texts by key
	helperID = ".marks" // the hidden column that tells the colours
)

// variants is how many ids we are ready to choose from for one thing, should
// one be taken.
const variants = 8

// chosenID returns the nth id that we choose for a thing named by its parts:
// a positive 31-bit number that is always the same.
func chosenID(n int, parts ...string) int64 {
	h := fnv.New32a()
	for _, p := range append(parts, strconv.Itoa(n)) {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return int64(h.Sum32()&0x7fffffff) | 1
}

// isChosen reports whether the id is one that we choose for the thing. A tab or
// column that people copy may take our metadata along, but not under such an
// id.
func isChosen(id int64, parts ...string) bool {
	for n := range variants {
		if chosenID(n, parts...) == id {
			return true
		}
	}
	return false
}

// freeID returns the first of the ids for a thing that is not taken.
func freeID(taken []int64, parts ...string) int64 {
	for n := range variants {
		if id := chosenID(n, parts...); !slices.Contains(taken, id) {
			return id
		}
	}
	return chosenID(0, parts...)
}

// sheetName is a tab in the parts of a chosen id.
func sheetName(id int64) string { return strconv.FormatInt(id, 10) }
