package ledger

import (
	"slices"
	"testing"
)

// A header matches its usual names with or without a year, a remark in
// parentheses, or a footnote mark.
func TestUsualNames(t *testing.T) {
	tests := []struct {
		header string
		want   Field
	}{
		{"STT", FieldNumber},
		{"TT", FieldNumber},
		{"Số TT", FieldNumber},
		{"Mã dự án", FieldCode},
		{"MÃ DỰ ÁN", FieldCode},
		{"Tên dự án, nhiệm vụ", FieldName},
		{"Danh mục dự án", FieldName},
		{"Nhóm/Loại", FieldCategory},
		{"Cơ quan chủ trì", FieldDepartment},
		{"Chủ đầu tư", FieldDepartment},
		{"Cơ quan phối hợp", FieldCooperating},
		{"Quyết định (số, ngày)", FieldDecision},
		{"Tổng mức đầu tư", FieldTotal},
		{"Tổng mức đầu tư (TMĐT)", FieldTotal},
		{"Tổng mức đầu tư (triệu đồng)", FieldTotal},
		{"Tổng mức đầu tư (1)", FieldTotal},
		{"Tổng mức đầu tư*", FieldTotal},
		{"TMĐT", FieldTotal},
		{"Lũy kế vốn đã bố trí", FieldAllocated},
		{"Luỹ kế vốn đã bố trí", FieldAllocated},
		{"Lũy kế vốn đã bố trí đến hết năm 2020", FieldAllocated},
		{"Lũy kế vốn đã bố trí (đến hết năm 2020)", FieldAllocated},
		{"Lũy kế vốn đã bố trí đến 31/12/2020", FieldAllocated},
		{"Lũy kế vốn đã bố trí từ khởi công đến hết năm 2020", FieldAllocated},
		{"Lũy kế vốn đã bố trí đến hết kế hoạch năm 2020", FieldAllocated},
		{"Lũy kế vốn đã bố trí đến hết KH 2020", FieldAllocated},
		{"Lũy kế vốn đã bố trí trước năm 2021", FieldAllocated},
		{"Lũy kế vốn đã bố trí giai đoạn 2016-2020", FieldAllocated},
		{"Kế hoạch vốn năm", FieldPlan},
		{"Kế hoạch vốn năm 2021", FieldPlan},
		{"Kế hoạch vốn 2021", FieldPlan},
		{"Kế hoạch năm 2021", FieldPlan},
		{"KH vốn năm 2021", FieldPlan},
		{"Nguồn vốn dự kiến", FieldSource},
		{"Mức độ", FieldPriority},
		{"Trạng thái", FieldStatus},
		{"Thời hạn", FieldDeadline},
		{"Văn bản giao (số, ngày)", FieldAssigned},
		{"Ngày hoàn thành", FieldDone},
		{"Văn bản kết quả", FieldResult},
		{"Nguyên nhân chậm", FieldReason},
		{"Lý do chậm, kiến nghị", FieldReason},
		{"Ghi chú", FieldRemark},
		{"Tạm dừng nhắc đến", FieldSnooze},
		{"Tạm dừng nhắc đến (ngày)", FieldSnooze},
		{"Ngừng nhắc đến ngày", FieldSnooze},
		{"Tạm dừng", ""},
		{"Nhắc lại", ""},
		{"Đã nhận thông tin (ngày)", FieldAcknowledged},
		{"ĐÃ NHẬN THÔNG TIN", FieldAcknowledged},
		{"Ngày nhận", ""},
		{"Đã nhận", ""},
		{"Thông tin", ""},
		{"Vốn đã giải ngân", FieldDisbursed}, // spent is not allocated
		{"Nhu cầu vốn năm 2021", FieldNeed},
		{"2021", ""},
	}
	all := append(fieldsOf(Projects), fieldsOf(Tasks)...)
	for _, tt := range tests {
		var got Field
		for _, f := range all {
			for _, name := range usualNames(f) {
				if slices.Contains(headerForms(tt.header), Fold(name)) && got == "" {
					got = f
				}
			}
		}
		if got != tt.want {
			t.Errorf("%q is taken for %q, want %q", tt.header, got, tt.want)
		}
	}
}

