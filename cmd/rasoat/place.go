package main

import (
	"net/url"
	"os"
	"path"
	"path/filepath"

	"rasoat/config"
)

// place says where a workbook stands: in a file of this machine or of a server,
// or in a spreadsheet.
type place struct {
	file        string // the path, "" for what is not on this machine
	address     string // of the file on a server, "" for any other
	spreadsheet string // the id, "" for a file
	workbook    string // the name in the configuration, "" for a file that none speaks of
	config      string // the path of the configuration, "" for none
}

func placeOf(c *configuration, w *config.Workbook) place {
	p := place{file: w.File, workbook: w.Name, config: c.path}
	switch {
	case w.WebDAV != nil:
		p.address = w.WebDAV.URL
	case w.CSV != nil:
		p.file = w.CSV.File
	case w.Google != nil:
		p.spreadsheet = w.Google.ID
	}
	return p
}

// here reports whether the workbook is a file of this machine.
func (p place) here() bool { return p.spreadsheet == "" && p.address == "" }

// String names the place as people know it: the path as seen from the working
// folder, or the workbook with the server or the first letters of the
// spreadsheet's id.
func (p place) String() string {
	if p.here() {
		return p.where()
	}
	return p.workbook + " (" + p.where() + ")"
}

// where is String for places that stand behind the name of the workbook.
func (p place) where() string {
	switch {
	case p.here():
		return shortPath(p.file)
	case p.spreadsheet == "":
		if u, err := url.Parse(p.address); err == nil {
			return path.Base(u.Path) + ", " + u.Host
		}
		return p.address
	}
	id := p.spreadsheet
	if len(id) > 8 {
		id = id[:8] + "…"
	}
	return "Google " + id
}

// argument is what a command line says to mean this workbook.
func (p place) argument() string {
	if p.here() {
		return shortPath(p.file)
	}
	return "-c " + shortPath(p.config)
}

// shortPath returns the path as seen from the working folder where that is
// shorter.
func shortPath(path string) string {
	wd, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(wd, path); err == nil && len(rel) < len(path) {
		return rel
	}
	return path
}
