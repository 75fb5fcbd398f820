package ledger

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"rasoat/sheets"
)

// notes is what is known of the notes of a list while its rows are read.
type notes struct {
	marks map[string]noteMark // the marks that a note explains, by their key
	lines map[int]bool        // the rows in which a marked note begins
	data  int                 // the last row with figures, or with a number and more
	begun bool                // the notes below the list have begun
	rows  []int               // the rows read since then that are notes
}

// noteMark is a mark as a note bears it.
type noteMark struct {
	text string
	// loose marks a note that is only numbered ("1. Số liệu …"): its number
	// beside a text or figure is a mark, alone in a cell it need not be.
	loose bool
}

var (
	noteHead = regexp.MustCompile(`(?i)^[\s(*_]*(?:ghi chú|chú thích|lưu ý|notes?)\s*[:.]\s*`)
	noteLine = regexp.MustCompile(`^(` + noteMarks + `|\d{1,2}[).])\s*:?\s*(\S.*)$`)
	markTail = regexp.MustCompile(`^(.*?)\s*(` + noteMarks + `|\d{1,2}\))[\s,;]*$`)
	markHead = regexp.MustCompile(`^(` + noteMarks + `)\s*([-−–(]?\s?\d.*)$`)
	// What stands below a list: notes and signatures.
	notesBegin = regexp.MustCompile(`(?i)^[\s(*_]*(?:(?:ghi chú|chú thích|lưu ý|nơi nhận|người (?:lập|tổng hợp|báo cáo|kiểm tra|duyệt|theo dõi)|lập biểu|thủ trưởng|kế toán trưởng|notes?)(?:[\s:.(]|$)|` +
		`(?:tm|kt|tl|tuq)\.|(?:số tiền )?bằng chữ|nguồn(?: số liệu| dữ liệu)?\s*:|(?:phó )?(?:giám đốc|chủ tịch|chánh văn phòng)$|\(?(?:đã ký|ký tên|ký, ghi rõ))`)
	signature = regexp.MustCompile(`(?i)^[\s(*_]*(?:(?:nơi nhận|người (?:lập|tổng hợp|báo cáo|kiểm tra|duyệt|theo dõi)|lập biểu|thủ trưởng|kế toán trưởng)|(?:tm|kt|tl|tuq)\.|` +
		`(?:phó )?(?:giám đốc|chủ tịch|chánh văn phòng)$|\(?(?:đã ký|ký tên|ký, ghi rõ))`)
	datedPlace = regexp.MustCompile(`(?i)ngày\s*[\d.…]*\s*tháng\s*[\d.…]*\s*năm\s*[\d.…]*\s*$`)
)

// noteMarks are the forms of marks that stand for nothing else.
const noteMarks = `\(\d{1,2}\)|\(\*{1,3}\)|\[\d{1,2}\]|⁽?[¹²³⁴-⁹]{1,2}⁾?|\*{1,3}`

// findNotes looks through the rows for notes with marks, before any row is
// read: they tell a mark in a cell of its own from "minus one". Rows with
// figures have none. A sign that numbers rows as well ("*", "1)", "1.") marks a
// note only below the last row with data.
func (rr *rowReader) findNotes() notes {
	n := notes{marks: map[string]noteMark{}, lines: map[int]bool{}}
	type line struct {
		row        int
		mark, text string
	}
	var lines []line
	var texts []string
	for r := rr.head.first(); r < rr.end; r++ {
		texts = texts[:0]
		figures, numbered, others := false, false, 0
		for col, c := range rr.tab.Row(r) {
			inNumber := rr.number != nil && col == rr.number.Col
			text := c.Value.String()
			switch {
			case c.Value.Kind() == sheets.Number && !inNumber:
				figures = true
			case inNumber && len(text) <= 8 && text != "":
				numbered = true
			case c.Value.Kind() == sheets.Text:
				if others++; mayMark(text) {
					texts = append(texts, text)
				}
			}
		}
		if figures || numbered && others > 1 {
			n.data = r
		}
		if figures {
			continue
		}
		for _, text := range texts {
			for part := range strings.SplitSeq(text, "\n") {
				if mark, rest, ok := cutMark(Clean(part)); ok {
					lines = append(lines, line{r, mark, rest})
				}
			}
		}
	}
	for _, l := range lines {
		last := l.mark[len(l.mark)-1]
		rows := strings.HasPrefix(l.mark, "*") || l.mark[0] != '(' && (last == ')' || last == '.')
		if rows && l.row <= n.data {
			continue
		}
		n.lines[l.row] = true
		key := markKey(l.mark)
		if old, ok := n.marks[key]; !ok || old.loose {
			n.marks[key] = noteMark{l.mark, last == '.'}
		}
	}
	return n
}

