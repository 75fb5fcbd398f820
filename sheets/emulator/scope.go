package emulator

import (
	"net/http"
	"slices"
	"strings"
)

// Scopes that reach spreadsheets or what Drive knows of them.
const (
	scopePrefix         = "https://www.googleapis.com/auth/"
	scopeSheets         = scopePrefix + "spreadsheets"
	scopeSheetsReadonly = scopePrefix + "spreadsheets.readonly"
	scopeDrive          = scopePrefix + "drive"
	scopeDriveReadonly  = scopePrefix + "drive.readonly"
	scopeDriveFile      = scopePrefix + "drive.file"
	scopeDriveMetadata  = scopePrefix + "drive.metadata"
	scopeMetadataRead   = scopePrefix + "drive.metadata.readonly"
)

// knownScopes are those for which tokens are given out. Not all of them reach
// spreadsheets.
func knownScopes() []string {
	return []string{scopeSheets, scopeSheetsReadonly, scopeDrive, scopeDriveReadonly, scopeDriveFile, scopeDriveMetadata, scopeMetadataRead}
}

// authenticate finds the token that a request bears.
func (s *Server) authenticate(r *http.Request, service string) (*token, *apiError) {
	kind, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if secret == "" {
		kind, secret = "Bearer", r.URL.Query().Get("access_token")
	}
	if secret == "" {
		e := failure(http.StatusUnauthorized, "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential.")
		e.details = []any{errorInfo("CREDENTIALS_MISSING", map[string]string{"service": service})}
		return nil, e
	}
	t := s.tokens[secret]
	if !strings.EqualFold(kind, "Bearer") || t == nil || !t.expires.After(s.now()) {
		e := failure(http.StatusUnauthorized, "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.")
		e.header = http.Header{"Www-Authenticate": {`Bearer realm="https://accounts.example.com/", error="invalid_token"`}}
		return nil, e
	}
	return t, nil
}

// permits checks that a token's scopes suffice for a method.
func (t *token) permits(m *method) *apiError {
	enough := []string{scopeSheets, scopeDrive, scopeDriveFile}
	if m.readonlyScope {
		enough = append(enough, scopeSheetsReadonly, scopeDriveReadonly)
	}
	for _, scope := range t.scopes {
		if slices.Contains(enough, scope) {
			return nil
		}
	}
	e := failure(http.StatusForbidden, "Request had insufficient authentication scopes.")
	e.header = http.Header{"Www-Authenticate": {`Bearer realm="https://accounts.example.com/", error="insufficient_scope", scope="` + strings.Join(enough, " ") + `"`}}
	e.details = []any{errorInfo("ACCESS_TOKEN_SCOPE_INSUFFICIENT", map[string]string{
		"service": "sheets.googleapis.com",
		"method":  "google.apps.sheets.v4.SpreadsheetsService." + m.name,
	})}
	return e
}

// onlyOwnFiles tells whether a token reaches only what its own account created.
func (t *token) onlyOwnFiles() bool {
	for _, scope := range t.scopes {
		if scope != scopeDriveFile && scope != scopeDriveMetadata && scope != scopeMetadataRead {
			return false
		}
	}
	return true
}
