package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// workbook checks a workbook and adds the categories of its lists to those
// given: the canonical name of every folded form.
func (r *reader) workbook(at string, w *Workbook, c *Config, sources, categories map[string]string) {
	if r.bad[at] {
		return
	}
	r.need(at+".name", "give the workbook a short name of small letters, digits and hyphens, such as du-an-cntt")
	r.source(at, w)
	if foldTitle(w.Tabs.Summary) == foldTitle(w.Tabs.Findings) {
		r.fail(at+".tabs", mistake("gives summary and findings one title, %s", quote(w.Tabs.Summary)))
	}
	if foldName(w.Titles.Gap) == foldName(w.Titles.Warning) {
		r.fail(at+".titles", mistake("gives gap and warning one title, %s", quote(w.Titles.Gap)))
	}
	if len(w.Lists) == 0 && !r.bad[at+".lists"] {
		r.fail(at+".lists", mistake("is missing: name at least one list"))
	}

	for i := range w.Lists {
		path := fmt.Sprintf("%s.lists[%d]", at, i)
		if r.bad[path] {
			continue
		}
		r.offered(path, w, &w.Lists[i], c)
		for form, name := range r.listOf(path, &w.Lists[i], sources) {
			if _, ok := categories[form]; !ok || form == foldName(name) {
				categories[form] = name
			}
		}
	}
	r.tabs(at, w, c)
	r.distinct(len(w.Lists), at+".lists[%d].name", "", func(i int) string { return foldTitle(w.Lists[i].Name) })
}

// tabs checks that every list has a tab, which is not one of ours, nor the
// directory's or that of days off, and that lists that share one say where each begins.
func (r *reader) tabs(at string, w *Workbook, c *Config) {
	// Who has which tab: ours and the directory's first, for the message.
	type owner struct{ who, path string }
	tabs := map[string]owner{
		foldTitle(w.Tabs.Summary):  {"the summary that rasoat writes", at + ".tabs.summary"},
		foldTitle(w.Tabs.Findings): {"the findings that rasoat writes", at + ".tabs.findings"},
	}
	if t := c.Directory.Tab; t != "" {
		if old, ok := tabs[foldTitle(t)]; ok && !r.bad["directory.tab"] {
			r.fail("directory.tab", mistake("%s is already the tab of %s%s", quote(t), old.who, r.inLine(old.path)))
		}
		tabs[foldTitle(t)] = owner{"the directory", "directory.tab"}
	}
	if t := c.Calendar.Tab; t != "" {
		if old, ok := tabs[foldTitle(t)]; ok && !r.bad["calendar.tab"] {
			r.fail("calendar.tab", mistake("%s is already the tab of %s%s", quote(t), old.who, r.inLine(old.path)))
		}
		tabs[foldTitle(t)] = owner{"the days off", "calendar.tab"}
	}
	for i := range w.Lists {
		l, path := &w.Lists[i], fmt.Sprintf("%s.lists[%d]", at, i)
		if r.bad[path] {
			continue
		}
		if w.CSV != nil && w.File == "" {
			if i > 0 {
				r.fail(path, mistake("is a second list: a CSV file holds one"))
			}
			continue
		}
		r.need(path+".tab", "name the tab that holds the list")
		if l.Tab == "" {
			continue
		}
		if old, ok := tabs[foldTitle(l.Tab)]; ok {
			r.fail(path+".tab", mistake("%s is already the tab of %s%s", quote(l.Tab), old.who, r.inLine(old.path)))
			continue
		}
		for j := range w.Lists[:i] {
			if other := &w.Lists[j]; foldTitle(other.Tab) == foldTitle(l.Tab) && !r.apart(path, l, fmt.Sprintf("%s.lists[%d]", at, j), other) {
				break
			}
		}
	}
}

// apart reports whether two lists on one tab say where each begins, and fails
// otherwise.
func (r *reader) apart(path string, l *List, otherPath string, other *List) bool {
	for _, p := range []string{otherPath, path} {
		if !r.has(p + ".header") {
			r.fail(path+".tab", mistake("%s is already the tab of the list %s (%s): lists share a tab only where each names its header, as in header: A6:P8",
				quote(l.Tab), quote(other.Name), r.line(otherPath+".tab")))
			return false
		}
		if r.bad[p+".header"] {
			return false
		}
	}
	a, b := l.Header, other.Header
	if a.Top < b.Bottom && b.Top < a.Bottom && a.Left < b.Right && b.Left < a.Right {
		r.fail(path+".header", mistake("overlaps the header of the list %s (%s), which is on the same tab", quote(other.Name), r.line(otherPath+".header")))
		return false
	}
	return true
}

