package lang_test

import (
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/shopspring/decimal"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// checkText holds a text that people read against what every text must be.
func checkText(t *testing.T, text string) {
	t.Helper()
	switch {
	case !norm.NFC.IsNormalString(text):
		t.Errorf("not NFC: %q", text)
	case strings.Contains(text, "{{"), strings.Contains(text, "}}"), strings.Contains(text, "<no value>"), strings.Contains(text, "%!"):
		t.Errorf("a template shows: %q", text)
	case strings.Contains(text, "  "), strings.Contains(text, " ,"), strings.Contains(text, " ."), strings.Contains(text, ".."), text != strings.TrimSpace(text):
		t.Errorf("stray space or stop: %q", text)
	}
}

// TestSource reads the YAML files by itself, without the package.
func TestSource(t *testing.T) {
	files, err := fs.Glob(os.DirFS("."), "*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("found %v, %v", files, err)
	}
	var keys []string
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !norm.NFC.IsNormal(data) {
			t.Errorf("%s is not NFC", file)
		}
		var entries map[string]map[string]string
		if err := yaml.Unmarshal(data, &entries); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		keys = append(keys, slices.Collect(maps.Keys(entries))...)
		for key, e := range entries {
			if len(e) != 2 || e["vi"] == "" || e["en"] == "" {
				t.Errorf("%s: %s has %d languages", file, key, len(e))
			}
			if strings.ContainsFunc(e["vi"], isStray) || strings.ContainsFunc(e["en"], isStray) {
				t.Errorf("%s: %s holds an invisible character", file, key)
			}
		}
	}
	slices.Sort(keys)
	if got := catalogue(t).Keys(); !slices.Equal(keys, got) {
		t.Errorf("the files have %d keys, the catalogue has %d", len(keys), len(got))
	}
}

func isStray(r rune) bool { return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) }

func TestEveryFieldHasAName(t *testing.T) {
	c := catalogue(t)
	for _, f := range []ledger.Field{
		ledger.FieldNumber, ledger.FieldCode, ledger.FieldName, ledger.FieldCategory, ledger.FieldDepartment, ledger.FieldCooperating,
		ledger.FieldDecision, ledger.FieldTotal, ledger.FieldAllocated, ledger.FieldPlan, ledger.FieldSource, ledger.FieldPriority,
		ledger.FieldStatus, ledger.FieldDeadline, ledger.FieldAssigned, ledger.FieldDone, ledger.FieldResult, ledger.FieldReason, ledger.FieldRemark,
		ledger.FieldGroup, ledger.FieldDecidedOn, ledger.FieldNeed, ledger.FieldDisbursed, ledger.FieldOpinion, ledger.FieldPeriod,
		ledger.FieldExplanation,
	} {
		for _, l := range lang.Languages() {
			if name := c.Printer(l).Field(f); name == string(f) {
				t.Errorf("no name for %q in %s", f, l)
			}
		}
	}
	if got := c.Printer(lang.Vietnamese).Field("Cột\ncủa họ"); got != "Cột của họ" {
		t.Errorf("a header is no field: got %q", got)
	}
}

func TestNumbers(t *testing.T) {
	c := catalogue(t)
	for _, x := range []struct{ in, vi, en string }{
		{"0", "0", "0"},
		{"7", "7", "7"},
		{"999", "999", "999"},
		{"1000", "1.000", "1,000"},
		{"261500", "261.500", "261,500"},
		{"1234567.25", "1.234.567,25", "1,234,567.25"},
		{"1234.500", "1.234,5", "1,234.5"},
		{"-400", "−400", "−400"},
		{"-0.5", "−0,5", "−0.5"},
		{"12345678901234567890.123456789", "12.345.678.901.234.567.890,123456789", "12,345,678,901,234,567,890.123456789"},
	} {
		d := decimal.RequireFromString(x.in)
		if got := c.Printer(lang.Vietnamese).Number(d); got != x.vi {
			t.Errorf("vi: %s became %s, want %s", x.in, got, x.vi)
		}
		if got := c.Printer(lang.English).Number(d); got != x.en {
			t.Errorf("en: %s became %s, want %s", x.in, got, x.en)
		}
	}
}

