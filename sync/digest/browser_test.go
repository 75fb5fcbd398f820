package digest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sync/remind"
)

// measured is what a browser says of a mail in a window of a width.
type measured struct {
	Name          string
	Width, Scroll int    // of the window, and of what is in it
	Rows          string // how the rows of items are laid out, "" where there are none
}

// measure lays pages out in Chromium, each in windows of 360 and 800 pixels:
// one page holds them all as frames, since a headless window has a least
// width, and starting a browser takes longer than laying out.
func measure(t *testing.T, pages map[string]string) []measured {
	t.Helper()
	var browser string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			browser = path
			break
		}
	}
	if browser == "" {
		t.Skip("there is no Chromium to lay the mails out")
	}
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><meta charset=utf-8><body>")
	for name, page := range pages {
		for _, width := range []int{360, 800} {
			fmt.Fprintf(&b, "<iframe name=\"%s\" width=%d height=20000 style=border:0 srcdoc=\"%s\"></iframe>\n", name, width, html.EscapeString(page))
		}
	}
	b.WriteString(`<script>
window.onload = function() {
	var all = [];
	document.querySelectorAll("iframe").forEach(function(f) {
		var d = f.contentDocument, row = d.querySelector("tr.item");
		all.push({Name: f.name, Width: f.clientWidth, Scroll: d.scrollingElement.scrollWidth, Rows: row ? f.contentWindow.getComputedStyle(row).display : ""});
		f.remove();
	});
	document.body.innerHTML = "";
	document.body.appendChild(document.createElement("pre")).textContent = JSON.stringify(all);
}
</script>`)
	dir := t.TempDir()
	file := filepath.Join(dir, "mails.html")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--window-size=1000,1000", "--dump-dom", "file://"+file).Output()
	if err != nil {
		t.Fatalf("run %s: %v", browser, err)
	}
	found := regexp.MustCompile(`(?s)<pre>(.*?)</pre>`).FindSubmatch(out)
	if found == nil {
		t.Fatalf("the browser measured nothing: %.500s", out)
	}
	var all []measured
	if err := json.Unmarshal([]byte(html.UnescapeString(string(found[1]))), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestChromiumShowsNoMailWiderThanTheScreen looks at every mail on a telephone, where
// rows are cards, and on a computer, where they are rows.
func TestChromiumShowsNoMailWiderThanTheScreen(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	files, err := filepath.Glob("testdata/*.html")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d mails, %v", len(files), err)
	}
	pages := map[string]string{"too wide": `<!DOCTYPE html><body style="margin:0"><div style="width:900px">wide</div>`}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		pages[filepath.Base(file)] = string(data)
	}
	for name, s := range longWords(t) {
		pages[name] = render(t, s).HTML
	}
	all := measure(t, pages)
	if len(all) != 2*len(pages) {
		t.Fatalf("%d pages measured, want %d", len(all), 2*len(pages))
	}
	for _, m := range all {
		if wide := m.Scroll > m.Width; wide != (m.Name == "too wide") {
			t.Errorf("%s: %d pixels wide in a window of %d", m.Name, m.Scroll, m.Width)
		}
		want := map[int]string{360: "block", 800: "table-row"}[m.Width]
		if m.Rows != "" && m.Rows != want {
			t.Errorf("%s: rows are laid out as %s in a window of %d pixels, want %s", m.Name, m.Rows, m.Width, want)
		}
	}
}

// longWords are mails in which no text can be broken between words.
func longWords(t *testing.T) map[string]sample {
	long := strings.Repeat("W", 400)
	s := samples(t)["third"]
	s.options = options(t)
	s.options.Agency, s.options.List, s.options.OverviewAddressee = long, long, long
	s.options.Contact.Name, s.options.Contact.Phone = long, long
	s.options.Redirect = strings.Repeat("w", 60) + "@example.com"
	s.digest.Department.Name, s.digest.To = long, []string{strings.Repeat("w", 60) + "@" + strings.Repeat("w", 60) + ".example.com"}
	line := s.digest.Unfunded[0]
	line.Name, line.Code, line.Reason, line.Deadline.Text = long, long, long, long
	line.Leads, line.Cooperating, line.Sources, line.Advisers = []string{long, long}, []string{long, long}, []string{long}, []string{long}
	s.digest.Unfunded = []remind.Line{line}
	o := hostileOverview(long)
	for i := range o.Departments {
		o.Departments[i].Short, o.Departments[i].Unfunded, o.Departments[i].Done, o.Departments[i].DoneLate = decimal.New(123456789012, 6), 123, 4567, 1234
		o.Departments[i].Open, o.Departments[i].Soon, o.Departments[i].Reminded, o.Departments[i].MostDays = 1000, 1000, 1000, 12345
	}
	return map[string]sample{"digest of long words": s, "overview of long words": {overview: &o, options: s.options}}
}
