package webdav

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"rasoat/sheets"
)

const uncertainHint = "whether it was written is seen at the next reading"

// broken says that a request got no answer.
func (f *File) broken(r request, l *loss) error {
	const reach = "see that this machine reaches the address; HTTPS_PROXY and NO_PROXY say which proxy is used"
	switch {
	case r.method == http.MethodPut && l.sent:
		err := fmt.Errorf("the answer of the server was lost: %w", l.err)
		return f.fail(sheets.Uncertain, r.op, uncertainHint, err)
	case l.secret:
		return f.fail(sheets.Denied, r.op, "see that rasoat can read the file that password_file or token_file names", fmt.Errorf("take the password or token: %w", l.err))
	case l.untrusted:
		return f.fail(sheets.Denied, r.op, "if the server's certificate is from an authority of your own, or a proxy looks into encrypted connections, name a file with the root certificate as network.ca_file", l.err)
	case errors.Is(l.err, context.Canceled):
		return f.fail(sheets.Other, r.op, "", l.err)
	}
	return f.fail(sheets.Other, r.op, reach, l.err)
}

// faulty says that a fault of the server did not pass in n attempts. maybe says
// that one of them may have been carried out.
func (f *File) faulty(op string, a *answer, n int, maybe bool) error {
	err := f.statusError(a.status)
	if n > 1 {
		err = fmt.Errorf("%w (attempt %d)", err, n)
	}
	if maybe {
		return f.fail(sheets.Uncertain, op, uncertainHint, err)
	}
	return f.fail(sheets.Throttled, op, "the server is busy or out of order: it will be tried again; if this goes on, tell those who run it", err)
}

func (f *File) statusError(status int) error {
	if text := http.StatusText(status); text != "" {
		return fmt.Errorf("the server says HTTP %d %s", status, text)
	}
	return fmt.Errorf("the server says HTTP %d", status)
}

// refused says what an answer means that is no success.
func (f *File) refused(op string, a *answer) error {
	class, hint := sheets.Other, ""
	switch status := a.status; {
	case status >= 300 && status < 400:
		return f.redirected(op, a)
	case status == http.StatusUnauthorized:
		class, hint = sheets.Denied, f.loginHint()
	case status == http.StatusForbidden:
		class, hint = sheets.Denied, "give "+f.account()+" the right to read the file, and to write it where rasoat is to write"
	case status == http.StatusProxyAuthRequired:
		class, hint = sheets.Denied, "the proxy wants a password: see HTTPS_PROXY and NO_PROXY"
	case status == http.StatusNotFound, status == http.StatusGone, status == http.StatusConflict:
		// 409 says that the folder is not there (RFC 4918, section 9.7.1).
		class, hint = sheets.Gone, "check the address; if the file is just being saved, try again"+nextcloudHint
	case status == http.StatusRequestEntityTooLarge:
		class, hint = sheets.Denied, "have the server take larger files, or take out of the workbook what is not needed"
	case status == http.StatusInsufficientStorage:
		class, hint = sheets.Denied, "there is no room left on the server, or "+f.account()+" has used up its share"
	case status == http.StatusMethodNotAllowed, status == http.StatusNotImplemented, status == http.StatusUnsupportedMediaType:
		class, hint = sheets.Denied, "see that the address is one of WebDAV"+nextcloudHint
	case status == http.StatusBadRequest, status == http.StatusRequestURITooLong, status == http.StatusUnprocessableEntity:
		class = sheets.Invalid
	}
	return f.fail(class, op, hint, f.statusError(a.status))
}

func (f *File) redirected(op string, a *answer) error {
	hint := "write the file's own address"
	to, err := f.url.Parse(a.header.Get("Location"))
	if err == nil && a.header.Get("Location") != "" {
		hint = "if that is where the workbook is, write this address: " + shown(to)
	}
	return f.fail(sheets.Invalid, op, hint, fmt.Errorf("%w, which leads elsewhere: rasoat follows nobody with a password", f.statusError(a.status)))
}

func (f *File) loginHint() string {
	switch {
	case f.options.Secret == nil:
		return "the server wants to know who asks: write username and password_file, or token_file"
	case f.options.Username == "":
		return "see that the token is right and has not run out"
	}
	return "see that username and password are right; Nextcloud wants a password made for this program (Settings, Security), above all where people log in with a second factor"
}

// account names who asks.
func (f *File) account() string {
	if f.options.Username == "" {
		return "the account that rasoat uses"
	}
	return "the account " + f.options.Username
}

// conflict says that the file is no longer the one that was read.
func (f *File) conflict() error {
	return f.fail(sheets.Conflict, "write", "nothing was written; it is read again", errors.New("the file was saved by somebody since it was read"))
}

var inAddress = regexp.MustCompile(`//[^/\s]*@`)

// clean returns the text of an error without what it may hold of secrets.
func clean(err error, secret string) string {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err // it repeats the address
	}
	s := inAddress.ReplaceAllString(err.Error(), "//…@")
	if secret != "" {
		s = strings.ReplaceAll(s, secret, "…")
	}
	return s
}
