// Prints the first days of the lunar years 1976 to 2100 at Viet Nam's meridian, as JSON, year by year. It wants the
// package date-chinese on NODE_PATH, which reckons with the full planetary theory and shares no code with sync/calendar.
const { CalendarVietnamese } = require('date-chinese')

const days = {}
for (let year = 1976; year <= 2100; year++) {
  const calendar = new CalendarVietnamese()
  calendar.fromJDE(calendar.newYear(year))
  const day = calendar.toGregorian()
  days[year] = [day.year, day.month, day.day].map((n) => String(n).padStart(2, '0')).join('-')
}
console.log(JSON.stringify(days))
