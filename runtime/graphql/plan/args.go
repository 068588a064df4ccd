package plan

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// Arg is an argument as the document gives it.
type Arg struct {
	Name string
	Type *input.Type
	// Value is the value where the document has it in full.
	Value input.Value
	// variable is the variable's name where the argument is one.
	variable string
	// mixed is a literal that contains variables.
	mixed *ast.Value
}

// Values are the coerced variables of one request, in the order of
// Plan.Variables. An Absent one was not given and has no default.
type Values struct {
	plan   *Plan
	values []input.Value
}

// Bind coerces the variables of a request: an Object, or null for none.
// Variables that the operation does not declare are ignored.
func (p *Plan) Bind(given *input.Value) (Values, *input.Problem) {
	v := Values{plan: p}
	if len(p.Variables) == 0 {
		return v, nil
	}
	v.values = make([]input.Value, len(p.Variables))
	find := lookup(given)
	for i, d := range p.Variables {
		got := *find(d.Name)
		if got.Kind == input.Absent {
			if d.Default != nil {
				v.values[i] = *d.Default
				continue
			}
			if !d.Type.NonNull {
				continue
			}
		}
		if problem := input.Coerce(d.Name, &got, d.Type); problem != nil {
			return v, problem
		}
		v.values[i] = got
	}
	return v, nil
}

// Get gives a variable's value.
func (v Values) Get(name string) input.Value {
	if i, declared := v.plan.index[name]; declared {
		return v.values[i]
	}
	return input.Value{}
}

// lookup finds the fields of an object; a big one through an index.
func lookup(v *input.Value) func(name string) *input.Value {
	if len(v.Fields) <= 16 {
		return v.Get
	}
	index := make(map[string]*input.Value, len(v.Fields))
	for i := range v.Fields {
		index[v.Fields[i].Name] = &v.Fields[i].Value
	}
	var absent input.Value
	return func(name string) *input.Value {
		if got := index[name]; got != nil {
			return got
		}
		return &absent
	}
}

// Arg gives the value of an argument; Absent where it was not given.
func (f *Field) Arg(name string, vars Values) (input.Value, *input.Problem) {
	for i := range f.Args {
		if a := &f.Args[i]; a.Name == name {
			return a.bind(vars)
		}
	}
	return input.Value{}, nil
}

func (a *Arg) bind(vars Values) (input.Value, *input.Problem) {
	var v input.Value
	switch {
	case a.mixed != nil:
		v = input.FromLiteral(a.mixed, a.Type, vars.Get)
	case a.variable != "":
		if v = vars.Get(a.variable); v.Kind == input.Absent && !a.Type.NonNull {
			return v, nil
		}
		if v.IsNull() && a.Type.NonNull {
			return v, input.Coerce(a.variable, &v, a.Type)
		}
		return v, nil
	default:
		return a.Value, nil
	}
	return v, input.Coerce(a.Name, &v, a.Type)
}

// Bound gives all arguments that were given, in the order of the document.
func (f *Field) Bound(vars Values) ([]input.Field, *input.Problem) {
	out := make([]input.Field, 0, len(f.Args))
	for i := range f.Args {
		v, problem := f.Args[i].bind(vars)
		if problem != nil {
			return nil, problem
		}
		if v.Kind != input.Absent {
			out = append(out, input.Field{Name: f.Args[i].Name, Value: v})
		}
	}
	return out, nil
}

func hasVariable(v *ast.Value) bool {
	if v.Kind == ast.Variable {
		return true
	}
	for _, c := range v.Children {
		if hasVariable(c.Value) {
			return true
		}
	}
	return false
}

func (c *compiler) args(f *ast.Field) []Arg {
	if len(f.Arguments) == 0 && len(f.Definition.Arguments) == 0 {
		return nil
	}
	var args []Arg
	for _, a := range f.Arguments {
		def := f.Definition.Arguments.ForName(a.Name)
		arg := Arg{Name: a.Name, Type: c.types.Of(def.Type)}
		switch {
		case a.Value.Kind == ast.Variable:
			arg.variable = a.Value.Raw
		case hasVariable(a.Value):
			arg.mixed = a.Value
		default:
			arg.Value = input.FromLiteral(a.Value, arg.Type, nil)
		}
		args = append(args, arg)
	}
	for _, def := range f.Definition.Arguments {
		if def.DefaultValue != nil && f.Arguments.ForName(def.Name) == nil {
			t := c.types.Of(def.Type)
			args = append(args, Arg{Name: def.Name, Type: t, Value: input.FromLiteral(def.DefaultValue, t, nil)})
		}
	}
	return args
}
