package web_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"rasoat/sync/web"
)

func TestAPI(t *testing.T) {
	base := serve(t, many(), &asked{}, nil) + "/api/v1/"
	for path, c := range map[string]struct {
		code int
		want string
	}{
		"status":               {200, `"mode":"remind"`},
		"workbooks":            {200, `"name":"giao-thong"`},
		"workbooks/du-an-cntt": {200, `"short":"1522500000000"`},
		"workbooks/du-an-cntt/trend?from=2021-01-14": {200, `[{"day":"2021-01-14T00:00:00Z"`},
		"workbooks/du-an-cntt/trend?from=14/01":      {400, `"error":"from is a day`},
		"workbooks/y-te/trend":                       {200, "[]\n"},
		"workbooks/none":                             {404, `"error"`},
		"runs?limit=1":                               {200, `[{"id":60,`},
		"runs?workbook=none":                         {200, "[]\n"},
		"runs?limit=x":                               {400, `"error":"\"x\" is not a whole number"`},
		"runs/60":                                    {200, `"cell":"Q14"`},
		"runs/99":                                    {404, `"error"`},
		"outbox?limit=1":                             {200, `"state":"waiting"`},
		"none":                                       {404, `"error"`},
	} {
		code, header, body := ask(t, http.MethodGet, base+path, nil, "")
		if code != c.code || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d %s\nwant %d %s", path, code, body, c.code, c.want)
		}
		if !json.Valid([]byte(body)) || header.Get("Content-Type") != "application/json" {
			t.Errorf("%s is no JSON: %q %s", path, header.Get("Content-Type"), body)
		}
	}
}

// What is told as JSON can be read back in whole.
func TestAPIRoundTrip(t *testing.T) {
	_, body := get(t, serve(t, troubled(), &asked{}, nil)+"/api/v1/status")
	d := json.NewDecoder(strings.NewReader(body))
	d.DisallowUnknownFields()
	var status web.Status
	if err := d.Decode(&status); err != nil {
		t.Fatal(err)
	}
	if status.Workbooks[0].Last.Hint == "" || !status.Workbooks[0].Figures.Short.Equal(tỷ(1522.5)) || status.Mail.Paused == nil {
		t.Errorf("something was lost: %+v", status)
	}
}
