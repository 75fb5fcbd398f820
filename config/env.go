package config

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
)

const (
	prefix     = "RASOAT_"
	configFile = "RASOAT_CONFIG" // names the file itself; the command line reads it
)

// override is a key that the environment sets.
type override struct {
	path, variable, value string
}

// environment finds the variables that set keys of c and refuses the others
// that carry our prefix.
func (r *reader) environment(c *Config, environ []string) {
	paths := map[string]string{}
	var known []string
	for _, p := range singles("", reflect.TypeOf(*c), "") {
		name := prefix + strings.ToUpper(strings.ReplaceAll(p, ".", "_"))
		paths[name] = p
		known = append(known, name)
	}
	for _, e := range environ {
		name, value, _ := strings.Cut(e, "=")
		if !strings.HasPrefix(name, prefix) || name == configFile || value == "" {
			continue
		}
		path, ok := paths[name]
		if !ok {
			e := mistake("sets no key: a variable spells the path of a key that holds one value outside a list, as %sLOG_LEVEL does log.level", prefix)
			e.Nearest = nearest(name, known)
			r.failAt(place{variable: name}, "", e)
			continue
		}
		r.env = append(r.env, override{path, name, value})
	}
	slices.SortFunc(r.env, func(a, b override) int { return cmp.Compare(a.path, b.path) })
}

// singles returns the paths of all keys that hold one value outside a list.
func singles(path string, t reflect.Type, as string) []string {
	if t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		return nil
	}
	if isScalar(t, as) {
		return []string{path}
	}
	var all []string
	for _, f := range fieldsIn(t) {
		all = append(all, singles(join(path, f.key), f.typ, f.as)...)
	}
	return all
}

// override returns what the environment says of the key.
func (r *reader) override(path string) (override, bool) {
	for _, o := range r.env {
		if o.path == path {
			return o, true
		}
	}
	return override{}, false
}

// overridesIn reports whether the environment sets a key below the path.
func (r *reader) overridesIn(path string) bool {
	return slices.ContainsFunc(r.env, func(o override) bool { return strings.HasPrefix(o.path, path+".") })
}
