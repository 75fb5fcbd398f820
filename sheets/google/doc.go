// Package google is the spreadsheet in Google Sheets: a [sheets.Book] over the
// Sheets API, version 4.
//
// The API has no conditional write: whatever is addressed by a row or column
// number can land on another one, because people sort, insert and paste
// between our read and our write, and what was right when it was written is
// wrong as soon as somebody sorts half of the columns. So nothing that we have
// to say is ever written beside an item. It stands in tabs of our own, and
// beside the items people see it through a lookup by the item's key:
//
//   - a hidden tab, the store, holds one line for each key that was gone over:
//     the key as it stands in the cell, and a value for each column of ours;
//   - each column of ours in a tab of the staff's is one array formula in its
//     head cell, which shows for every row below what the store holds for the
//     row's key, nothing where there is nothing to say, and that the row is
//     still to be gone over where the store does not know the key;
//   - a hidden column shows, in the same way, which cells of the row are at
//     fault, and conditional formats colour them.
//
// However people move the rows, the right text moves along, at once.
//
// What is ours is known by developer metadata, whose ids we choose, never by a
// name or place. Columns are inserted, so that no cell of anybody's can be
// overwritten; where a cell of ours must be written or a column taken out by
// its number, the batch begins with a guard that fails it as a whole unless
// our mark stands at just that number (see guard). A batch that was carried
// out but not answered can be sent again: it either changes nothing or is
// refused, because its ids are taken.
//
// A column is set up before the store says anything that it could show, and
// only a reply that proves its formula to look at the right keys is followed
// by the texts. So a column that a race put into the wrong place shows at
// worst that its rows are still to be gone over.
//
// Two things stand at cells of the staff's, by row and column number: drop-downs,
// and threads of comments. Both come after all else. The place is marked and
// looked at first, and what is written is refused as a whole where a mark went
// elsewhere meanwhile (see offering and [Book.Discuss]).
//
// What is where:
//
//   - reading: grid.go and decode*.go read a reply as a stream, state.go parts
//     what is ours from what is theirs, marks.go says how ours is known;
//   - proposing: propose.go, columns.go and pages.go work out what differs,
//     store.go and keys.go what the store is to hold, formula.go the formulas,
//     choices.go the drop-downs;
//   - writing: structure.go, fill.go and requests.go make the requests,
//     apply.go sends them in order; offer.go and rule.go lay drop-downs down,
//     threads*.go say what is said in comments;
//   - the connection: connect.go, auth.go, transport.go, retry.go, limit.go and
//     errors.go.
//
// What a list or a warning is, is decided elsewhere.
package google
