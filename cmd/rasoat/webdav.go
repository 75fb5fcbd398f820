package main

import (
	"context"

	"rasoat/config"
	"rasoat/sheets"
	"rasoat/sheets/google"
	"rasoat/sheets/webdav"
	"rasoat/sheets/xlsx"
	"rasoat/sync/mail"
)

// remoteFile is a workbook file on a server, a Book that is put together when
// it is first read.
type remoteFile struct {
	settings *config.WebDAV // by its place: fmt shows what a field of ours holds, even a secret
	options  []xlsx.Option
	caFile   string
	book     sheets.Book // nil before
}

// Read takes the file as it is now.
func (b *remoteFile) Read(ctx context.Context, scope sheets.Scope) (sheets.View, error) {
	if b.book == nil {
		book, err := openRemote(*b.settings, b.caFile, b.options...)
		if err != nil {
			return nil, err
		}
		b.book = book
	}
	return b.book.Read(ctx, scope)
}

// openRemote returns the Book over a file on a server, which is reached through
// the proxy of the environment and trusted by the system's authorities and
// those in caFile. Nothing is read yet.
func openRemote(w config.WebDAV, caFile string, options ...xlsx.Option) (sheets.Book, error) {
	web, err := google.NewTransport(caFile)
	if err != nil {
		return nil, err
	}
	o := webdav.Options{Username: w.Username, Transport: web}
	switch {
	case w.Password != "":
		o.Secret = func(context.Context) (string, error) { return w.Password.Reveal(), nil }
	case w.PasswordFile != "":
		o.Secret = mail.FileSecret(w.PasswordFile)
	case w.TokenFile != "":
		o.Secret = mail.FileSecret(w.TokenFile)
	}
	f, err := webdav.Open(w.URL, o)
	if err != nil {
		return nil, err
	}
	return xlsx.OpenIn(f, options...), nil
}
