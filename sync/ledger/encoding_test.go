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
