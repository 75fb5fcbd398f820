package config

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// metrics are what the program tells Prometheus of itself, and what Prometheus
// and the client library know anyway.
func metrics() []string {
	return strings.Fields(`up process_start_time_seconds
		rasoat_heartbeat_timestamp_seconds rasoat_config_reload_successful
		rasoat_pass_next_timestamp_seconds rasoat_pass_success_timestamp_seconds rasoat_pass_failures rasoat_pass_duration_seconds_bucket
		rasoat_unwritten rasoat_items rasoat_findings
		rasoat_outbox_mails rasoat_outbox_oldest_timestamp_seconds rasoat_mails_total rasoat_mail_paused
		rasoat_conditions rasoat_calendar_confirmed_until_timestamp_seconds rasoat_state_bytes`)
}

// Every alert says how bad it is, what happened and what to do, has a section
// in the README, and asks for metrics that there are. What it fires at is tried
// by promtool.
func TestAlerts(t *testing.T) {
	data, err := os.ReadFile("prometheus.rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Groups []struct {
			Rules []struct {
				Alert, Expr         string
				Labels, Annotations map[string]string
			}
		}
	}
	if err := yaml.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	var alerts []string
	metric := regexp.MustCompile(`[a-z_]+(?:\{)`)
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			alerts = append(alerts, r.Alert)
			if s := r.Labels["severity"]; s != "critical" && s != "warning" {
				t.Errorf("%s: severity %q", r.Alert, s)
			}
			if r.Annotations["summary"] == "" || len(r.Annotations["description"]) < 60 {
				t.Errorf("%s does not say what happened and what to do", r.Alert)
			}
			if want := "README.md#" + strings.ToLower(r.Alert); r.Annotations["runbook_url"] != want {
				t.Errorf("%s: runbook %q, want %q", r.Alert, r.Annotations["runbook_url"], want)
			}
			asked := metric.FindAllString(r.Expr, -1)
			if len(asked) == 0 {
				t.Errorf("%s asks for nothing", r.Alert)
			}
			for _, m := range asked {
				if m = strings.TrimSuffix(m, "{"); !slices.Contains(metrics(), m) {
					t.Errorf("%s asks for %s, which there is not", r.Alert, m)
				}
			}
		}
	}
	var sections []string
	for _, s := range regexp.MustCompile(`(?m)^#### (Rasoat\w+)$`).FindAllStringSubmatch(string(readme), -1) {
		sections = append(sections, s[1])
	}
	if !slices.Equal(alerts, sections) {
		t.Errorf("the alerts are %v,\nand the sections of the README %v", alerts, sections)
	}
}
