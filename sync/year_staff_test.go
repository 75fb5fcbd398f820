package sync_test

import (
	"fmt"
	"slices"
	"time"
)

// edit is what staff do to the sheet.
func (w *world) edit(a act, after func(int, string) []act) (later []act) {
	s := &w.sheet
	switch a.What {
	case "add":
		w.add(a.A, a.B%60-20)
	case "storm":
		later = w.pasteWrong(after, a)
	case "right":
		for _, x := range s.items {
			if !x.right.IsZero() {
				x.due, x.right = x.right, time.Time{}
			}
		}
	case "vanish":
		if len(s.gone) == 0 {
			keep := len(s.items) / 2
			s.gone = slices.Clone(s.items[keep:])
			s.items = slices.Clone(s.items[:keep])
			w.count("vanish")
			later = after(a.A%4, "back")
		}
	case "back":
		s.items = append(s.items, s.gone...)
		s.gone = nil
	default:
		if len(s.items) > 0 {
			w.editOne(a, s.items[a.A%len(s.items)])
		}
	}
	if !w.unread {
		s.write(w.t)
	}
	return later
}

func (w *world) editOne(a act, x *task) {
	s, today := &w.sheet, w.today()
	switch a.What {
	case "move":
		x.due, x.garbled, x.right = today.AddDate(0, 0, a.B%60-15), false, time.Time{}
	case "done":
		x.done = today
	case "reopen":
		x.done = time.Time{}
	case "delete":
		if len(s.items) > 4 {
			s.items = slices.DeleteFunc(slices.Clone(s.items), func(y *task) bool { return y == x })
		}
	case "rename":
		x.name = fmt.Sprintf("Việc được đổi tên lần %d của %s", a.B, x.code)
	case "snooze":
		x.snooze = today.AddDate(0, 0, a.B%80)
		w.count("snooze")
	case "note":
		x.known = today.AddDate(0, 0, a.B%3-1)
		w.count("note")
	case "lead":
		x.lead = w.people[a.B%len(w.people)].Name
	case "with":
		x.with = w.people[a.B%len(w.people)].Name
	case "garble":
		x.garbled = true
	default:
		panic("nobody knows how to " + a.What)
	}
}

// add adds a task that is due so many days from now.
func (w *world) add(lead, days int) {
	s := &w.sheet
	s.made++
	c := fmt.Sprintf("NV-%03d", s.made)
	s.items = append(s.items, &task{
		code: c, name: "Báo cáo kết quả thực hiện " + c, lead: w.people[lead%len(w.people)].Name, due: w.today().AddDate(0, 0, days),
	})
}

// pasteWrong pastes a wrong date over every deadline that lies ahead. It is
// noticed on the same day, or days later.
func (w *world) pasteWrong(after func(int, string) []act, a act) []act {
	for _, x := range w.sheet.items {
		if x.done.IsZero() && !x.garbled && !x.late(w.today()) && x.right.IsZero() {
			x.right, x.due = x.due, w.today().AddDate(0, 0, -30)
		}
	}
	w.count("storm")
	later := after(a.A%3, "right")
	later[0].Minute = max(later[0].Minute, 14*60+30)
	return later
}
