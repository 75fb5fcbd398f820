package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"
)

// least is the smallest file that loads: seven lines.
const least = `workbooks:
  - name: du-an
    file: tracking.xlsx
    lists:
      - name: projects
        tab: Danh mục dự án
        kind: projects
`

// parse reads a file that is right. What Parse takes the schema takes too.
func parse(t *testing.T, text string, environ ...string) *Config {
	t.Helper()
	c, err := Parse("rasoat.yaml", []byte(text), Options{Environ: environ, Rules: knownRules()})
	if err != nil {
		t.Fatalf("Parse:\n%v\nof:\n%s", err, text)
	}
	if len(environ) == 0 { // which may stand for what is wrong in the file
		allows(t, compiled(t), text)
	}
	return c
}

func day(year, month, day int) time.Time {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// plainly compares configurations by what they mean.
func plainly() cmp.Options {
	return cmp.Options{
		cmp.AllowUnexported(Config{}),
		cmp.FilterPath(func(p cmp.Path) bool {
			return slices.Contains([]string{".file", ".places", ".spots"}, p.Last().String())
		}, cmp.Ignore()),
		cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) }),
		cmp.Comparer(func(a, b Cron) bool { return a.Spec == b.Spec && (a.Schedule == nil) == (b.Schedule == nil) }),
		cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }),
	}
}

func TestDefaults(t *testing.T) {
	dir := folder(t)
	got := parse(t, least)
	want := &Config{
		Mode:     Watch,
		Language: Vietnamese,
		Timezone: time.FixedZone("Asia/Ho_Chi_Minh", 7*3600),
		State:    filepath.Join(dir, "state", "rasoat.db"),
		Log:      Log{Level: LogInfo, Format: LogAuto},
		Schedule: got.Schedule,
		Workbooks: []Workbook{{
			Name:   "du-an",
			File:   filepath.Join(dir, "tracking.xlsx"),
			Tabs:   Tabs{Summary: "Tổng hợp", Findings: "Kết quả rà soát"},
			Titles: Titles{Gap: "Vốn còn thiếu so với TMĐT", Warning: "Cảnh báo"},
			Lists:  []List{{Name: "projects", Tab: "Danh mục dự án", Kind: Projects, Numbers: Vietnamese, CategoryFrom: FromBoth}},

			BesideAfter: 4, Signature: KeepSignature,
		}},
		Deadlines: Deadlines{OpenAfter: 90, OpenUrgentAfter: 10, MovedAfter: 2},
		Mail: Mail{
			SMTP:      SMTP{TLS: TLSStart, Auth: AuthAuto, Timeout: 60, PerMinute: 30},
			ReplyDays: 7, RepeatEvery: 5, DueSoon: 7, SnoozeMost: 60, AcknowledgedFor: 10, Settle: 30,
			Storm: Storm{5, 30}, Overview: Overview{Weekday: Monday}, Approve: ApproveFirst,
			DailyCap: 200, Hours: Hours{7, 18}, KeepBodies: 90, KeepHistory: 730,
		},
		Google:  Google{Changes: true, ReadEvery: 12, Comments: Comments{PerDay: 10}, Limits: Limits{60, 60, 300, 300}},
		History: History{90, 730},
		Ping:    Ping{Every: 5},
		Backups: Backups{filepath.Join(dir, "state", "backups"), 7},
		Web:     Web{Listen: "127.0.0.1:9730"},
	}
	if diff := cmp.Diff(want, got, plainly()); diff != "" {
		t.Errorf("defaults differ (-want +got):\n%s", diff)
	}

	// Friday evening: the next pass and the next digest are on Monday.
	friday := time.Date(2021, 1, 15, 19, 0, 0, 0, got.Timezone)
	if next := got.Schedule.Passes.Schedule.Next(friday); !next.Equal(time.Date(2021, 1, 18, 7, 0, 0, 0, got.Timezone)) {
		t.Errorf("next pass at %v", next)
	}
	if next := got.Schedule.Digests.Schedule.Next(friday); !next.Equal(time.Date(2021, 1, 18, 7, 30, 0, 0, got.Timezone)) {
		t.Errorf("next digest at %v", next)
	}
}

