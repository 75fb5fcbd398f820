package config

import (
	"bytes"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// noText says what keeps the data from being a text, and in which line.
func noText(data []byte) (line int, e *Error) {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return 1, mistake("the file is in UTF-16: save it as UTF-8")
	}
	for i := 0; i < len(data); {
		c, size := utf8.DecodeRune(data[i:])
		switch {
		case c == utf8.RuneError && size == 1:
			e = mistake("the file is not in UTF-8: save it again in that encoding")
		case c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f:
			e = mistake("the file is not a text: name the YAML file here, not the workbook")
		}
		if e != nil {
			return 1 + bytes.Count(data[:i], []byte("\n")), e
		}
		i += size
	}
	return 0, nil
}

var (
	errorLine     = regexp.MustCompile(`^(?:yaml: )?(?:line (\d+): )?(.*)$`)
	unknownAnchor = regexp.MustCompile(`^unknown anchor '(.*)' referenced$`)
)

// syntax says in plain words why the data is no YAML, and in which line.
func syntax(data []byte, err error) (line int, e *Error) {
	said, problem := splitError(err)
	line = max(said, 1)
	words := problem
	switch {
	case unknownAnchor.MatchString(problem):
		// The name can be a password, and is not repeated.
		words = "what begins with * refers to a name after &, which does not stand above it; a text that begins with * needs quotes"
		line = firstFailing(data, problem)
	case strings.Contains(problem, "alphabetic or numeric character"):
		words = "a text that begins with * or & needs quotes, as in \"*/15 7-18 * * 1-5\""
		line = firstFailing(data, problem)
	case strings.Contains(problem, "cannot start any token"):
		words = "a value begins with a tab, @, % or `: indent with spaces, and put such a text in quotes"
		line = firstFailing(data, problem)
	case strings.Contains(problem, "mapping values are not allowed"):
		words = "a key stands where none can be: indent it as the keys beside it, and put a text with a colon in quotes"
		line = firstFailing(data, problem)
	case strings.Contains(problem, "block sequence entries are not allowed"):
		words = "a hyphen begins a list here: put it in quotes if the text - is meant, else start a new line"
		line = firstFailing(data, problem)
	case strings.Contains(problem, "did not find expected key"), strings.Contains(problem, "expected '-' indicator"):
		words = "this does not go on from the lines above: indent it as they are, or close a quotation"
		line = firstFailing(data, problem)
	case strings.Contains(problem, "could not find expected ':'"):
		words = "a key has no colon and value"
		line = firstFailing(data, problem)
	case strings.Contains(problem, "expected ',' or"):
		words = "a bracket that opens near here is not closed, or a comma is missing in it"
		line = min(said, bytes.Count(data, []byte("\n"))) + 1 // the library counts these lines from 0
	case strings.Contains(problem, "unexpected end of stream"):
		words = "a quotation that opens near here is not closed"
	}
	return line, mistake("cannot be read as YAML: %s", words)
}

// splitError takes the line, 0 for none, off an error of the library.
func splitError(err error) (line int, problem string) {
	p := errorLine.FindStringSubmatch(err.Error())
	if p == nil {
		return 0, err.Error()
	}
	line, _ = strconv.Atoi(p[1])
	return line, p[2]
}

// firstFailing returns the line at which the data begins to have the problem.
// The library often names the line where the surrounding group begins, or
// none; but a file cut before the mistake lacks the problem and one cut
// anywhere behind it has it.
func firstFailing(data []byte, problem string) int {
	lines := bytes.SplitAfter(data, []byte("\n"))
	n := sort.Search(len(lines), func(n int) bool {
		var doc yaml.Node
		err := yaml.Unmarshal(bytes.Join(lines[:n+1], nil), &doc)
		if err == nil {
			return false
		}
		_, p := splitError(err)
		return p == problem
	})
	return min(n, len(lines)-1) + 1
}
