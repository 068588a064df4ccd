package realtime

import (
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/value"
)

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
