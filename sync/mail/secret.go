package mail

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// FileSecret reads a password or token from a file each time. A file that
// everybody may read is an error. White space around the secret is cut off.
func FileSecret(path string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) {
		info, err := os.Stat(path)
		if err != nil {
			return "", fmt.Errorf("look for the secret's file: %w", err)
		}
		if runtime.GOOS != "windows" && info.Mode().Perm()&0o004 != 0 {
			return "", fmt.Errorf("everybody may read the secret's file %s: chmod o-r", path)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return "", fmt.Errorf("read the secret's file: %w", err)
		}
		return filled(string(data), path)
	}
}

// CommandSecret takes what a command prints; what it says on its error
// output is not repeated, for it may hold the secret.
func CommandSecret(argv []string, timeout time.Duration) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		if len(argv) == 0 {
			return "", errors.New("no command for the secret")
		}
		ctx, cancel := context.WithTimeout(ctx, timeout)
		defer cancel()
		cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
		cmd.WaitDelay = time.Second
		out, err := cmd.Output()
		if err != nil {
			return "", fmt.Errorf("run %s for the secret: %w", argv[0], err)
		}
		return filled(string(out), argv[0])
	}
}

// OAuthSecret asks for an access token with client credentials (RFC 6749,
// 4.4), with the given client, nil for the usual one. The server's answer to
// a refused request is not repeated beyond its code.
func OAuthSecret(config clientcredentials.Config, client *http.Client) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		if client != nil {
			ctx = context.WithValue(ctx, oauth2.HTTPClient, client)
		}
		token, err := config.Token(ctx)
		if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
			return "", fmt.Errorf("get a token from %s: refused, %s %s", config.TokenURL, refused.Response.Status, refused.ErrorCode)
		}
		if err != nil {
			return "", fmt.Errorf("get a token: %w", err)
		}
		return token.AccessToken, nil
	}
}

func filled(secret, from string) (string, error) {
	secret = strings.TrimSpace(secret)
	if secret == "" {
		return "", fmt.Errorf("%s holds no secret", from)
	}
	return secret, nil
}
