package web

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/rs/zerolog"
)

// Metrics counts what happens for as long as the process lives, over every
// configuration that takes over. The rest of /metrics is read from the Source
// when it is asked for.
type Metrics struct {
	passes    *prometheus.CounterVec
	durations prometheus.Histogram
	mails     *prometheus.CounterVec
}

// NewMetrics returns counters at nought.
func NewMetrics() *Metrics {
	m := &Metrics{
		passes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rasoat_passes_total", Help: "Passes that ended, by workbook and by what they came to.",
		}, []string{"workbook", "outcome"}),
		durations: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "rasoat_pass_duration_seconds", Help: "How long passes took, from reading to the last write.",
			Buckets: []float64{0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180, 600},
		}),
		mails: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rasoat_mails_total", Help: "Deliveries of a mail to one recipient that were attempted, by what became of them.",
		}, []string{"outcome"}),
	}
	for _, outcome := range []string{"sent", "deferred", "dead"} {
		m.mails.WithLabelValues(outcome) // there from the start, so that the first one is seen as a rise
	}
	return m
}

// Passed counts a pass that ended.
func (m *Metrics) Passed(workbook, outcome string, took time.Duration) {
	m.passes.WithLabelValues(workbook, outcome).Inc()
	m.durations.Observe(took.Seconds())
}

// Unread counts a pass that left the workbook unread: it took no time.
func (m *Metrics) Unread(workbook string) { m.passes.WithLabelValues(workbook, "unread").Inc() }

// Mailed counts deliveries: sent, deferred or dead.
func (m *Metrics) Mailed(outcome string, n int) { m.mails.WithLabelValues(outcome).Add(float64(n)) }

func (m *Metrics) register(r *prometheus.Registry, source Source) error {
	for _, c := range []prometheus.Collector{
		m.passes, m.durations, m.mails, newStanding(source),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	} {
		if err := r.Register(c); err != nil {
			return err
		}
	}
	return nil
}

func metricsHandler(r *prometheus.Registry, log zerolog.Logger) http.Handler {
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{
		ErrorLog: scrapeLog{log}, ErrorHandling: promhttp.ContinueOnError, Registry: r,
	})
}

// scrapeLog has the program's log tell of what a scrape lacks.
type scrapeLog struct{ zerolog.Logger }

func (l scrapeLog) Println(v ...any) {
	l.Warn().Str("reason", mask(fmt.Sprint(v...))).Msg("the metrics are not complete")
}

// standing makes metrics of what the Source tells.
type standing struct {
	source Source
	all    map[string]*prometheus.Desc
}

func newStanding(source Source) *standing {
	s := &standing{source: source, all: map[string]*prometheus.Desc{}}
	for _, d := range []struct {
		name, help string
		labels     []string
	}{
		{"build_info", "Always 1; the labels say which program this is.", []string{"version", "goversion"}},
		{"heartbeat_timestamp_seconds", "When the scheduler last came round.", nil},
		{"config_reload_successful", "1 where the newest configuration is in force, 0 where it was refused.", nil},
		{"config_reload_timestamp_seconds", "When the configuration in force was loaded.", nil},
		{"pass_timestamp_seconds", "When the last pass over the workbook ended, 0 before the first.", []string{"workbook"}},
		{"pass_success_timestamp_seconds", "When the last pass over the workbook ended that did not fail, 0 before the first.", []string{"workbook"}},
		{"pass_next_timestamp_seconds", "When the next pass over the workbook is due by its schedule.", []string{"workbook"}},
		{"pass_failures", "How many passes over the workbook have failed in a row.", []string{"workbook"}},
		{"unwritten", "1 where the last pass had something to write into the workbook and could not.", []string{"workbook"}},
		{"findings", "Findings that warn, at the last pass.", []string{"workbook", "severity"}},
		{"items", "Projects and tasks in the workbook, at the last pass.", []string{"workbook"}},
		{"items_overdue", "Projects and tasks that are overdue, at the last pass.", []string{"workbook"}},
		{"funding_gap_dong", "Money that is missing, in đồng, at the last pass.", []string{"workbook"}},
		{"outbox_mails", "Mails in the outbox: those that wait for approval, are to be delivered, or were given up in the last 30 days.", []string{"state"}},
		{"outbox_oldest_timestamp_seconds", "When the oldest mail that is not settled was made, 0 where there is none.", nil},
		{"mail_paused", "1 while the operator holds all mail.", nil},
		{"conditions", "What the operator has to look at, by kind.", []string{"kind"}},
		{"calendar_confirmed_until_timestamp_seconds", "The last day whose days off are decided.", nil},
		{"state_bytes", "Size of the state on the disk.", nil},
	} {
		s.all[d.name] = prometheus.NewDesc("rasoat_"+d.name, d.help, d.labels, nil)
	}
	return s
}

