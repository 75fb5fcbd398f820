package config

import (
	"errors"
	"strings"
	"testing"
	"unicode"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

// A mark stands in the file where a letter of the text is, whatever way the
// text is written: its place is found from the text alone.
func TestMistakesStandWhereTheFileHasThem(t *testing.T) {
	const rule = "custom_rules:\n  - id: tinh/von\n    message: Sai\n"
	tests := []struct{ name, text string }{
		{"plain", "    when: item.total >= tỷ(100) && @item.gap\n"},
		{"plain over lines", "    when: item.total\n      >= tỷ(100)\n\n      && @item.gap\n"},
		{"single quotes", "    when: 'item.status == ''Chưa'' && @item.gap'\n"},
		{"single quotes over lines", "    when: 'item.status ==\n       ''Chưa''  \n\n    && @item.gap'\n"},
		{"double quotes", `    when: "item.status == \"Ch\u01b0a\" && \x40@item.gap"` + "\n"},
		{"double quotes over lines", "    when: \"item.status\n        == \\\"Chưa\\\" \\\n      \\  &&\\n @item.gap\"\n"},
		{"literal", "    when: |\n      item.total >= tỷ(100)\n        // mốc\n\n      && @item.gap\n"},
		{"literal with its own indent", "    when: |2- # how it is read\n        item.total &&\n      @item.gap\n"},
		{"folded", "    when: >-\n      item.total >= tỷ(100)\n\n      && item.a\n      && @item.gap\n"},
		{"letters of two runes", "    when: item.tr\u0061\u0323ng == \"Chu\u031ba\" && @item.gap\n"},
		{"anchor", "    when: &x   item.total >= tỷ(100) && @item.gap\n"},
		{"anchor before a quotation", "    when: &x\n      \"item.total && @item.gap\"\n"},
		{"flow", "    at: total\n  - {id: tinh/khac, message: Sai, when: \"item.a && @item.gap\"}\n"},
		{"windows", "    when: >-\r\n      item.total\r\n      && @item.gap\r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text, path, i := least+rule+test.text, "custom_rules[0].when", 0
			if test.name == "flow" {
				text, path, i = strings.Replace(least+rule+test.text, "message", "when: \"true\"\n    message", 1), "custom_rules[1].when", 1
			}
			c := parse(t, text)
			before, _, ok := strings.Cut(c.CustomRules[i].When, "@item")
			if !ok {
				t.Fatalf("no mark in %q", c.CustomRules[i].When)
			}
			above, _, _ := strings.Cut(text, "@item")
			line := strings.Count(above, "\n") + 1
			col := len([]rune(above[strings.LastIndex(above, "\n")+1:])) + 1
			e := c.Mistake(path, len([]rune(before)), "is wrong")
			if e.Line != line || e.Column != col || e.File != "rasoat.yaml" || e.Key != path || e.Msg != "is wrong" {
				t.Errorf("got %v, want the place %d:%d", e, line, col)
			}
			// The end of the text is a place too, and what is beyond it.
			end := c.Mistake(path, len([]rune(c.CustomRules[i].When)), "ends")
			if e := c.Mistake(path, 1000, "ends"); end.Line < line || e.Line != end.Line || e.Column != end.Column {
				t.Errorf("the end is at %d:%d, and behind it %d:%d", end.Line, end.Column, e.Line, e.Column)
			}
		})
	}
}

func TestMistakesInMessages(t *testing.T) {
	tests := []struct {
		name, text, path string
		offset           int
		line, col        int
	}{
		{"one text for both", "message: Thiếu {gap}.", "custom_rules[0].message.vi", 7, 11, 21},
		{"one text for both", "message: Thiếu {gap}.", "custom_rules[0].message.en", 7, 11, 21},
		{"one of two", "message: {en: \"Short by {gap}.\"}", "custom_rules[0].message.vi", 10, 11, 30},
		{"blanks that are folded", "message: {vi: \"Thiếu    {gap}.\", en: x}", "custom_rules[0].message.vi", 7, 11, 30},
		{"another text", "message: {vi: a, en: Short}", "custom_rules[0].message.en", 2, 11, 28},
		{"as a whole", "message: Thiếu {gap}.", "custom_rules[0].message", 0, 11, 14},
		{"what is not there", "message: Thiếu {gap}.", "custom_rules[0].at", 5, 9, 5},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := parse(t, least+"custom_rules:\n  - id: tinh/von\n    when: \"true\"\n    "+test.text+"\n")
			e := c.Mistake(test.path, test.offset, "is wrong")
			if e.Line != test.line || e.Column != test.col {
				t.Errorf("got %v, want %d:%d", e, test.line, test.col)
			}
		})
	}
}

// An alias repeats a text: its mistakes are told where the text stands.
func TestMistakesBehindAnAlias(t *testing.T) {
	c := parse(t, least+`custom_rules:
  - {id: tinh/a, when: &w item.total > x, message: Sai}
  - {id: tinh/b, when: *w , message: Sai}
`)
	if e := c.Mistake("custom_rules[1].when", 13, "is wrong"); e.Line != 9 || e.Column != 40 {
		t.Errorf("got %v", e)
	}
}

func TestMistakesAreErrors(t *testing.T) {
	c := parse(t, least, "RASOAT_LANGUAGE=vi")
	var err error = Errors{c.Mistake("language", 1, "is wrong")}
	var first *Error
	if !errors.As(err, &first) || first.Error() != "$RASOAT_LANGUAGE: language: is wrong" {
		t.Errorf("got %v", err)
	}
}

// In whatever way YAML writes a text, each letter is found where it stands: as
// it is, or behind a backslash.
func TestEveryLetterIsFound(t *testing.T) {
	styles := []yaml.Style{0, yaml.SingleQuotedStyle, yaml.DoubleQuotedStyle, yaml.LiteralStyle, yaml.FoldedStyle}
	rapid.Check(t, func(t *rapid.T) {
		when := rapid.StringOf(rapid.SampledFrom([]rune("ab ỷĐ\"'\\\n\t&|:#{}[]->%@!,.€\u00a0"))).Draw(t, "text")
		rule := yaml.Node{Kind: yaml.MappingNode}
		for _, pair := range [][2]string{{"id", "tinh/von"}, {"message", "Sai"}, {"when", when}} {
			rule.Content = append(rule.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: pair[0]}, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: pair[1]})
		}
		rule.Content[5].Style = rapid.SampledFrom(styles).Draw(t, "style")
		data, err := yaml.Marshal(map[string]any{"custom_rules": []any{&rule}})
		if err != nil {
			t.Skip(err)
		}
		text := least + string(data)
		c, err := Parse("rasoat.yaml", []byte(text), Options{})
		if err != nil { // blank, or not what it was written from
			t.Skip(err)
		}
		got := c.CustomRules[0].When
		if len(c.spots["custom_rules[0].when"]) != len([]rune(got))+1 {
			t.Fatalf("%d places for the letters of %q in:\n%s", len(c.spots["custom_rules[0].when"]), got, text)
		}
		lines := strings.Split(text, "\n")
		for i, letter := range []rune(got) {
			e := c.Mistake("custom_rules[0].when", i, "is wrong")
			if unicode.IsSpace(letter) {
				continue
			}
			line := []rune(lines[e.Line-1])
			if e.Column > len(line) || line[e.Column-1] != letter && line[e.Column-1] != '\\' {
				t.Fatalf("letter %d, %q, of %q is sought at %d:%d in:\n%s", i, letter, got, e.Line, e.Column, text)
			}
		}
	})
}
