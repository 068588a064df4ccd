package gomodel

import "github.com/amplifygo/amplifygo/internal/ir"

// Operation is the Go view of a custom operation.
type Operation struct {
	IR *ir.Operation
	// Method is the Go method on Queries, Mutations or Subscriptions.
	Method string
	// Args is the Go struct of the arguments; empty where there are none.
	Args      string
	Arguments []*Field
	Returns   Type
	// Var is an unexported package-level name for the operation's description.
	Var string
	// Selection is what is selected of a custom type; Model is the model of a
	// result that is one.
	Selection string
	Model     *Model
	// Modes are the authorization modes that some rule admits.
	Modes []ir.Mode
}

func (v *View) describeOperations() {
	methods := map[string]*scope{
		"query": newScope(standard...), "mutation": newScope(standard...), "subscription": newScope(standard...), "conversation": newScope(),
	}
	for _, o := range v.Schema.Operations {
		switch o.Kind {
		case ir.Query, ir.Generation:
			v.Queries = append(v.Queries, v.customOperation(o, methods["query"], "query"))
		case ir.Conversation:
			v.Conversations = append(v.Conversations, v.conversation(o, methods["conversation"]))
		case ir.Mutation:
			v.Mutations = append(v.Mutations, v.customOperation(o, methods["mutation"], "mutate"))
		case ir.Subscription:
			v.Subscriptions = append(v.Subscriptions, v.customOperation(o, methods["subscription"], "listen"))
		}
	}
}

func (v *View) customOperation(o *ir.Operation, methods *scope, action string) *Operation {
	out := &Operation{IR: o, Method: methods.claim(Exported(o.Name)), Returns: v.typeOf(o.Returns)}
	switch o.Returns.Kind {
	case ir.CustomKind:
		out.Selection = v.selectCustom(o.Returns.Name, nil)
	case ir.ModelType:
		out.Model = v.models[o.Returns.Name]
	}
	out.Var = v.names.claim(Unexported(o.Name) + "Operation")
	if len(o.Arguments) > 0 {
		out.Args = v.names.claim(out.Method + "Args")
	}
	names := newScope()
	for _, a := range o.Arguments {
		out.Arguments = append(out.Arguments, &Field{
			Name: names.claim(Exported(a.Name)), JSON: a.Name, Param: Unexported(a.Name),
			Type: v.typeOf(a.Type), GraphQL: a.Type.String(),
		})
	}
	out.Modes = v.modes(o, action)
	return out
}

// modes are those that a rule of an operation admits, or the access of a
// function to the API as a whole for the action; none for the empty one.
func (v *View) modes(o *ir.Operation, action string) []ir.Mode {
	modes := map[ir.Mode]bool{}
	for _, r := range o.Rules {
		modes[modeOf[r.Provider]] = true
	}
	v.addAccess(modes, action)
	return ordered(modes)
}
