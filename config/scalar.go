package config

import (
	"net/mail"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/robfig/cron/v3"
	"github.com/shopspring/decimal"
)

// convert makes of a text the value that the tag "as" asks for; without one,
// what the type of v asks for.
func (r *reader) convert(text string, v reflect.Value, as string) (any, *Error) {
	switch as {
	case "amount":
		return parseAmount(text)
	case "blank":
		if strings.Trim(text, "* ") == "" {
			return nil, mistake("%s would match every text: write at least one letter before *", quote(text))
		}
		return clean(text), nil
	case "code":
		return text, nil // a line break can mean something
	case "column":
		return parseColumn(text, "-")
	case "columns":
		return parseColumn(text, ":")
	case "comma":
		return parseComma(text)
	case "count":
		return parseInt(text, 0, 1_000_000)
	case "cron":
		return parseCronKey(text)
	case "day":
		return parseDay(text)
	case "days":
		return parseInt(text, 1, mostDays)
	case "days or never":
		return parseInt(text, 0, mostDays)
	case "domain":
		return parseDomain(text)
	case "email":
		return parseEmail(text)
	case "hello":
		return parseHello(text)
	case "host":
		return parseHost(text)
	case "hour":
		return parseInt(text, 0, 24)
	case "hours or never":
		return parseInt(text, 0, 1000)
	case "interval":
		return parseInt(text, 1, 24*60)
	case "letters":
		return parseColumn(text, "")
	case "limit":
		return parseInt(text, 1, 1_000_000)
	case "listen":
		return parseListen(text)
	case "message":
		return Message{clean(text), clean(text)}, nil
	case "minutes":
		return parseInt(text, 0, 24*60)
	case "path":
		return resolve(r.folder, text), nil
	case "percent":
		return parseInt(text, 1, 100)
	case "ping":
		return parsePing(text)
	case "port":
		return parseInt(text, 1, 65535)
	case "positive":
		return parsePositive(text)
	case "range":
		return parseRange(text)
	case "rule":
		return parseRuleID(text)
	case "scope":
		return parseScope(text)
	case "seconds":
		return parseInt(text, 1, 3600)
	case "secret", "word":
		return text, nil
	case "slug":
		if !slug.MatchString(text) {
			return nil, mistake("%s is not a name of small letters a to z, digits and hyphens, such as du-an-cntt", quote(text))
		}
		return text, nil
	case "spreadsheet":
		return parseSpreadsheet(text)
	case "sum":
		return parseSum(text)
	case "tab":
		return parseTab(text)
	case "times", "years":
		return parseInt(text, 0, 100)
	case "unit":
		return parseUnit(text)
	case "url":
		return parseURL(text)
	case "words":
		return clean(text), nil
	case "zone":
		return parseZone(text)
	}
	if known, ok := v.Interface().(enum); ok {
		noun, allowed := known.values()
		if !slices.Contains(allowed, text) {
			return nil, notOneOf(text, noun, allowed)
		}
		return text, nil
	}
	if v.Kind() == reflect.Bool {
		if text != "true" && text != "false" {
			return nil, mistake("%s is neither true nor false", quote(text))
		}
		return text == "true", nil
	}
	return clean(text), nil
}

// expected says in plain words what to write for a value.
func expected(t reflect.Type, as string) string {
	switch as {
	case "amount":
		return "an amount such as 1.700 tỷ"
	case "blank":
		return "a text with at least one letter before *"
	case "column", "letters":
		return "a header text, or = and the letters of a column"
	case "columns":
		return "a header text, or = and the letters of a column or two, such as =C:Q"
	case "comma":
		return "one character, such as ;"
	case "code":
		return "an expression in one text"
	case "count", "days", "days or never", "hour", "hours or never", "interval", "limit", "minutes", "percent", "port", "seconds", "times", "years":
		return "a whole number"
	case "cron":
		return "one text of five fields such as 30 7 * * 1-5"
	case "day":
		return "a day such as 2020-12-07"
	case "domain":
		return "a mail domain such as example.com"
	case "email":
		return "one mail address"
	case "hello", "host":
		return "a name such as mail.example.com"
	case "listen":
		return "an address such as 127.0.0.1:9730, or off"
	case "message":
		return "one text, or {vi: …, en: …}"
	case "ping":
		return "an address such as https://ping.example.com/5f2c"
	case "positive":
		return "a number above zero"
	case "range":
		return "a range of cells such as A6:P8"
	case "rule":
		return "two words of small letters, digits and hyphens with a slash between them, such as tinh/chua-co-von"
	case "scope":
		return "a scope, which has no blanks"
	case "slug":
		return "a name of small letters, digits and hyphens, such as du-an-cntt"
	case "spreadsheet":
		return "the id or the address of a spreadsheet"
	case "sum":
		return "a text such as H = I + J"
	case "tab":
		return `the title of a tab, without [ ] : * ? / \`
	case "unit":
		return "a unit such as triệu đồng"
	case "url":
		return "an address such as http://127.0.0.1:8080"
	case "zone":
		return "a time zone such as " + defaultZone
	}
	if known, ok := reflect.Zero(t).Interface().(enum); ok {
		_, allowed := known.values()
		return "one of " + strings.Join(allowed, ", ")
	}
	if t.Kind() == reflect.Bool {
		return "true or false"
	}
	return "a single text"
}

// resolve returns the absolute path of a file that is named relative to the
// folder.
func resolve(folder, name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(folder, name)
}

var (
	slug     = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)
	domain   = regexp.MustCompile(`^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])$`)
	plain    = regexp.MustCompile(`^[0-9]{1,30}(?:\.[0-9]{1,30})?$`)
	isoDay   = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)
	shortDay = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/(\d{4})$`)
)

