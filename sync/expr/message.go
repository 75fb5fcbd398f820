package expr

import (
	"errors"
	"slices"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/shopspring/decimal"
	"golang.org/x/text/unicode/norm"

	"rasoat/sync/rule"
)

// dash stands in a message for what is absent.
const dash = "–"

// Printer writes figures in the language of a message, as the printers of
// package lang do.
type Printer interface {
	Number(decimal.Decimal) string
	Money(rule.Money) string
	And([]string) string
}

// Message is a compiled text with expressions in braces. It never changes and
// may be used by many at once.
type Message struct {
	pieces []messagePiece
}

type messagePiece struct {
	text    string
	program *Program // nil for a text
}

// CompileMessage compiles a text with expressions in braces. Its errors are of
// type [*Error], with places in the text as a whole, joined where there are
// several.
func CompileMessage(text string) (*Message, error) {
	src := []rune(norm.NFC.String(text))
	if strings.TrimSpace(text) == "" {
		return nil, at(text, src, 0, "the message is blank", "say what is found and what to do")
	}
	pieces, wrong := split(src)
	if wrong != nil {
		return nil, at(text, src, wrong.Offset, wrong.Message, wrong.Hint)
	}
	m := &Message{}
	var mistakes []error
	for _, p := range pieces {
		if !p.code {
			m.pieces = append(m.pieces, messagePiece{text: p.text})
			continue
		}
		program, err := Compile(p.text, Value)
		if err != nil {
			mistakes = append(mistakes, inMessage(err, text, src, p.start))
			continue
		}
		m.pieces = append(m.pieces, messagePiece{program: program})
	}
	if len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	return m, nil
}

// inMessage moves the mistakes of an expression to their place in the message
// that it is part of.
func inMessage(err error, text string, src []rune, start int) error {
	var mistakes []error
	for _, e := range Mistakes(err) {
		moved := *e
		moved.Expr = text
		moved.place(src, start+e.Offset)
		mistakes = append(mistakes, &moved)
	}
	if len(mistakes) == 0 {
		return err
	}
	return errors.Join(mistakes...)
}

// Mistakes returns the mistakes that an error of this package joins, in order.
func Mistakes(err error) []*Error {
	if err == nil {
		return nil
	}
	if e, ok := err.(*Error); ok {
		return []*Error{e}
	}
	var all []*Error
	switch err := err.(type) {
	case interface{ Unwrap() []error }:
		for _, e := range err.Unwrap() {
			all = append(all, Mistakes(e)...)
		}
	case interface{ Unwrap() error }:
		all = Mistakes(err.Unwrap())
	}
	return all
}

// passing are the fields of item that change with the day, or when rows are
// inserted above.
var passing = [...]string{"today", "days_late", "row", "number"}

// write returns the message for an item, and what of it does not change from
// day to day. An expression that cannot be evaluated shows as a dash; the error
// says why.
func (m *Message) write(i *item, with Printer) (text, facts string, err error) {
	i.print = with
	defer func() { i.print = nil }()
	var b, lasting strings.Builder
	for _, p := range m.pieces {
		if p.program == nil {
			b.WriteString(p.text)
			continue
		}
		v, evalErr := p.program.eval(i)
		if evalErr != nil && err == nil {
			err = evalErr
		}
		shown := show(v, with)
		b.WriteString(shown)
		if !slices.ContainsFunc(passing[:], p.program.Uses) {
			lasting.WriteString(shown + "\n")
		}
	}
	return b.String(), strings.TrimSuffix(lasting.String(), "\n"), err
}

// show writes a value for people.
func show(v ref.Val, with Printer) string {
	switch v := v.(type) {
	case types.String:
		return string(v)
	case types.Int:
		return with.Number(decimal.NewFromInt(int64(v)))
	case types.Double:
		if d := float64(v); d == d && d-d == 0 { // neither NaN nor infinite
			return with.Number(decimal.NewFromFloat(d).Round(2))
		}
	case types.Timestamp:
		return v.Format("02/01/2006")
	case traits.Lister:
		var items []string
		for it := v.Iterator(); it.HasNext() == types.True; {
			if s, ok := it.Next().(types.String); ok {
				items = append(items, string(s))
			}
		}
		if len(items) > 0 {
			return with.And(items)
		}
	}
	return dash
}
