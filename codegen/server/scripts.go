package server

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/output"
	"github.com/dave/jennifer/jen"
)

const (
	jsPackage     = module + "runtime/jsresolver"
	serverPackage = module + "runtime/server"
)

// scripted reports whether JavaScript resolvers run an operation.
func (e *emitter) scripted(o *ir.Operation) bool {
	for _, h := range o.Handlers {
		if h.Kind != ir.CustomHandler || e.Scripts[h.Entry] == "" {
			return false
		}
	}
	return len(o.Handlers) > 0
}

// scripts emits scripts.gen.go and the resolvers beside it:
//
//	//go:embed resolvers/1-search.js
//	var script1 string
//
//	// Scripts runs the JavaScript resolvers of the schema.
//	func Scripts(opts ...jsresolver.Option) server.Scripts {
//		return jsresolver.Scripts(map[string]string{"amplify/data/search.js": script1}, opts...)
//	}
func (e *emitter) scripts() {
	f := e.newFile()
	var names []string
	for entry := range e.Scripts {
		names = append(names, entry)
	}
	slices.Sort(names)
	var texts []jenx.KV
	for i, entry := range names {
		base := strings.TrimSuffix(path.Base(entry), path.Ext(entry))
		file := fmt.Sprintf("resolvers/%d-%s.js", i+1, base)
		variable := e.view.Claim(fmt.Sprintf("script%d", i+1))
		f.Comment("//go:embed " + file)
		f.Var().Id(variable).String()
		f.Line()
		texts = append(texts, jenx.KV{Key: entry, Value: jen.Id(variable)})
		e.files = append(e.files, output.File{
			Path:    e.Dir + "/" + file,
			Content: []byte("// " + output.Header + "\n// Source: " + entry + "\n" + e.Scripts[entry]),
		})
	}
	if len(names) > 0 {
		f.Anon("embed")
	}
	doc, params, body := "Scripts is nil: the schema has no JavaScript resolvers.", jen.Params(), jen.Return(jen.Nil())
	if len(names) > 0 {
		doc = "Scripts runs the JavaScript resolvers of the schema."
		params = jen.Params(jen.Id("opts").Op("...").Qual(jsPackage, "Option"))
		typ := jen.Map(jen.String()).String()
		body = jen.Return(jen.Qual(jsPackage, "Scripts").Call(typ.Custom(jen.Options{Open: "{", Close: "}", Separator: ",", Multi: true}, pairs(texts)...), jen.Id("opts").Op("...")))
	}
	f.Add(jenx.Doc(doc).Line().Func().Id("Scripts").Add(params).Qual(serverPackage, "Scripts").Block(body))
	e.add("scripts", f)
}

func pairs(list []jenx.KV) []jen.Code {
	out := make([]jen.Code, 0, len(list))
	for _, kv := range list {
		out = append(out, jen.Lit(kv.Key).Op(":").Add(kv.Value))
	}
	return out
}
