package expr_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"rasoat/sync/expr"
	"rasoat/sync/rule"
)

// pieces are what expressions are made of, right and wrong.
func pieces() []string {
	all := []string{
		" ", " && ", " || ", "!", "(", ")", "[", "]", "{", "}", "{{", "}}", ",", ".", "?", ":", "==", "=", "<", ">=", "+", "-", "*", "/", "%", "\n", "//", "\\",
		`"`, `'`, `"""`, "“", "item", "item.", ".exists(x, ", ".all(x, x > ", ".map(x, x", ".filter(x, ", "in", "true", "null", "0", "1", "-9223372036854775808",
		"9223372036854775807", "1e308", "0.1", "2u", "b'\\xff'", "r'", "x", "tỷ(", "ty(", "triệu(", "money(", "date(", "days(", "same(", "mentions(", "text(",
		`"31/12/2020"`, `"Sở TT&TT"`, ".orValue(", ".value()", ".hasValue()", "optional.none()", "optional.of(", ".matches(", `"(a*)*"`, "has(", "size(",
		"int(", "string(", "double(", "timestamp(", "duration(", "tổng", "\x00", "\u202e", "a\u0301", "`", "@", "#", "$", "~", "Item{}",
	}
	for _, f := range expr.Fields() {
		all = append(all, f.Name)
	}
	return all
}

// Whatever is written, compiling it ends in a program or in mistakes with a
// place within the text, and a program ends on every item within its limit.
func TestAnyExpression(t *testing.T) {
	l, s := world()
	with := printers(t)
	rapid.Check(t, func(t *rapid.T) {
		var source string
		if rapid.Bool().Draw(t, "arbitrary") {
			source = rapid.String().Draw(t, "source")
		} else {
			for _, p := range rapid.SliceOfN(rapid.SampledFrom(pieces()), 1, 12).Draw(t, "pieces") {
				source += p
			}
		}
		if f, err := expr.Filter(source); err == nil {
			f.Select(l, s)
		} else {
			within(t, source, err)
		}
		if _, err := expr.CompileMessage(source); err != nil {
			within(t, source, err)
			return
		}
		rules, err := expr.Rules([]expr.Definition{{ID: "a/b", When: "true", Vi: source}}, with)
		if err != nil {
			t.Fatalf("the message compiles and the rule does not: %v", err)
		}
		n := 0
		rules[0].Check(l, s, func(f rule.Finding) {
			if f.Args["why"] == "" {
				n++
			}
		})
		if n != 2 {
			t.Fatalf("%d findings, want one for each item", n)
		}
	})
}

// within checks that every mistake stands in the text.
func within(t *rapid.T, source string, err error) {
	mistakes := expr.Mistakes(err)
	if len(mistakes) == 0 {
		t.Fatalf("%q: an error without a place: %v", source, err)
	}
	length := utf8.RuneCountInString(source)
	for _, e := range mistakes {
		if e.Offset < 0 || e.Offset > length || e.Line < 1 || e.Col < 1 || e.Message == "" || e.Expr != source {
			t.Fatalf("%q: wrong place: %+v", source, e)
		}
	}
}

// Comparing with an amount and with the opposite condition never tell of the
// same item, and of one without the amount tell neither.
func TestOpposites(t *testing.T) {
	l, s := world()
	rapid.Check(t, func(t *rapid.T) {
		op := rapid.SampledFrom([]string{"<", "<=", ">", ">="}).Draw(t, "operator")
		field := rapid.SampledFrom([]string{"total", "allocated", "plan", "need", "gap", "over"}).Draw(t, "field")
		condition := "item." + field + " " + op + " tỷ(" + rapid.SampledFrom([]string{"0", "1.5", "95", "120", "1000"}).Draw(t, "amount") + ")"
		rows := map[int]int{}
		for _, source := range []string{condition, "!(" + condition + ")"} {
			f, err := expr.Filter(source)
			if err != nil {
				t.Fatal(err)
			}
			found, _ := f.Select(l, s)
			for _, sel := range found {
				rows[sel.Row.Row]++
			}
		}
		want := 1
		if field == "need" {
			want = 0
		}
		if rows[5] != want || rows[6] != 0 {
			t.Fatalf("%s: %v", condition, rows)
		}
	})
}

