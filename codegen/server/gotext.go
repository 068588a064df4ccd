package server

import (
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"strings"

	"github.com/dave/jennifer/jen"
)

// goText prints a type expression as another package writes it: names of the
// view behind the package's name.
func goText(t *jen.Statement, pkg string) string {
	expr, err := parser.ParseExpr(strings.TrimSpace(t.GoString()))
	if err != nil {
		return t.GoString()
	}
	var visit func(e ast.Expr) ast.Expr
	visit = func(e ast.Expr) ast.Expr {
		switch e := e.(type) {
		case *ast.Ident:
			if ast.IsExported(e.Name) {
				return &ast.SelectorExpr{X: ast.NewIdent(pkg), Sel: e}
			}
		case *ast.StarExpr:
			e.X = visit(e.X)
		case *ast.ArrayType:
			e.Elt = visit(e.Elt)
		case *ast.IndexExpr:
			e.Index = visit(e.Index)
		}
		return e
	}
	var b strings.Builder
	if err := printer.Fprint(&b, token.NewFileSet(), visit(expr)); err != nil {
		return t.GoString()
	}
	return b.String()
}
