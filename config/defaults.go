package config

import (
	"fmt"
	"time"
)

const (
	defaultZone    = "Asia/Ho_Chi_Minh"
	defaultState   = "state/rasoat.db"
	defaultPasses  = "*/15 7-18 * * 1-5"
	defaultDigests = "30 7 * * 1-5"
	defaultBackups = "backups" // beside the state
)

// newConfig returns the defaults, for a file in the folder.
func newConfig(folder string) (*Config, error) {
	zone, err := time.LoadLocation(defaultZone)
	if err != nil {
		return nil, fmt.Errorf("load the default time zone: %w", err)
	}
	passes, err := parseCron(defaultPasses)
	if err != nil {
		return nil, fmt.Errorf("read the default schedule of passes: %w", err)
	}
	digests, err := parseCron(defaultDigests)
	if err != nil {
		return nil, fmt.Errorf("read the default schedule of digests: %w", err)
	}
	return &Config{
		Mode:      Watch,
		Language:  Vietnamese,
		Timezone:  zone,
		State:     resolve(folder, defaultState),
		Log:       Log{Level: LogInfo, Format: LogAuto},
		Schedule:  Schedule{Passes: passes, Digests: digests, OnChange: true, AtOnce: 4, PassLimit: 15},
		Deadlines: Deadlines{OpenAfter: 90, OpenUrgentAfter: 10, MovedAfter: 2},
		Mail:      defaultMail(),
		Google:    Google{Changes: true, ReadEvery: 12, Comments: Comments{PerDay: 10}, Limits: Limits{Reads: 60, Writes: 60, ProjectReads: 300, ProjectWrites: 300}},
		History:   History{Runs: 90, Figures: 730},
		Ping:      Ping{Every: 5},
		Backups:   Backups{Keep: 7},
		Web:       Web{Listen: "127.0.0.1:9730"},
		places:    map[string]place{},
		spots:     map[string][]place{},
	}, nil
}

func defaultMail() Mail {
	return Mail{
		SMTP:            SMTP{TLS: TLSStart, Auth: AuthAuto, Timeout: 60, PerMinute: 30},
		ReplyDays:       7,
		RepeatEvery:     5,
		DueSoon:         7,
		SnoozeMost:      60,
		AcknowledgedFor: 10,
		Settle:          30,
		Storm:           Storm{Count: 5, Share: 30},
		Overview:        Overview{Weekday: Monday},
		Approve:         ApproveFirst,
		DailyCap:        200,
		Hours:           Hours{From: 7, To: 18},
		KeepBodies:      90,
		KeepHistory:     730,
	}
}

// setDefaults is called on each entry of a list before it is read.
func (l *List) setDefaults() { l.Numbers, l.CategoryFrom = Vietnamese, FromBoth }

func (w *Workbook) setDefaults() { w.BesideAfter, w.Signature = 4, KeepSignature }

func (c *CSV) setDefaults() { c.Encoding, c.Comma = UTF8, ',' }

func (s *Spreadsheet) setDefaults() { s.Columns = true }

// setNames gives our tabs and columns their names where the file does not.
func (w *Workbook) setNames(language Language) {
	names := [4]string{"Tổng hợp", "Kết quả rà soát", "Vốn còn thiếu so với TMĐT", "Cảnh báo"}
	if language == English {
		names = [4]string{"Summary", "Findings", "Funding gap", "Warnings"}
	}
	for i, s := range []*string{&w.Tabs.Summary, &w.Tabs.Findings, &w.Titles.Gap, &w.Titles.Warning} {
		if *s == "" {
			*s = names[i]
		}
	}
}
