package google

import (
	"encoding/json"
	"regexp"
	"strings"
)

// reply is an error as Google writes it: of an API, or of the token server,
// where error is one word.
type reply struct {
	Error       json.RawMessage `json:"error"`
	Description string          `json:"error_description"`
}

type apiError struct {
	Message string `json:"message"`
	Status  string `json:"status"`
	Errors  []struct {
		Reason string `json:"reason"`
	} `json:"errors"`
	Details []struct {
		Reason string `json:"reason"`
	} `json:"details"`
}

// reasonPattern is what a reason looks like.
var reasonPattern = regexp.MustCompile(`^[A-Za-z_]{2,60}$`)

// explain finds the message and the reasons in the body of an error.
func explain(body []byte) (message string, reasons []string) {
	trimmed := strings.TrimSpace(string(body))
	var r reply
	if strings.HasPrefix(trimmed, "[") {
		many := []reply{}
		if json.Unmarshal(body, &many) == nil && len(many) > 0 {
			r = many[0]
		}
	} else {
		_ = json.Unmarshal(body, &r) // no JSON: below
	}
	var word string
	var api apiError
	switch {
	case json.Unmarshal(r.Error, &word) == nil:
		return r.Description, []string{word}
	case json.Unmarshal(r.Error, &api) == nil:
		reasons = append(reasons, api.Status)
		for _, d := range api.Details {
			reasons = append(reasons, d.Reason)
		}
		for _, e := range api.Errors {
			reasons = append(reasons, e.Reason)
		}
		return api.Message, reasons
	}
	if m := titlePattern.FindStringSubmatch(trimmed); m != nil {
		trimmed = m[1]
	}
	return tagPattern.ReplaceAllString(trimmed, " "), nil
}

var (
	titlePattern = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)
	tagPattern   = regexp.MustCompile(`(?s)<style.*?</style>|<script.*?</script>|<[^>]*>`)
	// secretPattern is what keys, tokens, signed assertions and passwords in
	// addresses look like.
	secretPattern = regexp.MustCompile(`(?is)-----BEGIN.*?(-----END[^-]*-----|$)|\bya29\.[\w.~+/-]+|\beyJ[\w-]+(\.[\w-]+)*|\bBearer\s+\S+|//[^/@\s]*@|\b(assertion|access_token|refresh_token|client_secret|private_key|subject_token)["']?\s*[=:]\s*["']?[^\s"'&]+`)
)

// clean makes one short line of a foreign text and takes out what looks like a
// secret.
func clean(s string) string {
	s = strings.Join(strings.Fields(secretPattern.ReplaceAllString(s, "…")), " ")
	const most = 240
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most]) + "…"
	}
	return s
}
