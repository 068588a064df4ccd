// Package compile runs the stages from a schema file to the checked IR.
package compile

import (
	"context"
	"fmt"

	"github.com/amplifygo/amplifygo/internal/check"
	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser"
	"github.com/amplifygo/amplifygo/parser/lower"
)

// Result is what is known of a schema after all stages.
type Result struct {
	// Schema is nil where Findings hold an error.
	Schema *ir.Schema
	// Findings are sorted.
	Findings diag.List
	// Root is the absolute path of the project's root.
	Root string
	// Source gives the text of a file as spans name it.
	Source func(file string) (string, bool)
	// Key gives the place of a key in the settings of a call (parser.Result).
	Key func(call source.Span, key string) source.Span
}

// Add puts in further findings; an error among them takes the schema away.
func (r *Result) Add(findings diag.List) {
	r.Findings = append(r.Findings, findings...)
	r.Findings.Sort()
	if r.Findings.HasErrors() {
		r.Schema = nil
	}
}

// Run evaluates, resolves and checks a schema. The error is for files that
// cannot be read; what is wrong with the schema is among the findings.
func Run(ctx context.Context, o parser.Options) (*Result, error) {
	evaluated, findings, err := parser.Evaluate(ctx, o)
	if err != nil {
		return nil, err
	}
	r := &Result{Root: evaluated.Root, Source: evaluated.Source, Key: evaluated.Key}
	if evaluated.Program != nil {
		s, found := lower.Lower(evaluated.Program)
		findings = append(findings, found...)
		if s != nil {
			// Checks pass over what could not be resolved, so that one run tells
			// everything that is wrong.
			findings = append(findings, check.Check(s)...)
			r.Schema = s
		}
	} else if !findings.HasErrors() {
		return nil, fmt.Errorf("internal error: the schema of %s gave neither a program nor a finding", evaluated.Root)
	}
	r.Add(findings)
	return r, nil
}
