// Package authmode is an analyzer for calls of generated clients whose auth
// mode is a constant that no rule of the operation admits. Such a call fails at
// every run, before anything is sent; the analyzer says so when the program is
// built.
//
// It knows what an operation admits from the generated method's doc comment,
// which ends with "Auth modes: userPool, apiKey.", so it needs no schema. The
// routes of conversations have methods that are not generated; their modes are
// in the comment of the generated field that holds the route.
package authmode

import (
	"go/ast"
	"go/constant"
	"go/token"
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
		c := checker{pass: pass, administrator: *administrator, once: map[types.Object]ast.Expr{}}
		c.export()
		in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
		c.collect(in)
		in.Preorder([]ast.Node{(*ast.CallExpr)(nil)}, func(n ast.Node) { c.call(n.(*ast.CallExpr)) })
		return nil, nil
	}
	return a
}

// Admits is the fact of a generated method, or of a field that holds a route of
// conversations: the modes that it admits.
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
	// once are the variables that hold one value from their declaration on.
	once map[types.Object]ast.Expr
}

// collect finds the variables that are given a value where they are declared,
// and nowhere else.
func (c checker) collect(in *inspector.Inspector) {
	changed := map[types.Object]bool{}
	change := func(e ast.Expr) {
		if id, ok := ast.Unparen(e).(*ast.Ident); ok {
			changed[c.pass.TypesInfo.Uses[id]] = true
		}
	}
	declare := func(name *ast.Ident, value ast.Expr) {
		// Other packages may assign to what they see.
		if obj := c.pass.TypesInfo.Defs[name]; obj != nil && (!name.IsExported() || obj.Parent() != obj.Pkg().Scope()) {
			c.once[obj] = value
		}
	}
	nodes := []ast.Node{(*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil), (*ast.UnaryExpr)(nil), (*ast.RangeStmt)(nil)}
	in.Preorder(nodes, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				change(left)
				if id, ok := left.(*ast.Ident); ok && len(n.Lhs) == len(n.Rhs) {
					declare(id, n.Rhs[i])
				}
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if len(n.Names) == len(n.Values) {
					declare(name, n.Values[i])
				}
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				change(n.X)
			}
		case *ast.RangeStmt:
			change(n.Key)
			change(n.Value)
		}
	})
	for obj := range changed {
		delete(c.once, obj)
	}
}

// export records what the generated methods of the package admit.
func (c checker) export() {
	for _, file := range c.pass.Files {
		if !ast.IsGenerated(file) {
			continue
		}
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv != nil {
					c.exportOf(d.Doc, d.Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if t, ok := s.(*ast.TypeSpec); ok {
						c.exportFields(t)
					}
				}
			}
		}
	}
}

// exportFields records what the routes in a struct admit.
func (c checker) exportFields(t *ast.TypeSpec) {
	s, ok := t.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, f := range s.Fields.List {
		if len(f.Names) == 1 && isOf(c.pass.TypesInfo.TypeOf(f.Type), "Route") {
			c.exportOf(f.Doc, f.Names[0])
		}
	}
}

// exportOf records what the doc comment of a declaration says that it admits.
func (c checker) exportOf(doc *ast.CommentGroup, name *ast.Ident) {
	modes, ok := parse(doc.Text())
	if obj := c.pass.TypesInfo.Defs[name]; ok && obj != nil {
		c.pass.ExportObjectFact(obj, &Admits{Modes: modes})
	}
}

// isOf reports whether a type is, or points to, the one of the name in package
// amplify/conversation.
func isOf(t types.Type, name string) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Name() == name && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == runtime+"/conversation"
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
	admits, ok := c.admitted(call, callee)
	if !ok {
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

// admitted gives what a call admits, where it is known: for a method of a
// route, what the field says that holds it.
func (c checker) admitted(call *ast.CallExpr, callee *types.Func) (admits Admits, ok bool) {
	if c.pass.ImportObjectFact(callee, &admits) {
		return admits, true
	}
	recv := callee.Signature().Recv()
	if recv == nil {
		return admits, false
	}
	method, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	switch {
	case !ok:
	case isOf(recv.Type(), "Route"):
		route, isField := ast.Unparen(method.X).(*ast.SelectorExpr)
		if !isField {
			return admits, false
		}
		held := c.pass.TypesInfo.Uses[route.Sel]
		return admits, held != nil && c.pass.ImportObjectFact(held, &admits)
	case isOf(recv.Type(), "Conversation") && speaks[callee.Name()]:
		return Admits{Modes: []string{"userPool"}}, true
	}
	return admits, false
}

// speaks are the methods of a conversation that every route admits to its owner
// only, whatever else the schema says.
var speaks = map[string]bool{"SendMessage": true, "OnStreamEvent": true, "Ask": true}

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
	if id, ok := ast.Unparen(arg).(*ast.Ident); ok {
		if value := c.once[c.pass.TypesInfo.Uses[id]]; value != nil {
			arg = value
		}
	}
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
