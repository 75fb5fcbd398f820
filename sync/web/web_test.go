package web_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"rasoat/sync/lang"
	"rasoat/sync/web"
)

// serve starts a server over a source and returns its address.
func serve(t *testing.T, source web.Source, control web.Control, change func(*web.Options)) string {
	t.Helper()
	catalogue, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	o := web.Options{Catalogue: catalogue, Language: lang.Vietnamese, Log: zerolog.New(zerolog.NewTestWriter(t)), Metrics: web.NewMetrics(), Open: true, Loopback: true}
	if change != nil {
		change(&o)
	}
	h, err := web.New(source, control, o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

func everybody(*http.Request) bool { return true }

// ask sends a request and returns the answer's code, headers and body.
func ask(t *testing.T, method, address string, header map[string]string, body string) (int, http.Header, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		if name == "Host" {
			req.Host = value
		}
		req.Header.Set(name, value)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(data)
}

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	code, _, body := ask(t, http.MethodGet, address, nil, "")
	return code, body
}

func TestPages(t *testing.T) {
	for name, c := range map[string]struct {
		source *sample
		path   string
		code   int
		want   []string
		not    []string
	}{
		"one workbook in whole": {newSample(), "/", 200, []string{
			"Hoạt động bình thường", "1.522,5 tỷ", "giảm 12 tỷ đồng so với 08/01/2021", "5 phút trước", "đã ghi kết quả vào bảng",
			"Đề án thành phố thông minh", "920 tỷ / 980 tỷ", "Sở Giáo dục và Đào tạo", "3 / 4 việc", "cao nhất"}, []string{"việc cần xem"}},
		"in English":            {newSample(), "/?lang=en", 200, []string{`lang="en"`, "All is well", "1,522.5 billion", "12 billion đồng less than 08/01/2021", `href="/runs?lang=en"`}, nil},
		"several as a table":    {many(), "/", 200, []string{"Các bảng theo dõi", "giao-thong", "y-te: lần rà soát gần nhất không thực hiện được", "đọc y-te.xlsx: không có tệp hoặc thư mục này"}, nil},
		"one of several":        {many(), "/workbooks/giao-duc", 200, []string{"giao-duc.xlsx", "Chưa đủ số liệu"}, nil},
		"one without figures":   {many(), "/workbooks/y-te", 200, []string{"Chưa có số liệu."}, nil},
		"what is wrong, on top": {troubled(), "/", 200, []string{"7 việc cần xem", "mode is remnd", "3 lần rà soát liên tiếp", "đặt lists[].tab trong cấu hình", "tạm giữ mọi thư nhắc", "Chưa gửi được thư", "1 thư không gửi được", "2 thư đang chờ duyệt", "nghỉ Tết"}, []string{"Hoạt động bình thường"}},
		"the passes":            {newSample(), "/runs", 200, []string{`href="/runs/60"`, "có người đang mở tệp", `href="/runs?before=11"`}, []string{`href="/runs/10"`}},
		"the passes before":     {newSample(), "/runs?before=11", 200, []string{`href="/runs/10"`}, []string{`href="/runs/11"`, "Cũ hơn"}},
		"a pass":                {newSample(), "/runs/60", 200, []string{"Danh mục dự án Q14", "Đề nghị kiểm tra ô F14", "và 210 ô khác", "có việc mới so với lần trước", "không có gì mới", "chờ duyệt", "2 lượt vì bảng thay đổi", "Nguyễn Văn A (mẫu) đang mở tệp từ 08:05 15/01/2021", "thiếu mã: 2", "Kết quả được ghi vào tệp bên cạnh", "quá nhiều việc quá hạn cùng lúc"}, nil},
		"a pass that failed":    {newSample(), "/runs/56", 200, []string{"it is no workbook", "không thực hiện được"}, nil},
		"a pass unknown":        {newSample(), "/runs/99", 404, []string{"Không có trang này."}, nil},
		"no number":             {newSample(), "/runs/x", 404, []string{"Không có trang này."}, nil},
		"a workbook unknown":    {newSample(), "/workbooks/x", 404, []string{"Không có trang này."}, nil},
		"the mail":              {newSample(), "/outbox", 200, []string{"chờ duyệt", "đã thử 1 lần", "user unknown"}, nil},
		"a state unread":        {&sample{broken: errState}, "/", 503, []string{"Chưa đọc được trạng thái", "disk I/O error"}, nil},
		"nothing there":         {newSample(), "/nope", 404, []string{"Không có trang này."}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			code, body := get(t, serve(t, c.source, &asked{}, nil)+c.path)
			if code != c.code {
				t.Errorf("code %d, want %d", code, c.code)
			}
			for _, want := range c.want {
				if !strings.Contains(body, want) {
					t.Errorf("the page does not say %q", want)
				}
			}
			for _, not := range c.not {
				if strings.Contains(body, not) {
					t.Errorf("the page says %q", not)
				}
			}
			if strings.Contains(body, "web/") || strings.Contains(body, "&lt;no value") {
				t.Errorf("a text is missing: %s", regexp.MustCompile(`.*(web/|no value).*`).FindString(body))
			}
		})
	}
}

