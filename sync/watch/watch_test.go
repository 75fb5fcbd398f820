package watch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"
)

// These tests run in virtual time, over real files and events made up here.
// A goroutine left behind fails them.

// told is a notifier whose events a test makes up.
type told struct {
	ch      chan fsnotify.Event
	lost    chan error
	mu      sync.Mutex
	dirs    []string
	refuses error
}

func (n *told) Add(dir string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.refuses == nil {
		n.dirs = append(n.dirs, dir)
	}
	return n.refuses
}

func (n *told) Remove(dir string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.dirs = slices.DeleteFunc(n.dirs, func(d string) bool { return d == dir })
	return nil
}

func (n *told) WatchList() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.dirs)
}

func (n *told) Close() error                  { return nil }
func (n *told) events() <-chan fsnotify.Event { return n.ch }
func (n *told) failures() <-chan error        { return n.lost }

// world is a watcher of one file and what happened, in order, with the
// seconds since the start.
type world struct {
	t      *testing.T
	dir    string
	path   string
	n      *told
	w      *Watcher
	o      Options
	file   File
	start  time.Time
	mu     sync.Mutex
	happen []string
	took   time.Duration // by one call of Changed
	ours   atomic.Value  // fs.FileInfo
	cancel context.CancelFunc
	ended  chan error
}

func lockNames(path string) []string {
	dir, name := filepath.Split(path)
	return []string{dir + "~$" + name, dir + ".~lock." + name + "#"}
}

func newWorld(t *testing.T) *world {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	x := &world{t: t, dir: dir, path: filepath.Join(dir, "theo-doi.xlsx"), start: time.Now(), ended: make(chan error, 1)}
	x.n = &told{ch: make(chan fsnotify.Event), lost: make(chan error)}
	x.write(x.path, "at the start")
	x.o.Polled = func(path string, why error) { x.say("polled: %v", why) }
	x.o.Failed = func(path string, err error) { x.say("failed: %.40v", err) }
	x.file = File{Path: x.path, Locks: lockNames, Ours: func(info fs.FileInfo) bool {
		mine, _ := x.ours.Load().(fs.FileInfo)
		return mine != nil && sameFile(info, mine)
	}}
	x.file.Changed = func(ctx context.Context, why Why) {
		x.say("%s", why)
		select {
		case <-time.After(x.took):
		case <-ctx.Done():
			x.say("cut short")
		}
	}
	return x
}

// run starts the watcher and lets it settle in.
func (x *world) run() {
	x.w = New([]File{x.file}, x.o)
	x.w.open = func() (notifier, error) { return x.n, nil }
	x.w.remote = func(string) string { return "" }
	x.begin()
}

func (x *world) begin() {
	ctx, cancel := context.WithCancel(x.t.Context())
	x.cancel = cancel
	go func() { x.ended <- x.w.Run(ctx) }()
	synctest.Wait()
}

func (x *world) stop() error {
	x.cancel()
	return <-x.ended
}

func (x *world) say(format string, args ...any) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.happen = append(x.happen, fmt.Sprintf("%v ", time.Since(x.start).Round(time.Second))+fmt.Sprintf(format, args...))
}

func (x *world) want(events ...string) {
	x.t.Helper()
	synctest.Wait()
	x.mu.Lock()
	defer x.mu.Unlock()
	if !slices.Equal(x.happen, events) {
		x.t.Errorf("what happened:\n  %s\nwant:\n  %s", strings.Join(x.happen, "\n  "), strings.Join(events, "\n  "))
	}
	x.happen = nil
}

// until lets virtual time pass up to so long after the start.
func (x *world) until(d time.Duration) { time.Sleep(d - time.Since(x.start)) }

func (x *world) event(op fsnotify.Op, path string) { x.n.ch <- fsnotify.Event{Name: path, Op: op} }

func (x *world) write(path, text string) {
	x.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		x.t.Fatal(err)
	}
}

func (x *world) remove(path string) {
	x.t.Helper()
	if err := os.Remove(path); err != nil {
		x.t.Fatal(err)
	}
}

func (x *world) rename(from, to string) {
	x.t.Helper()
	if err := os.Rename(from, to); err != nil {
		x.t.Fatal(err)
	}
}

// saveAsExcel writes a temporary file, deletes the old one and renames.
func (x *world) saveAsExcel(text string, pause time.Duration) {
	temp := filepath.Join(x.dir, "8F3A0000")
	x.write(temp, text)
	x.event(fsnotify.Create, temp)
	x.event(fsnotify.Write, temp)
	x.remove(x.path)
	x.event(fsnotify.Remove, x.path)
	time.Sleep(pause)
	x.rename(temp, x.path)
	x.event(fsnotify.Create, x.path)
}

