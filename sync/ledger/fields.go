package ledger

import (
	"regexp"
	"slices"
	"strings"
)

// usualNames are the header texts under which lists commonly carry a field,
// the more telling first.
func usualNames(f Field) []string {
	switch f {
	case FieldNumber:
		return []string{"STT", "TT", "Số TT", "S TT", "S T T", "Số thứ tự", "No", "No."}
	case FieldCode:
		return []string{"Mã dự án", "Mã số dự án", "Mã số", "Mã DA", "Mã nhiệm vụ", "Mã", "Project code", "Code"}
	case FieldName:
		return []string{"Tên dự án, nhiệm vụ", "Tên dự án", "Tên nhiệm vụ", "Danh mục dự án", "Danh mục dự án, nhiệm vụ", "Tên dự án/nhiệm vụ",
			"Nội dung", "Nội dung nhiệm vụ", "Nhiệm vụ", "Nhiệm vụ được giao", "Dự án", "Danh mục", "Tên đơn vị", "Chỉ tiêu", "Tên chương trình",
			"Tên tỉnh, thành phố", "Tỉnh, thành phố", "Project name", "Name"}
	case FieldCategory:
		return []string{"Nhóm/Loại", "Nhóm", "Loại", "Phân loại", "Nhóm dự án", "Loại dự án", "Category"}
	case FieldDepartment:
		return []string{"Cơ quan chủ trì", "Đơn vị chủ trì", "Chủ trì", "Cơ quan, đơn vị chủ trì", "Chủ đầu tư", "Đơn vị thực hiện",
			"Cơ quan thực hiện", "Lead department", "Department"}
	case FieldCooperating:
		return []string{"Cơ quan phối hợp", "Đơn vị phối hợp", "Phối hợp", "Cơ quan, đơn vị phối hợp", "Cooperating departments"}
	case FieldDecision:
		return []string{"Quyết định (số, ngày)", "Quyết định", "Số, ngày quyết định", "Quyết định chủ trương đầu tư",
			"Quyết định phê duyệt", "Số quyết định", "Decision"}
	case FieldTotal:
		return []string{"Tổng mức đầu tư", "TMĐT", "Tổng mức đầu tư (TMĐT)", "Tổng mức", "Tổng mức đầu tư dự kiến", "Kinh phí",
			"Tổng kinh phí", "Total investment", "Total"}
	case FieldAllocated:
		return []string{"Lũy kế vốn đã bố trí", "Vốn đã bố trí", "Lũy kế vốn bố trí", "Đã bố trí", "Lũy kế bố trí vốn",
			"Vốn đã bố trí lũy kế", "Kinh phí đã bố trí", "Allocated"}
	case FieldPlan:
		return []string{"Kế hoạch vốn năm", "Kế hoạch vốn", "KH vốn năm", "KH vốn", "Kế hoạch vốn được giao", "Kế hoạch năm", "Plan of the year"}
	case FieldSource:
		return []string{"Nguồn vốn dự kiến", "Nguồn vốn", "Nguồn kinh phí", "Nguồn", "Dự kiến nguồn vốn", "Source of funds", "Source"}
	case FieldPriority:
		return []string{"Mức độ", "Mức độ ưu tiên", "Mức độ cấp bách", "Ưu tiên", "Priority"}
	case FieldStatus:
		return []string{"Trạng thái", "Tình trạng", "Tiến độ", "Tình hình thực hiện", "Status"}
	case FieldDeadline:
		return []string{"Thời hạn", "Thời hạn hoàn thành", "Hạn hoàn thành", "Thời gian hoàn thành", "Hạn", "Thời gian thực hiện", "Deadline", "Due"}
	case FieldAssigned:
		return []string{"Văn bản giao (số, ngày)", "Văn bản giao", "Văn bản giao nhiệm vụ", "Ngày giao", "Văn bản chỉ đạo", "Assigned"}
	case FieldDone:
		return []string{"Ngày hoàn thành", "Ngày hoàn thành thực tế", "Done on"}
	case FieldResult:
		return []string{"Văn bản kết quả", "Kết quả", "Văn bản báo cáo kết quả", "Result"}
	case FieldReason:
		return []string{"Lý do chậm, kiến nghị", "Nguyên nhân chậm", "Lý do chậm", "Nguyên nhân", "Reason"}
	case FieldRemark:
		return []string{"Ghi chú", "Remark", "Notes"}
	}
	return nil
}

// fieldsOf returns the fields that lists of a kind carry, in the order in
// which their columns are looked for.
func fieldsOf(k Kind) []Field {
	switch k {
	case Tasks:
		return []Field{FieldNumber, FieldCode, FieldName, FieldDepartment, FieldCooperating, FieldPriority, FieldStatus, FieldDeadline,
			FieldAssigned, FieldDone, FieldResult, FieldReason, FieldRemark}
	case Table:
		return []Field{FieldNumber, FieldName, FieldRemark}
	}
	return []Field{FieldNumber, FieldCode, FieldName, FieldDepartment, FieldCooperating, FieldDecision, FieldTotal, FieldAllocated, FieldPlan,
		FieldSource, FieldCategory, FieldPriority, FieldStatus, FieldDeadline, FieldAssigned, FieldDone, FieldResult, FieldReason, FieldRemark}
}

// isMoney reports whether a field holds money.
func isMoney(f Field) bool {
	return f == FieldTotal || f == FieldAllocated || f == FieldPlan
}

var (
	parenthesis = regexp.MustCompile(`\s*\([^()]*\)`)
	yearPhrase  = regexp.MustCompile(`(?:\s*(?:(?:đến|hết|tới)\s+(?:kế hoạch|kh)|tính|kể từ|từ|khởi công|trước|đến|hết|tới|cuối|ngày|tháng|năm|quý|giai đoạn))*` +
		`\s*(?:\d{1,2}/\d{1,2}/|\d{1,2}/)?(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)\d\d)?$`)
	yearAtEnd = regexp.MustCompile(`\s*(?:19|20)\d\d$`)
	markAtEnd = regexp.MustCompile(`\s*[*¹²³]+$`)
)

// withoutParens returns a text without what stands in parentheses.
func withoutParens(s string) string {
	if !strings.Contains(s, "(") {
		return s
	}
	return parenthesis.ReplaceAllString(s, "")
}

// headerForms returns the folded forms under which a header may be matched:
// the text itself, without what stands in parentheses or marks a footnote,
// and without the year at its end.
func headerForms(text string) []string {
	text = strings.ToLower(Clean(text))
	bare := markAtEnd.ReplaceAllString(strings.TrimSpace(withoutParens(text)), "")
	forms := []string{Fold(text)}
	add := func(f string) {
		if f = Fold(f); f != "" && !slices.Contains(forms, f) {
			forms = append(forms, f)
		}
	}
	add(bare)
	for _, f := range []string{text, bare} {
		if yearAtEnd.MatchString(f) {
			add(yearAtEnd.ReplaceAllString(f, ""))
			add(yearPhrase.ReplaceAllString(f, ""))
		}
	}
	return forms
}
