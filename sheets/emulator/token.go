package emulator

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// What the token endpoint allows, as RFC 7523 and Google's server-to-server
// flow have it.
const (
	bearerGrant  = "urn:ietf:params:oauth:grant-type:jwt-bearer"
	tokenLife    = time.Hour
	longestClaim = time.Hour       // from iat to exp
	clockSkew    = 5 * time.Minute // how far iat may lie ahead
)

// account is a registered service account.
type account struct {
	email    string
	tokenURL string
	keyID    string
	key      *rsa.PublicKey
}

// token is an access token that was given out.
type token struct {
	email   string
	scopes  []string
	expires time.Time
}

// Account registers a service account and returns its key file: JSON of type
// service_account with a new RSA key of 2048 bits, whose token_uri is
// tokenURL. Registering an address again replaces its key.
func (s *Server) Account(email, tokenURL string) ([]byte, error) {
	if email == "" || tokenURL == "" {
		return nil, fmt.Errorf("register account %q with token address %q: both are needed", email, tokenURL)
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, fmt.Errorf("make key of %s: %w", email, err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("write key of %s: %w", email, err)
	}
	sum := sha256.Sum256(x509.MarshalPKCS1PublicKey(&key.PublicKey))
	a := &account{email: email, tokenURL: tokenURL, keyID: hex.EncodeToString(sum[:20]), key: &key.PublicKey}
	s.mu.Lock()
	s.accounts[email] = a
	s.mu.Unlock()
	return json.MarshalIndent(map[string]string{
		"type":           "service_account",
		"project_id":     "emulator",
		"private_key_id": a.keyID,
		"private_key":    string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
		"client_email":   email,
		"client_id":      "1",
		"token_uri":      tokenURL,
	}, "", "  ")
}

// ExpireTokens makes every access token given out so far invalid.
func (s *Server) ExpireTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens)
}

// grant is the token endpoint: it trades a signed assertion for an access
// token. Refusals have the form of RFC 6749, section 5.2.
func (s *Server) grant(r *http.Request, body []byte) reply {
	refuse := func(code, format string, args ...any) reply {
		return jsonReply(http.StatusBadRequest, map[string]string{"error": code, "error_description": fmt.Sprintf(format, args...)})
	}
	if r.Method != http.MethodPost {
		return failure(http.StatusMethodNotAllowed, "Method not allowed.").reply()
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return refuse("invalid_request", "Bad Request")
	}
	if form.Get("grant_type") != bearerGrant {
		return refuse("unsupported_grant_type", "Invalid grant_type: %s", form.Get("grant_type"))
	}
	claims, reason := s.verify(form.Get("assertion"))
	if reason != "" {
		return refuse("invalid_grant", "%s", reason)
	}
	scopes := strings.Fields(claims.Scope)
	if len(scopes) == 0 {
		return refuse("invalid_scope", "Empty or missing scope not allowed.")
	}
	for _, scope := range scopes {
		if !slices.Contains(knownScopes(), scope) {
			return refuse("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
		}
	}
	secret := "ya29.emulator." + rand.Text()
	s.tokens[secret] = &token{email: claims.Iss, scopes: scopes, expires: s.now().Add(tokenLife)}
	return jsonReply(http.StatusOK, map[string]any{
		"access_token": secret, "token_type": "Bearer", "expires_in": int(tokenLife / time.Second),
	})
}

// claims is the part of an assertion that the endpoint looks at.
type claims struct {
	Iss   string  `json:"iss"`
	Scope string  `json:"scope"`
	Aud   string  `json:"aud"`
	Iat   float64 `json:"iat"` // seconds since 1970
	Exp   float64 `json:"exp"`
	Sub   string  `json:"sub"`
}

// verify checks an assertion: a JSON Web Token signed by a registered account.
// A refused one has a reason.
func (s *Server) verify(assertion string) (claims, string) {
	parts := strings.Split(assertion, ".")
	if len(parts) != 3 {
		return claims{}, "Invalid JWT: Malformed"
	}
	var raw [3][]byte
	for i, part := range parts {
		b, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(part, "=")) // older clients pad, and Google takes it
		if err != nil {
			return claims{}, "Invalid JWT: Malformed"
		}
		raw[i] = b
	}
	var head struct{ Alg, Typ, Kid string }
	var c claims
	if json.Unmarshal(raw[0], &head) != nil || json.Unmarshal(raw[1], &c) != nil {
		return claims{}, "Invalid JWT: Malformed"
	}
	a := s.accounts[c.Iss]
	switch {
	case a == nil:
		return claims{}, "Invalid grant: account not found"
	case head.Alg != "RS256":
		return claims{}, "Invalid JWT: Unsupported algorithm."
	case head.Kid != "" && head.Kid != a.keyID:
		return claims{}, "Invalid JWT Signature."
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if rsa.VerifyPKCS1v15(a.key, crypto.SHA256, digest[:], raw[2]) != nil {
		return claims{}, "Invalid JWT Signature."
	}
	now, issued, expires := s.now(), seconds(c.Iat), seconds(c.Exp)
	switch {
	case c.Aud != a.tokenURL:
		return claims{}, "Invalid JWT: Failed audience check."
	case c.Sub != "" && c.Sub != c.Iss:
		return claims{}, "Invalid JWT: delegation is not set up for this account."
	case c.Exp == 0 || c.Iat == 0 || !expires.After(issued) || expires.Sub(issued) > longestClaim,
		!expires.After(now), issued.After(now.Add(clockSkew)):
		return claims{}, "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim."
	}
	return c, ""
}

func seconds(unix float64) time.Time { return time.Unix(int64(unix), 0) }

// jsonReply is an answer with a small JSON body.
func jsonReply(status int, v any) reply {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil { // maps of strings and numbers
		panic(err)
	}
	r := reply{status: status}
	r.body.Write(b.Bytes())
	return r
}