// source checks that a workbook stands in one place.
func (r *reader) source(at string, w *Workbook) {
	var given []string
	for _, key := range []string{"file", "webdav", "csv", "google"} {
		if r.has(at + "." + key) {
			given = append(given, key)
		}
	}
	switch {
	case len(given) == 0:
		r.fail(at+".file", mistake("is missing: name the workbook file, or one on a server under webdav, or a CSV file under csv, or a Google spreadsheet under google"))
		return
	case given[0] != "file" && r.has(at+".beside_after"):
		r.fail(at+".beside_after", mistake("stands without file: only a workbook file can be held open"))
		return
	case given[0] != "file" && given[0] != "webdav" && r.has(at+".signature"):
		r.fail(at+".signature", mistake("stands without file or webdav: only a workbook file is signed"))
		return
	case len(given) > 1:
		for _, key := range given[1:] {
			r.fail(at+"."+key, mistake("stands beside %s (%s): keep one of the two", given[0], r.line(at+"."+given[0])))
		}
		return
	}
	if path := at + "." + given[0]; !r.bad[path] {
		switch given[0] {
		case "webdav":
			r.webdav(path, w.WebDAV)
		case "csv":
			r.need(path+".file", "name the CSV file")
		case "google":
			r.need(path+".spreadsheet", "write the spreadsheet's id or its address, as the browser shows it")
		}
	}
}

// webdav checks that a workbook on a server has an address, and a name and a
// password, a token or nothing to log in with.
func (r *reader) webdav(at string, w *WebDAV) {
	username := at + ".username"
	r.need(at+".url", "write the file's own address, as in https://cloud.example.com/remote.php/dav/files/NAME/tracking.xlsx")
	if strings.HasSuffix(w.URL, "/") && !r.bad[at+".url"] {
		r.fail(at+".url", mistake("%s is the address of a folder: write that of the workbook file in it", quote(w.URL)))
	}
	way := r.beside("keep one way to tell the secret", at+".password", at+".password_file", at+".token_file")
	key := way[strings.LastIndex(way, ".")+1:]
	switch {
	case way == "" && r.has(username):
		r.fail(at+".password", mistake("is missing beside username (%s): name its file in password_file, or write it here", r.line(username)))
	case key == "token_file" && r.has(username):
		r.fail(username, mistake("stands beside token_file (%s), which says by itself who asks: leave out one of the two, or write password_file", r.line(way)))
	case way != "" && key != "token_file":
		r.need(username, "write the name to log in with")
	}
}

// inLine names the line of a path in parentheses where the file sets it.
func (r *reader) inLine(path string) string {
	if !r.has(path) {
		return ""
	}
	return " (" + r.line(path) + ")"
}

