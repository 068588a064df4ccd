package gen

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"unsafe"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Types are the Go types of a model's rows, of the inputs of its create and
// update, and of its key where that has several fields, as nil pointers:
// (*Todo)(nil). They are generated, from the same
// schema as the model.
//
// How their fields are stored is found out by reflection once, and rows are
// then read and written through the fields' offsets. A generated function for
// each type would do the same, but a hundred models would have three hundred,
// and their compilation is what users wait for.
type Types struct {
	Row, Create, Update, Key any

	once                     sync.Once
	row, create, update, key *layout
}

// of finds out the layouts, which are the same for all servers of a program. It
// panics where the types are not those of the model: they and the model were
// not generated together.
func (t *Types) of(m *schema.Model) *Types {
	t.once.Do(func() {
		t.row, t.create = newLayout(m, t.Row), newLayout(m, t.Create)
		t.update, t.key = newLayout(m, t.Update), newLayout(m, t.Key)
	})
	return t
}

// layout is where a Go struct has the fields of a row or an input.
type layout struct {
	typ    reflect.Type
	fields []field
}

// field is a field of a Go struct and of a row.
type field struct {
	offset  uintptr
	ordinal int
	as      form
	typ     reflect.Type
}

// newLayout reads the layout of the struct that nilPointer points to.
func newLayout(m *schema.Model, nilPointer any) *layout {
	if nilPointer == nil {
		return nil
	}
	l := &layout{typ: reflect.TypeOf(nilPointer).Elem()}
	for i := range l.typ.NumField() {
		f := l.typ.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		stored := m.Field(name)
		if stored == nil || stored.Relation != nil {
			panic(fmt.Sprintf("gen: model %s stores no field %q of %s: generate the code again", m.Name, name, l.typ))
		}
		l.fields = append(l.fields, field{f.Offset, stored.Ordinal, formOf(f.Type), f.Type})
	}
	return l
}

// form is how a Go field holds what is stored.
type form uint8

const (
	encoded form = iota // a list or a custom type, as JSON
	text
	integer // int
	seconds // int64
	number
	truth
	rawJSON
	optional form = 1 << 4 // an amplify.Opt of the form
)

var (
	jsonType = reflect.TypeFor[amplify.JSON]()
	optType  = reflect.TypeFor[amplify.Opt[string]]()
)

// formOf gives the form of a Go type: it depends on nothing but how a value
// lies in memory, so that the wrong one cannot be taken.
func formOf(t reflect.Type) form {
	if t.Kind() == reflect.Struct && t.PkgPath() == optType.PkgPath() && strings.HasPrefix(t.Name(), "Opt[") {
		if of := formOf(t.Field(0).Type); of&^optional != encoded && of&optional == 0 {
			return of | optional
		}
		return encoded
	}
	if t == jsonType {
		return rawJSON
	}
	switch t.Kind() {
	case reflect.String:
		return text
	case reflect.Int:
		return integer
	case reflect.Int64:
		return seconds
	case reflect.Float64:
		return number
	case reflect.Bool:
		return truth
	}
	return encoded
}

// read makes a Go value of a row.
func (l *layout) read(r value.Record) any {
	if r == nil {
		return nil
	}
	v := reflect.New(l.typ)
	base := v.UnsafePointer()
	for i := range l.fields {
		f := &l.fields[i]
		f.read(r[f.ordinal], unsafe.Add(base, f.offset))
	}
	return v.Interface()
}

// write gives the fields of the model that a Go value supplies, or a pointer to one.
func (l *layout) write(m *schema.Model, in any) ([]authz.Assignment, error) {
	v := reflect.ValueOf(in)
	if v.Type() == l.typ {
		v = reflect.New(l.typ)
		v.Elem().Set(reflect.ValueOf(in))
	}
	if v.Kind() != reflect.Pointer || v.Type().Elem() != l.typ {
		return nil, fmt.Errorf("gen: %T instead of %s: generate the code again", in, l.typ)
	}
	base := v.UnsafePointer()
	out := make([]authz.Assignment, 0, len(l.fields))
	for i := range l.fields {
		f, stored := &l.fields[i], m.Stored[l.fields[i].ordinal]
		v, err := f.write(unsafe.Add(base, f.offset))
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", stored.Name, err)
		}
		if v.Kind() != value.Absent {
			out = append(out, authz.Assignment{Field: stored, Value: v})
		}
	}
	return out, nil
}
