package realtime

import (
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// index are subscriptions by what they want a field to equal.
type index[K comparable] map[K]map[value.Value]map[*subscriber]struct{}

func (x index[K]) add(s *subscriber, field K, values []value.Value) {
	byValue := x[field]
	if byValue == nil {
		byValue = map[value.Value]map[*subscriber]struct{}{}
		x[field] = byValue
	}
	for _, v := range values {
		if byValue[v] == nil {
			byValue[v] = map[*subscriber]struct{}{}
		}
		byValue[v][s] = struct{}{}
	}
}

func (x index[K]) remove(s *subscriber, field K, values []value.Value) {
	byValue := x[field]
	for _, v := range values {
		if delete(byValue[v], s); len(byValue[v]) == 0 {
			delete(byValue, v)
		}
	}
	if len(byValue) == 0 {
		delete(x, field)
	}
}

// indexKey finds a field, by its ordinal, that has to equal one of some values
// for a condition to be true: any row that the condition admits has one of
// them. The field is -1 where there is none such.
func indexKey(e predicate.Expr) (field int, values []value.Value) {
	switch e := e.(type) {
	case predicate.Compare:
		return equality(e)
	case predicate.And:
		for _, part := range e {
			if field, values = indexKey(part); field >= 0 {
				return field, values
			}
		}
	case predicate.Or:
		return alternatives(e)
	}
	return -1, nil
}

func equality(c predicate.Compare) (int, []value.Value) {
	if c.Size || c.Field.List || c.Field.Ordinal < 0 || (c.Op != predicate.Eq && c.Op != predicate.In) {
		return -1, nil
	}
	for _, v := range c.Args {
		// Numbers compare across kinds and null has rules of its own: only
		// strings and booleans are found by identity.
		if v.Kind() != value.String && v.Kind() != value.Bool {
			return -1, nil
		}
	}
	return c.Field.Ordinal, c.Args
}

// alternatives joins the values of an Or whose parts all want the same field.
func alternatives(or predicate.Or) (int, []value.Value) {
	field := -1
	var all []value.Value
	for _, part := range or {
		f, values := indexKey(part)
		if f < 0 || (field >= 0 && f != field) {
			return -1, nil
		}
		field = f
		all = append(all, values...)
	}
	return field, all
}
