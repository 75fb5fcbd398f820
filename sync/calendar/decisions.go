package calendar

// decision is what the government decided about the days off of a year. Days
// are month*100+day.
type decision struct {
	number string   // of the document, "" where it is not known
	tet    int      // days off before the first of month 1
	nation int      // the second day off for Quốc khánh
	swaps  [][2]int // a working day off, and the weekly day off worked for it
}

// decisions returns what is known for certain of a year. What is not here goes
// by the rule of the Labour Code and is unconfirmed.
func decisions(year int) (decision, bool) {
	switch year {
	case 2025: // Tết 25/01-02/02, 30/4-04/5, Quốc khánh 30/8-02/9
		return decision{number: "6150/TB-BLĐTBXH", tet: 2, nation: 901, swaps: [][2]int{{502, 426}}}, true
	case 2026: // 01/01-04/01 by 12729/VPCP-KGVX; Tết 14/02-22/02, Quốc khánh 29/8-02/9
		return decision{number: "12729/VPCP-KGVX", tet: 1, nation: 901, swaps: [][2]int{{102, 110}, {831, 822}}}, true
	}
	return decision{}, false
}

// confirmedUntil is the last year of which decisions knows.
const confirmedUntil = 2026
