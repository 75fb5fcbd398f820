package draft

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"rasoat/sheets"
	"rasoat/sync/ledger"
)

func itoa(n int) string { return strconv.Itoa(n) }

// survey is everything that was seen in a workbook.
type survey struct {
	lists       []*listSurvey
	skipped     []Skipped
	directory   string
	vietnamese  bool // what stands there is Vietnamese
	statuses    vocabulary
	sources     vocabulary
	priorities  vocabulary
	departments vocabulary
}

// listSurvey is what was seen of one list.
type listSurvey struct {
	mapping    ledger.ListMapping // as it is written down
	list       *ledger.List
	tab        *sheets.Tab
	others     []ledger.ListMapping // those on the same tab
	columns    []column
	fixed      bool // the header's place has to be written down
	english    bool // texts that are numbers are English
	blanks     []value
	events     []string // texts of deadlines that may name a day
	categories categories
}

// look reads the workbook and says what is there.
func look(in Input) *survey {
	s := &survey{vietnamese: isVietnamese(in.Snapshot)}
	m := ledger.Guess(in.Snapshot)
	m.Lists = append(m.Lists, overlooked(in.Snapshot, m)...)
	if writable(m.DirectoryTab) {
		s.directory = m.DirectoryTab
	}
	taken, titles := map[string]bool{}, map[string]string{}
	if s.directory != "" {
		titles[title(s.directory)] = s.directory
	}
	order := map[string]int{}
	for i, t := range in.Snapshot.Tabs() {
		order[t.Title()] = i
	}
	slices.SortStableFunc(m.Lists, func(a, b ledger.ListMapping) int { return cmp.Compare(order[a.Tab], order[b.Tab]) })
	for _, lm := range m.Lists {
		if other, ok := titles[title(lm.Tab)]; ok && other != lm.Tab {
			continue // the tab is told as a twin
		}
		if titles[title(lm.Tab)] = lm.Tab; title(lm.Tab) == "" || !writable(lm.Tab) {
			continue
		}
		lm.Name = slug(lm.Tab, taken)
		if l := lookAt(in.Snapshot, m, lm, beside(m.Lists, lm)); l != nil {
			s.lists = append(s.lists, l)
		}
	}
	s.skip(in.Snapshot, titles)
	s.gather()
	return s
}

// title returns the form in which the configuration compares titles of tabs.
func title(s string) string { return strings.ToLower(ledger.Clean(s)) }

// skip tells the tabs without a list.
func (s *survey) skip(snap *sheets.Snapshot, titles map[string]string) {
	used := map[string]bool{s.directory: true}
	for _, l := range s.lists {
		used[l.list.Title] = true
	}
	for _, t := range snap.Tabs() {
		why := Headed
		switch other := titles[title(t.Title())]; {
		case used[t.Title()]:
			continue
		case t.Hidden():
			why = Hidden
		case other != "" && other != t.Title():
			why = Twin
		case isBlank(t):
			why = Blank
		}
		s.skipped = append(s.skipped, Skipped{t.Title(), why})
	}
}

func isBlank(t *sheets.Tab) bool {
	for r := range t.Rows() {
		for _, c := range t.Row(r) {
			if !c.Value.IsBlank() {
				return false
			}
		}
	}
	return true
}

// beside returns the other lists of a list's tab: a list ends above the header
// of the next one, so it is read together with them.
func beside(all []ledger.ListMapping, lm ledger.ListMapping) []ledger.ListMapping {
	var others []ledger.ListMapping
	for i, o := range all {
		if o.Tab == lm.Tab && o.Header != lm.Header {
			o.Name = "beside-" + itoa(i)
			others = append(others, o)
		}
	}
	return others
}