// Describe implements [prometheus.Collector].
func (s *standing) Describe(to chan<- *prometheus.Desc) {
	for _, d := range s.all {
		to <- d
	}
}

// scrapeTime is how long the state may take to be read for a scrape.
const scrapeTime = 5 * time.Second

// Collect implements [prometheus.Collector].
func (s *standing) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTime)
	defer cancel()
	status, err := s.source.Status(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(s.all["build_info"], err)
		return
	}
	gauge := func(name string, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(s.all[name], prometheus.GaugeValue, v, labels...)
	}
	gauge("build_info", 1, status.Version, runtime.Version())
	gauge("heartbeat_timestamp_seconds", seconds(&status.Beat))
	gauge("config_reload_successful", number(status.Configuration.Refused == ""))
	gauge("config_reload_timestamp_seconds", seconds(&status.Configuration.Loaded))
	for _, w := range status.Workbooks {
		workbookMetrics(gauge, &w)
	}
	m := status.Mail
	gauge("outbox_mails", float64(m.Waiting), "waiting")
	gauge("outbox_mails", float64(m.Pending), "pending")
	gauge("outbox_mails", float64(m.Dead), "dead")
	gauge("outbox_oldest_timestamp_seconds", seconds(m.Oldest))
	gauge("mail_paused", number(m.Paused != nil))
	kinds := map[string]int{}
	for _, c := range status.Conditions {
		kinds[c.Kind]++
	}
	for _, kind := range conditionKinds() {
		gauge("conditions", float64(kinds[kind]), kind)
	}
	gauge("calendar_confirmed_until_timestamp_seconds", seconds(&status.Calendar.ConfirmedUntil))
	gauge("state_bytes", float64(status.StateBytes))
}

func workbookMetrics(gauge func(string, float64, ...string), w *Workbook) {
	var last, unwritten float64
	if w.Last != nil {
		last, unwritten = seconds(&w.Last.Finished), number(w.Last.Behind())
	}
	gauge("pass_timestamp_seconds", last, w.Name)
	gauge("pass_success_timestamp_seconds", seconds(w.Good), w.Name)
	if w.NextPass != nil {
		gauge("pass_next_timestamp_seconds", seconds(w.NextPass), w.Name)
	}
	gauge("pass_failures", float64(w.Failures), w.Name)
	gauge("unwritten", unwritten, w.Name)
	if f := w.Figures; f != nil {
		gauge("findings", float64(f.Errors), w.Name, "error")
		gauge("findings", float64(f.Warnings), w.Name, "warning")
		gauge("findings", float64(f.Notices), w.Name, "notice")
		gauge("items", float64(f.Items), w.Name)
		gauge("items_overdue", float64(f.Late), w.Name)
		gauge("funding_gap_dong", f.Short.InexactFloat64(), w.Name)
	}
}

func number(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// seconds returns the Unix time, 0 for none.
func seconds(t *time.Time) float64 {
	if t == nil || t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}
