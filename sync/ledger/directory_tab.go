package ledger

import (
	"net/mail"
	"slices"
	"strings"

	"rasoat/sheets"
)

// Address is a mail address of the directory's tab.
type Address struct {
	Department string // as the tab names it
	Email      string // the bare address as written
	Tab        sheets.TabID
	Row, Col   int
}

// readDirectory reads the departments of a tab.
func (l *Ledger) readDirectory(s *sheets.Snapshot, title string) []Department {
	tab := findTab(s, title)
	if tab == nil {
		l.Problems = append(l.Problems, Problem{Kind: NoTab, Row: -1, Col: -1, Name: title})
		return nil
	}
	columns, first, ok := directoryColumns(tab)
	if !ok {
		l.Problems = append(l.Problems, Problem{Kind: NoHeader, Tab: tab.ID(), Row: -1, Col: -1, Name: title})
		return nil
	}
	text := func(r int, what string) string {
		col, ok := columns[what]
		if !ok {
			return ""
		}
		return tab.Cell(r, col).Value.String()
	}
	var all []Department
	for r := first; r < tab.Rows(); r++ {
		name := Clean(text(r, "name"))
		if name == "" || notesBegin.MatchString(name) {
			continue
		}
		emails := func(what string) []string {
			return l.readEmails(text(r, what), Address{Department: name, Tab: tab.ID(), Row: r, Col: columns[what]})
		}
		d := Department{
			Name: name, Addressee: Clean(text(r, "addressee")), Successor: Clean(text(r, "successor")),
			Emails: emails("email"), OfficerEmails: emails("officer"), LeaderEmails: emails("leader"), HeadEmails: emails("head"),
		}
		for _, a := range strings.FieldsFunc(text(r, "aliases"), func(c rune) bool { return c == ';' || c == ',' || c == '\n' }) {
			if a = Clean(a); a != "" {
				d.Aliases = append(d.Aliases, a)
			}
		}
		if col, ok := columns["until"]; ok {
			cell := tab.Cell(r, col)
			switch u := readDeadline(cell, newBlanks(nil), nil); {
			case u.Kind == Term:
				d.Until = u.Last
			case u.Kind == BadTerm:
				l.Problems = append(l.Problems, Problem{Kind: BadDate, Tab: tab.ID(), Row: r, Col: col, Seen: u.Text, Name: name})
			}
		}
		all = append(all, d)
	}
	return all
}

// readEmails reads the addresses of a cell of the directory. at says where it
// stands and whose they are.
func (l *Ledger) readEmails(text string, at Address) []string {
	if newBlanks(nil).match(Clean(text)) {
		return nil // "chưa có"
	}
	var all []string
	for _, e := range addressTexts(text) {
		if isDash(e) {
			continue
		}
		a, err := mail.ParseAddress(e)
		if err != nil || strings.ContainsFunc(a.Address, func(c rune) bool { return c > '~' }) {
			l.Problems = append(l.Problems, Problem{
				Kind: BadEmail, Tab: at.Tab, Row: at.Row, Col: at.Col, Seen: e, Name: at.Department,
			})
			continue
		}
		at.Email = a.Address
		l.Addresses = append(l.Addresses, at)
		all = append(all, a.Address)
	}
	return all
}

// addressTexts splits a cell into what should be addresses: at semicolons,
// commas, line breaks and, where that gives an address, spaces:
// "Văn thư <van-thu@example.com>" and "chưa có" are one text each.
func addressTexts(text string) []string {
	var all []string
	for part := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == ';' || c == ',' || c == '\n' }) {
		part = Clean(part)
		if a, err := mail.ParseAddress(part); err == nil && a.Name != "" {
			all = append(all, part)
			continue
		}
		pieces := strings.Fields(part)
		if !slices.ContainsFunc(pieces, func(s string) bool { _, err := mail.ParseAddress(s); return err == nil }) && part != "" {
			pieces = []string{part}
		}
		all = append(all, pieces...)
	}
	return all
}

// directoryNames returns, by folded header, what a column of a directory
// holds.
func directoryNames() map[string]string {
	whats := map[string]string{}
	add := func(what string, texts ...string) {
		for _, t := range texts {
			whats[Fold(t)] = what
		}
	}
	add("name", "Cơ quan", "Tên cơ quan", "Cơ quan, đơn vị", "Đơn vị", "Tên đơn vị", "Department")
	add("aliases", "Tên viết tắt", "Viết tắt", "Tên gọi khác", "Tên viết tắt, tên gọi khác", "Tên gọi khác, viết tắt", "Aliases")
	add("addressee", "Người nhận", "Kính gửi", "Nơi nhận", "Addressee")
	add("until", "Hoạt động đến", "Đến ngày", "Hết hiệu lực", "Until")
	add("successor", "Cơ quan kế thừa", "Nay là", "Successor")
	add("officer", "Officer email", "Officer emails", "Email of the officer")
	add("leader", "Leader email", "Leader emails", "Email of the leader")
	add("head", "Head email", "Head emails", "Email of the head", "Director email")
	for _, mailbox := range []string{"Thư điện tử", "Email", "E-mail", "Địa chỉ thư điện tử", "Địa chỉ email", "Hộp thư", "Hộp thư điện tử"} {
		add("email", mailbox)
		for _, of := range []string{" ", " của "} {
			for what, whose := range map[string][]string{
				"email":   {"cơ quan", "đơn vị", "cơ quan, đơn vị", "công vụ", "văn thư", "chung"},
				"officer": {"cán bộ theo dõi", "cán bộ phụ trách", "cán bộ đầu mối", "công chức theo dõi", "chuyên viên theo dõi", "chuyên viên", "cán bộ", "đầu mối"},
				"leader":  {"lãnh đạo phụ trách", "lãnh đạo trực tiếp", "lãnh đạo phòng", "phó giám đốc phụ trách", "phó giám đốc"},
				"head": {
					"thủ trưởng / giám đốc", "thủ trưởng", "giám đốc", "thủ trưởng cơ quan", "thủ trưởng đơn vị", "thủ trưởng cơ quan, đơn vị",
					"giám đốc sở", "người đứng đầu", "lãnh đạo cơ quan", "lãnh đạo đơn vị",
				},
			} {
				for _, who := range whose {
					add(what, mailbox+of+who)
				}
			}
		}
	}
	return whats
}

// directoryColumns finds the header of a directory: the first row that names
// both the departments and mailboxes of theirs.
func directoryColumns(t *sheets.Tab) (columns map[string]int, first int, ok bool) {
	whats := directoryNames()
	for r := 0; r < min(t.Rows(), headerSearchRows); r++ {
		found := columnsNamed(t, r, whats)
		_, named := found["name"]
		for _, mailboxes := range []string{"email", "officer", "leader", "head"} {
			if _, have := found[mailboxes]; have && named {
				return found, r + 1, true
			}
		}
	}
	return nil, 0, false
}

// columnsNamed returns which columns a row names, the first for each. whats
// holds what a name stands for, by its folded form.
func columnsNamed(t *sheets.Tab, r int, whats map[string]string) map[string]int {
	found := map[string]int{}
	for col, c := range t.Row(r) {
		if c.Value.Kind() != sheets.Text || len(c.Value.String()) > longestHeader {
			continue
		}
		for _, form := range headerForms(c.Value.String()) {
			if what := whats[form]; what != "" {
				if _, have := found[what]; !have {
					found[what] = col
				}
			}
		}
	}
	return found
}
