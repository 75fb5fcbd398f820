package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// GroupTable says by total investment which group a project is of, and for how
// many years it may be funded, as a law has it for a time. Tables do not
// overlap in time.
type GroupTable struct {
	From   time.Time `yaml:"from" as:"day"`  // first day at midnight UTC
	Until  time.Time `yaml:"until" as:"day"` // last day, zero while it holds
	Basis  string    `yaml:"basis"`          // the law or decree, for people to read
	Groups []Group   `yaml:"groups"`         // at least one, from the largest down
}

// Group is a group of projects.
type Group struct {
	Name    string          `yaml:"name"`                 // in capitals: "A"
	AtLeast decimal.Decimal `yaml:"at_least" as:"amount"` // the least total investment in đồng; zero in the last group
	Years   int             `yaml:"years" as:"years"`     // for how many years it may be funded at the most, 0 for any
}

// SourceRule says which sources of funds a category may use for a time.
type SourceRule struct {
	Category string    `yaml:"category"` // the name of a category of some list, "" for every category
	Sources  []string  `yaml:"sources"`  // at least one; where Sources are configured, their names
	From     time.Time `yaml:"from" as:"day"`
	Until    time.Time `yaml:"until" as:"day"` // first and last day at midnight UTC, zero for open
	Basis    string    `yaml:"basis"`          // the law, decree or decision, for people to read
}

// whyBasis is said where the source of a rule is not named: without it, nobody
// who gets the warning can look it up.
const whyBasis = "name the law, decree or decision that says so"

// term reports a last day before the first.
func (r *reader) term(at string, from, until time.Time) {
	if !from.IsZero() && !until.IsZero() && until.Before(from) {
		r.fail(at+".until", mistake("%s is before from, %s (%s)", isoDate(until), isoDate(from), r.line(at+".from")))
	}
}

func isoDate(t time.Time) string { return t.Format(time.DateOnly) }

// groupTables checks the tables of project groups.
func (r *reader) groupTables(tables []GroupTable) {
	for i := range tables {
		t, at := &tables[i], fmt.Sprintf("project_groups[%d]", i)
		if r.bad[at] {
			continue
		}
		r.need(at+".from", "write the first day on which the table holds")
		r.need(at+".basis", whyBasis)
		r.term(at, t.From, t.Until)
		r.groups(at+".groups", t.Groups)
		for j, other := range tables[:i] {
			if t.From.IsZero() || other.From.IsZero() || ends(*t).Before(t.From) || ends(other).Before(other.From) ||
				ends(*t).Before(other.From) || ends(other).Before(t.From) {
				continue
			}
			r.fail(at+".from", mistake("begins a table that holds at the same time as another (%s): end the earlier one with until, on the day before the later begins",
				r.line(fmt.Sprintf("project_groups[%d].from", j))))
			break
		}
	}
}

// ends returns the last day of a table.
func ends(t GroupTable) time.Time {
	if t.Until.IsZero() {
		return time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	return t.Until
}

// groups checks that the groups of a table go from the largest down to one
// that takes the rest.
func (r *reader) groups(at string, groups []Group) {
	if len(groups) == 0 && !r.bad[at] {
		r.fail(at, mistake("is missing: name the groups, from the largest down"))
	}
	for i := range groups {
		g, path := &groups[i], fmt.Sprintf("%s[%d]", at, i)
		if r.bad[path] {
			continue
		}
		g.Name = strings.ToUpper(g.Name)
		r.need(path+".name", "every group has one, such as A")
		least, last := path+".at_least", i == len(groups)-1
		switch {
		case r.bad[least]:
		case last && g.AtLeast.IsPositive():
			r.fail(least, mistake("stands at the last group, which takes every project below the others: leave it out there, and write the groups from the largest down"))
		case !last && !r.has(least):
			r.fail(least, mistake("is missing: only the last group goes without, and takes every project below the others"))
		case !last && !g.AtLeast.IsPositive():
			r.fail(least, mistake("is not above zero: only the last group takes the smallest projects"))
		case !last && i > 0 && !r.bad[fmt.Sprintf("%s[%d].at_least", at, i-1)] && g.AtLeast.GreaterThanOrEqual(groups[i-1].AtLeast):
			r.fail(least, mistake("is not below that of the group before it (%s): write the groups from the largest down", r.line(fmt.Sprintf("%s[%d]", at, i-1))))
		}
	}
	r.distinct(len(groups), at+"[%d].name", "", func(i int) string { return foldName(groups[i].Name) })
}

// sourceRules checks which sources categories may use, and puts both into the
// form of their lists. The categories are those of all lists.
func (r *reader) sourceRules(rules []SourceRule, categories, sources map[string]string) {
	for i := range rules {
		s, at := &rules[i], fmt.Sprintf("source_rules[%d]", i)
		if r.bad[at] {
			continue
		}
		if path := at + ".category"; !r.bad[path] {
			s.Category = r.canonical(path, s.Category, "category of any list", categories)
		}
		if len(s.Sources) == 0 && !r.bad[at+".sources"] {
			r.fail(at+".sources", mistake("is missing: name the sources of funds that may be used"))
		}
		for j := range s.Sources {
			path := fmt.Sprintf("%s.sources[%d]", at, j)
			if len(sources) > 0 {
				s.Sources[j] = r.canonical(path, s.Sources[j], "source of funds", sources)
			}
			if s.Sources[j] != "" && slices.ContainsFunc(s.Sources[:j], func(other string) bool { return foldName(other) == foldName(s.Sources[j]) }) && !r.bad[path] {
				r.fail(path, mistake("names the source %s a second time", quote(s.Sources[j])))
			}
		}
		r.need(at+".basis", whyBasis)
		r.term(at, s.From, s.Until)
	}
}
