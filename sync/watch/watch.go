// Package watch tells when a file that people share has been saved, or closed
// by the last who had it open.
//
// A save is many events: Excel writes a temporary file, deletes and renames;
// LibreOffice does it in another way; a copy over a network grows for a while.
// So no event counts by itself. It only makes the watcher look at the file,
// and a change counts once two looks some time apart agree. Looks also go on
// without events, every [Options.Poll]: changes made on other computers to a
// network mount cause none, a limit of the system can refuse them, and a folder
// that is moved away takes its events along. What is watched is the folder
// under its name, not the inode, and every symbolic link on the way to the file.
//
// The package knows nothing of what a change is good for. It does not log:
// Options say what happens.
package watch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Why says what happened to a file.
type Why string

// What can happen.
const (
	Saved  Why = "saved"
	Closed Why = "closed" // nobody has it open any more; it may have been saved as well
)

// File is a file to watch.
type File struct {
	Path string // absolute; symbolic links are followed anew each time

	// Locks names the files that stand beside a file of that path while
	// somebody has it open. Nil for a file that is never seen to be open.
	Locks func(path string) []string

	// Ours reports whether the file that stands there now is one that this
	// process put there, so that nobody has to be told. Nil for never. It is
	// called while Changed may be running.
	Ours func(fs.FileInfo) bool

	// Changed is called after a change, never twice at a time for one file; of
	// changes that come while it runs it is told once, afterwards. Its context
	// ends when the drain limit is over.
	Changed func(ctx context.Context, why Why)
}

// Options adjust a Watcher. The zero value is good.
type Options struct {
	// Settle is how long a change has to stand before it counts; 0 means a
	// second.
	Settle time.Duration
	// Every is how long after a call of Changed a save may cause the next; 0
	// means a minute. A file that was closed does not wait.
	Every time.Duration
	// Poll is how often each file is looked at without an event; 0 means 20
	// seconds.
	Poll time.Duration
	// Drain is how long calls of Changed may go on after Run's context is
	// done before their own contexts are; 0 means 30 seconds.
	Drain time.Duration
	// DrainFrom is closed where that limit begins to count: calls that take longer
	// are waited for until then. Nil for where Run's context is done.
	DrainFrom <-chan struct{}

	// Polled is told once for each file that cannot be watched and is only
	// looked at every Poll, and why. May be nil.
	Polled func(path string, why error)
	// Failed is told of a panic in Changed. May be nil.
	Failed func(path string, err error)
}

// Watcher watches files. New makes one.
type Watcher struct {
	files   []*file
	o       Options
	open    func() (notifier, error)
	remote  func(dir string) string
	notify  notifier        // nil where the system refuses one
	refused error           // why, then
	watched map[string]bool // the folders
	done    chan *file      // calls of Changed that are over
}

// New returns a watcher of the files. What it finds in their places now is
// what later looks are compared with.
func New(files []File, o Options) *Watcher {
	def := func(d *time.Duration, usual time.Duration) {
		if *d <= 0 {
			*d = usual
		}
	}
	def(&o.Settle, time.Second)
	def(&o.Every, time.Minute)
	def(&o.Poll, 20*time.Second)
	def(&o.Drain, 30*time.Second)
	w := &Watcher{o: o, open: openNotifier, remote: remoteFS, watched: map[string]bool{}, done: make(chan *file)}
	for _, f := range files {
		one := &file{File: f}
		one.resolve()
		one.seen = one.see()
		w.files = append(w.files, one)
	}
	return w
}

// Run watches until ctx is done. Then it calls nobody any more, waits for the
// calls of Changed in hand up to the drain limit, ends their contexts, and
// returns once they have, with an error that names the files of those that
// the limit cut short. It can be called once.
func (w *Watcher) Run(ctx context.Context) error {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer func() {
		if w.notify != nil {
			w.notify.Close()
		}
	}()
	for ctx.Err() == nil {
		w.poll()
		w.untilPoll(ctx, work)
	}
	from := w.o.DrainFrom
	if from == nil {
		from = ctx.Done()
	}
	return w.finish(from, cancel)
}

// poll watches the folders that are there by now and looks at every file.
func (w *Watcher) poll() {
	if w.notify == nil {
		w.notify, w.refused = w.open()
	}
	clear(w.watched)
	if w.notify != nil {
		for _, dir := range w.notify.WatchList() {
			w.watched[dir] = true
		}
	}
	wanted := map[string]bool{}
	for _, f := range w.files {
		w.look(f)
		for _, dir := range f.folders {
			wanted[dir] = true
		}
	}
	for dir := range w.watched {
		if !wanted[dir] {
			_ = w.notify.Remove(dir) // it may be gone already
			delete(w.watched, dir)
		}
	}
}

