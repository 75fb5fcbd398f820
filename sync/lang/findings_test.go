package lang_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

var update = flag.Bool("update", false, "rewrite golden files")

func catalogue(t *testing.T) *lang.Catalogue {
	t.Helper()
	c, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// golden compares a text with a golden file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got)\n%s", path, diff)
	}
}

var million = ledger.Unit{Label: "triệu đồng", Factor: decimal.New(1, 6)}

// m is an amount in triệu đồng.
func m(s string) rule.Money {
	return rule.Money{Value: decimal.RequireFromString(s).Shift(6), Unit: million}
}

// day reads "2021-01-15".
func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// with returns the arguments with some of them replaced.
func with(args rule.Args, changes ...any) rule.Args {
	out := rule.Args{}
	for k, v := range args {
		out[k] = v
	}
	for i := 0; i < len(changes); i += 2 {
		out[changes[i].(string)] = changes[i+1]
	}
	return out
}

// samples are arguments for the findings of every rule, at least one for each
// way in which its text can go.
func samples() map[string][]rule.Args {
	total := rule.Args{
		"what": "section", "number": "II", "name": "Dự án ứng dụng khoa học công nghệ", "column": "Tổng mức đầu tư",
		"stated": m("261500"), "computed": m("216500"), "difference": m("45000"), "off": m("45000"),
		"count": 3, "of": "items", "exceeds": false, "guess": "transposed", "suspect": "", "suspect_cell": "",
	}
	row := rule.Args{
		"number": "3", "name": "Dự án mẫu", "column": "Lũy kế vốn đã bố trí", "parts": []string{"Đầu tư công", "Chi thường xuyên"}, "formula": "",
		"stated": m("1200"), "computed": m("1150.5"), "difference": m("49.5"), "off": m("49.5"),
		"count": 2, "guess": "", "suspect": "", "suspect_cell": "",
	}
	culprit := rule.Args{
		"what": "section", "number": "II", "name": "Dự án ứng dụng khoa học công nghệ", "column": "Tổng mức đầu tư",
		"stated": m("261500"), "likely": m("216500"), "difference": m("45000"), "off": m("45000"), "blank": false,
		"guess": "transposed", "suspect": "", "suspect_cell": "", "below": 3, "across": false, "above": []string{"G7"},
	}
	hardcoded := rule.Args{
		"kind": "typed", "what": "section", "number": "II", "name": "", "column": "Tổng mức đầu tư", "formula": "", "among": "column",
		"labels": []string{"Tổng mức đầu tư"}, "cells": []string{}, "count": 1,
	}
	unitOff := rule.Args{
		"number": "3", "name": "Dự án mẫu", "column": "Tổng mức đầu tư", "stated": m("60"), "likely": m("60000"), "typed": "tỷ đồng",
		"how": "sums", "below": 0, "across": false, "above": []string{"G8"}, "neighbours": 0,
	}
	count := rule.Args{"what": "section", "number": "I", "name": "", "stated": 4, "found": 3}
	category := rule.Args{
		"where": "column", "seen": "Thành phố thông minhh", "nearest": "Đề án thành phố thông minh",
		"allowed": []string{"Đã có quyết định chủ trương", "Ứng dụng KHCN", "Đề án thành phố thông minh", "Theo chỉ đạo"},
	}
	declared := rule.Args{
		"scope": "category", "category": "Ứng dụng khoa học công nghệ", "what": "count",
		"declared": 3, "found": 2, "off": 1, "less": true, "at_least": false,
	}
	department := rule.Args{"seen": "Sở CNTT", "nearest": "Sở Thông tin và Truyền thông", "role": "lead", "source": "", "unmailed": true}
	over := rule.Args{
		"over": m("2500"), "funded": m("52500"), "total": m("50000"), "allocated": m("40000"), "plan": m("12500"),
		"included": false, "columns": []string{"H", "I", "L"},
	}
	basis := rule.Args{"column": "Lũy kế vốn đã bố trí", "plan": "Kế hoạch vốn năm 2021", "year": 2021}
	unreadable := func(kind, seen, name string) rule.Args { return rule.Args{"kind": kind, "seen": seen, "name": name} }
	open := rule.Args{
		"days": 114, "assigned": time.Date(2020, 9, 23, 0, 0, 0, 0, time.UTC), "limit": 90, "urgent": false, "seen": "",
	}
	status := rule.Args{"seen": "Đang triên khai", "nearest": "Đang triển khai", "allowed": []string{"Chưa triển khai", "Đang triển khai", "Hoàn thành"}}
	source := rule.Args{"seen": "Vốn khác", "nearest": "", "allowed": []string{"Đầu tư công", "Chi thường xuyên", "Sự nghiệp KHCN", "Nguồn khác", "Chưa xác định"}}

	return map[string][]rule.Args{
		"total/grand": {
			with(total, "what", "grand", "number", "", "name", "TỔNG SỐ", "of", "sections", "count", 4, "stated", m("1716600"), "computed", m("1716500"), "off", m("100"), "guess", ""),
		},
		"total/section": {
			total,
			with(total, "number", "", "guess", "magnitude"),
			with(total, "what", "subtotal", "of", "rows", "guess", "missing", "suspect", "CNTT-06", "suspect_cell", "F16"),
			with(total, "what", "item", "number", "1.1", "of", "components", "guess", "twice", "suspect", "CNTT-06", "suspect_cell", "F16"),
			with(total, "what", "component", "number", "", "count", 1, "guess", "", "stated", m("-400"), "computed", m("-399.5"), "off", m("0.5")),
			with(total, "what", "item", "number", "3", "exceeds", true, "guess", "", "stated", m("10000"), "computed", m("12000"), "off", m("2000")),
		},
		"total/culprit": {
			culprit,
			with(culprit, "what", "item", "number", "7", "below", 0, "across", true, "above", []string{"G23"}, "guess", ""),
			with(culprit, "what", "item", "number", "", "below", 0, "across", true, "above", []string{"G23"}, "blank", true, "stated", m("0"), "guess", ""),
			with(culprit, "what", "grand", "across", true, "above", []string{}, "guess", "missing", "suspect", "CNTT-06", "suspect_cell", "F16"),
			with(culprit, "what", "subtotal", "guess", "twice", "suspect", "CNTT-06", "suspect_cell", "F16"),
			with(culprit, "what", "component", "number", "1.1", "below", 0, "above", []string{"G8", "G9", "G12"}, "guess", "magnitude"),
		},
		"total/footnote": {
			with(total, "guess", "", "mark", "(1)", "note", "Đã bao gồm 45 tỷ đồng dự phòng ngân sách tỉnh, sẽ phân bổ sau khi Hội đồng nhân dân tỉnh thông qua tại kỳ họp cuối năm"),
			with(total, "guess", "", "what", "grand", "of", "sections", "mark", "", "note", "Chưa gồm 45.000 triệu đồng vốn năm trước chuyển sang"),
			with(total, "guess", "", "what", "row", "of", "columns", "number", "", "mark", "*", "note", "Gồm cả 45 tỷ đồng vốn đối ứng"),
			with(total, "guess", "", "what", "subtotal", "of", "components", "mark", "*", "note", "Gồm cả 45 tỷ đồng vốn đối ứng"),
		},
		"total/hardcoded": {
			hardcoded,
			with(hardcoded, "among", "row", "labels", []string{"Tổng mức đầu tư", "Kế hoạch vốn năm 2021"}, "count", 2),
			with(hardcoded, "kind", "misses", "formula", "=SUM(F9:F12)", "among", "", "labels", []string{}, "cells", []string{"F13"}),
			with(hardcoded, "kind", "misses", "formula", "=SUM(F9:F12)", "among", "", "labels", []string{}, "cells", []string{"F13", "F14", "F15", "F16", "F17"}, "count", 5),
			with(hardcoded, "kind", "twice", "formula", "=SUM(F9:F12)+F10", "among", "", "labels", []string{}, "cells", []string{"F10"}),
		},
		"total/row": {
			row,
			with(row, "formula", "3=4+5", "guess", "transposed"),
			with(row, "parts", []string{"Kế hoạch giao", "−Điều chỉnh giảm"}, "guess", "missing", "suspect", "Nguồn khác", "suspect_cell", "K14"),
			with(row, "parts", []string{"a", "b", "c", "d"}, "count", 4, "guess", "twice", "suspect", "Nguồn khác", "suspect_cell", "K14"),
			with(row, "guess", "magnitude"),
		},
		"total/count": {
			count, with(count, "found", 6), with(count, "what", "grand", "stated", 17, "found", 16),
			with(count, "what", "subtotal", "number", "", "name", "Cộng mục một", "stated", 1, "found", 2),
		},
		"category/unknown": {
			category, with(category, "nearest", ""), with(category, "where", "section"), with(category, "where", "section", "nearest", ""),
		},
		"category/section": {
			{"stated": "Ứng dụng KHCN", "section": "Đề án thành phố thông minh", "number": "III", "name": "Đề án"},
			{"stated": "Ứng dụng KHCN", "section": "Đề án thành phố thông minh", "number": "", "name": "Đề án"},
		},
		"category/declared": {
			declared,
			with(declared, "scope", "list", "category", "", "declared", 17, "found", 18, "less", false),
			with(declared, "what", "total", "declared", m("300000"), "found", m("290000"), "off", m("10000")),
			with(declared, "scope", "list", "category", "", "what", "total", "declared", m("1700000"), "found", m("1500000"), "off", m("200000"), "at_least", true),
			with(declared, "what", "total", "declared", m("300000"), "found", m("310000"), "off", m("10000"), "less", false),
		},
		"department/unknown": {
			department, with(department, "nearest", ""), with(department, "role", "cooperating", "unmailed", false),
			with(department, "nearest", "", "unmailed", false),
			with(department, "seen", "Sở Tài chíh", "nearest", "Sở Tài chính", "role", "adviser", "source", "Chi thường xuyên"),
			with(department, "nearest", "", "role", "adviser", "source", "Chi thường xuyên"),
		},
		"category/requires": {
			{"category": "Đã có quyết định chủ trương", "missing": []string{"decision", "decided_on"}, "whole": false},
			{"category": "Đã có quyết định chủ trương", "missing": []string{"total"}, "whole": false},
			{"category": "Đã có quyết định chủ trương", "missing": []string{"decision", "decided_on", "deadline"}, "whole": true},
		},
		"category/source": {
			{"category": "Ứng dụng KHCN", "seen": []string{"Chi thường xuyên"}, "allowed": []string{"Sự nghiệp KHCN", "Đầu tư công"}, "basis": "Quyết định số 00/QĐ-UBND"},
			{"category": "", "seen": []string{"Nguồn khác", "Chi thường xuyên"}, "allowed": []string{}, "basis": ""},
		},
		"project/group": {
			{"stated": "B", "expected": "C", "total": m("44900"), "basis": "Luật Đầu tư công số 39/2019/QH14"},
			{"stated": "C", "expected": "A", "total": m("800000"), "basis": ""},
		},
		"department/successor": {
			{"old": []string{"Sở Thông tin và Truyền thông"}, "successors": []string{"Sở Khoa học và Công nghệ"}, "since": day("2025-03-01"), "role": "lead"},
			{
				"old":        []string{"Sở Thông tin và Truyền thông", "Sở Kế hoạch và Đầu tư"},
				"successors": []string{"Sở Khoa học và Công nghệ", "Sở Tài chính"}, "since": day("2025-03-01"), "role": "cooperating",
			},
		},
		"source/disputed": {
			{"by": "Sở Tài chính", "says": []string{"Đầu tư công"}, "other": "Sở Kế hoạch và Đầu tư", "differs": []string{"Chi thường xuyên", "Sự nghiệp KHCN"}},
		},
		"deadline/order": {
			{"kind": "due-before-assigned", "seen": "Quý II/2020", "day": day("2020-06-30"), "other": day("2020-09-25")},
			{"kind": "due-before-assigned", "seen": "", "day": day("2020-06-30"), "other": day("2020-09-25")},
			{"kind": "done-before-assigned", "seen": "", "day": day("2020-06-30"), "other": day("2020-09-25")},
			{"kind": "done-before-decision", "seen": "", "day": day("2020-06-30"), "other": day("2020-09-25")},
			{"kind": "done-in-future", "seen": "", "day": day("2021-12-04"), "other": time.Time{}},
			{"kind": "period-reversed", "seen": "2022-2020", "day": day("2022-01-01"), "other": day("2020-12-31")},
		},
		"deadline/past-funding": {
			{"first": 2020, "last": 2024, "years": 5, "group": "C", "most": 3, "basis": "Luật Đầu tư công số 39/2019/QH14"},
			{"first": 2019, "last": 2025, "years": 7, "group": "A", "most": 6, "basis": ""},
		},
		"deadline/moved": {
			{"times": 3, "first": day("2020-09-30"), "present": day("2021-03-31"), "seen": "Quý I/2021"},
			{"times": 1, "first": day("2020-09-30"), "present": day("2021-03-31"), "seen": ""},
		},
		"task/evidence": {
			{"missing": []string{"done", "result"}, "status": "Đã xong"}, {"missing": []string{"result"}, "status": ""},
		},
		"stale/row":          {{"days": 120, "changed": day("2020-09-17"), "limit": 90}},
		"department/address": {{"department": "Sở Giáo dục và Đào tạo", "seen": "Sở GD&ĐT"}},
		"department/mailbox": {
			{"kind": "malformed", "department": "Sở Tài chính", "seen": "stc(at)example.com", "allowed": []string{}},
			{"kind": "malformed", "department": "", "seen": "?", "allowed": []string{}},
			{"kind": "domain", "department": "Sở Tài chính", "seen": "stc@thu.example.com", "allowed": []string{"example.com", "tinh.example.com"}},
		},
		"mail/undeliverable": {
			{"department": "Sở Tài chính", "recipient": "s***@example.com", "on": day("2021-01-20"), "reason": "550 5.1.1 mailbox unknown"},
			{"department": "Sở Tài chính", "recipient": "s***@example.com", "on": day("2021-01-20"), "reason": ""},
		},
		"reminder/snooze": {
			{"kind": "long", "until": day("2021-06-30"), "most": 60, "last": day("2021-03-16")},
			{"kind": "never", "until": day("2021-06-30"), "most": 0, "last": time.Time{}},
		},
		"calendar/unreadable": {
			{"kind": "day", "seen": "tháng 2/2026"}, {"kind": "day", "seen": ""}, {"kind": "kind", "seen": "bù"}, {"kind": "kind", "seen": ""},
			{"kind": "twice", "seen": "02/01/2026"},
		},
		"status/unknown": {status, with(status, "seen", "???", "nearest", ""), with(status, "nearest", "", "allowed", []string{})},
		"source/unknown": {with(source, "nearest", "Nguồn khác"), source},
		"priority/unknown": {
			{"seen": "Rất gấp", "nearest": "", "allowed": []string{"Cấp bách", "Bình thường"}},
			{"seen": "Cấp bácch", "nearest": "Cấp bách", "allowed": []string{"Cấp bách", "Bình thường"}},
		},
		"funding/over-allocated": {
			over, with(over, "included", true, "columns", []string{"H", "I"}),
			with(over, "plan", m("0"), "allocated", m("52500"), "columns", []string{}),
		},
		"funding/basis": {basis, with(basis, "plan", "", "year", 0)},
		"required/missing": {
			{"field": "total", "column": "TMĐT", "whole": false}, {"field": "total", "column": "", "whole": false}, {"field": "total", "column": "", "whole": true},
		},
		"key/missing": {{"column": "Mã dự án", "name": "Dự án mẫu"}, {"column": "", "name": "Dự án mẫu"}},
		"key/duplicate": {
			{"code": "CNTT-05", "others": []string{"B21"}, "count": 2},
			{"code": "CNTT-05", "others": []string{"B21", "B22", "B23", "B24", "B25", "B26"}, "count": 7},
		},
		"value/unreadable": {
			unreadable("amount", "khoảng 50 tỷ", "Tổng mức đầu tư"), unreadable("amount", "x", ""), unreadable("date", "31/02/2020", "assigned"),
			unreadable("error", "#REF!", "Tổng mức đầu tư"), unreadable("formula", "=F9+F10", ""), unreadable("ambiguous", "1,234", "total"),
			unreadable("tcvn3", "Bé Tµi chÝnh", ""), unreadable("vni", "Sôû Taøi chính", ""), unreadable("viqr", "So+? Ta`i chi'nh", ""), unreadable("stray", "500", ""), unreadable("header", "A1:K20", "Danh mục dự án"), unreadable("header", "", ""), unreadable("tab", "", "Danh mục dự án"),
			unreadable("column", "", "total"), unreadable("other", "?", ""),
		},
		"unit/magnitude": {
			unitOff,
			with(unitOff, "across", true, "above", []string{}, "stated", m("0.06"), "typed", "đồng"),
			with(unitOff, "below", 3, "across", true, "typed", ""),
			with(unitOff, "how", "neighbours", "above", []string{}, "neighbours", 9, "stated", m("60000000"), "typed", "nghìn đồng"),
		},
		"unit/missing":        {{"seen": "", "name": "TMĐT"}, {"seen": "ĐVT: trđ/m2", "name": ""}},
		"deadline/unreadable": {{"seen": "cuối năm sau", "name": "Thời hạn"}},
		"deadline/open": {
			open, with(open, "urgent", true, "seen", "ngay", "days", 1),
		},
		"key/unfit": {
			{"kind": "day", "seen": "03/04/2021", "column": "Mã dự án"}, {"kind": "fraction", "seen": "1.1", "column": ""},
			{"kind": "long", "seen": "Dự án dài", "column": "Mã dự án"},
		},
		"column/lost": {{"field": "deadline", "column": "Thời hạn", "since": day("2021-01-15")}},
		"explanation/incomplete": {
			{"lacks": "name", "seen": "Giữ lại làm dự phòng"}, {"lacks": "reason", "seen": "đến 31/12/2021"},
			{"lacks": "date", "seen": "Giữ lại làm dự phòng; Nguyễn Văn A; đến 31/11/2021"},
		},
		"explanation/lapsed": {
			{"why": "expired", "by": "Nguyễn Văn A (mẫu)", "since": day("2020-12-01"), "until": day("2020-12-31"), "rules": []string(nil)},
			{"why": "changed", "by": "Nguyễn Văn A (mẫu)", "since": day("2020-12-01"), "until": time.Time{}, "rules": []string{"total/row", "key/duplicate"}},
			{"why": "later", "by": "", "since": day("2020-12-01"), "until": time.Time{}, "rules": []string{"deadline/open"}},
		},
		"display/hindered": {
			{"kind": "typed", "seen": "đã biết"}, {"kind": "title", "seen": "Ghi chú của phòng"}, {"kind": "layout", "seen": ""},
			{"kind": "formula", "seen": "=D5-E5"}, {"kind": "formula", "seen": ""},
			{"kind": "display", "seen": "#N/A"}, {"kind": "display", "seen": ""},
		},
	}
}

