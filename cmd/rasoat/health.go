package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

type healthCmd struct {
	configFlag
	Ready   bool          `help:"Ask whether it can do its work now, not only whether it is alive."`
	Timeout time.Duration `help:"How long to wait for the answer." default:"5s"`
}

// Run asks the daemon of this machine how it is.
func (cmd healthCmd) Run(s *session) error {
	c, err := cmd.load(s)
	if err != nil {
		return err
	}
	address, err := c.probed()
	if err != nil {
		return err
	}
	path := "/livez"
	if cmd.Ready {
		path = "/readyz"
	}
	ctx, cancel := context.WithTimeout(s.ctx, cmd.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+path, nil)
	if err != nil {
		return fmt.Errorf("ask how rasoat is: %w", err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // no proxy: it is this very machine
	resp, err := client.Do(req)
	if err != nil {
		return &advisedError{fmt.Errorf("ask how rasoat is: %w", err), "is rasoat run at work, by the same configuration? Its log names the address"}
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 4096))
	if err != nil {
		return fmt.Errorf("ask how rasoat is: %w", err)
	}
	text := strings.TrimSpace(string(answer))
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("rasoat at %s says of %s: %s", address, path, text)
	}
	_, err = fmt.Fprintln(s.out, text)
	return err
}

// probed returns the address where the daemon tells this machine how it is.
func (c *configuration) probed() (string, error) {
	at := c.Web.Probes
	if at == "" {
		at = c.Web.Listen
	}
	unable := func(why, hint string) (string, error) {
		return "", &advisedError{fmt.Errorf("%w: ask how rasoat is: %s", errConfig, why), hint}
	}
	switch {
	case at == "":
		return unable("nothing is served (web.listen is off)", "set web.probes: 127.0.0.1:9731")
	case c.Web.Probes == "" && c.Web.ConfigFile != "":
		return unable("the page asks for a password or a certificate (web.config_file)", "set web.probes: 127.0.0.1:9731, which serves /livez and /readyz alone")
	}
	host, port, err := net.SplitHostPort(at)
	switch {
	case err != nil:
		return "", fmt.Errorf("ask how rasoat is: %w", err)
	case port == "0":
		return unable("the port is any that is free", "set a port under web.listen or web.probes")
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
		if ip != nil && ip.To4() == nil {
			host = "::1"
		}
	}
	return net.JoinHostPort(host, port), nil
}
