package accept_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"rasoat/sheets"
	"rasoat/sync/accept"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// visit is one pass over a list of one item.
type visit struct {
	on          string
	explanation string
	findings    []rule.Finding
}

func over(tỷ int64) rule.Finding {
	return rule.Finding{Rule: "funding/over-allocated", Severity: rule.Error, Col: 6, Args: rule.Args{
		"over": rule.Money{Value: decimal.New(tỷ, 9)}, "columns": []string{"G", "H"},
	}}
}

func sum(difference int64, suspect string) rule.Finding {
	return rule.Finding{Rule: "total/section", Severity: rule.Error, Col: 6, Args: rule.Args{
		"difference": rule.Money{Value: decimal.New(difference, 9)}, "suspect_cell": suspect,
	}}
}

// with is a finding with one more argument.
func with(f rule.Finding, name string, value any) rule.Finding {
	f.Args[name] = value
	return f
}

// unknown is a cell that names a department nobody knows; it may name several.
func unknown(name string) rule.Finding {
	return rule.Finding{Rule: "department/unknown", Severity: rule.Warning, Col: 7, Args: rule.Args{"seen": name, "role": "lead"}}
}

func open(days int) rule.Finding {
	return rule.Finding{Rule: "deadline/open", Severity: rule.Notice, Col: 7, Args: rule.Args{"days": days, "limit": 90}}
}

