package config

import (
	"bytes"
	"errors"
	"io"
	"os"
	"testing"

	"go.yaml.in/yaml/v3"
)

// The configuration in the manifest for Kubernetes is one that loads.
func TestDeployedConfiguration(t *testing.T) {
	data, err := os.ReadFile("../.github/deploy/kubernetes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d, found := yaml.NewDecoder(bytes.NewReader(data)), false
	for {
		var manifest struct {
			Kind string
			Data map[string]string
		}
		if err := d.Decode(&manifest); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if text, ok := manifest.Data["rasoat.yaml"]; ok && manifest.Kind == "ConfigMap" {
			found = true
			parse(t, text)
		}
	}
	if !found {
		t.Error("no ConfigMap holds rasoat.yaml")
	}
}
