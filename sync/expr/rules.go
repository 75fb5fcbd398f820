package expr

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// Definition is a rule of the operator's as he states it.
type Definition struct {
	ID       string        // two words of small ASCII letters, digits and hyphens, set apart by "/"
	Severity rule.Severity // "" for a warning
	Lists    []string      // names of the lists that it is about; none for all that track projects or tasks
	When     string        // the condition under which an item is told
	At       ledger.Field  // the field whose cell is named, "" for the row
	// Vi and En are the message in the two languages, with expressions in
	// braces. Where one is "", the other serves for both.
	Vi, En string
}

// DefinitionError is a mistake in a definition.
type DefinitionError struct {
	Index int    // of the definition
	ID    string // the definition's
	Part  string // id, severity, when, message.vi or message.en
	Err   error  // an [*Error], several joined, or a plain one
}

// Error implements error.
func (e *DefinitionError) Error() string { return fmt.Sprintf("rule %q, %s: %v", e.ID, e.Part, e.Err) }

// Unwrap returns what is wrong with the part.
func (e *DefinitionError) Unwrap() error { return e.Err }

// Printers write the figures of messages in the two languages.
type Printers struct{ Vi, En Printer }

var ruleID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*$`)

// Rules compiles definitions to rules. It returns every mistake, each as a
// [*DefinitionError], joined.
//
// What: each rule finds the items that meet its condition, at the cell of its
// field, or the row where the list has no such column.
//
// Why: a province has rules of its own that no table or law states.
//
// To fix: what the message of the rule says.
//
// To accept: an explanation beside the row. It lapses when a figure in the
// message changes, but not with the number of days.
//
// Source: the configuration.
//
// Arguments: vi, en (the message in both languages, empty for a failure),
// facts (the figures in it that do not change from day to day), why ("", or
// why the rule could not be evaluated: overflow, zero, absent, cost, date,
// other), count (on how many items it could not), error (in the library's
// words). A failure is told once a rule, at the first of the items.
func Rules(definitions []Definition, with Printers) ([]rule.Rule, error) {
	var rules []rule.Rule
	var mistakes []error
	seen := map[string]bool{}
	for n, d := range definitions {
		wrong := func(part string, err error) {
			mistakes = append(mistakes, &DefinitionError{n, d.ID, part, err})
		}
		switch {
		case !ruleID.MatchString(d.ID):
			wrong("id", errors.New(`must be two words of small letters, digits and hyphens, such as "tinh/chua-co-von"`))
		case seen[d.ID]:
			wrong("id", errors.New("another rule has it too"))
		case slices.ContainsFunc(rule.Rules(), func(r rule.Rule) bool { return r.ID == d.ID }):
			wrong("id", errors.New("it is the name of a rule of rasoat's own"))
		}
		seen[d.ID] = true
		if d.Severity == "" {
			d.Severity = rule.Warning
		}
		if !slices.Contains([]rule.Severity{rule.Error, rule.Warning, rule.Notice}, d.Severity) {
			wrong("severity", fmt.Errorf("%q is none; it is error, warning or notice", d.Severity))
		}
		c := custom{definition: d, with: with}
		var err error
		if c.when, err = Compile(d.When, Condition); err != nil {
			wrong("when", err)
		}
		vi, en := d.Vi, d.En
		if vi == "" {
			vi = en
		} else if en == "" {
			en = vi
		}
		if c.vi, err = CompileMessage(vi); err != nil {
			part := "message.vi"
			if d.Vi == "" && d.En != "" {
				part = "message.en"
			}
			wrong(part, err)
		}
		if c.en = c.vi; en != vi {
			if c.en, err = CompileMessage(en); err != nil {
				wrong("message.en", err)
			}
		}
		rules = append(rules, rule.Rule{
			ID: d.ID, Severity: d.Severity, Passing: []string{"vi", "en", "count", "error"}, Check: c.check,
		})
	}
	if len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	return rules, nil
}

// custom is a compiled definition.
type custom struct {
	definition Definition
	when       *Program
	vi, en     *Message
	with       Printers
}

// check implements the Check of a [rule.Rule].
func (c *custom) check(l *ledger.Ledger, s rule.Settings, report func(rule.Finding)) {
	var failed Failure
	i := &item{pass: newPass(l, s)}
	for list, row := range itemsOf(l, c.definition.Lists) {
		if failed.hopeless() {
			break
		}
		i.list, i.row = list, row
		holds, err := c.when.holds(i)
		if err != nil {
			failed.add(list, row, err)
		}
		if !holds {
			continue
		}
		vi, facts, err := c.vi.write(i, c.with.Vi)
		en, _, errEn := c.en.write(i, c.with.En)
		if err == nil {
			err = errEn
		}
		if err != nil {
			failed.add(list, row, err)
		}
		report(c.finding(list, row, rule.Args{"vi": vi, "en": en, "facts": facts, "why": "", "count": 0, "error": ""}))
	}
	if failed.Count > 0 {
		report(c.finding(failed.List, failed.Row, rule.Args{
			"vi": "", "en": "", "facts": "", "why": string(failed.Why()), "count": failed.Count, "error": failed.Err.Error(),
		}))
	}
}

// finding returns a finding at the cell of the definition's field.
func (c *custom) finding(list *ledger.List, row *ledger.Row, args rule.Args) rule.Finding {
	col := -1
	if at := list.Column(c.definition.At); c.definition.At != "" && at != nil {
		col = at.Col
	}
	return rule.Finding{
		List: list.Name, Tab: list.Tab, TabTitle: list.Title, Row: row.Row, Col: col, Item: row, Args: args,
	}
}
