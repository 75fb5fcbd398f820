package config

// Backups says where a copy of the state is put every day.
type Backups struct {
	Folder string `yaml:"folder" as:"path"` // default "backups" beside the state file
	Keep   int    `yaml:"keep" as:"count"`  // how many copies are kept, the oldest goes first; 0 for no copies; default 7
}

// History says how long is kept what passes did and found. What was mailed is
// kept by Mail.KeepBodies and Mail.KeepHistory.
type History struct {
	Runs    int `yaml:"runs" as:"days or never"`    // calendar days that is kept what each pass did; 0 for good; default 90
	Figures int `yaml:"figures" as:"days or never"` // calendar days that the figures of a day are kept; 0 for good; default 730
}
