package watch

import "github.com/fsnotify/fsnotify"

// notifier tells of events in folders.
type notifier interface {
	Add(dir string) error
	Remove(dir string) error
	WatchList() []string // folders that were moved or deleted are not in it
	Close() error
	events() <-chan fsnotify.Event
	failures() <-chan error
}

// system is the notifier of the operating system.
type system struct{ *fsnotify.Watcher }

func openNotifier() (notifier, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	return system{w}, nil
}

func (s system) events() <-chan fsnotify.Event { return s.Events }
func (s system) failures() <-chan error        { return s.Errors }
