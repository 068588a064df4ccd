package diag

import (
	"io"
	"net/url"
	"path"

	"github.com/amplifygo/amplifygo/internal/source"
)

// The parts of SARIF 2.1.0 that a code scanner reads.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID    Code         `json:"id"`
		Short sarifMessage `json:"shortDescription"`
		Full  sarifMessage `json:"fullDescription"`
	}
	sarifMessage struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID    Code            `json:"ruleId"`
		Level     string          `json:"level"`
		Message   sarifMessage    `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
		Related   []sarifLocation `json:"relatedLocations,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
		Message  *sarifMessage `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI  string `json:"uri"`
		Base string `json:"uriBaseId,omitempty"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
)

func renderSARIF(w io.Writer, list List, version string) error {
	run := sarifRun{ColumnKind: "utf16CodeUnits", Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{Name: "amplifygo", Version: version, Rules: []sarifRule{}}
	used := map[Code]bool{}
	for _, d := range list {
		used[d.Code] = true
		run.Results = append(run.Results, sarifOf(d))
	}
	for _, e := range Catalogue() {
		if used[e.Code] {
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{ID: e.Code, Short: sarifMessage{e.Title}, Full: sarifMessage{e.Explanation}})
		}
	}
	return writeJSON(w, sarifLog{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run}})
}

func sarifOf(d Diagnostic) sarifResult {
	text := d.Message
	if d.Hint != "" {
		text += " (help: " + d.Hint + ")"
	}
	r := sarifResult{RuleID: d.Code, Level: d.Severity.String(), Message: sarifMessage{text}}
	if d.Span.Valid() {
		r.Locations = []sarifLocation{{Physical: sarifPlace(d.Span)}}
	}
	for _, n := range d.Notes {
		if n.Span.Valid() {
			r.Related = append(r.Related, sarifLocation{Physical: sarifPlace(n.Span), Message: &sarifMessage{n.Message}})
		}
	}
	return r
}

func sarifPlace(s source.Span) sarifPhysical {
	p := sarifPhysical{Region: sarifRegion{s.Start.Line, s.Start.Column, s.End.Line, s.End.Column}}
	if path.IsAbs(s.File) {
		p.Artifact.URI = (&url.URL{Scheme: "file", Path: s.File}).String()
	} else {
		p.Artifact.URI, p.Artifact.Base = (&url.URL{Path: s.File}).String(), "%SRCROOT%"
	}
	return p
}
