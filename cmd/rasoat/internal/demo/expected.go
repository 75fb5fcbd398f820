package demo

import "time"

// Truth is what a pass over the demo workbook has to compute. Amounts are in
// đồng, rows count from 0.
type Truth struct {
	Gaps        []Gap // one for each project, in the order of the list
	Short, Over int64 // their sums, never netted
	// Late holds by the name of the department what it leads and what is
	// overdue, Open what has no deadline and was assigned more than 90 days
	// ago, Advise what others lead, is late for want of money, and whose source
	// of funds the department advises on, Soon what it leads and what is due
	// within 7 days.
	Late, Open, Advise, Soon map[string][]Item
	// Held is what is overdue while its lead is in no directory.
	Held []Item
}

// Gap is what one project lacks.
type Gap struct {
	Number int    // in the list: 1 to 17
	Code   string // as its cell shows it; CNTT-05 stands there twice, one is blank
	Row    int
	Short  int64
	Over   int64
}

// Item is an overdue or open project or task.
type Item struct {
	Tab    string
	Number int    // STT
	Label  string // the code of a project, the content of a task
	Row    int
	Days   int   // calendar days late, since it was assigned, or until it is due
	Short  int64 // what a project lacks; more than zero means late for want of money
	Urgent bool
}

// soon is how many days ahead a deadline is announced.
const soon = 7

// Expected returns the truth on a day, worked out from the table of the data
// and from the planted mistakes that bear on it. The day is at midnight UTC.
func Expected(today time.Time) Truth {
	t := Truth{Late: map[string][]Item{}, Open: map[string][]Item{}, Advise: map[string][]Item{}, Soon: map[string][]Item{}}
	at := findPlaces()
	for _, s := range sections() {
		for _, p := range s.projects {
			g := Gap{Number: p.number, Code: p.code, Row: at.projects[p.number]}
			if v, ok := planted("key/", at.of(p.number, colCode).String()); ok {
				g.Code = v
			}
			if gap := int64(p.gap()); gap >= 0 {
				g.Short = gap
			} else {
				g.Over = -gap
			}
			t.Gaps = append(t.Gaps, g)
			t.Short += g.Short
			t.Over += g.Over

			_, unread := planted("deadline/unreadable", at.of(p.number, colDeadline).String())
			if p.status == stDone || unread {
				continue
			}
			if !today.After(p.due) {
				if left := days(today, p.due); left <= soon {
					t.Soon[p.department] = append(t.Soon[p.department], Item{tabProjects, p.number, g.Code, g.Row, left, g.Short, p.urgent})
				}
				continue
			}
			item := Item{tabProjects, p.number, g.Code, g.Row, days(p.due, today), g.Short, p.urgent}
			if _, nobody := planted("department/unknown", at.of(p.number, colLead).String()); nobody {
				t.Held = append(t.Held, item)
			} else {
				t.Late[p.department] = append(t.Late[p.department], item)
			}
			if who := adviser(p.source); who != "" && g.Short > 0 {
				t.Advise[who] = append(t.Advise[who], item)
			}
		}
	}
	for i, task := range tasks() {
		item := Item{Tab: tabTasks, Number: i + 1, Label: task.content, Row: rowFirstTask + i}
		switch {
		case !task.done.IsZero():
		case task.due.IsZero():
			if item.Days = days(assigned(), today); item.Days > 90 {
				t.Open[task.department] = append(t.Open[task.department], item)
			}
		case today.After(task.due):
			item.Days = days(task.due, today)
			t.Late[task.department] = append(t.Late[task.department], item)
		case days(today, task.due) <= soon:
			item.Days = days(today, task.due)
			t.Soon[task.department] = append(t.Soon[task.department], item)
		}
	}
	return t
}

// planted returns what a mistake of the rule, or of the rules that begin so,
// wrote into the cell of the project list.
func planted(rule, cell string) (string, bool) {
	for _, p := range plants() {
		if p.written && p.Tab == tabProjects && p.Cell == cell && len(p.Rule) >= len(rule) && p.Rule[:len(rule)] == rule {
			return p.value.String(), true
		}
	}
	return "", false
}

func days(from, to time.Time) int { return int(to.Sub(from).Hours() / 24) }
