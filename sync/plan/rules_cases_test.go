package plan

import (
	"strings"

	"rasoat/sheets"
	"rasoat/sync/rule"
)

// ruleCases breaks the whole workbook, one cell at a time, for every rule.
func ruleCases() []ruleCase {
	var all []ruleCase
	for _, some := range [][]ruleCase{totalCases(), categoryCases(), nameCases(), moneyCases(), keyCases(), valueCases(), dayCases(), pastCases(), mailCases(), displayCases()} {
		all = append(all, some...)
	}
	return all
}

// one is a case of one finding, at the broken cell itself.
func one(rule, breaks string) ruleCase {
	at, _, _ := strings.Cut(breaks, "=")
	tab := ""
	if before, cell, ok := strings.Cut(at, "!"); ok {
		tab, at = before, cell
		breaks = strings.TrimPrefix(breaks, tab+"!")
	}
	return ruleCase{tab: tab, breaks: breaks, want: []string{rule + " " + at}}
}

// named gives a case its name.
func (c ruleCase) named(name string) ruleCase { c.name = name; return c }

// wants says what is found instead of one finding at the cell.
func (c ruleCase) wants(want ...string) ruleCase { c.want = want; return c }

// with says what else the workbook holds.
func (c ruleCase) with(before ...string) ruleCase { c.before = before; return c }

// static has every figure typed, none computed.
func (c ruleCase) static() ruleCase { c.typed = true; return c }

func totalCases() []ruleCase {
	return []ruleCase{
		one("total/grand", "I9==SUM(I10)").named("a total that leaves out a section"),
		one("total/section", "I10==SUM(I11:I12)").named("a subtotal that leaves out a project"),
		one("total/section", "M13==SUM(M14)").named("a project that leaves out a component"),
		one("total/row", "J12=15000").named("a whole that is not what its sources are"),
		one("total/culprit", "J12=15000").named("a typed whole that neither its sources nor its section bear out").static(),
		one("total/culprit", "K11=5000").named("a typed part that nothing bears out").static(),
		one("total/hardcoded", "I9=345000").named("a total typed where all others are formulas"),
		one("total/hardcoded", "I13=70000").named("a project typed over the formula of its components"),
		one("unit/magnitude", "N11=60").named("an amount in tỷ where the list is in triệu").static(),
		one("unit/magnitude", "O17=5000000000").named("an amount in đồng where the list is in triệu").static(),
		one("total/footnote", "I9=365000").named("a difference that a footnote states").static().
			with("C20=Ghi chú: Tổng số bao gồm cả 20.000 triệu đồng dự phòng chưa phân bổ."),
		one("total/count", "C10=DỰ ÁN ĐÃ CÓ QUYẾT ĐỊNH PHÊ DUYỆT CHỦ TRƯƠNG ĐẦU TƯ (5 dự án)").named("a section that counts two projects more"),
		one("total/count", "C9=TỔNG SỐ (4 dự án)").named("a total that counts one project less"),
	}
}

func categoryCases() []ruleCase {
	return []ruleCase{
		one("category/unknown", "D11=Nhóm 11").named("a category nearly known"),
		one("category/unknown", "D11=Chuyển đổi số").named("a category that nobody knows"),
		one("category/unknown", "C16=CHƯƠNG TRÌNH KHÁC (2 dự án)").named("a section that is no category"),
		one("category/section", "D11=Nhóm 2").named("a category that is not the section's"),
		one("category/declared", "I17=90000").named("more than was declared of a category").wants("category/declared C16"),
		one("category/declared", "I17=60000").named("less than was declared of a category and of the list").wants("category/declared C9", "category/declared C16"),
		one("category/requires", "H11=101/QĐ-UBND").named("a decision without its day"),
		one("category/requires", "H11=").named("no decision"),
		one("category/requires", "H6=Căn cứ").named("no column of decisions").wants("category/requires"),
		one("category/source", "P11=Sự nghiệp KHCN").named("a source that the category may not use"),
		one("project/group", "E11=C").named("a group too low for the total"),
	}
}

