package accept_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rasoat/sync/accept"
)

func TestRead(t *testing.T) {
	tests := []struct {
		text, reason, by, until, lacks string
	}{
		{text: "Giữ lại 300 tỷ dự phòng; Nguyễn Văn A; đến 31/12/2021", reason: "Giữ lại 300 tỷ dự phòng", by: "Nguyễn Văn A", until: "2021-12-31"},
		{text: "Giữ lại 300 tỷ dự phòng\nNguyễn Văn A\nđến hết ngày 31/12/2021", reason: "Giữ lại 300 tỷ dự phòng", by: "Nguyễn Văn A", until: "2021-12-31"},
		{text: "Giữ lại 300 tỷ dự phòng - Nguyễn Văn A", reason: "Giữ lại 300 tỷ dự phòng", by: "Nguyễn Văn A"},
		{text: "Giữ lại 300 tỷ dự phòng (Nguyễn Văn A)", reason: "Giữ lại 300 tỷ dự phòng", by: "Nguyễn Văn A"},
		{text: "Giữ lại 300 tỷ dự phòng, Nguyễn Văn A, đến 31/12/2021", reason: "Giữ lại 300 tỷ dự phòng", by: "Nguyễn Văn A", until: "2021-12-31"},
		{text: "Theo Thông báo 12/TB-UBND; chờ HĐND quyết định; bà Trần Thị B; đến ngày 30/6/2021", reason: "Theo Thông báo 12/TB-UBND; chờ HĐND quyết định", by: "bà Trần Thị B", until: "2021-06-30"},
		{text: "Người giải trình: Nguyễn Văn A; giữ lại dự phòng", reason: "giữ lại dự phòng", by: "Nguyễn Văn A"},
		{text: "Giữ lại dự phòng; người ghi: nguyễn văn a", reason: "Giữ lại dự phòng", by: "nguyễn văn a"},
		{text: "Giải trình: giữ lại dự phòng; Nguyễn Văn A", reason: "giữ lại dự phòng", by: "Nguyễn Văn A"},
		{text: "Nguyễn Văn A; giữ lại dự phòng", reason: "giữ lại dự phòng", by: "Nguyễn Văn A"},
		{text: "Giữ lại; Nguyễn Văn A, chuyên viên phòng tổng hợp", reason: "Giữ lại", by: "Nguyễn Văn A, chuyên viên phòng tổng hợp"},
		{text: "Giữ lại; Nguyễn Văn A, 0900 000 000", reason: "Giữ lại", by: "Nguyễn Văn A, 0900 000 000"},
		{text: "Giữ lại; chị Hoa", reason: "Giữ lại", by: "chị Hoa"},
		{text: "Giữ lại; Phòng Tổng hợp", reason: "Giữ lại", by: "Phòng Tổng hợp"},
		{text: "Đã chuyển nguồn đến năm 2022; Nguyễn Văn A", reason: "Đã chuyển nguồn đến năm 2022", by: "Nguyễn Văn A"},
		{text: "Held back; Nguyễn Văn A; until 31/12/2021", reason: "Held back", by: "Nguyễn Văn A", until: "2021-12-31"},

		{text: "Chờ HĐND họp; Nguyễn Văn A; đến hết tháng 6/2021", reason: "Chờ HĐND họp", by: "Nguyễn Văn A", until: "2021-06-30"},
		{text: "Chờ HĐND họp\r\nNguyễn Văn A\r\nđến Quý IV/2021", reason: "Chờ HĐND họp", by: "Nguyễn Văn A", until: "2021-12-31"},
		{text: "Chờ HĐND họp, Nguyễn Văn A, đến hết năm 2021", reason: "Chờ HĐND họp", by: "Nguyễn Văn A", until: "2021-12-31"},
		{text: "Được giữ đến 30/6/2021 theo TB 12; Nguyễn Văn A", reason: "Được giữ; theo TB 12", by: "Nguyễn Văn A", until: "2021-06-30"},
		{text: "Tăng từ 5 đến 10 tỷ; Nguyễn Văn A", reason: "Tăng từ 5 đến 10 tỷ", by: "Nguyễn Văn A"},
		{text: "Vốn từ 1.500 đến 1.700 tỷ; Nguyễn Văn A", reason: "Vốn từ 1.500 đến 1.700 tỷ", by: "Nguyễn Văn A"},
		{text: "Giai đoạn từ 2020 đến 2022; Nguyễn Văn A", reason: "Giai đoạn từ 2020 đến 2022", by: "Nguyễn Văn A"},
		{text: "Giữ lại dự phòng; Nguyễn Văn A; đến khi có quyết định", reason: "Giữ lại dự phòng; đến khi có quyết định", by: "Nguyễn Văn A"},
		{text: "Giữ lại dự phòng; đến khi có quyết định", reason: "Giữ lại dự phòng; đến khi có quyết định", lacks: "name"},
		{text: "Giữ lại; Nguyễn Văn A; đến 31/12", reason: "Giữ lại", by: "Nguyễn Văn A", lacks: "date"},

		{text: "Thiếu vốn; đã báo cáo (Nguyễn Văn A)", reason: "Thiếu vốn; đã báo cáo", by: "Nguyễn Văn A"},
		{text: "Thiếu vốn; đã báo cáo, Nguyễn Văn A", reason: "Thiếu vốn; đã báo cáo", by: "Nguyễn Văn A"},

		// Prose of several parts is signed by nobody.
		{text: "Thiếu vốn; chưa giải phóng mặt bằng", reason: "Thiếu vốn; chưa giải phóng mặt bằng", lacks: "name"},
		{text: "Chậm GPMB - vướng mắc đền bù", reason: "Chậm GPMB; vướng mắc đền bù", lacks: "name"},
		{text: "Thiếu vốn\nUBND tỉnh chưa giao kế hoạch", reason: "Thiếu vốn; UBND tỉnh chưa giao kế hoạch", lacks: "name"},
		{text: "Thiếu vốn; Sở TC chưa bố trí; đến 31/12/2021", reason: "Thiếu vốn; Sở TC chưa bố trí", until: "2021-12-31", lacks: "name"},
		{text: "Lý do; " + strings.Repeat("rất dài ", 20), reason: "Lý do; " + strings.TrimSpace(strings.Repeat("rất dài ", 20)), lacks: "name"},
		{text: "Giữ lại; Phó Giám đốc Sở Thông tin và Truyền thông Nguyễn Văn A", reason: "Giữ lại", by: "Phó Giám đốc Sở Thông tin và Truyền thông Nguyễn Văn A"},

		{text: "Nguyễn Văn A", by: "Nguyễn Văn A", lacks: "reason"},
		{text: "Nguyễn Văn A; đến 31/12/2021", by: "Nguyễn Văn A", until: "2021-12-31", lacks: "reason"},
		{text: "(Nguyễn Văn A)", by: "Nguyễn Văn A", lacks: "reason"},
		{text: "Giữ lại 300 tỷ dự phòng", reason: "Giữ lại 300 tỷ dự phòng", lacks: "name"},
		{text: "Giữ lại dự phòng, chờ quyết định", reason: "Giữ lại dự phòng, chờ quyết định", lacks: "name"},
		{text: "Đã trình, UBND HĐND", reason: "Đã trình, UBND HĐND", lacks: "name"},
		{text: "đến 31/12/2021", until: "2021-12-31", lacks: "reason"},
		{text: "…", lacks: "reason"},
		{text: "Giữ lại; Nguyễn Văn A; đến 31/11/2021", reason: "Giữ lại", by: "Nguyễn Văn A", lacks: "date"},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			e := accept.Read(tt.text)
			until := ""
			if !e.Until.IsZero() {
				until = e.Until.Format("2006-01-02")
			}
			got := [4]string{e.Reason, e.By, until, e.Lacks}
			if diff := cmp.Diff([4]string{tt.reason, tt.by, tt.until, tt.lacks}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever stands in the cell, either something is missing or there are a
// reason and a name.
func TestPropertyRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.OneOf(rapid.RuneFrom([]rune("aÁ đến;,()-–\n/.0123456789 ")), rapid.Rune())).Draw(t, "text")
		e := accept.Read(text)
		if e.Lacks == "" && (e.Reason == "" || e.By == "") {
			t.Fatalf("%q: complete with reason %q and name %q", text, e.Reason, e.By)
		}
	})
}