// "Lũy kế" may or may not include this year's plan: the headers tell, else the
// configuration, else nobody knows.
func TestBasis(t *testing.T) {
	yes, no := true, false
	tests := []struct {
		name            string
		allocated, plan string
		configured      *bool
		want            Basis
		year            int
	}{
		{"through the year before", "Lũy kế vốn đã bố trí đến hết năm 2020", "Kế hoạch vốn năm 2021", nil, BasisExcludes, 2021},
		{"through the year itself", "Lũy kế vốn đã bố trí đến hết năm 2021", "Kế hoạch vốn năm 2021", nil, BasisIncludes, 2021},
		{"in parentheses", "Lũy kế vốn đã bố trí (đến hết năm 2020)", "Kế hoạch vốn (năm 2021)", nil, BasisExcludes, 2021},
		{"through a plan", "Lũy kế vốn bố trí đến hết kế hoạch năm 2020", "Kế hoạch năm 2021", nil, BasisExcludes, 2021},
		{"through a plan, short", "Lũy kế vốn bố trí đến hết KH2020", "KH 2021", nil, BasisExcludes, 2021},
		{"to the last day", "Lũy kế vốn đã bố trí đến 31/12/2020", "Kế hoạch vốn năm 2021", nil, BasisExcludes, 2021},
		{"to the last day of the year itself", "Lũy kế vốn đã bố trí đến 31/12/2021", "Kế hoạch vốn năm 2021", nil, BasisIncludes, 2021},
		{"to a day of the year before", "Lũy kế vốn đã bố trí đến 30/9/2020", "Kế hoạch vốn năm 2021", nil, BasisExcludes, 2021},
		{"to a day within the year", "Lũy kế vốn đã bố trí đến 30/9/2021", "Kế hoạch vốn năm 2021", nil, BasisUnknown, 2021},
		{"from the start", "Lũy kế vốn đã bố trí từ khởi công đến hết năm 2020", "Kế hoạch vốn năm 2021", nil, BasisExcludes, 2021},
		{"before the year", "Lũy kế vốn đã bố trí trước năm 2021", "Kế hoạch vốn năm 2021", nil, BasisExcludes, 2021},
		{"over years", "Vốn đã bố trí giai đoạn 2016-2020", "Kế hoạch vốn năm 2021", nil, BasisExcludes, 2021},
		{"over years with the plan's", "Vốn đã bố trí giai đoạn 2016-2020", "Kế hoạch vốn năm 2020", nil, BasisIncludes, 2020},
		{"says that it includes", "Lũy kế vốn đã bố trí (bao gồm cả kế hoạch năm 2021)", "Kế hoạch vốn năm 2021", nil, BasisIncludes, 2021},
		{"says that it does not", "Lũy kế vốn đã bố trí (chưa bao gồm KH năm 2021)", "Kế hoạch vốn năm 2021", nil, BasisExcludes, 2021},
		{"with a remark on something else", "Lũy kế vốn đã bố trí (chưa bao gồm vốn ODA)", "Kế hoạch vốn năm 2021", nil, BasisUnknown, 2021},
		{"silent", "Lũy kế vốn đã bố trí", "Kế hoạch vốn năm 2021", nil, BasisUnknown, 2021},
		{"plan without a year", "Lũy kế vốn đã bố trí đến hết năm 2020", "Kế hoạch vốn năm", nil, BasisUnknown, 0},
		{"to date", "Lũy kế vốn đã bố trí đến nay", "Kế hoạch vốn năm 2021", nil, BasisUnknown, 2021},
		{"plan of a year within a period", "Lũy kế đến hết năm 2020", "Kế hoạch trung hạn 2016-2020 / Năm 2021", nil, BasisExcludes, 2021},
		{"configured to include", "Lũy kế vốn đã bố trí", "Kế hoạch vốn năm 2021", &yes, BasisIncludes, 2021},
		{"configured not to include", "Lũy kế vốn đã bố trí đến hết năm 2021", "Kế hoạch vốn năm 2021", &no, BasisExcludes, 2021},
		{"no allocation", "", "Kế hoạch vốn năm 2021", nil, BasisNone, 2021},
		{"no plan", "Lũy kế vốn đã bố trí", "", nil, BasisNone, 0},
		{"no plan, configured", "Lũy kế vốn đã bố trí", "", &yes, BasisNone, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var columns []Column
			if tt.allocated != "" {
				columns = append(columns, Column{Field: FieldAllocated, Header: tt.allocated})
			}
			if tt.plan != "" {
				columns = append(columns, Column{Field: FieldPlan, Header: tt.plan})
			}
			got, year := basis(columns, tt.configured)
			if got != tt.want || year != tt.year {
				t.Errorf("got %d of %d, want %d of %d", got, year, tt.want, tt.year)
			}
		})
	}
	// Parts by source say it as well as the whole.
	got, _ := basis([]Column{
		{Source: "Đầu tư công", Header: "Lũy kế vốn đã bố trí đến hết năm 2020 / Đầu tư công"},
		{Field: FieldPlan, Header: "Kế hoạch vốn năm 2021"},
	}, nil)
	if got != BasisExcludes {
		t.Errorf("parts only: %d", got)
	}
}

