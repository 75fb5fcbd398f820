package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/oauth2"
	oauth "golang.org/x/oauth2/google"

	"rasoat/cmd/rasoat/internal/demo"
	"rasoat/sheets/emulator"
)

type emulatorCmd struct {
	Listen   string `default:"127.0.0.1:0" help:"Where to answer: an address of this computer alone. Port 0 takes a free one." placeholder:"ADDRESS"`
	Dir      string `default:"rasoat-emulator" help:"The folder for the key files and the configuration." type:"path"`
	NoLimits bool   `help:"Answer as many requests as come, where Google would refuse those beyond 60 a minute."`
}

// The accounts of the emulation: whoever owns the spreadsheet, and rasoat.
const (
	emulatedOwner   = "van-phong@example.com"
	emulatedAccount = "rasoat@du-an-cntt.iam.example.com"
)

// emulatedMark begins the configuration that the emulator writes, so that it
// overwrites none of anybody's.
const emulatedMark = "# Written by rasoat emulator, anew at each start: the spreadsheet lives as long as the emulator does.\n"

// Run serves the sample workbook as a Google spreadsheet until stopped.
func (cmd emulatorCmd) Run(s *session) error {
	if err := onlyHere(cmd.Listen); err != nil {
		return err
	}
	if err := cmd.overwritable(); err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(s.ctx, "tcp", cmd.Listen)
	if err != nil {
		return fmt.Errorf("answer at %s: %w", cmd.Listen, err)
	}
	options := emulator.Options{}
	if cmd.NoLimits {
		options.Quota = emulator.Quota{UserReads: -1, UserWrites: -1, ProjectReads: -1, ProjectWrites: -1, UserDrive: -1}
	}
	service := emulator.New(options)
	server := &http.Server{Handler: service, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()

	url := "http://" + listener.Addr().String()
	err = cmd.open(s, service, url)
	if err == nil {
		select {
		case <-s.ctx.Done():
		case err = <-ended:
			return fmt.Errorf("answer at %s: %w", url, err)
		}
	}
	// Whoever is being answered gets a moment; nothing is lost with the rest.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), time.Second)
	defer cancel()
	if server.Shutdown(ctx) != nil {
		server.Close()
	}
	<-ended
	return err
}

// onlyHere refuses an address that others could reach: whoever asks the
// emulator for a token gets one.
func onlyHere(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return &usageError{fmt.Errorf("read --listen %q: an address such as 127.0.0.1:8080 expected", address)}
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return &usageError{fmt.Errorf("--listen %s could be reached from outside: the emulator answers on this computer alone, such as 127.0.0.1:8080", address)}
	}
	return nil
}

func (cmd emulatorCmd) config() string { return filepath.Join(cmd.Dir, "rasoat.yaml") }

// overwritable refuses a folder with a configuration that is not the
// emulator's.
func (cmd emulatorCmd) overwritable() error {
	text, err := os.ReadFile(cmd.config())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("look for a configuration: %w", err)
	case !bytes.HasPrefix(text, []byte(emulatedMark)):
		return &usageError{fmt.Errorf("%s is not the emulator's and would be overwritten: name another folder with --dir", shortPath(cmd.config()))}
	}
	return nil
}

// open makes the spreadsheet and the files that lead to it, and says so.
func (cmd emulatorCmd) open(s *session, service *emulator.Server, url string) error {
	at := demo.Service{Endpoint: url, TokenURL: url + "/token", Key: "key.json"}
	owner, err := service.Account(emulatedOwner, at.TokenURL)
	if err != nil {
		return fmt.Errorf("make the account of the spreadsheet's owner: %w", err)
	}
	id, err := createDemo(s.ctx, owner, at)
	if err != nil {
		return fmt.Errorf("make the sample spreadsheet: %w", err)
	}
	sheet, found := service.Spreadsheet(id)
	if !found {
		return fmt.Errorf("make the sample spreadsheet: the emulator does not have %s", id)
	}
	sheet.Share(emulatedAccount, emulator.Writer)
	key, err := service.Account(emulatedAccount, at.TokenURL)
	if err != nil {
		return fmt.Errorf("make the service account: %w", err)
	}
	if err := os.MkdirAll(cmd.Dir, 0o755); err != nil {
		return fmt.Errorf("make the folder for the files: %w", err)
	}
	if err := writeFile(filepath.Join(cmd.Dir, at.Key), key, 0o600); err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	if err := writeFile(filepath.Join(cmd.Dir, "owner.json"), owner, 0o600); err != nil {
		return fmt.Errorf("write the key file of the owner: %w", err)
	}
	if err := writeFile(cmd.config(), append([]byte(emulatedMark), demo.GoogleConfig(id, at)...), 0o644); err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	out := newTerminal(s)
	out.say("emulator", map[string]any{"url": url, "id": id, "account": emulatedAccount})
	out.say("emulator/next", map[string]any{"config": shortPath(cmd.config())})
	return out.err
}

// writeFile writes a file in the place of the one that may be there, which
// keeps nobody from having the new one's mode.
func writeFile(path string, data []byte, mode os.FileMode) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.WriteFile(path, data, mode)
}

// createDemo makes the sample spreadsheet over the API, as its owner, whose key
// that is, and returns its id.
func createDemo(ctx context.Context, key []byte, at demo.Service) (string, error) {
	client, hangUp, err := signedIn(ctx, key)
	if err != nil {
		return "", err
	}
	defer hangUp()
	create, sizes := demo.Spreadsheet()
	made := struct {
		ID string `json:"spreadsheetId"`
	}{}
	if err := post(ctx, client, at.Endpoint+"/v4/spreadsheets?fields=spreadsheetId", create, &made); err != nil {
		return "", err
	}
	return made.ID, post(ctx, client, at.Endpoint+"/v4/spreadsheets/"+made.ID+":batchUpdate", sizes, &struct{}{})
}

// signedIn returns a client that acts as the service account of a key file on
// this computer, whatever proxy the environment names.
func signedIn(ctx context.Context, key []byte) (client *http.Client, hangUp func(), err error) {
	account, err := oauth.JWTConfigFromJSON(key, "https://www.googleapis.com/auth/spreadsheets")
	if err != nil {
		return nil, nil, err
	}
	transport := &http.Transport{}
	ctx = context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Transport: transport})
	return account.Client(ctx), transport.CloseIdleConnections, nil
}

// post sends a body as JSON and reads the answer.
func post(ctx context.Context, client *http.Client, url string, body, answer any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(data))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	data, err = io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", response.Status, data)
	}
	return json.Unmarshal(data, answer)
}
