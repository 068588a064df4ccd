package graphql

import (
	"fmt"

	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// operators are the operators of filters by their names in the API.
var operators = map[string]predicate.Op{
	"eq": predicate.Eq, "ne": predicate.Ne, "lt": predicate.Lt, "le": predicate.Le, "gt": predicate.Gt, "ge": predicate.Ge,
	"between": predicate.Between, "contains": predicate.Contains, "notContains": predicate.NotContains,
	"beginsWith": predicate.BeginsWith, "attributeExists": predicate.AttributeExists, "attributeType": predicate.AttributeType,
	"in": predicate.In, "notIn": predicate.NotIn,
}

func unprocessable() error {
	return gqlerror.New(gqlerror.FilterError, "Unable to process the filter expression")
}

// maxSearches bounds the comparisons of a filter or condition that go through
// whole values, as DynamoDB bounds all operators. The condition of a write is
// asked while no other write can be.
const maxSearches = 300

// filter turns a filter or condition argument into a condition on rows of m
// (api.md 2.5); nil where there is none. What it does not understand is an
// error, never "no filter".
func filter(m *schema.Model, v *input.Value) (predicate.Expr, error) {
	e, err := filterOf(m, v)
	if n := searches(e); n > maxSearches {
		return nil, data.Invalid(fmt.Sprintf("Invalid FilterExpression: The expression contains invalid number of operators; operator count: %d, maximum: %d", n, maxSearches))
	}
	return e, err
}

// searches counts the comparisons whose cost grows with the value.
func searches(e predicate.Expr) int {
	n := 0
	switch e := e.(type) {
	case predicate.And:
		for _, p := range e {
			n += searches(p)
		}
	case predicate.Or:
		for _, p := range e {
			n += searches(p)
		}
	case predicate.Not:
		n = searches(e.Expr)
	case predicate.Compare:
		if e.Size || e.Field.List || e.Op == predicate.Contains || e.Op == predicate.NotContains {
			n = 1
		}
	}
	return n
}

// filterOf is filter without the bound.
func filterOf(m *schema.Model, v *input.Value) (predicate.Expr, error) {
	if v.IsNull() {
		return nil, nil
	}
	if v.Kind != input.Object {
		return nil, unprocessable()
	}
	var and predicate.And
	for i := range v.Fields {
		name, of := v.Fields[i].Name, &v.Fields[i].Value
		e, err := filterPart(m, name, of)
		if err != nil {
			return nil, err
		}
		if e != nil {
			and = append(and, e)
		}
	}
	return single(and), nil
}

func single(and predicate.And) predicate.Expr {
	switch len(and) {
	case 0:
		return nil
	case 1:
		return and[0]
	}
	return and
}

func filterPart(m *schema.Model, name string, v *input.Value) (predicate.Expr, error) {
	if v.IsNull() {
		return nil, nil
	}
	// A field of the model goes before the connectives: one may be named "not".
	if f := m.Field(name); f != nil {
		if f.Relation != nil || f.Kind == schema.CustomKind {
			return nil, unprocessable()
		}
		return comparisons(f, v)
	}
	switch name {
	case "and", "or":
		return connective(m, name, v)
	case "not":
		e, err := filterOf(m, v)
		if err != nil || e == nil {
			return nil, err
		}
		return predicate.Not{Expr: e}, nil
	case "id": // in every filter input, even where the model has none (api.md 1.6)
		return comparisons(&schema.Field{Name: "id", Kind: schema.ID, TypeName: "ID", Ordinal: -1}, v)
	}
	return nil, unprocessable()
}

func connective(m *schema.Model, name string, v *input.Value) (predicate.Expr, error) {
	if v.Kind != input.List {
		return nil, unprocessable()
	}
	var parts []predicate.Expr
	for i := range v.Items {
		e, err := filterOf(m, &v.Items[i])
		if err != nil {
			return nil, err
		}
		if e == nil {
			if name == "or" {
				return nil, nil // one of the alternatives admits everything
			}
			continue
		}
		parts = append(parts, e)
	}
	switch {
	case len(parts) == 0:
		return nil, nil
	case name == "or":
		return predicate.Or(parts), nil
	}
	return predicate.And(parts), nil
}

func comparisons(f *schema.Field, v *input.Value) (predicate.Expr, error) {
	if v.Kind != input.Object {
		return nil, unprocessable()
	}
	var and predicate.And
	for i := range v.Fields {
		name, operand := v.Fields[i].Name, &v.Fields[i].Value
		if name == "size" {
			sizes, err := sizeComparisons(f, operand)
			if err != nil {
				return nil, err
			}
			and = append(and, sizes...)
			continue
		}
		op, ok := operators[name]
		if !ok {
			return nil, unprocessable()
		}
		args, err := operands(op, operand)
		if err != nil {
			return nil, err
		}
		and = append(and, onField(f, predicate.Compare{Field: f, Op: op, Args: args}))
	}
	return single(and), nil
}

// onField gives the comparison, or its outcome on an attribute that no row has.
func onField(f *schema.Field, c predicate.Compare) predicate.Expr {
	if f.Ordinal >= 0 {
		return c
	}
	switch c.Op {
	case predicate.Ne, predicate.NotContains, predicate.NotIn:
		return predicate.True
	case predicate.AttributeExists:
		return predicate.Constant(!c.Args[0].Bool())
	}
	return predicate.False
}

func sizeComparisons(f *schema.Field, v *input.Value) ([]predicate.Expr, error) {
	if v.Kind != input.Object {
		if v.IsNull() {
			return nil, nil
		}
		return nil, unprocessable()
	}
	var out []predicate.Expr
	for i := range v.Fields {
		op, ok := operators[v.Fields[i].Name]
		if !ok || op > predicate.Between {
			return nil, unprocessable()
		}
		args, err := operands(op, &v.Fields[i].Value)
		if err != nil {
			return nil, err
		}
		for _, a := range args {
			if a.Kind() != value.Int {
				return nil, data.Invalid("Invalid FilterExpression: Incorrect operand type for operator or function; operator or function: size")
			}
		}
		c := predicate.Compare{Field: f, Op: op, Size: true, Args: args}
		if f.Ordinal < 0 {
			out = append(out, predicate.False)
		} else {
			out = append(out, c)
		}
	}
	return out, nil
}

// operands are the arguments of an operator.
func operands(op predicate.Op, v *input.Value) ([]value.Value, error) {
	switch op {
	case predicate.Between:
		return bounds(v)
	case predicate.In, predicate.NotIn:
		if v.Kind != input.List {
			return nil, unprocessable()
		}
		args := make([]value.Value, len(v.Items))
		for i := range v.Items {
			args[i] = scalarValue(&v.Items[i])
		}
		return args, nil
	case predicate.AttributeExists:
		if v.Kind != input.Bool {
			return nil, unprocessable()
		}
	case predicate.AttributeType:
		if v.Kind != input.Enum {
			return nil, unprocessable()
		}
	case predicate.Eq, predicate.Ne:
	default:
		if v.IsNull() {
			return nil, data.Invalid("Invalid FilterExpression: Incorrect operand type for operator or function; operand type: NULL")
		}
	}
	return []value.Value{scalarValue(v)}, nil
}

func bounds(v *input.Value) ([]value.Value, error) {
	if v.Kind != input.List || len(v.Items) != 2 {
		return nil, data.Invalid("Invalid FilterExpression: Incorrect number of operands for operator or function; operator or function: BETWEEN, number of operands: 2 expected")
	}
	low, high := scalarValue(&v.Items[0]), scalarValue(&v.Items[1])
	if low.IsNull() || high.IsNull() || low.Kind() == value.String != (high.Kind() == value.String) {
		return nil, data.Invalid("Invalid FilterExpression: The BETWEEN operator requires operands of the same type")
	}
	if low.Kind() == value.String && low.Text() > high.Text() || low.Kind() != value.String && low.Float() > high.Float() {
		return nil, data.Invalid("Invalid FilterExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound")
	}
	return []value.Value{low, high}, nil
}
