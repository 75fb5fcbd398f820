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
	f.Fuzz(func(t *testing.T, data []byte, variable string) {
		c, err := Parse("rasoat.yaml", data, Options{Environ: []string{variable}, Rules: knownRules()})
		if err == nil {
			if len(c.Workbooks) == 0 || c.Timezone == nil || c.Schedule.Passes.Schedule == nil {
				t.Fatalf("took an unusable configuration: %+v", c)
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
