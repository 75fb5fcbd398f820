package emulator

import (
	"fmt"
	"net/http"
	"time"
)

// Quota is how many requests are answered in a minute, per account and for all
// accounts together. 0 is Google's own limit: 60 reads and 60 writes for an
// account, 300 and 300 for the project, 12,000 requests of an account to Drive.
// A negative number is no limit.
type Quota struct {
	UserReads, UserWrites       int
	ProjectReads, ProjectWrites int
	UserDrive                   int
}

// window counts the requests of a minute that began with the first of them.
type window struct {
	began time.Time
	count int
}

// used tells how many requests of the minute are spent.
func (w *window) used(now time.Time) int {
	if now.Sub(w.began) >= time.Minute {
		w.began, w.count = now, 0
	}
	return w.count
}

// quota holds the windows. Its keys are account addresses; "" is the project.
type quota struct {
	limits        Quota
	reads, writes map[string]*window
	drive         map[string]*window
}

func newQuota(limits Quota) *quota {
	for _, l := range []struct {
		limit *int
		usual int
	}{{&limits.UserReads, 60}, {&limits.UserWrites, 60}, {&limits.ProjectReads, 300}, {&limits.ProjectWrites, 300}, {&limits.UserDrive, 12_000}} {
		if *l.limit == 0 {
			*l.limit = l.usual
		}
	}
	return &quota{limits: limits, reads: map[string]*window{}, writes: map[string]*window{}, drive: map[string]*window{}}
}

// spend takes one request off an account's and the project's quota, or tells
// which of them is used up. A refused request costs nothing.
func (q *quota) spend(email string, write bool, now time.Time) *apiError {
	windows, user, project := q.reads, q.limits.UserReads, q.limits.ProjectReads
	if write {
		windows, user, project = q.writes, q.limits.UserWrites, q.limits.ProjectWrites
	}
	get := func(key string) *window {
		w := windows[key]
		if w == nil {
			w = &window{began: now}
			windows[key] = w
		}
		return w
	}
	own, all := get(email), get("")
	if user >= 0 && own.used(now) >= user {
		return exhausted(write, true, user)
	}
	if project >= 0 && all.used(now) >= project {
		return exhausted(write, false, project)
	}
	own.used(now)
	all.used(now)
	own.count++
	all.count++
	return nil
}

// spendDrive takes one request off an account's quota of Drive.
func (q *quota) spendDrive(email string, now time.Time) *apiError {
	w := q.drive[email]
	if w == nil {
		w = &window{began: now}
		q.drive[email] = w
	}
	if limit := q.limits.UserDrive; limit >= 0 && w.used(now) >= limit {
		return driveError(http.StatusForbidden, "userRateLimitExceeded", "User rate limit exceeded.", "usageLimits", "", "")
	}
	w.count++
	return nil
}

// exhausted is the reply to a request over the quota.
func exhausted(write, user bool, limit int) *apiError {
	kind, metric := "Read", "read_requests"
	if write {
		kind, metric = "Write", "write_requests"
	}
	per, name, unit := "", kind+"RequestsPerMinutePerProject", "1/min/{project}"
	if user {
		per, name, unit = " per user", kind+"RequestsPerMinutePerUser", "1/min/{project}/{user}"
	}
	const service, project = "sheets.googleapis.com", "1"
	e := failure(http.StatusTooManyRequests,
		"Quota exceeded for quota metric '%s requests' and limit '%s requests per minute%s' of service '%s' for consumer 'project_number:%s'.",
		kind, kind, per, service, project)
	e.details = []any{errorInfo("RATE_LIMIT_EXCEEDED", map[string]string{
		"service":           service,
		"consumer":          "projects/" + project,
		"quota_metric":      service + "/" + metric,
		"quota_limit":       name,
		"quota_limit_value": fmt.Sprint(limit),
		"quota_location":    "global",
		"quota_unit":        unit,
	})}
	return e
}
