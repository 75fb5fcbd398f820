package xlsx

import (
	"encoding/xml"
	"strconv"
	"strings"
	"time"

	"rasoat/sheets"
)

// formats tells the number format of each cell style (an index into cellXfs
// of the styles part).
type formats struct {
	patterns []string
	dates    []bool
	// over tells of styles of ours that stand over a blank cell of the staff's
	// which style that has: see blanks.go.
	over map[int]int
}

// builtin are the number formats that have an id but no pattern in the file
// (ECMA-376 part 1, 18.8.30). The file means the ones that depend on the
// reader's country (14, 22) as the country's short date: here that is the
// Vietnamese one.
var builtin = map[int]string{
	0: "", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
	5: `$#,##0_);($#,##0)`, 6: `$#,##0_);[Red]($#,##0)`, 7: `$#,##0.00_);($#,##0.00)`, 8: `$#,##0.00_);[Red]($#,##0.00)`,
	9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
	14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
	18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "dd/mm/yyyy h:mm",
	37: `#,##0_);(#,##0)`, 38: `#,##0_);[Red](#,##0)`, 39: `#,##0.00_);(#,##0.00)`, 40: `#,##0.00_);[Red](#,##0.00)`,
	41: `_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)`, 42: `_($* #,##0_);_($* (#,##0);_($* "-"_);_(@_)`,
	43: `_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)`, 44: `_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)`,
	45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}

func builtinPattern(id int) string {
	if p, ok := builtin[id]; ok {
		return p
	}
	// The East Asian ids are dates in every one of their countries.
	if id >= 27 && id <= 36 || id >= 50 && id <= 58 {
		return "yyyy/mm/dd"
	}
	return ""
}

func readFormats(p *pack, wb *workbook) (*formats, error) {
	part := related(wb.rels, "styles")
	if part == "" {
		return &formats{}, nil
	}
	data, err := p.read(part)
	if err != nil {
		return nil, err
	}
	return parseFormats(part, data)
}

// parseFormats reads the number formats from the styles part of that name.
func parseFormats(part string, data []byte) (*formats, error) {
	var doc struct {
		NumFmts []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Xfs []struct {
			NumFmtID int         `xml:"numFmtId,attr"`
			Over     []overBlank `xml:"extLst>ext>rasoatBlank"`
		} `xml:"cellXfs>xf"`
	}
	if err := xml.Unmarshal(data, &doc); err != nil {
		return nil, damagedPart(part, err)
	}
	custom := map[int]string{}
	for _, n := range doc.NumFmts {
		custom[n.ID] = n.Code
	}
	f := &formats{over: map[int]int{}}
	for i, xf := range doc.Xfs {
		if len(xf.Over) == 1 && xf.Over[0].Style >= 0 && xf.Over[0].Style < len(doc.Xfs) {
			f.over[i] = xf.Over[0].Style
		}
		pattern, ok := custom[xf.NumFmtID]
		if !ok {
			pattern = builtinPattern(xf.NumFmtID)
		}
		if strings.EqualFold(pattern, "General") {
			pattern = ""
		}
		f.patterns = append(f.patterns, pattern)
		f.dates = append(f.dates, isDate(pattern))
	}
	return f, nil
}

func isDate(pattern string) bool { return sheets.Cell{Format: pattern}.Class() == sheets.Date }

func (f *formats) at(style int) (pattern string, date bool) {
	if style < 0 || style >= len(f.patterns) {
		return "", false
	}
	return f.patterns[style], f.dates[style]
}

// days1904 lies between the two epochs of workbooks.
const days1904 = 1462

// addDays adds whole days to the decimal text of a serial number.
func addDays(serial string, days int64) string {
	whole, frac, point := strings.Cut(serial, ".")
	if n, err := strconv.ParseInt(whole, 10, 64); err == nil && n >= 0 && n+days >= 0 && !strings.ContainsAny(frac, "eE") {
		s := strconv.FormatInt(n+days, 10)
		if point {
			s += "." + frac
		}
		return s
	}
	f, err := strconv.ParseFloat(serial, 64)
	if err != nil {
		return serial
	}
	return strconv.FormatFloat(f+float64(days), 'f', -1, 64)
}

// isoSerial turns a date as cells of type "d" hold it into a serial number.
func isoSerial(s string) (string, bool) {
	for _, layout := range []string{"2006-01-02", "2006-01-02T15:04:05.999", "2006-01-02T15:04:05.999Z07:00"} {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		day := sheets.DayValue(t).String()
		y, m, d := t.Date()
		secs := t.Sub(time.Date(y, m, d, 0, 0, 0, 0, t.Location())).Seconds()
		if secs == 0 {
			return day, true
		}
		n, _ := strconv.ParseFloat(day, 64)
		return strconv.FormatFloat(n+secs/86400, 'f', -1, 64), true
	}
	return "", false
}
