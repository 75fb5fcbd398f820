package expr_test

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"rasoat/sync/expr"
)

// Conditions, and which of the two projects of world they hold for.
func TestConditions(t *testing.T) {
	for source, want := range map[string]string{
		// amounts, in đồng
		`item.total >= tỷ(100)`:                                  "full",
		`item.total >= ty(120) && item.total <= billion(120)`:    "full",
		`item.total == optional.of(tỷ(120))`:                     "full",
		`item.total.orValue(0) == triệu(120000)`:                 "full",
		`item.total.orValue(0) == nghìn(120000000)`:              "full",
		`item.allocated < tỷ(20.5) && item.allocated > tỷ(19.5)`: "full",
		`item.plan.orValue(0) == trieu(5e3)`:                     "full",
		`item.gap.orValue(0) == tỷ(95)`:                          "full",
		`item.over >= 0`:                                         "full",
		`item.over > 0`:                                          "none",
		`item.total - item.allocated - item.plan == tỷ(95)`:      "full",
		`item.allocated * 100 / item.total < 20`:                 "full",
		`tỷ(0.1) + tỷ(0.2) == triệu(300)`:                        "both",
		// what is absent answers nothing, and so does its opposite
		`item.need > 0`:                         "none",
		`!(item.need > 0)`:                      "none",
		`item.need <= 0 || item.need > 0`:       "none",
		`item.total > tỷ(1) || item.name != ""`: "both",
		`item.total < tỷ(1) && item.name == ""`: "none",
		`item.total > tỷ(1) ? true : true`:      "full",
		`!item.total.hasValue()`:                "bare",
		`!has(item.total)`:                      "bare",
		`item.total.orValue(0) == 0`:            "bare",
		`item.total > item.need`:                "none",
		// names and texts
		`item.category == "Đề án thành phố thông minh"`:                          "full",
		`item.department == "Sở Thông tin và Truyền thông"`:                      "full",
		`same(item.department, "SỞ THÔNG TIN & TRUYỀN  THÔNG")`:                  "full",
		`item.departments.exists(d, d == "Sở Lạ")`:                               "full",
		`item.departments.size() == 2 && size(item.sources) == 1`:                "full",
		`"Sở Tài chính" in item.cooperating`:                                     "full",
		`item.source == "Đầu tư công"`:                                           "full",
		`item.source == ""`:                                                      "bare",
		`mentions(item.name, "NỀN TẢNG")`:                                        "full",
		`mentions(item.name, "")`:                                                "none",
		`item.name.startsWith("Dự án")`:                                          "both",
		`item.name.matches("^Dự án chưa")`:                                       "bare",
		`item.code == "CNTT-09" && item.number == "1.1"`:                         "full",
		`item.group in ["A", "B"]`:                                               "full",
		`item.status == 'Chưa thực hiện'`:                                        "full",
		`item.section == "MỤC MỘT" && item.list == "projects"`:                   "both",
		`item.tab == "Danh mục" && item.row == 7`:                                "bare",
		`item.decision.contains("QĐ-UBND")`:                                      "full",
		`item.reason != "" && item.remark == ""`:                                 "full",
		`item.urgent && !item.done`:                                              "full",
		norm.NFD.String(`item.status == "Chưa thực hiện" && item.total > tỷ(1)`): "full",
		// days
		`item.due < item.today`:                                          "full",
		`item.due == optional.of(date("30/11/2020"))`:                    "full",
		`date("2020-11-30") >= item.due`:                                 "full",
		`item.days_late == 46`:                                           "full",
		`item.days_late == 0`:                                            "bare",
		`days(item.due, item.today) == 46`:                               "full",
		`days(item.today, item.due) == -46`:                              "full",
		`days(timestamp("1969-12-31T12:00:00Z"), date("1/1/1970")) == 1`: "both",
		`item.decided_on < item.assigned`:                                "full",
		`item.done_on < item.today`:                                      "none",
		`text(item.due) == "30/11/2020"`:                                 "full",
		`text(item.due) == ""`:                                           "bare",
		`item.today == date("15/1/2021")`:                                "both",
		`item.due.orValue(item.today).getFullYear() > 0`:                 "both",
		// comments, lines, quotation marks in texts
		"item.urgent // tỷ(\n  && !item.done": "full",
		`item.name != "tỷ “x” = {"`:           "both",
		`item.name != r'\' && !item.done`:     "both",
		`item.name != """a " b"""`:            "both",
		// what cannot be evaluated on one of them
		`1 / item.allocated.orValue(0) == 0`:                "full; 1 failed: zero",
		`item.total.orValue(0) % item.plan.orValue(0) == 0`: "full; 1 failed: zero",
		`item.total.value() > 0`:                            "full; 1 failed: absent",
		`item.departments[0] != ""`:                         "full; 1 failed: absent",
		`item.total * 9223372036854775807 > 0`:              "none; 1 failed: overflow",
		`tỷ(item.row * 2000000000) > 0`:                     "none; 2 failed: overflow",
		`date(item.reason) < item.today`:                    "none; 2 failed: date",
		`item.name != "" || 1 / 0 == 1`:                     "both",
	} {
		if got := holdsFor(t, source); got != want {
			t.Errorf("%s\n  holds for %s, want %s", source, got, want)
		}
	}
}

