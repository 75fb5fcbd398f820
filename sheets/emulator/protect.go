package emulator

import "slices"

// owns reports whether somebody owns the spreadsheet: no protection holds
// against owners.
func (d *document) owns(who caller) bool {
	return who.email == "" || d.roles[who.email] == Owner
}

// withheld reports whether a protection keeps somebody from editing.
func (d *document) withheld(who caller, p *protectedRange) bool {
	return !p.warning && !d.owns(who) && !slices.Contains(p.editors, who.email)
}

// protectedError is how the service refuses to edit what is protected.
func protectedError() *apiError {
	return invalid("You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit.")
}

// mayEdit refuses edits of a block that somebody else protected.
func (d *document) mayEdit(who caller, s *sheet, r rect) *apiError {
	r = s.closed(r)
	for _, p := range s.protected {
		if !d.withheld(who, p) {
			continue
		}
		if p.whole {
			if !p.spares(s, r) {
				return protectedError()
			}
			continue
		}
		if s.closed(p.rect).meets(r) {
			return protectedError()
		}
	}
	return nil
}

// spares reports whether a protected sheet leaves the block open to all.
func (p *protectedRange) spares(s *sheet, r rect) bool {
	list, _ := p.rest["unprotectedRanges"].([]any)
	return slices.ContainsFunc(list, func(v any) bool {
		o, _ := v.(object)
		return o != nil && r.within(s.closed(rectOf(o)))
	})
}

// mayShift refuses insertions inside, removals of and moves through what
// somebody else protected.
func (d *document) mayShift(who caller, s *sheet, e shift) *apiError {
	for _, p := range s.protected {
		if !d.withheld(who, p) {
			continue
		}
		r := s.closed(p.rect)
		from, to := r.left, r.right
		if e.rows {
			from, to = r.top, r.bottom
		}
		inside := func(i int) bool { return i > from && i < to }
		overlap := max(from, e.at) < min(to, e.at+e.n)
		switch {
		case p.whole,
			e.kind == inserting && inside(e.at),
			e.kind == removing && overlap,
			e.kind == moving && (overlap || inside(e.before)):
			return protectedError()
		}
	}
	return nil
}

// mayDrop refuses to delete or rename a sheet with protections of others.
func (d *document) mayDrop(who caller, s *sheet) *apiError {
	if slices.ContainsFunc(s.protected, func(p *protectedRange) bool { return d.withheld(who, p) }) {
		return protectedError()
	}
	return nil
}

// mayRename refuses to change the properties of a sheet that others protected
// as a whole.
func (d *document) mayRename(who caller, s *sheet) *apiError {
	if slices.ContainsFunc(s.protected, func(p *protectedRange) bool { return p.whole && d.withheld(who, p) }) {
		return protectedError()
	}
	return nil
}
