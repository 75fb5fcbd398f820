package config

import (
	"reflect"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"
)

// scalar reads one value.
func (r *reader) scalar(path string, n *yaml.Node, v reflect.Value, as string) {
	if n.Kind != yaml.ScalarNode {
		r.fail(path, mistake("is %s; write %s here", shape(n), expected(v.Type(), as)))
		return
	}
	if v.Kind() == reflect.String && as == "" && n.ShortTag() == "!!bool" {
		if _, ok := v.Interface().(enum); !ok {
			r.fail(path, mistake("is the switch %s, not a text: put it in quotes if the word is meant", n.Value))
			return
		}
	}
	r.set(path, n.Value, v, as)
	if !r.bad[path] {
		r.noteSpots(path, n, v, as)
	}
}

// set makes a value of a text.
func (r *reader) set(path, text string, v reflect.Value, as string) {
	switch as {
	case "comma", "word":
	case "secret":
		text = strings.TrimRight(text, "\r\n") // of a file or a block of text
	default:
		text = strings.TrimSpace(text)
	}
	if strings.TrimSpace(text) == "" && as != "comma" || text == "" {
		r.fail(path, mistake("is empty: write a value or leave the key out"))
		return
	}
	if as == "secret" && strings.IndexFunc(text, unicode.IsControl) >= 0 { // it is not repeated
		r.fail(path, mistake("holds a control character or a line break: in double quotes write \\\\ for \\, or take single quotes"))
		return
	}
	if i := strings.IndexFunc(text, func(c rune) bool { return c < ' ' && !strings.ContainsRune("\t\r\n", c) || c == 0x7f }); i >= 0 {
		r.fail(path, mistake("holds a control character: in double quotes write \\\\ for \\, or take single quotes"))
		return
	}
	if as != "path" && as != "secret" && as != "word" { // these are matched byte for byte
		text = norm.NFC.String(text)
	}
	value, e := r.convert(text, v, as)
	if e != nil {
		r.fail(path, e)
		return
	}
	v.Set(reflect.ValueOf(value).Convert(v.Type()))
}
