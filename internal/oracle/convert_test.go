package oracle_test

import (
	"encoding/json"

	"github.com/amplifygo/amplifygo/internal/oracle"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

func toValue(v any) value.Value {
	switch v := v.(type) {
	case string:
		return value.OfString(v)
	case []any:
		text, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		return value.OfJSON(string(text))
	}
	return value.NullValue()
}

func plain(v value.Value) any {
	switch v.Kind() {
	case value.String:
		return v.Text()
	case value.JSON:
		var list []any
		if err := json.Unmarshal([]byte(v.Text()), &list); err != nil {
			panic(err)
		}
		return list
	}
	return nil
}

func record(m *schema.Model, row oracle.Row) value.Record {
	rec := make(value.Record, len(m.Fields))
	for _, f := range m.Fields {
		if v, ok := row[f.Name]; ok && f.Relation == nil {
			rec[f.Ordinal] = stored(f, v)
		}
	}
	return rec
}

// stored is a value as a field holds it: rows are drawn before it is known
// whether a field is a list.
func stored(f *schema.Field, v any) value.Value {
	_, isList := v.([]any)
	if v != nil && isList != f.List {
		return value.Value{}
	}
	return toValue(v)
}

// fit drops from rows what does not fit the model's fields.
func fit(m *schema.Model, row oracle.Row) oracle.Row {
	out := oracle.Row{}
	for name, v := range row {
		f := m.Field(name)
		_, isList := v.([]any)
		if f != nil && (v == nil || isList == f.List) {
			out[name] = v
		}
	}
	return out
}

func input(m *schema.Model, pairs []oracle.Pair) *authz.Input {
	in := &authz.Input{}
	for _, p := range pairs {
		in.Fields = append(in.Fields, authz.Assignment{Field: m.Field(p.Field), Value: toValue(p.Value)})
	}
	return in
}

// input draws an input of a mutation.
func (t *trial) input(m *schema.Model) []oracle.Pair {
	from := fit(m, t.dice.row(m))
	var pairs []oracle.Pair
	for _, i := range t.dice.Perm(len(m.Fields)) {
		f := m.Fields[i]
		v, ok := from[f.Name]
		if !ok || f.Relation != nil || !t.dice.chance(0.4) {
			continue
		}
		if t.dice.chance(0.1) {
			v = nil
		}
		pairs = append(pairs, oracle.Pair{Field: f.Name, Value: v})
	}
	return pairs
}

// condition draws a filter on the oracle's copy of the model.
func (t *trial) condition(m *schema.Model, depth int) predicate.Expr {
	d := t.dice
	if depth > 0 {
		switch d.IntN(4) {
		case 0:
			return predicate.And{t.condition(m, depth-1), t.condition(m, depth-1)}
		case 1:
			return predicate.Or{t.condition(m, depth-1), t.condition(m, depth-1)}
		case 2:
			return predicate.Not{Expr: t.condition(m, depth-1)}
		}
	}
	var fields []*schema.Field
	for _, f := range m.Fields {
		if f.Relation == nil {
			fields = append(fields, f)
		}
	}
	op := pick(d, predicate.Eq, predicate.Ne, predicate.Lt, predicate.Contains, predicate.NotContains, predicate.AttributeExists, predicate.BeginsWith, predicate.In, predicate.ContainsAny)
	c := predicate.Compare{Field: pick(d, fields...), Op: op, Args: []value.Value{toValue(pick(d, ownerTexts...))}}
	if op == predicate.AttributeExists {
		c.Args[0] = value.OfBool(d.chance(0.5))
	}
	return c
}

// onto gives the same condition on another copy of the model.
func onto(m *schema.Model, e predicate.Expr) predicate.Expr {
	each := func(parts []predicate.Expr) []predicate.Expr {
		out := make([]predicate.Expr, len(parts))
		for i, p := range parts {
			out[i] = onto(m, p)
		}
		return out
	}
	switch e := e.(type) {
	case predicate.And:
		return predicate.And(each(e))
	case predicate.Or:
		return predicate.Or(each(e))
	case predicate.Not:
		return predicate.Not{Expr: onto(m, e.Expr)}
	case predicate.Compare:
		e.Field = m.Field(e.Field.Name)
		return e
	}
	return e
}

// keys asks about queries by the primary key and by every index, with
// arguments that agree with the row, as the rows of such a query do.
func (t *trial) keys(id *auth.Identity, m *schema.Model, row oracle.Row) {
	tm := t.theirs.Model(m.Name)
	t.key(id, m, tm, row, m.Key, nil)
	for i, x := range m.Indexes {
		t.key(id, m, tm, row, x.Fields, tm.Indexes[i])
	}
}

func (t *trial) key(id *auth.Identity, m, tm *schema.Model, row oracle.Row, fields []string, x *schema.Index) {
	partition, ok := row[fields[0]].(string)
	if !ok {
		return
	}
	k := oracle.Keys{Fields: fields, Partition: &partition}
	a := authz.KeyArguments{Index: x, Partition: value.OfString(partition)}
	if sort, ok := row[fields[len(fields)-1]].(string); ok && len(fields) > 1 && t.dice.chance(0.7) {
		op := pick(t.dice, predicate.Eq, predicate.Eq, predicate.BeginsWith, predicate.Ge)
		k.Sort, k.Equal = &sort, op == predicate.Eq
		operand := make([]value.Value, len(fields)-1)
		operand[len(operand)-1] = value.OfString(sort)
		a.Sort = &authz.SortArgument{Op: op, Operands: [][]value.Value{operand}}
	}
	op := schema.ListOp
	if x == nil && t.dice.chance(0.5) {
		op = schema.Get
	}
	wanted, injected := t.oracle.ReadKey(id, m, op, k, row)
	d := t.ReadKey(id, tm, op, a)
	t.differ(wanted, answer(d.Decision, record(tm, row)), "%s by key %v op %d sort %v of %s by %s", m.Name, fields, op, k.Sort != nil, show(row), who{id})
	got := ""
	if d.Sort != nil {
		got = d.Sort.Operands[0][0].Text()
	}
	t.differ(injected, got, "%s by key %v, injected, by %s", m.Name, fields, who{id})
}
