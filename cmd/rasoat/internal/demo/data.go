package demo

import (
	"time"

	"golang.org/x/text/unicode/norm"
)

// dong is an amount of money in đồng.
type dong int64

// million is the unit of the project list: triệu đồng.
const million dong = 1_000_000

// The columns of the project list, from 0.
const (
	colNumber = iota
	colCode
	colName
	colLead
	colWith
	colDecision
	colTotal
	colAllocated
	colPublic    // the parts of the allocation, by source, stand side by side
	colRecurrent //
	colScience   //
	colOther     //
	colPlan
	colSource
	colGroup
	colPriority
	colStatus
	colDeadline
	colReason
	colRemark
	columns
)

// parts are the four parts of an allocation, in the order of their columns:
// đầu tư công, chi thường xuyên, sự nghiệp KHCN, nguồn khác.
type parts [4]dong

func (p parts) sum() dong { return p[0] + p[1] + p[2] + p[3] }

// section is one group of the project list.
type section struct {
	roman    string
	name     string // of the category
	group    string // how the category column calls it
	projects []project
	// stated holds, by column, the subtotals that the list states otherwise
	// than the whole triệu of its rows add up: honest rounding.
	stated map[int]dong
}

// project is one project as it is in truth. What a cell shows instead is
// either said by the fields beside it or planted by [plants].
type project struct {
	number         int
	code           string
	name           string
	lead           string // as the cell writes it
	department     string // the department's name in the directory
	with, decision string
	total          dong
	allocated      parts
	plan           dong
	source         string
	group          string // where the cell writes it otherwise than the section
	urgent         bool
	status         string
	due            time.Time // the last day of the term
	dueText        string    // as the cell writes the term, "" for a real date
	reason, remark string
	typed          map[int]string // amounts that stand in their cells as texts
	components     []piece        // 1.1, 1.2: add up to the project
	ofWhich        []piece        // behind "Trong đó:": need not add up
}

// gap returns what the project lacks; negative is allocated beyond the total.
func (p project) gap() dong { return p.total - p.allocated.sum() - p.plan }

// piece is a row below a project.
type piece struct {
	name        string
	total, plan dong
	allocated   parts
}

// task is an assigned task.
type task struct {
	order, content, lead, department, with string
	due                                    time.Time // zero for an open term
	dueText                                string    // "" for a real date
	done                                   time.Time // zero while it is open
	result, reason                         string
}

// department is an entry of the directory tab.
type department struct{ name, aliases, email, addressee string }

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

const (
	stPlanned   = "Chưa triển khai"
	stPreparing = "Đang chuẩn bị đầu tư"
	stRunning   = "Đang thực hiện"
	stDone      = "Hoàn thành"

	srcPublic    = "Đầu tư công"
	srcRecurrent = "Chi thường xuyên"
	srcScience   = "Sự nghiệp KHCN"
	srcUndecided = "Chưa xác định"

	depInformation = "Sở Thông tin và Truyền thông"
	depPlanning    = "Sở Kế hoạch và Đầu tư"
	depFinance     = "Sở Tài chính"
	depEducation   = "Sở Giáo dục và Đào tạo"
	depScience     = "Sở Khoa học và Công nghệ"
	depHealth      = "Sở Y tế"
	depNature      = "Sở Tài nguyên và Môi trường"
	depFarming     = "Sở Nông nghiệp và Phát triển nông thôn"
	depTransport   = "Sở Giao thông vận tải"
	depTourism     = "Sở Văn hóa, Thể thao và Du lịch"
	depHome        = "Sở Nội vụ"
	depPolice      = "Công an tỉnh"
	depOffice      = "Văn phòng UBND tỉnh"
	depCity        = "UBND thành phố Sông Mẫu"
)

// adviser returns who advises on a source of funds, "" for nobody.
func adviser(source string) string {
	switch source {
	case srcPublic:
		return depPlanning
	case srcRecurrent:
		return depFinance
	case srcScience:
		return depScience
	}
	return ""
}