// written draws an expression of a kind that is well typed: a condition, a
// number, a text or a day.
func written(t *rapid.T, kind string, depth int) string {
	leaves := map[string][]string{
		"condition": {"item.done", "item.urgent", "true", "has(item.total)", "item.due.hasValue()"},
		"number": {
			"0", "7", "-1", "9223372036854775807", "-9223372036854775808", "item.row", "item.days_late", "item.total.orValue(0)", "item.need.value()",
			"tỷ(120)", "triệu(1.5)", "nghìn(1e300)", "size(item.sources)", "item.total.orValue(item.row)", "(item.total + item.need)", "(item.plan * item.plan)",
		},
		"text": {"''", "'Sở TT&TT'", "item.name", "item.department", "item.departments[1]", "text(item.due)", "money(item.total)", "item.number", "item.category"},
		"day":  {"item.today", "date('31/12/2020')", "item.due.value()", "item.done_on.orValue(item.today)", "date(item.deadline)", "date(item.name)"},
	}
	if depth == 0 || rapid.IntRange(0, 3).Draw(t, "leaf") == 0 {
		return rapid.SampledFrom(leaves[kind]).Draw(t, kind)
	}
	sub := func(kind string) string { return written(t, kind, depth-1) }
	pick := func(of ...string) string { return rapid.SampledFrom(of).Draw(t, "form") }
	op := func(kind string, of ...string) string {
		return "(" + sub(kind) + " " + pick(of...) + " " + sub(kind) + ")"
	}
	if rapid.IntRange(0, 7).Draw(t, "choice") == 0 {
		return "(" + sub("condition") + " ? " + sub(kind) + " : " + sub(kind) + ")"
	}
	switch kind {
	case "condition":
		switch pick("logic", "not", "compare", "absent", "texts", "days", "names") {
		case "logic":
			return op("condition", "&&", "||", "==")
		case "not":
			return "!" + sub("condition")
		case "compare":
			return op("number", "<", "<=", ">", ">=")
		case "absent":
			return "(item." + pick("total", "need", "gap", "over", "plan") + pick(" < ", " >= ") + "optional.of(" + sub("number") + "))"
		case "texts":
			return pick("same(", "mentions(") + sub("text") + ", " + sub("text") + ")"
		case "days":
			return op("day", "<", ">=", "==")
		}
		return "item." + pick("departments", "sources", "cooperating") + "." + pick("exists", "all", "exists_one") + "(x, x == " + sub("text") + ")"
	case "number":
		if pick("days", "sum") == "days" {
			return "days(" + sub("day") + ", " + sub("day") + ")"
		}
		return op("number", "+", "-", "*", "/", "%")
	case "text":
		return op("text", "+")
	}
	return sub("day")
}

// A well-typed expression compiles, and is evaluated on every item or told to
// fail with a reason of its own.
func TestWellTypedExpressions(t *testing.T) {
	l, s := world()
	ran := 0
	rapid.Check(t, func(t *rapid.T) {
		source := written(t, "condition", 4)
		f, err := expr.Filter(source)
		if err != nil {
			for _, e := range expr.Mistakes(err) {
				if !strings.HasPrefix(e.Message, "amounts are whole đồng") && !strings.HasPrefix(e.Message, "takes too long") && !strings.HasPrefix(e.Message, "exists()") {
					t.Fatalf("%s\n%d:%d %v", source, e.Line, e.Col, e)
				}
			}
			return
		}
		ran++
		found, failed := f.Select(l, s)
		if len(found)+failed.Count > 2 || failed.Why() == expr.OtherCause {
			t.Fatalf("%s\n%d found, %d failed: %v", source, len(found), failed.Count, failed.Err)
		}
	})
	if ran == 0 || ran < 20 && !testing.Short() {
		t.Errorf("only %d expressions ran", ran)
	}
}
