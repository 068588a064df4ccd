package graphql

import (
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/graphql/plan"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

func badArgument(text string) error { return gqlerror.New(gqlerror.InvalidArguments, text) }

// keyed reads the key arguments of a list or an index query into l, with the
// checks and texts of the service (api.md 2.6).
func (r *run) keyed(f *plan.Field, l *data.Listing, keys []*schema.Field, sortName string) error {
	partition, err := r.arg(f, keys[0].Name)
	if err != nil {
		return err
	}
	direction, err := r.arg(f, "sortDirection")
	if err != nil {
		return err
	}
	var sort input.Value
	if len(keys) > 1 {
		if sort, err = r.arg(f, sortName); err != nil {
			return err
		}
	}
	if err := keyRules(keys, sortName, &partition, &sort, &direction); err != nil {
		return err
	}
	if partition.IsNull() {
		return nil
	}
	l.Partition, l.Desc = scalarValue(&partition), direction.Text == "DESC"
	if sort.IsNull() || len(sort.Fields) == 0 {
		return nil
	}
	if len(keys) == 2 {
		l.Sort, err = simpleSort(&sort)
	} else {
		l.Sort, err = compositeSort(keys[1:], sortName, &sort)
	}
	return err
}

func keyRules(keys []*schema.Field, sortName string, partition, sort, direction *input.Value) error {
	name := keys[0].Name
	switch {
	case len(keys) == 1 && !direction.IsNull():
		return badArgument("sortDirection is not supported for List operations without a Sort key defined.")
	case !partition.IsNull():
		return nil
	case !sort.IsNull() && len(keys) > 2:
		return badArgument("When providing argument '" + sortName + "' you must also provide '" + name + "'.")
	case !sort.IsNull():
		return badArgument("When providing argument '" + sortName + "' you must also provide arguments " + name)
	case !direction.IsNull():
		return badArgument("When providing argument 'sortDirection' you must also provide argument '" + name + "'.")
	}
	return nil
}

// simpleSort reads the condition on a single sort key.
func simpleSort(v *input.Value) (*authz.SortArgument, error) {
	if len(v.Fields) != 1 {
		return nil, data.Invalid("Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key")
	}
	op, operand := operators[v.Fields[0].Name], &v.Fields[0].Value
	args, err := operands(op, operand)
	if err != nil {
		return nil, err
	}
	s := &authz.SortArgument{Op: op}
	for _, a := range args {
		if a.IsNull() {
			return nil, data.Invalid("One or more parameter values were invalid: Condition parameter type does not match schema type")
		}
		s.Operands = append(s.Operands, []value.Value{a})
	}
	return s, nil
}

// compositeSort reads the condition on several sort keys.
func compositeSort(keys []*schema.Field, name string, v *input.Value) (*authz.SortArgument, error) {
	if len(v.Fields) > 1 {
		return nil, badArgument("Argument " + name + " must specify at most one key condition operation.")
	}
	opName, operand := v.Fields[0].Name, &v.Fields[0].Value
	s := &authz.SortArgument{Op: operators[opName]}
	if s.Op != predicate.Between {
		parts, err := sortParts(keys, name+"."+opName, operand)
		s.Operands = [][]value.Value{parts}
		return s, err
	}
	if operand.Kind != input.List || len(operand.Items) != 2 {
		return nil, badArgument("Argument '" + name + ".between' expects exactly two elements.")
	}
	for i := range operand.Items {
		parts, err := sortParts(keys, name+".between", &operand.Items[i])
		if err != nil {
			return nil, err
		}
		s.Operands = append(s.Operands, parts)
	}
	return s, nil
}

// sortParts gives the values of the sort keys, of which only the last may be
// left out.
func sortParts(keys []*schema.Field, path string, v *input.Value) ([]value.Value, error) {
	parts := make([]value.Value, len(keys))
	for i, k := range keys {
		given := v.Get(k.Name)
		if given.IsNull() {
			continue
		}
		if i > 0 && parts[i-1].IsNull() {
			return nil, badArgument("When providing argument '" + path + "." + k.Name + "' you must also provide '" + path + "." + keys[i-1].Name + "'.")
		}
		parts[i] = scalarValue(given)
	}
	if parts[0].IsNull() {
		return nil, data.Invalid("One or more parameter values were invalid: Condition parameter type does not match schema type")
	}
	return parts, nil
}
