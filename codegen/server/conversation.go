package server

import (
	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/dave/jennifer/jen"
)

// conversationModels emits conversations.gen.go where the schema has
// conversations: the models that store what is said. They have no Go types of
// their own, since nothing but the API works with them.
//
//	// conversationModels describes the models in which conversations are stored.
//	var conversationModels = []*schema.Model{…}
func (e *emitter) conversationModels() {
	models := e.def.Models[len(e.models):]
	if len(models) == 0 {
		return
	}
	var list []jen.Code
	for _, m := range models {
		list = append(list, modelLiteral(m).elidedBlock())
	}
	f := e.newFile()
	f.Add(jenx.Doc(e.names.conversationModels + " describes the models in which conversations are stored.").Line().
		Var().Id(e.names.conversationModels).Op("=").Add(jenx.List(slice("Model"), list...)))
	e.add("conversations", f)
}
