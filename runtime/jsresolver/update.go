package jsresolver

import (
	"math"
	"slices"
	"strconv"

	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// updater computes the changes of an update expression on a row. All of its
// parts see the row as it was before.
type updater struct {
	*reader
	row value.Record // nil for none
	// read are the fields that the changes depend on.
	read map[*schema.Field]bool
	out  []authz.Assignment
	// changed are the paths that the expression has changed so far.
	changed []path
	// trees are the new values of fields of which parts are changed, before what
	// fields were, of those that the expression has looked at.
	trees, before map[*schema.Field]*input.Value
}

// changes reads an update expression and computes what it does to a row.
func changes(e *expression, m *schema.Model, row value.Record) (*updater, error) {
	r, err := newReader(e, m)
	if err != nil {
		return nil, err
	}
	u := &updater{reader: r, row: row, read: map[*schema.Field]bool{}, trees: map[*schema.Field]*input.Value{}, before: map[*schema.Field]*input.Value{}}
	for u.pos < len(u.tokens) {
		var clause func() error
		switch {
		case u.word("SET"):
			clause = u.set
		case u.word("REMOVE"):
			clause = u.remove
		case u.word("ADD"):
			clause = u.add
		case u.word("DELETE"):
			clause = u.delete
		default:
			return nil, u.refuse("expected SET, REMOVE, ADD or DELETE, found %q", u.peek())
		}
		for {
			if err := clause(); err != nil {
				return nil, err
			}
			if u.peek() != "," {
				break
			}
			u.pos++
		}
	}
	for _, f := range m.Fields {
		if tree := u.trees[f]; tree != nil {
			compact(tree)
			u.out = append(u.out, authz.Assignment{Field: f, Value: stored(f, tree)})
		}
	}
	return u, nil
}

// assign gives a path a value; Absent removes it.
func (u *updater) assign(p path, v *input.Value) error {
	for _, k := range u.m.KeyFields {
		if k == p.field {
			return u.refuse("%s is part of the key", p.field.Name)
		}
	}
	for _, other := range u.changed {
		if p.overlaps(other) {
			return u.refuse("two of its paths overlap at %s", p.field.Name)
		}
	}
	u.changed = append(u.changed, p)
	if len(p.steps) == 0 {
		u.out = append(u.out, authz.Assignment{Field: p.field, Value: stored(p.field, v)})
		return nil
	}
	tree := u.trees[p.field]
	if tree == nil {
		now, err := u.current(path{field: p.field})
		if err != nil {
			return err
		}
		now = cloned(now)
		tree = &now
		u.trees[p.field] = tree
	}
	return p.replace(tree, *v)
}

// typeName is the attribute that has the name of the model in Amplify's items.
const typeName = "__typename"

// setsTypeName reads a clause that sets the name of the type, which resolvers
// that make items do. It is not stored, and can only be what it is.
func (u *updater) setsTypeName() (bool, error) {
	at := u.pos
	if name, err := u.name(); err != nil || name != typeName {
		u.pos = at
		return false, nil
	}
	if err := u.expect("="); err != nil {
		return true, err
	}
	closing := u.peek() == "if_not_exists"
	if closing {
		u.pos++
		if err := u.expect("("); err != nil {
			return true, err
		}
		switch name, err := u.name(); {
		case err != nil:
			return true, err
		case name != typeName:
			return true, u.refuse("%s can only be %q", typeName, u.m.Name)
		}
		if err := u.expect(","); err != nil {
			return true, err
		}
	}
	switch v, err := u.plain(); {
	case err != nil:
		return true, err
	case v.Kind != input.String || v.Text != u.m.Name:
		return true, u.refuse("%s can only be %q", typeName, u.m.Name)
	}
	if closing {
		return true, u.expect(")")
	}
	return true, nil
}

func (u *updater) set() error {
	if ok, err := u.setsTypeName(); ok {
		return err
	}
	p, err := u.path()
	if err != nil {
		return err
	}
	if err := u.expect("="); err != nil {
		return err
	}
	v, err := u.operandValue()
	if err != nil {
		return err
	}
	if sign := u.peek(); sign == "+" || sign == "-" {
		u.pos++
		other, err := u.operandValue()
		if err != nil {
			return err
		}
		if v, err = u.sum(v, other, sign == "-"); err != nil {
			return err
		}
	}
	return u.assign(p, &v)
}

func (u *updater) remove() error {
	p, err := u.path()
	if err != nil {
		return err
	}
	return u.assign(p, &input.Value{})
}

// add is ADD path :number, which begins at 0, or ADD path :set.
func (u *updater) add() error {
	p, v, now, err := u.operandOf()
	if err != nil {
		return err
	}
	if v.Kind == input.List {
		if now.Kind != input.List && !now.IsNull() {
			return u.refuse("ADD of a set to what is none")
		}
		added, err := u.elements(&v)
		if err != nil {
			return err
		}
		for i := range now.Items {
			delete(added, scalar(&now.Items[i]))
		}
		sum := input.Value{Kind: input.List, Items: slices.Clone(now.Items)}
		for i := range v.Items {
			if e := scalar(&v.Items[i]); added[e] {
				delete(added, e) // an element is added once
				sum.Items = append(sum.Items, v.Items[i])
			}
		}
		return u.assign(p, &sum)
	}
	if now.IsNull() {
		now = input.Value{Kind: input.Int, Text: "0"}
	}
	if v, err = u.sum(now, v, false); err != nil {
		return err
	}
	return u.assign(p, &v)
}

// delete is DELETE path :set. An empty set is none.
func (u *updater) delete() error {
	p, v, now, err := u.operandOf()
	switch {
	case err != nil:
		return err
	case v.Kind != input.List:
		return u.refuse("DELETE takes a set")
	case now.IsNull():
		return nil
	case now.Kind != input.List:
		return u.refuse("DELETE from what is no set")
	}
	gone, err := u.elements(&v)
	if err != nil {
		return err
	}
	rest := input.Value{Kind: input.List}
	for i := range now.Items {
		if !gone[scalar(&now.Items[i])] {
			rest.Items = append(rest.Items, now.Items[i])
		}
	}
	if len(rest.Items) == 0 {
		rest = input.Value{}
	}
	return u.assign(p, &rest)
}

// operandOf reads a path, its value, and what it is now.
func (u *updater) operandOf() (p path, v, now input.Value, err error) {
	if p, err = u.path(); err != nil {
		return p, v, now, err
	}
	if v, err = u.plain(); err != nil {
		return p, v, now, err
	}
	now, err = u.current(p)
	return p, v, now, err
}

// elements are those of a set: texts or numbers. Lists and maps have no place
// in one, and none of them is equal to another.
func (u *updater) elements(set *input.Value) (map[value.Value]bool, error) {
	out := make(map[value.Value]bool, len(set.Items))
	for i := range set.Items {
		e := scalar(&set.Items[i])
		if e.Kind() != value.String && !numeric(e) {
			return nil, u.refuse("a set has texts or numbers")
		}
		out[e] = true
	}
	return out, nil
}

// current is the value of a path before the update.
func (u *updater) current(p path) (input.Value, error) {
	u.read[p.field] = true
	if tree := u.before[p.field]; tree != nil {
		return *p.of(tree), nil
	}
	tree, err := fieldTree(p.field, u.row)
	if err == nil {
		u.before[p.field] = &tree
	}
	return *p.of(&tree), err
}

// operandValue reads a value, a field or a function of SET.
func (u *updater) operandValue() (input.Value, error) {
	switch t := u.peek(); {
	case len(t) > 0 && t[0] == ':':
		return u.plain()
	case t == "if_not_exists" || t == "list_append":
		u.pos++
		return u.setFunction(t)
	}
	p, err := u.path()
	if err != nil {
		return input.Value{}, err
	}
	v, err := u.current(p)
	if err == nil && v.Kind == input.Absent {
		err = Invalid("The provided expression refers to an attribute that does not exist in the item")
	}
	return v, err
}

func (u *updater) setFunction(name string) (input.Value, error) {
	if u.depth++; u.depth > maxDepth {
		return input.Value{}, u.refuse("it is nested too deep")
	}
	defer func() { u.depth-- }()
	if err := u.expect("("); err != nil {
		return input.Value{}, err
	}
	var first input.Value
	var err error
	if name == "if_not_exists" {
		p, e := u.path()
		if e != nil {
			return first, e
		}
		first, err = u.current(p)
	} else {
		first, err = u.operandValue()
	}
	if err != nil {
		return first, err
	}
	if err := u.expect(","); err != nil {
		return first, err
	}
	second, err := u.operandValue()
	if err != nil {
		return second, err
	}
	if err := u.expect(")"); err != nil {
		return first, err
	}
	switch {
	case name == "list_append":
		if first.Kind != input.List || second.Kind != input.List {
			return first, u.refuse("list_append takes lists")
		}
		return input.Value{Kind: input.List, Items: append(append([]input.Value(nil), first.Items...), second.Items...)}, nil
	case first.Kind == input.Absent:
		return second, nil
	}
	return first, nil
}

// sum adds numbers; whole ones stay whole.
func (u *updater) sum(a, b input.Value, minus bool) (input.Value, error) {
	x, y := scalar(&a), scalar(&b)
	if !numeric(x) || !numeric(y) {
		return a, u.refuse("only numbers can be added")
	}
	if x.Kind() == value.Int && y.Kind() == value.Int && x.Int() == int64(int32(x.Int())) && y.Int() == int64(int32(y.Int())) {
		n := x.Int() + y.Int()
		if minus {
			n = x.Int() - y.Int()
		}
		return input.Value{Kind: input.Int, Text: strconv.FormatInt(n, 10)}, nil
	}
	n := x.Float() + y.Float()
	if minus {
		n = x.Float() - y.Float()
	}
	if math.IsInf(n, 0) || math.IsNaN(n) {
		return a, u.refuse("the number is too large")
	}
	if n == math.Trunc(n) && math.Abs(n) < 1<<53 {
		return input.Value{Kind: input.Int, Text: strconv.FormatInt(int64(n), 10)}, nil
	}
	return input.Value{Kind: input.Float, Text: string(value.AppendFloat(nil, n))}, nil
}

func numeric(v value.Value) bool { return v.Kind() == value.Int || v.Kind() == value.Float }
