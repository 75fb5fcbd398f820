package ledger

import "regexp"

// usualNames are the header texts under which lists commonly carry a field,
// the more telling first.
func usualNames(f Field) []string {
	switch f {
	case FieldNumber:
		return []string{"STT", "TT", "Số TT", "S TT", "S T T", "Số thứ tự", "No", "No.", "Item no", "Serial no", "S/N", "Ref no", "#"}
	case FieldCode:
		return []string{"Mã dự án", "Mã số dự án", "Mã số", "Mã DA", "Mã nhiệm vụ", "Mã số nhiệm vụ", "Mã công trình", "Mã dự án, nhiệm vụ",
			"Mã số dự án đầu tư", "Mã hiệu", "Mã", "Project code", "Project ID", "Task ID", "Code", "ID"}
	case FieldName:
		return []string{"Tên dự án, nhiệm vụ", "Tên dự án", "Tên nhiệm vụ", "Tên công trình", "Tên công trình, dự án", "Tên dự án, công trình",
			"Tên chương trình, dự án", "Tên nhiệm vụ, dự án", "Tên dự án đầu tư", "Tên đề án, dự án", "Tên dự án/nhiệm vụ",
			"Danh mục dự án", "Danh mục dự án, nhiệm vụ", "Danh mục dự án, công trình", "Danh mục công trình, dự án", "Danh mục công trình",
			"Danh mục nhiệm vụ, dự án", "Danh mục nhiệm vụ", "Danh mục chương trình, dự án", "Danh mục dự án đầu tư", "Danh mục đầu tư",
			"Nội dung nhiệm vụ", "Nhiệm vụ được giao", "Nội dung nhiệm vụ được giao", "Nội dung giao nhiệm vụ", "Nội dung chỉ đạo",
			"Nội dung công việc", "Tên công việc", "Nội dung", "Nhiệm vụ", "Công việc", "Dự án", "Công trình", "Danh mục", "Tên đơn vị", "Chỉ tiêu",
			"Tên chương trình", "Tên tỉnh, thành phố", "Tỉnh, thành phố", "Các tỉnh, thành phố", "Tên hạng mục", "Hạng mục", "Nội dung chi", "Tên",
			"Project name", "Name of project", "Project title", "Task name", "Task", "Assigned task", "Project", "Description", "Title", "Item", "Name"}
	case FieldCategory:
		return []string{"Nhóm/Loại", "Nhóm", "Loại", "Phân loại", "Nhóm dự án", "Nhóm dự án, nhiệm vụ", "Nhóm nhiệm vụ", "Loại dự án", "Lĩnh vực",
			"Ngành, lĩnh vực", "Category", "Project category", "Project type", "Type", "Sector"}
	case FieldGroup:
		return []string{"Nhóm dự án theo Luật Đầu tư công", "Nhóm dự án (A, B, C)", "Nhóm A, B, C", "Phân nhóm dự án", "Project group"}
	case FieldDepartment:
		return []string{"Cơ quan chủ trì", "Đơn vị chủ trì", "Chủ trì", "Cơ quan, đơn vị chủ trì", "Chủ đầu tư", "Cơ quan chủ trì thực hiện",
			"Đơn vị chủ trì thực hiện", "Cơ quan chủ trì tham mưu", "Cơ quan được giao", "Đơn vị được giao", "Cơ quan, đơn vị được giao",
			"Cơ quan được giao nhiệm vụ", "Đơn vị được giao nhiệm vụ", "Cơ quan được giao chủ trì", "Đơn vị đầu mối", "Cơ quan đầu mối",
			"Cơ quan, đơn vị đầu mối", "Đơn vị thực hiện", "Cơ quan thực hiện", "Cơ quan, đơn vị thực hiện", "Tổ chức thực hiện",
			"Đơn vị/Chủ đầu tư", "Cơ quan quản lý", "Cơ quan tham mưu", "Lead department", "Lead agency", "Responsible agency",
			"Responsible department", "Implementing agency", "Executing agency", "Project owner", "Investor", "Owner", "Department", "Agency"}
	case FieldCooperating:
		return []string{"Cơ quan phối hợp", "Đơn vị phối hợp", "Phối hợp", "Cơ quan, đơn vị phối hợp", "Cơ quan phối hợp thực hiện",
			"Đơn vị phối hợp thực hiện", "Cooperating departments", "Cooperating agencies", "Coordinating agencies", "Supporting agencies", "Partners"}
	case FieldDecision:
		return []string{"Quyết định (số, ngày)", "Số, ngày quyết định", "Số QĐ, ngày, tháng, năm ban hành", "Số quyết định, ngày, tháng, năm ban hành",
			"Số quyết định; ngày, tháng, năm ban hành", "Số QĐ/ngày, tháng, năm ban hành", "Số QĐ; ngày, tháng, năm", "Số, ngày, tháng, năm quyết định",
			"Số, ngày, tháng, năm ban hành", "Số, ngày, tháng, năm", "Số QĐ, ngày", "Số/ngày quyết định", "Số QĐ và ngày ban hành",
			"Quyết định chủ trương đầu tư", "Quyết định đầu tư", "Quyết định phê duyệt", "Quyết định phê duyệt dự án",
			"Quyết định phê duyệt chủ trương đầu tư", "Văn bản phê duyệt", "Số quyết định đầu tư", "Số quyết định", "Số QĐ",
			"Quyết định", "Decision no", "Decision number", "Investment decision", "Approval decision", "Decision"}
	case FieldDecidedOn:
		return []string{"Ngày quyết định", "Ngày ban hành quyết định", "Ngày phê duyệt", "Ngày QĐ", "Ngày ban hành QĐ", "Ngày ký quyết định",
			"Quyết định Ngày", "Quyết định đầu tư Ngày, tháng, năm", "Quyết định đầu tư Ngày ban hành", "Decision date", "Date of decision", "Approval date",
			"Approved on"}
	case FieldTotal:
		return []string{"Tổng mức đầu tư", "TMĐT", "Tổng mức đầu tư (TMĐT)", "Tổng mức", "Tổng mức đầu tư dự kiến", "Dự kiến tổng mức đầu tư",
			"Tổng mức đầu tư được duyệt", "Tổng mức đầu tư được phê duyệt", "Tổng mức vốn đầu tư", "Tổng vốn đầu tư", "Tổng mức vốn", "Tổng dự toán",
			"Tổng dự toán được duyệt", "Tổng vốn", "Tổng kinh phí thực hiện", "Tổng kinh phí", "Tổng kinh phí dự kiến", "Kinh phí dự kiến",
			"Dự kiến kinh phí", "Kinh phí thực hiện", "Kinh phí được duyệt", "Kinh phí", "Total investment", "Total investment cost",
			"Approved budget", "Total approved budget", "Approved total", "Whole life cost", "Total project cost", "Total cost", "Project cost",
			"Total budget", "Budget", "Total"}
	case FieldAllocated:
		return []string{"Lũy kế vốn đã bố trí", "Vốn đã bố trí", "Lũy kế vốn bố trí", "Đã bố trí", "Lũy kế bố trí vốn", "Vốn đã bố trí lũy kế",
			"Kinh phí đã bố trí", "Lũy kế kinh phí đã bố trí", "Lũy kế vốn đã giao", "Vốn đã giao", "Kinh phí đã giao", "Lũy kế vốn giao",
			"Lũy kế vốn đã cấp", "Vốn đã cấp", "Kinh phí đã cấp", "Lũy kế kinh phí đã cấp", "Lũy kế vốn cấp", "Vốn đã phân bổ", "Lũy kế vốn đã phân bổ",
			"Kinh phí đã phân bổ", "Lũy kế vốn đã được bố trí", "Vốn bố trí lũy kế", "Số vốn đã bố trí", "Tổng vốn đã bố trí",
			"Allocated to date", "Funds allocated to date", "Budget allocated to date", "Cumulative allocation", "Total allocated",
			"Funds allocated", "Allocated"}
	case FieldPlan:
		return []string{"Kế hoạch vốn năm", "Kế hoạch vốn", "KH vốn năm", "KH vốn", "KHV", "KHV năm", "Kế hoạch vốn được giao", "Kế hoạch vốn giao",
			"Kế hoạch vốn đầu tư", "Kế hoạch vốn đầu tư công", "Kế hoạch đầu tư công", "Kế hoạch đầu tư công năm", "Kế hoạch năm", "Vốn năm",
			"Vốn kế hoạch năm", "Vốn kế hoạch", "Kế hoạch giao năm", "Kế hoạch vốn giao năm", "Dự toán năm", "Dự toán giao năm", "Dự toán được giao năm",
			"Kinh phí năm", "Vốn bố trí năm", "Plan of the year", "Annual plan", "Budget plan", "Capital plan"}
	case FieldNeed:
		return []string{"Nhu cầu vốn năm", "Nhu cầu vốn", "Nhu cầu kinh phí", "Nhu cầu kinh phí năm", "Nhu cầu", "Nhu cầu năm", "Nhu cầu bố trí vốn",
			"Nhu cầu sử dụng vốn", "Nhu cầu vốn còn lại", "Đề xuất vốn", "Funding need", "Funds needed", "Funds required"}
	case FieldDisbursed:
		return []string{"Giải ngân", "Vốn đã giải ngân", "Đã giải ngân", "Lũy kế giải ngân", "Lũy kế vốn đã giải ngân", "Lũy kế vốn giải ngân",
			"Số vốn đã giải ngân", "Kinh phí đã giải ngân", "Giá trị giải ngân", "Kết quả giải ngân", "Disbursed", "Disbursed to date", "Disbursement",
			"Total disbursed", "Spent to date", "Spent", "Spend to date", "Actual spend", "Expenditure to date"}
	case FieldSource:
		return []string{"Nguồn vốn dự kiến", "Nguồn vốn", "Nguồn kinh phí", "Nguồn", "Dự kiến nguồn vốn", "Nguồn vốn đầu tư", "Nguồn kinh phí dự kiến",
			"Nguồn kinh phí thực hiện", "Dự kiến nguồn kinh phí", "Cơ cấu nguồn vốn", "Loại nguồn vốn", "Source of funds", "Funding source",
			"Source of funding", "Fund source", "Source"}
	case FieldPriority:
		return []string{"Mức độ", "Mức độ ưu tiên", "Mức độ cấp bách", "Mức độ khẩn", "Độ khẩn", "Thứ tự ưu tiên", "Ưu tiên", "Priority", "Urgency"}
	case FieldStatus:
		return []string{"Trạng thái", "Tình trạng", "Tiến độ", "Tiến độ thực hiện", "Tình hình thực hiện", "Trạng thái xử lý", "Tình trạng thực hiện",
			"Trạng thái thực hiện", "Status", "Progress"}
	case FieldDeadline:
		return []string{"Thời hạn", "Thời hạn hoàn thành", "Hạn hoàn thành", "Thời gian hoàn thành", "Hạn xử lý", "Thời hạn xử lý", "Hạn báo cáo",
			"Thời hạn báo cáo", "Thời hạn thực hiện", "Hạn thực hiện", "Thời điểm hoàn thành", "Thời gian hoàn thành dự kiến", "Dự kiến hoàn thành",
			"Hạn cuối", "Hạn", "Deadline", "Due date", "Due", "Target date", "Completion date", "Target completion date",
			"Project end date", "Planned end date", "End date"}
	case FieldPeriod:
		return []string{"Thời gian KC-HT", "Thời gian khởi công - hoàn thành", "Thời gian khởi công và hoàn thành", "Thời gian KC - HT",
			"Khởi công - hoàn thành", "KC-HT", "Thời gian thực hiện dự án", "Thời gian thực hiện", "Thời gian bố trí vốn", "Thời gian đầu tư",
			"Giai đoạn thực hiện", "Project period", "Implementation period", "Project duration", "Duration"}
	case FieldAssigned:
		return []string{"Văn bản giao (số, ngày)", "Văn bản giao", "Văn bản giao nhiệm vụ", "Ngày giao", "Văn bản chỉ đạo", "Số, ngày văn bản giao",
			"Số văn bản giao nhiệm vụ", "Số, ngày văn bản", "Ngày giao nhiệm vụ", "Văn bản giao việc", "Assigned", "Assigned on", "Assigning document",
			"Date assigned"}
	case FieldDone:
		return []string{"Ngày hoàn thành", "Ngày hoàn thành thực tế", "Thời gian hoàn thành thực tế", "Ngày thực hiện xong", "Done on", "Completed on",
			"Date completed", "Actual completion date"}
	case FieldResult:
		return []string{"Văn bản kết quả", "Kết quả", "Văn bản báo cáo kết quả", "Kết quả thực hiện", "Văn bản báo cáo", "Result",
			"Result document"}
	case FieldReason:
		return []string{"Lý do chậm, kiến nghị", "Nguyên nhân chậm", "Lý do chậm", "Nguyên nhân", "Khó khăn, vướng mắc", "Khó khăn, vướng mắc, kiến nghị",
			"Nguyên nhân chậm, kiến nghị", "Reason", "Reason for delay"}
	case FieldExplanation:
		return []string{"Ý kiến giải trình", "Explanation"}
	case FieldSnooze:
		return []string{"Tạm dừng nhắc đến", "Tạm dừng nhắc đến ngày", "Tạm dừng nhắc đến hết ngày", "Tạm dừng nhắc việc đến", "Tạm dừng nhắc", "Tạm dừng nhắc việc",
			"Ngừng nhắc đến", "Ngừng nhắc đến ngày", "Tạm ngừng nhắc đến", "Tạm ngừng nhắc", "Hoãn nhắc đến", "Hoãn nhắc đến ngày", "Hoãn nhắc",
			"Chưa nhắc đến ngày", "Không nhắc đến ngày", "Snooze until", "Snoozed until", "No reminder until", "No reminders until", "Pause reminders until"}
	case FieldAcknowledged:
		return []string{"Đã nhận thông tin (ngày)", "Đã nhận thông tin", "Ngày đã nhận thông tin", "Ngày nhận thông tin", "Đã tiếp nhận thông tin",
			"Ngày tiếp nhận thông tin", "Xác nhận đã nhận thông tin", "Đã nhận thư nhắc", "Ngày nhận thư nhắc", "Acknowledged", "Acknowledged on",
			"Date acknowledged"}
	case FieldRemark:
		return []string{"Ghi chú", "Remark", "Remarks", "Notes", "Note"}
	}
	return nil
}

