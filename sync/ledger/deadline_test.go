package ledger

import (
	"testing"
	"time"

	"rasoat/sheets"
)

func on(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// shownTerm is the last day of a term as 2006-01-02, or "open", "bad", "none".
func shownTerm(d Deadline) string {
	switch d.Kind {
	case Term:
		return d.Last.Format(time.DateOnly)
	case Open:
		return "open"
	case BadTerm:
		return "bad"
	}
	return "none"
}

func TestParseDeadline(t *testing.T) {
	events := map[string]time.Time{
		"kỳ họp":                      on(2020, 7, 8),
		"kỳ họp thường lệ cuối năm":   on(2020, 12, 7),
		"Đại hội Đảng bộ tỉnh":        on(2020, 10, 22),
		"ky\u0300 ho\u0323p giữa năm": on(2021, 7, 6), // NFD
		"":                            on(1999, 1, 1),
		"ngày hội":                    on(2021, 3, 26),
	}
	tests := []struct{ text, want string }{
		// Days.
		{"31/12/2020", "2020-12-31"},
		{"1/2/2020", "2020-02-01"},
		{"01/02/2020", "2020-02-01"},
		{"30-11-2020", "2020-11-30"},
		{"30.11.2020", "2020-11-30"},
		{"30 / 11 / 2020", "2020-11-30"},
		{"30/11/2020.", "2020-11-30"},
		{"31/12/20", "2020-12-31"},
		{"01.04.19", "2019-04-01"},
		{"29/02/2020", "2020-02-29"},
		{"2020-11-30", "2020-11-30"},
		{"2020-11-30 00:00:00", "2020-11-30"},
		{"2020-11-30T00:00:00", "2020-11-30"},
		{"2020-11-30 17:00", "2020-11-30"},
		{"30/11/2020 17:00", "2020-11-30"},
		{"17h00 ngày 30/11/2020", "2020-11-30"},
		{"Trước 17 giờ 00 ngày 30/11/2020", "2020-11-30"},
		{"ngày 31 tháng 12 năm 2020", "2020-12-31"},
		{"31 tháng 12 năm 2020", "2020-12-31"},
		{"Trước ngày 30/11/2020", "2020-11-30"},
		{"trước 30/11/2020", "2020-11-30"},
		{"Chậm nhất là ngày 30/11/2020", "2020-11-30"},
		{"Hoàn thành trước ngày 30/11/2020", "2020-11-30"},
		{"Đến hết ngày 30/11/2020", "2020-11-30"},
		{"(30/11/2020)", "2020-11-30"},
		{"30/11/2020 (dự kiến)", "2020-11-30"},

		// Days that do not exist, or not in our time.
		{"31/11/2020", "bad"},
		{"29/02/2021", "bad"},
		{"0/12/2020", "bad"},
		{"12/31/2020", "bad"},
		{"2020-13-01", "bad"},
		{"31/12/0020", "bad"},
		{"31/02/2020 (gia hạn đến 31/3/2021)", "bad"},
		{"31/12/2020 (gia hạn đến 31/2/2021)", "bad"},
		{"31/12/2020 (xin gia hạn đến 31/3/2021)", "bad"},
		{"31/12/2020 (báo cáo ngày 31/3/2021)", "bad"},
		{"trước 15/12", "bad"},
		{"giữa năm", "bad"},
		{"hết quý III", "bad"},
		{"30/11", "bad"},
		{"ngày 30", "bad"},

		// Months.
		{"tháng 11/2020", "2020-11-30"},
		{"Tháng 11 năm 2020", "2020-11-30"},
		{"tháng 02/2020", "2020-02-29"},
		{"tháng 2/2021", "2021-02-28"},
		{"tháng 2/2100", "2100-02-28"},
		{"trong tháng 12/2020", "2020-12-31"},
		{"cuối tháng 4/2021", "2021-04-30"},
		{"T11/2020", "2020-11-30"},
		{"11/2020", "2020-11-30"},
		{"tháng 13/2020", "bad"},
		{"tháng 0/2020", "bad"},
		{"tháng 11", "bad"},

		// Quarters.
		{"Quý IV/2020", "2020-12-31"},
		{"Quý IV năm 2020", "2020-12-31"},
		{"QUÝ IV/2020", "2020-12-31"},
		{"quý I/2021", "2021-03-31"},
		{"Quý II - 2021", "2021-06-30"},
		{"Quý III – 2021", "2021-09-30"},
		{"Quý 3/2021", "2021-09-30"},
		{"Q4/2020", "2020-12-31"},
		{"quí 2.2021", "2021-06-30"},
		{"Trong quý IV/2020", "2020-12-31"},
		{"Quy\u0301 IV/2020", "2020-12-31"}, // NFD
		{"Quý V/2020", "bad"},
		{"Quý IIII/2020", "bad"},
		{"Quý IV", "bad"},

		{"Q4/2020", "2020-12-31"},
		{"Q.4-2020", "2020-12-31"},
		{"Quý 4 năm 2020", "2020-12-31"},
		{"hết quý III/2020", "2020-09-30"},
		{"Quý I, II/2021", "2021-06-30"},
		{"Quý I và II năm 2021", "2021-06-30"},
		{"Quý I-II/2021", "2021-06-30"},
		{"Quý I, II, III/2021", "2021-09-30"},
		{"cuối quý III/2021", "2021-09-30"},
		{"đầu quý III/2021", "2021-07-31"},
		{"Quý II, I/2021", "bad"},

		// Extensions: the later counts.
		{"31/12/2020 (gia hạn đến 31/3/2021)", "2021-03-31"},
		{"20/11/2020 (đã gia hạn: 31/12/2020)", "2020-12-31"},
		{"20/11/2020, gia hạn đến hết quý I/2021", "2021-03-31"},
		{"20/11/2020; được gia hạn đến tháng 1/2021", "2021-01-31"},
		{"Gia hạn đến 31/12/2020", "2020-12-31"},
		{"30/11/2020 (theo Thông báo số 12/TB-UBND)", "2020-11-30"},
		{"2018-2020 (3 năm)", "2020-12-31"},

		// Parts of years, years, ranges.
		{"tháng 12-2020", "2020-12-31"},
		{"tháng 10, 11/2020", "2020-11-30"},
		{"tháng 10-12/2020", "2020-12-31"},
		{"đầu tháng 12/2020", "2020-12-10"},
		{"giữa tháng 12/2020", "2020-12-20"},
		{"đầu năm 2021", "2021-04-30"},
		{"giữa năm 2021", "2021-08-31"},
		{"KC-HT 2019-2021", "2021-12-31"},
		{"KC-HT: 2019-2021", "2021-12-31"},
		{"từ 01/2020 đến 12/2022", "2022-12-31"},
		{"15h00 ngày 20/11/2020", "2020-11-20"},
		{"dự kiến 20/11/2020", "2020-11-20"},
		{"20 / 11 / 20", "2020-11-20"},
		{"6 tháng đầu năm 2021", "2021-06-30"},
		{"06 tháng đầu năm 2021", "2021-06-30"},
		{"9 tháng đầu năm 2020", "2020-09-30"},
		{"6 tháng cuối năm 2020", "2020-12-31"},
		{"13 tháng đầu năm 2020", "bad"},
		{"2020", "2020-12-31"},
		{"năm 2020", "2020-12-31"},
		{"Trong năm 2021", "2021-12-31"},
		{"Cuối năm 2020", "2020-12-31"},
		{"2020-2022", "2022-12-31"},
		{"2020 – 2022", "2022-12-31"},
		{"Giai đoạn 2021-2025", "2025-12-31"},
		{"Từ năm 2020 đến năm 2022", "2022-12-31"},
		{"2022-2020", "bad"},
		{"01/10/2020 - 31/12/2020", "2020-12-31"},
		{"Từ 01/10/2020 đến 31/12/2020", "2020-12-31"},
		{"Từ tháng 10 đến tháng 12/2020", "2020-12-31"},
		{"Quý III - Quý IV/2020", "2020-12-31"},
		{"Quý IV/2020 - Quý I/2021", "2021-03-31"},
		{"31/12/2020 - 01/10/2020", "bad"},
		{"bất kỳ - 31/12/2020", "bad"},
		{"1899", "bad"},
		{"44165", "bad"},

		// Open terms.
		{"", "open"},
		{"-", "open"},
		{"–", "open"},
		{"ngay", "open"},
		{"Ngay.", "open"},
		{"NGAY", "open"},
		{"khẩn trương", "open"},
		{"Khẩn trương, báo cáo UBND tỉnh", "open"},
		{"Thường xuyên", "open"},
		{"Nhiệm vụ thường xuyên", "open"},
		{"Triển khai ngay", "open"},
		{"Hằng năm", "open"},
		{"hàng quý", "open"},
		{"Định kỳ hằng tháng", "open"},
		{"chưa xác định", "open"},
		{"đến khi hoàn thành", "open"},
		{"Cho đến khi hoàn thành nhiệm vụ", "open"},
		{"Chưa có thời hạn", "open"},
		{"Đã hoàn thành", "open"},
		{"hoàn thành dự thảo", "bad"},
		{"Trước ngày 20 tháng cuối quý", "open"},
		{"Trước ngày 20 tháng cuối quý IV/2020", "bad"},
		{"TBC", "open"},
		{"ngay trong tháng 10/2020", "2020-10-31"},
		{"thường xuyên, trước ngày 25", "bad"},

		// Events.
		{"Kỳ họp thường lệ cuối năm của HĐND tỉnh", "2020-12-07"},
		{"trước KỲ HỌP THƯỜNG LỆ CUỐI NĂM", "2020-12-07"},
		{"Đại hội Đảng bộ tỉnh", "2020-10-22"},
		{"Kỳ họp giữa năm", "2021-07-06"},
		{"kỳ họp", "2020-07-08"},
		{"Kỳ họpx", "bad"},

		// No terms.
		{"sau khi có ý kiến", "bad"},
		{"đang làm", "bad"},
		{"hôm nào đó", "bad"},
		{"45 ngày", "bad"},
		{"12.5", "bad"},
	}
	for _, tt := range tests {
		for range 3 { // the events come out of a map
			if got := shownTerm(ParseDeadline(tt.text, events)); got != tt.want {
				t.Errorf("ParseDeadline(%q) = %s, want %s", tt.text, got, tt.want)
				break
			}
		}
	}
}

// A period is overdue only after its last day.
func TestEndsOfPeriods(t *testing.T) {
	for _, y := range []int{1996, 2000, 2019, 2020, 2021, 2024, 2100} {
		for m := time.January; m <= time.December; m++ {
			last := on(y, m+1, 1).AddDate(0, 0, -1)
			if got := ParseDeadline(last.Format("tháng 1/2006"), nil); !got.Last.Equal(last) {
				t.Errorf("%s: %s", last.Format("tháng 1/2006"), shownTerm(got))
			}
		}
		for q, last := range []time.Time{on(y, 3, 31), on(y, 6, 30), on(y, 9, 30), on(y, 12, 31)} {
			text := "Quý " + []string{"I", "II", "III", "IV"}[q] + last.Format("/2006")
			if got := ParseDeadline(text, nil); !got.Last.Equal(last) {
				t.Errorf("%s: %s", text, shownTerm(got))
			}
		}
	}
}

// Where a term has a beginning, it is kept beside its end.
func TestFirstDays(t *testing.T) {
	tests := []struct{ text, want string }{
		{"2020-2022", "2020-01-01"},
		{"2018 - 2021", "2018-01-01"},
		{"KC-HT 2019-2021", "2019-01-01"},
		{"từ 01/2020 đến 12/2022", "2020-01-01"},
		{"Từ 01/10/2020 đến 31/12/2020", "2020-10-01"},
		{"Từ tháng 10 đến tháng 12/2020", "2020-10-01"},
		{"Quý III - Quý IV/2020", "2020-07-01"},
		{"Quý III - IV/2020", "2020-07-01"},
		{"15 - 20/12/2020", "2020-12-15"},
		{"Quý IV/2020", "2020-10-01"},
		{"tháng 11/2020", "2020-11-01"},
		{"6 tháng cuối năm 2020", "2020-07-01"},
		{"cuối năm 2020", "2020-09-01"},
		{"2020", "2020-01-01"},
		// A day, and what states an end only.
		{"31/12/2020", "0001-01-01"},
		{"Trước quý IV/2020", "0001-01-01"},
		{"Chậm nhất tháng 11/2020", "0001-01-01"},
		{"hết năm 2020", "0001-01-01"},
		{"20/11/2020 (gia hạn đến 31/12/2020)", "0001-01-01"},
	}
	for _, tt := range tests {
		d := ParseDeadline(tt.text, nil)
		if got := d.First.Format(time.DateOnly); got != tt.want || d.Kind != Term || d.First.After(d.Last) {
			t.Errorf("ParseDeadline(%q) begins %s and ends %s, want %s", tt.text, got, shownTerm(d), tt.want)
		}
	}
}

// A term without a year is one where the column says which year it is.
func TestInYear(t *testing.T) {
	for text, want := range map[string]string{
		"trước 15/12": "2020-12-15", "Quý IV": "2020-12-31", "tháng 11": "2020-11-30", "31/11": "bad", "hôm nào": "bad",
		"Cả năm": "2020-12-31", "giữa năm": "2020-08-31", "trong năm": "2020-12-31", "6 tháng đầu năm": "2020-06-30", "Quý II, III": "2020-09-30", "15/12/2021x": "bad",
	} {
		if d := inYear(text, 2020); shownTerm(d) != want || d.Text != text {
			t.Errorf("inYear(%q) = %s %q, want %s", text, shownTerm(d), d.Text, want)
		}
	}
	if d := inYear("trước 15/12", 0); d.Kind != BadTerm {
		t.Errorf("without a year: %+v", d)
	}
}

// The title of a list tells the year, if it names but one.
func TestTitleYear(t *testing.T) {
	for title, want := range map[string]int{
		"DANH MỤC NHIỆM VỤ NĂM 2021": 2021,
		"Chương trình năm 2021 \n (Kèm theo Quyết định số 1/QĐ-UBND ngày 31 tháng 12 năm 2020)": 2021,
		"Kế hoạch năm 2021 và năm 2022": 0,
		"Danh mục 2021":                 0,
		"":                              0,
	} {
		drawn := draw(t, title+"\nSTT | Tên dự án")
		if got := titleYear(newTable(drawn), 1); got != want {
			t.Errorf("%q: %d, want %d", title, got, want)
		}
	}
}

func TestDeadlineText(t *testing.T) {
	tests := []struct{ text, want string }{
		{"Quý IV/2020", "Quý IV/2020"},
		{" Trước\u00a0 ngày\n30/11/2020 ", "Trước ngày 30/11/2020"},
		{"ngay", "ngay"},
		{"hôm nào đó", "hôm nào đó"},
	}
	for _, tt := range tests {
		if got := ParseDeadline(tt.text, nil).Text; got != tt.want {
			t.Errorf("ParseDeadline(%q).Text = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestReadDeadline(t *testing.T) {
	tests := []struct {
		name       string
		cell       sheets.Cell
		want, text string
	}{
		{"date", dateCell(on(2020, 11, 30)), "2020-11-30", "30/11/2020"},
		{"date with a time", sheets.Cell{Value: sheets.NumberValue("44165.75"), Format: "dd/mm/yyyy hh:mm"}, "2020-11-30", "30/11/2020"},
		{"date of a formula", sheets.Cell{Value: sheets.NumberValue("44165"), Format: "d/m/yy", Formula: "TODAY()"}, "2020-11-30", "30/11/2020"},
		{"text", sheets.Cell{Value: sheets.TextValue("Quý IV/2020")}, "2020-12-31", "Quý IV/2020"},
		{"year as a number", sheets.Cell{Value: sheets.NumberValue("2020")}, "2020-12-31", "2020"},
		{"month as a number", sheets.Cell{Value: sheets.NumberValue("11.202"), Format: "0.0000"}, "bad", "11.202"},
		{"number", sheets.Cell{Value: sheets.NumberValue("44165")}, "bad", "44165"},
		{"empty", sheets.Cell{}, "open", ""},
		{"white space", sheets.Cell{Value: sheets.TextValue("\u00a0")}, "open", ""},
		{"dash", sheets.Cell{Value: sheets.TextValue("-")}, "open", ""},
		{"configured blank", sheets.Cell{Value: sheets.TextValue("Exempt under Section 43")}, "open", ""},
		{"formula without a result", sheets.Cell{Formula: "EDATE(H9;3)"}, "bad", "=EDATE(H9;3)"},
		{"error", sheets.Cell{Value: sheets.ErrorValue("#N/A")}, "bad", "#N/A"},
		{"truth value", sheets.Cell{Value: sheets.BoolValue(true)}, "bad", "TRUE"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := readDeadline(tt.cell, newBlanks([]string{"Exempt*"}), nil)
			if got := shownTerm(d); got != tt.want || d.Text != tt.text {
				t.Errorf("got %s %q, want %s %q", got, d.Text, tt.want, tt.text)
			}
		})
	}
}

func TestDaysLate(t *testing.T) {
	vietnam := time.FixedZone("+07", 7*3600)
	term := Deadline{Kind: Term, Last: on(2021, 1, 15)}
	tests := []struct {
		name  string
		d     Deadline
		today time.Time
		want  int
	}{
		{"the day before", term, on(2021, 1, 14), 0},
		{"due today is not late", term, on(2021, 1, 15), 0},
		{"the day after", term, on(2021, 1, 16), 1},
		{"months later", term, on(2021, 4, 1), 76},
		{"midnight in Viet Nam", term, time.Date(2021, 1, 16, 0, 0, 0, 0, vietnam), 1},
		{"due today, in the evening", term, time.Date(2021, 1, 15, 23, 59, 0, 0, time.UTC), 0},
		{"open", Deadline{Kind: Open}, on(2021, 1, 16), 0},
		{"unreadable", Deadline{Kind: BadTerm}, on(2021, 1, 16), 0},
		{"none", Deadline{}, on(2021, 1, 16), 0},
	}
	for _, tt := range tests {
		if got := tt.d.DaysLate(tt.today); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestDayIn(t *testing.T) {
	tests := []struct{ text, want string }{
		{"Thông báo số 12/TB-UBND ngày 25/9/2020", "2020-09-25"},
		{"QĐ số 123/QĐ-UBND ngày 12 tháng 3 năm 2020 của UBND tỉnh", "2020-03-12"},
		{"QĐ 1/QĐ-UBND ngày 01/02/2019; QĐ 2/QĐ-UBND ngày 03.04.2020", "2020-04-03"},
		{"Nghị quyết 12/2020/NQ-HĐND", "none"},
		{"ngày 31/11/2020", "none"},
		{"", "none"},
	}
	for _, tt := range tests {
		got := "none"
		if day, ok := dayIn(tt.text); ok {
			got = day.Format(time.DateOnly)
		}
		if got != tt.want {
			t.Errorf("dayIn(%q) = %s, want %s", tt.text, got, tt.want)
		}
	}
}
