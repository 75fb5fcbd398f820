package main

import (
	"errors"
	"time"
)

type planCmd struct {
	configFlag
	nowFlag
}

// Run prints what a pass would do.
func (cmd planCmd) Run(s *session) error {
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
	svc, closeStore, err := service(s.ctx, c, s.catalogue, now, newLog(c.Log, s.err, false), true)
	if err != nil {
		return err
	}
	defer closeStore()
	out := newTerminal(s)
	var failed []error
	for i, w := range books {
		r, err := svc.Preview(s.ctx, w)
		if err != nil {
			failed = append(failed, failure(fileOf(&c.Workbooks[i]), err))
			continue
		}
		out.plan(r, fileOf(&c.Workbooks[i]), now())
	}
	return errors.Join(append(failed, out.err)...)
}
