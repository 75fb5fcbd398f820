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
// The behaviour follows Google's function list and its help pages on array
// formulas and on locales. They leave much open, and what is done then is an
// assumption, not an observation of the service:
//
//   - a ';' between arguments is understood in a ',' locale, not the reverse;
//   - spaces and the case of function names are kept, references are not;
//   - titles of tabs are quoted unless they are plain ASCII words;
//   - a range where one value is wanted gives the one in the formula's row or
//     column, also when it is all of the formula, and #VALUE! without one;
//   - a range that reaches beyond the grid ends there, and one that lies
//     outside of it is #REF!;
//   - arrays of different sizes give #N/A where one of them ends;
//   - XLOOKUP and XMATCH find a blank cell by a blank key, never by "", and an
//     empty fourth argument of XLOOKUP is none;
//   - FIND and SEARCH know no wildcards;
//   - a number is written with an exponent from 1E+15 and below 1E-9;
//   - a range that moved rows leave or enter shrinks or grows as by deleting
//     and inserting them.
package calc