// at gives a finding a place, as its rule would.
func at(id string, args rule.Args) rule.Finding {
	f := rule.Finding{Rule: id, Severity: rule.Warning, TabTitle: "Danh mục dự án", Row: 13, Col: 5, Args: args}
	switch kind, _ := args["kind"].(string); {
	case kind == "header", kind == "tab":
		f.Row, f.Col, f.TabTitle = -1, -1, ""
	case kind == "column":
		f.Col = -1
	case id == "stale/row":
		f.Col = -1
	case id == "required/missing" && args["whole"] == true:
		f.Row, f.Col = -1, -1
	case id == "category/requires" && args["whole"] == true:
		f.Row, f.Col = -1, -1
	case id == "category/declared" && args["scope"] == "list":
		f.Row, f.Col = -1, -1
	}
	return f
}

func TestFindings(t *testing.T) {
	c := catalogue(t)
	all := samples()
	var b strings.Builder
	for _, id := range rule.IDs() {
		if len(all[id]) == 0 {
			t.Errorf("no samples for %s", id)
		}
		for _, l := range lang.Languages() {
			p := c.Printer(l)
			fmt.Fprintf(&b, "%s: %s\n", id, p.RuleTitle(id))
			for _, args := range all[id] {
				text := p.Finding(at(id, args))
				fmt.Fprintf(&b, "  %s\n", text)
				checkText(t, text)
				if strings.HasPrefix(text, "finding/") {
					t.Errorf("%s, %s: the text did not come out: %s", id, l, text)
				}
				if n := utf8.RuneCountInString(text); n > 330 {
					t.Errorf("%s, %s: %d characters are too many for a cell: %s", id, l, n, text)
				}
			}
		}
		b.WriteString("\n")
	}
	golden(t, "findings.golden", b.String())
	for id := range all {
		if !slices.Contains(rule.IDs(), id) {
			t.Errorf("samples for %s, which is no rule", id)
		}
	}
}

