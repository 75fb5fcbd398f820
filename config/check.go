package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// check judges what one value alone cannot tell: what is missing, what
// stands twice, what contradicts something else. It also puts names of
// departments and sources into the form in which their list has them.
//
// Parts that could not be read hold zero values; a place in r.places tells
// them from parts that are missing.
func (r *reader) check(c *Config, rules []string) {
	departments := r.directory(c)
	statuses, priorities := make([]names, len(c.Statuses)), make([]names, len(c.Priorities))
	for i, s := range c.Statuses {
		statuses[i] = names{name: s.Name, aliases: s.Aliases}
	}
	for i, p := range c.Priorities {
		priorities[i] = names{name: p.Name, aliases: p.Aliases}
	}
	r.closed("statuses", statuses)
	r.closed("priorities", priorities)
	sources := r.sources(c, departments)

	if len(c.Workbooks) == 0 && !r.bad["workbooks"] {
		r.fail("workbooks", mistake("is missing: name at least one workbook"))
	}
	categories := map[string]string{} // of all lists
	for i := range c.Workbooks {
		r.workbook(fmt.Sprintf("workbooks[%d]", i), &c.Workbooks[i], c, sources, categories)
	}
	r.distinct(len(c.Workbooks), "workbooks[%d].name", "", func(i int) string { return c.Workbooks[i].Name })
	r.distinct(len(c.Workbooks), "workbooks[%d].file", "; put the lists of both into one workbook", func(i int) string { return c.Workbooks[i].File })
	r.distinct(len(c.Workbooks), "workbooks[%d].webdav.url", "; put the lists of both into one workbook", func(i int) string {
		if webdav := c.Workbooks[i].WebDAV; webdav != nil {
			return webdav.URL
		}
		return ""
	})
	r.distinct(len(c.Workbooks), "workbooks[%d].csv.file", "", func(i int) string {
		if csv := c.Workbooks[i].CSV; csv != nil {
			return csv.File
		}
		return ""
	})
	r.distinct(len(c.Workbooks), "workbooks[%d].google.spreadsheet", "; put the lists of both into one workbook", func(i int) string {
		if google := c.Workbooks[i].Google; google != nil {
			return google.ID
		}
		return ""
	})

	r.events(c)
	r.calendar(c)
	r.groupTables(c.ProjectGroups)
	r.sourceRules(c.SourceRules, categories, sources)
	r.customRules(c, rules)
	r.ruleLevels(c, rules)
	r.namedLists(c)
	r.mail(c)
	r.web(&c.Web)
	r.ping(c.Ping)
}

// need reports a key that has to stand there and does not.
func (r *reader) need(path, why string) {
	if !r.has(path) {
		r.fail(path, mistake("is missing: %s", why))
	}
}

// hasIn reports whether the file or the environment sets the path or anything
// below it.
func (r *reader) hasIn(path string) bool { return r.has(path) || r.firstIn(path) != "" }

// firstIn returns the first path, by the alphabet, that is set below the path,
// or "" where none is.
func (r *reader) firstIn(path string) string {
	first := ""
	for p := range r.places {
		if strings.HasPrefix(p, path+".") && (first == "" || p < first) {
			first = p
		}
	}
	return first
}

// beside reports the paths but the first that are set, of some of which only
// one may be. It returns that first one, "" where none is set.
func (r *reader) beside(advice string, paths ...string) (first string) {
	for _, path := range paths {
		switch {
		case !r.hasIn(path):
		case first == "":
			first = path
		default:
			at := path
			if !r.has(path) {
				at = r.firstIn(path)
			}
			r.fail(at, mistake("stands beside %s (%s): %s", first[strings.LastIndex(first, ".")+1:], r.line(first), advice))
		}
	}
	return first
}

// line names the place of a path within a sentence.
func (r *reader) line(path string) string {
	if !r.has(path) {
		if first := r.firstIn(path); first != "" {
			path = first
		}
	}
	p := find(r.places, path)
	if p.variable != "" {
		return "$" + p.variable
	}
	return fmt.Sprintf("line %d", p.line)
}

// distinct reports entries that share a text; the format makes the path of
// the text from the entry's index, and the path's end says what it is.
func (r *reader) distinct(n int, path, advice string, text func(int) string) {
	what := path[strings.LastIndex(path, ".")+1:]
	first := map[string]int{}
	for i := range n {
		t := text(i)
		if t == "" {
			continue
		}
		if old, ok := first[t]; ok {
			before := fmt.Sprintf(path, old)
			r.fail(fmt.Sprintf(path, i), mistake("is already the %s of %s (%s)%s", what, before[:strings.LastIndex(before, "]")+1], r.line(before), advice))
			continue
		}
		first[t] = i
	}
}

// names are the forms of one entry of a closed list.
type names struct {
	name    string
	aliases []string
	short   string
}

