package digest_test

import (
	"slices"
	"strings"
	"testing"

	"rasoat/sync/digest"
	"rasoat/sync/lang"
	"rasoat/sync/remind"
)

// TestWhoIsAsked holds for greeting and requests: only where the head reads a
// mail does it ask to direct others.
func TestWhoIsAsked(t *testing.T) {
	const head = "Kính gửi: Đồng chí Giám đốc Sở (mẫu)\n"
	for name, c := range map[string]struct {
		roles          []remind.Role
		greeting, asks string
	}{
		"nobody named":       {nil, head, "Đề nghị đồng chí chỉ đạo, trước"},
		"the mailbox":        {[]remind.Role{remind.Mailbox}, head, "Đề nghị đồng chí chỉ đạo, trước"},
		"the head":           {[]remind.Role{remind.Officer, remind.Leader, remind.Head}, head, "Đề nghị đồng chí chỉ đạo, trước"},
		"the officer":        {[]remind.Role{remind.Officer}, "Kính gửi: Đồng chí cán bộ theo dõi nhiệm vụ, dự án của " + ict + "\n", "Đề nghị đồng chí triển khai, trước"},
		"the leader":         {[]remind.Role{remind.Leader}, "Kính gửi: Đồng chí lãnh đạo phụ trách nhiệm vụ, dự án của " + ict + "\n", "Đề nghị đồng chí triển khai, trước"},
		"officer and leader": {[]remind.Role{remind.Officer, remind.Leader}, "Kính gửi: Đồng chí lãnh đạo phụ trách và đồng chí cán bộ theo dõi nhiệm vụ, dự án của " + ict + "\n", "Đề nghị các đồng chí triển khai, trước"},
	} {
		s := samples(t)["third"]
		s.digest.Roles = c.roles
		text := render(t, s).Text
		if !strings.HasPrefix(text, c.greeting) || !strings.Contains(text, c.asks) {
			t.Errorf("%s: want %q and %q in\n%s", name, c.greeting, c.asks, text)
		}
	}
}

// TestTheSubjectSaysWhatItIsAbout has the mail that begins an episode.
func TestTheSubjectSaysWhatItIsAbout(t *testing.T) {
	late, soon := []remind.Line{review()}, []remind.Line{ahead("A", "Dự án mẫu", 3)}
	for want, d := range map[string]remind.Digest{
		"nhiệm vụ, dự án quá hạn":             {Late: late, Advise: late, Soon: soon},
		"nhiệm vụ, dự án chưa định thời hạn":  {Open: late, Resolved: late},
		"dự án cần tham mưu nguồn vốn":        {Advise: late},
		"nhiệm vụ, dự án phối hợp thực hiện":  {Cooperate: late},
		"nhiệm vụ, dự án đến hạn":             {Soon: soon},
		"nhiệm vụ, dự án cần xử lý":           {Advise: late, Soon: soon},
		"nhiệm vụ, dự án đã giải quyết":       {Resolved: []remind.Line{{Key: "a", Name: "Dự án mẫu", Resolution: remind.Funded}}},
		"as the mail that began the episode.": {Late: late, Subject: "as the mail that began the episode."},
	} {
		for i := range d.Resolved {
			d.Resolved[i].Resolution = remind.Funded
		}
		d.Department, d.To = department(ict), []string{"ict@example.com"}
		if got := render(t, of(d, options(t))).Subject; !strings.HasSuffix(got, want) {
			t.Errorf("the subject is %q, want %q", got, want)
		}
	}
}

