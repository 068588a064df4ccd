package parser

import (
	"context"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser/lower"
)

// Parse evaluates a schema and resolves it. The schema is complete only where
// the list holds no error; it is nil where the evaluation gave nothing.
func Parse(ctx context.Context, o Options) (*ir.Schema, diag.List, error) {
	r, list, err := Evaluate(ctx, o)
	if err != nil || r.Program == nil {
		return nil, list, err
	}
	schema, found := lower.Lower(r.Program)
	list = append(list, found...)
	list.Sort()
	return schema, list, nil
}