func TestIsRatio(t *testing.T) {
	for header, want := range map[string]bool{
		"Tỷ lệ giải ngân":              true,
		"Tỷ lệ (%)":                    true,
		"Tỉ lệ giải ngân":              true,
		"% so với kế hoạch":            true,
		"Kế hoạch vốn / %":             true,
		"So sánh với dự toán (%)":      true,
		"Phần trăm hoàn thành":         true,
		"Tổng mức đầu tư":              false,
		"Vốn đối ứng (30%)":            false,
		"Vốn ngân sách trung ương 70%": false,
		"So sánh (tăng, giảm)":         true,
	} {
		if got := isRatio(headColumn{parts: []string{header}}); got != want {
			t.Errorf("isRatio(%q) = %v, want %v", header, got, want)
		}
	}
}

func TestIsTotalText(t *testing.T) {
	for text, want := range map[string]bool{
		"TỔNG SỐ": true, "Tổng cộng": true, "Cộng": true, "Tổng số (I+II)": true, "Tổng số vốn": true, "TỔNG SỐ (17 dự án)": true,
		"Tổng số dự án": false, "Cộng mục I": false, "": false, "Tổng hợp": false, "Cộng đồng": false,
	} {
		if got := isTotalText(text); got != want {
			t.Errorf("isTotalText(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestLetterRange(t *testing.T) {
	tests := []struct {
		text     string
		from, to int
		ok       bool
	}{
		{"=F", 5, 5, true},
		{"=f", 5, 5, true},
		{"=C:Q", 2, 16, true},
		{"= C : Q ", 2, 16, true},
		{"=AA", 26, 26, true},
		{"=Q:C", 2, 16, true},
		{"F", 0, 0, false},
		{"=", 0, 0, false},
		{"=F14", 0, 0, false},
		{"=C:", 0, 0, false},
		{"=ZZZZ", 0, 0, false},
		{"-", 0, 0, false},
	}
	for _, tt := range tests {
		from, to, ok := letterRange(tt.text)
		if from != tt.from || to != tt.to || ok != tt.ok {
			t.Errorf("letterRange(%q) = %d, %d, %v, want %d, %d, %v", tt.text, from, to, ok, tt.from, tt.to, tt.ok)
		}
	}
}
