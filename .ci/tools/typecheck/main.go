// Command typecheck reads packages and all they import as another system would,
// from their sources, and reports what does not fit together:
//
//	(cd .ci/tools/typecheck && go build -o /tmp/typecheck .)
//	GOOS=linux GOARCH=arm64 CGO_ENABLED=0 /tmp/typecheck ./...
//
// It makes no code, and so costs a fraction of a build. What it proves is that
// every package has files for that system and that their types agree; it says
// nothing of assembly, of the linker, or of how the program runs there.
package main

import (
	"fmt"
	"os"

	"golang.org/x/tools/go/packages"
)

func main() {
	all, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax}, os.Args[1:]...)
	if err != nil {
		fmt.Fprintln(os.Stderr, "typecheck:", err)
		os.Exit(1)
	}
	n := 0
	packages.Visit(all, nil, func(*packages.Package) { n++ })
	if packages.PrintErrors(all) > 0 || n < len(all) || len(all) == 0 {
		os.Exit(1)
	}
	fmt.Printf("%s/%s: %d packages of ours, and %d that they import, fit together\n", os.Getenv("GOOS"), os.Getenv("GOARCH"), len(all), n-len(all))
}