// usualForms are how headers of a field begin or read that are too many for a
// list of names: folded, without what stands in parentheses. They are tried
// where no usual name fits. A nil pattern stands for none.
func usualForms(f Field) *regexp.Regexp {
	switch f {
	case FieldTotal:
		return totalForm
	case FieldAllocated:
		return allocatedForm
	case FieldPlan:
		return planForm
	case FieldNeed:
		return needForm
	case FieldDisbursed:
		return disbursedForm
	case FieldDecision:
		return decisionForm
	case FieldDecidedOn:
		return decidedOnForm
	case FieldOpinion:
		return opinionForm
	case FieldExplanation:
		return explanationForm
	case FieldPeriod:
		return periodForm
	case FieldName:
		return nameForm
	}
	return nil
}

var (
	totalForm     = regexp.MustCompile(`^(?:tổng mức (?:vốn )?đầu tư|tmđt)(?: (?:dự kiến|được duyệt|phê duyệt|được phê duyệt|ban đầu|điều chỉnh|sau điều chỉnh|đã duyệt|theo (?:qđ|quyết định).*|của dự án))*$`)
	allocatedForm = regexp.MustCompile(`^(?:(?:lũy kế|tổng) )?(?:số )?(?:vốn|kinh phí) đã (?:được )?(?:bố trí|cấp|giao|phân bổ)(?: .*)?$|^lũy kế (?:số )?(?:vốn|kinh phí)(?: được)? (?:bố trí|cấp|giao|phân bổ)(?: .*)?$|^(?:funds?|budget|amount) allocated(?: .*)?$`)
	planForm      = regexp.MustCompile(`^(?:dự kiến )?(?:kế hoạch|kh|khv|dự toán|vốn)(?: (?:vốn|đầu tư công|đầu tư|giao|được giao|phân bổ|bố trí|ngân sách))*(?: năm)? (?:19|20)\d\d(?: được giao| đã giao| giao)?$|^plan(?: for)? (?:19|20)\d\d$|^(?:19|20)\d\d (?:budget |capital )?plan$`)
	needForm      = regexp.MustCompile(`^(?:tổng )?nhu cầu (?:về )?(?:vốn|kinh phí)(?: .*)?$|^(?:đề nghị|đề xuất|dự kiến nhu cầu)(?: bố trí| nhu cầu)? (?:vốn|kinh phí)(?: năm)?(?: (?:19|20)\d\d)?$|^fund(?:s|ing) (?:need|requirement)s?(?: .*)?$`)
	disbursedForm = regexp.MustCompile(`^(?:(?:lũy kế|tổng|ước|kết quả|giá trị|tình hình|số) )*(?:(?:số |khối lượng )?(?:vốn|kinh phí|kế hoạch vốn) )?(?:đã |ước )?giải ngân(?: .*)?$|^disbursed? .*$`)
	decisionForm  = regexp.MustCompile(`^số (?:qđ|quyết định)[ ,;/]+(?:và )?ngày(?: .*)?$|^(?:số,? )?ngày(?:,? tháng,? năm)? (?:của )?(?:quyết định|qđ)(?: .*)?$|^quyết định (?:phê duyệt|chủ trương|đầu tư|cho phép)(?: .*)?$`)
	decidedOnForm = regexp.MustCompile(`^ngày(?:,? tháng,? năm)?(?: ban hành| ký| phê duyệt)? (?:quyết định|qđ)$`)
	opinionForm   = regexp.MustCompile(`^(?:ý kiến(?: (?:thẩm định|tham gia|tham mưu|góp ý|đề xuất))?(?: của)?|opinion of(?: the)?|comments of(?: the)?) (` +
		`(?:sở|ban|bộ|cục|phòng|chi cục|kho bạc|ubnd|ủy ban|hđnd|hội đồng|văn phòng|vp|thường trực|thanh tra|department|ministry|office|people's|committee|board|stc|skhđt|sở kh)(?:[ &].*)?)$`)
	explanationForm = regexp.MustCompile(`^(?:ý kiến |nội dung )?giải trình(?: .*)?$`)
	periodForm      = regexp.MustCompile(`^(?:thời gian )?(?:kc|khởi công)(?: ?(?:và|đến|,) ?| )(?:ht|hoàn thành)(?: .*)?$`)
	nameForm        = regexp.MustCompile(`^(?:tên|danh mục)(?: (?:các|dự án|công trình|nhiệm vụ|chương trình|đề án|hạng mục|gói thầu|công việc|và|hoặc))+(?: (?:đầu tư|cntt|công nghệ thông tin|được giao|sử dụng vốn .*))*$`)
)