// sections returns the 17 projects: 4 + 3 + 5 + 5, in all 1.716.500 triệu đồng.
//
// Besides the planted mistakes the list holds traps that are no mistakes and
// must pass in silence:
//   - departments under short forms, in capitals, with "&", one in NFD
//     (CNTT-06), several in one cell, one whose name holds a comma (CNTT-12);
//   - amounts as texts: "1.234,5" (CNTT-03), "6 000" with a no-break space
//     (CNTT-15), behind a footnote mark and no-break spaces (CNTT-06), "-" for
//     zero (throughout);
//   - subtotals that differ from their rows by rounding (sections II, III);
//   - the STT 1.1 stored as 1.1000000000000001 (below CNTT-01);
//   - a group written in capitals with a no-break space (CNTT-09);
//   - a term that ends on 15/01/2021 (CNTT-06): due on that day is not late;
//   - a project that is done though its term is long past (CNTT-16);
//   - parts behind "Trong đó:" that do not add up (below CNTT-02).
func sections() []section {
	return []section{
		{
			roman: "I", name: "Dự án đã có quyết định phê duyệt chủ trương đầu tư", group: "Đã có chủ trương đầu tư",
			projects: []project{
				{
					number: 1, code: "CNTT-01", name: "Xây dựng nền tảng tích hợp, chia sẻ dữ liệu (LGSP) và kho dữ liệu dùng chung của tỉnh (mẫu)",
					lead: "Sở TT&TT", department: depInformation, with: "Sở Tài chính; Sở KH&ĐT", decision: "QĐ số 00/QĐ-UBND ngày 12/3/2020",
					total: 180_000 * million, allocated: parts{25_000 * million}, plan: 10_000 * million,
					source: srcPublic, status: stRunning, due: day(2022, 12, 31), dueText: "2020-2022",
					components: []piece{
						{name: "Kho dữ liệu dùng chung (mẫu)", total: 110_000 * million, allocated: parts{15_000 * million}, plan: 6_000 * million},
						{name: "Nền tảng LGSP (mẫu)", total: 70_000 * million, allocated: parts{10_000 * million}, plan: 4_000 * million},
					},
				},
				{
					number: 2, code: "CNTT-02", name: "Hệ thống camera giám sát an ninh, trật tự tại các địa bàn trọng điểm (mẫu)",
					lead: "Công an tỉnh", department: depPolice, with: "UBND TP Sông Mẫu, Sở GTVT", decision: "QĐ số 00/QĐ-UBND ngày 20/4/2020",
					total: 250_000 * million, allocated: parts{25_250 * million, 0, 0, 7_250 * million},
					source: srcPublic, status: stRunning, due: day(2020, 11, 30), dueText: "tháng 11/2020",
					reason: "Chưa bố trí đủ vốn",
					ofWhich: []piece{
						{name: "Thiết bị camera, máy chủ (mẫu)", total: 160_000 * million, allocated: parts{20_000 * million}},
						{name: "Đường truyền, phòng giám sát (mẫu)", total: 72_000 * million, allocated: parts{5_250 * million, 0, 0, 5_000 * million}},
					},
				},
				{
					number: 3, code: "CNTT-03", name: "Hoàn thiện cơ sở dữ liệu đất đai của tỉnh (mẫu)",
					lead: "Sở TN&MT", department: depNature, with: "Sở Thông tin & Truyền thông", decision: "QĐ số 00/QĐ-UBND ngày 08/5/2020",
					total: 195_500 * million, allocated: parts{2_500 * million, 1_234*million + million/2, 0, 12_500 * million}, plan: 5_000 * million,
					typed:  map[int]string{colRecurrent: "1.234,5"},
					source: srcPublic + "; " + srcRecurrent, status: stRunning, due: day(2021, 6, 30), dueText: "6 tháng đầu năm 2021",
				},
				{
					number: 4, code: "CNTT-04", name: "Hệ thống quản lý khám, chữa bệnh và hồ sơ sức khỏe điện tử (mẫu)",
					lead: "Sở Y tế", department: depHealth, with: "Sở TTTT", decision: "QĐ số 00/QĐ-UBND ngày 15/5/2020",
					total: 144_500 * million, allocated: parts{0, 2_265*million + million/2},
					source: srcUndecided, status: stPreparing, due: day(2020, 11, 30), dueText: "30/11/2020",
					reason: "Chưa xác định được nguồn vốn",
				},
			},
		},
		{
			roman: "II", name: "Dự án thuộc danh mục dự án ứng dụng khoa học công nghệ", group: "Ứng dụng KHCN",
			// The rows add up to 13.999.
			stated: map[int]dong{colScience: 14_000 * million, colAllocated: 14_000 * million},
			projects: []project{
				{
					number: 5, code: "CNTT-05", name: "Ứng dụng viễn thám trong quản lý rừng, cảnh báo cháy rừng (mẫu)",
					lead: "Sở NN&PTNT", department: depFarming, with: "Sở KH&CN", decision: "KH số 00/KH-UBND ngày 10/02/2020",
					total: 86_500 * million, allocated: parts{0, 0, 6_333 * million},
					source: srcScience, status: stPreparing, due: day(2021, 12, 31), dueText: "31/12/2021",
				},
				{
					number: 6, code: "CNTT-06", name: "Truy xuất nguồn gốc nông sản chủ lực của tỉnh (mẫu)",
					lead: norm.NFD.String(depScience), department: depScience, with: "Sở NN&PTNT", decision: "KH số 00/KH-UBND ngày 10/02/2020",
					total: 48_000 * million, allocated: parts{0, 0, 4_333 * million}, plan: 2_000 * million,
					typed:  map[int]string{colPlan: "(1)\u00a0\u00a02.000"},
					source: srcScience, status: stRunning, due: day(2021, 1, 15),
				},
				{
					number: 7, code: "CNTT-07", name: "Ứng dụng trí tuệ nhân tạo trong quan trắc, cảnh báo môi trường (mẫu)",
					lead: "Sở Tài nguyên & Môi trường", department: depNature, with: "Sở KH&CN", decision: "KH số 00/KH-UBND ngày 10/02/2020",
					total: 82_000 * million, allocated: parts{0, 0, 3_333 * million},
					source: srcScience, status: stPreparing, due: day(2021, 9, 30),
				},
			},
		},
		{
			roman: "III", name: "Dự án thuộc Đề án triển khai mô hình thành phố thông minh", group: "Thành phố thông minh",
			// The rows add up to 72.501.
			stated: map[int]dong{colPublic: 72_500 * million, colAllocated: 72_500 * million},
			projects: []project{
				{
					number: 8, code: "CNTT-08", name: "Trung tâm giám sát, điều hành thông minh (IOC) của tỉnh (mẫu)",
					lead: "VP UBND tỉnh", department: depOffice, with: "Sở TT&TT", decision: "QĐ số 00/QĐ-UBND ngày 30/6/2020",
					total: 150_000 * million, allocated: parts{5_667 * million}, plan: 5_000 * million,
					source: srcPublic, status: stRunning, due: day(2021, 6, 30), dueText: "Quý II/2021",
				},
				{
					number: 9, code: "CNTT-09", name: "Nền tảng đô thị thông minh (mẫu)",
					lead: "Sở TTTT", department: depInformation, with: "Sở Kế hoạch và Đầu tư", decision: "QĐ số 00/QĐ-UBND ngày 30/6/2020",
					total: 128_000 * million, allocated: parts{8_000 * million},
					source: srcPublic, group: "THÀNH PHỐ THÔNG\u00a0MINH", status: stPreparing, due: day(2020, 11, 30),
					reason: "Chưa bố trí được vốn",
				},
				{
					number: 10, code: "CNTT-10", name: "Hệ thống giao thông thông minh trên địa bàn thành phố (mẫu)",
					lead: "Sở GTVT", department: depTransport, with: "Công an tỉnh; UBND TP Sông Mẫu", decision: "QĐ số 00/QĐ-UBND ngày 30/6/2020",
					total: 96_000 * million, allocated: parts{3_667 * million},
					source: srcPublic, status: stPreparing, due: day(2021, 12, 31), dueText: "Quý IV năm 2021",
				},
				{
					// Allocated beyond its total: one of the planted mistakes.
					number: 11, code: "CNTT-11", name: "Hệ thống chiếu sáng công cộng thông minh (mẫu)",
					lead: "UBND TP Sông Mẫu", department: depCity, with: "Sở TT&TT", decision: "QĐ số 00/QĐ-UBND ngày 15/7/2020",
					total: 50_000 * million, allocated: parts{52_500 * million},
					source: srcPublic, status: stRunning, due: day(2020, 10, 15), dueText: "15/10/2020",
					reason: "Chậm bàn giao mặt bằng",
				},
				{
					number: 12, code: "CNTT-12", name: "Cổng du lịch thông minh và bản đồ số điểm đến (mẫu)",
					lead: depTourism, department: depTourism, with: "Sở TT&TT", decision: "QĐ số 00/QĐ-UBND ngày 15/7/2020",
					total: 76_000 * million, allocated: parts{2_667 * million},
					source: srcUndecided, status: stPlanned, due: day(2022, 12, 31), dueText: "2021-2022",
				},
			},
		},
		{
			roman: "IV", name: "Dự án, nhiệm vụ theo chỉ đạo, kế hoạch của Tỉnh ủy, UBND tỉnh", group: "Chỉ đạo, kế hoạch của tỉnh",
			projects: []project{
				{
					number: 13, code: "CNTT-13", name: "Kết nối hệ thống một cửa điện tử của tỉnh với Cổng dịch vụ công quốc gia",
					lead: "VP UBND tỉnh", department: depOffice, with: "Sở TT&TT; Sở Tài chính", decision: "TB số 00/TB-UBND ngày 25/9/2020",
					total:  28_000 * million,
					source: srcRecurrent, urgent: true, status: stPlanned, due: day(2020, 12, 31),
					reason: "Chưa bố trí được vốn",
				},
				{
					number: 14, code: "CNTT-14", name: "Khắc phục sự cố Trung tâm Tích hợp dữ liệu tỉnh",
					lead: "SỞ THÔNG TIN VÀ TRUYỀN THÔNG", department: depInformation, with: "Sở Tài chính", decision: "TB số 00/TB-UBND ngày 25/9/2020",
					total:  35_000 * million,
					source: srcRecurrent, urgent: true, status: stPlanned, due: day(2020, 12, 31), dueText: "Quý IV/2020",
					reason: "Chưa bố trí được vốn",
				},
				{
					number: 15, code: "CNTT-15", name: "Mua sắm thiết bị giáo dục cho các trường học trên địa bàn tỉnh",
					lead: "Sở GD&ĐT", department: depEducation, with: "Sở KH&ĐT", decision: "TB số 00/TB-UBND ngày 25/9/2020",
					total: 134_000 * million, allocated: parts{0, 6_000 * million},
					typed:  map[int]string{colRecurrent: "6\u00a0000"},
					source: srcPublic, status: stPreparing, due: day(2021, 3, 31),
				},
				{
					number: 16, code: "CNTT-16", name: "Số hóa tài liệu lưu trữ lịch sử của tỉnh (mẫu)",
					lead: "Sở Nội vụ", department: depHome, with: "Sở TT&TT", decision: "KH số 00/KH-UBND ngày 05/01/2020",
					total: 3_000 * million, allocated: parts{0, 2_000 * million}, plan: 1_000 * million,
					source: srcRecurrent, status: stDone, due: day(2020, 10, 31), dueText: "31/10/2020",
				},
				{
					number: 17, code: "CNTT-17", name: "Mở rộng hệ thống hội nghị truyền hình trực tuyến đến cấp xã (mẫu)",
					lead: "Sở TT&TT", department: depInformation, with: "VP UBND tỉnh", decision: "KH số 00/KH-UBND ngày 05/01/2020",
					total: 30_000 * million, allocated: parts{0, 3_000 * million},
					source: srcUndecided, status: stRunning, due: day(2020, 9, 30), dueText: "Quý III/2020",
					reason: "Chưa xác định được nguồn vốn",
				},
			},
		},
	}
}

