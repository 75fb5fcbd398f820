package emulator

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// apiError is an error reply of the API.
type apiError struct {
	code    int    // HTTP status
	status  string // canonical name, such as INVALID_ARGUMENT
	message string
	details []any
	reason  map[string]string // the one entry of the list of errors that Drive's replies have; nil in replies of Sheets
	header  http.Header       // what the reply says besides
}

// Error lets an apiError be used where people edit in a browser.
func (e *apiError) Error() string { return fmt.Sprintf("%d %s: %s", e.code, e.status, e.message) }

// body is the reply's JSON, as the JSON error format of Google APIs has it.
func (e *apiError) body() []byte {
	inner := map[string]any{"code": e.code, "message": e.message}
	if e.status != "" {
		inner["status"] = e.status
	}
	if e.reason != nil {
		inner["errors"] = []any{e.reason}
	}
	if len(e.details) > 0 {
		inner["details"] = e.details
	}
	b, err := json.MarshalIndent(map[string]any{"error": inner}, "", "  ")
	if err != nil { // details are strings and maps of strings
		panic(err)
	}
	return append(b, '\n')
}

// statusName is the canonical name that goes with an HTTP status.
func statusName(code int) string {
	switch code {
	case http.StatusBadRequest:
		return "INVALID_ARGUMENT"
	case http.StatusUnauthorized:
		return "UNAUTHENTICATED"
	case http.StatusForbidden:
		return "PERMISSION_DENIED"
	case http.StatusNotFound:
		return "NOT_FOUND"
	case http.StatusConflict:
		return "ABORTED"
	case http.StatusTooManyRequests:
		return "RESOURCE_EXHAUSTED"
	case http.StatusNotImplemented:
		return "UNIMPLEMENTED"
	case http.StatusServiceUnavailable:
		return "UNAVAILABLE"
	case http.StatusGatewayTimeout:
		return "DEADLINE_EXCEEDED"
	case http.StatusInternalServerError:
		return "INTERNAL"
	}
	return "UNKNOWN"
}

// failure is an error reply without details.
func failure(code int, format string, args ...any) *apiError {
	return &apiError{code: code, status: statusName(code), message: fmt.Sprintf(format, args...)}
}

// invalid is a request that is understood and refused: 400 INVALID_ARGUMENT.
func invalid(format string, args ...any) *apiError {
	return failure(http.StatusBadRequest, format, args...)
}

// notFound is the reply about a spreadsheet that does not exist or was deleted.
func notFound() *apiError { return failure(http.StatusNotFound, "Requested entity was not found.") }

// forbidden is the reply to a caller without the role that a request takes.
func forbidden() *apiError {
	return failure(http.StatusForbidden, "The caller does not have permission")
}

// malformed is a body that does not fit the request's schema. The field is the
// path of what is wrong, in the schema's own names.
func malformed(field, description string) *apiError {
	e := invalid("%s", description)
	violation := map[string]string{"description": description}
	if field != "" {
		violation["field"] = field
	}
	e.details = []any{map[string]any{
		"@type":           "type.googleapis.com/google.rpc.BadRequest",
		"fieldViolations": []any{violation},
	}}
	return e
}

// unknownField is a name that the schema does not have at a path.
func unknownField(path, name string) *apiError {
	at := ""
	if path != "" {
		at = fmt.Sprintf(" at '%s'", path)
	}
	return malformed(path, fmt.Sprintf("Invalid JSON payload received. Unknown name %q%s: Cannot find field.", name, at))
}

// badValue is a value of the wrong type at a path. The type is a proto type
// such as TYPE_STRING; the value is printed as JSON.
func badValue(path, protoType string, value any) *apiError {
	printed, err := json.Marshal(value)
	if err != nil {
		printed = fmt.Append(nil, value)
	}
	return malformed(path, fmt.Sprintf("Invalid value at '%s' (%s), %s", path, protoType, printed))
}

// errorInfo is a machine-readable reason in an error's details.
func errorInfo(reason string, metadata map[string]string) any {
	return map[string]any{
		"@type":    "type.googleapis.com/google.rpc.ErrorInfo",
		"reason":   reason,
		"domain":   "googleapis.com",
		"metadata": metadata,
	}
}