// untilPoll answers events and calls Changed until the next poll is due.
func (w *Watcher) untilPoll(ctx, work context.Context) {
	var events <-chan fsnotify.Event
	var failures <-chan error
	if w.notify != nil {
		events, failures = w.notify.events(), w.notify.failures()
	}
	poll := time.NewTimer(w.o.Poll)
	defer poll.Stop()
	for {
		for _, f := range w.files {
			w.call(work, f)
		}
		due := time.NewTimer(w.next())
		select {
		case <-ctx.Done():
			due.Stop()
			return
		case <-poll.C:
			due.Stop()
			return
		case e := <-events:
			w.event(e)
		case <-failures: // events were lost: any file can have changed
			for _, f := range w.files {
				w.soon(f)
			}
		case f := <-w.done:
			f.running = false
		case <-due.C:
			now := time.Now()
			for _, f := range w.files {
				if !f.lookAt.IsZero() && !f.lookAt.After(now) {
					w.look(f)
				}
			}
		}
		due.Stop()
	}
}

// next returns how long it is until something is due besides the poll.
func (w *Watcher) next() time.Duration {
	wait := w.o.Poll
	now := time.Now()
	for _, f := range w.files {
		if !f.lookAt.IsZero() {
			wait = min(wait, f.lookAt.Sub(now))
		}
		if f.wanted != "" && !f.running {
			wait = min(wait, f.allowed.Sub(now))
		}
	}
	return max(wait, 0)
}

// event has those files looked at soon that it can be about.
func (w *Watcher) event(e fsnotify.Event) {
	if w.watched[e.Name] && e.Has(fsnotify.Remove|fsnotify.Rename) {
		delete(w.watched, e.Name) // the folder went, and its events with it
	}
	for _, f := range w.files {
		if f.names[e.Name] {
			w.soon(f)
		}
	}
}

// soon has a file looked at after it had time to settle.
func (w *Watcher) soon(f *file) {
	if f.lookAt.IsZero() {
		f.lookAt = time.Now().Add(w.o.Settle)
	}
}

// look looks at a file, and says so where it has changed for good.
func (w *Watcher) look(f *file) {
	f.lookAt = time.Time{}
	f.resolve()
	w.follow(f)
	now := f.see()
	switch {
	case now.info == nil: // being saved, or gone: who reads it says so
	case now.same(f.seen):
		f.next = sight{}
	case !now.same(f.next):
		f.next = now
		w.soon(f)
	default:
		saved := !sameFile(now.info, f.seen.info) && (f.Ours == nil || !f.Ours(now.info))
		switch {
		case f.seen.held && !now.held:
			f.wanted = Closed
		case saved && f.wanted == "":
			f.wanted = Saved
		}
		f.seen, f.next = now, sight{}
	}
}

// follow watches the folders on the way to a file.
func (w *Watcher) follow(f *file) {
	for _, dir := range f.folders {
		if w.watched[dir] {
			continue
		}
		err := w.refused
		if kind := w.remote(dir); kind != "" {
			err = fmt.Errorf("%s is on a network mount (%s), which does not tell of what other computers change", dir, kind)
		} else if w.notify != nil {
			if err = w.notify.Add(dir); err == nil {
				w.watched[dir] = true
				continue
			}
			if errors.Is(err, fs.ErrNotExist) {
				continue // it went this very moment
			}
			err = fmt.Errorf("watch the folder %s: %w", dir, err)
		}
		if !f.told && err != nil {
			f.told = true
			if w.o.Polled != nil {
				w.o.Polled(f.Path, err)
			}
		}
	}
}

// call calls Changed where that is due.
func (w *Watcher) call(ctx context.Context, f *file) {
	now := time.Now()
	if f.wanted == "" || f.running || f.wanted != Closed && now.Before(f.allowed) {
		return
	}
	why := f.wanted
	f.wanted, f.running, f.allowed = "", true, now.Add(w.o.Every)
	go func() {
		defer func() { w.done <- f }()
		defer func() {
			if r := recover(); r != nil && w.o.Failed != nil {
				w.o.Failed(f.Path, fmt.Errorf("what answers a change panicked: %v\n%s", r, debug.Stack()))
			}
		}()
		f.Changed(ctx, why)
	}()
}

// grace is how long a call of Changed may take to return after its context is
// done.
const grace = 5 * time.Second

// finish waits for the calls in hand; the limit counts from where from is
// closed.
func (w *Watcher) finish(from <-chan struct{}, cancel context.CancelFunc) error {
	var limit <-chan time.Time
	cut := false
	for {
		var late []string
		for _, f := range w.files {
			if f.running {
				late = append(late, f.Path)
			}
		}
		if len(late) == 0 {
			return nil
		}
		select {
		case f := <-w.done:
			f.running = false
			if cut && !slices.ContainsFunc(w.files, func(f *file) bool { return f.running }) {
				return fmt.Errorf("stop watching: cut short after %v: %s", w.o.Drain, strings.Join(late, ", "))
			}
		case <-from:
			from, limit = nil, time.After(w.o.Drain)
		case <-limit:
			if cut {
				go w.drop(len(late))
				return fmt.Errorf("stop watching: still at work %v after being cut short: %s", grace, strings.Join(late, ", "))
			}
			cancel()
			limit, cut = time.After(grace), true
		}
	}
}

// drop lets calls end that nobody waits for.
func (w *Watcher) drop(n int) {
	for range n {
		<-w.done
	}
}
