package emulator_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/google"

	"rasoat/sheets/emulator"
)

func TestAServiceInVirtualTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(emulator.Options{})
		listener, dial := emulator.Pipe()
		web := &http.Server{Handler: s}
		done := make(chan error, 1)
		go func() { done <- web.Serve(listener) }()
		transport := &http.Transport{DialContext: dial}
		plain := &http.Client{Transport: transport}

		key, err := s.Account(robot, "http://sheets.example.com/token")
		if err != nil {
			t.Fatal(err)
		}
		config, err := google.JWTConfigFromJSON(key, scope)
		if err != nil {
			t.Fatal(err)
		}
		client := config.Client(context.WithValue(t.Context(), oauth2.HTTPClient, plain))
		p := s.Create("x", "vi_VN", "")
		p.Share(robot, emulator.Reader)
		s.Before(func(*http.Request, []byte) *emulator.Fault {
			return &emulator.Fault{Wait: func() { <-time.After(30 * time.Second) }}
		})
		start := time.Now()
		for range 100 { // over 61 requests a minute the quota would refuse
			resp, err := client.Get("http://sheets.example.com/v4/spreadsheets/" + p.ID())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, resp.Body); err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				t.Fatalf("status %d", resp.StatusCode)
			}
		}
		if d := time.Since(start); d < 50*time.Minute || d > time.Hour {
			t.Errorf("took %v of virtual time, want 101 times 30 s", d)
		}
		transport.CloseIdleConnections()
		if err := web.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
}

func TestAClosedPipeRefuses(t *testing.T) {
	t.Parallel()
	listener, dial := emulator.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := dial(ctx, "tcp", "example.com:80"); !errors.Is(err, context.Canceled) {
		t.Errorf("dial with a canceled context: %v", err)
	}
	for range 2 {
		if err := listener.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := dial(t.Context(), "tcp", "example.com:80"); !errors.Is(err, net.ErrClosed) {
		t.Errorf("dial: %v", err)
	}
	if _, err := listener.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("accept: %v", err)
	}
}
