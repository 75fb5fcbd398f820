package calc

// Locale is how a spreadsheet writes formulas, numbers and dates.
type Locale struct {
	Name     string // as the API names it, such as "vi_VN"
	Language string // of the messages: "en", "vi" or "de"
	Arg      rune   // between arguments: ',' or ';'
	Decimal  rune   // '.' or ','
	Group    rune   // between thousands in a typed number
	ColSep   rune   // between columns inside {}: ',' or '\\'
	MonthDay bool   // dates are written month first
}

// LocaleOf returns the locale of that name. For a name that is not known it
// returns en_US and false.
func LocaleOf(name string) (Locale, bool) {
	semicolon := Locale{Name: name, Language: "en", Arg: ';', Decimal: ',', Group: '.', ColSep: '\\'}
	switch name {
	case "en_US":
		return Locale{Name: name, Language: "en", Arg: ',', Decimal: '.', Group: ',', ColSep: ',', MonthDay: true}, true
	case "en_GB":
		return Locale{Name: name, Language: "en", Arg: ',', Decimal: '.', Group: ',', ColSep: ','}, true
	case "vi_VN":
		semicolon.Language = "vi"
		return semicolon, true
	case "de_DE":
		semicolon.Language = "de"
		return semicolon, true
	case "fr_FR":
		semicolon.Group = '\u202f'
		return semicolon, true
	}
	l, _ := LocaleOf("en_US")
	return l, false
}