// lookAt reads one list, nil where nothing can be read. others are those on
// its tab.
func lookAt(snap *sheets.Snapshot, m ledger.Mapping, lm ledger.ListMapping, others []ledger.ListMapping) *listSurvey {
	l := &listSurvey{mapping: lm, others: others, fixed: len(others) > 0}
	read, ok := l.read(snap, m, lm)
	if !ok {
		return nil
	}
	l.list, l.tab = read.Lists[0], snap.Tab(read.Lists[0].Tab)
	if l.tab == nil || l.list.Column(ledger.FieldName) == nil && l.list.Kind != ledger.Table {
		return nil
	}
	l.english = isEnglish(l)
	if l.english {
		l.mapping.Style = ledger.English
	}
	l.blanks = blanks(l)
	for _, b := range l.blanks {
		l.mapping.Blank = append(l.mapping.Blank, b.text)
	}
	if l.columns = headerColumns(l.tab, l.list); l.list.Kind != ledger.Table {
		l.nameColumns(snap, m)
	} else if l.fixed {
		l.mapping.Header = l.list.Header
	}
	if read, ok = l.read(snap, m, l.mapping); !ok {
		return nil
	}
	l.list = read.Lists[0]
	l.events = events(read.Problems, l.list.Name)
	l.categories = findCategories(l.list)
	return l
}

// read reads the list by a mapping, and those on its tab. The list is the first
// that is read; false where it is not found.
func (l *listSurvey) read(snap *sheets.Snapshot, m ledger.Mapping, lm ledger.ListMapping) (*ledger.Ledger, bool) {
	m.Lists = append([]ledger.ListMapping{lm}, l.others...)
	read := ledger.Read(snap, m)
	return read, len(read.Lists) > 0 && read.Lists[0].Name == lm.Name
}

// overlooked returns lists that the general guess has no name for: rows below
// a header that names projects, and who leads them or by when.
func overlooked(snap *sheets.Snapshot, m ledger.Mapping) []ledger.ListMapping {
	var more []ledger.ListMapping
	for _, t := range snap.Tabs() {
		known := t.Title() == m.DirectoryTab || slices.ContainsFunc(m.Lists, func(l ledger.ListMapping) bool { return l.Tab == t.Title() })
		if known || t.Hidden() || isBlank(t) {
			continue
		}
		lm := ledger.ListMapping{Name: "list", Tab: t.Title(), Kind: ledger.Projects}
		read := ledger.Read(snap, ledger.Mapping{Lists: []ledger.ListMapping{lm}})
		if len(read.Lists) == 0 || len(read.Lists[0].Items()) == 0 {
			continue
		}
		l := read.Lists[0]
		if l.Column(ledger.FieldName) == nil || l.Column(ledger.FieldDepartment) == nil && l.Column(ledger.FieldDeadline) == nil {
			continue
		}
		more = append(more, lm)
	}
	return more
}

// tracks reports whether any list holds items: projects or tasks.
func (s *survey) tracks() bool {
	return slices.ContainsFunc(s.lists, func(l *listSurvey) bool { return l.list.Kind != ledger.Table })
}

// gather collects the values of all lists.
func (s *survey) gather() {
	var statuses, priorities, sources, parts []string
	var leads, cooperating []string
	for _, l := range s.lists {
		if l.list.Kind == ledger.Table {
			continue
		}
		for _, c := range l.list.Columns {
			if c.Source != "" {
				parts = append(parts, c.Source)
			}
		}
		for _, row := range l.list.Items() {
			statuses = append(statuses, row.Status.Text)
			priorities = append(priorities, row.Priority.Text)
			sources = append(sources, texts(row.Sources)...)
			leads = append(leads, texts(row.Leads)...)
			cooperating = append(cooperating, texts(row.Cooperating)...)
		}
	}
	s.statuses = closed(tally(statuses))
	s.priorities = closed(tally(priorities))
	s.sources = closed(tallySources(sources, parts))
	if s.directory == "" {
		s.departments = departments(leads, cooperating)
	}
}

func texts(refs []ledger.Ref) []string {
	all := make([]string, len(refs))
	for i, r := range refs {
		all[i] = r.Text
	}
	return all
}

// isVietnamese reports whether most of the tabs that hold texts have Vietnamese
// letters among the first of them.
func isVietnamese(snap *sheets.Snapshot) bool {
	yes, no := 0, 0
	for _, t := range snap.Tabs() {
		found, any := 0, false
		for r := range min(t.Rows(), 200) {
			for _, c := range t.Row(r) {
				if c.Value.Kind() == sheets.Text {
					any = true
					if strings.ContainsAny(strings.ToLower(ledger.Clean(c.Value.String())), "ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ") {
						found++
					}
				}
			}
		}
		switch {
		case found >= 3:
			yes++
		case any:
			no++
		}
	}
	return yes > 0 && yes >= no || yes == 0 && no == 0
}
