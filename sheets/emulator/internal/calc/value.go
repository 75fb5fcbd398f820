package calc

// Kind says what a value is.
type Kind uint8

// The kinds of values. Blank is an empty cell or an empty argument.
const (
	Blank Kind = iota
	Number
	Text
	Bool
	Error
)

// Value is the content of one cell or the result of one expression. The zero
// Value is blank. Only the fields of its kind are set, so values can be
// compared with ==.
type Value struct {
	Kind    Kind
	Num     float64 // a number; days since 30 December 1899 for a date
	Str     string  // a text
	Bool    bool
	Err     ErrorType // of an error
	Message string    // what people read when they point at an error
}

// ErrorType is the type of an error value, by the name that the API gives it.
type ErrorType string

// The types of errors.
const (
	Ref          ErrorType = "REF"
	NotAvailable ErrorType = "N_A"
	ValueError   ErrorType = "VALUE"
	Name         ErrorType = "NAME"
	Num          ErrorType = "NUM"
	DivideByZero ErrorType = "DIVIDE_BY_ZERO"
	Null         ErrorType = "NULL_VALUE"
	ParseError   ErrorType = "ERROR"
)

// Code returns the error as a cell shows it, such as "#REF!".
func (e ErrorType) Code() string {
	switch e {
	case Ref:
		return "#REF!"
	case NotAvailable:
		return "#N/A"
	case ValueError:
		return "#VALUE!"
	case Name:
		return "#NAME?"
	case Num:
		return "#NUM!"
	case DivideByZero:
		return "#DIV/0!"
	case Null:
		return "#NULL!"
	}
	return "#ERROR!"
}

// BlankValue returns the value of an empty cell.
func BlankValue() Value { return Value{} }

// NumberValue returns a number.
func NumberValue(f float64) Value { return Value{Kind: Number, Num: f} }

// TextValue returns a text, which may be empty.
func TextValue(s string) Value { return Value{Kind: Text, Str: s} }

// BoolValue returns TRUE or FALSE.
func BoolValue(b bool) Value { return Value{Kind: Bool, Bool: b} }

// ErrorValue returns an error with the message that explains it.
func ErrorValue(t ErrorType, message string) Value {
	return Value{Kind: Error, Err: t, Message: message}
}

// errorTypes lists the types with a code, for reading error literals.
func errorTypes() []ErrorType {
	return []ErrorType{Ref, NotAvailable, ValueError, Name, Num, DivideByZero, Null, ParseError}
}