// assigned is the day on which the tasks were assigned.
func assigned() time.Time { return day(2020, 9, 25) }

// tasks returns what the chairman orders.
func tasks() []task {
	const order = "Thông báo số 00/TB-UBND ngày 25/9/2020 (số mẫu)"
	return []task{
		{
			order:   order,
			content: "Rà soát quy định, hướng dẫn mới của Trung ương; tham mưu điều chỉnh, phân nguồn đầu tư cho các dự án công nghệ thông tin",
			lead:    depInformation, department: depInformation, with: "Sở Tài chính",
			due: day(2020, 10, 31), reason: "Đang chờ ý kiến thống nhất của các sở về nguồn vốn",
		},
		{
			order:   order,
			content: "Điều chỉnh danh mục đầu tư công năm 2021, bổ sung các dự án đã được phê duyệt nhưng chưa thực hiện trong năm 2020, trình HĐND tỉnh",
			lead:    "Sở KH&ĐT", department: depPlanning, with: "Sở Tài chính; Sở TT&TT",
			// A named event of the configuration.
			due: day(2020, 12, 7), dueText: "Kỳ họp thường lệ cuối năm của HĐND tỉnh",
			done: day(2020, 12, 4), result: "Tờ trình số 00/TTr-SKHĐT ngày 04/12/2020 (số mẫu)",
		},
		{
			order:   order,
			content: "Bố trí nguồn chi thường xuyên cho 02 dự án cấp bách (kết nối Cổng dịch vụ công quốc gia; khắc phục sự cố Trung tâm Tích hợp dữ liệu tỉnh) để triển khai",
			lead:    "Sở Tài chính", department: depFinance, with: "Sở TT&TT; VP UBND tỉnh",
			dueText: "ngay", // one of the planted mistakes: open for 112 days on 15/01/2021
		},
		{
			order:   order,
			content: "Lập danh mục mua sắm thiết bị giáo dục đề nghị bổ sung vốn đầu tư",
			lead:    "Sở Kế hoạch & Đầu tư", department: depPlanning, with: "Sở GD&ĐT",
			due: day(2020, 12, 15), dueText: "15/12/2020", reason: "Danh mục thiết bị chưa hoàn chỉnh",
		},
	}
}

