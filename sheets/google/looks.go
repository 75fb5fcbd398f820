package google

import (
	"strconv"
	"strings"

	sheetsapi "google.golang.org/api/sheets/v4"

	"rasoat/sheets"
)

// looksVersion rises when the looks of our tabs change, so that they are
// written anew.
const looksVersion = 1

// fontName is what Vietnamese offices write in (Decree 30/2020, annex I).
const fontName = "Times New Roman"

// Fills that are light enough to be printed and read in grey.
const (
	fillHeader  = "D9E1F2"
	fillOurs    = "FFF2CC" // the head of a column of ours in a tab of theirs
	fillTotal   = "EDEDED"
	fillError   = "F8CBAD"
	fillWarning = "FFE699"
	fillNotice  = "DDEBF7"
	colourQuiet = "7F7F7F"
	colourFault = "F8CBAD" // a cell of the staff's that is at fault
)

// colour returns a colour given as RRGGBB.
func colour(rgb string) *sheetsapi.ColorStyle {
	part := func(i int) float64 {
		n, err := strconv.ParseUint(rgb[i:i+2], 16, 8)
		if err != nil {
			return 0
		}
		return float64(n) / 255
	}
	return &sheetsapi.ColorStyle{RgbColor: &sheetsapi.Color{Red: part(0), Green: part(2), Blue: part(4)}}
}

// format begins a cell format.
func format(size int64, bold, italic bool) *sheetsapi.CellFormat {
	return &sheetsapi.CellFormat{
		TextFormat:        &sheetsapi.TextFormat{FontFamily: fontName, FontSize: size, Bold: bold, Italic: italic},
		VerticalAlignment: "MIDDLE",
	}
}

// numberFormat returns a number format pattern in the notation of the API.
func numberFormat(pattern string) *sheetsapi.NumberFormat {
	kind := "NUMBER"
	switch (sheets.Cell{Format: pattern}).Class() {
	case sheets.Date:
		kind = "DATE"
	case sheets.Percent:
		kind = "PERCENT"
	}
	return &sheetsapi.NumberFormat{Type: kind, Pattern: pattern}
}

// lookOf says how a cell of a tab of ours looks.
func lookOf(c sheets.OwnCell) *sheetsapi.CellFormat {
	f := format(11, false, false)
	border := func(fill string) {
		line := &sheetsapi.Border{Style: "SOLID", ColorStyle: colour("BFBFBF")}
		f.Borders = &sheetsapi.Borders{Top: line, Bottom: line, Left: line, Right: line}
		f.WrapStrategy = "WRAP"
		if fill != "" {
			f.BackgroundColorStyle = colour(fill)
		}
	}
	switch c.Style {
	case sheets.StyleTitle:
		f.TextFormat.Bold, f.TextFormat.FontSize = true, 14
	case sheets.StyleSubtitle:
		f.TextFormat.Italic, f.TextFormat.FontSize, f.TextFormat.ForegroundColorStyle = true, 10, colour(colourQuiet)
	case sheets.StyleParagraph:
		f.WrapStrategy, f.VerticalAlignment = "WRAP", "TOP"
	case sheets.StyleHeading:
		f.TextFormat.Bold = true
	case sheets.StyleHeader:
		border(fillHeader)
		f.TextFormat.Bold, f.HorizontalAlignment = true, "CENTER"
	case sheets.StyleBody:
		border("")
	case sheets.StyleTotal:
		border(fillTotal)
		f.TextFormat.Bold = true
	case sheets.StyleError:
		border(fillError)
	case sheets.StyleWarning:
		border(fillWarning)
	case sheets.StyleNotice:
		border(fillNotice)
	}
	if c.Format != "" {
		f.NumberFormat = numberFormat(c.Format)
	}
	return f
}

// columnHead and columnBody are how a column of ours looks in a tab of the
// staff's.
func columnHead() *sheetsapi.CellFormat {
	f := format(10, true, true)
	f.WrapStrategy, f.HorizontalAlignment, f.BackgroundColorStyle = "WRAP", "CENTER", colour(fillOurs)
	return f
}

func columnBody(pattern string) *sheetsapi.CellFormat {
	f := format(10, false, false)
	if pattern != "" {
		f.NumberFormat = numberFormat(pattern)
		return f
	}
	// From the top: where a row is too low for a text, it is the end that is
	// hidden.
	f.WrapStrategy, f.VerticalAlignment, f.HorizontalAlignment = "WRAP", "TOP", "LEFT"
	return f
}

// pixels turns a width in characters into one in pixels.
func pixels(characters, otherwise int) int64 {
	if characters <= 0 {
		characters = otherwise
	}
	return int64(characters*7 + 5)
}

// value returns a value as it is entered: texts stay texts, whatever they look
// like.
func value(v sheets.Value) *sheetsapi.ExtendedValue {
	switch v.Kind() {
	case sheets.Number:
		f := asFloat(v)
		return &sheetsapi.ExtendedValue{NumberValue: &f}
	case sheets.Bool:
		b := v == sheets.BoolValue(true)
		return &sheetsapi.ExtendedValue{BoolValue: &b}
	case sheets.Empty:
		return nil
	}
	s := clip(v.String())
	return &sheetsapi.ExtendedValue{StringValue: &s}
}

// maxText is how much text a cell holds, in characters.
const maxText = 50000

// clip cuts a text that no cell can hold.
func clip(s string) string {
	if len(s) <= maxText {
		return s
	}
	n := 0
	for i := range s {
		if n++; n >= maxText {
			return strings.ToValidUTF8(s[:i], "") + "…"
		}
	}
	return s
}

func formula(text string) *sheetsapi.ExtendedValue {
	s := "=" + text
	return &sheetsapi.ExtendedValue{FormulaValue: &s}
}
