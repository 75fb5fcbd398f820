package web

import (
	"errors"
	"fmt"
	"html/template"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sync/lang"
)

// funcs are what the templates may call.
func (w *writer) funcs() template.FuncMap {
	return template.FuncMap{
		"told": w.p.Told,
		"T": func(key string, pairs ...any) (string, error) {
			args := map[string]any{}
			for i := 0; i+1 < len(pairs); i += 2 {
				name, ok := pairs[i].(string)
				if !ok {
					return "", fmt.Errorf("the text %q has an argument without a name", key)
				}
				args[name] = pairs[i+1]
			}
			return w.p.Text(key, args), nil
		},
		"num":   func(n int) string { return w.p.Number(decimal.NewFromInt(int64(n))) },
		"short": w.p.Short,
		"brief": w.p.Brief,
		"rule":  w.p.RuleTitle,
		"clock": clock,
		"rules": w.rules,
		"moment": func(t time.Time) string {
			if t.IsZero() {
				return ""
			}
			return clock(t)
		},
		"iso":    func(t time.Time) string { return t.Format(time.RFC3339) },
		"day":    lang.Day,
		"dict":   dict,
		"ago":    w.ago,
		"took":   w.took,
		"escape": url.PathEscape,
	}
}

// rules writes how many findings there are by rule.
func (w *writer) rules(counts map[string]int) string {
	var parts []string
	for _, id := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, w.p.Text("web/run/rule", map[string]any{"title": w.p.RuleTitle(id), "count": counts[id]}))
	}
	return strings.Join(parts, "; ")
}

// took writes how many seconds lie between two moments.
func (w *writer) took(from, to time.Time) string {
	seconds := decimal.NewFromFloat(to.Sub(from).Seconds())
	places := int32(0)
	switch {
	case to.Sub(from) < time.Second:
		places = 2
	case to.Sub(from) < 10*time.Second:
		places = 1
	}
	return w.p.Number(seconds.Round(places))
}

// dict joins names and values for a template that takes several.
func dict(pairs ...any) (map[string]any, error) {
	m := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, errors.New("a value has no name")
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}

// clock writes a moment: "07:30 15/01/2021".
func clock(t time.Time) string { return t.Format("15:04 02/01/2006") }

// ago writes how long before now a moment lies.
func (w *writer) ago(t, now time.Time) string {
	d := now.Sub(t)
	switch {
	case d < time.Minute:
		return w.p.Text("web/ago/now", nil)
	case d < time.Hour:
		return w.p.Text("web/ago/minutes", map[string]any{"n": int(d.Minutes())})
	case d < 48*time.Hour:
		return w.p.Text("web/ago/hours", map[string]any{"n": int(d.Hours())})
	}
	return w.p.Text("web/ago/days", map[string]any{"n": int(d.Hours() / 24)})
}
