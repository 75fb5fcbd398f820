// Package expr is the language in which the operator writes rules and filters
// of his own: the Common Expression Language over one variable, item, with
// declared fields and a few functions. [Rules] turns definitions into rules for
// package rule, [Filter] a condition into the named list of the items that
// meet it. [Fields] and [Functions] list what the language knows. No other
// package knows the library.
//
// # The language
//
//	item.total >= tỷ(100) && item.gap > 0
//	item.department == "Sở Tài chính" && !item.done && item.due < item.today
//	item.status == "Chưa thực hiện" && item.category.startsWith("Đề án")
//
// Texts and lists are never absent; a blank cell is "" or []. Closed values
// (category, source, status, priority, departments) have their canonical name
// where the text names one, else the text as it is written.
//
// Amounts are whole đồng, days are midnight UTC, and both are optional: absent
// where the cell is blank or unreadable or, for amounts, where no unit is
// known. Comparing or computing with what is absent has no answer, and a
// condition without an answer is not met, nor is its opposite: neither
// item.total > tỷ(1) nor !(item.total > tỷ(1)) selects an item without a
// total. As usual, false && … is false and true || … is true whatever the other
// side is. Where blank should count as something, say so:
// item.total.orValue(0) == 0. item.total.hasValue() and has(item.total) ask
// whether it is there. Equality takes no optional side: item.total == 0 is
// refused.
//
// Amounts that do not fit 64 bits (more than 9.2 × 10¹⁸ đồng) are absent;
// fractions of a đồng are rounded away.
//
// The identifiers of the Common Expression Language are ASCII. The functions
// tỷ, triệu and nghìn are read as ty, trieu and nghin, letter by letter, so
// that positions stay; nothing else may carry diacritics outside a text. The
// source is brought to NFC first, as the texts of a ledger are.
//
// # Messages
//
// A message is a text with expressions in braces: "TMĐT {money(item.total)}
// nhưng chưa có vốn". "{{" and "}}" are braces. What is absent shows as "–".
//
// # Limits
//
// An expression has at most 4,000 characters, 1,000 nodes and two nested
// comprehensions. Its cost is estimated when it is compiled and refused beyond
// [CostLimit]; when it runs it is stopped there. What cannot be evaluated on an
// item (an overflow, a division by zero, value() of nothing) is told once a
// rule and never stops a pass.
package expr