func nameCases() []ruleCase {
	return []ruleCase{
		one("department/unknown", "F11=Sở CNTT").named("a lead that nobody knows"),
		one("department/unknown", "F11=Sở Thông tin và Truyền thôngg").named("a lead with a slip of the pen"),
		one("department/unknown", "G11=Sở Tài chinh").named("who cooperates, with a slip of the pen"),
		one("department/unknown", tasksTab+"!D5=Kho bạc Nhà nước tỉnh").named("who leads a task and is in no directory"),
		one("department/address", "F17=Sở Y tế").named("a lead without a mailbox"),
		one("department/successor", "F11=Sở Bưu chính, Viễn thông").named("a lead of former times"),
		one("department/successor", "G11=Sở Bưu chính, Viễn thông").named("who cooperated in former times"),
		one("status/unknown", "T11=Đang thực hiên").named("a status with a slip of the pen"),
		one("status/unknown", "T11=Xin ý kiến").named("a status that nobody knows"),
		one("source/unknown", "P11=Đầu tư côngg").named("a source with a slip of the pen"),
		one("source/unknown", "P11=Vốn vay").named("a source that nobody knows"),
		one("source/disputed", "R12=Đề nghị sử dụng nguồn đầu tư công").named("opinions that differ"),
		one("priority/unknown", "S11=Câp bách").named("a priority with a slip of the pen"),
		one("priority/unknown", "S11=1").named("a priority that nobody knows"),
	}
}

func moneyCases() []ruleCase {
	return []ruleCase{
		one("funding/over-allocated", "M12=30000").named("more than the total").wants("funding/over-allocated J12"),
		one("funding/basis", "J6=Lũy kế vốn đã bố trí").named("an allocation of nobody knows which years"),
		one("unit/missing", "Y5=").named("no unit").wants("unit/missing I6"),
		one("unit/missing", "Y5=Đơn vị: nghìn USD").named("a unit that is none of ours"),
		one("required/missing", "I12=").named("no total"),
		one("required/missing", "F11=").named("nobody leads"),
		one("required/missing", "I6=Giá trị").named("no column of totals").wants("required/missing"),
		one("required/missing", "F6=Xyz").named("no column of who leads").wants("required/missing"),
		one("required/missing", "C12=").named("no name"),
		one("required/missing", tasksTab+"!D5=").named("nobody leads a task"),
		one("tinh/du-an-lon-chua-co-von", "M17=").named("a rule of the province"),
	}
}

func keyCases() []ruleCase {
	return []ruleCase{
		one("key/missing", "B11=").named("no code"),
		one("key/duplicate", "B12=CNTT-01").named("the code of another").wants("key/duplicate B11", "key/duplicate B12"),
		one("key/unfit", "B12=1.1").named("a code that lost its last digit"),
		one("key/unfit", "B12=@03/04/2021").named("a code that became a day"),
	}
}

func valueCases() []ruleCase {
	return []ruleCase{
		one("value/unreadable", "M12=khoảng năm tỷ").named("no amount"),
		one("value/unreadable", "N12=5,000").named("an amount that may be two"),
		one("value/unreadable", "M12=#REF!").named("an error value that spreads"),
		one("value/unreadable", "N14=?=M14").named("a formula that was never computed"),
		one("value/unreadable", "X18=sắp xong").named("no day of completion"),
		one("value/unreadable", tasksTab+"!H4=31/11/2020").named("a day of completion that there is not"),
		one("value/unreadable", "C12=Dù ¸n kÕt nèi Cæng dÞch vô c«ng quèc gia").named("a name in TCVN3"),
		one("value/unreadable", "C12=Döï aùn keát noái Coång dòch vuï coâng quoác gia").named("a name in VNI"),
		one("value/unreadable", "M19=500").named("a number in a row of nothing"),
		one("value/unreadable", directoryTab+"!D8=31/02/2008").named("a last day that there is not"),
		one("value/unreadable", directoryTab+"!A1=Stt").named("a directory without a head").wants("value/unreadable"),
	}
}

func dayCases() []ruleCase {
	return []ruleCase{
		one("deadline/unreadable", "V11=31/11/2021").named("a deadline that there is not"),
		one("deadline/unreadable", tasksTab+"!F5=30/02/2021").named("a day that there is not"),
		one("deadline/open", "U12=25/TB-UBND ngày 25/9/2020").named("urgent and open for long").wants("deadline/open V12"),
		one("deadline/open", "V17=thường xuyên").named("open for long"),
		one("deadline/open", tasksTab+"!F5=").named("a task without a deadline"),
		one("deadline/order", "V11=31/8/2020").named("due before it was assigned"),
		one("deadline/order", "X18=20/9/2020").named("done before it was assigned"),
		one("deadline/order", "X18=20/12/2021").named("done on a day to come"),
		one("deadline/order", "H18=202/QĐ-UBND ngày 25/12/2020").named("done before it was decided").wants("deadline/order X18"),
		one("deadline/order", "W11=2022-2020").named("ends before it begins"),
		one("deadline/past-funding", "W12=2020-2023").named("more years than the group may take"),
		one("task/evidence", tasksTab+"!I4=").named("a task done without a document"),
		one("task/evidence", "T11=Hoàn thành").named("done by its status alone").wants("task/evidence X11"),
	}
}

