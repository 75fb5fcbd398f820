package config

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Whatever the file holds, it is taken or explained, and nothing panics.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range append(files, example) {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, "RASOAT_MODE=remind")
	}
	f.Add([]byte(least), "RASOAT_SCHEDULE_PASSES=TZ=")
	f.Add([]byte(least+"custom_rules:\n  - {id: a/b, when: &w 'it''s', message: \"\\u0111\u1ed3ng\"}\n  - id: a/c\n    when: >\n      1\n    message: *w\n"), "")
	f.Fuzz(func(t *testing.T, data []byte, variable string) {
		c, err := Parse("rasoat.yaml", data, Options{Environ: []string{variable}, Rules: knownRules()})
		if err == nil {
			if len(c.Workbooks) == 0 || c.Timezone == nil || c.Schedule.Passes.Schedule == nil {
				t.Fatalf("took an unusable configuration: %+v", c)
			}
			for path, spots := range c.spots {
				for offset := range append(spots, place{}) {
					if e := c.Mistake(path, offset, "is wrong"); e.Line < 1 || e.Column < 1 {
						t.Fatalf("letter %d of %s stands at %d:%d", offset, path, e.Line, e.Column)
					}
				}
			}
			return
		}
		var all Errors
		if c != nil || !errors.As(err, &all) || len(all) == 0 {
			t.Fatalf("%v with error %T %v", c, err, err)
		}
		last := 0
		for _, e := range all {
			if e.Msg == "" || e.Line < last {
				t.Fatalf("error %+v after line %d", e, last)
			}
			last = e.Line
		}
	})
}
