package config

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
	// DriveEndpoint is where Google Drive answers, "" for Google's own, or for
	// Endpoint where that is set.
	DriveEndpoint string `yaml:"drive_endpoint" as:"url"`
	// Changes has Google Drive asked which spreadsheets changed, so that a pass of
	// the schedule reads those alone. Default true.
	Changes bool `yaml:"changes"`
	// ReadEvery is after how many passes a spreadsheet is read though Drive did not
	// name it. Default 12.
	ReadEvery int      `yaml:"read_every" as:"limit"`
	Comments  Comments `yaml:"comments"`
	Limits    Limits   `yaml:"limits"`
}

// Comments says when an error or warning becomes a comment on its cell. Comments
// speak to people, as mail does: they are written in mode remind alone, on working
// days and in the hours for mail, and not while mail is paused, held or waits for a
// first approval.
type Comments struct {
	// After is for how many calendar days a finding has to be open; 0, the default,
	// for no comments.
	After int `yaml:"after" as:"days or never"`
	// PerDay is the most that is posted in one spreadsheet a day: comments, and
	// answers in their threads. Default 10.
	PerDay int `yaml:"per_day" as:"limit"`
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