func pastCases() []ruleCase {
	const bad = "V11=31/11/2021"
	moved := one("deadline/moved", "V11=30/9/2021").named("put off twice")
	moved.moves = []string{"V11=30/6/2021"}

	stale := ruleCase{name: "a row that nobody touches", after: 61, want: []string{"stale/row 17"}}
	for _, at := range []string{"AA11", "AA13", tasksTab + "!K5", tasksTab + "!K6"} {
		stale.later = append(stale.later, at+"=Đã cập nhật tháng 3")
	}
	stale.later = append(stale.later, "V12=30/6/2021")

	lost := ruleCase{name: "a column that is called otherwise", breaks: "S6=Phân loại gấp", after: 1, want: []string{"column/lost"}}

	incomplete := one("explanation/incomplete", "Z11=Chờ Sở Tài chính").named("an explanation without a name").
		wants("deadline/unreadable V11", "explanation/incomplete Z11")
	incomplete.before = []string{bad}

	explained := []string{bad, "Z11=Chờ văn bản của Sở Tài chính; Nguyễn Văn A; đến 31/01/2021"}
	lapsed := one("explanation/lapsed", "V11=31/9/2021").named("an explanation of another cell").
		wants("deadline/unreadable V11", "explanation/lapsed Z11")
	lapsed.before, lapsed.after = explained, 1
	expired := ruleCase{name: "an explanation that has ended", before: explained, after: 17, later: []string{"V12=30/6/2021"},
		want: []string{"deadline/unreadable V11", "explanation/lapsed Z11"}}
	return []ruleCase{lost, moved, stale, incomplete, lapsed, expired}
}

func mailCases() []ruleCase {
	gaveUp := func(name, at string, mail rule.Undeliverable) ruleCase {
		mail.On, mail.Reason = friday.AddDate(0, 0, -1), "550 5.1.1 <"+mail.Recipient+">: mailbox unavailable"
		return ruleCase{name: name, gaveUp: []rule.Undeliverable{mail}, want: []string{"mail/undeliverable " + at}}
	}
	return []ruleCase{
		one("department/mailbox", directoryTab+"!C3=stc.example.com").named("no mail address").
			wants("department/mailbox C3", "department/address D5"),
		one("department/mailbox", directoryTab+"!H3=giam-doc@thu.example.com").named("the head's address outside the domains"),
		gaveUp("mail given up, to a mailbox", "C3", rule.Undeliverable{Department: "Sở Tài chính", Recipient: "stc@example.com"}),
		gaveUp("mail given up, to an officer", "F3", rule.Undeliverable{Department: "Sở Tài chính", Recipient: "can-bo@example.com"}),
		one("reminder/snooze", tasksTab+"!L6=30/6/2021").named("a pause of reminders that is too long"),
		one("value/unreadable", tasksTab+"!L6=khi nào xong").named("no day up to which to pause"),
		one("value/unreadable", tasksTab+"!M5=x").named("a tick instead of a day"),
		one("calendar/unreadable", calendarTab+"!A3=tháng 2/2021").named("a month off"),
		one("calendar/unreadable", calendarTab+"!B3=bù").named("neither off nor worked"),
		one("calendar/unreadable", calendarTab+"!A3=12/02/2021").named("a day off that is worked"),
		one("value/unreadable", calendarTab+"!A1=Stt").named("a tab of days off without a head").wants("value/unreadable"),
	}
}

func displayCases() []ruleCase {
	obstacle := func(name string, kind sheets.ObstacleKind, at, seen string) ruleCase {
		a, err := sheets.ParseAddr(at)
		if err != nil {
			panic(err)
		}
		return ruleCase{name: name, in: []sheets.Obstacle{{Tab: "1", Addr: a, Kind: kind, Seen: seen}}, want: []string{"display/hindered " + at}}
	}
	return []ruleCase{
		obstacle("somebody typed into our column", sheets.ObstacleTyped, "AC12", "đã sửa"),
		obstacle("somebody typed over our title", sheets.ObstacleTitle, "AC7", "Ghi chú 2"),
		obstacle("a formula of somebody's in our column", sheets.ObstacleFormula, "AC12", "=F12-G12"),
		obstacle("no room for our columns", sheets.ObstacleLayout, "AB6", ""),
		obstacle("our column shows something else", sheets.ObstacleDisplay, "AC12", ""),
	}
}