// Whatever is in a text of anybody's, no page and no answer shows a mail
// address, or lets it be more than text.
func TestNoAddressAndNoMarkup(t *testing.T) {
	const evil = `<script>alert(1)</script><so-tttt@example.com> "van.a@example.com"`
	s := troubled()
	s.status.Configuration.Refused, s.status.Workbooks[0].Last.Error, s.status.Conditions[0].Text = evil, evil, evil
	s.status.Workbooks[0].Where, s.status.Mail.Paused.Why = evil, evil
	s.status.Workbooks[0].Figures.Departments[0].Name = evil
	a := *s.runs[0].Account
	a.Unwritten = &web.Unwritten{Text: evil, Holder: evil}
	a.Steps[0].After, a.Mails[0].Subject, a.Aside.File, a.Digests[0].Department = evil, evil, evil, evil
	s.runs[0].Account, s.runs[0].Error = &a, evil
	s.mails[1].Reason, s.mails[1].Subject = evil, evil
	base := serve(t, s, &asked{refuse: errors.New(evil)}, func(o *web.Options) { o.Token = "marked" })
	for _, path := range []string{
		"/", "/runs", "/runs/60", "/outbox", "/workbooks/du-an-cntt", "/metrics", "/livez", "/readyz",
		"/api/v1/status", "/api/v1/workbooks", "/api/v1/workbooks/du-an-cntt", "/api/v1/workbooks/du-an-cntt/trend", "/api/v1/runs", "/api/v1/runs/60", "/api/v1/outbox",
	} {
		_, body := get(t, base+path)
		if strings.Contains(body, "example.com") || strings.Contains(body, "<script") {
			t.Errorf("%s shows an address, or markup of somebody's:\n%s", path, body)
		}
	}
	_, _, body := ask(t, http.MethodPost, base+"/-/reload", map[string]string{"Authorization": "Bearer marked"}, "")
	if strings.Contains(body, "example.com") {
		t.Errorf("the reason of a refusal shows an address:\n%s", body)
	}
}

// A page brings nothing that runs or comes from elsewhere, and forbids it.
func TestPagesAreStill(t *testing.T) {
	base := serve(t, newSample(), &asked{}, func(o *web.Options) { o.Known = everybody })
	foreign := regexp.MustCompile(`(?i)(src|href|action)="(https?:)?//|<script|\son[a-z]+=|\sstyle=|<style|javascript:`)
	for _, path := range []string{"/", "/runs", "/runs/60", "/outbox", "/nope"} {
		_, header, body := ask(t, http.MethodGet, base+path, nil, "")
		if found := foreign.FindString(body); found != "" {
			t.Errorf("%s holds %q", path, found)
		}
		csp := header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: the policy %q does not say %q", path, csp, want)
			}
		}
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "script-src") {
			t.Errorf("%s: the policy %q allows scripts or what is inline", path, csp)
		}
	}
}

func TestLanguage(t *testing.T) {
	base := serve(t, newSample(), &asked{}, nil)
	for name, c := range map[string]struct{ path, accept, want string }{
		"that of the configuration": {"/", "", "vi"},
		"the browser's":             {"/", "en-GB,en;q=0.8,vi;q=0.5", "en"},
		"one that there is not":     {"/", "fr-FR,fr;q=0.9", "vi"},
		"the address goes first":    {"/?lang=vi", "en", "vi"},
		"an address of none":        {"/?lang=de", "en", "en"},
		"nonsense":                  {"/", ";;;q=x", "vi"},
	} {
		t.Run(name, func(t *testing.T) {
			_, header, _ := ask(t, http.MethodGet, base+c.path, map[string]string{"Accept-Language": c.accept}, "")
			if got := header.Get("Content-Language"); got != c.want {
				t.Errorf("in %q, want %q", got, c.want)
			}
		})
	}
}

