package main

import (
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"rasoat/sync/lang"
	"rasoat/sync/plan"
	"rasoat/sync/web"
)

// The alerts watch metrics, with labels and values, that rasoat has.
func TestAlertsWatchWhatThereIs(t *testing.T) {
	now := time.Date(2021, 1, 15, 8, 0, 0, 0, time.UTC)
	b, state := newBoardOver(t, 1, now)
	keep(t, state, "so-0", now.Truncate(24*time.Hour), plan.Figures{Items: 1})
	b.begins("so-0")
	b.ends("so-0", web.Pass{Outcome: "quiet", Started: now, Finished: now})
	there := metricsOf(t, b)

	rules, err := os.ReadFile("../../config/prometheus.rules.yaml")
	check(t, err)
	expressions := regexp.MustCompile(`(?m)^ *#.*$`).ReplaceAllString(string(rules), "")
	watched := map[string]bool{}
	for _, m := range regexp.MustCompile(`\b(rasoat_[a-z_]+)(?:\{([^}]*)\})?`).FindAllStringSubmatch(expressions, -1) {
		watched[m[1]] = true
		if !strings.Contains(there, "\n"+m[1]+"{") && !strings.Contains(there, "\n"+m[1]+" ") {
			t.Errorf("an alert watches %s, which there is not", m[1])
			continue
		}
		for _, label := range regexp.MustCompile(`(\w+)="(\w+)"`).FindAllStringSubmatch(m[2], -1) {
			if label[1] != "job" && m[1] != "rasoat_passes_total" && !regexp.MustCompile(m[1]+`\{[^}]*`+label[0]).MatchString(there) {
				t.Errorf("an alert watches %s, and %s has none", label[0], m[1])
			}
		}
	}
	if len(watched) < 10 {
		t.Errorf("only %d metrics are watched: is this the file?", len(watched))
	}
}

// metricsOf returns what Prometheus is told.
func metricsOf(t *testing.T, b *board) string {
	t.Helper()
	catalogue, err := lang.Load()
	check(t, err)
	page, err := page(&session{ctx: t.Context(), catalogue: catalogue}, b.crew, b, nil)
	check(t, err)
	w := httptest.NewRecorder()
	page.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost/metrics", nil))
	return w.Body.String()
}