func TestNamesFollowTheLanguage(t *testing.T) {
	w := parse(t, least+"language: en\n").Workbooks[0]
	if want := (Tabs{"Summary", "Findings"}); w.Tabs != want {
		t.Errorf("tabs are %v, want %v", w.Tabs, want)
	}
	if want := (Titles{"Funding gap", "Warnings"}); w.Titles != want {
		t.Errorf("titles are %v, want %v", w.Titles, want)
	}
}

// Each text is added to the smallest file; those that begin with blanks go on
// in its list.
func TestGoodValues(t *testing.T) {
	dir := folder(t)
	list := func(c *Config) List { return c.Workbooks[0].Lists[0] }
	amount := func(s string) *decimal.Decimal { d := decimal.RequireFromString(s); return &d }
	no := false
	tests := []struct {
		text string
		get  func(*Config) any
		want any
	}{
		{"mode: annotate", func(c *Config) any { return c.Mode }, Annotate},
		{"mode: # nothing: the default", func(c *Config) any { return c.Mode }, Watch},
		{"timezone: UTC", func(c *Config) any { return c.Timezone.String() }, "UTC"},
		{"state: ../data/state.db", func(c *Config) any { return c.State }, filepath.Join(filepath.Dir(dir), "data", "state.db")},
		{"state: /var/lib/rasoat.db", func(c *Config) any { return filepath.ToSlash(c.State) }, "/var/lib/rasoat.db"},
		{`schedule: {passes: "@hourly"}`, func(c *Config) any { return c.Schedule.Passes.Spec }, "@hourly"},
		{`schedule: {passes: "0 0 29 2 *"}`, func(c *Config) any { return c.Schedule.Passes.Spec }, "0 0 29 2 *"},
		{"log: {level: debug, format: json}", func(c *Config) any { return c.Log }, Log{LogDebug, LogJSON}},
		{"deadlines: {open_after: 30}", func(c *Config) any { return c.Deadlines }, Deadlines{30, 10, 0, 2}},
		{"deadlines: {stale_after: 45, moved_after: 0}", func(c *Config) any { return c.Deadlines }, Deadlines{90, 10, 45, 0}},
		{`ping: {url: "https://ping.example.com/a?status=up&msg=b"}`, func(c *Config) any { return c.Ping }, Ping{URL: "https://ping.example.com/a?status=up&msg=b", Every: 5}},
		{"ping: {url: http://127.0.0.1:8000/a, every: 1, allow_private: true}", func(c *Config) any { return c.Ping.Host() }, "127.0.0.1:8000"},
		{"rules: {total/section: off, key/missing: error}", func(c *Config) any { return c.Rules },
			map[string]RuleLevel{"total/section": RuleOff, "key/missing": RuleError}},

		{"events: {kỳ họp cuối năm: 2020-12-07}", func(c *Config) any { return c.Events }, map[string]time.Time{"kỳ họp cuối năm": day(2020, 12, 7)}},
		{"events: {kỳ họp cuối năm: 7/12/2020}", func(c *Config) any { return c.Events }, map[string]time.Time{"kỳ họp cuối năm": day(2020, 12, 7)}},
		{"events: {\"ky\u0300 ho\u0323p\": 2020-12-07}", func(c *Config) any { return c.Events }, map[string]time.Time{"k\u1ef3 h\u1ecdp": day(2020, 12, 7)}},

		{"        header: A6:P8", func(c *Config) any { return list(c).Header }, Range{5, 0, 8, 16}},
		{"        header: $B$6", func(c *Config) any { return list(c).Header }, Range{5, 1, 6, 2}},
		{"        unit: Triệu Đồng", func(c *Config) any { return list(c).Unit }, Unit{"triệu đồng", decimal.NewFromInt(1_000_000)}},
		{"        unit: tỉ đồng", func(c *Config) any { return list(c).Unit }, Unit{"tỷ đồng", decimal.NewFromInt(1_000_000_000)}},
		{"        unit: {label: £m, factor: 1000000}", func(c *Config) any { return list(c).Unit }, Unit{"£m", decimal.NewFromInt(1_000_000)}},
		{"        unit: {label: xu, factor: 0.01}", func(c *Config) any { return list(c).Unit }, Unit{"xu", decimal.RequireFromString("0.01")}},
		{"        numbers: en", func(c *Config) any { return list(c).Numbers }, English},
		{`        blank: [x, "Exempt*"]`, func(c *Config) any { return list(c).Blank }, []string{"x", "Exempt*"}},
		{"        blank: x", func(c *Config) any { return list(c).Blank }, []string{"x"}},
		{"        plan_included: false", func(c *Config) any { return list(c).PlanIncluded }, &no},
		{`        columns: {code: Mã dự án, total: [Tổng mức đầu tư, "=h"], remark: "-"}`, func(c *Config) any { return list(c).Columns },
			map[Field][]string{FieldCode: {"Mã dự án"}, FieldTotal: {"Tổng mức đầu tư", "=H"}, FieldRemark: {"-"}}},
		{"        columns: {plan: 2021}", func(c *Config) any { return list(c).Columns }, map[Field][]string{FieldPlan: {"2021"}}},
		{`        allocated_by_source: {Đầu tư công: "=I", Khác: Nguồn khác}`, func(c *Config) any { return list(c).AllocatedBySource },
			map[string]string{"Đầu tư công": "=I", "Khác": "Nguồn khác"}},
		{"        allocated_by_source: {vốn ĐẦU TƯ công: \"=I\"}\nsources: [{name: Đầu tư công, aliases: Vốn đầu tư công}]",
			func(c *Config) any { return list(c).AllocatedBySource }, map[string]string{"Đầu tư công": "=I"}},
		{`        amounts: ["=c:q", TỔNG CHI]`, func(c *Config) any { return list(c).Amounts }, []string{"=C:Q", "TỔNG CHI"}},
		{`        sums: ["h=i+ j − k", "AA = AB"]`, func(c *Config) any { return list(c).Sums },
			[]Sum{{7, []int{8, 9}, []int{10}, "H = I + J - K"}, {26, []int{27}, nil, "AA = AB"}}},
		{"        sums: H = I + J", func(c *Config) any { return list(c).Sums }, []Sum{{7, []int{8, 9}, nil, "H = I + J"}}},
		{"        category_from: section", func(c *Config) any { return list(c).CategoryFrom }, FromSection},
		{"        required: [code, total]", func(c *Config) any { return list(c).Required }, []Field{FieldCode, FieldTotal}},
		{"        dropdowns: [status, department]\nstatuses: [{name: Hoàn thành}]\ndirectory: {tab: Danh bạ}", func(c *Config) any { return list(c).Dropdowns },
			[]Closed{ClosedStatus, ClosedDepartment}},
		{"        declared: {total: 1.700 tỷ, at_least: true}", func(c *Config) any { return list(c).Declared },
			Declared{Total: amount("1700000000000"), AtLeast: true}},
		{"        categories:\n          - {name: Nhóm B}\n          - {name: Nhóm A, short: A, declared: {count: 0}}",
			func(c *Config) any { return list(c).Categories },
			[]Category{{Name: "Nhóm B"}, {Name: "Nhóm A", Short: "A", Declared: Declared{Count: new(int)}}}},

		{"        categories: [{name: Nhóm 1, requires: [decision, decided_on]}]", func(c *Config) any { return list(c).Categories[0].Requires },
			[]Field{FieldDecision, FieldDecidedOn}},
		{"        columns: {opinion: [Ý kiến STC, Ý kiến Sở KHĐT], need: Nhu cầu vốn, explanation: Giải trình}", func(c *Config) any { return list(c).Columns },
			map[Field][]string{FieldOpinion: {"Ý kiến STC", "Ý kiến Sở KHĐT"}, FieldNeed: {"Nhu cầu vốn"}, FieldExplanation: {"Giải trình"}}},
		{"        header: A6:P8\n      - {name: again, tab: danh mục dự án, kind: table, header: A40:F41}",
			func(c *Config) any { return c.Workbooks[0].Lists[1].Header }, Range{39, 0, 41, 6}},

		{"directory: {tab: Danh bạ cơ quan}", func(c *Config) any { return c.Directory }, Directory{Tab: "Danh bạ cơ quan"}},
		{"directory: {departments: [{name: Sở Tài chính, aliases: STC, emails: STC@Example.COM, addressee: Đồng chí Giám đốc}]}",
			func(c *Config) any { return c.Directory.Departments },
			[]Department{{Name: "Sở Tài chính", Aliases: []string{"STC"}, Emails: []string{"STC@example.com"}, Addressee: "Đồng chí Giám đốc"}}},
		{"directory: {departments: [{name: Sở KH&ĐT, until: 28/02/2025, successor: SỞ  TÀI CHÍNH}, {name: Sở Tài chính}]}",
			func(c *Config) any { return c.Directory.Departments[0] },
			Department{Name: "Sở KH&ĐT", Until: day(2025, 2, 28), Successor: "Sở Tài chính"}},
		{"directory: {departments: [{name: Sở KH và ĐT}]}\nsources: [{name: Đầu tư công, adviser: sở KH&ĐT}]",
			func(c *Config) any { return c.Sources }, []Source{{Name: "Đầu tư công", Adviser: "Sở KH và ĐT"}}},
		{"directory: {tab: Danh bạ}\nsources: [{name: Đầu tư công, adviser: Sở KH&ĐT}]",
			func(c *Config) any { return c.Sources }, []Source{{Name: "Đầu tư công", Adviser: "Sở KH&ĐT"}}},
		{"sources: [{name: Chưa xác định, undecided: true}]", func(c *Config) any { return c.Sources }, []Source{{Name: "Chưa xác định", Undecided: true}}},
		{"statuses: [{name: Hoàn thành, aliases: [Xong, hoàn thành], done: true}]", func(c *Config) any { return c.Statuses },
			[]Status{{"Hoàn thành", []string{"Xong", "hoàn thành"}, true}}},
		{"priorities:\n  - name: >\n      Cấp\n      bách\n    urgent: true", func(c *Config) any { return c.Priorities },
			[]Priority{{"Cấp bách", nil, true}}},
		{"mail: {outbox: out, from: {address: rasoat@example.com}, domains: [Example.com, thanh-pho.example.com], reply_days: 5}",
			func(c *Config) any { return c.Mail },
			mailWith(func(m *Mail) {
				m.Outbox, m.From.Address = filepath.Join(dir, "out"), "rasoat@example.com"
				m.Domains, m.ReplyDays = []string{"example.com", "thanh-pho.example.com"}, 5
			})},

		{"google: {credentials: key.json, endpoint: \"http://127.0.0.1:8080\", limits: {reads: 30}}", func(c *Config) any { return c.Google },
			Google{Credentials: filepath.Join(dir, "key.json"), Endpoint: "http://127.0.0.1:8080", Changes: true, ReadEvery: 12, Comments: Comments{PerDay: 10}, Limits: Limits{30, 60, 300, 300}}},
		{"google: {changes: false, read_every: 3, drive_endpoint: \"https://drive.example.com\"}", func(c *Config) any { return c.Google },
			Google{DriveEndpoint: "https://drive.example.com", ReadEvery: 3, Comments: Comments{PerDay: 10}, Limits: Limits{60, 60, 300, 300}}},
		{"google: {token_url: https://token.example.com/oauth/}", func(c *Config) any { return c.Google.TokenURL }, "https://token.example.com/oauth/"},
		{"google: {comments: {after: 14, per_day: 3}}", func(c *Config) any { return c.Google.Comments }, Comments{14, 3}},
		{"google:", func(c *Config) any { return c.Google }, Google{Changes: true, ReadEvery: 12, Comments: Comments{PerDay: 10}, Limits: Limits{60, 60, 300, 300}}},
		{"network: {ca_file: /etc/ssl/ca.pem}", func(c *Config) any { return filepath.ToSlash(c.Network.CAFile) }, "/etc/ssl/ca.pem"},

		{"log: &log {level: warn}\nschedule: {passes: &daily \"0 7 * * *\", digests: *daily}",
			func(c *Config) any { return c.Schedule.Digests.Spec }, "0 7 * * *"},
		{"      - {name: more, tab: Thêm, kind: table, <<: [{numbers: en, kind: tasks}, {numbers: vi, unit: tỷ}]}",
			func(c *Config) any { return c.Workbooks[0].Lists[1] },
			List{Name: "more", Tab: "Thêm", Kind: Table, Numbers: English, Unit: Unit{"tỷ đồng", decimal.NewFromInt(1_000_000_000)}, CategoryFrom: FromBoth}},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			got := test.get(parse(t, least+test.text+"\n"))
			if diff := cmp.Diff(test.want, got, plainly()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestCSV(t *testing.T) {
	c := parse(t, `workbooks:
  - name: gmpp
    csv: {file: gmpp.csv, encoding: windows-1252, comma: "\t"}
    lists: [{name: projects, kind: projects}]
  - name: other
    csv: {file: other.csv}
    lists: [{name: projects, kind: table}]
`)
	dir := folder(t)
	if got, want := *c.Workbooks[0].CSV, (CSV{filepath.Join(dir, "gmpp.csv"), Windows1252, '\t'}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := *c.Workbooks[1].CSV, (CSV{filepath.Join(dir, "other.csv"), UTF8, ','}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestGoogle(t *testing.T) {
	const id = "1mYq0VbK3sTn8xWc5rGdLzPfJ2hUoEaB7iXvNtRk4Qy6"
	for _, written := range []string{
		id,
		"https://docs.google.com/spreadsheets/d/" + id,
		"https://docs.google.com/spreadsheets/d/" + id + "/edit#gid=0",
		"https://docs.google.com/spreadsheets/d/" + id + "/edit?gid=77&usp=sharing#gid=77",
		"https://docs.google.com/spreadsheets/u/1/d/" + id + "/edit",
		"https://docs.google.com/a/example.com/spreadsheets/d/" + id + "/edit",
		"docs.google.com/spreadsheets/d/" + id + "/edit",
	} {
		c := parse(t, `workbooks:
  - name: du-an
    google: {spreadsheet: "`+written+`"}
    lists: [{name: projects, tab: Danh mục dự án, kind: projects}]
  - name: tabs-only
    google: {columns: false, spreadsheet: 0_other-other-other-other}
    lists: [{name: projects, tab: Danh mục dự án, kind: projects}]
`)
		if got, want := *c.Workbooks[0].Google, (Spreadsheet{ID: id, Columns: true}); got != want {
			t.Errorf("%s: got %v, want %v", written, got, want)
		}
		if got, want := *c.Workbooks[1].Google, (Spreadsheet{ID: "0_other-other-other-other"}); got != want {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

func TestAmounts(t *testing.T) {
	tests := []struct{ text, want string }{ // want "" for a text that is refused
		{"1.700 tỷ", "1700000000000"},
		{"1.700 tỉ đồng", "1700000000000"},
		{"1 700 tỷ", "1700000000000"},
		{"1.716,5 tỷ", "1716500000000"},
		{"1.716,543 tỷ", "1716543000000"},
		{"0,125 tỷ", "125000000"},
		{"35 TỶ ĐỒNG", "35000000000"},
		{"35tỷ", "35000000000"},
		{"250.000 triệu đồng", "250000000000"},
		{"250.000,123456 triệu", "250000123456"},
		{"7 nghìn đồng", "7000"},
		{"1700000000000", "1700000000000"},
		{"1.700.000.000.000", "1700000000000"},
		{"1.700.000.000.000 đồng", "1700000000000"},
		{"0", "0"},
		{"0,5 đồng", "0.5"},
		{"", ""}, {"tỷ", ""}, {"-5 tỷ", ""}, {"1.700", ""}, {"1,5", ""}, {"1,700 tỷ", ""}, {"1.5 tỷ", ""}, {"1,7,5 tỷ", ""},
		{"1.70.000 tỷ", ""}, {"1.700 tỷ tỷ", ""}, {"1e9", ""}, {"1_000", ""}, {"NaN", ""}, {"1.700 £m", ""}, {"1.700, tỷ", ""},
		{strings.Repeat("9", 31), ""},
	}
	for _, test := range tests {
		got, e := parseAmount(test.text)
		switch {
		case test.want == "" && e == nil:
			t.Errorf("%q: took it for %s", test.text, got)
		case test.want != "" && e != nil:
			t.Errorf("%q: %v", test.text, e)
		case test.want != "" && got.String() != test.want:
			t.Errorf("%q is %s, want %s", test.text, got, test.want)
		}
	}
}

func TestEnvironmentOverrides(t *testing.T) {
	dir := folder(t)
	c := parse(t, least+`mode: wrong   # nobody reads it
log: {level: debug, format: json}
mail:
  from: {name: Văn phòng, address: old@example.com}
  domains: example.com
`,
		"HOME=/root",
		"RASOAT_CONFIG=/etc/rasoat.yaml",
		"RASOAT_MODE=remind",
		"RASOAT_STATE=data/state.db",
		"RASOAT_LOG_LEVEL=warn",
		"RASOAT_TIMEZONE=", // counts as not set
		"RASOAT_SCHEDULE_PASSES=* * * * *",
		"RASOAT_DIRECTORY_TAB=Danh bạ = cơ quan",
		"RASOAT_DEADLINES_OPEN_URGENT_AFTER=5",
		"RASOAT_DEADLINES_STALE_AFTER=60",
		"RASOAT_MAIL_OUTBOX=out",
		"RASOAT_MAIL_AGENCY=UBND tỉnh",
		"RASOAT_MAIL_FROM_ADDRESS=new@example.com",
		"RASOAT_MAIL_CONTACT_PHONE=0200 000 0000",
		"RASOAT_GOOGLE_CREDENTIALS=/run/secrets/key.json",
		"RASOAT_GOOGLE_LIMITS_PROJECT_WRITES=100",
		"RASOAT_NETWORK_CA_FILE=ca.pem",
	)
	got := []any{c.Mode, c.State, c.Log, c.Timezone.String(), c.Schedule.Passes.Spec, c.Directory.Tab, c.Deadlines, c.Mail, c.Google, c.Network}
	want := []any{Remind, filepath.Join(dir, "data", "state.db"), Log{LogWarn, LogJSON}, "Asia/Ho_Chi_Minh", "* * * * *", "Danh bạ = cơ quan",
		Deadlines{90, 5, 60, 2}, mailWith(func(m *Mail) {
			m.Outbox = filepath.Join(dir, "out")
			m.From = Mailbox{"Văn phòng", "new@example.com"}
			m.Agency = "UBND tỉnh"
			m.Contact.Phone = "0200 000 0000"
			m.Domains = []string{"example.com"}
		}),
		Google{Credentials: resolve(dir, "/run/secrets/key.json"), Changes: true, ReadEvery: 12, Comments: Comments{PerDay: 10}, Limits: Limits{60, 60, 300, 100}},
		Network{CAFile: filepath.Join(dir, "ca.pem")},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEveryVariable(t *testing.T) {
	want := []string{
		"backups.folder", "backups.keep", "calendar.culture_day", "calendar.file", "calendar.tab",
		"deadlines.moved_after", "deadlines.open_after", "deadlines.open_urgent_after", "deadlines.stale_after", "directory.tab",
		"google.changes", "google.comments.after", "google.comments.per_day", "google.credentials", "google.drive_endpoint", "google.endpoint", "google.limits.project_reads", "google.limits.project_writes", "google.limits.reads",
		"google.limits.writes", "google.read_every", "google.token_url", "history.figures", "history.runs", "language", "log.format", "log.level",
		"mail.acknowledged_for", "mail.agency", "mail.approve", "mail.bounce_to", "mail.contact.name", "mail.contact.office",
		"mail.contact.phone", "mail.cooperating", "mail.daily_cap", "mail.due_soon", "mail.from.address", "mail.from.name",
		"mail.hours.from", "mail.hours.to", "mail.keep_bodies", "mail.keep_history", "mail.list", "mail.outbox",
		"mail.overview.addressee", "mail.overview.weekday", "mail.redirect_to", "mail.repeat_every", "mail.reply_days", "mail.reply_to",
		"mail.settle", "mail.smtp.auth", "mail.smtp.hello", "mail.smtp.host", "mail.smtp.oauth.client_id",
		"mail.smtp.oauth.client_secret", "mail.smtp.oauth.client_secret_file", "mail.smtp.oauth.token_url", "mail.smtp.password",
		"mail.smtp.password_file", "mail.smtp.per_minute", "mail.smtp.plain_without_tls", "mail.smtp.port", "mail.smtp.server_name",
		"mail.smtp.timeout", "mail.smtp.tls", "mail.smtp.token_file", "mail.smtp.username", "mail.snooze_most", "mail.storm.count",
		"mail.storm.share", "mode", "network.ca_file", "ping.allow_private", "ping.every", "ping.url",
		"schedule.at_once", "schedule.digests", "schedule.on_change", "schedule.pass_limit", "schedule.passes", "state",
		"timezone", "web.allow_open", "web.config_file", "web.listen", "web.probes", "web.token_file",
	}
	got := slices.Sorted(slices.Values(singles("", reflect.TypeFor[Config](), "")))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("keys that the environment can set (-want +got):\n%s", diff)
	}
}

func TestMistakesOfValues(t *testing.T) {
	c := parse(t, least+`        columns: {total: [Tổng mức, "=F"]}
        categories:
          - {name: Nhóm 1}
rules: {total/section: off}
`, "RASOAT_MODE=annotate")
	tests := []struct {
		path      string
		line, col int
	}{
		{"workbooks[0].lists[0].kind", 7, 15},
		{"workbooks[0].lists[0].columns.total", 8, 26},
		{"workbooks[0].lists[0].columns.total[1]", 8, 37},
		{"workbooks[0].lists[0].categories[0].name", 10, 20},
		{"rules.total/section", 11, 24},
		{"workbooks[0].lists[0].declared.count", 5, 9}, // not there: the list
		{"workbooks[0].tabs.summary", 2, 5},
		{"mode", 0, 0}, // set by the environment
		{"mail.outbox", 1, 1},
		{"", 1, 1},
	}
	for _, test := range tests {
		if e := c.Mistake(test.path, 0, "is wrong"); e.Line != test.line || e.Column != test.col {
			t.Errorf("%s stands at %d:%d, want %d:%d", test.path, e.Line, e.Column, test.line, test.col)
		}
	}
	if e := new(Config).Mistake("mode", 0, "is wrong"); e.Line != 0 || e.Column != 0 {
		t.Errorf("an empty Config knows the place %d:%d", e.Line, e.Column)
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "rasoat.yaml")
	if _, err := Load(file, Options{}); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), file) {
		t.Errorf("a file that does not exist: %v", err)
	}
	if _, err := Load(dir, Options{}); err == nil {
		t.Error("a folder was taken for a file")
	}
	if err := os.WriteFile(file, []byte("\ufeff"+least), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(file, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(dir, "tracking.xlsx"); c.Workbooks[0].File != want {
		t.Errorf("the workbook is %s, want %s", c.Workbooks[0].File, want)
	}
	if err := os.WriteFile(file, []byte(least+"modus: x\nmode: x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Load(file, Options{})
	var all Errors
	var first *Error
	if !errors.As(err, &all) || !errors.As(err, &first) || len(all) != 2 || first != all[0] {
		t.Fatalf("error is %T: %v", err, err)
	}
	want := Error{File: file, Line: 8, Column: 1, Key: "modus", Msg: "is not a known key", Nearest: "mode"}
	first.Allowed = nil
	if diff := cmp.Diff(want, *first, cmpopts.IgnoreUnexported(Error{})); diff != "" {
		t.Errorf("first error (-want +got):\n%s", diff)
	}
}

func TestRulesAreOnlyCheckedWhenKnown(t *testing.T) {
	if _, err := Parse("rasoat.yaml", []byte(least+"rules: {any/thing: off}\n"), Options{}); err != nil {
		t.Errorf("without names of rules: %v", err)
	}
}

// A few lines of aliases can stand for more than a computer holds.
func TestAliasesAreBounded(t *testing.T) {
	text := "statuses:\n  - &a {name: A, aliases: [" + strings.Repeat("x,", 500) + "x]}\n" + strings.Repeat("  - *a\n", 500)
	_, err := Parse("rasoat.yaml", []byte(least+text), Options{})
	if err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("error is %.200v", err)
	}
	for _, text := range []string{"statuses: &a [*a]\n", "log: &a {<<: *a}\n", "mail: &a {from: *a}\n", "rules: &a {*a : off}\n"} {
		if _, err := Parse("rasoat.yaml", []byte(least+text), Options{}); err == nil && !strings.Contains(text, "<<") {
			t.Errorf("%q was taken", text)
		}
	}
}

// The tab of a named list is called as its title begins, where that is not
// taken.
func TestTabsOfNamedLists(t *testing.T) {
	c := parse(t, `workbooks: [{name: w, file: a.xlsx, lists: [{name: l, tab: T, kind: projects}]}]
lists:
  - {name: a, title: "Danh mục: đã duyệt"}
  - {name: b, title: Danh mục dự án đã có quyết định phê duyệt chủ trương đầu tư}
  - {name: c, title: Danh mục dự án đã có quyết định phê duyệt nhưng chưa triển khai}
  - {name: d, title: Tổng hợp}
  - {name: e, title: Khác, tab: Bổ sung}
`)
	var got []string
	for _, l := range c.Lists {
		got = append(got, l.Tab)
	}
	want := []string{"Danh mục đã duyệt", "Danh mục dự án đã có quyết …", "c", "d", "Bổ sung"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A file may be as long as it needs to be; only what aliases make of it is bounded.
func TestTenThousandWorkbooks(t *testing.T) {
	var text strings.Builder
	text.WriteString("workbooks:\n")
	for i := range 10_000 {
		fmt.Fprintf(&text, "  - {name: w-%d, google: {spreadsheet: spreadsheet-%032d}, lists: [{name: tasks, tab: Nhiệm vụ, kind: tasks}]}\n", i, i)
	}
	path := filepath.Join(t.TempDir(), "rasoat.yaml")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(path, Options{})
	if err != nil || len(c.Workbooks) != 10_000 {
		t.Fatal(err)
	}
}