const mostDays = 3650

func parseInt(text string, least, most int) (int, *Error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, mistake("%s is not a whole number", quote(text))
	}
	if n < least || n > most {
		return 0, mistake("%d is not between %d and %d", n, least, most)
	}
	return n, nil
}

func parsePositive(text string) (decimal.Decimal, *Error) {
	if plain.MatchString(text) {
		if d, err := decimal.NewFromString(text); err == nil && d.IsPositive() {
			return d, nil
		}
	}
	return decimal.Zero, mistake("%s is not a number above zero in digits alone, such as 1000000", quote(text))
}

// parseZone reads the name of a time zone.
func parseZone(text string) (*time.Location, *Error) {
	zone, err := time.LoadLocation(text)
	if err != nil || text == "Local" {
		return nil, mistake("%s is not a time zone: write a name of the tz database, such as %s", quote(text), defaultZone)
	}
	return zone, nil
}

func parseCronKey(text string) (Cron, *Error) {
	if strings.HasPrefix(text, "TZ=") || strings.HasPrefix(text, "CRON_TZ=") {
		return Cron{}, mistake("%s names a time zone: leave it out and set the key timezone", quote(text))
	}
	c, err := parseCron(text)
	if err != nil {
		return Cron{}, mistake("%s is not a cron schedule: %s; write minute, hour, day of the month, month, day of the week, as in %q",
			quote(text), strings.SplitN(err.Error(), ": [", 2)[0], defaultDigests)
	}
	// The library looks five years ahead. From the day below these hold a
	// 29 February.
	if c.Schedule.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return Cron{}, mistake("%s never comes: no month of it has such a day", quote(text))
	}
	return c, nil
}

// parseCron reads a schedule. The prefix TZ= without a blank behind it would
// make the library panic.
func parseCron(spec string) (Cron, error) {
	s, err := cron.ParseStandard(spec)
	return Cron{Spec: spec, Schedule: s}, err
}

// parseDay reads a day as 2020-12-07 or 07/12/2020.
func parseDay(text string) (time.Time, *Error) {
	var y, m, d string
	if p := isoDay.FindStringSubmatch(text); p != nil {
		y, m, d = p[1], p[2], p[3]
	} else if p := shortDay.FindStringSubmatch(text); p != nil {
		y, m, d = p[3], p[2], p[1]
	} else {
		return time.Time{}, mistake("%s is not a day: write it as 2020-12-07 or 07/12/2020", quote(text))
	}
	year, _ := strconv.Atoi(y)
	month, _ := strconv.Atoi(m)
	date, _ := strconv.Atoi(d)
	day := time.Date(year, time.Month(month), date, 0, 0, 0, 0, time.UTC)
	if int(day.Month()) != month || day.Day() != date {
		return time.Time{}, mistake("%s is a day that does not exist (a day with slashes begins with the day: 31/12/2020)", quote(text))
	}
	if year < 1990 || year > 2100 {
		return time.Time{}, mistake("%s is not between 1990 and 2100", quote(text))
	}
	return day, nil
}

// parseTab reads the title of a tab that rasoat adds, under the rules of
// Excel.
// longestTab is how long the title of a tab may be, in UTF-16 units.
const longestTab = 31

func parseTab(text string) (string, *Error) {
	title := clean(text)
	if strings.ContainsAny(title, `[]:*?/\`) || strings.HasPrefix(title, "'") || strings.HasSuffix(title, "'") {
		return "", mistake(`%s cannot be the title of a tab: it must not hold [ ] : * ? / \ nor begin or end with '`, quote(text))
	}
	if n := len(utf16.Encode([]rune(title))); n > longestTab {
		return "", mistake("%s cannot be the title of a tab: it has %d letters, at most %d are possible", quote(text), n, longestTab)
	}
	return title, nil
}

func parseComma(text string) (rune, *Error) {
	c, size := utf8.DecodeRuneInString(text)
	if size != len(text) || c == utf8.RuneError || strings.ContainsRune("\"\r\n", c) {
		return 0, mistake(`%s cannot separate values: write one character, such as "," or ";" or "\t"`, quote(text))
	}
	return c, nil
}

func parseDomain(text string) (string, *Error) {
	d := strings.ToLower(text)
	if !domain.MatchString(d) {
		e := mistake("%s is not a mail domain such as example.com", quote(text))
		if _, behind, ok := strings.Cut(d, "@"); ok && domain.MatchString(behind) {
			e.Nearest = behind
		}
		return "", e
	}
	return d, nil
}

// parseEmail reads a bare address.
func parseEmail(text string) (string, *Error) {
	bad := mistake("%s is not a mail address such as van-phong@example.com", quote(text))
	a, err := mail.ParseAddress(text)
	if err != nil {
		return "", bad
	}
	at := strings.LastIndexByte(a.Address, '@')
	local, host := a.Address[:at], strings.ToLower(a.Address[at+1:])
	if a.Address != text {
		if domain.MatchString(host) {
			bad = mistake("%s is more than a mail address: write the address alone", quote(text))
			bad.Nearest = a.Address
		}
		return "", bad
	}
	if !domain.MatchString(host) || strings.IndexFunc(local, func(c rune) bool { return c > 0x7e || c <= ' ' }) >= 0 {
		return "", bad
	}
	return local + "@" + host, nil
}
