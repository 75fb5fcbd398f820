package emulator

import "maps"

// styled is a format with every colour told twice, as the service tells it: as
// a colour, and as a style that may also name a colour of the theme. Where a
// request gave one, the other follows from it.
func styled(format object) object {
	if format == nil {
		return nil
	}
	out := copied(format)
	colourTwice(out, "backgroundColor")
	if text, ok := out["textFormat"].(object); ok {
		text = copied(text)
		colourTwice(text, "foregroundColor")
		out["textFormat"] = text
	}
	if borders, ok := out["borders"].(object); ok {
		borders = copied(borders)
		for side, b := range borders {
			borders[side] = styledBorder(objectOf(b))
		}
		out["borders"] = borders
	}
	return out
}

// styledBorder is a border with its colour told twice.
func styledBorder(b object) object {
	b = copied(b)
	colourTwice(b, "color")
	return b
}

// colourTwice gives an object a colour and its style where it has one of them.
// The style counts.
func colourTwice(o object, name string) {
	style, styled := o[name+"Style"].(object)
	if rgb, ok := style["rgbColor"]; ok {
		o[name] = rgb
		return
	}
	if colour, ok := o[name]; ok && !styled {
		o[name+"Style"] = object{"rgbColor": colour}
	}
}

// paired is a mask that selects a colour together with its style.
func paired(m *mask) *mask {
	if m == nil {
		return nil
	}
	out := &mask{fields: maps.Clone(m.fields)}
	both(out, "backgroundColor")
	if text := out.fields["textFormat"]; text != nil {
		text = &mask{fields: maps.Clone(text.fields)}
		both(text, "foregroundColor")
		out.fields["textFormat"] = text
	}
	return out
}

func both(m *mask, name string) {
	_, plain := m.fields[name]
	_, style := m.fields[name+"Style"]
	if plain || style {
		m.fields[name], m.fields[name+"Style"] = nil, nil
	}
}
