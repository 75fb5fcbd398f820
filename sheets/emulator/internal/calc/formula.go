package calc

// Formula is a formula that was read. It never changes and can be shared.
type Formula struct {
	home   int         // the sheet that references without a name are to
	pieces []token     // all of the text behind the "="
	refs   []reference // what the pieces and the tree refer to by index
	root   node        // nil when the formula cannot be read
	raw    string      // as it was written, when it cannot be read
}

// Names finds tabs. Titles are looked up without regard to case.
type Names interface {
	SheetID(title string) (id int, ok bool)
	SheetTitle(id int) (title string, ok bool)
}

// Unsupported is the error of a formula that calls a function of Google's
// that is not modelled here.
type Unsupported struct{ Function string }

// Error names the function.
func (e *Unsupported) Error() string { return "function " + e.Function + " is not modelled" }

// Clone returns a formula equal to f.
func (f *Formula) Clone() *Formula {
	c := *f
	return &c
}

// Bad reports whether the text could not be read as a formula.
func (f *Formula) Bad() bool { return f.root == nil }

// Home returns the id of the sheet that the formula stands in.
func (f *Formula) Home() int { return f.home }

// withRefs returns f with other references.
func (f *Formula) withRefs(refs []reference) *Formula {
	c := *f
	c.refs = refs
	return &c
}

// Subtotal reports whether the formula is a call of SUBTOTAL, which other
// subtotals leave out.
func (f *Formula) Subtotal() bool {
	c, ok := f.root.(*call)
	return ok && c.name == "SUBTOTAL"
}
