package xlsx

import (
	"strconv"
	"strings"

	"rasoat/sheets"
)

func sameMerges(a, b []sheets.Range) bool {
	if len(a) != len(b) {
		return false
	}
	have := map[sheets.Range]bool{}
	for _, r := range a {
		have[r] = true
	}
	for _, r := range b {
		if !have[r] {
			return false
		}
	}
	return true
}

// sameLink compares where links lead. Programs differ in the quotes, and
// LibreOffice writes a "#" in front and a "." before the cell.
func sameLink(a, b string) bool {
	plain := func(s string) string {
		s = strings.ReplaceAll(strings.TrimPrefix(s, "#"), "$", "")
		if i := strings.LastIndexAny(s, "!."); i >= 0 {
			return unquoteTitle(s[:i]) + "!" + s[i+1:]
		}
		return s
	}
	return plain(a) == plain(b)
}

// sameCell reports whether the cell shows the value already. Numbers are the
// same where a workbook program, which keeps 53 bits of them, cannot tell them
// apart.
func sameCell(old sheets.Cell, v sheets.Value, format string) bool {
	if isTruth(old) {
		old.Formula = ""
	}
	if old.Formula != "" {
		return false
	}
	if v.IsEmpty() || v.Kind() == sheets.Text && v.String() == "" {
		return old.Value.IsEmpty() || old.Value.Kind() == sheets.Text && old.Value.String() == ""
	}
	if old.Value.Kind() == sheets.Number && v.Kind() == sheets.Number {
		a, err1 := strconv.ParseFloat(old.Value.String(), 64)
		b, err2 := strconv.ParseFloat(v.String(), 64)
		return (err1 == nil && err2 == nil && a == b || old.Value == v) && old.Format == format
	}
	return old.Value == v
}

// cleanValue is the value as it can be written; a text of no length is none.
func cleanValue(v sheets.Value) sheets.Value {
	if v.Kind() == sheets.Text {
		if v = sheets.TextValue(cellText(v.String())); v.String() == "" {
			return sheets.Value{}
		}
	}
	return v
}

func showCell(c sheets.Cell) string {
	if c.Formula != "" {
		return "=" + c.Formula
	}
	return c.Value.String()
}

func showLinked(text, link string) string {
	if link == "" {
		return text
	}
	return text + " → " + link
}
