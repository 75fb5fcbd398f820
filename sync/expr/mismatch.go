package expr

import "strings"

// mismatch explains an operator or function that does not take what it is
// given.
func mismatch(source string, src []rune, offset int, name, signature string) *Error {
	args := arguments(signature)
	words := make([]string, len(args))
	optional := false
	for i, a := range args {
		words[i] = typeName(a)
		optional = optional || strings.HasPrefix(a, "optional_type(")
	}
	said := strings.Join(words, " and ")
	var e *Error
	if symbol := strings.ReplaceAll(strings.ReplaceAll(name, "_", ""), "?:", "? :"); strings.ContainsAny(name, "=<>+-*/%!&|?") || name == "_[_]" || name == "@in" {
		e = at(source, src, offset, strings.Replace(symbol, "@in", "in", 1)+" does not go with "+said, "")
	} else {
		if offset < len(src) && src[offset] == '(' {
			offset = max(0, offset-len([]rune(shownName(name))))
		}
		e = at(source, src, offset, shownName(name)+"() does not take "+said, "")
		if len(args) == 0 || said == "" {
			e.Message = shownName(name) + "() lacks what it is about"
		}
	}
	switch {
	case usage(name) != "":
		e.Hint = "it is called as " + usage(name)
	case name == "_?_:_":
		e.Message = "both results of ? : must be of one kind, and are " + strings.Join(words[max(0, len(words)-2):], " and ")
	case optional && strings.Contains(signature, "imestamp"):
		e.Hint = "days(from, to) counts the days between two; x.hasValue() asks whether it is there"
	case optional && (name == "_==_" || name == "_!=_"):
		e.Hint = "it may be absent: write x.orValue(0) == 0, or x.hasValue() to ask whether it is there"
	case optional:
		e.Hint = "it may be absent: write x.orValue(0), or ask x.hasValue() first"
	case name == "_&&_" || name == "_||_" || name == "!_":
		e.Hint = "both sides must be conditions"
	}
	return e
}

// usage returns how a function of the language is called, "" for others.
func usage(name string) string {
	for _, f := range Functions() {
		if f.Name != "orValue" && f.Name != "hasValue" && plain(f.Name) == shownName(name) {
			return f.Type
		}
	}
	return ""
}

// shownName is a function's name as people write it.
func shownName(name string) string { return strings.TrimSuffix(name, "@item") }

// arguments divides "(int, optional_type(int))" or "string.(int)" at its outer
// commas. What item is handed along for stays out.
func arguments(signature string) []string {
	var args []string
	depth, start := 0, 0
	add := func(end int) {
		if a := strings.Trim(signature[start:end], " ."); a != "" && a != "Item" {
			args = append(args, a)
		}
	}
	for i, r := range signature {
		switch r {
		case '(':
			if depth == 0 && (i == 0 || signature[i-1] == '.') {
				add(i)
				start = i + 1
				continue
			}
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				add(i)
				start = i + 1
			}
		}
	}
	end := len(signature)
	if depth < 0 {
		end--
	}
	if start < end {
		add(end)
	}
	return args
}

// typeName names a type in the operator's words.
func typeName(t string) string {
	switch t {
	case "int", "uint":
		return "a whole number or amount"
	case "double":
		return "a number with decimals"
	case "string":
		return "a text"
	case "bool":
		return "true/false"
	case "timestamp", "google.protobuf.Timestamp":
		return "a day"
	case "list(string)":
		return "a list of texts"
	case "optional_type(int)":
		return "an amount that may be absent"
	case "optional_type(timestamp)", "optional_type(google.protobuf.Timestamp)":
		return "a day that may be absent"
	case "null":
		return "null"
	case "Item":
		return "the item as a whole"
	}
	return t
}