// directory returns the departments. Short forms that follow from a name by
// rule ("Sở TT&TT", "Sở TTTT") need not be listed; some are, as people do.
func directory() []department {
	return []department{
		{depInformation, "Sở TT&TT", "so-tttt@example.com", "Đồng chí Giám đốc Sở Thông tin và Truyền thông"},
		{depPlanning, "Sở KH&ĐT", "so-khdt@example.com", "Đồng chí Giám đốc Sở Kế hoạch và Đầu tư"},
		{depFinance, "Sở TC", "so-taichinh@example.com", "Đồng chí Giám đốc Sở Tài chính"},
		{depEducation, "Sở GD&ĐT", "so-gddt@example.com", "Đồng chí Giám đốc Sở Giáo dục và Đào tạo"},
		{depScience, "Sở KH&CN", "so-khcn@example.com", "Đồng chí Giám đốc Sở Khoa học và Công nghệ"},
		{depHealth, "SYT", "so-yte@example.com", "Đồng chí Giám đốc Sở Y tế"},
		{depNature, "Sở TN&MT", "so-tnmt@example.com", "Đồng chí Giám đốc Sở Tài nguyên và Môi trường"},
		{depFarming, "Sở NN&PTNT", "so-nnptnt@example.com", "Đồng chí Giám đốc Sở Nông nghiệp và Phát triển nông thôn"},
		{depTransport, "Sở GTVT", "so-gtvt@example.com", "Đồng chí Giám đốc Sở Giao thông vận tải"},
		{depTourism, "Sở VHTTDL; Sở VHTT&DL", "so-vhttdl@example.com", "Đồng chí Giám đốc Sở Văn hóa, Thể thao và Du lịch"},
		{depHome, "SNV", "so-noivu@example.com", "Đồng chí Giám đốc Sở Nội vụ"},
		{depPolice, "CA tỉnh", "congan@example.com", "Đồng chí Giám đốc Công an tỉnh"},
		{depOffice, "VP UBND tỉnh; Văn phòng Ủy ban nhân dân tỉnh", "vanphong@example.com; vanthu@example.com", "Đồng chí Chánh Văn phòng UBND tỉnh"},
		{depCity, "UBND TP Sông Mẫu; Thành phố Sông Mẫu", "ubnd-songmau@example.com", "Đồng chí Chủ tịch UBND thành phố Sông Mẫu"},
	}
}