func TestControl(t *testing.T) {
	const token = "s3cret"
	for name, c := range map[string]struct {
		path    string
		header  map[string]string
		form    url.Values
		options func(*web.Options)
		refuse  error
		code    int
		reloads int
		synced  []string
		says    string
	}{
		"nobody may":            {path: "/-/sync", code: 403, says: "web.token_file"},
		"without the token":     {path: "/-/reload", options: func(o *web.Options) { o.Token = token }, code: 401, says: "Bearer"},
		"another token":         {path: "/-/reload", header: map[string]string{"Authorization": "Bearer s3cres"}, options: func(o *web.Options) { o.Token = token }, code: 401},
		"an empty token":        {path: "/-/reload", header: map[string]string{"Authorization": "Bearer "}, code: 403},
		"the token":             {path: "/-/reload", header: map[string]string{"Authorization": "Bearer " + token}, options: func(o *web.Options) { o.Token = token }, code: 200, reloads: 1},
		"who is known":          {path: "/-/reload", options: func(o *web.Options) { o.Known = everybody }, code: 200, reloads: 1},
		"a bad configuration":   {path: "/-/reload", options: func(o *web.Options) { o.Known = everybody }, refuse: errors.New("rasoat.yaml:3: mode is x"), code: 422, reloads: 1, says: "rasoat.yaml:3"},
		"all workbooks":         {path: "/-/sync", options: func(o *web.Options) { o.Known = everybody }, code: 202, synced: []string{""}},
		"one workbook":          {path: "/-/sync", form: url.Values{"workbook": {"du-an-cntt"}}, options: func(o *web.Options) { o.Known = everybody }, code: 202, synced: []string{"du-an-cntt"}},
		"from the page":         {path: "/-/sync", form: url.Values{"workbook": {"du-an-cntt"}, "page": {"1"}}, options: func(o *web.Options) { o.Known = everybody }, code: 303, synced: []string{"du-an-cntt"}},
		"one that there is not": {path: "/-/sync", form: url.Values{"workbook": {"khong-co"}}, options: func(o *web.Options) { o.Known = everybody }, code: 404, says: "khong-co"},
		"another site's page": {path: "/-/sync", header: map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example.com"},
			options: func(o *web.Options) { o.Known = everybody }, code: 403},
	} {
		t.Run(name, func(t *testing.T) {
			control := &asked{refuse: c.refuse}
			base := serve(t, newSample(), control, c.options)
			header := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
			for name, value := range c.header {
				header[name] = value
			}
			code, _, body := ask(t, http.MethodPost, base+c.path, header, c.form.Encode())
			if code != c.code || control.reloads != c.reloads || strings.Join(control.synced, ",") != strings.Join(c.synced, ",") || len(control.synced) != len(c.synced) {
				t.Errorf("code %d, %d reloads, asked for %q; want %d, %d, %q\n%s", code, control.reloads, control.synced, c.code, c.reloads, c.synced, body)
			}
			if !strings.Contains(body, c.says) {
				t.Errorf("%q does not say %q", body, c.says)
			}
		})
	}
	t.Run("by GET", func(t *testing.T) {
		control := &asked{}
		code, _ := get(t, serve(t, newSample(), control, func(o *web.Options) { o.Known = everybody })+"/-/sync")
		if code != 404 || control.synced != nil {
			t.Errorf("code %d, asked for %q", code, control.synced)
		}
	})
}

