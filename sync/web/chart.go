package web

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Charts are drawn as SVG with attributes alone, which the content security
// policy lets through. Every figure in them stands beside them as text too.

// bar is a line of a bar chart: two amounts, one on the other, of a whole.
type bar struct {
	Name         string
	Value        string // as people read it
	Note         string
	First, Other float64 // in percent of the longest bar
}

// bars makes the lines of a chart. size and rest return what a group's bar
// shows, rest the part that is drawn paler behind it.
func bars(groups []Group, size, rest func(Group) decimal.Decimal) []bar {
	longest := decimal.Zero
	for _, g := range groups {
		longest = decimal.Max(longest, size(g).Add(rest(g)))
	}
	list := make([]bar, len(groups))
	for i, g := range groups {
		list[i] = bar{Name: g.Name, First: percent(size(g), longest), Other: percent(rest(g), longest)}
	}
	return list
}

func percent(part, whole decimal.Decimal) float64 {
	if !whole.IsPositive() || !part.IsPositive() {
		return 0
	}
	return part.Div(whole).Mul(decimal.NewFromInt(100)).InexactFloat64()
}

// SVG draws a bar as wide as its column is.
func (b bar) SVG() template.HTML {
	var s strings.Builder
	s.WriteString(`<svg class="bar" width="100%" height="12" aria-hidden="true" focusable="false"><rect class="track" width="100%" height="12" rx="3"/>`)
	if b.Other > 0 {
		fmt.Fprintf(&s, `<rect class="rest" width="%.2f%%" height="12" rx="3"/>`, b.First+b.Other)
	}
	if b.First > 0 {
		fmt.Fprintf(&s, `<rect class="value" width="%.2f%%" height="12" rx="3"/>`, b.First)
	}
	s.WriteString(`</svg>`)
	return template.HTML(s.String()) // numbers alone are written into it
}

// series is a trend of several amounts, drawn one on the other.
type series struct {
	days   []time.Time
	layers []layer
	most   float64
}

type layer struct {
	class  string
	values []float64
}

// stacked makes a trend of findings by severity.
func stacked(points []Point) series {
	s := series{layers: []layer{{class: "error"}, {class: "warning"}, {class: "notice"}}}
	for _, p := range points {
		s.days = append(s.days, p.Day)
		sum := 0.0
		for i, n := range []int{p.Figures.Errors, p.Figures.Warnings, p.Figures.Notices} {
			sum += float64(n)
			s.layers[i].values = append(s.layers[i].values, float64(n))
		}
		s.most = max(s.most, sum)
	}
	return s
}

// gaps makes a trend of the money that is missing.
func gaps(points []Point) series {
	s := series{layers: []layer{{class: "short"}}}
	for _, p := range points {
		s.days = append(s.days, p.Day)
		v := p.Figures.Short.InexactFloat64()
		s.layers[0].values = append(s.layers[0].values, v)
		s.most = max(s.most, v)
	}
	return s
}

// The field that a trend is drawn on: it is stretched to the width and height
// that the style sheet gives it.
const fieldWidth, fieldHeight = 600.0, 100.0

// SVG draws the trend: a day without figures keeps those of the day before.
func (s series) SVG() template.HTML {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="trend" viewBox="0 0 %g %g" preserveAspectRatio="none" aria-hidden="true" focusable="false">`, fieldWidth, fieldHeight)
	for _, y := range []float64{0.25, 0.5, 0.75} {
		fmt.Fprintf(&b, `<line class="grid" x1="0" x2="%g" y1="%g" y2="%g"/>`, fieldWidth, y*fieldHeight, y*fieldHeight)
	}
	base := make([]float64, len(s.days))
	for _, l := range s.layers {
		top := make([]float64, len(s.days))
		for i, v := range l.values {
			top[i] = base[i] + v
		}
		fmt.Fprintf(&b, `<path class="%s" d="%s"/>`, l.class, s.area(base, top))
		base = top
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) // numbers and the names of our own layers alone are written into it
}

// area is the path around what lies between two rows of values, in steps.
func (s series) area(low, high []float64) string {
	if len(s.days) == 0 || s.most == 0 {
		return "M0 0"
	}
	var forth, back []string
	for i := range s.days {
		left, right := s.x(i), s.x(i+1)
		forth = append(forth, fmt.Sprintf("%.1f %.1f", left, s.y(high[i])), fmt.Sprintf("%.1f %.1f", right, s.y(high[i])))
		back = append(back, fmt.Sprintf("%.1f %.1f", left, s.y(low[i])), fmt.Sprintf("%.1f %.1f", right, s.y(low[i])))
	}
	for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
		back[i], back[j] = back[j], back[i]
	}
	return "M" + strings.Join(forth, "L") + "L" + strings.Join(back, "L") + "Z"
}

// x returns where the i-th day begins; that behind the last is where it ends.
func (s series) x(i int) float64 {
	first := s.days[0]
	whole := s.days[len(s.days)-1].Sub(first).Hours()/24 + 1
	if i == len(s.days) {
		return fieldWidth
	}
	return s.days[i].Sub(first).Hours() / 24 / whole * fieldWidth
}

// y leaves a little room above the highest.
func (s series) y(v float64) float64 { return fieldHeight - v/s.most*fieldHeight*0.94 }
