package config

// Mail says how digests are written. In mode remind, Outbox, From.Address,
// Agency and Domains are set; in other modes all may be zero.
type Mail struct {
	Outbox  string  `yaml:"outbox" as:"path"` // the folder for .eml files
	From    Mailbox `yaml:"from"`
	ReplyTo string  `yaml:"reply_to" as:"email"` // a bare address, "" for none
	Agency  string  `yaml:"agency"`              // who signs
	List    string  `yaml:"list"`                // stands in the subject in brackets; "" for none
	Contact Contact `yaml:"contact"`
	// Domains are the domains that mail may go to, in small letters. A
	// subdomain is a domain of its own.
	Domains   []string `yaml:"domains" as:"domain"`
	ReplyDays int      `yaml:"reply_days" as:"days"` // calendar days until the answer is asked for; default 7
}

// Mailbox is a mail address with the name shown beside it.
type Mailbox struct {
	Name    string `yaml:"name"` // "" for none
	Address string `yaml:"address" as:"email"`
}

// Contact is whom the reader of a digest can call.
type Contact struct {
	Name   string `yaml:"name"`
	Office string `yaml:"office"`
	Phone  string `yaml:"phone"`
}

// Google says how Google is reached. Nothing in it is needed.
type Google struct {
	// Credentials is the key file of a service account, "" for the Application
	// Default Credentials of the machine.
	Credentials string `yaml:"credentials" as:"path"`
	// Endpoint and TokenURL are where an emulator or a private endpoint
	// answers, as https addresses, or http ones of this very machine; "" for
	// Google's own and for the one that the credentials name.
	Endpoint string `yaml:"endpoint" as:"url"`
	TokenURL string `yaml:"token_url" as:"url"`
	Limits   Limits `yaml:"limits"`
}

// Limits are the most requests that are sent to Google in a minute: by one
// account, and by all of the project that the account belongs to.
type Limits struct {
	Reads         int `yaml:"reads" as:"limit"`          // default 60
	Writes        int `yaml:"writes" as:"limit"`         // default 60
	ProjectReads  int `yaml:"project_reads" as:"limit"`  // default 300
	ProjectWrites int `yaml:"project_writes" as:"limit"` // default 300
}

// Network is about every connection.
type Network struct {
	// CAFile is a PEM file of root certificates that are trusted beside those
	// of the system, "" for none.
	CAFile string `yaml:"ca_file" as:"path"`
}
