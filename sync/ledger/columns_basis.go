package ledger

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// basis tells from the headers whether the accumulated allocation holds the
// plan of the year.
func basis(columns []Column, configured *bool) (Basis, int) {
	var allocated, plan string
	hasAllocated := false
	for _, c := range columns {
		switch {
		case c.Field == FieldAllocated, c.Source != "" && allocated == "":
			allocated, hasAllocated = c.Header, true
		case c.Field == FieldPlan:
			plan = c.Header
		}
	}
	planYear := yearIn(plan)
	switch {
	case !hasAllocated || plan == "":
		return BasisNone, planYear
	case configured != nil && *configured:
		return BasisIncludes, planYear
	case configured != nil:
		return BasisExcludes, planYear
	}
	through, partial, ok := throughYear(allocated)
	switch low := strings.ToLower(allocated); {
	case planLeftOut.MatchString(low):
		return BasisExcludes, planYear
	case planCounted.MatchString(low):
		return BasisIncludes, planYear
	case !ok || planYear == 0 || partial && through == planYear:
		return BasisUnknown, planYear
	case through >= planYear:
		return BasisIncludes, planYear
	}
	return BasisExcludes, planYear
}

var (
	planLeftOut = regexp.MustCompile(`(?:chưa|không)\s+(?:bao\s+)?gồm\s+(?:cả\s+)?(?:kế hoạch|kh)`)
	planCounted = regexp.MustCompile(`gồm\s+(?:cả\s+)?(?:kế hoạch|kh)`)
	throughDate = regexp.MustCompile(`(?:đến|hết|tới)(?:\s+(?:hết|cuối|ngày|tháng|năm|quý|kế hoạch|kh|niên độ))*\s*((?:(?:\d{1,2}|iv|i{1,3})\s?[/.\-]\s?){0,2})(20\d\d|19\d\d)`)
	beforeYear  = regexp.MustCompile(`trước\s+(?:năm\s+)?(20\d\d|19\d\d)`)
	years       = regexp.MustCompile(`(20\d\d|19\d\d)\s*[-–—]\s*(20\d\d|19\d\d)`)
	yearOf      = regexp.MustCompile(`năm\s+(20\d\d|19\d\d)`)
	anyYear     = regexp.MustCompile(`20\d\d|19\d\d`)
)

// throughYear returns the last year that the header of an accumulated amount
// names. partial reports that it ends within that year.
func throughYear(header string) (year int, partial, ok bool) {
	low := strings.ToLower(header)
	if m := throughDate.FindStringSubmatch(low); m != nil {
		year, _ = strconv.Atoi(m[2])
		switch strings.NewReplacer(" ", "", ".", "/", "-", "/").Replace(m[1]) {
		case "", "31/12/", "12/", "iv/":
			return year, false, true
		}
		return year, true, true
	}
	if m := beforeYear.FindStringSubmatch(low); m != nil {
		year, _ = strconv.Atoi(m[1])
		return year - 1, false, true
	}
	if m := years.FindStringSubmatch(low); m != nil {
		year, _ = strconv.Atoi(m[2])
		return year, false, true
	}
	return 0, false, false
}

// yearIn returns the year that a header names, 0 where it names none; the
// nearer to the figures the better. A period is no year.
func yearIn(header string) int {
	parts := strings.Split(strings.ToLower(years.ReplaceAllString(header, "")), " / ")
	slices.Reverse(parts)
	for _, part := range parts {
		text := anyYear.FindString(part)
		if m := yearOf.FindStringSubmatch(part); m != nil {
			text = m[1]
		}
		if y, err := strconv.Atoi(text); err == nil {
			return y
		}
	}
	return 0
}
