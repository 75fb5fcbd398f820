package google

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"strings"

	"golang.org/x/oauth2"
	oauthgoogle "golang.org/x/oauth2/google"
	sheetsapi "google.golang.org/api/sheets/v4"

	"rasoat/sheets"
)

// identity is as whom we connect.
type identity struct {
	account string // e-mail address, "" where it is not known
	// fetch fetches a token that is good for a scope. The context carries the
	// client to use.
	fetch func(ctx context.Context, scope string) (*oauth2.Token, error)
}

// who names the account in a hint.
func (id *identity) who() string {
	if id.account == "" {
		return "the service account"
	}
	return id.account
}

// scope is the least that a token has to be good for.
func scope(readOnly bool) string {
	if readOnly {
		return sheetsapi.SpreadsheetsReadonlyScope
	}
	return sheetsapi.SpreadsheetsScope
}

// environment names the file with Application Default Credentials.
const environment = "GOOGLE_APPLICATION_CREDENTIALS"

// The types of credentials files that we treat each in its way.
const (
	typeServiceAccount  = "service_account"
	typeExternalAccount = "external_account"
	typeImpersonated    = "impersonated_service_account"
	typeUser            = "authorized_user"
)

// findIdentity finds out as whom to connect.
func findIdentity(ctx context.Context, o Options) (*identity, error) {
	if o.Credentials != "" {
		return loadKey(o.Credentials, o)
	}
	path := os.Getenv(environment)
	if path != "" {
		data, _, err := readCredentials(path)
		if err != nil {
			return nil, err
		}
		if typeOf(data) == typeServiceAccount {
			return loadKey(path, o)
		}
		return fromConfiguration(path, data, o)
	}
	found, err := oauthgoogle.FindDefaultCredentials(ctx, scope(o.ReadOnly))
	if err != nil {
		if ctx.Err() != nil {
			return nil, &sheets.OpError{Op: "connect", Err: ctx.Err()}
		}
		return nil, denied("", "name the key file of a service account in the configuration, or set "+environment, "no credentials were found")
	}
	if found.JSON != nil {
		return fromConfiguration("", found.JSON, o)
	}
	return &identity{fetch: func(_ context.Context, scope string) (*oauth2.Token, error) {
		return oauthgoogle.ComputeTokenSource("", scope).Token()
	}}, nil
}

// denied says that credentials cannot be used.
func denied(path, hint, format string, args ...any) error {
	return &sheets.OpError{Class: sheets.Denied, Op: "connect", Where: path, Hint: hint, Err: fmt.Errorf(format, args...)}
}

// hintNewKey is what to do about a key file that is damaged.
const hintNewKey = "create a new JSON key for the service account in the Google Cloud console and put it in the place of this file, unchanged"

// readCredentials reads a file with credentials and tells who may read it.
func readCredentials(path string) ([]byte, fs.FileMode, error) {
	fail := func(err error) ([]byte, fs.FileMode, error) {
		var p *fs.PathError
		if errors.As(err, &p) {
			err = p.Err // the path is said already
		}
		return nil, 0, denied(path, "name a file that rasoat can read", "read the credentials: %w", err)
	}
	f, err := os.Open(path)
	if err != nil {
		return fail(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fail(err)
	}
	const most = 1 << 20
	data, err := io.ReadAll(io.LimitReader(f, most))
	if err != nil {
		return fail(err)
	}
	return data, info.Mode().Perm(), nil
}

// typeOf returns what kind of credentials a file says it holds, "" where it
// does not.
func typeOf(data []byte) string {
	var f struct {
		Type string `json:"type"`
	}
	_ = json.Unmarshal(data, &f) // "" says it
	return f.Type
}

// keyFile is the key of a service account as Google hands it out.
type keyFile struct {
	Email      string `json:"client_email"`
	PrivateKey string `json:"private_key"`
	TokenURI   string `json:"token_uri"`
}

// loadKey reads the key file of a service account. A key that others can read
// is refused; Windows has no such mode.
func loadKey(path string, o Options) (*identity, error) {
	data, mode, err := readCredentials(path)
	if err != nil {
		return nil, err
	}
	if mode&0o077 != 0 && runtime.GOOS != "windows" {
		return nil, denied(path, "chmod 600 "+path, "others than its owner can read this key (mode %04o)", mode)
	}
	return parseKey(path, data, o)
}

// parseKey checks the key of a service account, so that a mistake shows now
// and not at the first request.
func parseKey(path string, data []byte, o Options) (*identity, error) {
	var object map[string]json.RawMessage
	if json.Unmarshal(data, &object) != nil {
		return nil, denied(path, hintNewKey, "no JSON object in this file")
	}
	switch kind := typeOf(data); kind {
	case typeServiceAccount:
	case typeExternalAccount, typeImpersonated, typeUser, "external_account_authorized_user":
		return nil, denied(path, fmt.Sprintf("to use it, leave the credentials out of the configuration and set %s=%s", environment, path),
			"this is no key of a service account but of type %q", kind)
	case "":
		hint := hintNewKey
		if object["installed"] != nil || object["web"] != nil {
			hint = "this is the client of an application that people log in to; " + hintNewKey
		}
		return nil, denied(path, hint, "this is no key of a service account: it has no type")
	default:
		return nil, denied(path, hintNewKey, "this is no key of a service account but of type %q", clean(kind))
	}
	var key keyFile
	if json.Unmarshal(data, &key) != nil {
		return nil, denied(path, hintNewKey, "client_email, private_key and token_uri: texts expected")
	}
	var missing []string
	for _, field := range []struct{ name, value string }{{"client_email", key.Email}, {"private_key", key.PrivateKey}} {
		if strings.TrimSpace(field.value) == "" {
			missing = append(missing, field.name)
		}
	}
	if len(missing) > 0 {
		return nil, denied(path, hintNewKey, "the key lacks %s", strings.Join(missing, " and "))
	}
	if err := checkPEM(key.PrivateKey); err != nil {
		return nil, denied(path, hintNewKey, "private_key: %w", err)
	}
	config, err := oauthgoogle.JWTConfigFromJSON(data)
	if err != nil {
		return nil, denied(path, hintNewKey, "the key makes no sense")
	}
	if o.TokenURL != "" {
		config.TokenURL = o.TokenURL
	}
	if err := checkURL(config.TokenURL, o.Base != nil); err != nil {
		return nil, denied(path, hintNewKey, "token_uri: %w", err)
	}
	return &identity{
		account: key.Email,
		fetch: func(ctx context.Context, scope string) (*oauth2.Token, error) {
			scoped := *config
			scoped.Scopes = []string{scope}
			return scoped.TokenSource(ctx).Token()
		},
	}, nil
}

// checkPEM refuses what does not sign. Its errors say nothing of the key.
func checkPEM(text string) error {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return errors.New("no PEM block in it; line ends may be lost")
	}
	var key any
	var err error
	if key, err = x509.ParsePKCS8PrivateKey(block.Bytes); err != nil {
		if key, err = x509.ParsePKCS1PrivateKey(block.Bytes); err != nil {
			return errors.New("damaged: neither PKCS #8 nor PKCS #1")
		}
	}
	if _, ok := key.(*rsa.PrivateKey); !ok {
		return errors.New("an RSA key expected")
	}
	return nil
}

