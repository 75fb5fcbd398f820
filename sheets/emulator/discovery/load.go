package discovery

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// API is a discovery document.
type API struct {
	schemas    map[string]*schema
	parameters map[string]*schema // of every method
	methods    []*method
	service    string // what the paths of methods are below
	old        bool   // errors have the older form, with a list of reasons
}

// schema is a type in a discovery document: a JSON Schema, more or less.
type schema struct {
	Ref                  string             `json:"$ref"`
	Type                 string             `json:"type"`
	Format               string             `json:"format"`
	Enum                 []string           `json:"enum"`
	Items                *schema            `json:"items"`
	Properties           map[string]*schema `json:"properties"`
	AdditionalProperties *schema            `json:"additionalProperties"`

	// Of parameters.
	Location string `json:"location"`
	Required bool   `json:"required"`
	Repeated bool   `json:"repeated"`
}

type method struct {
	ID         string             `json:"id"`
	HTTPMethod string             `json:"httpMethod"`
	Path       string             `json:"path"`
	FlatPath   string             `json:"flatPath"`
	Parameters map[string]*schema `json:"parameters"`
	Request    *schema            `json:"request"`
	Response   *schema            `json:"response"`
	Scopes     []string           `json:"scopes"`
}

type resource struct {
	Methods   map[string]*method   `json:"methods"`
	Resources map[string]*resource `json:"resources"`
}

// Load reads sheets/v4/sheets-api.json below a folder, which is where the
// module google.golang.org/api lies:
//
//	go list -m -f {{.Dir}} google.golang.org/api
func Load(dir string) (*API, error) { return load(dir, "sheets", "v4", "sheets-api.json") }

// LoadDrive reads drive/v3/drive-api.json below the same folder.
func LoadDrive(dir string) (*API, error) {
	a, err := load(dir, "drive", "v3", "drive-api.json")
	if err == nil {
		a.old = true
	}
	return a, err
}

func load(dir string, file ...string) (*API, error) {
	name := filepath.Join(dir, filepath.Join(file...))
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read discovery document: %w", err)
	}
	var doc struct {
		Schemas    map[string]*schema `json:"schemas"`
		Parameters map[string]*schema `json:"parameters"`
		Service    string             `json:"servicePath"`
		resource
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("read discovery document %s: %w", name, err)
	}
	a := &API{schemas: doc.Schemas, parameters: doc.Parameters, service: doc.Service}
	a.collect(&doc.resource)
	if len(a.methods) == 0 || len(a.schemas) == 0 {
		return nil, fmt.Errorf("read discovery document %s: no methods or no schemas in it", name)
	}
	return a, nil
}

func (a *API) collect(r *resource) {
	for _, name := range slices.Sorted(maps.Keys(r.Methods)) {
		a.methods = append(a.methods, r.Methods[name])
	}
	for _, name := range slices.Sorted(maps.Keys(r.Resources)) {
		a.collect(r.Resources[name])
	}
}

// Methods lists the ids of all methods, such as sheets.spreadsheets.get.
func (a *API) Methods() []string {
	var ids []string
	for _, m := range a.methods {
		ids = append(ids, m.ID)
	}
	return ids
}

// Method gives the id of the method that an HTTP method and a path, without a
// query, belong to.
func (a *API) Method(httpMethod, path string) (string, error) {
	m, err := a.method(httpMethod, path)
	if err != nil {
		return "", err
	}
	return m.ID, nil
}

// Scopes gives the scopes any of which a method takes.
func (a *API) Scopes(id string) []string {
	for _, m := range a.methods {
		if m.ID == id {
			return m.Scopes
		}
	}
	return nil
}

// method finds a method. Where several paths fit, the one with the most fixed
// text is meant.
func (a *API) method(httpMethod, path string) (*method, error) {
	path, _, _ = strings.Cut(path, "?")
	path = strings.TrimPrefix(strings.TrimPrefix(path, "/"), "upload/")
	var best *method
	fixed := -1
	for _, m := range a.methods {
		n, ok := fit(a.service+m.Path, path)
		if ok && m.HTTPMethod == httpMethod && n > fixed {
			best, fixed = m, n
		}
	}
	if best == nil {
		return nil, fmt.Errorf("no method for %s %s", httpMethod, path)
	}
	return best, nil
}

// fit compares an escaped path with a template such as
// "v4/spreadsheets/{id}:verb", and counts the bytes of fixed text.
func fit(template, path string) (fixed int, ok bool) {
	want, have := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return 0, false
	}
	for i, w := range want {
		before, rest, variable := strings.Cut(w, "{")
		_, after, _ := strings.Cut(rest, "}")
		if !variable {
			if w != have[i] {
				return 0, false
			}
			fixed += len(w)
			continue
		}
		h := strings.ReplaceAll(have[i], "%3A", ":")
		if len(h) <= len(before)+len(after) || !strings.HasPrefix(h, before) || !strings.HasSuffix(h, after) {
			return 0, false
		}
		fixed += len(before) + len(after)
	}
	return fixed, true
}