func TestEveryRuleHasATitle(t *testing.T) {
	c := catalogue(t)
	for _, l := range lang.Languages() {
		for _, id := range rule.IDs() {
			if title := c.Printer(l).RuleTitle(id); title == id {
				t.Errorf("no title for %s in %s", id, l)
			}
		}
	}
}

func TestNoTextForAnArgumentThatIsNotThere(t *testing.T) {
	p := catalogue(t).Printer(lang.Vietnamese)
	f := at("deadline/unreadable", rule.Args{})
	if got := p.Finding(f); !strings.HasPrefix(got, "finding/deadline/unreadable") || !strings.Contains(got, "place=ô F14") {
		t.Errorf("got %q, want the key and what is known", got)
	}
	if got, want := p.RuleTitle("own/rule"), "own/rule"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWarningBeginsWithTheCode(t *testing.T) {
	p := catalogue(t).Printer(lang.Vietnamese)
	f := at("deadline/unreadable", rule.Args{"seen": "cuối năm sau", "name": ""})
	if got := p.Warning(f); !strings.HasPrefix(got, "Không đọc được thời hạn") {
		t.Errorf("without an item: %q", got)
	}
	f.Item = &ledger.Row{Texts: map[ledger.Field]string{}}
	if got := p.Warning(f); !strings.HasPrefix(got, "Không đọc được thời hạn") {
		t.Errorf("without a code: %q", got)
	}
	f.Item.Texts[ledger.FieldCode] = "CNTT-11"
	if got := p.Warning(f); !strings.HasPrefix(got, "CNTT-11: không đọc được thời hạn") {
		t.Errorf("with a code: %q", got)
	}
}

// TestHostileTexts puts texts that want to be more than text into every
// argument.
func TestHostileTexts(t *testing.T) {
	c := catalogue(t)
	hostile := "=HYPERLINK(\"x\")\r\nBcc: a\u202Eb\u2066c\u200Bd\x00\x1b[31m\ufeff <script> {{.cell}} " + strings.Repeat("dài ", 4000)
	for id, list := range samples() {
		for _, args := range list {
			bad := rule.Args{}
			for name, arg := range args {
				switch arg.(type) {
				case string:
					switch name {
					case "what", "of", "guess", "kind", "role", "where", "scope":
						bad[name] = arg
					default:
						bad[name] = hostile
					}
				case []string:
					bad[name] = []string{hostile, hostile, hostile, hostile, hostile, hostile, hostile}
				default:
					bad[name] = arg
				}
			}
			f := at(id, bad)
			f.TabTitle = hostile
			for _, l := range lang.Languages() {
				text := c.Printer(l).Finding(f)
				if strings.HasPrefix(text, "finding/") {
					t.Errorf("%s: the text did not come out: %s", id, text)
				}
				if n := utf8.RuneCountInString(text); n > 900 {
					t.Errorf("%s: %d characters", id, n)
				}
				for _, r := range text {
					if r < ' ' || strings.ContainsRune("\u202E\u2066\u200B\ufeff\x7f", r) {
						t.Errorf("%s: %U came through", id, r)
						break
					}
				}
			}
		}
	}
}

func TestWarningKeepsAbbreviations(t *testing.T) {
	p := catalogue(t).Printer(lang.Vietnamese)
	f := at("required/missing", rule.Args{"field": "total", "column": "TMĐT", "whole": false})
	f.Item = &ledger.Row{Texts: map[ledger.Field]string{ledger.FieldCode: "A"}}
	if got, want := p.Warning(f), "A: chưa nhập “TMĐT”. Đề nghị bổ sung tại ô F14."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRuleOfTheOperatorSaysItsOwnText(t *testing.T) {
	c := catalogue(t)
	for _, x := range []struct {
		name   string
		args   rule.Args
		vi, en string
	}{
		{"both", rule.Args{"vi": "TMĐT lớn nhưng chưa có vốn.", "en": "No money yet."}, "TMĐT lớn nhưng chưa có vốn.", "No money yet."},
		{"one language", rule.Args{"vi": "Chưa có vốn.", "en": ""}, "Chưa có vốn.", "Chưa có vốn."},
		{"the other", rule.Args{"en": "No money yet."}, "No money yet.", "No money yet."},
		{"nothing but white space", rule.Args{"vi": " \n", "en": "\u200b"},
			"Không đạt quy tắc “tinh/chua-co-von”. Đề nghị kiểm tra ô F14.", "Does not meet rule “tinh/chua-co-von”. Please check cell F14."},
		{"no text", rule.Args{}, "Không đạt quy tắc “tinh/chua-co-von”. Đề nghị kiểm tra ô F14.", "Does not meet rule “tinh/chua-co-von”. Please check cell F14."},
		{"hostile", rule.Args{"vi": "=A1\r\nBcc: x\u202e {{.cell}}"}, "=A1 Bcc: x {{.cell}}", "=A1 Bcc: x {{.cell}}"},
	} {
		f := at("tinh/chua-co-von", x.args)
		if got := c.Printer(lang.Vietnamese).Finding(f); got != x.vi {
			t.Errorf("%s: got %q, want %q", x.name, got, x.vi)
		}
		if got := c.Printer(lang.English).Finding(f); got != x.en {
			t.Errorf("%s: got %q, want %q", x.name, got, x.en)
		}
	}
	p := c.Printer(lang.Vietnamese)
	f := at("tinh/chua-co-von", rule.Args{"vi": strings.Repeat("Chưa có vốn. ", 400)})
	if n := utf8.RuneCountInString(p.Finding(f)); n > 300 {
		t.Errorf("%d characters are too many for a cell", n)
	}
	f = at("tinh/chua-co-von", rule.Args{"vi": "Chưa có vốn."})
	f.Item = &ledger.Row{Texts: map[ledger.Field]string{ledger.FieldCode: "CNTT-11"}}
	if got, want := p.Warning(f), "CNTT-11: chưa có vốn."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	// A text of theirs that begins with a name begins with a name.
	f.Item.Name, f.Item.Leads = "Trung tâm dữ liệu (mẫu)", []ledger.Ref{{Text: "STC", Name: "Sở Tài chính"}}
	for _, text := range []string{"Sở Tài chính chưa có ý kiến.", "Trung tâm dữ liệu (mẫu): chưa có vốn."} {
		f.Args["vi"] = text
		if got, want := p.Warning(f), "CNTT-11: "+text; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestFieldsAsPartsOfASentence(t *testing.T) {
	args := rule.Args{"category": "A", "missing": []string{"decision", "total", "Cột của họ"}, "whole": false}
	got := catalogue(t).Printer(lang.Vietnamese).Finding(at("category/requires", args))
	want := "Thuộc nhóm “A” nhưng chưa có số quyết định, “Tổng mức đầu tư” và “Cột của họ”."
	if !strings.HasPrefix(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
