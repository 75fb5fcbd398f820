package demo

import "rasoat/sheets"

// The titles of the tabs.
const (
	tabProjects  = "Danh mục dự án"
	tabTasks     = "Nhiệm vụ được giao"
	tabDirectory = "Danh bạ cơ quan"
)

// The rows above the projects, from 0.
const (
	rowTitle   = 3 // and the one below
	rowUnder   = 5
	rowUnit    = 6
	rowHeader  = 7 // three rows
	rowNumbers = 10
	rowGrand   = 11
	rowFirst   = 12
)

// The task list: the columns, from 0, and the row of the first task.
const (
	taskNumber = iota
	taskOrder
	taskContent
	taskLead
	taskWith
	taskDeadline
	taskDone
	taskResult
	taskReason
	taskColumns
)

const rowFirstTask = 5

// places says in which rows of the project list things stand.
type places struct {
	sections map[string]int // by Roman number
	projects map[int]int    // by running number
	pieces   map[int][]int  // by the number of the project above, without the marker
	end      int            // the first row behind the list
}

// findPlaces lays the project list out: each section above its projects, each
// project above its components or, behind a row "Trong đó:", its parts.
func findPlaces() places {
	p := places{sections: map[string]int{}, projects: map[int]int{}, pieces: map[int][]int{}, end: rowFirst}
	take := func() int { p.end++; return p.end - 1 }
	for _, s := range sections() {
		p.sections[s.roman] = take()
		for _, project := range s.projects {
			p.projects[project.number] = take()
			if len(project.ofWhich) > 0 {
				take()
			}
			for range append(project.components, project.ofWhich...) {
				p.pieces[project.number] = append(p.pieces[project.number], take())
			}
		}
	}
	return p
}

// of returns the cell of a project in a column.
func (p places) of(number, col int) sheets.Addr {
	return sheets.Addr{Row: p.projects[number], Col: col}
}
