package ledger

import "testing"

// Text of the old TCVN3 encoding is said to be that, and nothing else is.
func TestIsTCVN3(t *testing.T) {
	for text, want := range map[string]bool{
		"Bé Tµi chÝnh":                   true,
		"Tªn dù ¸n":                      true,
		"Tæng møc ®Çu t\u00ad":           true,
		"Céng hoµ x· héi chñ nghÜa":      true,
		"TØnh §iÖn Biªn":                 true,
		"Së Th«ng tin vµ TruyÒn th«ng":   true,
		"UBND huyÖn":                     true,
		"KÕ ho¹ch vèn n¨m 2021":          true,
		"§¬n vÞ: triÖu ®ång":             true,
		"Sở Tài chính":                   false,
		"Hà Nội":                         false,
		"Đèo Cả":                         false,
		"Windows® Office®":               false,
		"Phần mềm Windows® và Office®":   false,
		"© Cty ABC ® 2020":               false,
		"30 µg/m³ · 25 °C ± 1":           false,
		"CÔNG TY CÀ PHÊ":                 false,
		"Điều 5 § 3":                     false,
		"Café Müller, Ångström, Señor":   false,
		"L'Oréal – Citroën «Pièce» no 3": false,
		"½ x 3 × 4 = 6":                  false,
		"":                               false,
		"abc":                            false,
	} {
		if got := isTCVN3(text); got != want {
			t.Errorf("isTCVN3(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestOldEncodingOf(t *testing.T) {
	tests := []struct {
		text string
		want ProblemKind
	}{
		{"Bé Tµi chÝnh", OldEncoding},
		{"Sôû Taøi chính", OldVNI},
		{"Döï aùn ñaàu tö coâng", OldVNI},
		{"UÛY BAN NHAÂN DAÂN", OldVNI},
		{"Trung taâm Tích hôïp döõ lieäu tænh", OldVNI},
		{"So+? Ta`i chi'nh, u?y ban nha^n da^n", OldVIQR},
		{"DDa^`u tu+ co^ng", OldVIQR},

		{"Sở Tài chính", ""},
		{"Toàn tỉnh, tuần, thuê, hòa, hoà", ""},
		{"Toàn", ""},
		{"THUÊ TOÀN BÔ", ""},
		{"hoà, toà, khoé", ""},
		{"Düsseldorf", ""},
		{"Zürich, Malmö, Købmand", ""},
		{"señor, año, Ñandú", ""},
		{"naïve", ""},
		{"Citroën", ""},
		{"3=4+5", ""},
		{"C++, a^2+b^2", ""},
		{"add, hidden, address", ""},
		{"Quy mo (a), (b), (c)", ""},
		{"why? do it (a+b) or (o+u)", ""},
		{"", ""},
	}
	for _, tt := range tests {
		if got := oldEncodingOf(tt.text); got != tt.want {
			t.Errorf("oldEncodingOf(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}
