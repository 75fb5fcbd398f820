package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
)

// Custom is a rule of the operator's own. Its texts of code are checked by
// whoever compiles them; [Config.Mistake] tells where they stand.
type Custom struct {
	// ID is the rule's name: two words of small letters, digits and hyphens with
	// a slash between them. It is unique, and none of the rules that rasoat has.
	ID       string   `yaml:"id" as:"rule"`
	Severity Severity `yaml:"severity"` // default warning
	// Lists are the names of the lists that the rule is about, of any workbook;
	// nil for all but tables.
	Lists   []string `yaml:"lists"`
	When    string   `yaml:"when" as:"code"` // the condition, an expression
	At      Field    `yaml:"at"`             // whose cell is named; "" for the row
	Message Message  `yaml:"message" as:"message"`
}

// Message is what a finding says, in both languages. Parts in braces are
// expressions.
type Message struct {
	Vietnamese string `yaml:"vi" as:"words"`
	English    string `yaml:"en" as:"words"`
}

// NamedList is a list that is made of items of other lists, for a meeting or
// to submit.
type NamedList struct {
	Name     string   `yaml:"name" as:"slug"`  // stable, unique
	Title    string   `yaml:"title"`           // as it stands above the list
	Tab      string   `yaml:"tab" as:"tab"`    // what its tab is called; default the beginning of the title
	Workbook string   `yaml:"workbook"`        // the name of the workbook that the items are from, "" for every one
	From     []string `yaml:"from"`            // names of lists, of that workbook if it is named; nil for all but tables
	Where    string   `yaml:"where" as:"code"` // the condition, an expression; "" takes every item
}

// mostLists is how many named lists there may be: each becomes a tab.
const mostLists = 12

// setTab gives the tab of a named list its name where the file does not: as
// much of the title as a tab's may hold.
func (l *NamedList) setTab() {
	if l.Tab != "" {
		return
	}
	title := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) {
			return ' '
		}
		return r
	}, l.Title)
	title = strings.Trim(strings.Join(strings.Fields(title), " "), "'")
	if len(utf16.Encode([]rune(title))) > longestTab {
		words := strings.Fields(title)
		for len(words) > 1 && len(utf16.Encode([]rune(strings.Join(words, " ")+" …"))) > longestTab {
			words = words[:len(words)-1]
		}
		title = strings.Join(words, " ") + " …"
	}
	if len(utf16.Encode([]rune(title))) > longestTab {
		title = l.Name // one word, and longer than any
	}
	l.Tab = title
}

func (c *Custom) setDefaults() { c.Severity = SeverityWarning }

