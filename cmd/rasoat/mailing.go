package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"os"
	"time"

	"golang.org/x/oauth2/clientcredentials"

	"rasoat/config"
	"rasoat/sheets/google"
	rasoatsync "rasoat/sync"
	"rasoat/sync/deliver"
	"rasoat/sync/digest"
	"rasoat/sync/mail"
	"rasoat/sync/remind"
	"rasoat/sync/store"
)

// policyOf says how departments are reminded.
func policyOf(c *config.Config) remind.Policy {
	m := c.Mail
	p := remind.Policy{
		RepeatEvery: m.RepeatEvery, DueSoon: m.DueSoon, SnoozeMost: m.SnoozeMost, AcknowledgedFor: m.AcknowledgedFor,
		Settle:     time.Duration(m.Settle) * time.Minute,
		StormCount: m.Storm.Count, StormShare: m.Storm.Share,
		Cooperating: m.Cooperating,
		Overview:    remind.OverviewPolicy{To: m.Overview.To, Weekday: m.Overview.Weekday.Day()},
	}
	for _, r := range m.Ladder {
		rung := remind.Rung{Times: r.Times}
		for _, role := range r.To {
			rung.To = append(rung.To, remind.Role(role))
		}
		p.Ladder = append(p.Ladder, rung)
	}
	return p
}

func approvalOf(a config.Approval) rasoatsync.Approval {
	switch a {
	case config.ApproveAlways:
		return rasoatsync.ApproveAlways
	case config.ApproveNever:
		return rasoatsync.ApproveNever
	}
	return rasoatsync.ApproveFirst
}

// newPost returns the worker that delivers what is in the outbox.
func newPost(c *config.Config, svc *rasoatsync.Service, days *workdays) (*deliver.Worker, error) {
	transport, err := transportOf(c)
	if err != nil {
		return nil, err
	}
	perMinute := c.Mail.SMTP.PerMinute
	if c.Mail.SMTP.Host == "" {
		perMinute = 0 // a folder is not hurried
	}
	return &deliver.Worker{
		Store: svc.Store, Transport: transport, From: cmp.Or(c.Mail.BounceTo, c.Mail.From.Address),
		Name: func(m store.Message) string { return nameOf(m, c.Timezone) },
		Open: days.open, Now: svc.Now, Log: svc.Log,
		Options: deliver.Options{PerMinute: perMinute, DailyCap: c.Mail.DailyCap, Drain: drain},
	}, nil
}

// nameOf names a message for people: the day, the department, and enough of
// the key to keep two mails of a day apart.
func nameOf(m store.Message, zone *time.Location) string {
	sum := sha256.Sum256([]byte(m.Key))
	return m.Created.In(zone).Format(time.DateOnly) + "-" + digest.Slug(cmp.Or(m.Department, m.Workbook)) + "-" + hex.EncodeToString(sum[:4])
}

// transportOf returns what mail goes out over. Nothing is connected yet.
func transportOf(c *config.Config) (mail.Transport, error) {
	if c.Mail.SMTP.Host == "" {
		return mail.Folder{Dir: c.Mail.Outbox}, nil
	}
	s := c.Mail.SMTP
	o := mail.Options{
		Host: s.Host, Port: portOf(s), TLS: tlsModeOf(s.TLS), ServerName: s.ServerName, Hello: s.Hello,
		Auth: authOf(s.Auth), Username: s.Username, PlainWithoutTLS: s.PlainWithoutTLS, Timeout: time.Duration(s.Timeout) * time.Second,
	}
	if o.Hello == "" {
		// Some servers refuse "localhost" from elsewhere.
		if name, err := os.Hostname(); err == nil {
			o.Hello = name
		}
	}
	web, err := google.NewTransport(c.Network.CAFile)
	if err != nil {
		return nil, err
	}
	if web.TLSClientConfig != nil {
		o.RootCAs = web.TLSClientConfig.RootCAs
	}
	o.Secret = secretOf(s, &http.Client{Transport: web, Timeout: patience})
	return mail.NewSMTP(o)
}

// patience is how long a command or a service may take that a secret is asked
// of.
const patience = 30 * time.Second

// secretOf returns what asks for the password or token, nil where there is
// none.
func secretOf(s config.SMTP, client *http.Client) func(context.Context) (string, error) {
	switch {
	case s.Password != "":
		return func(context.Context) (string, error) { return s.Password.Reveal(), nil }
	case s.PasswordFile != "":
		return mail.FileSecret(s.PasswordFile)
	case s.TokenFile != "":
		return mail.FileSecret(s.TokenFile)
	case len(s.TokenCommand) > 0:
		return mail.CommandSecret(s.TokenCommand, patience)
	case s.OAuth.TokenURL != "":
		return func(ctx context.Context) (string, error) {
			o := clientcredentials.Config{ClientID: s.OAuth.ClientID, ClientSecret: s.OAuth.ClientSecret.Reveal(), TokenURL: s.OAuth.TokenURL, Scopes: s.OAuth.Scopes}
			if s.OAuth.ClientSecretFile != "" {
				secret, err := mail.FileSecret(s.OAuth.ClientSecretFile)(ctx)
				if err != nil {
					return "", err
				}
				o.ClientSecret = secret
			}
			return mail.OAuthSecret(o, client)(ctx)
		}
	}
	return nil
}

// portOf is the port of a mail server: the usual one where none is set.
func portOf(s config.SMTP) int {
	return cmp.Or(s.Port, map[config.TLSMode]int{config.TLSStart: 587, config.TLSImplicit: 465, config.TLSNone: 25}[s.TLS])
}

func tlsModeOf(m config.TLSMode) mail.TLSMode {
	switch m {
	case config.TLSImplicit:
		return mail.Implicit
	case config.TLSNone:
		return mail.NoTLS
	}
	return mail.StartTLS
}

func authOf(m config.AuthMethod) mail.AuthMethod {
	switch m {
	case config.AuthNone:
		return mail.AuthNone
	case config.AuthPlain:
		return mail.AuthPlain
	case config.AuthLogin:
		return mail.AuthLogin
	case config.AuthSCRAM256:
		return mail.AuthSCRAM256
	case config.AuthXOAUTH2:
		return mail.AuthXOAUTH2
	}
	return mail.AuthAuto
}
