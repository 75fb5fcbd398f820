package config

import (
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
)

// Secret is a password or the like. However it is printed, logged or marshaled,
// three stars stand in its place, and nothing where there is none.
type Secret string

const stars = "***"

// Reveal returns the secret itself, byte for byte as it was written.
func (s Secret) Reveal() string { return string(s) }

// String returns three stars, or "" where there is no secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return stars
}

// GoString returns what String does.
func (s Secret) GoString() string { return s.String() }

// Format writes what String returns, whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText returns what String does.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// looksLikeKey is what may be meant as a key and be repeated where secrets stand.
var looksLikeKey = regexp.MustCompile(`^[A-Za-z_-]+$`)

// holdsSecret reports whether a struct has a key for a secret, itself or deeper
// down: what stands in a wrong place of it can be one, and is not repeated.
func holdsSecret(t reflect.Type) bool {
	return slices.ContainsFunc(fieldsIn(t), func(f field) bool { return f.typ == reflect.TypeFor[Secret]() || holdsSecret(f.typ) })
}