var ruleID = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*$`)

func parseRuleID(text string) (string, *Error) {
	if !ruleID.MatchString(text) {
		return "", mistake("%s is not a name for a rule: write two words of small letters a to z, digits and hyphens with one slash between them, such as tinh/chua-co-von", quote(text))
	}
	return text, nil
}

// customRules checks the operator's rules. The rules are those that rasoat
// has, nil where they are not known.
func (r *reader) customRules(c *Config, rules []string) {
	for i := range c.CustomRules {
		rule, at := &c.CustomRules[i], fmt.Sprintf("custom_rules[%d]", i)
		if r.bad[at] {
			continue
		}
		r.need(at+".id", "give the rule a name, such as tinh/chua-co-von")
		if slices.Contains(rules, rule.ID) {
			r.fail(at+".id", mistake("%s is a rule of rasoat's own: choose another name", quote(rule.ID)))
		}
		r.need(at+".when", "write the condition under which an item is told")
		r.need(at+".message", "write what is told, in one text or as {vi: …, en: …}")
		if m := &rule.Message; m.Vietnamese == "" && m.English == "" {
			if r.has(at+".message") && !r.bad[at+".message"] && !r.bad[at+".message.vi"] && !r.bad[at+".message.en"] {
				r.fail(at+".message", mistake("is empty: write vi or en, or one text for both"))
			}
		} else if m.Vietnamese == "" {
			m.Vietnamese, r.spots[at+".message.vi"] = m.English, r.spots[at+".message.en"]
		} else if m.English == "" {
			m.English, r.spots[at+".message.en"] = m.Vietnamese, r.spots[at+".message.vi"]
		}
		if spots := r.spots[at+".message.vi"]; r.spots[at+".message"] == nil && spots != nil {
			r.spots[at+".message"] = spots
		}

		lists, found := r.listsNamed(at+".lists", rule.Lists, c.Workbooks)
		var fields []string
		for _, l := range lists {
			for _, f := range texts(fieldsOf(l.Kind)) {
				if !slices.Contains(fields, f) {
					fields = append(fields, f)
				}
			}
		}
		if found && len(lists) > 0 && rule.At != "" && !slices.Contains(fields, string(rule.At)) {
			r.fail(at+".at", mistake("%q is no field of the lists named", rule.At).among(fields))
		}
	}
	r.distinct(len(c.CustomRules), "custom_rules[%d].id", "", func(i int) string { return c.CustomRules[i].ID })
}

// listsNamed returns the lists of the workbooks that have one of the names,
// and puts the names into the form in which the lists have them. It reports
// names that no list has; found is false where there is one.
func (r *reader) listsNamed(at string, names []string, workbooks []Workbook) (lists []*List, found bool) {
	found = true
	var known []string
	for i := range workbooks {
		for j := range workbooks[i].Lists {
			if name := workbooks[i].Lists[j].Name; name != "" && !slices.Contains(known, name) {
				known = append(known, name)
			}
		}
	}
	for k, name := range names {
		path, before := fmt.Sprintf("%s[%d]", at, k), len(lists)
		if name == "" {
			found = false
			continue // reported when it was read
		}
		for i := range workbooks {
			for j := range workbooks[i].Lists {
				if l := &workbooks[i].Lists[j]; foldTitle(l.Name) == foldTitle(name) {
					lists, names[k] = append(lists, l), l.Name
				}
			}
		}
		switch {
		case len(lists) == before:
			found = false
			r.fail(path, notOneOf(name, "list", known))
		case slices.Contains(names[:k], names[k]):
			r.fail(path, mistake("names the list %s a second time", quote(name)))
		}
	}
	return lists, found
}

// namedLists checks the lists for meetings.
func (r *reader) namedLists(c *Config) {
	if n := len(c.Lists); n > mostLists {
		r.fail("lists", mistake("holds %d lists: at most %d are possible, as each becomes a tab", n, mostLists))
	}
	var known []string
	for _, w := range c.Workbooks {
		if w.Name != "" {
			known = append(known, w.Name)
		}
	}
	for i := range c.Lists {
		l, at := &c.Lists[i], fmt.Sprintf("lists[%d]", i)
		if r.bad[at] {
			continue
		}
		r.need(at+".name", "give the list a short name of small letters, digits and hyphens, such as chua-trien-khai")
		r.need(at+".title", "write what stands above the list")
		from := c.Workbooks
		if l.Workbook != "" {
			if k := slices.IndexFunc(c.Workbooks, func(w Workbook) bool { return w.Name == l.Workbook }); k >= 0 {
				from = c.Workbooks[k : k+1]
			} else {
				r.fail(at+".workbook", notOneOf(l.Workbook, "workbook", known))
				continue
			}
		}
		r.listsNamed(at+".from", l.From, from)
	}
	r.tabsOfLists(c)
	r.distinct(len(c.Lists), "lists[%d].name", "", func(i int) string { return c.Lists[i].Name })
}

// tabsOfLists gives the tabs of named lists their names and reports those that
// are taken.
func (r *reader) tabsOfLists(c *Config) {
	taken := map[string]bool{}
	for _, w := range c.Workbooks {
		taken[foldTitle(w.Tabs.Summary)], taken[foldTitle(w.Tabs.Findings)] = true, true
	}
	for i := range c.Lists {
		l, at := &c.Lists[i], fmt.Sprintf("lists[%d].tab", i)
		given := l.Tab != ""
		l.setTab()
		switch {
		case l.Tab == "" || !taken[foldTitle(l.Tab)]:
		case given:
			r.fail(at, mistake("is what another tab of ours is called, %s: choose another", quote(l.Tab)))
		default:
			l.Tab = l.Name
		}
		taken[foldTitle(l.Tab)] = true
	}
}
