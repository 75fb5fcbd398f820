package xlsx

import (
	"path"
	"strings"

	"rasoat/sheets"
)

// A digital signature says that nobody changed the file since, so every write
// breaks it. Where it may go, it goes whole: what is left of one would have
// programs warn of a broken signature. One of macros is a part of theirs and
// stays, as they do.

// DropSignature has a digitally signed workbook written, without its signature.
// Otherwise it is read only.
func DropSignature() Option { return func(b *Book) { b.unsign = true } }

// signedFault says that a write would break the signature.
func signedFault() *sheets.OpError {
	return fault(sheets.Denied, "write",
		"take the digital signature off (File, Info, View Signatures), or keep rasoat to reading, or, where the signature may go, set signature: drop beside file in the configuration",
		"the workbook is digitally signed, and a write would break the signature")
}

// signatureOrigin is the kind of the container's relation to what lists the
// signatures.
const signatureOrigin = "origin"

// signatureParts returns the keys of the parts that are a signature's.
func (p *pack) signatureParts() (map[string]bool, error) {
	parts := map[string]bool{}
	for key := range p.parts {
		if strings.HasPrefix(key, "_xmlsignatures/") {
			parts[key] = true
		}
	}
	var follow func(part string, kinds ...string) error
	follow = func(part string, kinds ...string) error {
		rels, err := p.relations(part)
		if err != nil {
			return err
		}
		for _, r := range rels {
			for i, kind := range kinds {
				if r.kind != kind || r.external || !p.has(r.target) {
					continue
				}
				parts[partKey(r.target)], parts[partKey(relsName(r.target))] = true, true
				if err := follow(r.target, kinds[i+1:]...); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return parts, follow("", signatureOrigin, "signature", "certificate")
}

// dropSignature leaves the signature out, and what names it.
func (r *renderer) dropSignature() error {
	parts, err := r.pack.signatureParts()
	if err != nil {
		return err
	}
	kept := map[string]bool{}
	for key := range r.pack.parts {
		if !parts[key] {
			kept[path.Ext(key)] = true
		}
	}
	for key := range parts {
		r.dropped[key] = true
		if ext := path.Ext(key); !kept[ext] {
			r.lostTypes[strings.TrimPrefix(ext, ".")] = true
		}
	}
	return r.patchList(relsName(""), nil, func(n *node) bool { return path.Base(n.attr("Type")) == signatureOrigin })
}
