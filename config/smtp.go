package config

// SMTP says how the mail server is reached. Where Host is "" there is none, and
// all else means nothing. At most one of Password, PasswordFile, TokenFile,
// TokenCommand and OAuth is set, and one where Username is: a token with
// AuthXOAUTH2, a password with any other way.
type SMTP struct {
	Host string  `yaml:"host" as:"host"` // a name or an IP address
	Port int     `yaml:"port" as:"port"` // 0 for the usual one: 587, with TLSImplicit 465, with TLSNone 25
	TLS  TLSMode `yaml:"tls"`            // default starttls
	// ServerName stands in the server's certificate, "" for Host.
	ServerName string `yaml:"server_name" as:"host"`
	// Hello is the name under which rasoat greets the server, or an IP address in
	// the form of RFC 5321, 4.1.3; "" for the name of the machine.
	Hello string     `yaml:"hello" as:"hello"`
	Auth  AuthMethod `yaml:"auth"` // default auto

	Username     string `yaml:"username"`
	Password     Secret `yaml:"password" as:"secret"`
	PasswordFile string `yaml:"password_file" as:"path"` // holds the password alone
	TokenFile    string `yaml:"token_file" as:"path"`    // holds the token alone
	// TokenCommand is a program with its arguments that prints a token: an
	// absolute path, or a name to be looked for in PATH.
	TokenCommand []string `yaml:"token_command" as:"word"`
	OAuth        OAuth    `yaml:"oauth"`

	// PlainWithoutTLS lets the password or token go unencrypted to another
	// machine; default false.
	PlainWithoutTLS bool `yaml:"plain_without_tls"`
	Timeout         int  `yaml:"timeout" as:"seconds"`  // seconds that each step may take; default 60
	PerMinute       int  `yaml:"per_minute" as:"count"` // mails that may go out in a minute; 0 for any number; default 30
}

// OAuth is a service that gives out tokens for an application's own name and
// secret (client credentials, RFC 6749, 4.4). All of it but Scopes is set, with
// one of the two secrets, or nothing is.
type OAuth struct {
	TokenURL         string   `yaml:"token_url" as:"url"` // an https address, or an http one of this very machine
	ClientID         string   `yaml:"client_id"`
	ClientSecret     Secret   `yaml:"client_secret" as:"secret"`
	ClientSecretFile string   `yaml:"client_secret_file" as:"path"`
	Scopes           []string `yaml:"scopes" as:"scope"`
}

// TLSMode is how the connection to the mail server is encrypted.
type TLSMode string

// The modes.
const (
	TLSStart    TLSMode = "starttls" // after the greeting, and never without
	TLSImplicit TLSMode = "implicit" // from the first byte
	TLSNone     TLSMode = "none"
)

func (TLSMode) values() (string, []string) {
	return "way to encrypt", []string{string(TLSStart), string(TLSImplicit), string(TLSNone)}
}

// AuthMethod is how rasoat proves to the mail server who it is.
type AuthMethod string

// The methods.
const (
	AuthAuto     AuthMethod = "auto" // none without a username, else the strongest for passwords that the server offers
	AuthNone     AuthMethod = "none"
	AuthPlain    AuthMethod = "plain"
	AuthLogin    AuthMethod = "login"
	AuthSCRAM256 AuthMethod = "scram-sha-256"
	AuthXOAUTH2  AuthMethod = "xoauth2" // by a token
)

func (AuthMethod) values() (string, []string) {
	return "way to log in", []string{string(AuthAuto), string(AuthNone), string(AuthPlain), string(AuthLogin), string(AuthSCRAM256), string(AuthXOAUTH2)}
}
