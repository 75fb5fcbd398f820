package main

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"rasoat/cmd/rasoat/internal/draft"
	"rasoat/sheets"
)

// isRemote reports whether the argument is the address of a workbook file on a
// server, which goes by its end.
func (cmd initCmd) isRemote() bool {
	u, err := url.Parse(cmd.Workbook)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return false
	}
	ext := strings.ToLower(path.Ext(u.Path))
	return ext == ".xlsx" || ext == ".xlsm"
}

// remote opens a workbook file on a WebDAV server.
func (cmd initCmd) remote(s *session, in *draft.Input, folder string) (sheets.Book, error) {
	given := []draft.Setting{{Key: "url", Value: cmd.Workbook}}
	for _, g := range []draft.Setting{{Key: "username", Value: cmd.Username}, {Key: "password_file", Value: cmd.PasswordFile}, {Key: "token_file", Value: cmd.TokenFile}} {
		if g.Value != "" {
			given = append(given, g)
		}
	}
	var settings []string
	for _, g := range given {
		settings = append(settings, fmt.Sprintf("%s: %q", g.Key, g.Value))
	}
	c, err := commandLine(s, "webdav: {"+strings.Join(settings, ", ")+"}", "")
	if err != nil {
		return nil, err
	}
	for i, g := range given {
		if strings.HasSuffix(g.Key, "_file") {
			given[i].Value = relative(folder, g.Value)
		}
	}
	in.Source.WebDAV = given
	if u, err := url.Parse(cmd.Workbook); err == nil {
		in.Name = path.Base(u.Path)
	}
	return openRemote(*c.Workbooks[0].WebDAV, c.Network.CAFile)
}
