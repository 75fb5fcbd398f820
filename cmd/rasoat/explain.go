package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hbollon/go-edlib"

	"rasoat/sync/expr"
	"rasoat/sync/lang"
	"rasoat/sync/rule"
)

type explainCmd struct {
	configFlag
	Topic string `arg:"" optional:"" help:"A rule such as total/section, or: sources, groups, custom. Without one the rules are listed."`
}

// Run prints what a rule finds and why, or what the configuration says of
// sources and groups.
func (cmd explainCmd) Run(s *session) error {
	var c *configuration
	if cmd.Config != "" {
		var err error
		if c, err = cmd.load(s); err != nil {
			return err
		}
	}
	t := newTerminal(s)
	switch cmd.Topic {
	case "":
		t.rules(c)
	case "custom":
		t.language()
	case "sources", "groups":
		if c == nil {
			return &usageError{fmt.Errorf("explain %s: the configuration says which; give -c rasoat.yaml", cmd.Topic)}
		}
		if cmd.Topic == "sources" {
			t.sources(c)
		} else {
			t.groups(c)
		}
	default:
		if err := t.page(cmd.Topic, c); err != nil {
			return err
		}
	}
	return t.err
}

// known returns the rules that there are, the operator's own behind ours.
func known(c *configuration) []rule.Rule {
	all := rule.Rules()
	if c == nil {
		return all
	}
	for _, own := range c.CustomRules {
		all = append(all, rule.Rule{ID: own.ID, Severity: rule.Severity(own.Severity)})
	}
	return all
}

// severityOf is the severity of a rule as configured: "off" where it is
// switched off.
func severityOf(r rule.Rule, c *configuration) string {
	if c != nil {
		if level, ok := c.Rules[r.ID]; ok {
			return string(level)
		}
	}
	return string(r.Severity)
}

func (t *terminal) severity(level string) string {
	return t.p.Text("terminal/level/"+level, nil)
}

// rules lists every rule.
func (t *terminal) rules(c *configuration) {
	for _, r := range known(c) {
		t.line("%s %s %s", pad(r.ID, 24), pad(t.severity(severityOf(r, c)), 9), t.p.RuleTitle(r.ID))
	}
	t.line("")
	t.say("explain/more", nil)
}

// pageParts are the parts of a rule's page.
var pageParts = [...]string{"what", "why", "fix", "accept", "source"}

// page prints all about one rule.
func (t *terminal) page(id string, c *configuration) error {
	all := known(c)
	i := slices.IndexFunc(all, func(r rule.Rule) bool { return r.ID == id })
	if i < 0 {
		return &usageError{errors.New(unknownTopic(id, all))}
	}
	r := all[i]
	t.line("%s: %s", r.ID, t.p.RuleTitle(r.ID))
	level := t.severity(string(r.Severity))
	if now := severityOf(r, c); now != string(r.Severity) {
		level = t.p.Text("terminal/explain/configured", map[string]any{"usual": level, "now": t.severity(now)})
	}
	t.line("%s", level)
	if i >= len(rule.Rules()) {
		t.customRule(id, c)
		return nil
	}
	for _, part := range pageParts {
		t.line("")
		t.say("explain/"+part, nil)
		for _, line := range wrap(t.p.Page(r.ID, part), 96) {
			t.line("  %s", line)
		}
	}
	return nil
}

// language prints what conditions of the operator's own rules may speak of.
func (t *terminal) language() {
	t.say("explain/custom", nil)
	for _, entries := range [][]expr.Entry{expr.Fields(), expr.Functions()} {
		t.line("")
		for _, e := range entries {
			t.line("  %s %s %s", pad(e.Name, 18), pad(t.p.Text(e.TypeKey, nil), 36), t.p.Text(e.Key, nil))
		}
	}
	t.line("")
	t.say("explain/custom/example", nil)
}

// customRule prints one of the operator's own rules.
func (t *terminal) customRule(id string, c *configuration) {
	for _, own := range c.CustomRules {
		if own.ID != id {
			continue
		}
		t.line("")
		t.say("explain/when", map[string]any{"when": own.When})
	}
}

// unknownTopic says that there is no such topic, with the nearest there is.
func unknownTopic(topic string, all []rule.Rule) string {
	names := []string{"sources", "groups", "custom"}
	for _, r := range all {
		names = append(names, r.ID)
	}
	nearest := slices.MinFunc(names, func(a, b string) int {
		return cmp.Compare(edlib.DamerauLevenshteinDistance(topic, a), edlib.DamerauLevenshteinDistance(topic, b))
	})
	text := fmt.Sprintf("explain %q: no such rule", topic)
	if edlib.DamerauLevenshteinDistance(topic, nearest) <= max(2, len(topic)/3) {
		return text + "; do you mean " + nearest + "?"
	}
	return text + "; rasoat explain lists them"
}

// sources prints which sources each category may use, with the rule behind it.
func (t *terminal) sources(c *configuration) {
	if len(c.SourceRules) == 0 {
		t.say("explain/sources/none", nil)
		return
	}
	for _, r := range c.SourceRules {
		category := r.Category
		if category == "" {
			category = t.p.Text("terminal/explain/every", nil)
		}
		t.line("%s", lang.Clean(category))
		t.say("explain/sources/one", map[string]any{"sources": r.Sources, "from": r.From, "until": r.Until, "basis": r.Basis})
	}
	t.line("")
	for _, source := range c.Sources {
		if source.Adviser != "" {
			t.say("explain/sources/adviser", map[string]any{"source": source.Name, "adviser": source.Adviser})
		}
	}
}

// groups prints the tables of project groups.
func (t *terminal) groups(c *configuration) {
	if len(c.ProjectGroups) == 0 {
		t.say("explain/groups/none", nil)
		return
	}
	for _, table := range c.ProjectGroups {
		t.say("explain/groups/table", map[string]any{"from": table.From, "until": table.Until, "basis": table.Basis})
		for _, g := range table.Groups {
			t.say("explain/groups/group", map[string]any{"name": g.Name, "least": g.AtLeast, "years": g.Years})
		}
	}
}

// wrap breaks a text into lines of up to so many characters, at blanks. Blank
// lines between paragraphs stay.
func wrap(text string, width int) []string {
	var lines []string
	for i, paragraph := range strings.Split(text, "\n\n") {
		if i > 0 {
			lines = append(lines, "")
		}
		line := ""
		for _, word := range strings.Fields(paragraph) {
			switch {
			case line == "":
				line = word
			case len([]rune(line))+1+len([]rune(word)) > width:
				lines = append(lines, line)
				line = word
			default:
				line += " " + word
			}
		}
		lines = append(lines, line)
	}
	return lines
}
