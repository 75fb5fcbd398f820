package draft

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"rasoat/config"
	"rasoat/sheets"
)

// Whatever stands in a text, it reads back from YAML, alone and in a flow.
func TestPropertyScalar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.ToValidUTF8(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
			"a: b", "a #b", "=F", "-", "", "yes", "Null", "1.000", "2020-01-01", "a\nb", "😀 dự án", "\"q\" 'q' \\", "{x}", "[y]", "*a", "&a", "!t", "%d", "@x", "`x`", "a,b", "a ", " a", "\u00a0", "\u2028", "\ufeff", "\u0085", "~", "?", "|", ">", "- a", "a:",
		})).Draw(t, "text"), "\uFFFD")
		for _, text := range []string{"k: " + scalar(s), "k: " + flow([]string{s}), entry(pair{"k", scalar(s)}), scalar(s) + ": x"} {
			var n any
			if err := yaml.Unmarshal([]byte(text), &n); err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			m := n.(map[string]any)
			if got := m["k"]; got != any(s) && fmt.Sprint(got) != fmt.Sprint([]any{s}) && m[s] != any("x") {
				t.Fatalf("%q reads back as %q from %s", s, m, text)
			}
		}
	})
}

// Whatever stands in a workbook, the draft is a configuration that loads, the
// same each time, and every question is counted.
func TestPropertyDraftLoads(t *testing.T) {
	word := rapid.OneOf(rapid.SampledFrom([]string{"Sở A", "sở a", "Đang thực hiện", "a: b # c", "=F", "-", "…", "\"", "{x: y}", "[", "1.000", "12,5", "#REF!", "Tổng số",
		"x\ny", "😀", "Nhóm 1", "Sở A; Sở B", "Sở A, Sở B và Sở C", "31/12/2030", "ngay", "Kỳ họp cuối năm nay", "", "null", "Đầu tư công", "Vốn đầu tư công", "Not set", "a\x1bb", "x\u200by"}), rapid.StringN(0, 6, 20))
	p := printer(t)
	rapid.Check(t, func(t *rapid.T) {
		title := strings.ToValidUTF8(rapid.OneOf(rapid.SampledFrom([]string{"Dự án", "Tổng hợp", "Kết quả rà soát", "a: b", "'x' #1", "a\x1b", "a\vb"}), rapid.StringN(1, 5, 20)).Draw(t, "title"), "")
		line := rapid.Custom(func(t *rapid.T) []string {
			return append([]string{fmt.Sprint(rapid.IntRange(1, 9).Draw(t, "stt"))}, rapid.SliceOfN(word, 8, 8).Draw(t, "cells")...)
		})
		lines := rapid.SliceOfN(line, 1, 12).Draw(t, "lines")
		var one, two sheets.Builder
		for _, b := range []*sheets.Builder{&one, &two} {
			tb := tab(b, title, header+"|Ghi: chú # x")
			for r, line := range lines {
				for c, text := range line {
					if text = strings.ToValidUTF8(text, ""); text != "" {
						tb.Set(r+1, c, sheets.Cell{Value: sheets.TextValue(text)})
					}
				}
			}
		}
		d, _ := draftedBy(t, p, &one)
		again, _ := draftedBy(t, p, &two)
		if string(d.Text) != string(again.Text) {
			t.Fatalf("two drafts of one workbook differ:\n%s", cmp.Diff(string(d.Text), string(again.Text)))
		}
		if len(d.Lists) > 0 { // what is proposed for choosing can be switched on as it stands
			on := strings.ReplaceAll(string(d.Text), "#dropdowns: ", "dropdowns: ")
			if _, err := config.Parse("rasoat.yaml", []byte(on), config.Options{}); err != nil {
				t.Fatalf("with drop-downs the draft is refused: %v\n%s", err, on)
			}
		}
		n := 0
		for l := range strings.Lines(string(d.Text)) {
			if strings.HasPrefix(strings.TrimSpace(l), "# ?") {
				n++
			}
		}
		if n != d.Questions {
			t.Fatalf("%d questions, %d counted:\n%s", n, d.Questions, d.Text)
		}
	})
}
