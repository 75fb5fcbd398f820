package config

import "slices"

// Mode says how far rasoat may go.
type Mode string

// The modes, each doing what the one before does and more.
const (
	Watch    Mode = "watch"    // reads only
	Annotate Mode = "annotate" // writes its own columns and tabs
	Remind   Mode = "remind"   // reminds departments
)

func (Mode) values() (string, []string) {
	return "mode", []string{string(Watch), string(Annotate), string(Remind)}
}

// Language is a language, or the way its people write numbers.
type Language string

// The languages.
const (
	Vietnamese Language = "vi" // 1.234,5
	English    Language = "en" // 1,234.5
)

func (Language) values() (string, []string) {
	return "language", []string{string(Vietnamese), string(English)}
}

// LogLevel is how severe a log line is.
type LogLevel string

// The levels.
const (
	LogDebug LogLevel = "debug"
	LogInfo  LogLevel = "info"
	LogWarn  LogLevel = "warn"
	LogError LogLevel = "error"
)

func (LogLevel) values() (string, []string) {
	return "log level", []string{string(LogDebug), string(LogInfo), string(LogWarn), string(LogError)}
}

// LogFormat is the form of a log line.
type LogFormat string

// The forms.
const (
	LogAuto    LogFormat = "auto" // console on a terminal, else json
	LogJSON    LogFormat = "json"
	LogConsole LogFormat = "console"
)

func (LogFormat) values() (string, []string) {
	return "log format", []string{string(LogAuto), string(LogJSON), string(LogConsole)}
}

// Signature says what becomes of a workbook's digital signature, which a write
// would break.
type Signature string

// The choices.
const (
	KeepSignature Signature = "keep" // a signed workbook is only read
	DropSignature Signature = "drop" // it is written, without its signature
)

func (Signature) values() (string, []string) {
	return "word for a signature", []string{string(KeepSignature), string(DropSignature)}
}

// Encoding is how a CSV file writes letters as bytes.
type Encoding string

// The encodings. A byte order mark is not part of the text.
const (
	UTF8        Encoding = "utf-8"
	UTF16       Encoding = "utf-16"       // byte order by its mark, little-endian without one
	Windows1252 Encoding = "windows-1252" // Western European
	Windows1258 Encoding = "windows-1258" // Vietnamese
)

func (Encoding) values() (string, []string) {
	return "known encoding", []string{string(UTF8), string(UTF16), string(Windows1252), string(Windows1258)}
}

// Kind says what a list tracks.
type Kind string

// The kinds of lists.
const (
	Projects Kind = "projects" // money, category, source, deadline
	Tasks    Kind = "tasks"    // order, lead, deadline
	Table    Kind = "table"    // figures only: totals are checked, nothing else
)

func (Kind) values() (string, []string) {
	return "kind", []string{string(Projects), string(Tasks), string(Table)}
}

// Field names what a column of a list holds.
type Field string

// The fields.
const (
	FieldNumber      Field = "number"      // STT
	FieldCode        Field = "code"        // Mã dự án
	FieldName        Field = "name"        // Tên dự án, nhiệm vụ
	FieldCategory    Field = "category"    // Nhóm
	FieldDepartment  Field = "department"  // Cơ quan chủ trì
	FieldCooperating Field = "cooperating" // Cơ quan phối hợp
	FieldGroup       Field = "group"       // Nhóm dự án theo Luật Đầu tư công: A, B, C
	FieldDecision    Field = "decision"    // Quyết định (số, ngày)
	FieldDecidedOn   Field = "decided_on"  // Ngày quyết định, where it has a column of its own
	FieldTotal       Field = "total"       // Tổng mức đầu tư
	FieldAllocated   Field = "allocated"   // Lũy kế vốn đã bố trí
	FieldPlan        Field = "plan"        // Kế hoạch vốn năm
	FieldNeed        Field = "need"        // Nhu cầu vốn năm
	FieldDisbursed   Field = "disbursed"   // Giải ngân
	FieldSource      Field = "source"      // Nguồn vốn dự kiến
	FieldOpinion     Field = "opinion"     // Ý kiến của một cơ quan về nguồn vốn; every column that is named
	FieldPriority    Field = "priority"    // Mức độ
	FieldStatus      Field = "status"      // Trạng thái
	FieldDeadline    Field = "deadline"    // Thời hạn
	FieldPeriod      Field = "period"      // Thời gian khởi công - hoàn thành, thời gian bố trí vốn
	FieldAssigned    Field = "assigned"    // Văn bản giao (số, ngày)
	FieldDone        Field = "done"        // Ngày hoàn thành
	FieldResult      Field = "result"      // Văn bản kết quả
	FieldReason      Field = "reason"      // Nguyên nhân chậm; lý do chậm, kiến nghị
	FieldExplanation Field = "explanation" // Ý kiến giải trình
	// FieldSnooze is Tạm dừng nhắc đến, FieldAcknowledged Đã nhận thông tin (ngày).
	FieldSnooze       Field = "snooze"
	FieldAcknowledged Field = "acknowledged"
	FieldRemark       Field = "remark" // Ghi chú
)

