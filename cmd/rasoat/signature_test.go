package main

import (
	"archive/zip"
	"bytes"
	"os"

	"github.com/rogpeppe/go-internal/testscript"
)

// sign gives a workbook file the place of a digital signature, which is enough
// for it to be a signed one.
func sign(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: sign FILE")
	}
	file := ts.MkAbs(args[0])
	old, err := zip.OpenReader(file)
	ts.Check(err)
	defer old.Close()
	var now bytes.Buffer
	w := zip.NewWriter(&now)
	for _, f := range old.File {
		ts.Check(w.Copy(f))
	}
	_, err = w.Create("_xmlsignatures/origin.sigs")
	ts.Check(err)
	ts.Check(w.Close())
	ts.Check(os.WriteFile(file, now.Bytes(), 0o644))
}
