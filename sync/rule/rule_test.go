package rule_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

func TestValidLedgerHasNoFinding(t *testing.T) {
	w := valid()
	if found := rule.Run(w.Ledger, w.Settings); len(found) > 0 {
		t.Errorf("found:%s", show(found))
	}
}

func TestEmptyLedgerHasNoFinding(t *testing.T) {
	l := &ledger.Ledger{Directory: ledger.NewDirectory()}
	if found := rule.Run(l, rule.Settings{}); len(found) > 0 {
		t.Errorf("found:%s", show(found))
	}
	if got := rule.Stats(l); got != (rule.Totals{}) {
		t.Errorf("Stats = %+v, want none", got)
	}
}

func TestIDsAreUniqueAndDocumented(t *testing.T) {
	ids := rule.IDs()
	if len(ids) != len(arguments) {
		t.Errorf("%d rules, %d with arguments told", len(ids), len(arguments))
	}
	for i, id := range ids {
		if slices.Contains(ids[:i], id) {
			t.Errorf("rule %s stands twice", id)
		}
		if arguments[id] == "" {
			t.Errorf("rule %s: arguments not told", id)
		}
	}
}

// Where something else stands and how a row is numbered say nothing of what is
// wrong: a row inserted above changes both, and no explanation may lapse for
// that.
func TestAddressesArePassing(t *testing.T) {
	s := rule.Settings{}
	for id, told := range arguments {
		for _, name := range strings.FieldsFunc(told, func(r rune) bool { return r == ' ' || r == ',' }) {
			place := strings.HasSuffix(name, "cell") || strings.HasSuffix(name, "cells") || name == "columns" || name == "others" || name == "days" ||
				name == "number"
			if place && !s.Passing(id, name) {
				t.Errorf("%s: argument %s may change while the finding is the same, and is not said to", id, name)
			}
		}
	}
}

// broken breaks several things at once, one of each severity among them.
func broken() *world {
	w := valid()
	w.put("projects", "G8", "100010")
	w.row("projects", 9).Status = ledger.Ref{Text: "Đang thực hiên"}
	w.row("projects", 14).Texts[ledger.FieldCode] = "B 02"
	w.row("tasks", 5).AssignedOn = day("2020-01-15")
	w.put("table", "C6", "9")
	w.Problems = append(w.Problems, ledger.Problem{Kind: ledger.NoTab, List: "other", Row: -1, Col: -1, Name: "Biểu 2"})
	return w
}

func TestRunOrdersByPlace(t *testing.T) {
	w := broken()
	var got []string
	for _, f := range rule.Run(w.Ledger, w.Settings) {
		got = append(got, f.List+" "+f.Cell()+" "+f.Rule)
	}
	want := []string{
		"other  value/unreadable",
		"projects G8 total/culprit",
		"projects N9 status/unknown",
		"projects B14 key/duplicate",
		"projects B15 key/duplicate",
		"tasks E5 deadline/open",
		"table C6 total/culprit",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestRunIsStable(t *testing.T) {
	w := broken()
	first := rule.Run(w.Ledger, w.Settings)
	for range 20 {
		if diff := cmp.Diff(first, rule.Run(w.Ledger, w.Settings), cmpopts.IgnoreFields(rule.Finding{}, "Item")); diff != "" {
			t.Fatalf("a second run differs (-first +second):\n%s", diff)
		}
	}
}

func TestRulesAreSwitchedOffAndChanged(t *testing.T) {
	w := broken()
	all := rule.Run(w.Ledger, w.Settings)
	for _, id := range []string{"status/unknown", "key/duplicate", "deadline/open", "value/unreadable"} {
		t.Run(id, func(t *testing.T) {
			w := broken()
			w.Off = map[string]bool{id: true}
			want := slices.DeleteFunc(slices.Clone(all), func(f rule.Finding) bool { return f.Rule == id })
			if len(want) == len(all) {
				t.Fatal("nothing to switch off")
			}
			if diff := cmp.Diff(want, rule.Run(w.Ledger, w.Settings), cmpopts.IgnoreFields(rule.Finding{}, "Item")); diff != "" {
				t.Errorf("off (-want +got):\n%s", diff)
			}

			w = broken()
			w.Severity = map[string]rule.Severity{id: rule.Notice}
			for _, f := range rule.Run(w.Ledger, w.Settings) {
				i := slices.IndexFunc(rule.Rules(), func(r rule.Rule) bool { return r.ID == f.Rule })
				want := rule.Rules()[i].Severity
				if f.Rule == id {
					want = rule.Notice
				}
				if f.Severity != want {
					t.Errorf("%s: severity %s, want %s", f.Rule, f.Severity, want)
				}
			}
		})
	}
}

func TestFindingCell(t *testing.T) {
	for _, tt := range []struct {
		row, col int
		want     string
	}{{13, 5, "F14"}, {13, -1, "14"}, {-1, 5, "F"}, {-1, -1, ""}} {
		if got := (rule.Finding{Row: tt.row, Col: tt.col}).Cell(); got != tt.want {
			t.Errorf("row %d, column %d: %q, want %q", tt.row, tt.col, got, tt.want)
		}
	}
}
