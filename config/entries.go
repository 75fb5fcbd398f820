package config

import (
	"go.yaml.in/yaml/v3"
)

// entry is one key of a mapping with its value.
type entry struct {
	key   string // clean
	at    place  // of the key
	value *yaml.Node
}

// entries returns the keys of a mapping node, in order, with those that it
// takes over by "<<" and does not have itself behind them.
func (r *reader) entries(path string, n *yaml.Node) []entry {
	t := taking{reader: r, path: path, index: map[string]int{}, open: map[*yaml.Node]bool{}}
	t.mapping(n)
	return t.all
}

// taking collects the entries of one mapping.
type taking struct {
	*reader
	path  string
	all   []entry
	index map[string]int      // key to its place in all
	open  map[*yaml.Node]bool // the mappings being collected: one can take itself over
}

func (t *taking) mapping(n *yaml.Node) {
	if n == nil || t.open[n] || !t.spend(t.path, len(n.Content)/2) {
		return
	}
	t.open[n] = true
	defer delete(t.open, n)
	own := len(t.all)
	var merges []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, value := n.Content[i], n.Content[i+1]
		at := nodePlace(k)
		if k.Kind == yaml.ScalarNode && k.ShortTag() == "!!merge" {
			merges = append(merges, value)
			continue
		}
		k = target(k)
		if k.Kind != yaml.ScalarNode {
			t.failAt(at, t.path, mistake("holds a key that is %s: keys are single words", shape(k)))
			continue
		}
		key := clean(k.Value)
		switch old, ok := t.index[key]; {
		case ok && old >= own:
			t.failAt(at, join(t.path, key), mistake("stands twice; the first is in line %d", t.all[old].at.line))
		case !ok:
			t.index[key] = len(t.all)
			t.all = append(t.all, entry{key, at, value})
		}
	}
	for _, m := range merges {
		t.merge(m)
	}
}

// merge takes over the keys of what stands behind "<<": a mapping or a list
// of some, the earlier before the later.
func (t *taking) merge(m *yaml.Node) {
	from := []*yaml.Node{m}
	if list := target(m); list.Kind == yaml.SequenceNode {
		from = list.Content
	}
	for _, one := range from {
		if target(one).Kind != yaml.MappingNode {
			t.failAt(nodePlace(one), t.path, mistake("<< takes over the keys of a group: name one by its anchor, as in <<: *name"))
			continue
		}
		t.mapping(target(one))
	}
}
