package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rasoat/sync/store"
)

const (
	tightRoom = 200 << 20 // bytes free below which a disk is told to be tight
	oldBackup = 50 * time.Hour
)

// state looks at the state, its disk, its lock, its backups, and at the last
// pass of each workbook.
func (d *doctor) state(ctx context.Context) []diagnosis {
	path := d.config.State
	out := []diagnosis{d.stateFile(path)}
	out = append(out, d.room(existing(filepath.Dir(path)))...)
	held, err := store.Holder(path)
	switch {
	case err != nil:
		out = append(out, d.failed("state/lock", "", warning, err))
	case held != nil:
		out = append(out, d.say("state/lock", "", fine, "doctor/lock/held", map[string]any{"pid": fmt.Sprint(held.PID), "since": moment(held.Since.In(d.config.Timezone))}))
	default:
		out = append(out, d.say("state/lock", "", fine, "doctor/lock/free", nil))
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return out // there is nothing to open
	}
	state, err := store.OpenReadOnly(ctx, path, store.Options{Now: d.now})
	if err != nil {
		return append(out, d.failed("state/schema", "", wrong, err))
	}
	defer state.Close()
	out = append(out, d.say("state/schema", "", fine, "doctor/schema", nil), d.backup())
	conditions, err := state.Conditions(ctx)
	if err != nil {
		return append(out, d.failed("state/condition", "", wrong, err))
	}
	for _, c := range conditions {
		out = append(out, d.say("state/condition", c.Name, warning, "doctor/condition", map[string]any{"since": moment(c.Since.In(d.config.Timezone)), "text": c.Text}))
	}
	for i := range d.config.Workbooks {
		out = append(out, d.lastPass(ctx, state, d.config.Workbooks[i].Name))
	}
	return out
}

// stateFile tells whether the state can be written, or made where there is none.
func (d *doctor) stateFile(path string) diagnosis {
	args := map[string]any{"file": shortPath(path), "why": ""}
	_, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := writable(existing(filepath.Dir(path))); err != nil {
			args["why"] = err.Error()
			return d.say("state/file", "", wrong, "doctor/state/unmade", args)
		}
		return d.say("state/file", "", fine, "doctor/state/none", args)
	case err == nil:
		err = cmp.Or(writable(path), writable(filepath.Dir(path)))
	}
	if err != nil {
		args["why"] = err.Error()
		return d.say("state/file", "", wrong, "doctor/state/unwritable", args)
	}
	return d.say("state/file", "", fine, "doctor/state", args)
}

// room tells how much of a folder's disk is free, nothing where that is not
// known.
func (d *doctor) room(folder string) []diagnosis {
	free, known := freeSpace(folder)
	if !known {
		return nil
	}
	v, key := fine, "doctor/room"
	if free < tightRoom {
		v, key = warning, "doctor/room/tight"
	}
	if free < 1<<20 {
		v = wrong
	}
	return []diagnosis{d.say("state/room", "", v, key, map[string]any{"free": roomText(free), "folder": shortPath(folder)})}
}

// roomText says how much room that is, in the unit that is easily read.
func roomText(bytes uint64) string {
	if bytes >= 10<<30 {
		return fmt.Sprintf("%d GB", bytes>>30)
	}
	return fmt.Sprintf("%d MB", bytes>>20)
}

// existing returns the folder, or the nearest above it that there is.
func existing(folder string) string {
	for {
		if _, err := os.Stat(folder); err == nil || filepath.Dir(folder) == folder {
			return folder
		}
		folder = filepath.Dir(folder)
	}
}

// backup tells how old the newest daily backup is.
func (d *doctor) backup() diagnosis {
	b := d.config.Backups
	args := map[string]any{"folder": shortPath(b.Folder), "day": ""}
	if b.Keep == 0 {
		return d.say("state/backup", "", warning, "doctor/backup/off", args)
	}
	extension := filepath.Ext(d.config.State)
	stem := strings.TrimSuffix(filepath.Base(d.config.State), extension)
	files, _ := filepath.Glob(filepath.Join(b.Folder, stem+"-????-??-??"+extension)) // sorted; the pattern is sound
	if len(files) == 0 {
		return d.say("state/backup", "", warning, "doctor/backup/none", args)
	}
	newest := files[len(files)-1]
	day, err := time.ParseInLocation(time.DateOnly, strings.TrimPrefix(strings.TrimSuffix(filepath.Base(newest), extension), stem+"-"), d.config.Timezone)
	if err != nil {
		return d.say("state/backup", "", warning, "doctor/backup/none", args)
	}
	args["day"] = day.Format("02/01/2006")
	if d.now().Sub(day) > oldBackup {
		return d.say("state/backup", "", warning, "doctor/backup/old", args)
	}
	return d.say("state/backup", "", fine, "doctor/backup", args)
}

// lastPass tells how the last pass over a workbook ended.
func (d *doctor) lastPass(ctx context.Context, state *store.Store, workbook string) diagnosis {
	runs, err := state.Runs(ctx, workbook, 0, 1)
	switch {
	case err != nil:
		return d.failed("state/pass", workbook, wrong, err)
	case len(runs) == 0:
		return d.say("state/pass", workbook, fine, "doctor/pass/none", nil)
	}
	args := map[string]any{"at": moment(runs[0].Finished.In(d.config.Timezone)), "error": runs[0].Error}
	if runs[0].Error != "" {
		return d.say("state/pass", workbook, warning, "doctor/pass/failed", args)
	}
	return d.say("state/pass", workbook, fine, "doctor/pass", args)
}
