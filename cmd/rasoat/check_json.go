package main

import (
	"cmp"
	_ "embed"
	"time"

	"rasoat/sync/lang"
	"rasoat/sync/plan"
	"rasoat/sync/rule"
)

// checkSchema describes the array of documents that check prints as JSON.
//
//go:embed check.schema.json
var checkSchema []byte

// checkDocument is what check prints as JSON, one for each workbook.
type checkDocument struct {
	File        string         `json:"file,omitempty"`        // the path
	Spreadsheet string         `json:"spreadsheet,omitempty"` // the id of a Google spreadsheet
	Counts      checkCounts    `json:"counts"`
	Totals      checkTotals    `json:"totals"`
	Lists       []checkList    `json:"lists"`
	Findings    []checkFinding `json:"findings"`
}

type checkCounts struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Notices  int `json:"notices"`
	// Explained findings are in none of the other counts, unless their rule
	// warns whatever is explained.
	Explained int `json:"explained"`
}

// checkList is a list as it was read.
type checkList struct {
	Name   string      `json:"name"`
	Tab    string      `json:"tab"`
	Kind   string      `json:"kind"`
	Header string      `json:"header"`         // "A5:P7"
	Unit   string      `json:"unit,omitempty"` // of the amounts, as the tab states it
	Items  int         `json:"items"`
	Totals checkTotals `json:"totals"`
}

// checkTotals counts the stated totals that were held against their parts.
type checkTotals struct {
	Checked  int `json:"checked"`
	Exact    int `json:"exact"`
	Rounding int `json:"rounding"` // off by no more than rounding explains
	Beyond   int `json:"beyond"`
}

type checkFinding struct {
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	List     string `json:"list,omitempty"`
	Tab      string `json:"tab,omitempty"`
	Cell     string `json:"cell,omitempty"` // "F14"; a row alone is "14", a column alone "F"
	Code     string `json:"code,omitempty"` // of the item
	Name     string `json:"name,omitempty"` // of the item
	Text     string `json:"text"`           // in the language of the command
	// Explained is what staff answered, where the answer is in force.
	Explained *checkExplanation `json:"explained,omitempty"`
}

type checkExplanation struct {
	Reason string `json:"reason"`
	By     string `json:"by"`
	Until  string `json:"until,omitempty"` // "2021-12-31", absent for no end
	Quiet  bool   `json:"quiet"`           // false where the rule warns all the same
}

func newCheckDocument(at place, p *plan.Plan, printer *lang.Printer) checkDocument {
	d := checkDocument{
		File:        cmp.Or(at.file, at.address),
		Spreadsheet: at.spreadsheet,
		Counts:      checkCounts{p.Count(rule.Error), p.Count(rule.Warning), p.Count(rule.Notice), p.Explained()},
		Totals:      newCheckTotals(p.Totals),
		Lists:       []checkList{},
		Findings:    []checkFinding{},
	}
	totals := rule.StatsByList(p.Ledger)
	for i, l := range p.Ledger.Lists {
		d.Lists = append(d.Lists, checkList{
			Name: l.Name, Tab: l.Title, Kind: string(l.Kind), Header: l.Header.String(), Unit: l.Unit.Label, Items: len(l.Items()),
			Totals: newCheckTotals(totals[i].Totals),
		})
	}
	for _, f := range p.Findings {
		cf := checkFinding{
			Rule: f.Rule, Severity: string(f.Severity), List: f.List, Tab: f.TabTitle, Cell: f.Cell(), Text: printer.Finding(f),
		}
		if f.Item != nil {
			cf.Code, cf.Name = f.Item.Code(), f.Item.Name
		}
		if e := f.Explained; e != nil {
			cf.Explained = &checkExplanation{Reason: e.Reason, By: e.By, Quiet: f.Quiet()}
			if !e.Until.IsZero() {
				cf.Explained.Until = e.Until.Format(time.DateOnly)
			}
		}
		d.Findings = append(d.Findings, cf)
	}
	return d
}

func newCheckTotals(t rule.Totals) checkTotals {
	return checkTotals{t.Checked, t.Exact, t.Rounding, t.Beyond}
}
