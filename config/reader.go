package config

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// reader fills a Config from the nodes of a YAML document and collects every
// mistake on the way, where the decoder of the library stops at some.
//
// Fields name their key in the tag "yaml". The tag "as" says how a text
// becomes the value (see scalar); on a list or map it is about the elements.
type reader struct {
	file    string
	folder  string
	env     []override
	lines   [][]rune           // of the file
	places  map[string]place   // of everything that was read, by path
	spots   map[string][]place // of the letters of texts that others read more in, by path
	bad     map[string]bool    // paths with a mistake: nothing more is said of them
	errs    Errors
	visited int
	most    int // nodes that may be visited
}

// place is where a value stands: in the file, or in a variable.
type place struct {
	line, col int
	variable  string
}

// enum is a text of a closed list of values.
type enum interface {
	// values returns what a value is called ("mode") and all there are.
	values() (noun string, allowed []string)
}

// find returns the place of a path or of the nearest thing around it.
func find(places map[string]place, path string) place {
	for {
		if p, ok := places[path]; ok {
			return p
		}
		if path == "" {
			return place{}
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
}

// has reports whether the file or the environment sets the path, rightly or
// not.
func (r *reader) has(path string) bool {
	_, ok := r.places[path]
	return ok
}

// fail records a mistake at the path.
func (r *reader) fail(path string, e *Error) { r.failAt(find(r.places, path), path, e) }

func (r *reader) failAt(p place, path string, e *Error) {
	r.bad[path] = true
	e.File, e.Line, e.Column, e.Key = r.file, p.line, p.col, path
	if p.variable != "" {
		e.File = "$" + p.variable
	}
	r.errs = append(r.errs, e)
}

func nodePlace(n *yaml.Node) place { return place{line: n.Line, col: n.Column} }

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// parse returns the root of the one document in the data, or nil where it
// holds none.
func (r *reader) parse(data []byte) *yaml.Node {
	if line, e := noText(data); e != nil {
		r.failAt(place{line: line, col: 1}, "", e)
		return nil
	}
	r.lines = splitLines(data)
	d := yaml.NewDecoder(strings.NewReader(string(data)))
	var doc, second yaml.Node
	if err := d.Decode(&doc); err != nil {
		if !errors.Is(err, io.EOF) {
			line, e := syntax(data, err)
			r.failAt(place{line: line, col: 1}, "", e)
		}
		return nil
	}
	switch err := d.Decode(&second); {
	case err == nil:
		r.failAt(nodePlace(&second), "", mistake("a second document begins here: keep one, without the line ---"))
	case !errors.Is(err, io.EOF):
		line, e := syntax(data, err)
		r.failAt(place{line: line, col: 1}, "", e)
	}
	if len(doc.Content) == 0 {
		return nil
	}
	return doc.Content[0]
}

// document reads the root of the file, which may be nil, into the Config. It
// reports whether the root can hold keys, so that it makes sense to miss some.
func (r *reader) document(root *yaml.Node, c *Config) bool {
	v := reflect.ValueOf(c).Elem()
	if root == nil || isNull(root) {
		r.mapping("", nil, v)
		return true
	}
	r.most = max(leastNodes, 4*written(root))
	r.read("", root, v, "")
	return root.Kind == yaml.MappingNode
}

// An alias may stand for something that holds aliases itself: a short file
// can mean an endless one. So much is read of any file, and four times what
// stands in it.
const leastNodes = 100_000

// written counts the nodes that stand in the file itself.
func written(n *yaml.Node) int {
	count := 1
	for _, c := range n.Content {
		count += written(c)
	}
	return count
}

// spend counts what was read and reports whether there may be more.
func (r *reader) spend(path string, nodes int) bool {
	before := r.visited
	r.visited += nodes
	if before < r.most && r.visited >= r.most {
		r.fail(path, mistake("the file is too large once every alias (*name) is written out"))
	}
	return r.visited < r.most
}

// target returns what an alias stands for, and other nodes as they are.
func target(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// setDefaults gives an entry of a list the values of the keys it leaves out.
func setDefaults(v reflect.Value) {
	if d, ok := v.Addr().Interface().(interface{ setDefaults() }); ok {
		d.setDefaults()
	}
}

// read reads a node into v.
func (r *reader) read(path string, n *yaml.Node, v reflect.Value, as string) {
	r.places[path] = nodePlace(n)
	n = target(n)
	switch {
	case !r.spend(path, 1):
		return
	case n.Style&yaml.TaggedStyle != 0: // which can be a password, and is not repeated
		r.fail(path, mistake("has a tag, which begins with !: write the value without it, or in quotes if a text is meant"))
		return
	case isNull(n):
		r.fail(path, mistake("is empty: write a value or leave it out"))
		return
	}

	if v.Kind() == reflect.Pointer && as != "zone" {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
		setDefaults(v)
	}

	switch {
	case isScalar(v.Type(), as) && !(n.Kind == yaml.MappingNode && len(fieldsIn(v.Type())) > 0):
		r.scalar(path, n, v, as)
	case v.Kind() == reflect.Struct:
		if r.isMapping(path, n, v.Type()) {
			r.mapping(path, n, v)
		}
	case v.Kind() == reflect.Slice:
		r.list(path, n, v, as)
	case v.Kind() == reflect.Map:
		if r.isMapping(path, n, v.Type()) {
			r.dictionary(path, n, v, as)
		}
	}
}

// isScalar reports whether values of the type are written as one text.
func isScalar(t reflect.Type, as string) bool {
	switch t.Kind() {
	case reflect.Slice, reflect.Map:
		return false
	case reflect.Struct:
		return as != ""
	}
	return true
}

func isNull(n *yaml.Node) bool {
	n = target(n)
	return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}

func (r *reader) isMapping(path string, n *yaml.Node, t reflect.Type) bool {
	if n.Kind == yaml.MappingNode {
		return true
	}
	var keys []string
	for _, f := range fieldsIn(t) {
		keys = append(keys, f.key)
	}
	what := "names, each with a value after a colon,"
	if len(keys) > 0 {
		what = "keys of its own (" + strings.Join(keys, ", ") + ")"
	}
	is := shape(n)
	if n.Kind == yaml.ScalarNode && path != "" && holdsSecret(t) {
		is = "a single value"
	}
	r.fail(path, mistake("is %s; write %s here", is, what))
	return false
}

// shape says in plain words what a node is.
func shape(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a group of keys"
	case yaml.SequenceNode:
		return "a list"
	}
	return fmt.Sprintf("the single value %s", quote(n.Value))
}

// field is a field of a struct that the file can set.
type field struct {
	index   int
	key, as string
	typ     reflect.Type
}

// fieldsIn returns the fields of a struct that have a key.
func fieldsIn(t reflect.Type) []field {
	if t.Kind() != reflect.Struct {
		return nil
	}
	var all []field
	for i := range t.NumField() {
		f := t.Field(i)
		if key, ok := f.Tag.Lookup("yaml"); ok {
			all = append(all, field{i, key, f.Tag.Get("as"), f.Type})
		}
	}
	return all
}

// mapping reads the keys of a struct. The node may be nil: then only the
// environment sets some.
func (r *reader) mapping(path string, n *yaml.Node, v reflect.Value) {
	fields := fieldsIn(v.Type())
	known := make([]string, len(fields))
	for i, f := range fields {
		known[i] = f.key
	}
	given := map[string]*yaml.Node{}
	for _, e := range r.entries(path, n) {
		if !slices.Contains(known, e.key) && path != "" && holdsSecret(v.Type()) && (isNull(e.value) || !looksLikeKey.MatchString(e.key)) {
			no := mistake("holds something that is no key: a text with a comma, a colon or a bracket needs quotes")
			no.Allowed = known
			r.failAt(e.at, path, no)
			continue
		}
		if !slices.Contains(known, e.key) {
			r.failAt(e.at, join(path, e.key), &Error{Msg: "is not a known key", Allowed: known, Nearest: nearest(e.key, known)})
			continue
		}
		given[e.key] = e.value
	}
	for _, f := range fields {
		value, child := v.Field(f.index), join(path, f.key)
		if o, ok := r.override(child); ok {
			r.places[child] = place{variable: o.variable}
			r.set(child, o.value, value, f.as)
			continue
		}
		switch node := given[f.key]; {
		case node != nil && !isNull(node):
			r.read(child, node, value, f.as)
		case r.overridesIn(child):
			r.mapping(child, nil, value)
		}
	}
}

// list reads a sequence, or one value as a sequence of it where the elements
// are single values.
func (r *reader) list(path string, n *yaml.Node, v reflect.Value, as string) {
	elem := v.Type().Elem()
	items := n.Content
	switch {
	case n.Kind == yaml.ScalarNode && isScalar(elem, as):
		items = []*yaml.Node{n}
	case n.Kind != yaml.SequenceNode && isScalar(elem, as):
		r.fail(path, mistake("is %s; write %s here, or a list of such", shape(n), expected(elem, as)))
		return
	case n.Kind != yaml.SequenceNode:
		r.fail(path, mistake("is %s; write a list here, each entry after a hyphen", shape(n)))
		return
	}
	all := reflect.MakeSlice(v.Type(), len(items), len(items))
	for i, item := range items {
		setDefaults(all.Index(i))
		r.read(fmt.Sprintf("%s[%d]", path, i), item, all.Index(i), as)
	}
	v.Set(all)
}

// dictionary reads a map, whose keys are texts of the user's or an enum.
// Entries with a mistake are left out.
func (r *reader) dictionary(path string, n *yaml.Node, v reflect.Value, as string) {
	t := v.Type()
	all := reflect.MakeMap(t)
	for _, e := range r.entries(path, n) {
		child, key := join(path, e.key), reflect.ValueOf(e.key).Convert(t.Key())
		if known, ok := key.Interface().(enum); ok {
			if noun, allowed := known.values(); !slices.Contains(allowed, e.key) {
				r.failAt(e.at, child, notOneOf(e.key, noun, allowed))
				continue
			}
		}
		if foldName(e.key) == "" {
			r.failAt(e.at, child, mistake("the name before the colon is empty"))
			continue
		}
		value := reflect.New(t.Elem()).Elem()
		r.read(child, e.value, value, as)
		if !r.bad[child] {
			all.SetMapIndex(key, value)
		}
	}
	v.Set(all)
}
