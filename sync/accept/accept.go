// Package accept holds findings against the explanations that staff write
// beside them. [Apply] is a pure function of the findings, of what earlier
// passes knew of the explanations, and of the day.
//
// An explanation covers the findings that its row has when it is first seen. It
// lapses by its date, or for a finding whose figures changed since; a finding
// that came later it does not cover. What has lapsed warns again, and a finding
// beside the explanation says why.
package accept

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// Known is an explanation as it was first seen. Days are calendar days at
// midnight UTC.
type Known struct {
	Key    string    `json:"key"`  // of the row
	Text   string    `json:"text"` // a digest of what is written
	Since  time.Time `json:"since"`
	Covers []Cover   `json:"covers,omitempty"`
}

// Cover is a finding that an explanation covers.
type Cover struct {
	Rule  string `json:"rule"`
	Where string `json:"where,omitempty"` // the header of its column, "" for the row
	// Args are digests of its arguments, by name. What only one of two findings
	// has does not tell them apart: a later version of a rule may say more.
	Args map[string]string `json:"args,omitempty"`
}

// beside reports whether two are of one rule and column.
func (c Cover) beside(o Cover) bool { return c.Rule == o.Rule && c.Where == o.Where }

// is reports whether two are the same finding with the same figures.
func (c Cover) is(o Cover) bool {
	for name, digest := range c.Args {
		if other, ok := o.Args[name]; ok && other != digest {
			return false
		}
	}
	return c.beside(o)
}

// among reports whether one of several is the same.
func (c Cover) among(all []Cover) bool { return slices.ContainsFunc(all, c.is) }

// Input is everything that the outcome follows from.
type Input struct {
	Ledger   *ledger.Ledger
	Findings []rule.Finding
	Settings rule.Settings
	Known    []Known // what the last pass knew
}

// Apply returns the findings with those explained that are, in the order of
// [rule.Sort], and what to know from now on. What is known of a row that
// holds no explanation is forgotten, unless the column of explanations cannot
// be found today.
func Apply(in Input) ([]rule.Finding, []Known) {
	findings := slices.Clone(in.Findings)
	beside := map[*ledger.Row][]int{}
	for i, f := range findings {
		if f.Item != nil {
			beside[f.Item] = append(beside[f.Item], i)
		}
	}
	a := applier{in: in, findings: findings}
	next := unseen(in)
	present := make([][]line, len(in.Ledger.Lists))
	for i, list := range in.Ledger.Lists {
		present[i] = linesOf(list)
	}
	m := newMemory(in.Known, slices.Concat(present...))
	for i, list := range in.Ledger.Lists {
		column := list.Column(ledger.FieldExplanation)
		for _, l := range present[i] {
			found := beside[l.row]
			k, ok := m.recall(l)
			if !ok {
				k = Known{Key: l.key, Text: digest(l.text), Since: in.Settings.Today}
				for _, i := range found {
					k.Covers = append(k.Covers, a.cover(list, findings[i]))
				}
			}
			next = append(next, k)
			if len(found) > 0 {
				a.row(list, l.row, column, Read(l.text), k, found)
			}
		}
	}
	rule.Sort(in.Ledger, a.findings)
	return a.findings, next
}

// unseen returns what is known of lists whose column of explanations is not
// there.
func unseen(in Input) []Known {
	var kept []Known
	for _, k := range in.Known {
		name, _, _ := strings.Cut(k.Key, "/")
		there := slices.ContainsFunc(in.Ledger.Lists, func(l *ledger.List) bool {
			return l.Name == name && l.Column(ledger.FieldExplanation) != nil
		})
		if !there {
			kept = append(kept, k)
		}
	}
	return kept
}

// applier explains the findings of one row after the other.
type applier struct {
	in       Input
	findings []rule.Finding // those that explanations have themselves come behind
}

func (a *applier) row(list *ledger.List, row *ledger.Row, column *ledger.Column, e Explanation, k Known, beside []int) {
	today := a.in.Settings.Today
	tell := func(id string, args rule.Args) {
		if f, ok := a.in.Settings.Finding(id); ok {
			f.List, f.Tab, f.TabTitle, f.Row, f.Col, f.Item, f.Args = list.Name, list.Tab, list.Title, row.Row, column.Col, row, args
			a.findings = append(a.findings, f)
		}
	}
	if e.Lacks != "" {
		// A column of ordinary prose that only resembles that of explanations was
		// never announced as one to those who fill it.
		if column.Found != ledger.Configured && column.Found != ledger.ByName {
			return
		}
		tell(rule.ExplanationIncomplete, rule.Args{"lacks": e.Lacks, "seen": e.Text})
		return
	}
	expired := !e.Until.IsZero() && today.After(e.Until)
	now := make([]Cover, len(beside))
	for n, i := range beside {
		now[n] = a.cover(list, a.findings[i])
	}
	covers := false            // any of them
	var lapsed, later []string // names of rules, each once
	for n, i := range beside {
		f := &a.findings[i]
		switch c := now[n]; {
		case c.among(k.Covers):
			covers = true
			if !expired {
				f.Explained = &rule.Explanation{Reason: e.Reason, By: e.By, Until: e.Until, Since: k.Since, Stays: a.in.Settings.Stays(f.Rule)}
			}
		case k.covered(c, now):
			lapsed = add(lapsed, f.Rule)
		default:
			later = add(later, f.Rule)
		}
	}
	lapse := func(why string, rules []string) {
		tell(rule.ExplanationLapsed, rule.Args{"why": why, "by": e.By, "since": k.Since, "until": e.Until, "rules": rules})
	}
	switch {
	case expired && (covers || len(lapsed) > 0):
		lapse("expired", nil)
	case expired || covers && len(lapsed) == 0:
	case len(lapsed) > 0:
		lapse("changed", lapsed)
	default:
		lapse("later", later)
	}
}

// covered reports whether the explanation covers a finding of the rule and
// column that is not there any more: the one at hand is it with other figures.
// A rule may find several things at one cell.
func (k Known) covered(c Cover, now []Cover) bool {
	return slices.ContainsFunc(k.Covers, func(o Cover) bool {
		return o.beside(c) && !o.among(now)
	})
}

// add appends a text that is not there yet.
func add(list []string, text string) []string {
	if slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}

// cover says what of a finding an explanation covers.
func (a *applier) cover(list *ledger.List, f rule.Finding) Cover {
	c := Cover{Rule: f.Rule}
	for i := range list.Columns {
		if list.Columns[i].Col == f.Col {
			c.Where = ledger.Fold(list.Columns[i].Header)
		}
	}
	for name, arg := range f.Args {
		if a.in.Settings.Passing(f.Rule, name) {
			continue
		}
		// Amounts and days write themselves the same way each time.
		data, err := json.Marshal(arg)
		if err != nil {
			data = fmt.Append(nil, arg)
		}
		if c.Args == nil {
			c.Args = map[string]string{}
		}
		c.Args[name] = digest(string(data))
	}
	return c
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}