// mayMark reports whether a line of a text may begin with a mark.
func mayMark(text string) bool {
	if strings.IndexByte(text, '\n') >= 0 {
		return true
	}
	text = strings.TrimLeft(text, " \u00a0")
	if text == "" {
		return false
	}
	switch b := text[0]; {
	case b == '(', b == '*', b == '[', b >= '0' && b <= '9':
		return true
	case b == '\xc2', b == '\xe2': // raised figures
		return true
	case b == 'G', b == 'g', b == 'C', b == 'c', b == 'L', b == 'l', b == 'N', b == 'n':
		return noteHead.MatchString(text)
	}
	return false
}

// cutMark parts a note in its mark and its text.
func cutMark(line string) (mark, text string, ok bool) {
	m := noteLine.FindStringSubmatch(noteHead.ReplaceAllString(line, ""))
	if m == nil || len(m[2]) < 9 || !strings.ContainsFunc(m[2], isLetter) {
		return "", "", false
	}
	return m[1], m[2], true
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 'À' }

// markKey returns what is the same in all the forms of a mark: "1" for "(1)",
// "1)" and "¹".
func markKey(mark string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '(', ')', '[', ']', '.', '⁽', '⁾':
			return -1
		case '¹':
			return '1'
		case '²':
			return '2'
		case '³':
			return '3'
		}
		if r >= '⁴' && r <= '⁹' {
			return r - '⁴' + '4'
		}
		return r
	}, mark)
}

// cut takes the marks off a text that a note explains. What is left is "" where
// the text is marks alone.
func (n *notes) cut(text string) (rest string, marks []string) {
	if len(text) > 2000 || !strings.ContainsAny(text, "()[]*¹²³⁴⁵⁶⁷⁸⁹") {
		return text, nil
	}
	rest = Clean(text)
	for {
		m := markTail.FindStringSubmatch(rest)
		if m == nil {
			break
		}
		mark, ok := n.marks[markKey(m[2])]
		alone := m[1] == "" && len(marks) == 0
		if !ok || m[2][0] != '(' && strings.HasSuffix(m[2], ")") && mark.text != m[2] || alone && mark.loose {
			break
		}
		rest, marks = m[1], append(marks, mark.text)
	}
	if m := markHead.FindStringSubmatch(rest); m != nil {
		if mark, ok := n.marks[markKey(m[1])]; ok {
			rest, marks = m[2], append(marks, mark.text)
		}
	}
	if marks == nil {
		return text, nil
	}
	slices.Reverse(marks)
	return rest, marks
}

// without returns a text without the marks that a note explains; alone
// reports that it is nothing else.
func (n *notes) without(text string) (rest string, alone bool) {
	rest, marks := n.cut(text)
	return rest, rest == "" && marks != nil
}

// marksIn returns the marks that stand in a row, by column.
func (rr *rowReader) marksIn(row *Row) map[int][]string {
	if len(rr.notes.marks) == 0 || rr.notes.lines[row.Row] {
		return nil
	}
	var all map[int][]string
	for _, col := range rr.set {
		c := rr.cells[col]
		if c.Value.Kind() != sheets.Text || rr.number != nil && col == rr.number.Col {
			continue
		}
		if _, marks := rr.notes.cut(c.Value.String()); marks != nil {
			if all == nil {
				all = map[int][]string{}
			}
			all[col] = marks
		}
	}
	return all
}

