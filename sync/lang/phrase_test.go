package lang

import "testing"

// What an error says is told with its arguments in their places; what is not known
// of it stays.
func TestErrorsAreToldWithTheirArguments(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, text, want string }{
		{"as it stands", "the file is empty", "tệp trống"},
		{"a name", `no workbook is called "a: b" in rasoat.yaml; there are: một, hai`, `không có bảng nào tên "a: b" trong rasoat.yaml; có: một, hai`},
		{"the closest of several", `open state "x.db": there is none yet`, `mở dữ liệu trạng thái "x.db": chưa có`},
		{"a text within", `lock state "x.db": the disk is full; free some space and run again: no space left on device`,
			`khóa dữ liệu trạng thái "x.db": ổ đĩa đã đầy; giải phóng chỗ rồi chạy lại: ổ đĩa đã hết chỗ`},
		{"numbered places", "--day: expected a valid 64 bit int but got \"x\"", `--day: cần số nguyên, không phải "x"`},
		{"joined", "the file is empty\nthis is a folder", "tệp trống\nđây là thư mục"},
		{"a server's words", "RCPT TO: the mail server answered 550 5.1.1 no such file or directory here", "RCPT TO: máy chủ thư trả lời: 550 5.1.1 no such file or directory here"},
		{"nobody's", "100 % of nothing: %s", "100 % of nothing: %s"},
		{"nothing", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := c.Printer(Vietnamese).Told(tt.text); got != tt.want {
				t.Errorf("told %q, want %q", got, tt.want)
			}
			if got := c.Printer(English).Told(tt.text); got != tt.text {
				t.Errorf("in English %q became %q", tt.text, got)
			}
		})
	}
}