func (Field) values() (string, []string) { return "field", texts(fieldsOf(Projects)) }

// fieldsOf returns the fields that lists of a kind have. Projects have all.
func fieldsOf(k Kind) []Field {
	switch k {
	case Tasks:
		return []Field{FieldNumber, FieldCode, FieldName, FieldDepartment, FieldCooperating, FieldPriority, FieldStatus, FieldDeadline,
			FieldAssigned, FieldDone, FieldResult, FieldReason, FieldExplanation, FieldSnooze, FieldAcknowledged,
			FieldRemark}
	case Table:
		return []Field{FieldNumber, FieldName, FieldRemark}
	}
	return []Field{FieldNumber, FieldCode, FieldName, FieldCategory, FieldDepartment, FieldCooperating, FieldGroup, FieldDecision,
		FieldDecidedOn, FieldTotal, FieldAllocated, FieldPlan, FieldNeed, FieldDisbursed, FieldSource, FieldOpinion, FieldPriority,
		FieldStatus, FieldDeadline, FieldPeriod, FieldAssigned, FieldDone, FieldResult, FieldReason, FieldExplanation, FieldSnooze,
		FieldAcknowledged, FieldRemark}
}

// Closed is a field whose values are a closed list.
type Closed string

// The fields that have one.
const (
	ClosedCategory   = Closed(FieldCategory)   // the list's categories
	ClosedDepartment = Closed(FieldDepartment) // the directory
	ClosedSource     = Closed(FieldSource)
	ClosedPriority   = Closed(FieldPriority)
	ClosedStatus     = Closed(FieldStatus)
)

func (Closed) values() (string, []string) {
	return "field with a closed list", texts(closedOf(Projects))
}

// closedOf returns the fields with a closed list that lists of a kind have.
func closedOf(k Kind) []Closed {
	return slices.DeleteFunc([]Closed{ClosedCategory, ClosedDepartment, ClosedSource, ClosedPriority, ClosedStatus}, func(c Closed) bool {
		return !slices.Contains(fieldsOf(k), Field(c))
	})
}

// CategoryFrom says where an item's category stands.
type CategoryFrom string

// Where a category stands.
const (
	FromColumn  CategoryFrom = "column"  // in its column only
	FromSection CategoryFrom = "section" // in its section only
	FromBoth    CategoryFrom = "both"    // in its column, in its section, or in both
)

func (CategoryFrom) values() (string, []string) {
	return "place of a category", []string{string(FromColumn), string(FromSection), string(FromBoth)}
}

// RuleLevel is how severe a rule's findings are, or that it is off.
type RuleLevel string

// The levels.
const (
	RuleOff     RuleLevel = "off"
	RuleError   RuleLevel = "error"
	RuleWarning RuleLevel = "warning"
	RuleNotice  RuleLevel = "notice"
)

func (RuleLevel) values() (string, []string) {
	return "severity", []string{string(RuleOff), string(RuleError), string(RuleWarning), string(RuleNotice)}
}

// Severity is how much a finding of the operator's own rule matters.
type Severity string

// The severities, from worst to least.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
	SeverityNotice  Severity = "notice"
)

func (Severity) values() (string, []string) {
	return "severity", []string{string(SeverityError), string(SeverityWarning), string(SeverityNotice)}
}

func texts[T ~string](values []T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}
