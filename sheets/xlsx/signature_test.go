package xlsx

import (
	"os"
	"strings"
	"testing"

	"rasoat/sheets"
)

// signed is the workbook with a digital signature, as Excel lays one down.
func signed(r raw) raw {
	const rels = "http://schemas.openxmlformats.org/package/2006/relationships"
	relation := func(typ, target string) string {
		return xmlTop + `<Relationships xmlns="` + rels + `"><Relationship Id="rId1" Type="` + rels + `/digital-signature/` + typ + `" Target="` + target + `"/></Relationships>`
	}
	r = r.with("_rels/.rels", "</Relationships>", `<Relationship Id="rId2" Type="`+rels+`/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/></Relationships>`).
		with("[Content_Types].xml", "<Default ", `<Default Extension="sigs" ContentType="application/vnd.openxmlformats-package.digital-signature-origin"/><Default `).
		with("[Content_Types].xml", "</Types>", `<Override PartName="/_xmlsignatures/sig1.xml" ContentType="application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"/></Types>`)
	r["_xmlsignatures/origin.sigs"] = ""
	r["_xmlsignatures/_rels/origin.sigs.rels"] = relation("signature", "sig1.xml")
	r["_xmlsignatures/sig1.xml"] = xmlTop + `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>`
	return r
}

// Where the signature may go, a write takes it away whole and tells so first;
// a pass that writes nothing leaves it.
func TestSignatureGoesWithTheWrite(t *testing.T) {
	elsewhere := signed(table("x"))
	for name := range elsewhere {
		moved := strings.ReplaceAll(name, "_xmlsignatures/", "package/services/")
		content := strings.ReplaceAll(elsewhere[name], "_xmlsignatures/", "package/services/")
		delete(elsewhere, name)
		elsewhere[moved] = content
	}
	for name, book := range map[string]raw{"as Excel does": signed(table("x")), "as a library does": elsewhere} {
		t.Run(name, func(t *testing.T) {
			path := book.file(t)
			b := Open(path, DropSignature())
			if c := mustPropose(t, mustRead(t, b), sheets.Annotations{}); len(c.Steps()) > 0 {
				t.Fatalf("nothing of ours is there, and %+v is to be done", c.Steps())
			}
			v := mustRead(t, b)
			a := note(v, sheets.TextValue("x: sai"))
			c := mustPropose(t, v, a)
			if s := c.Steps(); len(s) < 2 || !s[0].Unsigns() || s[1].Unsigns() {
				t.Errorf("the steps do not begin with the signature: %+v", s)
			}
			if _, err := c.Apply(t.Context()); err != nil {
				t.Fatal(err)
			}
			unsignedFile(t, path)
			if c := mustPropose(t, mustRead(t, Open(path)), a); len(c.Steps()) > 0 {
				t.Errorf("a second pass has steps: %+v", c.Steps())
			}
		})
	}
}

// People may sign what we have written into. Then it takes the same word to
// take us out of it.
func TestSignatureGoesWithUs(t *testing.T) {
	path := table("x").file(t)
	v := mustRead(t, Open(path))
	mustApply(t, v, note(v, sheets.TextValue("x: sai")))
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	u, again := unpackAll(t, data), raw{}
	for _, name := range u.names {
		again[name] = u.text(t, name)
	}
	path = signed(again).file(t)
	if _, err := mustRead(t, Open(path)).Propose(sheets.Annotations{}); sheets.ClassOf(err) != sheets.Denied {
		t.Errorf("got %v, want class denied", err)
	}
	mustApply(t, mustRead(t, Open(path, DropSignature())), sheets.Annotations{})
	unsignedFile(t, path)
}

// unsignedFile asserts that nothing in a file speaks of a signature.
func unsignedFile(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	u := unpackAll(t, data)
	for _, name := range u.names {
		if strings.Contains(name, "sig") || strings.Contains(u.text(t, name), "signature") || strings.Contains(u.text(t, name), "sigs") {
			t.Errorf("%s is still of a signature", name)
		}
	}
}