func TestASaveIsOneChange(t *testing.T) {
	for _, pause := range []time.Duration{0, 1500 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			x := newWorld(t)
			x.run()
			x.until(5 * time.Second)
			x.saveAsExcel("saved once", pause)
			x.until(15 * time.Second)
			x.want(fmt.Sprintf("%v saved", (7*time.Second + pause).Round(time.Second)))
			x.until(5 * time.Minute)
			x.want() // the polls find nothing new
			if err := x.stop(); err != nil {
				t.Error(err)
			}
		})
	}
}

// A file that grows for a while, as in a copy over a network, is not read
// before it is whole.
func TestAFileThatGrowsIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newWorld(t)
		x.run()
		for n := range 10 {
			x.write(x.path, strings.Repeat("x", 100+n))
			x.event(fsnotify.Write, x.path)
			time.Sleep(900 * time.Millisecond)
		}
		x.until(15 * time.Second)
		x.want("10s saved")
		x.stop()
	})
}

func TestSavesAreAnsweredOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newWorld(t)
		x.run()
		for n := range 12 { // every 10 seconds
			x.until(time.Duration(n*10+1) * time.Second)
			x.saveAsExcel(strings.Repeat("x", n+20), 0)
		}
		x.until(10 * time.Minute)
		x.want("3s saved", "1m3s saved", "2m3s saved")
		x.stop()
	})
}

// What came while the answer to a change was still at work is answered once
// more, afterwards.
func TestAnswersDoNotOverlap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newWorld(t)
		x.took = 3 * time.Minute
		x.run()
		x.saveAsExcel("first", 0)
		x.until(time.Minute)
		x.saveAsExcel("the second", 0)
		x.until(2 * time.Minute)
		x.saveAsExcel("the third one", 0)
		x.until(30 * time.Minute)
		x.want("2s saved", "3m2s saved")
		x.stop()
	})
}

// A workbook that the last closes is answered at once: what waited for that
// can be written.
func TestClosingIsAnsweredAtOnce(t *testing.T) {
	for _, lock := range lockNames("theo-doi.xlsx") {
		synctest.Test(t, func(t *testing.T) {
			x := newWorld(t)
			lock := filepath.Join(x.dir, lock)
			x.write(lock, "Lan")
			x.run()
			x.until(10 * time.Second)
			x.saveAsExcel("saved", 0)
			x.until(14 * time.Second)
			x.want("12s saved")
			x.remove(lock)
			x.event(fsnotify.Remove, lock)
			x.until(20 * time.Second)
			x.want("16s closed")
			x.write(lock, "Minh")
			x.event(fsnotify.Create, lock)
			x.until(5 * time.Minute)
			x.want() // that somebody opens it is nothing to answer
			x.stop()
		})
	}
}

func TestOurOwnWriteIsNoChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newWorld(t)
		x.run()
		temp := filepath.Join(x.dir, ".theo-doi.xlsx.tmp")
		x.write(temp, "with our results")
		info, err := os.Stat(temp)
		if err != nil {
			t.Fatal(err)
		}
		x.ours.Store(info)
		x.rename(temp, x.path)
		x.event(fsnotify.Create, x.path)
		x.until(305 * time.Second)
		x.want()
		x.saveAsExcel("with our results, and edited", 0)
		x.until(6 * time.Minute)
		x.want("5m7s saved")
		x.stop()
	})
}

// Without a single event: on a network mount, and where the system refuses.
func TestPolling(t *testing.T) {
	tests := []struct {
		name string
		set  func(*world)
		want string
	}{
		{"a network mount", func(x *world) { x.w.remote = func(string) string { return "SMB" } }, "is on a network mount (SMB)"},
		{"no watcher", func(x *world) { x.w.open = func() (notifier, error) { return nil, errors.New("too many open files") } }, "too many open files"},
		{"no watch", func(x *world) { x.n.refuses = errors.New("no space left on device") }, "no space left on device"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				x := newWorld(t)
				var why []string
				x.o.Polled = func(_ string, err error) { why = append(why, err.Error()) }
				x.w = New([]File{x.file}, x.o)
				x.w.open = func() (notifier, error) { return x.n, nil }
				x.w.remote = func(string) string { return "" }
				tt.set(x)
				x.begin()
				x.until(30 * time.Second)
				x.write(x.path, "saved on another computer")
				x.until(10 * time.Minute)
				x.want("41s saved")
				if len(why) != 1 || !strings.Contains(why[0], tt.want) {
					t.Errorf("said that it polls, %q, want once: %s", why, tt.want)
				}
				x.stop()
			})
		})
	}
}

// A limit of the system can be lifted: events are taken as soon as they come.
func TestEventsAreTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newWorld(t)
		x.n.refuses = errors.New("no space left on device")
		x.o.Polled = nil
		x.run()
		x.n.mu.Lock()
		x.n.refuses = nil
		x.n.mu.Unlock()
		x.until(50 * time.Second)
		x.saveAsExcel("saved", 0)
		x.until(55 * time.Second)
		x.want("52s saved")
		x.stop()
	})
}

