// Package calc is the formula engine of the emulator: it reads a formula as
// people write it in a spreadsheet's locale, computes it over cells that the
// caller holds, prints it again, and rewrites its references when rows,
// columns, cells or tabs move.
//
// What is where:
//
//   - reading: lex.go cuts the text into tokens by [Locale], parse.go makes
//     the tree (node.go), known.go says which names are functions of Google's;
//   - printing: print.go, from the tokens, so that spaces and line ends stay
//     as they were written; message.go has what errors say, in three languages;
//   - computing: eval.go walks the tree, operand.go tells references from
//     arrays, array.go lines arrays up, convert.go turns values into numbers
//     and texts, compare.go orders them, match.go and index.go find them, and
//     funcs_*.go hold the functions, one file a subject;
//   - references: ref.go is what a reference is, edit.go what a structural
//     change makes of it, offset.go what copying makes of it.
//
// A [Formula] never changes: what rewrites it returns another. References
// hold the ids of sheets, so a renamed tab needs no rewriting.
//
// Which cell is computed when, circles of formulas, and where an array comes
// to stand are the caller's.
//
// The behaviour is that of Google's function list and of the help pages on
// array formulas and locales; where these are silent it is what the web
// editor shows, and the comment at the place says so.
package calc
