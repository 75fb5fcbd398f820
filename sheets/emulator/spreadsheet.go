package emulator

// Spreadsheet is one spreadsheet as its owner has it. Its methods may be called
// at any time, also between the requests of a client.
type Spreadsheet struct {
	server *Server
	doc    *document
}

// ID is the spreadsheet's id in addresses.
func (p *Spreadsheet) ID() string { return p.doc.id }

// Locale is the spreadsheet's locale, such as "vi_VN".
func (p *Spreadsheet) Locale() string {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return p.doc.locale
}

// Revision is a number that rises with every change.
func (p *Spreadsheet) Revision() int64 {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return p.doc.revision
}

// Share gives an account a role; None takes its access away.
func (p *Spreadsheet) Share(email string, role Role) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.server.share(p.doc, email, role, caller{})
}

// Delete puts the spreadsheet into the trash: requests find it no longer.
func (p *Spreadsheet) Delete() {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.server.drop(p.doc)
}

// Restore takes it out of the trash.
func (p *Spreadsheet) Restore() {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.doc.deleted = false
	p.server.touch(p.doc, caller{})
}

// Look returns everything that stands there, in the order of tabs. What it
// returns is a copy.
func (p *Spreadsheet) Look() []Tab {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.doc.recalculate()
	return p.doc.look()
}

// LookAt is Look at the tab of that title alone, the zero Tab where there is none.
func (p *Spreadsheet) LookAt(title string) Tab {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.doc.recalculate()
	for _, s := range p.doc.sheets {
		if s.title == title {
			return p.doc.lookAt(s)
		}
	}
	return Tab{}
}

// Staff returns the person who owns the spreadsheet, with a browser.
func (p *Spreadsheet) Staff() *Staff { return &Staff{p: p} }
