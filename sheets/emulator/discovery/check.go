package discovery

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Check compares a JSON body with a schema of that name. The error joins
// everything that does not fit, each with its path in the body.
func (a *API) Check(name string, body []byte) error {
	if a.schemas[name] == nil {
		return fmt.Errorf("no schema %q", name)
	}
	return a.check(&schema{Ref: name}, body)
}

// CheckRequest compares a request with its method: the parameters in the query
// of the path, and the body. A method without a request type takes no body.
func (a *API) CheckRequest(httpMethod, path string, body []byte) error {
	m, err := a.method(httpMethod, path)
	if err != nil {
		return err
	}
	_, query, _ := strings.Cut(path, "?")
	err = a.checkQuery(m, query)
	switch empty := len(bytes.TrimSpace(body)) == 0; {
	case m.Request == nil && !empty:
		err = errors.Join(err, errors.New("a body, and the method takes none"))
	case m.Request != nil && !empty:
		err = errors.Join(err, a.check(m.Request, body))
	}
	if err != nil {
		return fmt.Errorf("%s: request: %w", m.ID, err)
	}
	return nil
}

// CheckResponse compares a reply with its method. With a mask in the query of
// the path, fields may be missing; nothing else changes. A reply with a status
// of 400 and above has the form of an error.
func (a *API) CheckResponse(httpMethod, path string, status int, body []byte) error {
	m, err := a.method(httpMethod, path)
	if err != nil {
		return err
	}
	switch {
	case status >= 400:
		err = a.checkError(status, body)
	case m.Response == nil && status == http.StatusNoContent && len(body) > 0:
		err = errors.New("a body, and the method has none")
	case m.Response != nil:
		err = a.check(m.Response, body)
	}
	if err != nil {
		return fmt.Errorf("%s: reply with status %d: %w", m.ID, status, err)
	}
	return nil
}

// checkQuery compares a query with the parameters of a method.
func (a *API) checkQuery(m *method, query string) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return err
	}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(values)) {
		p := m.Parameters[name]
		if p == nil {
			p = a.parameters[name]
		}
		if p == nil || p.Location != "query" {
			errs = append(errs, fmt.Errorf("unknown parameter %q", name))
			continue
		}
		if len(values[name]) > 1 && !p.Repeated {
			errs = append(errs, fmt.Errorf("parameter %q given %d times", name, len(values[name])))
		}
		for _, v := range values[name] {
			if err := parameter(p, v); err != nil {
				errs = append(errs, fmt.Errorf("parameter %q: %w", name, err))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.Parameters)) {
		if p := m.Parameters[name]; p.Required && p.Location == "query" && !values.Has(name) {
			errs = append(errs, fmt.Errorf("missing parameter %q", name))
		}
	}
	return errors.Join(errs...)
}

func parameter(p *schema, v string) error {
	var typed any = v
	switch p.Type {
	case "boolean":
		b, err := strconv.ParseBool(v)
		if err != nil {
			return fmt.Errorf("%q is no boolean", v)
		}
		typed = b
	case "integer", "number":
		typed = json.Number(v)
	}
	return scalar(p, typed)
}

func (a *API) check(s *schema, body []byte) error {
	v, err := decode(body)
	if err != nil {
		return err
	}
	var errs []error
	a.value(s, "$", v, &errs)
	return errors.Join(errs...)
}

func decode(body []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("no JSON: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("more than one JSON value")
	}
	return v, nil
}

// value compares a value with a schema.
func (a *API) value(s *schema, path string, v any, errs *[]error) {
	report := func(format string, args ...any) {
		*errs = append(*errs, fmt.Errorf("%s: %s", path, fmt.Sprintf(format, args...)))
	}
	if s.Ref != "" {
		target := a.schemas[s.Ref]
		if target == nil {
			report("no schema %q", s.Ref)
			return
		}
		s = target
	}
	switch s.Type {
	case "any":
	case "array":
		list, ok := v.([]any)
		if !ok {
			report("%s is no array", describe(v))
			return
		}
		for i, e := range list {
			a.value(s.Items, fmt.Sprintf("%s[%d]", path, i), e, errs)
		}
	case "object":
		o, ok := v.(map[string]any)
		if !ok {
			report("%s is no object", describe(v))
			return
		}
		a.object(s, path, o, errs)
	default:
		if err := scalar(s, v); err != nil {
			report("%s", err)
		}
	}
}

