package server

import "github.com/amplifygo/amplifygo/codegen/gomodel"

// model is a model with the package-level names that the backend adds for it.
// They give way to those of the schema, since both are claimed of one view.
type model struct {
	*gomodel.Model
	describe, types, store, hooks string
}

// packageNames are the package-level names that do not belong to one model.
type packageNames struct {
	sdl, enums, customTypes, operations, conversationModels string
}

// claim takes all names that the emitter needs, in a fixed order.
func (e *emitter) claim() {
	c := e.view.Claim
	e.names = packageNames{
		sdl: c("sdl"), enums: c("enums"), customTypes: c("customTypes"), operations: c("operations"), conversationModels: c("conversationModels"),
	}
	for _, m := range e.view.Models {
		e.models = append(e.models, &model{
			Model: m, describe: c(m.Var + "Model"), types: c(m.Var + "Types"), store: c(m.Name + "Store"), hooks: c(m.Name + "Hooks"),
		})
	}
}