// Where events were lost every file is looked at.
func TestLostEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newWorld(t)
		x.run()
		x.write(x.path, "nobody heard of it")
		x.n.lost <- fsnotify.ErrEventOverflow
		x.until(5 * time.Second)
		x.want("2s saved")
		x.stop()
	})
}

// The folder goes away, with a mount for instance, and comes back.
func TestTheFolderIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newWorld(t)
		folder := filepath.Join(x.dir, "chung")
		if err := os.Mkdir(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		x.file.Path = filepath.Join(folder, "a.xlsx")
		x.write(x.file.Path, "before")
		x.run()
		x.until(time.Minute)
		x.rename(folder, folder+".old")
		x.n.Remove(folder) // as the system's notifier does
		x.event(fsnotify.Rename, folder)
		x.until(125 * time.Second)
		x.want()
		if err := os.Mkdir(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		x.event(fsnotify.Create, folder)
		x.until(127 * time.Second)
		if !slices.Contains(x.n.WatchList(), folder) {
			t.Errorf("the folder that came back is not watched: %q", x.n.WatchList())
		}
		x.write(x.file.Path, "after it came back")
		x.event(fsnotify.Create, x.file.Path)
		x.until(3 * time.Minute)
		x.want("2m9s saved")
		x.stop()
	})
}

// A link that is turned to another file is a change, and the folder that it
// leads to is watched.
func TestLinks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newWorld(t)
		for _, d := range []string{"v1", "v2", "links"} {
			if err := os.Mkdir(filepath.Join(x.dir, d), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		x.write(filepath.Join(x.dir, "v1", "a.xlsx"), "one")
		x.write(filepath.Join(x.dir, "v2", "a.xlsx"), "another")
		link := func(target, at string) {
			if err := os.Symlink(target, at+".new"); err != nil {
				t.Skip("no symbolic links here:", err)
			}
			x.rename(at+".new", at)
		}
		current := filepath.Join(x.dir, "current")
		link("v1", current)
		x.file.Path = filepath.Join(x.dir, "links", "b.xlsx")
		link(filepath.Join("..", "current", "a.xlsx"), x.file.Path)
		x.run()
		want := []string{filepath.Join(x.dir, "links"), x.dir, filepath.Join(x.dir, "v1")}
		if got := x.n.WatchList(); !slices.Equal(got, want) {
			t.Errorf("watches %q, want %q", got, want)
		}
		x.write(filepath.Join(x.dir, "v1", "a.xlsx"), "edited")
		x.event(fsnotify.Write, filepath.Join(x.dir, "v1", "a.xlsx"))
		x.until(65 * time.Second)
		x.want("2s saved")
		link("v2", current)
		x.event(fsnotify.Create, current)
		x.until(2 * time.Minute)
		x.want("1m7s saved")
		want[2] = filepath.Join(x.dir, "v2")
		if got := x.n.WatchList(); !slices.Equal(got, want) {
			t.Errorf("then watches %q, want %q", got, want)
		}
		// Opened by the name of the link, and closed.
		lock := lockNames(x.file.Path)[0]
		x.write(lock, "Lan")
		x.event(fsnotify.Create, lock)
		x.until(185 * time.Second)
		x.remove(lock)
		x.event(fsnotify.Remove, lock)
		x.until(4 * time.Minute)
		x.want("3m7s closed")
		x.stop()
	})
}

func TestStopping(t *testing.T) {
	tests := []struct {
		name string
		took time.Duration
		from time.Duration // when the limit begins to count, 0 for at the stop
		want []string
		err  string
	}{
		{"nothing in hand", 0, 0, []string{"2s saved"}, ""},
		{"within the limit", 20 * time.Second, 0, []string{"2s saved"}, ""},
		{"over the limit", time.Hour, 0, []string{"2s saved", "40s cut short"}, "cut short after 30s"},
		{"before the limit counts", 5 * time.Minute, 10 * time.Minute, []string{"2s saved"}, ""},
		{"over the limit that counts late", time.Hour, 10 * time.Minute, []string{"2s saved", "10m30s cut short"}, "cut short after 30s"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				x := newWorld(t)
				x.took = tt.took
				if tt.from > 0 {
					from, cancel := context.WithTimeout(t.Context(), tt.from)
					defer cancel()
					x.o.DrainFrom = from.Done()
				}
				x.run()
				x.saveAsExcel("saved", 0)
				x.until(10 * time.Second)
				err := x.stop()
				x.want(tt.want...)
				if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
					t.Errorf("stopped with %v, want %q", err, tt.err)
				}
			})
		})
	}
}

func TestAPanicStopsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newWorld(t)
		x.file.Changed = func(context.Context, Why) { panic("broken") }
		x.run()
		x.saveAsExcel("first", 0)
		x.until(125 * time.Second)
		x.saveAsExcel("the second", 0)
		x.until(4 * time.Minute)
		const said = "failed: what answers a change panicked: broken\ng"
		x.want("2s "+said[:48], "2m7s "+said[:48])
		x.stop()
	})
}