// play goes over the visits and returns what the last one found, a line each.
func play(t *testing.T, settings rule.Settings, visits []visit) string {
	t.Helper()
	var known []accept.Known
	var out []rule.Finding
	for _, v := range visits {
		row := &ledger.Row{Row: 9, Name: "Cổng dịch vụ (mẫu)", Texts: map[ledger.Field]string{
			ledger.FieldCode: "A-01", ledger.FieldName: "Cổng dịch vụ (mẫu)",
		}}
		if v.explanation != "" {
			row.Texts[ledger.FieldExplanation] = v.explanation
		}
		l := &ledger.Ledger{Lists: []*ledger.List{{
			Name: "projects", Kind: ledger.Projects, Tab: "t1", Rows: []*ledger.Row{row},
			Columns: []ledger.Column{
				{Field: ledger.FieldCode, Col: 1}, {Field: ledger.FieldTotal, Col: 6, Header: "Tổng mức đầu tư"},
				{Field: ledger.FieldDeadline, Col: 7, Header: "Thời hạn"}, {Field: ledger.FieldExplanation, Col: 8, Header: "Ý kiến giải trình"},
			},
		}}}
		var found []rule.Finding
		for _, f := range v.findings {
			f.List, f.Tab, f.Row, f.Item = "projects", "t1", row.Row, row
			found = append(found, f)
		}
		settings.Today = day(v.on)
		out, known = accept.Apply(accept.Input{Ledger: l, Findings: found, Settings: settings, Known: known})
	}
	var b strings.Builder
	for _, f := range out {
		fmt.Fprintf(&b, "%s %s", sheets.ColName(f.Col), f.Rule)
		switch {
		case f.Quiet():
			fmt.Fprintf(&b, " quiet since %s", f.Explained.Since.Format(time.DateOnly))
		case f.Explained != nil:
			fmt.Fprintf(&b, " warns, explained by %s", f.Explained.By)
		case f.Args["why"] != nil:
			fmt.Fprintf(&b, " %s %v", f.Args["why"], f.Args["rules"])
		case f.Args["lacks"] != nil:
			fmt.Fprintf(&b, " %s", f.Args["lacks"])
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestApply(t *testing.T) {
	const why = "Giữ lại dự phòng; Nguyễn Văn A; đến 31/03/2021"
	tests := []struct {
		name     string
		settings rule.Settings
		visits   []visit
		want     string
	}{
		{name: "nothing written", visits: []visit{{"2021-01-15", "", []rule.Finding{sum(5, "")}}}, want: "G total/section\n"},
		{
			name: "explained", visits: []visit{{"2021-01-15", why, []rule.Finding{sum(5, ""), open(100)}}},
			want: "G total/section quiet since 2021-01-15\nH deadline/open quiet since 2021-01-15\n",
		},
		{
			name: "explained a while ago", visits: []visit{{"2021-01-15", why, []rule.Finding{open(100)}}, {"2021-02-15", why, []rule.Finding{open(131)}}},
			want: "H deadline/open quiet since 2021-01-15\n",
		},
		{
			name: "on its last day", visits: []visit{{"2021-01-15", why, []rule.Finding{sum(5, "")}}, {"2021-03-31", why, []rule.Finding{sum(5, "")}}},
			want: "G total/section quiet since 2021-01-15\n",
		},
		{
			name: "lapsed by date", visits: []visit{{"2021-01-15", why, []rule.Finding{sum(5, "")}}, {"2021-04-01", why, []rule.Finding{sum(5, "")}}},
			want: "G total/section\nI explanation/lapsed expired []\n",
		},
		{
			name: "lapsed by date, and what is found it never covered", visits: []visit{
				{"2021-01-15", why, []rule.Finding{sum(5, "")}}, {"2021-04-01", why, []rule.Finding{open(91)}},
			},
			want: "H deadline/open\n",
		},
		{
			name: "lapsed by date, and the figure is another", visits: []visit{
				{"2021-01-15", why, []rule.Finding{sum(5, "")}}, {"2021-04-01", why, []rule.Finding{sum(6, "")}},
			},
			want: "G total/section\nI explanation/lapsed expired []\n",
		},
		{
			name: "a figure changed", visits: []visit{
				{"2021-01-15", why, []rule.Finding{sum(5, ""), open(100)}},
				{"2021-01-16", why, []rule.Finding{sum(6, ""), open(101)}},
			},
			want: "G total/section\nH deadline/open quiet since 2021-01-15\nI explanation/lapsed changed [total/section]\n",
		},
		{
			name: "the figure is back", visits: []visit{
				{"2021-01-15", why, []rule.Finding{sum(5, "")}}, {"2021-01-16", why, []rule.Finding{sum(6, "")}}, {"2021-01-17", why, []rule.Finding{sum(5, "")}},
			},
			want: "G total/section quiet since 2021-01-15\n",
		},
		{
			name: "a later version tells more of the finding", visits: []visit{
				{"2021-01-15", why, []rule.Finding{sum(5, "")}}, {"2021-01-16", why, []rule.Finding{with(sum(5, ""), "guess", "swapped")}},
			},
			want: "G total/section quiet since 2021-01-15\n",
		},
		{
			name: "another row moved", visits: []visit{
				{"2021-01-15", why, []rule.Finding{sum(5, "G12")}}, {"2021-01-16", why, []rule.Finding{sum(5, "G13")}},
			},
			want: "G total/section quiet since 2021-01-15\n",
		},
		{
			name: "written anew", visits: []visit{
				{"2021-01-15", why, []rule.Finding{sum(5, "")}},
				{"2021-01-16", why + "; nay là 6", []rule.Finding{sum(6, "")}},
			},
			want: "G total/section quiet since 2021-01-16\n",
		},
		{
			name: "two findings of a rule at one cell", visits: []visit{{"2021-01-15", why, []rule.Finding{unknown("Sở A"), unknown("Sở B")}}},
			want: "H department/unknown quiet since 2021-01-15\nH department/unknown quiet since 2021-01-15\n",
		},
		{
			name: "one of two at one cell changed", visits: []visit{
				{"2021-01-15", why, []rule.Finding{unknown("Sở A"), unknown("Sở B")}}, {"2021-01-16", why, []rule.Finding{unknown("Sở C"), unknown("Sở B")}},
			},
			want: "H department/unknown\nH department/unknown quiet since 2021-01-15\nI explanation/lapsed changed [department/unknown]\n",
		},
		{
			name: "another beside one at one cell", visits: []visit{
				{"2021-01-15", why, []rule.Finding{unknown("Sở A")}}, {"2021-01-16", why, []rule.Finding{unknown("Sở C"), unknown("Sở A")}},
			},
			want: "H department/unknown\nH department/unknown quiet since 2021-01-15\n",
		},
		{
			name: "a finding that came later", visits: []visit{
				{"2021-01-15", why, []rule.Finding{sum(5, "")}}, {"2021-01-16", why, []rule.Finding{sum(5, ""), open(91)}},
			},
			want: "G total/section quiet since 2021-01-15\nH deadline/open\n",
		},
		{
			name: "written before there was a finding", visits: []visit{{"2021-01-15", why, nil}, {"2021-01-16", why, []rule.Finding{open(91)}}},
			want: "H deadline/open\nI explanation/lapsed later [deadline/open]\n",
		},
		{
			name: "no name", visits: []visit{{"2021-01-15", "Giữ lại dự phòng", []rule.Finding{sum(5, "")}}},
			want: "G total/section\nI explanation/incomplete name\n",
		},
		{name: "no finding to explain", visits: []visit{{"2021-01-15", "Giữ lại dự phòng", nil}}, want: ""},
		{
			name: "over-allocation stays", visits: []visit{{"2021-01-15", why, []rule.Finding{over(2)}}},
			want: "G funding/over-allocated warns, explained by Nguyễn Văn A\n",
		},
		{
			name: "told of nothing where the rule is off", settings: rule.Settings{Off: map[string]bool{rule.ExplanationIncomplete: true}},
			visits: []visit{{"2021-01-15", "Giữ lại dự phòng", []rule.Finding{sum(5, "")}}},
			want:   "G total/section\n",
		},
		{
			name:   "taken away",
			visits: []visit{{"2021-01-15", why, []rule.Finding{sum(5, "")}}, {"2021-01-16", "", []rule.Finding{sum(5, "")}}},
			want:   "G total/section\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, play(t, tt.settings, tt.visits)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// An explanation keeps to its row where the row's key changes: codes are
// corrected, names and the counts in them too, and rows of one code are sorted.
func TestApplyFollowsTheRow(t *testing.T) {
	const why, other = "Giữ lại dự phòng; Nguyễn Văn A", "Chờ HĐND họp; Trần Thị B"
	type line struct {
		code, name, explanation string
		difference              int64
	}
	tests := []struct {
		name          string
		first, second []line
		want          string // what the second pass finds
	}{
		{
			"its code was corrected and a figure changed",
			[]line{{"A-1", "Cổng (mẫu)", why, 5}}, []line{{"A-01", "Cổng (mẫu)", why, 6}},
			"1 total/section\n1 explanation/lapsed changed\n",
		},
		{
			"its code was corrected and no figure changed",
			[]line{{"A-1", "Cổng (mẫu)", why, 5}}, []line{{"A-01", "Cổng (mẫu)", why, 5}},
			"1 total/section quiet since 2021-01-15\n",
		},
		{
			"two of one code are sorted",
			[]line{{"A-1", "Cổng (mẫu)", why, 5}, {"A-1", "Kho (mẫu)", other, 7}}, []line{{"A-1", "Kho (mẫu)", other, 7}, {"A-1", "Cổng (mẫu)", why, 6}},
			"1 total/section quiet since 2021-01-15\n2 total/section\n2 explanation/lapsed changed\n",
		},
		{
			"copied to a row that is new",
			[]line{{"A-1", "Cổng (mẫu)", why, 5}}, []line{{"A-1", "Cổng (mẫu)", why, 5}, {"A-2", "Kho (mẫu)", why, 7}},
			"1 total/section quiet since 2021-01-15\n2 total/section quiet since 2021-01-16\n",
		},
		{
			"two that are alike are gone: whose it was is not known",
			[]line{{"A-1", "Cổng (mẫu)", why, 5}, {"A-2", "Kho (mẫu)", why, 7}}, []line{{"A-3", "Kho mới (mẫu)", why, 8}},
			"1 total/section quiet since 2021-01-16\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var known []accept.Known
			var out []rule.Finding
			for n, lines := range [][]line{tt.first, tt.second} {
				list := &ledger.List{
					Name: "projects", Kind: ledger.Projects, Columns: []ledger.Column{
						{Field: ledger.FieldTotal, Col: 6, Header: "Tổng mức đầu tư"}, {Field: ledger.FieldExplanation, Col: 8, Header: "Ý kiến giải trình"},
					},
				}
				var found []rule.Finding
				for i, l := range lines {
					row := &ledger.Row{Row: i, Name: l.name, Texts: map[ledger.Field]string{
						ledger.FieldCode: l.code, ledger.FieldName: l.name, ledger.FieldExplanation: l.explanation,
					}}
					list.Rows = append(list.Rows, row)
					f := sum(l.difference, "")
					f.List, f.Row, f.Item = list.Name, row.Row, row
					found = append(found, f)
				}
				out, known = accept.Apply(accept.Input{
					Ledger: &ledger.Ledger{Lists: []*ledger.List{list}}, Findings: found, Known: known,
					Settings: rule.Settings{Today: day("2021-01-15").AddDate(0, 0, n)},
				})
			}
			var b strings.Builder
			for _, f := range out {
				fmt.Fprintf(&b, "%d %s", f.Row+1, f.Rule)
				if f.Quiet() {
					fmt.Fprintf(&b, " quiet since %s", f.Explained.Since.Format(time.DateOnly))
				} else if why, ok := f.Args["why"].(string); ok {
					b.WriteString(" " + why)
				}
				b.WriteString("\n")
			}
			if diff := cmp.Diff(tt.want, b.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
