package ledger

import (
	"testing"

	"rasoat/sheets"
)

func TestParseUnit(t *testing.T) {
	tests := []struct{ text, want string }{
		{"tỷ đồng", "tỷ đồng 1000000000"},
		{"Tỷ đồng", "tỷ đồng 1000000000"},
		{"TỶ ĐỒNG", "tỷ đồng 1000000000"},
		{"Tỉ đồng", "tỷ đồng 1000000000"},
		{"tỷ", "tỷ đồng 1000000000"},
		{"tỷ VNĐ", "tỷ đồng 1000000000"},
		{"1.000.000.000 đồng", "tỷ đồng 1000000000"},
		{"triệu đồng", "triệu đồng 1000000"},
		{"Triệu đồng.", "triệu đồng 1000000"},
		{"trie\u0323\u0302u đo\u0302\u0300ng", "triệu đồng 1000000"}, // NFD
		{"triệu\u00a0đồng", "triệu đồng 1000000"},
		{"triệu", "triệu đồng 1000000"},
		{"tr", "triệu đồng 1000000"},
		{"trđ", "triệu đồng 1000000"},
		{"Tr.đ", "triệu đồng 1000000"},
		{"tr. đồng", "triệu đồng 1000000"},
		{"triệu VND", "triệu đồng 1000000"},
		{"triệu đồng Việt Nam", "triệu đồng 1000000"},
		{"1.000.000 đồng", "triệu đồng 1000000"},
		{"1 000 000đ", "triệu đồng 1000000"},
		{"1,000,000 đồng", "triệu đồng 1000000"},
		{"nghìn đồng", "nghìn đồng 1000"},
		{"Ngàn đồng", "nghìn đồng 1000"},
		{"1.000 đồng", "nghìn đồng 1000"},
		{"1000đ", "nghìn đồng 1000"},
		{"1.000 VNĐ", "nghìn đồng 1000"},
		{"đồng", "đồng 1"},
		{"Đồng", "đồng 1"},
		{"đ", "đồng 1"},
		{"VNĐ", "đồng 1"},
		{"đồng Việt Nam", "đồng 1"},
		{"triệu VNĐ", "triệu đồng 1000000"},
		{"Tr.đồng", "triệu đồng 1000000"},
		{"trVNĐ", "triệu đồng 1000000"},
		{"nghìn đ", "nghìn đồng 1000"},
		{"ng.đ", "nghìn đồng 1000"},
		{"VND million", "triệu đồng 1000000"},
		{"million VND", "triệu đồng 1000000"},
		{"millions of VND", "triệu đồng 1000000"},
		{"billion dong", "tỷ đồng 1000000000"},
		{"VND billion", "tỷ đồng 1000000000"},
		{"bn VND", "tỷ đồng 1000000000"},
		{"thousand VND", "nghìn đồng 1000"},
		{"trieu dong", "triệu đồng 1000000"},
		{"ty dong", "tỷ đồng 1000000000"},
		{"VND", "đồng 1"},
		{"million USD", ""},
		{"USD million", ""},
		{"million", ""},
		{"m", ""},
		{"1000", ""},
		{"", ""},
		{"người", ""},
		{"dự án", ""},
		{"%", ""},
		{"USD", ""},
		{"hợp đồng", ""},
		{"10.000 đồng", ""},
		{"triệu USD", ""},
		{"Sở Tài chính", ""},
	}
	for _, tt := range tests {
		u, ok := ParseUnit(tt.text)
		if got := shownUnit(u, ok); got != tt.want {
			t.Errorf("ParseUnit(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func shownUnit(u Unit, ok bool) string {
	if !ok {
		return ""
	}
	return u.Label + " " + u.Factor.String()
}

func TestUnitIn(t *testing.T) {
	tests := []struct{ text, want string }{
		{"Đơn vị tính: Tỷ đồng", "tỷ đồng 1000000000"},
		{"Đơn vị: triệu đồng", "triệu đồng 1000000"},
		{"ĐƠN VỊ TÍNH: TRIỆU ĐỒNG", "triệu đồng 1000000"},
		{"(Đơn vị: triệu đồng)", "triệu đồng 1000000"},
		{"Đơn vị tính (triệu đồng)", "triệu đồng 1000000"},
		{"ĐVT: 1.000 đồng", "nghìn đồng 1000"},
		{"Đvt : trđ", "triệu đồng 1000000"},
		{"Đvt: tr.đ", "triệu đồng 1000000"},
		{"ĐVT: Triệu VNĐ", "triệu đồng 1000000"},
		{"Đ.V.T: triệu đồng", "triệu đồng 1000000"},
		{"ĐV tính: triệu đồng", "triệu đồng 1000000"},
		{"Đơn vị tính : tỷ đồng", "tỷ đồng 1000000000"},
		{"Đơn vị tiền: đồng", "đồng 1"},
		{"Don vi tinh: trieu dong", "triệu đồng 1000000"},
		{"Unit: VND million", "triệu đồng 1000000"},
		{"Currency unit: million VND", "triệu đồng 1000000"},
		{"Amounts in VND billion", "tỷ đồng 1000000000"},
		{"Unit: person", ""},
		{"ĐV: Sở Tài chính", ""},
		{"ĐVT triệu đồng", "triệu đồng 1000000"},
		{"Đơn vị tính – triệu đồng", "triệu đồng 1000000"},
		{"Đơn vị tính: triệu đồng, %", "triệu đồng 1000000"},
		{"Biểu số 01 Đơn vị tính: triệu đồng", "triệu đồng 1000000"},
		{"Đo\u031bn vi\u0323 ti\u0301nh: trie\u0323\u0302u đo\u0302\u0300ng", "triệu đồng 1000000"}, // NFD
		{"Đơn vị: Sở Tài chính\nĐơn vị tính: triệu đồng", "triệu đồng 1000000"},
		{"Đơn vị: Sở Tài chính", ""},
		{"Đơn vị báo cáo: UBND huyện", ""},
		{"Đơn vị chủ trì", ""},
		{"Đơn vị tính", ""},
		{"Đơn vị tính: người", ""},
		{"triệu đồng", ""},
		{"", ""},
	}
	for _, tt := range tests {
		if got := shownUnit(unitIn(tt.text)); got != tt.want {
			t.Errorf("unitIn(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestUnitOfHeader(t *testing.T) {
	tests := []struct{ text, want string }{
		{"Tổng mức đầu tư (triệu đồng)", "triệu đồng 1000000"},
		{"TMĐT (tỷ đồng) / Tổng số", "tỷ đồng 1000000000"},
		{"Kinh phí (ĐVT: 1.000 đồng)", "nghìn đồng 1000"},
		{"Kinh phí / Đơn vị tính: triệu đồng / Tổng số", "triệu đồng 1000000"},
		{"Lũy kế (đến hết năm 2020) (triệu đồng)", "triệu đồng 1000000"},
		{"Hợp đồng (số, ngày)", ""},
		{"Tổng mức đầu tư", ""},
		{"Đơn vị thực hiện", ""},
	}
	for _, tt := range tests {
		if got := shownUnit(unitOfHeader(tt.text)); got != tt.want {
			t.Errorf("unitOfHeader(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

// The unit of a table stands above its header, nearest first.
func TestUnitAbove(t *testing.T) {
	tests := []struct{ name, above, want string }{
		{"at the right", "UBND TỈNH | | \n DANH MỤC | | \n | | Đơn vị: triệu đồng", "triệu đồng 1000000"},
		{"nearest", " | | Đơn vị: tỷ đồng \n DANH MỤC \n | | ĐVT: triệu đồng", "triệu đồng 1000000"},
		{"an agency is none", "Đơn vị: Sở Tài chính | | Đơn vị tính: tỷ đồng \n DANH MỤC", "tỷ đồng 1000000000"},
		{"in the cell beside", "DANH MỤC \n | Đơn vị tính: | triệu đồng", "triệu đồng 1000000"},
		{"an agency in the cell beside", "DANH MỤC \n | Đơn vị: | Sở Tài chính", ""},
		{"without a word before it", "DANH MỤC \n | | (Tỷ đồng)", "tỷ đồng 1000000000"},
		{"none", "DANH MỤC CÁC DỰ ÁN \n Tổng mức: 1.700 tỷ đồng", ""},
		{"too far away", "Đơn vị: triệu đồng" + "\n x" + "\n x\n x\n x\n x\n x\n x\n x\n x\n x\n x\n x\n x\n x\n x\n x\n x", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tab := draw(t, tt.above)
			u, ok := unitAbove(newTable(tab), sheets.Range{Top: tab.Rows(), Bottom: tab.Rows() + 1, Right: 3})
			if got := shownUnit(u, ok); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
