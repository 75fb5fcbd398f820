package calc

import "fmt"

// Notice names a message that people read when they point at an error.
type Notice uint8

// The notices. What each is formatted with stands behind it.
const (
	SpillBlocked    Notice = iota // the cell in the way, in A1 notation
	SpillOffGrid                  // nothing: the array reaches beyond the grid
	NoSuchSheet                   // nothing: the name of a tab that there is not
	NoSuchCell                    // nothing: a reference to what was deleted or lies off the grid
	NotFound                      // the key, the function
	NoSuchFunction                // the name
	NoSuchName                    // the name
	BadFormula                    // nothing
	Circular                      // nothing
	WrongArguments                // the function
	NotANumber                    // the text, where a number is expected
	NotABool                      // the text, where TRUE or FALSE is expected
	NotARange                     // the function or operator that wants a reference
	NoIntersection                // nothing: a range where one value is expected
	SizeMismatch                  // the function or operator
	RaggedArray                   // nothing: an array literal with rows of different lengths
	OutOfRange                    // the function, the value
	DividedByZero                 // nothing
	NotAvailableYet               // nothing: NA()
	TooLarge                      // nothing: a result beyond what a sheet can hold
	NoCondition                   // nothing: IFS without a condition that holds
)

// Message returns the notice in the language of the locale, with its
// arguments filled in.
func (l Locale) Message(n Notice, args ...any) string {
	var format string
	switch l.Language {
	case "vi":
		format = vietnamese(n)
	case "de":
		format = german(n)
	default:
		format = english(n)
	}
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}

func english(n Notice) string {
	switch n {
	case SpillBlocked:
		return "The array has no room: there is something in %s."
	case SpillOffGrid:
		return "The array has no room: it reaches beyond the edge of the sheet."
	case NoSuchSheet:
		return "unresolved sheet name"
	case NoSuchCell:
		return "The reference leads nowhere."
	case NotFound:
		return "%[2]s found no value \"%[1]s\"."
	case NoSuchFunction:
		return "There is no function \"%s\"."
	case NoSuchName:
		return "There is no range named \"%s\"."
	case BadFormula:
		return "The formula cannot be read."
	case Circular:
		return "The formula depends on its own result."
	case WrongArguments:
		return "%s has too few or too many arguments."
	case NotANumber:
		return "\"%s\" is a text and no number."
	case NotABool:
		return "\"%s\" is a text and neither TRUE nor FALSE."
	case NotARange:
		return "%s needs a range."
	case NoIntersection:
		return "The range has no value in the row or column of the formula."
	case SizeMismatch:
		return "The arrays of %s have different sizes."
	case RaggedArray:
		return "The rows or columns of the array have different lengths."
	case OutOfRange:
		return "%[1]s cannot take the value %[2]s."
	case DividedByZero:
		return "The divisor is zero."
	case NotAvailableYet:
		return "The value is not available."
	case TooLarge:
		return "The result is too large."
	case NoCondition:
		return "No condition holds."
	}
	return ""
}

func vietnamese(n Notice) string {
	switch n {
	case SpillBlocked:
		return "Không đủ chỗ cho mảng: ô %s đã có dữ liệu."
	case SpillOffGrid:
		return "Không đủ chỗ cho mảng: mảng vượt quá mép trang tính."
	case NoSuchSheet:
		return "không có trang tính tên này"
	case NoSuchCell:
		return "Tham chiếu không dẫn tới ô nào."
	case NotFound:
		return "%[2]s không tìm thấy giá trị \"%[1]s\"."
	case NoSuchFunction:
		return "Không có hàm \"%s\"."
	case NoSuchName:
		return "Không có dải ô tên \"%s\"."
	case BadFormula:
		return "Không đọc được công thức."
	case Circular:
		return "Công thức phụ thuộc vào chính kết quả của nó."
	case WrongArguments:
		return "%s thiếu hoặc thừa đối số."
	case NotANumber:
		return "\"%s\" là văn bản, không phải số."
	case NotABool:
		return "\"%s\" là văn bản, không phải TRUE hay FALSE."
	case NotARange:
		return "%s cần một dải ô."
	case NoIntersection:
		return "Dải ô không có giá trị ở hàng hay cột của công thức."
	case SizeMismatch:
		return "Các mảng của %s có kích thước khác nhau."
	case RaggedArray:
		return "Các hàng hoặc cột của mảng dài ngắn khác nhau."
	case OutOfRange:
		return "%[1]s không nhận giá trị %[2]s."
	case DividedByZero:
		return "Số chia bằng không."
	case NotAvailableYet:
		return "Chưa có giá trị."
	case TooLarge:
		return "Kết quả quá lớn."
	case NoCondition:
		return "Không có điều kiện nào đúng."
	}
	return ""
}

func german(n Notice) string {
	switch n {
	case SpillBlocked:
		return "Für die Matrix ist kein Platz: In %s steht etwas."
	case SpillOffGrid:
		return "Für die Matrix ist kein Platz: Sie reicht über den Rand des Blatts."
	case NoSuchSheet:
		return "kein Tabellenblatt dieses Namens"
	case NoSuchCell:
		return "Der Bezug führt ins Leere."
	case NotFound:
		return "%[2]s hat den Wert \"%[1]s\" nicht gefunden."
	case NoSuchFunction:
		return "Es gibt keine Funktion \"%s\"."
	case NoSuchName:
		return "Es gibt keinen Bereich namens \"%s\"."
	case BadFormula:
		return "Die Formel ist nicht lesbar."
	case Circular:
		return "Die Formel hängt von ihrem eigenen Ergebnis ab."
	case WrongArguments:
		return "%s hat zu wenige oder zu viele Argumente."
	case NotANumber:
		return "\"%s\" ist ein Text und keine Zahl."
	case NotABool:
		return "\"%s\" ist ein Text und weder TRUE noch FALSE."
	case NotARange:
		return "%s braucht einen Bereich."
	case NoIntersection:
		return "Der Bereich hat keinen Wert in der Zeile oder Spalte der Formel."
	case SizeMismatch:
		return "Die Matrizen von %s sind verschieden groß."
	case RaggedArray:
		return "Die Zeilen oder Spalten der Matrix sind verschieden lang."
	case OutOfRange:
		return "%[1]s nimmt den Wert %[2]s nicht an."
	case DividedByZero:
		return "Der Divisor ist null."
	case NotAvailableYet:
		return "Der Wert ist nicht verfügbar."
	case TooLarge:
		return "Das Ergebnis ist zu groß."
	case NoCondition:
		return "Keine Bedingung trifft zu."
	}
	return ""
}
