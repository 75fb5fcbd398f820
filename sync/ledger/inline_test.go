package ledger

import (
	"strings"
	"testing"
)

func TestAmountsInText(t *testing.T) {
	million, _ := ParseUnit("triệu đồng")
	for _, tt := range []struct {
		text string
		want string // in đồng, each with half its last digit where it has one
	}{
		{"gồm cả 300 tỷ đồng dự phòng", "300000000000±500000000"},
		{"121.274.000 triệu đồng", "121274000000000±500000"},
		{"tăng 1,5 tỷ", "1500000000±50000000"},
		{"1.430 tỷ đồng.", "1430000000000±500000000"},
		{"5 triệu rưỡi; 12 tr.đ; 300 tỷ dự phòng, 7 tỷ đồng.", "12000000±500000 300000000000±500000000 7000000000±500000000"},
		{"gồm 300, 200 và 100 tỷ đồng", "300000000000±500000000 200000000000±500000000 100000000000±500000000"},
		{"1 tỷ 200 triệu đồng", "1200000000±500000"},
		{"2 nghìn tỷ đồng", "2000000000000±500000000000"},
		{"250.000 đồng", "250000"},
		{"1 234 triệu", "1234000000±500000"},
		{"(chưa trừ 105.000 tỷ đồng)", "(105000000000000±500000000"},
		{"còn thiếu 1.234.500.", "1234500000000±500000"},
		{"đã gồm 45.000 (dự phòng)", ""},
		{"năm 2017 và 31/12/2016, Quyết định số 2664/QĐ-BTC", ""},
		{"1.234 người, 12 dự án, 100%", ""},
		{"12 trường học, 3 đơn vị", ""},
		{"1,234 tỷ đồng", ""}, // a fraction or a thousand
		{"A12 tỷ", ""},
		{"", ""},
	} {
		var got []string
		for _, a := range AmountsIn(tt.text, Vietnamese, million) {
			s := a.Value.String()
			if !a.Half.IsZero() {
				s += "±" + a.Half.String()
			}
			if a.Parens {
				s = "(" + s
			}
			got = append(got, s)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%q states %v, want %s", tt.text, got, tt.want)
		}
	}
	if got := AmountsIn("1,234 tỷ đồng", English, Unit{}); len(got) != 1 || got[0].Value.String() != "1234000000000" {
		t.Errorf("English: %v", got)
	}
	if got := AmountsIn("1.234.000", Vietnamese, Unit{}); len(got) != 0 {
		t.Errorf("no unit: %v", got)
	}
}
