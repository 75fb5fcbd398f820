package lang_test

import (
	"strings"
	"testing"

	"rasoat/sync/expr"
	"rasoat/sync/lang"
	"rasoat/sync/rule"
)

// Every field and function of the language of rules is explained, and nothing
// is that it does not have.
func TestTheLanguageOfRulesIsExplained(t *testing.T) {
	c := catalogue(t)
	missing := map[string]bool{}
	for _, key := range c.Keys() {
		if strings.HasPrefix(key, "expr/") {
			missing[key] = true
		}
	}
	used := map[string]bool{}
	for _, e := range append(expr.Fields(), expr.Functions()...) {
		if used[e.Key] {
			t.Errorf("%s is explained with the words of another", e.Name)
		}
		for _, key := range []string{e.Key, e.TypeKey} {
			if !missing[key] && !used[key] {
				t.Errorf("%s: no text %s", e.Name, key)
			}
			delete(missing, key)
			used[key] = true
		}
		if got := c.Printer(lang.English).Text(e.TypeKey, nil); got != e.Type {
			t.Errorf("%s: the catalogue says %q for %q", e.Name, got, e.Type)
		}
	}
	for key := range missing {
		t.Errorf("%s explains nothing", key)
	}
}

// A rule of the operator's own that could not be evaluated says so, and does
// not pass for one that is not met.
func TestOwnRuleThatFailed(t *testing.T) {
	f := rule.Finding{Rule: "tinh/mau", Row: 4, Col: -1, Args: rule.Args{
		"vi": "", "en": "", "facts": "", "why": "zero", "count": 1200, "error": "division by zero",
	}}
	c := catalogue(t)
	for language, want := range map[lang.Language]string{
		lang.Vietnamese: "Quy tắc “tinh/mau” không tính được cho 1.200 dự án, nhiệm vụ, đầu tiên là dòng này: phép chia cho 0. Đề nghị người quản trị sửa quy tắc trong tệp cấu hình.",
		lang.English:    "Rule “tinh/mau” could not be evaluated on 1,200 items, this row first: a division by zero. Please have the rule in the configuration corrected.",
	} {
		if got := c.Printer(language).Finding(f); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	f.Args["why"], f.Args["error"] = "other", "odd"
	if got := c.Printer(lang.English).Finding(f); !strings.Contains(got, "this row first: odd.") {
		t.Errorf("the library's words are missing: %s", got)
	}
}