// Mistakes, and what the operator reads of them: line, column, words.
func TestMistakes(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{`item.totl > 0`, `1:6 item.totl: no such field; do you mean total?`},
		{"item.urgent\n  && item.totl > 0", `2:11 item.totl: no such field; do you mean total?`},
		{`item.name == "Đề án" && item.totl > 0`, `1:30 item.totl: no such field; do you mean total?`},
		{`item.total > tỷ(1) && item.departmnt == ""`, `1:28 item.departmnt: no such field; do you mean department?`},
		{`item.zzzzzz == 1`, `1:6 item.zzzzzz: no such field; rasoat explain custom lists the fields`},
		{`item.tổng > 0`, `1:6 tổng: no such name; names have no diacritics, but for tỷ, triệu and nghìn; texts stand in quotation marks`},
		{`total > 0`, `1:1 total: no such name; do you mean item.total?`},
		{`itm.total > 0`, `1:1 itm: no such name; do you mean item?`},
		{`item.urgent && sme(item.name, "x")`, `1:16 sme: no such name; do you mean same?`},
		{`item.name.lower() == "x"`, `1:11 lower(): no such function of a text, list or amount`},
		{`item.name.contain("x")`, `1:11 contain(): no such function of a text, list or amount; do you mean contains()?`},
		{`item.name.total == 1`, `1:10 only item has fields`},
		{`item.total >= 100`, `1:15 amounts are whole đồng, and 100 is 100 đồng; do you mean triệu(100) or tỷ(100)?`},
		{`5 < item.gap.orValue(0)`, `1:1 amounts are whole đồng, and 5 is 5 đồng; do you mean triệu(5) or tỷ(5)?`},
		{`item.total == 0`, `1:12 == does not go with an amount that may be absent and a whole number or amount; it may be absent: write x.orValue(0) == 0, or x.hasValue() to ask whether it is there`},
		{`item.total > "100 tỷ"`, `1:12 > does not go with an amount that may be absent and a text; it may be absent: write x.orValue(0), or ask x.hasValue() first`},
		{`item.today > 5`, `1:12 > does not go with a day and a whole number or amount`},
		{`item.due - item.assigned > 3`, `1:10 - does not go with a day that may be absent and a day that may be absent; days(from, to) counts the days between two; x.hasValue() asks whether it is there`},
		{`same(item.name, 1)`, `1:1 same() does not take a text and a whole number or amount; it is called as same(text, text) → true/false`},
		{`item.done && item.total`, `1:14 must be true/false here, and is an amount that may be absent`},
		{`item.done ? "x" : 1`, `1:11 both results of ? : must be of one kind, and are a text and a whole number or amount`},
		{`item.name`, `1:1 must be true or false, and is a text; compare it with something`},
		{`item.due < date("31/13/2020")`, `1:17 "31/13/2020" is no day; write "31/12/2020" or "2020-12-31"`},
		{`item.name.matches("(")`, `1:19 is no regular expression; use contains() to look for a text`},
		{`item == item`, "1:1 item alone says nothing; name one of its fields: item.total\n1:9 item alone says nothing; name one of its fields: item.total"},
		{`Item{} == Item{}`, "1:5 a value in braces means nothing here\n1:15 a value in braces means nothing here"},
		{`item.departments.exists(item, item == "x")`, `1:24 item names the item already; use another name, such as x`},
		{`dyn(item.name) == 1`, `1:1 dyn: no such name; texts stand in quotation marks; rasoat explain custom lists the fields and functions`},
		{`item.totl > 0 && item.nam == "x"`, "1:6 item.totl: no such field; do you mean total?\n1:23 item.nam: no such field; do you mean name?"},
		// what cannot be read
		{`item.name = "x"`, `1:11 a single "="; write == to compare`},
		{`item.name <> "x"`, `1:11 "<>"; write != for unlike`},
		{`item.done & item.urgent`, `1:11 a single "&"; write && for and`},
		{`item.done and item.urgent`, `1:11 and: no such name; write && for and, || for or, ! for not`},
		{`item.name == “x”`, `1:14 a curly quotation mark; write straight ones: "…" or '…'`},
		{`item.name == "x`, `1:14 a text without its closing quotation mark`},
		{`item.total ≥ tỷ(1)`, `1:12 '≥'; write >=, <= or !=`},
		{`item.total >`, `1:13 the end comes too early; something is missing here: a bracket, a quotation mark, the right-hand side`},
		{`item.total > )`, `1:14 cannot be read from here on`},
		{`  `, `1:1 nothing is written here`},
		// what takes too long
		{strings.Repeat("item.done || ", 400) + "true", `1:1 is too long; divide it into several rules`},
		{strings.Repeat("(", 100) + "true" + strings.Repeat(")", 100), `1:1 is too long; divide it into several rules`},
		{`[1, 2].all(a, [1, 2].all(b, [1, 2].all(c, a + b + c > 0)))`, `1:39 exists(), all(), filter() and map() stand too deep inside one another; two are enough`},
		{
			`item.departments.exists(a, item.departments.exists(b, (a + b + item.name).matches("(a|b)*c") || mentions(item.name, a)))`,
			`1:1 takes too long on every item; use fewer exists(), all(), filter() and matches() inside one another`,
		},
	} {
		_, err := expr.Compile(c.source, expr.Condition)
		if err == nil {
			t.Errorf("%.80s: no error, want %s", c.source, c.want)
			continue
		}
		if got := told(err); got != c.want {
			t.Errorf("%.80s\n got %s\nwant %s", c.source, got, c.want)
		}
		for _, e := range expr.Mistakes(err) {
			if e.Expr != c.source {
				t.Errorf("the mistake is said to be in %q", e.Expr)
			}
		}
	}
}

