package emulator

import (
	"encoding/json"
	"math"
	"strconv"
	"unicode/utf8"
)

// writer writes JSON piece by piece. Fields that the mask does not select are
// never made: a caller asks [writer.field] before it writes a value.
type writer struct {
	out  chunks
	buf  []byte
	last byte
}

// flushAt is how much is gathered before it goes to the chunks, in bytes.
const flushAt = 1 << 15

func (w *writer) raw(s string) {
	w.buf = append(w.buf, s...)
	w.last = s[len(s)-1]
	if len(w.buf) >= flushAt {
		w.flush()
	}
}

func (w *writer) flush() {
	w.out.Write(w.buf)
	w.buf = w.buf[:0]
}

// field begins a field of the open object, if the mask selects it, and gives
// the mask of its value.
func (w *writer) field(m *mask, name string) (*mask, bool) {
	inner, ok := m.sub(name)
	if !ok {
		return nil, false
	}
	if w.last != '{' {
		w.buf = append(w.buf, ',')
	}
	w.buf = append(w.buf, '"')
	w.buf = append(w.buf, name...)
	w.raw(`":`)
	return inner, true
}

// element begins an element of the open array.
func (w *writer) element() {
	if w.last != '[' {
		w.raw(",")
	}
}

// text writes a field with a text.
func (w *writer) text(m *mask, name, v string) {
	if _, ok := w.field(m, name); ok {
		w.string(v)
	}
}

// textIf writes a field with a text, unless it is empty.
func (w *writer) textIf(m *mask, name, v string) {
	if v != "" {
		w.text(m, name, v)
	}
}

// int writes a field with a whole number.
func (w *writer) int(m *mask, name string, v int) {
	if _, ok := w.field(m, name); ok {
		w.raw(strconv.Itoa(v))
	}
}

// intIf writes a field with a whole number, unless it is 0.
func (w *writer) intIf(m *mask, name string, v int) {
	if v != 0 {
		w.int(m, name, v)
	}
}

// boolIf writes a field that is true, and nothing if it is false.
func (w *writer) boolIf(m *mask, name string, v bool) {
	if v {
		if _, ok := w.field(m, name); ok {
			w.raw("true")
		}
	}
}

// any writes a field with a kept value, unless there is none.
func (w *writer) any(m *mask, name string, v any) {
	if v == nil {
		return
	}
	if o, ok := v.(object); ok && o == nil {
		return
	}
	if inner, ok := w.field(m, name); ok {
		w.value(inner, v)
	}
}

// value writes a kept value: an object, an array, a text, a number, a bool.
func (w *writer) value(m *mask, v any) {
	switch v := v.(type) {
	case object:
		w.raw("{")
		for _, name := range sortedKeys(v) {
			if unsaid(v, name) {
				continue
			}
			inner, ok := w.field(m, name)
			if !ok {
				continue
			}
			if f, number := floatOf(v[name]); number && (name == "red" || name == "green" || name == "blue") {
				w.raw(shade(f).String())
				continue
			}
			w.value(inner, v[name])
		}
		w.raw("}")
	case []any:
		w.raw("[")
		for _, e := range v {
			w.element()
			w.value(m, e)
		}
		w.raw("]")
	case []object:
		w.raw("[")
		for _, e := range v {
			w.element()
			w.value(m, e)
		}
		w.raw("]")
	case string:
		w.string(v)
	case json.Number:
		w.raw(v.String())
	case int:
		w.raw(strconv.Itoa(v))
	case float64:
		w.number(v)
	case bool:
		w.raw(strconv.FormatBool(v))
	case nil:
		w.raw("null")
	default: // a reply put together from Go's own types
		w.value(m, plain(v))
	}
}

// unsaid tells whether the service leaves a field of an object out: the id 0 of
// a sheet in ranges and coordinates, and parts of a colour that are 0.
func unsaid(o object, name string) bool {
	switch name {
	case "sheetId":
		_, properties := o["title"]
		_, location := o["locationType"]
		return !properties && !location && intOf(o[name]) == 0
	case "red", "green", "blue":
		f, ok := floatOf(o[name])
		return ok && f == 0
	}
	return false
}

// floatOf reads a number of an object.
func floatOf(v any) (float64, bool) {
	switch v := v.(type) {
	case json.Number:
		f, err := v.Float64()
		return f, err == nil
	case float64:
		return v, true
	}
	return 0, false
}

// shade is a part of a colour as the service keeps it: one of 255 steps, told
// in single precision.
func shade(f float64) json.Number {
	step := float32(math.Floor(min(max(f, 0), 1)*255+1e-4)) / 255
	return json.Number(strconv.FormatFloat(float64(step), 'f', -1, 32))
}

// plain turns any value that encoding/json knows into objects and arrays.
func plain(v any) any {
	b, err := json.Marshal(v)
	if err != nil { // only values of this package come here
		panic(err)
	}
	out, err := decode(b)
	if err != nil {
		panic(err)
	}
	return out
}

// number writes a number as shortly as it can be told apart.
func (w *writer) number(f float64) {
	switch {
	case math.IsNaN(f):
		w.raw(`"NaN"`)
	case math.IsInf(f, 0):
		w.raw(`"Infinity"`)
	case f == math.Trunc(f) && math.Abs(f) < 1e15:
		w.raw(strconv.FormatInt(int64(f), 10))
	default:
		format := byte('f')
		if abs := math.Abs(f); abs < 1e-6 || abs >= 1e21 {
			format = 'e'
		}
		w.raw(strconv.FormatFloat(f, format, -1, 64))
	}
}

// string writes a text. Bytes that are no UTF-8 become U+FFFD.
func (w *writer) string(s string) {
	const hex = "0123456789abcdef"
	w.buf = append(w.buf, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		r, size := rune(c), 1
		if c >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
			if r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
		}
		w.buf = append(w.buf, s[start:i]...)
		switch {
		case c == '"' || c == '\\':
			w.buf = append(w.buf, '\\', c)
		case c == '\n':
			w.buf = append(w.buf, '\\', 'n')
		case r == utf8.RuneError:
			w.buf = append(w.buf, "\ufffd"...)
		default:
			w.buf = append(w.buf, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i += size
		start = i
	}
	w.buf = append(w.buf, s[start:]...)
	w.raw(`"`)
}
