package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"rasoat/sync/web"
)

// browser opens a tab of a fresh Chromium, and gathers what goes wrong in it
// and which hosts it asks.
type browser struct {
	ctx context.Context

	mu    sync.Mutex
	wrong []string
	hosts map[string]bool
}

func openBrowser(t *testing.T) *browser {
	t.Helper()
	if raced {
		t.Skip("the pages are looked at without the race detector")
	}
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no Chromium to look at the page with")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.WSURLReadTimeout(time.Minute))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &browser{ctx: ctx, hosts: map[string]bool{}}
	err = chromedp.Listen(ctx, func(event any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch e := event.(type) {
		case *runtime.EventConsoleAPICalled:
			b.wrong = append(b.wrong, "console: "+string(e.Type))
		case *runtime.EventExceptionThrown:
			b.wrong = append(b.wrong, "exception: "+e.ExceptionDetails.Text)
		case *log.EventEntryAdded:
			b.wrong = append(b.wrong, fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		case *network.EventRequestWillBeSent:
			if u, err := url.Parse(e.Request.URL); err == nil {
				b.hosts[u.Host] = true
			}
		}
	})
	if err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	_, err = chromedp.Call(ctx, network.Enable, network.EnableParams{})
	check(t, err)
	_, err = chromedp.Call(ctx, log.Enable, cdp.Empty{})
	check(t, err)
	return b
}

// do carries actions out in the tab.
func (b *browser) do(t *testing.T, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	check(t, chromedp.Do(ctx, actions...))
}

// seen returns what an action comes to in the tab.
func seen[T any](t *testing.T, b *browser, action chromedp.Action[T]) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	v, err := chromedp.Run(ctx, action)
	check(t, err)
	return v
}

// demoDaemon runs the daemon over a demo that was gone over, and returns where
// its page is.
func demoDaemon(t *testing.T) (address string) {
	t.Helper()
	_, path := writeDaemonConfig(t)
	data, err := os.ReadFile(path)
	check(t, err)
	check(t, os.WriteFile(path, bytes.Replace(data, []byte("web: {listen: off}"), []byte(`web: {listen: "127.0.0.1:0"}`), 1), 0o644))
	lines, stop := daemon(t, path)
	t.Cleanup(func() { stop() })
	said := await(t, lines, "status page served", "pass done", "mail delivered")
	go func() { // or the daemon waits for somebody to read on
		for range lines {
		}
	}()
	return "http://" + said["status page served"]["address"].(string)
}

// Every page of a real run, on a telephone and on a desk: nothing is wider than
// the screen, nothing is wrong, and no other host is asked.
func TestChromiumShowsTheStatusPages(t *testing.T) {
	b := openBrowser(t)
	base := demoDaemon(t)
	host := strings.TrimPrefix(base, "http://")
	var runs []web.Run
	getJSON(t, base+"/api/v1/runs", &runs)
	if len(runs) == 0 {
		t.Fatal("no run is recorded")
	}
	written := runs[len(runs)-1]
	for _, path := range []string{"/", "/?lang=en", "/runs", "/outbox", "/runs/" + jsonOf(t, written.ID)} {
		for _, width := range []int64{320, 360, 1280} {
			b.do(t, chromedp.EmulateViewport(width, 800), chromedp.Navigate(base+path))
			shown, title := seen(t, b, chromedp.Text("main")), seen(t, b, chromedp.Title())
			if seen(t, b, chromedp.Evaluate[bool](`document.documentElement.scrollWidth > window.innerWidth`)) {
				t.Errorf("%s is wider than a screen of %d pixels", path, width)
			}
			if len(shown) < 40 || !strings.Contains(title, "rasoat") {
				t.Errorf("%s shows %q under the title %q", path, shown, title)
			}
			if strings.Contains(shown, "@") {
				t.Errorf("%s shows a mail address: %q", path, shown)
			}
			if dir := os.Getenv("TEST_PICTURES"); dir != "" {
				picture := seen(t, b, chromedp.FullScreenshot(100))
				name := strings.NewReplacer("/", "_", "?", "_", "=", "_").Replace(path)
				check(t, os.WriteFile(filepath.Join(dir, name+"_"+jsonOf(t, width)+".png"), picture, 0o644))
			}
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, wrong := range b.wrong {
		t.Errorf("the browser says: %s", wrong)
	}
	if len(b.hosts) != 1 || !b.hosts[host] {
		t.Errorf("the browser asked the hosts %v, want %s alone", b.hosts, host)
	}
}

// focus is where the keyboard is.
type focus struct {
	Text string `json:"text"`
	Tag  string `json:"tag"`
	Seen bool   `json:"seen"`
}

// Who has no pointer reaches everything by the tab key, in the order in which
// it stands, sees where the focus is, and can skip to the content.
func TestChromiumTheStatusPageByKeyboard(t *testing.T) {
	b := openBrowser(t)
	base := demoDaemon(t)
	b.do(t, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(base+"/?lang=vi"))
	const focused = `(() => {
		const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e);
		return {text: e.textContent.trim(), seen: r.width > 0 && r.left >= 0 && s.outlineStyle !== "none", tag: e.tagName};
	})()`
	wanted := seen(t, b, chromedp.Evaluate[[]string](`[...document.querySelectorAll("a[href], button, summary")].map(e => e.textContent.trim())`))
	if len(wanted) < 8 {
		t.Fatalf("the page has but %d links: %q", len(wanted), wanted)
	}
	for i, want := range wanted {
		b.do(t, chromedp.KeyEvent(kb.Tab))
		at := seen(t, b, chromedp.Evaluate[focus](focused))
		if at.Text != want || !at.Seen {
			t.Fatalf("stop %d of the tab key is %+v, want %q in sight", i, at, want)
		}
	}
	b.do(t, chromedp.Navigate(base+"/?lang=vi"), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Enter))
	if where := seen(t, b, chromedp.Evaluate[string](`document.activeElement.id`)); where != "content" {
		t.Errorf("the skip link leads to %q", where)
	}
}

// getJSON reads what an address answers.
func getJSON(t *testing.T, address string, v any) {
	t.Helper()
	resp, err := http.Get(address)
	check(t, err)
	defer resp.Body.Close()
	check(t, json.NewDecoder(resp.Body).Decode(v))
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	check(t, err)
	return string(data)
}
