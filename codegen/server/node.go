package server

import (
	"fmt"
	"path"
	"strings"

	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/output"
	"github.com/dave/jennifer/jen"
)

const nodePackage = module + "runtime/functions/node"

// NodeFunction is a function that runs in Node, with its bundled module.
type NodeFunction struct {
	*ir.Function
	// Name is the resource's name, Handlers the logical names of its handlers.
	Name     string
	Handlers []string
	// Text begins with output.Header as a comment.
	Text string
}

// node emits node.gen.go and the modules beside it:
//
//	//go:embed functions/1-echo.mjs
//	var function1 string
//
//	// Node gives the functions that run in Node.
//	func Node() []node.Function {
//		return []node.Function{{Name: "echo", Handlers: []string{"FnEcho"}, …}}
//	}
func (e *emitter) node() {
	f := e.newFile()
	var functions []jen.Code
	for i, n := range e.Node {
		base := strings.TrimSuffix(path.Base(n.Entry), path.Ext(n.Entry))
		if base == "handler" || base == "index" {
			base = path.Base(path.Dir(n.Entry))
		}
		file := fmt.Sprintf("functions/%d-%s.mjs", i+1, base)
		variable := e.view.Claim(fmt.Sprintf("function%d", i+1))
		f.Comment("//go:embed " + file)
		f.Var().Id(variable).String()
		f.Line()
		functions = append(functions, nodeFunction(n, variable, e.Dir+"/"+file))
		e.files = append(e.files, output.File{Path: e.Dir + "/" + file, Content: []byte(n.Text)})
	}
	body := jen.Return(jen.Nil())
	if len(functions) > 0 {
		f.Anon("embed")
		body = jen.Return(jenx.List(jen.Index().Qual(nodePackage, "Function"), functions...))
	}
	f.Add(jenx.Doc("Node gives the functions that run in Node, as they were bundled; it is nil where there are none.").Line().
		Func().Id("Node").Params().Index().Qual(nodePackage, "Function").Block(body))
	e.add("node", f)
}

func nodeFunction(n NodeFunction, text, file string) jen.Code {
	var l literal
	l.str("Name", n.Name)
	l.strs("Handlers", n.Handlers)
	l.str("Entry", n.Entry)
	l.code("Text", jen.Id(text))
	l.str("File", file)
	var environment, secrets []jenx.KV
	for _, v := range n.Environment {
		environment = append(environment, jenx.KV{Key: v.Name, Value: jen.Lit(v.Value)})
	}
	for _, v := range n.Secrets {
		secrets = append(secrets, jenx.KV{Key: v.Name, Value: jen.Lit(v.Secret)})
	}
	l.texts("Environment", environment)
	l.texts("Secrets", secrets)
	l.num("TimeoutSeconds", n.TimeoutSeconds)
	l.num("MemoryMB", n.MemoryMB)
	return l.elidedBlock()
}

// texts adds a map of texts.
func (l *literal) texts(key string, list []jenx.KV) {
	if len(list) > 0 {
		l.code(key, jen.Map(jen.String()).String().Custom(jen.Options{Open: "{", Close: "}", Separator: ","}, pairs(list)...))
	}
}
