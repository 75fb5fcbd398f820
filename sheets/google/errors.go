package google

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"google.golang.org/api/googleapi"

	"rasoat/sheets"
)

// failure is what came of a request that did not succeed. Its text has no
// secrets in it; a *googleapi.Error stands behind it where there was an answer.
type failure struct {
	status  int    // of the answer, 0 where there was none
	reason  string // why, in the service's word: "PERMISSION_DENIED", "invalid_grant"
	message string // the same for people, in one line, shortened
	err     error

	write     bool // the request writes
	uncertain bool // it does, and at least one attempt may have been carried out
	repeated  bool // it was sent again after such an attempt
	token     bool // it was to bring a token: nothing was asked of the API
	readOnly  bool // it was refused here
	untrusted bool // the server's certificate was not accepted
	unsent    bool // nothing of it left this machine
	attempts  int

	retry  bool          // it may be sent again
	atOnce bool          // without waiting
	after  time.Duration // not before
}

// Error returns the failure in one line.
func (f *failure) Error() string {
	s := f.line()
	if f.token {
		s = "fetch a token: " + s
	}
	if f.attempts > 1 {
		s += fmt.Sprintf(" (attempt %d)", f.attempts)
	}
	return s
}

func (f *failure) line() string {
	var parts []string
	if f.status != 0 {
		head := fmt.Sprintf("HTTP %d", f.status)
		if f.reason != "" {
			head += " " + f.reason
		}
		parts = append(parts, head)
	}
	var api *googleapi.Error
	if f.err != nil && !errors.As(f.err, &api) {
		parts = append(parts, f.err.Error())
	}
	if f.message != "" {
		parts = append(parts, f.message)
	}
	return strings.Join(parts, ": ")
}

// Unwrap returns the cause.
func (f *failure) Unwrap() error { return f.err }

// broken returns the failure of an attempt whose answer did not come or broke
// off. ctx is the attempt's, timeout its length.
func broken(ctx context.Context, err error, timeout time.Duration) *failure {
	f := &failure{retry: true}
	var dial *net.OpError
	var cert *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	switch {
	case errors.As(err, &cert), errors.As(err, &authority):
		f.retry, f.untrusted, f.unsent = false, true, true
	case errors.As(err, &dial) && (dial.Op == "dial" || dial.Op == "proxyconnect"):
		f.unsent = true
	}
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		// Not the caller's deadline, so nothing of the context stays in the error.
		f.err = fmt.Errorf("no whole answer within %v", timeout)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		f.err = errors.New("the answer broke off")
	default:
		f.err = errors.New(clean(err.Error()))
	}
	return f
}

// refused returns the failure of an attempt that was answered with an error.
// What stands in for secret is taken out of the answer's text.
func refused(res *http.Response, secret string) *failure {
	body, _ := io.ReadAll(io.LimitReader(res.Body, 64<<10)) // the status says enough where it breaks off
	f := &failure{status: res.StatusCode, after: retryAfter(res.Header, time.Now())}
	var reasons []string
	f.message, reasons = explain(body)
	if secret != "" {
		f.message = strings.ReplaceAll(f.message, secret, "…")
	}
	f.message = clean(f.message)
	detail := &googleapi.Error{Code: f.status, Message: f.message}
	for _, r := range reasons {
		if !reasonPattern.MatchString(r) || r == secret {
			continue
		}
		if f.reason == "" {
			f.reason = r
		}
		detail.Errors = append(detail.Errors, googleapi.ErrorItem{Reason: r, Message: f.message})
		switch r {
		case "rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED":
			if f.status == http.StatusForbidden {
				f.status = http.StatusTooManyRequests
			}
		}
	}
	f.err = detail
	f.retry = retryable(f.status)
	return f
}

// class says what the failure means.
func (f *failure) class() sheets.Class {
	switch {
	case f.uncertain:
		return sheets.Uncertain
	case f.readOnly, f.untrusted:
		return sheets.Denied
	case f.token && f.status >= 400 && f.status < 500 && f.status != http.StatusTooManyRequests:
		return sheets.Denied
	case f.status == http.StatusBadRequest && strings.Contains(f.message, protectedMessage):
		return sheets.Denied
	}
	switch f.status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired:
		return sheets.Denied
	case http.StatusNotFound, http.StatusGone:
		return sheets.Gone
	case http.StatusConflict, http.StatusPreconditionFailed:
		return sheets.Conflict
	case http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusNotAcceptable, http.StatusLengthRequired,
		http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong, http.StatusUnsupportedMediaType,
		http.StatusUnprocessableEntity, http.StatusRequestHeaderFieldsTooLarge:
		return sheets.Invalid
	}
	if retryable(f.status) {
		return sheets.Throttled
	}
	return sheets.Other
}

