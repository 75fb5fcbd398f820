package google

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets"
)

func TestSeparators(t *testing.T) {
	for locale, want := range map[string]string{
		"en_US": ",", "en_GB": ",", "vi_VN": ";", "de_DE": ";", "fr_FR": ";", "ja_JP": ",", "pt_BR": ";", "es_MX": ",", "": ",",
	} {
		if got := separator(locale); got != want {
			t.Errorf("%s: arguments are separated by %q, want %q", locale, got, want)
		}
	}
}

var sample = lookup{list: 7, key: 1, name: 2, store: "_rasoat", slot: 3, title: `Cảnh "báo"`, pending: "(chờ rà soát)"}

func TestTheFormula(t *testing.T) {
	want := `ARRAYFORMULA(LET(ma;INDEX($B:$B;ROW()):INDEX($B:$B;ROWS($B:$B));ten;INDEX($C:$C;ROW()):INDEX($C:$C;ROWS($C:$C));` +
		`k;REGEXREPLACE(IF(ma="";"7|n:"&ten;"7|i:"&ma);"([` + capitals + `])";"^$1");v;IFNA(XLOOKUP(k;_rasoat!$A:$A;_rasoat!$D:$D;;0);"");` +
		`IF(ROW(ma)=ROW();"Cảnh ""báo""";IF(IF(ma="";ten;ma)="";;IF(EXACT(IFNA(XLOOKUP(k;_rasoat!$A:$A;_rasoat!$A:$A;;0);"");k);` +
		`IF(v="";"(chờ rà soát)";IF(v="∅";;v));"(chờ rà soát)")))))`
	if diff := cmp.Diff(want, sample.text(";")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A formula comes back from Sheets in another spelling, and is known all the
// same.
func TestFormulasAreReadBack(t *testing.T) {
	noName := sample
	noName.name, noName.store, noName.slot = -1, "_rasoat (2)", 27
	for _, l := range []lookup{sample, noName} {
		for _, sep := range []string{",", ";"} {
			f := l.text(sep)
			if !isLookup(f) {
				t.Errorf("not known: %s", f)
			}
			if got := slotOf(f); got != l.slot {
				t.Errorf("slot %d, want %d: %s", got, l.slot, f)
			}
			got, ok := lookupOf(f)
			want := lookup{key: l.key, name: l.name, slot: l.slot, pending: l.pending}
			if !ok || got != want {
				t.Errorf("read back as %+v (%v), want %+v", got, ok, want)
			}
		}
	}
	for _, theirs := range []string{"", "SUM(A1:A3)", "ARRAYFORMULA(A1:A3)", `"ARRAYFORMULA(LET(ma,"`} {
		if isLookup(theirs) {
			t.Errorf("taken for ours: %s", theirs)
		}
	}
	lost := `ARRAYFORMULA(LET(ma;INDEX($B:$B;ROW()):INDEX($B:$B;ROWS($B:$B));ten;"";k;IF(ma="";"7|n:"&ten;"7|i:"&ma);v;IFNA(XLOOKUP(k;#REF!;#REF!;;0);"");1))`
	if !isLookup(lost) || slotOf(lost) != -1 {
		t.Errorf("a formula that lost the store is not known as ours, or has the slot %d", slotOf(lost))
	}
}

func TestSpellings(t *testing.T) {
	for _, pair := range [][2]string{
		{`IF(a;"x;y";b)`, `=if( a , "x;y", B )`},
		{`'_rasoat'!$A:$A`, `_rasoat!$A:$A`},
	} {
		if plainFormula(pair[0]) != plainFormula(pair[1]) {
			t.Errorf("%s and %s are told apart", pair[0], pair[1])
		}
	}
	if plainFormula(`"x;y"`) == plainFormula(`"x,y"`) || plainFormula(`"a"`) == plainFormula(`"A"`) {
		t.Error("texts in formulas are not told apart")
	}
}

func TestFormulasOfTheStaffReadAlikeInEveryLocale(t *testing.T) {
	for f, want := range map[string]string{
		`SUM(A1:A3;B1)`:               `SUM(A1:A3,B1)`,
		`IF(A1>1,5;"a;b,c";'x;y'!A1)`: `IF(A1>1.5,"a;b,c",'x;y'!A1)`,
		`SUM({1,5\2;3\4})`:            `SUM({1.5,2;3,4})`,
	} {
		if got := withCommas(f); got != want {
			t.Errorf("%s reads as %s, want %s", f, got, want)
		}
	}
}

func TestTokens(t *testing.T) {
	for _, sep := range []string{",", ";"} {
		n, helper, ok := tokenOf(colourFormula(12, 27, 6, sep))
		if n != 12 || helper != 27 || !ok {
			t.Errorf("token %d at %d (%v)", n, helper, ok)
		}
	}
	for _, theirs := range []string{"", "=A1>3", `=ISNUMBER(FIND("x";$A1))`, `=ISNUMBER(FIND("|c1|";#REF!))`} {
		if _, _, ok := tokenOf(theirs); ok {
			t.Errorf("taken for ours: %s", theirs)
		}
	}
}

func TestKeys(t *testing.T) {
	text := func(s string) sheets.Cell { return sheets.Cell{Value: sheets.TextValue(s)} }
	number := func(s, format string) sheets.Cell { return sheets.Cell{Value: sheets.NumberValue(s), Format: format} }
	for _, tc := range []struct {
		key, name sheets.Cell
		want      string
		sure      bool
	}{
		{text("CNTT-01"), text("Một"), "7|i:^C^N^T^T-01", true},
		{text(" cntt-01 "), text("Một"), "7|i: cntt-01 ", true},
		{sheets.Cell{}, text("Một"), "7|n:^Một", true},
		{sheets.Cell{}, text("TỔNG số"), "7|n:^T^Ổ^N^G số", true},
		{text(""), text("Một"), "7|n:^Một", true},
		{sheets.Cell{}, sheets.Cell{}, "", true},
		{number("12", ""), text("Một"), "7|i:12", true},
		{number("12.0", "0"), sheets.Cell{}, "7|i:12", true},
		{number("1.5", ""), text("Một"), "", false},
		{number("1E+20", ""), text("Một"), "", false},
		{number("44196", "dd/mm/yyyy"), text("Một"), "", false},
		{sheets.Cell{Value: sheets.ErrorValue("#REF!")}, text("Một"), "", false},
		{sheets.Cell{}, sheets.Cell{Value: sheets.ErrorValue("#N/A")}, "", false},
		{text("A"), sheets.Cell{Value: sheets.ErrorValue("#N/A")}, "7|i:^A", true},
	} {
		if got, sure := rowKey(7, tc.key, tc.name); got != tc.want || sure != tc.sure {
			t.Errorf("%v, %v: key %q (%v), want %q (%v)", tc.key, tc.name, got, sure, tc.want, tc.sure)
		}
	}
}

func TestWhatTheStoreShows(t *testing.T) {
	s := newStore()
	s.set("7|i:A", 1, sheets.TextValue("thiếu vốn"))
	s.set("7|i:B", 1, sheets.Value{})
	s.set("7|i:a", 1, sheets.TextValue("khác"))
	pending := sheets.TextValue("(chờ rà soát)")
	r := s.reader()
	for _, tc := range []struct {
		key  string
		sure bool
		slot int
		want sheets.Value
	}{
		{"7|i:A", true, 1, sheets.TextValue("thiếu vốn")},
		{"7|i:B", true, 1, sheets.Value{}},
		{"7|i:C", true, 1, pending},  // not gone over
		{"7|i:a", true, 1, pending},  // a lookup meets A first
		{"7|i:A", true, 2, pending},  // not filled yet
		{"7|i:A", false, 1, pending}, // nobody knows what the formula makes of it
		{"", true, 1, sheets.Value{}},
	} {
		if got := r.shown(tc.key, tc.sure, tc.slot, pending); got != tc.want {
			t.Errorf("%q in slot %d shows %q, want %q", tc.key, tc.slot, got, tc.want)
		}
	}
}

func TestChosenIDs(t *testing.T) {
	first := chosenID(0, markColumn, "0", "gap")
	if first <= 0 || first > 1<<31-1 {
		t.Errorf("the id %d is no positive 31-bit number", first)
	}
	if first == chosenID(0, markColumn, "1", "gap") || first == chosenID(0, markColumn, "0", "warning") || first == chosenID(1, markColumn, "0", "gap") {
		t.Error("two things have one id")
	}
	if next := freeID([]int64{first}, markColumn, "0", "gap"); next == first || !isChosen(next, markColumn, "0", "gap") {
		t.Errorf("the id after a taken one is %d", next)
	}
	if isChosen(first, markColumn, "5", "gap") {
		t.Error("an id of one tab is known in its copy")
	}
}
