package apiname

import (
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
)

// Key holds the argument names and types of a primary key or an index.
type Key struct {
	// Partition is the partition key's field, which is also the argument's name.
	Partition string
	// PartitionType is the type of its argument without nullability: "ID", "Status".
	PartitionType string
	// Sort is the argument for the sort keys; nil where there are none.
	Sort *Sort
}

// Sort is the one argument that stands for all sort keys of a key.
type Sort struct {
	// Fields are the sort keys in order.
	Fields []string
	// Argument is the argument's name: the field's, or the camel-cased names
	// of several ("codeNum").
	Argument string
	// Type is the argument's input type: "ModelStringKeyConditionInput", or
	// "ModelStorePrimaryCompositeKeyConditionInput" for several fields.
	Type string
	// Parts is the input type that Type compares with where there are several
	// fields ("ModelStorePrimaryCompositeKeyInput"); empty for one.
	Parts string
	// Attribute is the stored attribute's name, as error messages and
	// tokens spell it: "code#num".
	Attribute string
}

// keyOf gives the names of a key over the fields; label is what tells its
// composite types from those of other keys of the model.
func keyOf(m *ir.Model, fields []string, label string) Key {
	if len(fields) == 0 {
		return Key{}
	}
	key := Key{Partition: fields[0], PartitionType: "ID"}
	if f := m.Field(fields[0]); f != nil {
		key.PartitionType = f.Type.Name
	}
	sort := fields[1:]
	if len(sort) == 0 {
		return key
	}
	key.Sort = &Sort{Fields: sort, Argument: camel(sort), Attribute: strings.Join(sort, "#")}
	if len(sort) == 1 {
		key.Sort.Argument = sort[0]
		key.Sort.Type = KeyCondition(m.Field(sort[0]))
		return key
	}
	key.Sort.Type = "Model" + m.Name + label + "CompositeKeyConditionInput"
	key.Sort.Parts = "Model" + m.Name + label + "CompositeKeyInput"
	return key
}

// KeyCondition is the input type that compares a single sort key: that of the
// scalar which the field is stored as; enums are strings.
func KeyCondition(f *ir.Field) string {
	scalar := "String"
	if f != nil && f.Type.Kind == ir.Scalar {
		scalar = Stored(f.Type.Name)
	}
	return "Model" + scalar + "KeyConditionInput"
}

// Stored is the standard scalar behind one of AppSync's: "Int" for
// AWSTimestamp, "String" for AWSDate; standard scalars stand for themselves.
func Stored(scalar string) string {
	switch {
	case scalar == "AWSTimestamp":
		return "Int"
	case strings.HasPrefix(scalar, "AWS"):
		return "String"
	}
	return scalar
}

// camel joins names as Amplify does for the argument of several sort keys:
// the first with a small letter, the others with a capital one.
func camel(names []string) string {
	var b strings.Builder
	for i, n := range names {
		if i == 0 {
			b.WriteString(Lower(n))
		} else {
			b.WriteString(Upper(n))
		}
	}
	return b.String()
}