func TestOnlyARepeatedReminderHasANumber(t *testing.T) {
	for _, c := range []struct {
		step   int
		reason remind.Reason
		want   bool
	}{
		{1, remind.First, false}, {1, remind.Repeat, false}, {2, remind.Repeat, true}, {7, remind.Raised, true},
		{3, remind.Changed, false}, {3, remind.Resolved, false}, {3, remind.NotDue, false},
	} {
		s := samples(t)["third"]
		s.digest.Step, s.digest.Reason = c.step, c.reason
		m := render(t, s)
		for _, text := range []string{m.Preheader, m.Text, m.HTML} {
			if got := strings.Contains(strings.ToLower(text), "nhắc lần"); got != c.want {
				t.Errorf("step %d, %s: it says so: %v", c.step, c.reason, got)
			}
		}
		if strings.Contains(m.Subject, "lần") {
			t.Errorf("the subject changes: %s", m.Subject)
		}
	}
}

func TestARedirectedMailGoesNowhereElse(t *testing.T) {
	for _, name := range []string{"mixture", "overview", "hostile"} {
		s := samples(t)[name]
		plain := render(t, s)
		s.options.Redirect = "kiem-tra@example.com"
		m := render(t, s)
		if !slices.Equal(m.To, []string{"kiem-tra@example.com"}) {
			t.Errorf("%s goes to %v", name, m.To)
		}
		header, _, _ := strings.Cut(string(m.Raw), "\r\n\r\n")
		for _, to := range plain.To {
			if strings.Contains(header, to) {
				t.Errorf("%s: the header names %s:\n%s", name, to, header)
			}
			if first, _, _ := strings.Cut(m.Text, "\n"); !strings.Contains(first, to) || !strings.Contains(m.HTML, to) {
				t.Errorf("%s: it does not say on top that it is meant for %s: %s", name, to, first)
			}
		}
		if m.Key == plain.Key || m.ID == plain.ID {
			t.Errorf("%s: the mail itself could not be told from it: %s", name, m.Key)
		}
		if !strings.HasSuffix(m.Text, plain.Text) || m.Subject != plain.Subject {
			t.Errorf("%s: it says something else", name)
		}
	}
	s := samples(t)["mixture"]
	s.options.Redirect = "a@example.com, b@example.com"
	if m, err := s.render(); err == nil || m.Raw != nil {
		t.Error("two addresses are none")
	}
}

func TestOverviewKey(t *testing.T) {
	s := samples(t)["overview"]
	base := render(t, s)
	if want := "du-an-cntt/overview/2021-01-15/"; !strings.HasPrefix(base.Key, want) {
		t.Errorf("key %q does not begin with %q", base.Key, want)
	}
	for what, change := range map[string]func(*remind.Overview, *digest.Options){
		"another day":        func(_ *remind.Overview, o *digest.Options) { o.Now = o.Now.AddDate(0, 0, 7) },
		"another workbook":   func(_ *remind.Overview, o *digest.Options) { o.Scope = "khac" },
		"another figure":     func(v *remind.Overview, _ *digest.Options) { v.All.Late++ },
		"another department": func(v *remind.Overview, _ *digest.Options) { v.Departments = v.Departments[1:] },
		"another item":       func(v *remind.Overview, _ *digest.Options) { v.Late = v.Late[1:] },
		"somebody found":     func(v *remind.Overview, _ *digest.Options) { v.Held = v.Held[1:] },
	} {
		o, opts := overview(), s.options
		change(&o, &opts)
		if m := render(t, sample{overview: &o, options: opts}); m.Key == base.Key || m.ID == base.ID {
			t.Errorf("%s: still the mail %q", what, m.Key)
		}
	}
	opts := s.options
	opts.Printer = printer(t, lang.English)
	o := overview()
	if m := render(t, sample{overview: &o, options: opts}); m.Key != base.Key {
		t.Errorf("the language makes it another mail: %q", m.Key)
	}
	o.To = nil
	if m, err := digest.RenderOverview(o, opts); err == nil || !strings.Contains(err.Error(), "render the overview: there is no mailbox") || m.Raw != nil {
		t.Errorf("nobody is to get it: %v", err)
	}
	opts.From.Address = "Văn phòng"
	if m, err := digest.RenderOverview(overview(), opts); err == nil || m.Raw != nil {
		t.Error("there is no sender")
	}
}
