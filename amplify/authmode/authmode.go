// Package authmode is an analyzer for calls of generated clients whose auth
// mode is a constant that no rule of the operation admits. Such a call fails at
// every run, before anything is sent; the analyzer says so when the program is
// built.
//
// It knows what an operation admits from the generated method's doc comment,
// which ends with "Auth modes: userPool, apiKey.", so it needs no schema.
package authmode

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// runtime is the package that declares WithAuthMode.
const runtime = "github.com/amplifygo/amplifygo/amplify"

// New makes the analyzer. Its flag -administrator admits the identity pool's
// mode everywhere, for programs that sign as administrators.
func New() *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name:      "authmode",
		Doc:       "report calls of generated amplify clients with a constant auth mode that no rule admits",
		Requires:  []*analysis.Analyzer{inspect.Analyzer},
		FactTypes: []analysis.Fact{(*Admits)(nil)},
	}
	administrator := a.Flags.Bool("administrator", false, "the program signs as an IAM administrator, whom AppSync admits everywhere")
	a.Run = func(pass *analysis.Pass) (any, error) {
		c := checker{pass: pass, administrator: *administrator}
		c.export()
		in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
		in.Preorder([]ast.Node{(*ast.CallExpr)(nil)}, func(n ast.Node) { c.call(n.(*ast.CallExpr)) })
		return nil, nil
	}
	return a
}

// Admits is the fact of a generated method: the modes that it admits.
type Admits struct{ Modes []string }

// AFact marks it as a fact.
func (*Admits) AFact() {}

// String lists the modes.
func (a *Admits) String() string {
	if len(a.Modes) == 0 {
		return "none"
	}
	return strings.Join(a.Modes, ", ")
}

type checker struct {
	pass          *analysis.Pass
	administrator bool
}

// export records what the generated methods of the package admit.
func (c checker) export() {
	for _, file := range c.pass.Files {
		if !ast.IsGenerated(file) {
			continue
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil || f.Doc == nil {
				continue
			}
			modes, ok := parse(f.Doc.Text())
			obj, isFunc := c.pass.TypesInfo.Defs[f.Name].(*types.Func)
			if ok && isFunc {
				c.pass.ExportObjectFact(obj, &Admits{Modes: modes})
			}
		}
	}
}

// parse reads the end of a generated method's doc comment.
func parse(doc string) ([]string, bool) {
	_, list, ok := strings.Cut(strings.Join(strings.Fields(doc), " "), "Auth modes: ")
	if !ok {
		return nil, false
	}
	list, _, _ = strings.Cut(list, ".")
	if list == "none" || strings.HasPrefix(list, "none ") {
		return nil, true
	}
	return strings.Split(list, ", "), true
}

// call checks one call: the last constant mode among its options counts.
func (c checker) call(call *ast.CallExpr) {
	callee, ok := typeutil.Callee(c.pass.TypesInfo, call).(*types.Func)
	if !ok {
		return
	}
	var admits Admits
	if !c.pass.ImportObjectFact(callee, &admits) {
		return
	}
	for _, arg := range slices.Backward(call.Args) {
		mode, isMode := c.constantMode(arg)
		if !isMode {
			continue
		}
		c.report(arg, callee, mode, admits)
		return
	}
}

func (c checker) report(at ast.Expr, callee *types.Func, mode string, admits Admits) {
	switch {
	case mode == "": // not a constant
	case mode == "none":
	case mode == "identityPool" && c.administrator:
	case slices.Contains(admits.Modes, mode):
	default:
		c.pass.Reportf(at.Pos(), "%s does not admit auth mode %s; admitted: %s", callee.Name(), mode, admits.String())
	}
}

// constantMode gives the mode of a WithAuthMode(…) argument; empty where it is not a constant.
func (c checker) constantMode(arg ast.Expr) (mode string, isMode bool) {
	call, ok := ast.Unparen(arg).(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return "", false
	}
	f, ok := typeutil.Callee(c.pass.TypesInfo, call).(*types.Func)
	if !ok || f.Pkg() == nil || f.Pkg().Path() != runtime || f.Name() != "WithAuthMode" {
		return "", false
	}
	v := c.pass.TypesInfo.Types[call.Args[0]].Value
	if v == nil || v.Kind() != constant.String {
		return "", true
	}
	return constant.StringVal(v), true
}