// What Google says where an edit meets a protected range (HTTP 400), where the
// tab is gone (the same), and where the document is a workbook file that merely
// lies in Drive.
const (
	protectedMessage = "protected cell or object"
	goneMessage      = "No grid with id"
	officeMessage    = "not supported for this document"
)

// fail makes an *[sheets.OpError] of what a request of the client came to: op
// is what was done ("read", "write"), spreadsheetID where. nil stays nil. An
// *OpError stays as it is, unless the request may have changed something. The
// error of an ended context stays visible to errors.Is; its class is Uncertain
// where a write was on its way.
func (c *Connection) fail(op, spreadsheetID string, err error) error {
	if err == nil {
		return nil
	}
	out := &sheets.OpError{Op: op, Where: spreadsheetID, Err: err}
	var f *failure
	var own *sheets.OpError
	switch {
	case errors.As(err, &f):
		out.Class, out.Hint, out.Err = f.class(), c.hint(f), f // without the address, which the client puts before it
		if errors.As(f.err, &own) && out.Class != sheets.Uncertain {
			out = own
		}
	case errors.As(err, &own):
		out = own
	case errors.Is(err, context.Canceled):
		out.Class, out.Err = endedClass(op), context.Canceled
	case errors.Is(err, context.DeadlineExceeded):
		out.Class, out.Err = endedClass(op), context.DeadlineExceeded
	default:
		out.Err = errors.New(clean(err.Error()))
	}
	c.transport.count.failed(out.Class)
	return out
}

// endedClass is the class of a request whose context ended. The generated
// client keeps nothing but the context's error, so a write may have been sent.
func endedClass(op string) sheets.Class {
	if op == "write" {
		return sheets.Uncertain
	}
	return sheets.Other
}

// repeatedWrite reports whether the write that failed so was sent again after
// an attempt that may have been carried out: then "there is already such an id"
// can mean that our own first attempt put it there.
func repeatedWrite(err error) bool {
	var f *failure
	return errors.As(err, &f) && f.repeated
}

// hint says what the operator can do.
func (c *Connection) hint(f *failure) string {
	who := c.identity.who()
	switch class := f.class(); {
	case class == sheets.Uncertain:
		return "whether it was written is seen at the next reading"
	case f.readOnly:
		return "connect with the right to write"
	case f.untrusted:
		return "if a proxy on the way looks into encrypted connections, name a file with its root certificate as ca_file"
	case f.status == http.StatusProxyAuthRequired:
		return "the proxy wants a password: see HTTPS_PROXY and NO_PROXY"
	case f.token && class == sheets.Denied, f.status == http.StatusUnauthorized:
		return fmt.Sprintf("see that the clock of this machine is right and that the key of %s was not deleted or disabled", who)
	case strings.Contains(f.message, officeMessage):
		return "open the file in Google Sheets, save it as a Google spreadsheet, and give the address of that"
	case strings.Contains(f.message, protectedMessage):
		return fmt.Sprintf("let %s edit the protected range, or take the protection off", who)
	case f.has("SERVICE_DISABLED"), f.has("accessNotConfigured"):
		return fmt.Sprintf("switch the Google Sheets API on in the project of %s", who)
	case f.has("ACCESS_TOKEN_SCOPE_INSUFFICIENT"), f.has("insufficientPermissions"):
		return "the token lacks the scope " + c.scope
	case f.status == http.StatusForbidden, f.status == http.StatusNotFound:
		hint := fmt.Sprintf("share the spreadsheet with %s (Editor to write, Viewer to read)", who)
		if f.status == http.StatusNotFound {
			hint = "see that the address is right, and " + hint
		}
		return hint
	case f.status == 0 && class == sheets.Other:
		return "see that this machine reaches the address; HTTPS_PROXY and NO_PROXY say which proxy is used"
	}
	return ""
}

// has reports whether the service gave this reason.
func (f *failure) has(reason string) bool {
	var api *googleapi.Error
	if errors.As(f.err, &api) {
		for _, e := range api.Errors {
			if e.Reason == reason {
				return true
			}
		}
	}
	return false
}