// closed reports entries of a closed list that have no name or share a form.
// It returns the canonical name of every folded form.
func (r *reader) closed(path string, entries []names) map[string]string {
	type owner struct {
		entry int
		path  string
	}
	forms, owners := map[string]string{}, map[string]owner{}
	add := func(i int, at, form string) {
		folded := foldName(form)
		if folded == "" {
			if form != "" {
				r.fail(at, mistake("%s holds no letter or digit", quote(form)))
			}
			return
		}
		old, ok := owners[folded]
		if ok && old.entry != i {
			r.fail(at, mistake("%s already means %s (%s)", quote(form), quote(entries[old.entry].name), r.line(old.path)))
			return
		}
		if !ok {
			forms[folded], owners[folded] = entries[i].name, owner{i, at}
		}
	}
	for i, e := range entries {
		at := fmt.Sprintf("%s[%d]", path, i)
		if !r.bad[at] {
			r.need(at+".name", "every entry has one")
		}
		add(i, at+".name", e.name)
	}
	// A name goes before an alias, wherever it stands.
	for i, e := range entries {
		add(i, fmt.Sprintf("%s[%d].short", path, i), e.short)
		for j, alias := range e.aliases {
			add(i, fmt.Sprintf("%s[%d].aliases[%d]", path, i, j), alias)
		}
	}
	return forms
}

// canonical returns the name of the closed list that a text means, or reports
// at the path that it means none.
func (r *reader) canonical(path, text, noun string, forms map[string]string) string {
	if text == "" {
		return ""
	}
	if name, ok := forms[foldName(text)]; ok {
		return name
	}
	var all []string
	for _, form := range slices.Sorted(maps.Keys(forms)) {
		if name := forms[form]; name != "" && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	e := mistake("%s is not a %s", quote(text), noun)
	e.Nearest = nearest(text, all)
	r.fail(path, e)
	return text
}

// directory checks the departments. It returns the names by which they are
// known, or nil where a tab adds others.
func (r *reader) directory(c *Config) map[string]string {
	all := c.Directory.Departments
	entries := make([]names, len(all))
	for i, d := range all {
		entries[i] = names{name: d.Name, aliases: d.Aliases}
	}
	forms := r.closed("directory.departments", entries)
	if c.Directory.Tab != "" {
		forms = nil
	}
	next := map[string]string{}
	for i := range all {
		d, at := &all[i], fmt.Sprintf("directory.departments[%d]", i)
		if r.has(at+".successor") && !r.has(at+".until") {
			r.fail(at+".until", mistake("is missing beside successor: write the department's last day"))
		}
		if r.has(at+".until") && !r.has(at+".successor") {
			r.fail(at+".successor", mistake("is missing beside until: name the department that took over"))
		}
		if forms != nil {
			d.Successor = r.canonical(at+".successor", d.Successor, "department of the directory", forms)
		}
		if d.Successor != "" {
			next[d.Name] = d.Successor
		}
	}
	for i, d := range all {
		steps, to := 0, d.Name
		for next[to] != "" && steps <= len(all) {
			to, steps = next[to], steps+1
		}
		if steps > len(all) {
			r.fail(fmt.Sprintf("directory.departments[%d].successor", i), mistake("%s is followed in a circle: nobody is left in the end", quote(d.Name)))
		}
	}
	return forms
}

// sources checks the sources of funds and returns the names by which they are
// known.
func (r *reader) sources(c *Config, departments map[string]string) map[string]string {
	entries := make([]names, len(c.Sources))
	for i, s := range c.Sources {
		entries[i] = names{name: s.Name, aliases: s.Aliases}
	}
	for i := range c.Sources {
		if s := &c.Sources[i]; departments != nil {
			s.Adviser = r.canonical(fmt.Sprintf("sources[%d].adviser", i), s.Adviser, "department of the directory", departments)
		}
	}
	return r.closed("sources", entries)
}

// ruleLevels reports rules that there are not, where it is known which there
// are.
func (r *reader) ruleLevels(c *Config, rules []string) {
	if rules == nil {
		return
	}
	known := slices.Clone(rules)
	for _, custom := range c.CustomRules {
		if custom.ID != "" && !slices.Contains(known, custom.ID) {
			known = append(known, custom.ID)
		}
	}
	for _, rule := range slices.Sorted(maps.Keys(c.Rules)) {
		if !slices.Contains(known, rule) {
			r.fail(join("rules", rule), notOneOf(rule, "rule", known))
		}
	}
}

// events refuses names of which one holds another: a deadline that has the
// longer one would name both.
func (r *reader) events(c *Config) {
	all := slices.Sorted(maps.Keys(c.Events))
	folded := make([]string, len(all))
	for i, name := range all {
		folded[i] = foldName(name)
	}
	for i, name := range all {
		for j, other := range all {
			if i == j || !strings.Contains(folded[i], folded[j]) || folded[i] == folded[j] && i < j {
				continue
			}
			r.fail(join("events", name), mistake("%s holds the name of the event %s (%s): a deadline could mean either",
				quote(name), quote(other), r.line(join("events", other))))
		}
	}
}
