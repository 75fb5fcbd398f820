package config

// mailWith returns the defaults of mail with what the function changes.
func mailWith(change func(*Mail)) Mail {
	m := defaultMail()
	change(&m)
	return m
}
