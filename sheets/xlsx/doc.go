// Package xlsx is the workbook file: a [sheets.Book] over an .xlsx or .xlsm
// file in a folder that people share, and [Create] for new files.
//
// A person's file is patched, not saved again. Only the parts that hold
// something of ours are changed, and within the part of a tab only our cells,
// the widths of our columns and our drop-downs; every other part is copied as it
// is, still packed. So formulas keep their last results but where they depend on
// our cells (stale.go says why), and what we know nothing of (charts, pictures,
// protection, macros) or what is theirs (rules about what may be typed) stays what
// it was.
//
// What is where:
//
//   - reading: pack.go opens the container, scan.go goes through the tokens of
//     a part while belt.go unpacks it, workbook.go, formats.go, text.go and
//     sheet.go read the parts with their raw values, rules.go what may be typed,
//     state.go and theirs.go part what is ours from what is theirs, and marks.go
//     and choicemarks.go say how ours is known;
//   - proposing: check.go refuses what does not fit, propose.go, place.go,
//     choices.go, owntab.go and compare.go work out what differs, page.go,
//     chart.go and look.go lay out and dress what is ours;
//   - writing: write.go makes the new file from patch.go and rulespatch.go (a
//     tab), xmlpatch.go (any part), strict.go and look.go (styles), and zip.go
//     packs it; stale.go, refs.go and tables.go know which formulas of the staff's
//     depend on our cells;
//   - committing: commit.go puts it in the place of the old one without
//     losing an edit of anybody's; rest.go and restread.go show while a tab is
//     packed that nothing of theirs changed, again.go for the whole file;
//     lock.go sees who has it open.
//
// [sheets.Note.Mark] is not shown: no cell of the staff's is coloured.
// Excel computes all formulas anew when it opens a file that we wrote;
// LibreOffice those that depend on our cells, as their last result is gone.
//
// What a list or a warning is, is decided elsewhere.
package xlsx
