package emulator

import "maps"

// colour is a Color; absent parts are 0.
func colour(red, green, blue float64) object {
	o := object{}
	for name, v := range map[string]float64{"red": red, "green": green, "blue": blue} {
		if v != 0 {
			o[name] = v
		}
	}
	return o
}

// defaultFormat is the format of a cell to which nobody gave one.
func defaultFormat() object {
	return object{
		"backgroundColor":      colour(1, 1, 1),
		"backgroundColorStyle": object{"rgbColor": colour(1, 1, 1)},
		"padding":              object{"top": 2, "right": 3, "bottom": 2, "left": 3},
		"verticalAlignment":    "BOTTOM",
		"wrapStrategy":         "OVERFLOW_CELL",
		"textFormat": object{
			"foregroundColor":      object{},
			"foregroundColorStyle": object{"rgbColor": object{}},
			"fontFamily":           "arial,sans,sans-serif",
			"fontSize":             10,
			"bold":                 false, "italic": false, "strikethrough": false, "underline": false,
		},
	}
}

// theme is the theme of a new spreadsheet.
func theme() object {
	entry := func(kind string, c object) any {
		return object{"colorType": kind, "color": object{"rgbColor": c}}
	}
	return object{"primaryFontFamily": "Arial", "themeColors": []any{
		entry("TEXT", object{}),
		entry("BACKGROUND", colour(1, 1, 1)),
		entry("ACCENT1", colour(0.25882354, 0.52156866, 0.95686275)),
		entry("ACCENT2", colour(0.91764706, 0.2627451, 0.20784314)),
		entry("ACCENT3", colour(0.9843137, 0.7372549, 0.015686275)),
		entry("ACCENT4", colour(0.20392157, 0.65882355, 0.3254902)),
		entry("ACCENT5", colour(1, 0.42745098, 0.003921569)),
		entry("ACCENT6", colour(0.27450982, 0.7411765, 0.7764706)),
		entry("LINK", colour(0.06666667, 0.33333334, 0.8)),
	}}
}

// shownFormat is the effective format as far as a mask selects it: the usual
// format, which is large, is not made where only the number format is wanted.
func (c *cell) shownFormat(m *mask) object {
	if m != nil && len(m.fields) == 1 && m.fields["*"] == nil && m.has("numberFormat") {
		if c.format == nil {
			return object{}
		}
		return c.format
	}
	return c.effectiveFormat()
}

// effectiveFormat is the format that a cell is shown in: what it was given over
// the default. Conditional formats do not enter into it.
func (c *cell) effectiveFormat() object {
	f := defaultFormat()
	for name, v := range c.format {
		if inner, ok := v.(object); ok && name == "textFormat" {
			text, _ := f[name].(object)
			maps.Copy(text, inner)
			continue
		}
		f[name] = v
	}
	if c.link != "" {
		f["hyperlinkDisplayType"] = "LINKED"
	} else if _, ok := f["hyperlinkDisplayType"]; !ok {
		f["hyperlinkDisplayType"] = "PLAIN_TEXT"
	}
	return f
}
