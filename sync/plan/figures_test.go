package plan

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"rasoat/sheets"
	"rasoat/sync/lang"
)

var fridayDay = time.Date(2021, 1, 15, 0, 0, 0, 0, time.UTC)

func TestFiguresAreTheSummarys(t *testing.T) {
	cells := workbook()
	cells["E6"] = sheets.Cell{Value: sheets.NumberValue("50")} // over-allocated
	in := input(t, cells)
	in.Settings.Short = map[string]string{"": ""}
	p := makePlan(t, in)
	f := p.Figures(in.Settings, fridayDay)
	if f.Items != 2 || f.Late != 1 || f.Open != 0 || f.Done != 0 || f.Unknown != 0 || f.Findings() != p.Open() || f.Findings() == 0 {
		t.Errorf("figures are %+v", f)
	}
	for what, got := range map[string][2]string{
		"total": {f.Total.String(), "150000000"}, "funded": {f.Funded.String(), "120000000"}, "short": {f.Short.String(), "40000000"}, "over": {f.Over.String(), "10000000"},
	} {
		if got[0] != got[1] {
			t.Errorf("%s is %s, want %s", what, got[0], got[1])
		}
	}
	byRule := 0
	for n := range maps.Values(f.Rules) {
		byRule += n
	}
	if byRule != f.Findings() || f.Rules["funding/over-allocated"] != 1 {
		t.Errorf("by rule: %v of %d", f.Rules, f.Findings())
	}
	if len(f.Departments) != 1 || f.Departments[0].Name != "Sở Tài chính" || f.Departments[0].Items != 2 || f.Departments[0].Late != 1 || !f.Departments[0].Short.Equal(f.Short) {
		t.Errorf("departments: %+v", f.Departments)
	}
	if len(f.Categories) != 1 || f.Categories[0].Late != 1 || !f.Categories[0].Over.Equal(f.Over) {
		t.Errorf("categories: %+v", f.Categories)
	}

	data, err := f.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), `"short":"40000000"`) {
		t.Errorf("amounts are not decimal strings: %s", data)
	}
	read, err := DecodeFigures(data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(f, read, cmp.Comparer(decimal.Decimal.Equal)); diff != "" {
		t.Errorf("read back (-written +read):\n%s", diff)
	}
	if _, err := DecodeFigures([]byte("[")); err == nil {
		t.Error("no error for what are no figures")
	}
}

// paragraphs are the texts above the summary's tables.
func paragraphs(p *Plan) []string {
	var all []string
	for _, row := range p.Annotations.Tabs[0].Rows {
		if len(row) > 0 && row[0].Style == sheets.StyleParagraph {
			all = append(all, row[0].Value.String())
		}
	}
	return all
}

func TestTheSummarySaysWhatChanged(t *testing.T) {
	dong := func(s string) decimal.Decimal { return decimal.RequireFromString(s) }
	tests := map[string]struct {
		before *Past
		vi, en string
	}{
		"nothing is known": {},
		"less": {
			before: &Past{Figures: Figures{Short: dong("12180000000"), Late: 3, Errors: 2, Notices: 3}},
			vi:     "So với ngày 08/01/2021: vốn còn thiếu giảm 12 tỷ đồng, quá hạn giảm 2 việc, vấn đề cần kiểm tra giảm 5.",
			en:     "Since 08/01/2021: 12 billion đồng less is missing, 2 fewer overdue, 5 fewer to check.",
		},
		"more": {
			before: &Past{Figures: Figures{Short: dong("30000000")}},
			vi:     "So với ngày 08/01/2021: vốn còn thiếu tăng 150 triệu đồng, quá hạn tăng 1 việc, vấn đề cần kiểm tra không đổi.",
			en:     "Since 08/01/2021: 150 million đồng more is missing, 1 more overdue, as many findings to check.",
		},
		"the same": {
			before: &Past{Figures: Figures{Short: dong("180000000"), Late: 1}},
			vi:     "So với ngày 08/01/2021: vốn còn thiếu, số việc quá hạn và số vấn đề cần kiểm tra không đổi.",
			en:     "Since 08/01/2021: what is missing, the overdue items and the findings to check are unchanged.",
		},
	}
	catalogue, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for language, want := range map[lang.Language]string{lang.Vietnamese: tt.vi, lang.English: tt.en} {
				in := input(t, workbook())
				in.Printer = catalogue.Printer(language)
				if in.Before = tt.before; in.Before != nil {
					in.Before.Day = time.Date(2021, 1, 8, 0, 0, 0, 0, time.UTC)
				}
				all := paragraphs(makePlan(t, in))
				if want == "" && len(all) != 1 || want != "" && (len(all) != 2 || all[1] != want) {
					t.Errorf("the summary says %q, want %q below the sentence", all, want)
				}
			}
		})
	}
	if got := (Base{Day: fridayDay, Late: 1}).since(catalogue.Printer(lang.Vietnamese), Figures{}); got != "So với ngày 15/01/2021: quá hạn giảm 1 việc, vấn đề cần kiểm tra không đổi." {
		t.Errorf("where there are no projects it says %q", got)
	}
}

// What the summary compares with is chosen once a working day, so that it makes
// no later pass of the day write, and none on a day off.
func TestWhatIsComparedWithStaysForTheDay(t *testing.T) {
	in := input(t, workbook())
	past := func(day, late int) *Past {
		return &Past{Day: time.Date(2021, 1, day, 0, 0, 0, 0, time.UTC), Figures: Figures{Late: late}}
	}
	var got []int
	for _, step := range []struct {
		at     time.Time
		before *Past
	}{
		{friday, past(8, 1)},
		{friday.Add(time.Hour), past(7, 9)},           // pruned meanwhile, or known since a moment ago
		{friday.Add(2 * time.Hour), nil},              //
		{friday.AddDate(0, 0, 1), past(8, 1)},         // Saturday
		{friday.AddDate(0, 0, 2), past(9, 1)},         // Sunday
		{friday.AddDate(0, 0, 3), past(11, 1)},        // Monday
		{friday.AddDate(0, 0, 4), nil},                // Tuesday
		{friday.AddDate(0, 0, 4).Add(1), past(12, 1)}, //
	} {
		in.Now, in.Before = step.at, step.before
		p := makePlan(t, in)
		in.History = p.Next
		got = append(got, p.Next.Base.Day.Day())
	}
	none := time.Time{}.Day()
	if want := []int{8, 8, 8, 8, 8, 11, none, none}; !slices.Equal(got, want) {
		t.Errorf("compared with %v, want %v", got, want)
	}
}
