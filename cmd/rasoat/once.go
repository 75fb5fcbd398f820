package main

import (
	"errors"
	"time"
)

type onceCmd struct {
	configFlag
	nowFlag
	Verbose bool `short:"v" help:"Write the log of what is done as well."`
}

// Run goes over every workbook once. One that fails holds up no other.
func (cmd onceCmd) Run(s *session) error {
	c, err := cmd.load(s)
	if err != nil {
		return err
	}
	now, err := cmd.clock(c.Timezone, time.Time{})
	if err != nil {
		return err
	}
	crew, err := assemble(s, c, now, cmd.Verbose, false)
	if err != nil {
		return err
	}
	defer crew.Close()
	out := newTerminal(s)
	var failed []error
	for i, w := range crew.books {
		r, err := crew.Pass(s.ctx, w, true)
		if r != nil {
			out.pass(r, crew.place(i))
		}
		if err != nil {
			failed = append(failed, failure(crew.place(i), err))
		}
	}
	return errors.Join(append(failed, out.err)...)
}
