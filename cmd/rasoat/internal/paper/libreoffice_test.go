package paper_test

import (
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// pdf has LibreOffice print a workbook, and returns the file.
func pdf(t *testing.T, path string) string {
	t.Helper()
	program, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed:", err)
	}
	out := t.TempDir()
	profile := &url.URL{Scheme: "file", Path: t.TempDir()}
	cmd := exec.CommandContext(t.Context(), program, "-env:UserInstallation="+profile.String(), "--headless", "--convert-to", "pdf", "--outdir", out, path)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, said)
	}
	return filepath.Join(out, strings.TrimSuffix(filepath.Base(path), ".xlsx")+".pdf")
}

// A paper of 120 projects comes out on A4 landscape, on as many pages as its
// rows need, with the head of its table on each of them.
func TestLibreOfficePrints(t *testing.T) {
	const projects = 120
	p := paperOf(t, projects)
	p.Lists = p.Lists[:1]
	path := pdf(t, write(t, p))
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	boxes := regexp.MustCompile(`/Type\s*/Page\b[^s][^>]*?/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)`).FindAllSubmatch(data, -1)
	// The summary takes one page; of a list, 8 to 20 items fit on one.
	if n := len(boxes); n < 1+projects/20 || n > 1+projects/8 {
		t.Errorf("%d projects take %d pages", projects, n)
	}
	for _, b := range boxes {
		if !strings.HasPrefix(string(b[1]), "84") || !strings.HasPrefix(string(b[2]), "59") { // 841.9 × 595.3 points
			t.Errorf("a page of %s × %s points is not A4 landscape", b[1], b[2])
		}
	}
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		return // what is on the pages cannot be read
	}
	text, err := exec.CommandContext(t.Context(), tool, "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(strings.TrimSuffix(string(text), "\f"), "\f")
	if len(pages) != len(boxes) {
		t.Fatalf("read %d pages of %d", len(pages), len(boxes))
	}
	if strings.Contains(string(text), "###") {
		t.Error("an amount does not fit its column")
	}
	items := regexp.MustCompile(`CNTT-\d+`)
	seen := map[string]bool{}
	for i, page := range pages {
		if !strings.Contains(page, "STT") {
			t.Errorf("page %d has no head:\n%s", i+1, page)
		}
		found := items.FindAllString(page, -1)
		if i > 0 && len(found) == 0 {
			t.Errorf("page %d has no item:\n%s", i+1, page)
		}
		for _, code := range found {
			seen[code] = true
		}
	}
	if len(seen) != projects-1 {
		t.Errorf("%d items are printed, want %d", len(seen), projects-1)
	}
	for page, want := range map[int][]string{
		0: {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "VĂN PHÒNG UBND TỈNH", "Tính đến ngày 15/01/2021"},
		1: {"DANH MỤC DỰ ÁN ĐÃ CÓ CHỦ TRƯƠNG", "Đơn vị: triệu đồng", "TỔNG SỐ (119 dự án)"},
	} {
		for _, s := range want {
			if !strings.Contains(pages[page], s) {
				t.Errorf("page %d lacks %q:\n%s", page+1, s, pages[page])
			}
		}
	}
	if last := pages[len(pages)-1]; !strings.Contains(last, "NGƯỜI LẬP BIỂU") || !strings.Contains(last, "THỦ TRƯỞNG ĐƠN VỊ") {
		t.Errorf("the last page lacks the place to sign:\n%s", last)
	}
}