// isNote reports whether a row of one text is a note or a signature.
func (rr *rowReader) isNote(row *Row) bool {
	switch {
	case notesBegin.MatchString(row.Name):
		return true
	case len(row.Amounts) > 0:
		return false
	}
	return datedPlace.MatchString(row.Name) || row.Row > rr.notes.data && rr.notes.lines[row.Row]
}

// beginsNotes reports whether any text of a row is one that stands below a
// list.
func (rr *rowReader) beginsNotes(r int) bool {
	for _, c := range rr.tab.Row(r) {
		if c.Value.Kind() != sheets.Text {
			continue
		}
		if text := Clean(c.Value.String()); notesBegin.MatchString(text) || datedPlace.MatchString(text) {
			return true
		}
	}
	return false
}

// clearlyItem reports whether a row below footnotes is one of the list all the
// same: numbered and with something in it, or with a name, and a code or at
// least two other things. A signature is neither.
func (rr *rowReader) clearlyItem(row *Row, style numbering, filled int) bool {
	if style != unnumbered {
		return len(row.Amounts) > 0 || filled > 0
	}
	if row.Name == "" || notesBegin.MatchString(row.Name) {
		return false
	}
	return rr.own(rr.code) != "" || filled > 0 && len(row.Amounts)+filled > 1
}

// settleNotes gathers the notes: those in rows that are notes, and the remarks
// in other rows that name a figure. It ties the marks of the header to them.
func (rr *rowReader) settleNotes() {
	var all []Footnote
	signed := false
	for _, row := range rr.list.Rows {
		switch row.Kind {
		case MarkerRow, RatioRow:
			continue
		case NoteRow:
			if _, ok := slices.BinarySearch(rr.notes.rows, row.Row); !ok {
				continue
			}
			var found []Footnote
			found, signed = rr.notesOf(row.Row, signed)
			all = append(all, found...)
		default:
			if text := row.Texts[FieldRemark]; hasDigit(text) && strings.ContainsFunc(text, isLetter) {
				all = append(all, Footnote{Text: text, Row: row.Row})
			}
		}
	}
	rr.list.Footnotes = all
	for i := range rr.list.Columns {
		c := &rr.list.Columns[i]
		for part := range strings.SplitSeq(c.Header, " / ") {
			_, marks := rr.notes.cut(part)
			c.Marks = append(c.Marks, marks...)
		}
	}
}

// notesOf returns the notes that stand in a row, and whether a signature has
// been seen: behind it only what bears a mark is a note.
func (rr *rowReader) notesOf(row int, signed bool) ([]Footnote, bool) {
	var found []Footnote
	pending := "" // a mark in a cell of its own
	for _, c := range rr.tab.Row(row) {
		if c.Value.Kind() != sheets.Text {
			continue
		}
		for line := range strings.SplitSeq(c.Value.String(), "\n") {
			line = Clean(line)
			if pending != "" {
				line = pending + " " + line
			}
			mark, text, ok := cutMark(line)
			pending = ""
			switch {
			case ok && rr.notes.marks[markKey(mark)].text == mark:
				found = append(found, splitNotes(mark, text, row)...)
			case markTail.MatchString(line) && strings.TrimSpace(markTail.ReplaceAllString(line, "$1")) == "":
				pending = line
			case signature.MatchString(line), datedPlace.MatchString(line):
				signed = true
			default:
				if text = noteHead.ReplaceAllString(line, ""); text != "" && !signed && strings.ContainsFunc(text, isLetter) {
					found = append(found, Footnote{Text: text, Row: row})
				}
			}
		}
	}
	return found, signed
}

// splitNotes parts notes that stand in one line, each with the number that
// follows that of the one before it.
func splitNotes(mark, text string, row int) []Footnote {
	var all []Footnote
	for {
		next := ""
		if key := markKey(mark); mark[0] == '(' && onlyDigits(key) {
			next = fmt.Sprintf("(%d)", atoi(key)+1)
		}
		at := -1
		if next != "" {
			at = strings.Index(text, " "+next+" ")
		}
		if at < 0 {
			return append(all, Footnote{mark, text, row})
		}
		all = append(all, Footnote{mark, strings.TrimRight(text[:at], " ;"), row})
		mark, text = next, text[at+len(next)+2:]
	}
}