// Offset counts the characters as they are written, over lines and diacritics
// in either form.
func TestOffset(t *testing.T) {
	composed := "item.name == \"Đề án\" &&\n item.totl > 0"
	for _, source := range []string{composed, norm.NFD.String(composed), norm.NFD.String(`item.name == "Đề án" && item.totl > tỷ(1)`)} {
		_, err := expr.Compile(source, expr.Condition)
		mistakes := expr.Mistakes(err)
		if len(mistakes) != 1 {
			t.Fatal(err)
		}
		e := mistakes[0]
		if got := string([]rune(source)[e.Offset : e.Offset+4]); got != "totl" {
			t.Errorf("offset %d is at %q", e.Offset, got)
		}
		if line := []rune(strings.Split(source, "\n")[e.Line-1]); string(line[e.Col-1:e.Col+3]) != "totl" {
			t.Errorf("line %d, column %d is elsewhere", e.Line, e.Col)
		}
	}
	message := norm.NFD.String("Dự án {item.name}: {item.totl}")
	_, err := expr.CompileMessage(message)
	if m := expr.Mistakes(err); len(m) != 1 || !strings.HasPrefix(string([]rune(message)[m[0].Offset:]), "totl") {
		t.Errorf("mistakes in a message: %v", m)
	}
}

// Every field compiles, and what is listed is what there is.
func TestFieldsCompile(t *testing.T) {
	for _, f := range expr.Fields() {
		source := f.Name + " == " + f.Name
		p, err := expr.Compile(source, expr.Condition)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		if name := strings.TrimPrefix(f.Name, "item."); !p.Uses(name) || p.Uses("nothing") {
			t.Errorf("%s: Uses(%q) is %t", source, name, p.Uses(name))
		}
		if got := holdsFor(t, source); got != "both" {
			t.Errorf("%s holds for %s", source, got)
		}
		if strings.HasSuffix(f.Type, "?") {
			if got := holdsFor(t, f.Name+".hasValue() == has("+f.Name+")"); got != "both" {
				t.Errorf("%s: hasValue() and has() agree for %s", f.Name, got)
			}
		}
	}
}

func TestValuesThatAMessageCannotShow(t *testing.T) {
	for source, want := range map[string]string{
		`item.done`:                     `1:1 cannot be shown in a text, being true/false; write x ? "…" : "…" for true/false`,
		`[1]`:                           `1:1 cannot be shown in a text, being list(int); write x ? "…" : "…" for true/false`,
		`item.done ? "xong" : "chưa"`:   "",
		`item.total`:                    "",
		`item.due`:                      "",
		`item.departments`:              "",
		`item.total.orValue(0) / tỷ(1)`: "",
	} {
		_, err := expr.Compile(source, expr.Value)
		if err == nil && want != "" || err != nil && told(err) != want {
			t.Errorf("%s: %v, want %q", source, err, want)
		}
	}
}
