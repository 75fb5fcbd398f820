package emulator

import (
	"errors"
	"fmt"
	"slices"

	"rasoat/sheets/emulator/internal/calc"
)

// Staff is somebody who edits a spreadsheet in a browser. Each method does one
// thing as a whole or, with an error, nothing of it: where the web editor
// refuses, where there is no such tab, and where a formula calls a function
// that the emulator does not have. Rows and columns are counted from 0.
type Staff struct {
	p     *Spreadsheet
	email string // "" for the owner
}

// As returns a person who is not the owner: protected ranges then refuse edits
// inside them, and sorting, inserting and deleting through them, unless the
// person is one of their editors.
func (s *Staff) As(email string) *Staff { return &Staff{p: s.p, email: email} }

// do changes a tab.
func (s *Staff) do(tab string, change func(d *document, who caller, t *sheet) *apiError) error {
	return s.doBy((*document).edit, tab, change)
}

func (s *Staff) doBy(how func(*document, func() *apiError) *apiError, tab string, change func(d *document, who caller, t *sheet) *apiError) error {
	s.p.server.mu.Lock()
	defer s.p.server.mu.Unlock()
	d := s.p.doc
	if d.deleted {
		return errors.New("the spreadsheet is deleted")
	}
	err := how(d, func() *apiError {
		t := d.titled(tab)
		if t == nil {
			return invalid("there is no tab %q", tab)
		}
		return change(d, caller{s.email}, t)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", tab, err)
	}
	s.p.server.touch(d, caller{s.email})
	return nil
}

// request carries out what the API has a request for.
func (s *Staff) request(tab, kind string, body func(t *sheet) object) error {
	return s.do(tab, func(d *document, who caller, t *sheet) *apiError {
		q := request{d: d, who: who, kind: kind, object: body(t)}
		_, err := q.handlers()[kind]()
		return err
	})
}

// Type types a text into a cell: a number, a date, TRUE, a formula after "=" or
// a text, as the spreadsheet's locale has it, or a text after "'". Typing into
// a merge types into its first cell.
func (s *Staff) Type(tab string, at At, text string) error {
	return s.doBy((*document).amend, tab, func(d *document, who caller, t *sheet) *apiError {
		if m, ok := t.merged(at.Row, at.Col); ok {
			at = At{Row: m.top, Col: m.left}
		}
		in, number, err := d.typed(t, text, t.cellAt(at.Row, at.Col).format)
		if err != nil {
			return err
		}
		if t.cellAt(at.Row, at.Col).format["numberFormat"] != nil {
			number = nil
		}
		return d.byHand(who, t, at, in, number)
	})
}

// Put gives a cell exactly that value or formula, and the number format if
// there is one. The zero Cell takes the content away. The rest of the cell's
// format stays.
func (s *Staff) Put(tab string, at At, c Cell) error {
	return s.doBy((*document).amend, tab, func(d *document, who caller, t *sheet) *apiError {
		in := content{}
		switch v := c.Value.(type) {
		case nil:
		case float64:
			in = constant(calc.NumberValue(v))
		case int:
			in = constant(calc.NumberValue(float64(v)))
		case string:
			in = constant(calc.TextValue(v))
		case bool:
			in = constant(calc.BoolValue(v))
		case Err:
			e, ok := errorOf(v.Type)
			if !ok {
				return invalid("there is no error %q", v.Type)
			}
			in = constant(calc.ErrorValue(e, v.Message))
		default:
			return invalid("a cell cannot hold a %T", v)
		}
		if c.Formula != "" {
			f, err := d.parse(t, c.Formula)
			if err != nil {
				return err
			}
			in = content{entered: true, formula: f}
		}
		var number object
		if c.Format != "" {
			number = numberFormat(c.Format)
		}
		return d.byHand(who, t, at, in, number)
	})
}

// errorOf finds an error by what a cell shows of it.
func errorOf(code string) (calc.ErrorType, bool) {
	all := []calc.ErrorType{calc.Ref, calc.NotAvailable, calc.ValueError, calc.Name, calc.Num, calc.DivideByZero, calc.Null, calc.ParseError}
	i := slices.IndexFunc(all, func(e calc.ErrorType) bool { return e.Code() == code })
	if i < 0 {
		return "", false
	}
	return all[i], true
}

// byHand enters something into a cell of the grid as people do.
func (d *document) byHand(who caller, t *sheet, at At, in content, number object) *apiError {
	cell := rect{at.Row, at.Col, at.Row + 1, at.Col + 1}
	if !cell.within(t.whole()) || at.Row < 0 || at.Col < 0 {
		return t.beyond(cell)
	}
	if err := firstError(d.mayEdit(who, t, cell), t.admitsContent(at.Row, at.Col, in)); err != nil {
		return err
	}
	before := t.cellAt(at.Row, at.Col)
	c := before
	c.enter(in)
	if number != nil {
		c.format = withNumberFormat(c.format, number)
	}
	d.put(t, at.Row, at.Col, c)
	if err := d.validate(t, at); err != nil {
		if before.spilled { // it is computed anew
			before.spilled, before.effective = false, calc.Value{}
		}
		d.put(t, at.Row, at.Col, before)
		return err
	}
	return nil
}

// validate refuses what the cell's validation rejects. Lists and custom
// formulas are looked at; a custom formula is taken as written for the cell.
func (d *document) validate(t *sheet, at At) *apiError {
	c := t.cellAt(at.Row, at.Col)
	if !c.entered || !boolOf(c.validation["strict"]) {
		return nil
	}
	refused := invalid("The data you entered in cell %s%d violates the data validation rules set on this cell.", columnName(at.Col), at.Row+1)
	condition := objectOf(c.validation["condition"])
	values := list(condition["values"])
	switch textOf(condition["type"]) {
	case "ONE_OF_LIST":
		d.recalculate()
		text := shownText(t.shows(at.Row, at.Col), d.loc())
		if !slices.ContainsFunc(values, func(v any) bool { return textOf(objectOf(v)["userEnteredValue"]) == text }) {
			return refused
		}
	case "CUSTOM_FORMULA":
		if len(values) != 1 {
			return nil
		}
		f, err := d.parse(t, textOf(objectOf(values[0])["userEnteredValue"]))
		if err != nil {
			return err
		}
		d.recalculate()
		if !d.holds(t, f, at) {
			return refused
		}
	}
	return nil
}

// Clear takes the contents out of a block. Formats stay.
func (s *Staff) Clear(tab string, b Block) error {
	return s.do(tab, func(d *document, who caller, t *sheet) *apiError {
		r := t.closed(b.rect())
		if err := d.mayEdit(who, t, r); err != nil {
			return err
		}
		for row := r.top; row < min(r.bottom, len(t.grid)); row++ {
			for col := r.left; col < min(r.right, len(t.grid[row])); col++ {
				if t.grid[row][col] != nil {
					d.enter(t, row, col, content{})
				}
			}
		}
		return nil
	})
}

func (b Block) rect() rect { return rect{b.Top, b.Left, b.Bottom, b.Right} }

// AddTab adds a tab behind all others.
func (s *Staff) AddTab(title string) error {
	return s.p.request(caller{s.email}, "addSheet", func(*document) object {
		return object{"properties": object{"title": title}}
	})
}

// request carries out a request that is about no tab yet.
func (p *Spreadsheet) request(who caller, kind string, body func(d *document) object) error {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	if p.doc.deleted {
		return errors.New("the spreadsheet is deleted")
	}
	err := p.doc.edit(func() *apiError {
		q := request{d: p.doc, who: who, kind: kind, object: body(p.doc)}
		_, err := q.handlers()[kind]()
		return err
	})
	if err != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	p.server.touch(p.doc, who)
	return nil
}

// RenameTab gives a tab another title. References follow.
func (s *Staff) RenameTab(from, to string) error {
	return s.request(from, "updateSheetProperties", func(t *sheet) object {
		return object{"properties": object{"sheetId": t.id, "title": to}, "fields": "title"}
	})
}

// DeleteTab deletes a tab. References to it are lost.
func (s *Staff) DeleteTab(title string) error {
	return s.request(title, "deleteSheet", func(t *sheet) object { return object{"sheetId": t.id} })
}

// DuplicateTab copies a tab to right behind it.
func (s *Staff) DuplicateTab(title, newTitle string) error {
	return s.request(title, "duplicateSheet", func(t *sheet) object {
		return object{"sourceSheetId": t.id, "newSheetName": newTitle}
	})
}

// HideTab hides or shows a tab.
func (s *Staff) HideTab(title string, hidden bool) error {
	return s.request(title, "updateSheetProperties", func(t *sheet) object {
		return object{"properties": object{"sheetId": t.id, "hidden": hidden}, "fields": "hidden"}
	})
}

// Freeze freezes the first rows and columns; 0 unfreezes.
func (s *Staff) Freeze(tab string, rows, cols int) error {
	return s.request(tab, "updateSheetProperties", func(t *sheet) object {
		return object{"properties": object{"sheetId": t.id, "gridProperties": object{
			"frozenRowCount": rows, "frozenColumnCount": cols,
		}}, "fields": "gridProperties(frozenRowCount,frozenColumnCount)"}
	})
}