// impersonatedPattern finds the account in the address where its tokens are had.
var impersonatedPattern = regexp.MustCompile(`/serviceAccounts/([^/:]+@[^/:]+):generateAccessToken$`)

// fromConfiguration makes an identity of credentials other than a key file: a
// configuration of Workload Identity Federation, a service account that
// another one stands in for, or a person's login.
func fromConfiguration(path string, data []byte, o Options) (*identity, error) {
	kind := typeOf(data)
	switch kind {
	case typeServiceAccount:
		return parseKey(path, data, o)
	case typeExternalAccount, typeImpersonated, typeUser:
	default:
		return nil, denied(path, "set "+environment+" to the key file of a service account or to a configuration of Workload Identity Federation",
			"credentials of type %q cannot be used", clean(kind))
	}
	hint := "create the configuration again"
	var c struct {
		TokenURI      string `json:"token_uri"`
		TokenURL      string `json:"token_url"`
		Impersonation string `json:"service_account_impersonation_url"`
	}
	if json.Unmarshal(data, &c) != nil {
		return nil, denied(path, hint, "token_uri, token_url and service_account_impersonation_url: texts expected")
	}
	if o.TokenURL != "" {
		field := map[string]string{typeExternalAccount: "token_url", typeUser: "token_uri"}[kind]
		var err error
		if data, err = withField(data, field, o.TokenURL); err != nil {
			return nil, denied(path, hint, "no JSON object in this file")
		}
	}
	for _, a := range []struct{ name, address string }{
		{"token_uri", c.TokenURI}, {"token_url", c.TokenURL}, {"service_account_impersonation_url", c.Impersonation},
	} {
		if a.address == "" {
			continue
		}
		if err := checkURL(a.address, o.Base != nil); err != nil {
			return nil, denied(path, hint, "%s: %w", a.name, err)
		}
	}
	source := func(ctx context.Context, scope string) (oauth2.TokenSource, error) {
		found, err := oauthgoogle.CredentialsFromJSONWithType(ctx, data, oauthgoogle.CredentialsType(kind), scope)
		if err != nil {
			return nil, err
		}
		return found.TokenSource, nil
	}
	// Tried once for nothing, so that a mistake shows now.
	if _, err := source(context.WithValue(context.Background(), oauth2.HTTPClient, &http.Client{}), scope(o.ReadOnly)); err != nil {
		return nil, denied(path, hint, "%s", clean(err.Error()))
	}
	id := &identity{fetch: func(ctx context.Context, scope string) (*oauth2.Token, error) {
		s, err := source(ctx, scope)
		if err != nil {
			return nil, err
		}
		return s.Token()
	}}
	if m := impersonatedPattern.FindStringSubmatch(c.Impersonation); m != nil {
		id.account = m[1]
	}
	return id, nil
}

// withField returns a JSON object with one field set, unless it has no name.
func withField(data []byte, name, value string) ([]byte, error) {
	if name == "" {
		return data, nil
	}
	object := map[string]json.RawMessage{}
	if err := json.Unmarshal(data, &object); err != nil {
		return nil, err
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	object[name] = text
	return json.Marshal(object)
}
