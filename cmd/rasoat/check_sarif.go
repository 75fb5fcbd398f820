package main

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// The parts of SARIF 2.1.0 (OASIS Standard, 27 March 2020) that check fills.
// A workbook is a run; a finding is a result at a cell, which stands both as a
// region, with rows for lines, and as a logical location "Tab!F14".
type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool     `json:"tool"`
	ColumnKind string        `json:"columnKind"`
	Results    []sarifResult `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID                   string       `json:"id"`
	ShortDescription     sarifMessage `json:"shortDescription"`
	DefaultConfiguration struct {
		Level string `json:"level"`
	} `json:"defaultConfiguration"`
}

type sarifMessage struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID              string             `json:"ruleId"`
	RuleIndex           int                `json:"ruleIndex"`
	Level               string             `json:"level"`
	Message             sarifMessage       `json:"message"`
	Locations           []sarifLocation    `json:"locations"`
	PartialFingerprints map[string]string  `json:"partialFingerprints"`
	Suppressions        []sarifSuppression `json:"suppressions,omitempty"`
}

type sarifLocation struct {
	PhysicalLocation *sarifPhysical `json:"physicalLocation,omitempty"`
	LogicalLocations []sarifLogical `json:"logicalLocations,omitempty"`
}

type sarifPhysical struct {
	ArtifactLocation struct {
		URI string `json:"uri"`
	} `json:"artifactLocation"`
	Region *sarifRegion `json:"region,omitempty"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
}

type sarifLogical struct {
	Name string `json:"name,omitempty"`
	Full string `json:"fullyQualifiedName"`
}

type sarifSuppression struct {
	Kind          string `json:"kind"`
	Status        string `json:"status"`
	Justification string `json:"justification"`
}

func newSarif(judged []judgement, printer *lang.Printer) sarifLog {
	log := sarifLog{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{}}
	for _, j := range judged {
		log.Runs = append(log.Runs, newSarifRun(j, printer))
	}
	return log
}

func newSarifRun(j judgement, printer *lang.Printer) sarifRun {
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{Name: "rasoat", Version: version}
	index := map[string]int{}
	for i, r := range append(rule.Rules(), j.rules.Custom...) {
		index[r.ID] = i
		sr := sarifRule{ID: r.ID, ShortDescription: sarifMessage{printer.RuleTitle(r.ID)}}
		sr.DefaultConfiguration.Level = sarifLevel(r.Severity)
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sr)
	}
	prints := map[string]int{}
	for _, f := range j.plan.Findings {
		print := sarifPrint(j.plan.Ledger, f)
		if prints[print]++; prints[print] > 1 { // two that are alike in all
			print += ":" + strconv.Itoa(prints[print])
		}
		r := sarifResult{
			RuleID: f.Rule, RuleIndex: index[f.Rule], Level: sarifLevel(f.Severity), Message: sarifMessage{printer.Finding(f)},
			Locations: []sarifLocation{sarifLocationOf(j.place, f)}, PartialFingerprints: map[string]string{"item/v1": print},
		}
		if f.Quiet() {
			r.Suppressions = []sarifSuppression{{"external", "accepted", f.Explained.Reason + " (" + f.Explained.By + ")"}}
		}
		run.Results = append(run.Results, r)
	}
	return run
}

func sarifLevel(s rule.Severity) string {
	switch s {
	case rule.Error, rule.Warning:
		return string(s)
	}
	return "note"
}

func sarifLocationOf(at place, f rule.Finding) sarifLocation {
	var l sarifLocation
	if full := strings.Trim(f.TabTitle+"!"+f.Cell(), "!"); full != "" {
		l.LogicalLocations = []sarifLogical{{Name: f.Cell(), Full: full}}
	}
	uri := at.address
	switch {
	case at.spreadsheet != "":
		uri = (&url.URL{Scheme: "spreadsheet", Opaque: at.spreadsheet}).String()
	case uri == "":
		uri = (&url.URL{Path: filepath.ToSlash(shortPath(at.file))}).String()
	}
	l.PhysicalLocation = &sarifPhysical{}
	l.PhysicalLocation.ArtifactLocation.URI = uri
	if f.Row >= 0 {
		l.PhysicalLocation.Region = &sarifRegion{StartLine: f.Row + 1, StartColumn: f.Col + 1}
	}
	return l
}

// sarifPrint tells findings apart by what they are of, the item and the header
// of the column, so that one is known again after rows and columns were
// inserted before it.
func sarifPrint(l *ledger.Ledger, f rule.Finding) string {
	label, header := "", ""
	if f.Item != nil {
		label = ledger.Fold(f.Item.Label())
	}
	for _, list := range l.Lists {
		for _, c := range list.Columns {
			if list.Name == f.List && c.Col == f.Col {
				header = ledger.Fold(c.Header)
			}
		}
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{f.Rule, f.List, label, header}, "\x00")))
	return hex.EncodeToString(sum[:8])
}
