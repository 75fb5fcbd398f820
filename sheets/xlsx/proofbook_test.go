package xlsx

import (
	"path"
	"regexp"
	"strings"
)

var (
	oursName    = regexp.MustCompile(`(?s)<(\w+:)?definedName [^>]*name="(?i:_rasoat)[._][^>]*>[^<]*</(\w+:)?definedName>`)
	printed     = regexp.MustCompile(`(?s)<(\w+:)?definedName [^>]*name="_xlnm\.Print_Area"[^>]*>[^<]*</(\w+:)?definedName>`)
	scoped      = regexp.MustCompile(`localSheetId="([0-9]+)"`)
	noNames     = regexp.MustCompile(`<(\w+:)?definedNames\s*>\s*</(\w+:)?definedNames>|<(\w+:)?definedNames\s*/>`)
	calc        = regexp.MustCompile(`<(\w+:)?calcPr\b([^>]*?)\s*/?>(</(\w+:)?calcPr>)?`)
	calcOnLoad  = regexp.MustCompile(`\s*\bfullCalcOnLoad\s*=\s*("[^"]*"|'[^']*')`)
	sheetEntry  = regexp.MustCompile(`<(\w+:)?sheet [^>]*/?>(</(\w+:)?sheet>)?`)
	renumbered  = regexp.MustCompile(`\s+(localSheetId|activeTab|firstSheet)="[0-9]*"`)
	quotedValue = regexp.MustCompile(`\s*=\s*'([^'"]*)'`)
)

// neutralBook is a workbook part without what names ours.
func (u *unpacked) neutralBook(s string) string {
	s = sheetEntry.ReplaceAllStringFunc(s, func(e string) string {
		for id, r := range u.rids {
			if u.isOwned(r.target) && strings.Contains(e, `:id="`+id+`"`) {
				return ""
			}
		}
		return e
	})
	s = printed.ReplaceAllStringFunc(s, func(n string) string { // of a tab of ours
		if m := scoped.FindStringSubmatch(n); m != nil && u.ownScopes[m[1]] {
			return ""
		}
		return n
	})
	s = noNames.ReplaceAllString(oursName.ReplaceAllString(s, ""), "")
	s = calc.ReplaceAllStringFunc(s, func(c string) string {
		m := calc.FindStringSubmatch(c)
		rest := strings.TrimSpace(quotedValue.ReplaceAllString(calcOnLoad.ReplaceAllString(m[2], ""), `="$1"`))
		if rest == "" {
			return ""
		}
		return "<calcPr " + rest + ">"
	})
	return renumbered.ReplaceAllString(quotedValue.ReplaceAllString(s, `="$1"`), "")
}

var proofEntry = regexp.MustCompile(`<(\w+:)?(Relationship|Override) [^>]*/?>(</(\w+:)?(Relationship|Override)>)?`)

// neutralRels is the workbook's relations without those to our tabs, to a
// chain of calculation, and to styles that we brought along.
func (p *prover) neutralRels(u *unpacked, s string) string {
	return proofEntry.ReplaceAllStringFunc(s, func(e string) string {
		target := attrOf(e, "Target")
		if strings.HasSuffix(attrOf(e, "Type"), "/digital-signature/origin") {
			target = path.Join("/", target)
		} else if !strings.HasPrefix(target, "/") {
			target = path.Join("/", path.Dir(u.book), target)
		}
		return p.unlessOurs(u, strings.TrimPrefix(target, "/"), e)
	})
}

func (p *prover) neutralTypes(u *unpacked, s string) string {
	if p.unsigned("") {
		s = sigsType.ReplaceAllString(s, "")
	}
	return proofEntry.ReplaceAllStringFunc(s, func(e string) string {
		return p.unlessOurs(u, strings.TrimPrefix(attrOf(e, "PartName"), "/"), e)
	})
}

func (p *prover) unlessOurs(u *unpacked, part, element string) string {
	if p.unsigned(part) {
		return ""
	}
	kind := u.kind(part)
	_, before := p.old.files[part]
	if u.isOwned(part) || kind == "calcChain" || kind == "styles" && !before {
		return ""
	}
	return element
}

var sigsType = regexp.MustCompile(`<(\w+:)?Default [^>]*Extension="sigs"[^>]*/>`)

// unsigned reports whether a signature went with the write, and a part with it;
// the part "" asks for the signature alone. "_rels/.rels" names it.
func (p *prover) unsigned(part string) bool {
	signed := func(u *unpacked) bool {
		for name := range u.files {
			if strings.HasPrefix(name, "_xmlsignatures/") {
				return true
			}
		}
		return strings.Contains(u.text(p.t, "[Content_Types].xml")+u.text(p.t, "_rels/.rels"), "signature")
	}
	return signed(p.old) && !signed(p.now) && (part == "" || part == "_rels/.rels" || strings.HasPrefix(part, "_xmlsignatures/"))
}

func attrOf(element, name string) string {
	m := regexp.MustCompile(`\b` + name + `\s*=\s*(?:"([^"]*)"|'([^']*)')`).FindStringSubmatch(element)
	if m == nil {
		return ""
	}
	return m[1] + m[2]
}
