package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"rasoat/sheets"
	"rasoat/sync/lang"
)

// What Google refuses is told in Vietnamese, with whom to share the spreadsheet
// with; what Google says of it stays as it is.
func TestWhatGoogleRefusesIsToldInVietnamese(t *testing.T) {
	e := emulate(t)
	forbidden := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `{"error": {"code": 403, "message": "The caller does not have permission", "status": "PERMISSION_DENIED"}}`)
	}))
	t.Cleanup(forbidden.Close)
	data, err := os.ReadFile(e.config())
	check(t, err)
	for _, tt := range []struct {
		name, old, new string
		want           []string
	}{
		{"404", e.id, "1mYq0VbK3sTn8xWc5rGdLzPfJ2hUoEaB7iXvNtRk4Qy6",
			[]string{`rasoat: đọc 1mYq0VbK3sTn8xWc5rGdLzPfJ2hUoEaB7iXvNtRk4Qy6: HTTP 404`, `gợi ý: xem địa chỉ có đúng không, và chia sẻ bảng tính với \S+@\S+ \(Người chỉnh sửa để ghi`}},
		{"403", "endpoint: " + e.url, "endpoint: " + forbidden.URL,
			[]string{`rasoat: đọc \S+: HTTP 403.*: The caller does not have permission`, `gợi ý: chia sẻ bảng tính với \S+@\S+ \(Người chỉnh sửa để ghi, Người xem để đọc\)`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(string(data), tt.old) {
				t.Fatalf("%q is not in the configuration:\n%s", tt.old, data)
			}
			path := filepath.Join(e.dir, "other.yaml")
			check(t, os.WriteFile(path, bytes.ReplaceAll(data, []byte(tt.old), []byte(tt.new)), 0o600))
			code, _, errs := runHere(t, "--lang", "vi", "plan", "-c", path, "--now", demoNow)
			if code != exitFailed {
				t.Errorf("plan ended with %d", code)
			}
			for _, want := range tt.want {
				if !regexp.MustCompile(want).MatchString(errs) {
					t.Errorf("plan does not say %s:\n%s", want, errs)
				}
			}
		})
	}
}

// An error that wraps others is told piece by piece, its causes by what they are.
func TestErrorsAreToldPieceByPiece(t *testing.T) {
	catalogue, err := lang.Load()
	check(t, err)
	for _, tt := range []struct {
		err  error
		want string
	}{
		{fmt.Errorf("%w: %w", errConfig, fmt.Errorf("read the configuration: %w", &fs.PathError{Op: "open", Path: "a: b.yaml", Err: syscall.EACCES})),
			"cấu hình: đọc cấu hình: mở a: b.yaml: không có quyền truy cập"},
		{&sheets.OpError{Op: "write", Where: "a.xlsx", Err: syscall.ENOSPC}, "ghi a.xlsx: ổ đĩa đã hết chỗ"},
		{&sheets.OpError{Op: "write", Where: "a.xlsx", Err: syscall.EROFS}, "ghi a.xlsx: ổ đĩa chỉ cho đọc"},
		{&sheets.OpError{Op: "write", Where: "a.xlsx", Holder: "An"}, "ghi a.xlsx: An đang mở"},
		{&sheets.OpError{Op: "write", Where: "a.xlsx", Class: sheets.Throttled}, "ghi a.xlsx: dịch vụ đề nghị chờ"},
		{errors.Join(syscall.EISDIR, syscall.ECONNREFUSED), "đây là thư mục, không phải tệp\nmáy chủ từ chối kết nối (chưa chạy, hoặc sai cổng)"},
		{errors.New("the flux is out of order"), "the flux is out of order"},
	} {
		if got := (speaker{catalogue.Printer(lang.Vietnamese)}).told(tt.err); got != tt.want {
			t.Errorf("%q is told as %q, want %q", tt.err, got, tt.want)
		}
		if got := (speaker{catalogue.Printer(lang.English)}).told(tt.err); got != tt.err.Error() {
			t.Errorf("%q became %q in English", tt.err, got)
		}
	}
}
