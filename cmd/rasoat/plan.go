package main

import (
	"errors"
	"time"
)

type planCmd struct {
	configFlag
	nowFlag
}

// Run prints what a pass would do. One workbook that fails holds up no other.
func (cmd planCmd) Run(s *session) error {
	c, err := cmd.load(s)
	if err != nil {
		return err
	}
	now, err := cmd.clock(c.Timezone, time.Time{})
	if err != nil {
		return err
	}
	crew, err := assemble(s, c, now, false, true)
	if err != nil {
		return err
	}
	defer crew.Close()
	out := newTerminal(s)
	var failed []error
	for i, w := range crew.books {
		r, err := crew.Preview(s.ctx, w, now())
		if err != nil {
			failed = append(failed, failure(crew.place(i), err))
			continue
		}
		out.plan(r, crew.place(i), now())
	}
	return errors.Join(append(failed, out.err)...)
}
