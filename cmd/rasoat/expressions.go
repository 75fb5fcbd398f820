package main

import (
	"fmt"
	"slices"

	"rasoat/config"
	"rasoat/sync/expr"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/plan"
	"rasoat/sync/rule"
)

// expressions are the rules and lists of the operator's own, compiled.
type expressions struct {
	rules   []rule.Rule
	filters []*expr.Selection // of the named lists, in the order of the configuration
}

// compile compiles what the configuration holds of expressions. Mistakes are
// returned as [config.Errors], each with its place in the file.
func compile(c *config.Config, catalogue *lang.Catalogue) (expressions, error) {
	var out expressions
	var mistakes config.Errors
	add := func(path string, err error) {
		all := expr.Mistakes(err)
		for _, e := range all {
			mistakes = append(mistakes, c.Mistake(path, e.Offset, e.Error()))
		}
		if len(all) == 0 {
			mistakes = append(mistakes, c.Mistake(path, 0, err.Error()))
		}
	}

	definitions := make([]expr.Definition, len(c.CustomRules))
	for i, r := range c.CustomRules {
		definitions[i] = expr.Definition{
			ID: r.ID, Severity: rule.Severity(r.Severity), Lists: r.Lists, When: r.When, At: ledger.Field(r.At),
			Vi: r.Message.Vietnamese, En: r.Message.English,
		}
	}
	if len(definitions) > 0 {
		var err error
		out.rules, err = expr.Rules(definitions, expr.Printers{
			Vi: catalogue.Printer(lang.Vietnamese), En: catalogue.Printer(lang.English),
		})
		for _, d := range definitionErrors(err) {
			part := d.Part
			if m := c.CustomRules[d.Index].Message; part == "message.vi" && m.Vietnamese == m.English {
				part = "message"
			}
			add(fmt.Sprintf("custom_rules[%d].%s", d.Index, part), d.Err)
		}
		if err != nil && len(mistakes) == 0 {
			return expressions{}, fmt.Errorf("%w: %w", errConfig, err)
		}
	}
	for i, l := range c.Lists {
		where := l.Where
		if where == "" {
			where = "true"
		}
		filter, err := expr.Filter(where)
		if err != nil {
			add(fmt.Sprintf("lists[%d].where", i), err)
		}
		out.filters = append(out.filters, filter)
	}
	if len(mistakes) > 0 {
		mistakes.Sort()
		return expressions{}, mistakes
	}
	return out, nil
}

// definitionErrors returns the mistakes that an error of [expr.Rules] joins.
func definitionErrors(err error) []*expr.DefinitionError {
	var all []*expr.DefinitionError
	switch err := err.(type) {
	case *expr.DefinitionError:
		all = append(all, err)
	case interface{ Unwrap() []error }:
		for _, one := range err.Unwrap() {
			all = append(all, definitionErrors(one)...)
		}
	}
	return all
}

// named returns the lists for meetings that are made of items of a workbook: a
// list that is about lists that other workbooks have is none of them.
func (e expressions) named(c *config.Config, w *config.Workbook) []plan.NamedList {
	var all []plan.NamedList
	for i, l := range c.Lists {
		if l.Workbook != "" && l.Workbook != w.Name {
			continue
		}
		var from []string
		for _, list := range w.Lists {
			if len(l.From) == 0 && list.Kind != config.Table || slices.Contains(l.From, list.Name) {
				from = append(from, list.Name)
			}
		}
		if len(from) == 0 {
			continue
		}
		filter := e.filters[i]
		all = append(all, plan.NamedList{Name: l.Name, Title: l.Title, Tab: l.Tab, Select: func(l *ledger.Ledger, s rule.Settings) ([]*ledger.Row, int) {
			selected, failed := filter.Select(l, s, from...)
			rows := make([]*ledger.Row, len(selected))
			for i, one := range selected {
				rows[i] = one.Row
			}
			return rows, failed.Count
		}})
	}
	return all
}
