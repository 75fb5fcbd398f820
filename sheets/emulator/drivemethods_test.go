package emulator

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"rasoat/sheets/emulator/discovery"
)

// The scopes and the types of replies of Drive's methods are those of its
// discovery document.
func TestMethodsOfDriveAreThoseOfTheDiscoveryDocument(t *testing.T) {
	t.Parallel()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "google.golang.org/api").Output()
	if err != nil {
		t.Fatal(err)
	}
	a, err := discovery.LoadDrive(strings.TrimSpace(string(dir)))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range driveMethods() {
		id, err := a.Method(m.verb, drivePath+strings.ReplaceAll(m.pattern, "*", "x"))
		if err != nil || id != "drive."+m.name {
			t.Errorf("%s %s is %s, %v; it is called %s", m.verb, m.pattern, id, err, m.name)
			continue
		}
		for _, scope := range knownScopes() {
			if has, should := slices.Contains(m.scopes, scope), slices.Contains(a.Scopes(id), scope); has != should {
				t.Errorf("%s takes %s: %v, want %v", m.name, scope, has, should)
			}
		}
	}
}
