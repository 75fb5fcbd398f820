package calendar

import (
	"math"
	"time"
)

// LunarDay is a day of the Vietnamese lunar calendar. Year is the solar year
// in which its month 1 begins; Month runs from 1 to 12, Day from 1 to 30.
type LunarDay struct {
	Year, Month, Day int
	Leap             bool // of a leap month, which bears the number of the month before it
}

// The years for which the formulas of this package are good: Viet Nam took
// UTC+7 in 1968, and deltaT ends in 2150.
const firstYear, lastYear = 1968, 2150

const (
	epoch     = 2440587.5 // Julian day of 1970-01-01 00:00 UTC
	zone      = 7.0 / 24  // Viet Nam's offset from UTC, in days
	synodic   = 29.530588861
	firstMoon = 2451550.09766 // mean new moon of January 2000, Meeus 49.1
	solstice  = 9             // the sector of the sun that begins with the winter solstice, 270°
)

// date returns the solar day of a number of days since 1970-01-01.
func date(n int) time.Time { return time.Unix(int64(n)*86400, 0).UTC() }

// number returns the days from 1970-01-01 to a calendar day, in its own
// location.
func number(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// deltaT is dynamical time less universal time, in days, by the parabolas of
// Espenak and Meeus, Five Millennium Canon of Solar Eclipses, 1961 to 2150.
func deltaT(jd float64) float64 {
	y := 2000 + (jd-2451545)/365.25
	var s float64
	switch t := y - 2000; {
	case y < 1986:
		t = y - 1975
		s = 45.45 + 1.067*t - t*t/260 - t*t*t/718
	case y < 2005:
		s = 63.86 + t*(0.3345+t*(-0.060374+t*(0.0017275+t*(0.000651814+t*0.00002373599))))
	case y < 2050:
		s = 62.92 + 0.32217*t + 0.005589*t*t
	default:
		u := (y - 1820) / 100
		s = -20 + 32*u*u - 0.5628*(2150-y)
	}
	return s / 86400
}

func sin(degrees float64) float64 { return math.Sin(degrees * math.Pi / 180) }

// newMoon returns the day at UTC+7, in days since 1970-01-01, on which new
// moon k falls, counted from January 2000: Meeus, Astronomical Algorithms,
// chapter 49, without the planetary terms, which stay below a minute.
func newMoon(k int) int {
	n := float64(k)
	t := n / 1236.85
	jde := firstMoon + synodic*n + t*t*(0.00015437+t*(-0.00000015+t*0.00000000073))
	e := 1 - 0.002516*t - 0.0000074*t*t
	m := 2.5534 + 29.1053567*n - 0.0000014*t*t
	mm := 201.5643 + 385.81693528*n + 0.0107582*t*t + 0.00001238*t*t*t
	f := 160.7108 + 390.67050284*n - 0.0016118*t*t - 0.00000227*t*t*t
	o := 124.7746 - 1.56375588*n + 0.0020672*t*t
	jde += -0.4072*sin(mm) + 0.17241*e*sin(m) + 0.01608*sin(2*mm) + 0.01039*sin(2*f) +
		0.00739*e*sin(mm-m) - 0.00514*e*sin(mm+m) + 0.00208*e*e*sin(2*m) -
		0.00111*sin(mm-2*f) - 0.00057*sin(mm+2*f) + 0.00056*e*sin(2*mm+m) -
		0.00042*sin(3*mm) + 0.00042*e*sin(m+2*f) + 0.00038*e*sin(m-2*f) -
		0.00024*e*sin(2*mm-m) - 0.00017*sin(o) - 0.00007*sin(mm+2*m) +
		0.00004*sin(2*mm-2*f) + 0.00004*sin(3*m) + 0.00003*sin(mm+m-2*f) +
		0.00003*sin(2*mm+2*f) - 0.00003*sin(mm+m+2*f) + 0.00003*sin(mm-m+2*f) -
		0.00002*sin(mm-m-2*f) - 0.00002*sin(3*mm+m) + 0.00002*sin(4*mm)
	jde += 0.000325 * sin(299.77+0.107408*n-0.009173*t*t)
	return int(math.Floor(jde - deltaT(jde) + zone - epoch))
}

// sector returns in which twelfth of its way, 0 to 11 from the spring equinox,
// the sun stands as a day begins at UTC+7: its apparent longitude by Meeus,
// chapter 25, good to 0.01°.
func sector(day int) int {
	jd := float64(day) + epoch - zone
	t := (jd + deltaT(jd) - 2451545) / 36525
	m := 357.52911 + t*(35999.05029-0.0001537*t)
	l := 280.46646 + t*(36000.76983+0.0003032*t) +
		(1.914602-t*(0.004817+0.000014*t))*sin(m) + (0.019993-0.000101*t)*sin(2*m) + 0.000289*sin(3*m)
	l += -0.00569 - 0.00478*sin(125.04-1934.136*t)
	return int(math.Floor(math.Mod(math.Mod(l, 360)+360, 360) / 30))
}

// month11 returns the new moon with which the month of the winter solstice of
// a solar year begins.
func month11(year int) int {
	s := number(time.Date(year, time.December, 19, 0, 0, 0, 0, time.UTC))
	for sector(s+1) != solstice {
		s++
	}
	k := int(math.Floor((float64(s)+epoch-firstMoon)/synodic)) + 1
	for newMoon(k) > s {
		k--
	}
	return k
}

// months calls yield with the months from month 11 of a solar year up to the
// next month 11, each with its new moon, until it returns false. In a span of
// thirteen the first month without a principal term is the leap month.
func months(year int, yield func(k int, m LunarDay) bool) {
	from, to := month11(year), month11(year+1)
	leap := to-from == 13
	month := 10
	for k := from; k < to; k++ {
		isLeap := leap && k > from && sector(newMoon(k)) == sector(newMoon(k+1))
		if isLeap {
			leap = false
		} else {
			month++
		}
		m := LunarDay{Year: year, Month: month, Leap: isLeap}
		if month > 12 {
			m.Year, m.Month = year+1, month-12
		}
		if !yield(k, m) {
			return
		}
	}
}

// Lunar returns the lunar day of a solar day, which is taken in its own
// location. It holds from 1968, when Viet Nam took UTC+7, to 2150, and is zero
// outside.
func Lunar(day time.Time) LunarDay {
	n, year := number(day), day.Year()
	if year < firstYear || year > lastYear {
		return LunarDay{}
	}
	if n < newMoon(month11(year)) {
		year--
	}
	var found LunarDay
	months(year, func(k int, m LunarDay) bool {
		if n >= newMoon(k+1) {
			return true
		}
		m.Day = n - newMoon(k) + 1
		found = m
		return false
	})
	return found
}

// Solar returns the solar day, at midnight UTC, of a lunar day; ok is false
// where the calendar has no such day, and outside 1968 to 2150.
func Solar(l LunarDay) (day time.Time, ok bool) {
	if l.Year < firstYear-1 || l.Year > lastYear {
		return time.Time{}, false
	}
	year := l.Year - 1
	if l.Month > 10 {
		year++
	}
	// A leap month 10 stands at the end of the span before.
	months(year, func(k int, m LunarDay) bool {
		m.Day = l.Day
		if m != l {
			return true
		}
		ok = l.Day >= 1 && l.Day <= newMoon(k+1)-newMoon(k)
		day = date(newMoon(k) + l.Day - 1)
		return false
	})
	if !ok {
		return time.Time{}, false
	}
	return day, true
}
