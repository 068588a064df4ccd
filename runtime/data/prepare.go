package data

import (
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// applyDefaults writes defaults where the key is missing or null (api.md 2.2).
func (m *model) applyDefaults(in *authz.Input) {
	for _, d := range m.defaults {
		set(in, d.field, d.value, true)
	}
}

// set gives a field a value: where it is missing, and with nulls also where it
// is null. It reports whether it did.
func set(in *authz.Input, f *schema.Field, v value.Value, nulls bool) bool {
	for i := range in.Fields {
		if in.Fields[i].Field == f {
			if nulls && in.Fields[i].Value.IsNull() {
				in.Fields[i].Value = v
				return true
			}
			return false
		}
	}
	in.Fields = append(in.Fields, authz.Assignment{Field: f, Value: v})
	return true
}

// complete checks that composite index keys are supplied whole or not at all.
// verb is "creating" or "updating".
func (m *model) complete(in *authz.Input, verb string) error {
	for _, k := range m.parts {
		missing, some := "", false
		for _, f := range k.fields {
			if _, given := in.Get(f); given {
				some = true
			} else if missing == "" {
				missing = f.Name
			}
		}
		if some && missing != "" {
			return gqlerror.New("", "When "+verb+" any part of the composite sort key "+k.where+
				", you must provide all fields for the key. Missing key: '"+missing+"'.")
		}
	}
	return nil
}

// indexable refuses explicit nulls in key attributes at creation, as DynamoDB does.
func (m *model) indexable(in *authz.Input) error {
	for _, k := range m.KeyFields {
		if v, given := in.Get(k); !given || v.IsNull() {
			return Invalid("One or more parameter values were invalid: Type mismatch for key " + k.Name + " expected: " + dynamoType(k) + " actual: NULL")
		}
	}
	for _, x := range m.indexed {
		if v, given := in.Get(x.field); given && v.IsNull() {
			return Invalid("One or more parameter values were invalid: Type mismatch for Index Key " + x.field.Name + " Expected: " + dynamoType(x.field) + " Actual: NULL IndexName: " + x.index)
		}
	}
	return nil
}

func dynamoType(f *schema.Field) string {
	switch f.Kind {
	case schema.Int, schema.Float, schema.AWSTimestamp:
		return "N"
	}
	return "S"
}

// timeFormat is createdAt's and updatedAt's: UTC, three digits.
const timeFormat = "2006-01-02T15:04:05.000Z"

func (e *Engine) now() value.Value { return value.OfString(e.Now().UTC().Format(timeFormat)) }

// stamp sets a timestamp that the client did not or could not give.
func stamp(in *authz.Input, f *schema.Field, now value.Value) {
	if f != nil {
		set(in, f, now, true)
	}
}

// record lays an input out by ordinal.
func (m *model) record(in *authz.Input) value.Record {
	n := 0
	for _, f := range m.Fields {
		if f.Ordinal >= n {
			n = f.Ordinal + 1
		}
	}
	r := make(value.Record, n)
	for _, a := range in.Fields {
		r[a.Field.Ordinal] = a.Value
	}
	return r
}