// A name of somebody else's that leads to loopback must not open what only
// this machine is to read.
func TestHost(t *testing.T) {
	for host, want := range map[string]int{
		"localhost": 200, "LOCALHOST:9730": 200, "127.0.0.1:9730": 200, "[::1]:9730": 200, "127.8.8.8": 200,
		"evil.example.com": 421, "evil.example.com:9730": 421, "10.0.0.1": 421, "localhost.example.com": 421,
	} {
		base := serve(t, newSample(), &asked{}, nil)
		if code, _, _ := ask(t, http.MethodGet, base+"/api/v1/status", map[string]string{"Host": host}, ""); code != want {
			t.Errorf("host %q: code %d, want %d", host, code, want)
		}
	}
	base := serve(t, newSample(), &asked{}, func(o *web.Options) { o.Known = everybody })
	if code, _, _ := ask(t, http.MethodGet, base+"/", map[string]string{"Host": "rasoat.example.com"}, ""); code != 200 {
		t.Errorf("who is known may come by any name: code %d", code)
	}
}

// Once the server asks for no passwords any more, what other machines reach is
// shut, not open.
func TestShut(t *testing.T) {
	for path, want := range map[string]int{"/": 403, "/api/v1/status": 403, "/metrics": 403, "/static/style.css": 403} {
		base := serve(t, newSample(), &asked{}, func(o *web.Options) { o.Open, o.Loopback = false, false })
		if code, _ := get(t, base+path); code != want {
			t.Errorf("%s: code %d, want %d", path, code, want)
		}
	}
}

func TestProbes(t *testing.T) {
	s := newSample()
	base := serve(t, s, &asked{}, nil)
	probes := httptest.NewServer(web.Probes(s))
	t.Cleanup(probes.Close)
	for _, address := range []string{base, probes.URL} {
		s.alive, s.ready = nil, nil
		for _, path := range []string{"/livez", "/readyz"} {
			if code, body := get(t, address+path); code != 200 || body != "ok\n" {
				t.Errorf("%s: %d %q", path, code, body)
			}
		}
		s.alive, s.ready = errors.New("the scheduler has not come round for 5 minutes"), errState
		for path, want := range map[string]string{"/livez": "5 minutes", "/readyz": "disk I/O error"} {
			if code, body := get(t, address+path); code != 503 || !strings.Contains(body, want) {
				t.Errorf("%s: %d %q", path, code, body)
			}
		}
	}
	if code, _ := get(t, probes.URL+"/"); code != 404 {
		t.Errorf("the probes serve more than probes: %d", code)
	}
}

// Prometheus's own tool has nothing to say against the metrics.
func TestMetricsByPromtool(t *testing.T) {
	s := troubled()
	metrics := web.NewMetrics()
	metrics.Passed("du-an-cntt", "written", 1)
	metrics.Mailed("sent", 2)
	code, body := get(t, serve(t, s, &asked{}, func(o *web.Options) { o.Metrics = metrics })+"/metrics")
	if code != 200 {
		t.Fatalf("code %d", code)
	}
	for _, want := range []string{
		`rasoat_findings{severity="error",workbook="du-an-cntt"} 7`, `rasoat_items_overdue{workbook="du-an-cntt"} 7`, `rasoat_pass_failures{workbook="du-an-cntt"} 3`,
		`rasoat_funding_gap_dong{workbook="du-an-cntt"} 1.5225e+12`, `rasoat_conditions{kind="hold"} 1`, `rasoat_conditions{kind="calendar"} 0`, `rasoat_outbox_mails{state="waiting"} 2`,
		`rasoat_mail_paused 1`, `rasoat_config_reload_successful 0`, `rasoat_passes_total{outcome="written",workbook="du-an-cntt"} 1`, `rasoat_mails_total{outcome="sent"} 2`,
		`rasoat_calendar_confirmed_until_timestamp_seconds`, `rasoat_pass_success_timestamp_seconds{workbook="du-an-cntt"}`, "process_resident_memory_bytes", "go_goroutines",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the metrics lack %q", want)
		}
	}
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("no promtool here")
	}
	check := exec.CommandContext(t.Context(), promtool, "check", "metrics")
	check.Stdin = strings.NewReader(body)
	if out, err := check.CombinedOutput(); err != nil || len(bytes.TrimSpace(out)) > 0 {
		t.Errorf("promtool: %v\n%s", err, out)
	}
}

func TestMetricsWithoutState(t *testing.T) {
	code, body := get(t, serve(t, &sample{broken: errState}, &asked{}, nil)+"/metrics")
	if code != 200 || !strings.Contains(body, "go_goroutines") || strings.Contains(body, "rasoat_items") {
		t.Errorf("code %d\n%s", code, body)
	}
}
