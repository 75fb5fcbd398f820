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
	books, err := workbooks(c)
	if err != nil {
		return err
	}
	svc, closeStore, err := service(s.ctx, c, s.catalogue, now, newLog(c.Log, s.err, cmd.Verbose), false)
	if err != nil {
		return err
	}
	defer closeStore()
	out := newTerminal(s)
	var failed []error
	for i, w := range books {
		r, err := svc.Pass(s.ctx, w, true)
		if r != nil {
			out.pass(r, fileOf(&c.Workbooks[i]))
		}
		if err != nil {
			failed = append(failed, failure(fileOf(&c.Workbooks[i]), err))
		}
	}
	return errors.Join(append(failed, out.err)...)
}
