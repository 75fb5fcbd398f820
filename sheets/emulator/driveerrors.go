package emulator

import (
	"net/http"
	"strconv"
)

// driveService is what Drive calls itself in errors.
const driveService = "drive.googleapis.com"

// reasonOf is an entry of the list of errors in a reply of Drive.
func reasonOf(reason, message, domain, locationType, location string) map[string]string {
	r := map[string]string{"domain": domain, "reason": reason, "message": message}
	if location != "" {
		r["locationType"], r["location"] = locationType, location
	}
	return r
}

// driveError is an error reply of Drive. The forms and reasons are from its
// documentation ("Resolve errors").
func driveError(code int, reason, message, domain, locationType, location string) *apiError {
	return &apiError{code: code, message: message, reason: reasonOf(reason, message, domain, locationType, location)}
}

// noFile is the reply about a file that is not there for the caller: it does
// not exist, was deleted, or is not shared with the account.
func noFile(id string) *apiError {
	return driveError(http.StatusNotFound, "notFound", "File not found: "+id+".", "global", "parameter", "fileId")
}

// noRight is the reply to somebody whose role in a file does not suffice.
func noRight(id string) *apiError {
	return driveError(http.StatusForbidden, "insufficientFilePermissions",
		"The user does not have sufficient permissions for file "+id+".", "global", "", "")
}

// badParameter is the reply to a parameter that makes no sense.
func badParameter(name, message string) *apiError {
	return driveError(http.StatusBadRequest, "invalidParameter", message, "global", "parameter", name)
}

// invalidValue is the reply to a value that the service cannot read.
func invalidValue(name string) *apiError {
	return driveError(http.StatusBadRequest, "invalid", "Invalid Value", "global", "parameter", name)
}

// driveFault is the reply of a service in trouble.
func driveFault(code int) *apiError {
	switch code {
	case http.StatusForbidden:
		return driveError(code, "insufficientFilePermissions", "The user does not have sufficient permissions for this file.", "global", "", "")
	case http.StatusNotFound:
		return driveError(code, "notFound", "File not found.", "global", "parameter", "fileId")
	case http.StatusTooManyRequests:
		return driveError(code, "rateLimitExceeded", "Rate limit exceeded.", "usageLimits", "", "")
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return driveError(code, "backendError", "Backend Error", "global", "", "")
	}
	return driveError(code, "unexpected", http.StatusText(code), "global", "", "")
}

// pageSize reads a parameter that says how many a page holds.
func (c *driveCall) pageSize(usual, most int) (int, *apiError) {
	text := c.query.Get("pageSize")
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, badParameter("pageSize", "Invalid value '"+text+"'. Values must be within the range: [1, "+strconv.Itoa(most)+"]")
	}
	return n, nil
}