// listOf checks a list and returns the canonical name of every folded form of
// its categories.
func (r *reader) listOf(at string, l *List, sources map[string]string) map[string]string {
	r.need(at+".name", "give the list a short name")
	if !r.has(at + ".kind") {
		_, kinds := l.Kind.values()
		r.fail(at+".kind", &Error{Msg: "is missing", Allowed: kinds})
	}
	if r.has(at+".unit") && !r.bad[at+".unit"] && (l.Unit.Label == "" || l.Unit.Factor.IsZero()) {
		r.need(at+".unit.label", "write the unit as people do")
		r.need(at+".unit.factor", "write how many đồng make one")
	}

	fields := texts(fieldsOf(l.Kind))
	for _, f := range slices.Sorted(maps.Keys(l.Columns)) {
		path := fmt.Sprintf("%s.columns.%s", at, f)
		if l.Kind != "" && !slices.Contains(fields, string(f)) {
			r.fail(path, mistake("%q is no field of a list of kind %s", f, l.Kind).among(fields))
		}
		switch headers := l.Columns[f]; {
		case len(headers) == 0:
			r.fail(path, mistake("is empty: write a header text, or leave the field out to have it found by its usual names"))
		case len(headers) > 1 && slices.Contains(headers, "-"):
			r.fail(path, mistake(`holds "-" beside a header text: write "-" alone to leave the field unmapped`))
		}
	}
	r.filled(at, "required", l, l.Required)

	if len(l.AllocatedBySource) > 0 && len(sources) > 0 {
		byName := map[string]string{}
		for _, source := range slices.Sorted(maps.Keys(l.AllocatedBySource)) {
			path := join(at+".allocated_by_source", source)
			name := r.canonical(path, source, "source of funds", sources)
			if _, twice := byName[name]; twice {
				r.fail(path, mistake("means the source %s, as another key beside it does", quote(name)))
			}
			byName[name] = l.AllocatedBySource[source]
		}
		l.AllocatedBySource = byName
	}

	r.declared(at+".declared", l.Declared)
	entries := make([]names, len(l.Categories))
	for i, category := range l.Categories {
		entries[i] = names{name: category.Name, aliases: category.Aliases, short: category.Short}
		r.declared(fmt.Sprintf("%s.categories[%d].declared", at, i), category.Declared)
		r.filled(at, fmt.Sprintf("categories[%d].requires", i), l, category.Requires)
	}
	return r.closed(at+".categories", entries)
}

// filled checks fields of a list that have to be filled: it must have them.
func (r *reader) filled(at, key string, l *List, required []Field) {
	fields := texts(fieldsOf(l.Kind))
	for i, f := range required {
		path := fmt.Sprintf("%s.%s[%d]", at, key, i)
		switch {
		case f == "": // reported when it was read
		case l.Kind != "" && !slices.Contains(fields, string(f)):
			r.fail(path, mistake("%q is no field of a list of kind %s", f, l.Kind).among(fields))
		case slices.Equal(l.Columns[f], []string{"-"}):
			r.fail(path, mistake(`%q is required, but columns leaves it unmapped (%s)`, f, r.line(fmt.Sprintf("%s.columns.%s", at, f))))
		}
	}
}

// offered checks the fields that have drop-downs: there must be a list of values
// to offer, and a column to offer them in.
func (r *reader) offered(at string, w *Workbook, l *List, c *Config) {
	if len(l.Dropdowns) == 0 {
		return
	}
	if w.CSV != nil {
		r.fail(at+".dropdowns", mistake("stands in a list of a CSV file, which is only read"))
		return
	}
	fields := texts(closedOf(l.Kind))
	for i, f := range l.Dropdowns {
		path := fmt.Sprintf("%s.dropdowns[%d]", at, i)
		there, list := false, ""
		switch f {
		case "": // reported when it was read
			continue
		case ClosedCategory:
			there, list = r.has(at+".categories"), "categories"
		case ClosedDepartment:
			there, list = c.Directory.Tab != "" || r.has("directory.departments"), "directory"
		case ClosedSource:
			there, list = r.has("sources"), "sources"
		case ClosedPriority:
			there, list = r.has("priorities"), "priorities"
		case ClosedStatus:
			there, list = r.has("statuses"), "statuses"
		}
		switch {
		case l.Kind != "" && !slices.Contains(fields, string(f)):
			r.fail(path, mistake("%q has no drop-down in a list of kind %s", f, l.Kind).among(fields))
		case slices.Contains(l.Dropdowns[:i], f):
			r.fail(path, mistake("%q stands here twice", f))
		case slices.Equal(l.Columns[Field(f)], []string{"-"}):
			r.fail(path, mistake(`%q is to have a drop-down, but columns leaves it unmapped (%s)`, f, r.line(fmt.Sprintf("%s.columns.%s", at, f))))
		case f == ClosedCategory && l.CategoryFrom == FromSection:
			r.fail(path, mistake(`%q is to have a drop-down, but category_from has categories stand in sections (%s)`, f, r.line(at+".category_from")))
		case !there:
			r.fail(path, mistake("%q is to have a drop-down, but no values are known of it: fill in %s", f, list))
		}
	}
}

func (r *reader) declared(at string, d Declared) {
	if d.AtLeast && !r.has(at+".total") {
		r.fail(at+".at_least", mistake("stands without total: a count is always exact"))
	}
}
