// Package fieldmodel is an analyzer for calls of generated clients that filter
// by, or select, fields of another model than the call's. Such a call fails at
// every run, before anything is sent; the analyzer says so when the program is
// built.
//
// The model of a call is that of its result, *client.Todo for one; its fields
// are the variable TodoFields beside the type. So it needs no schema.
package fieldmodel

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// runtime is the package that declares FieldSet.
const runtime = "github.com/amplifygo/amplifygo/amplify"

// suffix is what the variable of a model's fields is called behind its name.
const suffix = "Fields"

// New makes the analyzer.
func New() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:     "fieldmodel",
		Doc:      "report calls of generated amplify clients with fields of another model",
		Requires: []*analysis.Analyzer{inspect.Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
			in.Preorder([]ast.Node{(*ast.CallExpr)(nil)}, func(n ast.Node) { check(pass, n.(*ast.CallExpr)) })
			return nil, nil
		},
	}
}

// check looks at the arguments of a call whose result has a model.
func check(pass *analysis.Pass, call *ast.CallExpr) {
	callee, ok := typeutil.Callee(pass.TypesInfo, call).(*types.Func)
	if !ok || callee.Signature().Recv() == nil {
		return
	}
	fields := fieldsOf(callee.Signature().Results())
	if fields == nil {
		return
	}
	for _, arg := range call.Args {
		ast.Inspect(arg, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false // it has calls of its own
			case *ast.SelectorExpr:
				if used := pass.TypesInfo.TypeOf(n.X); fieldSet(used) && !same(pass, n.X, fields) {
					pass.Reportf(n.Pos(), "%s takes fields of %s; this is one of another model", callee.Name(), strings.TrimSuffix(fields.Name(), suffix))
				}
			}
			return true
		})
	}
}

// same reports whether an expression is the variable of fields, or that of the
// model in another package, since client and backend have the fields both, or
// has its type: a copy of it has, and hardly those of another model.
func same(pass *analysis.Pass, x ast.Expr, fields *types.Var) bool {
	var id *ast.Ident
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		id = x
	case *ast.SelectorExpr:
		id = x.Sel
	}
	if v, ok := pass.TypesInfo.Uses[id].(*types.Var); ok && generated(v) {
		return v.Name() == fields.Name()
	}
	return types.Identical(plain(pass.TypesInfo.TypeOf(x)), plain(fields.Type()))
}

// generated reports whether a variable is that of a model's fields: beside a
// type of the model's name.
func generated(v *types.Var) bool {
	if v.Pkg() == nil || v.Parent() != v.Pkg().Scope() {
		return false
	}
	model, ok := strings.CutSuffix(v.Name(), suffix)
	_, isType := v.Pkg().Scope().Lookup(model).(*types.TypeName)
	return ok && isType
}

// fieldsOf finds the fields of the first model in the results of a call; nil
// where there is none.
func fieldsOf(results *types.Tuple) *types.Var {
	for v := range results.Variables() {
		if fields := fieldsIn(v.Type()); fields != nil {
			return fields
		}
	}
	return nil
}

func fieldsIn(t types.Type) *types.Var {
	named, ok := plain(t).(*types.Named)
	if !ok {
		return nil
	}
	if of := named.Obj(); of.Pkg() != nil {
		if v, ok := of.Pkg().Scope().Lookup(of.Name() + suffix).(*types.Var); ok && fieldSet(v.Type()) {
			return v
		}
	}
	for arg := range named.TypeArgs().Types() {
		if fields := fieldsIn(arg); fields != nil {
			return fields
		}
	}
	return nil
}

// plain is the type that a pointer or an alias stands for.
func plain(t types.Type) types.Type {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	return t
}

// fieldSet reports whether a type is that of a model's fields.
func fieldSet(t types.Type) bool {
	if t == nil {
		return false
	}
	s, ok := plain(t).Underlying().(*types.Struct)
	if !ok || s.NumFields() == 0 {
		return false
	}
	named, ok := types.Unalias(s.Field(0).Type()).(*types.Named)
	return ok && named.Obj().Name() == "FieldSet" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == runtime
}