func (a *API) object(s *schema, path string, o map[string]any, errs *[]error) {
	for _, name := range slices.Sorted(maps.Keys(o)) {
		at := path + "." + name
		field := s.Properties[name]
		if field == nil {
			field = s.AdditionalProperties
		}
		if field == nil {
			*errs = append(*errs, fmt.Errorf("%s: unknown field", at))
			continue
		}
		a.value(field, at, o[name], errs)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		if _, ok := o[name]; s.Properties[name].Required && !ok {
			*errs = append(*errs, fmt.Errorf("%s: missing field %q", path, name))
		}
	}
}

// scalar compares a value that is neither object nor array.
func scalar(s *schema, v any) error {
	wrong := func() error {
		kind := s.Type
		if s.Format != "" {
			kind += " (" + s.Format + ")"
		}
		return fmt.Errorf("%s is no %s", describe(v), kind)
	}
	text, isText := v.(string)
	switch s.Type {
	case "string":
		if !isText || !formatted(s.Format, text) {
			return wrong()
		}
		if len(s.Enum) > 0 && !slices.Contains(s.Enum, text) {
			return fmt.Errorf("%q is none of %s", text, strings.Join(s.Enum, ", "))
		}
	case "boolean":
		if _, ok := v.(bool); !ok {
			return wrong()
		}
	case "integer":
		n, ok := v.(json.Number)
		if !ok {
			return wrong()
		}
		i, err := strconv.ParseInt(n.String(), 10, 64)
		if err != nil || s.Format == "int32" && (i < math.MinInt32 || i > math.MaxInt32) || s.Format == "uint32" && (i < 0 || i > math.MaxUint32) {
			return wrong()
		}
	case "number":
		n, ok := v.(json.Number)
		if isText && (text == "NaN" || text == "Infinity" || text == "-Infinity") {
			return nil
		}
		if !ok {
			return wrong()
		}
		if _, err := n.Float64(); err != nil {
			return wrong()
		}
	default:
		return fmt.Errorf("a schema of type %q", s.Type)
	}
	return nil
}

// formatted checks the formats that JSON carries as texts.
func formatted(format, text string) bool {
	switch format {
	case "int64":
		_, err := strconv.ParseInt(text, 10, 64)
		return err == nil
	case "uint64":
		_, err := strconv.ParseUint(text, 10, 64)
		return err == nil
	case "byte":
		_, err := base64.StdEncoding.DecodeString(text)
		return err == nil
	}
	return true
}

// describe shows a value in an error.
func describe(v any) string {
	b, err := json.Marshal(v)
	if err != nil { // it was read from JSON
		return fmt.Sprint(v)
	}
	if len(b) > 60 {
		b = append(b[:60:60], "…"...)
	}
	return string(b)
}

// checkError compares an error reply with the form that Google APIs give to
// errors. The older form has a list of reasons, and need not have a status.
func (a *API) checkError(status int, body []byte) error {
	var reply struct {
		Error *struct {
			Code    int               `json:"code"`
			Message string            `json:"message"`
			Status  string            `json:"status"`
			Details []json.RawMessage `json:"details"`
			Errors  []struct {
				Domain, Reason, Message, Location, LocationType string
			} `json:"errors"`
		} `json:"error"`
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&reply); err != nil {
		return fmt.Errorf("no error JSON: %w", err)
	}
	switch e := reply.Error; {
	case e == nil:
		return errors.New(`$.error: missing`)
	case e.Code != status:
		return fmt.Errorf("$.error.code: %d", e.Code)
	case e.Message == "":
		return errors.New("$.error.message: missing")
	case a.old && (len(e.Errors) == 0 || e.Errors[0].Domain == "" || e.Errors[0].Reason == "" || e.Errors[0].Message == ""):
		return errors.New("$.error.errors: no reason with a domain and a message")
	case !a.old && len(e.Errors) > 0:
		return errors.New("$.error.errors: not of this API")
	case a.old && e.Status == "":
	case e.Status == "" || e.Status != strings.ToUpper(e.Status):
		return fmt.Errorf("$.error.status: %q is no canonical code", e.Status)
	}
	for i, raw := range reply.Error.Details {
		var detail struct {
			Type string `json:"@type"`
		}
		if err := json.Unmarshal(raw, &detail); err != nil || !strings.HasPrefix(detail.Type, "type.googleapis.com/") {
			return fmt.Errorf("$.error.details[%d]: without a type", i)
		}
	}
	return nil
}
