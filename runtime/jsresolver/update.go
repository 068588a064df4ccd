package jsresolver

import (
	"math"
	"strconv"

	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// updater computes the changes of an update expression on a row.
type updater struct {
	*reader
	row value.Record // nil for none
	// read are the fields that the changes depend on.
	read map[*schema.Field]bool
	out  []authz.Assignment
}

// changes reads an update expression and computes what it does to a row.
func changes(e *expression, m *schema.Model, row value.Record) (*updater, error) {
	r, err := newReader(e, m)
	if err != nil {
		return nil, err
	}
	u := &updater{reader: r, row: row, read: map[*schema.Field]bool{}}
	for u.pos < len(u.tokens) {
		var clause func() error
		switch {
		case u.word("SET"):
			clause = u.set
		case u.word("REMOVE"):
			clause = u.remove
		case u.word("ADD"):
			clause = u.add
		default:
			return nil, u.refuse("expected SET, REMOVE or ADD, found %q", u.peek())
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
	return u, nil
}

func (u *updater) assign(f *schema.Field, v *input.Value) error {
	for _, k := range u.m.KeyFields {
		if k == f {
			return u.refuse("%s is part of the key", f.Name)
		}
	}
	for _, a := range u.out {
		if a.Field == f {
			return u.refuse("%s is changed twice", f.Name)
		}
	}
	u.out = append(u.out, authz.Assignment{Field: f, Value: stored(f, v)})
	return nil
}

func (u *updater) set() error {
	f, err := u.path()
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
	return u.assign(f, &v)
}

func (u *updater) remove() error {
	f, err := u.path()
	if err != nil {
		return err
	}
	return u.assign(f, null)
}

// add is ADD path :number, which begins at 0.
func (u *updater) add() error {
	f, err := u.path()
	if err != nil {
		return err
	}
	if f.List {
		return u.refuse("ADD to a set is not supported")
	}
	v, err := u.plain()
	if err != nil {
		return err
	}
	now, err := u.current(f)
	if err != nil {
		return err
	}
	if now.IsNull() {
		now = input.Value{Kind: input.Int, Text: "0"}
	}
	if v, err = u.sum(now, v, false); err != nil {
		return err
	}
	return u.assign(f, &v)
}

// current is the value of a field before the update.
func (u *updater) current(f *schema.Field) (input.Value, error) {
	u.read[f] = true
	if u.row == nil || u.row[f.Ordinal].Kind() == value.Absent {
		return input.Value{}, nil
	}
	return input.ParseJSON(appendField(nil, f, u.row[f.Ordinal]))
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
	f, err := u.path()
	if err != nil {
		return input.Value{}, err
	}
	v, err := u.current(f)
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
		f, e := u.path()
		if e != nil {
			return first, e
		}
		first, err = u.current(f)
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