func TestMoneyInTheUnitOfTheList(t *testing.T) {
	c := catalogue(t)
	for _, x := range []struct {
		dong   string
		unit   ledger.Unit
		vi, en string
	}{
		{"45000000000", million, "45.000 triệu đồng", "45,000 million đồng"},
		{"45000500000", million, "45.000,5 triệu đồng", "45,000.5 million đồng"},
		{"45000000001", million, "45.000,000001 triệu đồng", "45,000.000001 million đồng"},
		{"-2500000000", ledger.Unit{Label: "Tỷ Đồng", Factor: decimal.New(1, 9)}, "−2,5 tỷ đồng", "−2.5 billion đồng"},
		{"2500000", ledger.Unit{Label: "1.000 đồng", Factor: decimal.New(1, 3)}, "2.500 nghìn đồng", "2,500 thousand đồng"},
		{"2500000", ledger.Unit{Label: "VNĐ", Factor: decimal.New(1, 0)}, "2.500.000 đồng", "2,500,000 đồng"},
		{"2500000", ledger.Unit{}, "2.500.000", "2,500,000"},
		{"2500000", ledger.Unit{Label: "£m", Factor: decimal.New(1, 6)}, "2,5 £m", "2.5 £m"},
	} {
		money := rule.Money{Value: decimal.RequireFromString(x.dong), Unit: x.unit}
		if got := c.Printer(lang.Vietnamese).Money(money); got != x.vi {
			t.Errorf("vi: %s in %q became %q, want %q", x.dong, x.unit.Label, got, x.vi)
		}
		if got := c.Printer(lang.English).Money(money); got != x.en {
			t.Errorf("en: %s in %q became %q, want %q", x.dong, x.unit.Label, got, x.en)
		}
	}
}

func TestMoneyInPassing(t *testing.T) {
	c := catalogue(t)
	for _, x := range []struct{ dong, short, brief, en string }{
		{"155000000000", "155 tỷ đồng", "155 tỷ", "155 billion đồng"},
		{"1522500000000", "1.522,5 tỷ đồng", "1.522,5 tỷ", "1,522.5 billion đồng"},
		{"1522510000000", "1.522,51 tỷ đồng", "1.522,51 tỷ", "1,522.51 billion đồng"},
		{"1234567000000", "1.234,567 tỷ đồng", "1.234,567 tỷ", "1,234.567 billion đồng"},
		{"1234567800000", "khoảng 1.234,57 tỷ đồng", "≈ 1.234,57 tỷ", "about 1,234.57 billion đồng"},
		{"1000000000", "1 tỷ đồng", "1 tỷ", "1 billion đồng"},
		{"999000000", "999 triệu đồng", "999 triệu", "999 million đồng"},
		{"350000000", "350 triệu đồng", "350 triệu", "350 million đồng"},
		{"350123456", "khoảng 350,12 triệu đồng", "≈ 350,12 triệu", "about 350.12 million đồng"},
		{"350000", "350.000 đồng", "350.000 đồng", "350,000 đồng"},
		{"0", "0 đồng", "0 đồng", "0 đồng"},
		{"-2500000000", "−2,5 tỷ đồng", "−2,5 tỷ", "−2.5 billion đồng"},
	} {
		d := decimal.RequireFromString(x.dong)
		if got := c.Printer(lang.Vietnamese).Short(d); got != x.short {
			t.Errorf("short: %s became %q, want %q", x.dong, got, x.short)
		}
		if got := c.Printer(lang.Vietnamese).Brief(d); got != x.brief {
			t.Errorf("brief: %s became %q, want %q", x.dong, got, x.brief)
		}
		if got := c.Printer(lang.English).Short(d); got != x.en {
			t.Errorf("en: %s became %q, want %q", x.dong, got, x.en)
		}
	}
}

func TestDaysAndLists(t *testing.T) {
	c := catalogue(t)
	vi, en := c.Printer(lang.Vietnamese), c.Printer(lang.English)
	at := time.Date(2021, 1, 5, 7, 30, 59, 0, time.UTC)
	for _, x := range []struct{ got, want string }{
		{lang.Day(at), "05/01/2021"},
		{lang.Day(time.Time{}), ""},
		{vi.Moment(at), "07 giờ 30 ngày 05/01/2021"},
		{en.Moment(at), "07:30 on 05/01/2021"},
		{vi.And(nil), ""},
		{vi.And([]string{"A"}), "A"},
		{vi.And([]string{"A", "B"}), "A và B"},
		{vi.And([]string{"A", "B", "C"}), "A, B và C"},
		{en.And([]string{"A", "B", "C"}), "A, B and C"},
		{c.Printer("fr").Text("list/and", nil), "và"},
	} {
		if x.got != x.want {
			t.Errorf("got %q, want %q", x.got, x.want)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"":                             "",
		"  Sở\r\n Tài\u00a0chính\t":    "Sở Tài chính",
		"Sở Tài chính":                 "Sở Tài chính",
		"a\u202Eb\u2067c\u200Ed\u061C": "abcd",
		"a\x00\x1b[31mb\x7f\u0085c":    "a[31mb c",
		"\ufeffa\u200Bb\u00ADc\u2060":  "abc",
		"x\u2028y\u2029z":              "x y z",
		"👩\u200D💻 ok":                  "👩\u200D💻 ok",
		"bad \xff byte":                "bad \uFFFD byte",
		"\U000E0041x\uE000":            "x",
	} {
		if got := lang.Clean(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, x := range []struct {
		in   string
		n    int
		want string
	}{
		{"ngắn", 4, "ngắn"},
		{"Dự án nền tảng đô thị thông minh", 20, "Dự án nền tảng đô…"},
		{"Dự án nền tảng, đô thị", 17, "Dự án nền tảng…"},
		{strings.Repeat("a", 50), 10, "aaaaaaaaa…"},
		{"abc👩\u200D💻xyz", 6, "abc…"},
		{"abc🇻🇳xyz", 5, "abc…"},
		{"abcde\u0323\u0302xyz", 7, "abcd…"},
		{"abc", 1, "…"},
		{"abc", 0, ""},
	} {
		if got := lang.Cut(x.in, x.n); got != x.want {
			t.Errorf("%q cut to %d became %q, want %q", x.in, x.n, got, x.want)
		}
	}
}

func TestPropertyCleanAndCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := lang.Clean(rapid.String().Draw(t, "text"))
		if s != lang.Clean(s) {
			t.Fatalf("%q changes again", s)
		}
		n := rapid.IntRange(1, 40).Draw(t, "n")
		cut := lang.Cut(s, n)
		if len([]rune(cut)) > max(n, 1) {
			t.Fatalf("%q is longer than %d", cut, n)
		}
		if cut != s && !strings.HasSuffix(cut, "…") {
			t.Fatalf("%q does not show that it was cut", cut)
		}
	})
}

func TestPropertyNumberReadsBack(t *testing.T) {
	p := catalogue(t).Printer(lang.Vietnamese)
	rapid.Check(t, func(t *rapid.T) {
		d := decimal.New(rapid.Int64().Draw(t, "digits"), rapid.Int32Range(-9, 9).Draw(t, "exponent"))
		text := strings.NewReplacer(".", "", ",", ".", "−", "-").Replace(p.Number(d))
		back, err := decimal.NewFromString(text)
		if err != nil || !back.Equal(d) {
			t.Fatalf("%s became %s (%v)", d, p.Number(d), err)
		}
	})
}
