package gomodel

import (
	"slices"

	"github.com/amplifygo/amplifygo/codegen/apiname"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// Model is the Go view of a model.
type Model struct {
	IR  *ir.Model
	API apiname.Model
	// Name is the Go type, Var the start of unexported package-level names.
	Name, Var string
	// Base is the name as it stands in operations: "UserData" for userData;
	// Plural is the pluralName of amplify_outputs.json, capitalised.
	Base, Plural string
	// File is the base of the model's file, without .gen.go.
	File string
	// CreateInput, UpdateInput, FieldSet and Accessor are the Go names of the
	// inputs, of the fields for filters, and of the type with the operations.
	CreateInput, UpdateInput, FieldSet, Accessor string
	// Fields are the stored fields in API order.
	Fields []*Field
	// CreateFields and UpdateFields are those of the inputs, with the inputs' nullability.
	CreateFields, UpdateFields []*Field
	Relations                  []*Relation
	Key                        Key
	// Indexes are those that have a query.
	Indexes []*Index
	// The operations; nil where disabled.
	Get, List                    *ModelOperation
	Create, Update, Delete       *ModelOperation
	OnCreate, OnUpdate, OnDelete *ModelOperation
	// Observe is the list together with all three subscriptions; nil where one
	// of them is disabled. It admits the modes that all four admit.
	Observe *ModelOperation

	members *scope // of the record struct
	methods *scope // of the accessor type
}

// Key is a model's identifier.
type Key struct {
	// Fields are the partition key and the sort keys.
	Fields []*Field
	// Name is the Go struct of a composite key; empty for a key of one field.
	Name string
}

// Index is a secondary index that has a query, or the identifier where it is
// composite and can be queried by its first field.
type Index struct {
	IR *ir.Index
	// Method is the Go method.
	Method string
	// Name is the Go struct of the query's arguments; empty where the partition key is all.
	Name      string
	Partition *Field
	// Sort are the sort keys; SortName is the Go struct of several, SortField
	// the field of Name that holds the condition.
	Sort                []*Field
	SortName, SortField string
	API                 apiname.Key
	Operation           *ModelOperation
}

// ModelOperation is one operation of a model.
type ModelOperation struct {
	// Field is the root field of the API: "getTodo".
	Field string
	// Modes are the authorization modes that some rule admits.
	Modes []ir.Mode
	// Rules are the model rules that grant the operation.
	Rules []*ir.Rule
}

// methodNames are those of a model's accessor, which index queries and
// relationships must not take.
var methodNames = []string{"Create", "Get", "List", "All", "Update", "Delete", "OnCreate", "OnUpdate", "OnDelete", "ObserveQuery"}

func (v *View) describeModel(m *Model) {
	m.API = apiname.Of(v.Schema, m.IR)
	m.Base = apiname.Upper(m.IR.Name)
	m.Plural = apiname.Upper(apiname.Plural(m.IR.Name))
	m.Var = v.variable(Unexported(m.Name))
	m.File = v.fileName(m.Name)
	m.CreateInput = v.names.claim("Create" + m.Name + "Input")
	m.UpdateInput = v.names.claim("Update" + m.Name + "Input")
	m.FieldSet = v.names.claim(m.Name + "Fields")
	m.Accessor = v.names.claim(m.Name + "Model")
	m.members, m.methods = newScope(), newScope(slices.Concat(methodNames, standard)...)
	for _, f := range m.IR.Fields {
		if f.Relation == nil {
			m.Fields = append(m.Fields, v.field(f, m.members))
		}
	}
	for _, name := range m.IR.Key.Fields {
		if f := m.field(name); f != nil {
			m.Key.Fields = append(m.Key.Fields, &Field{
				IR: f.IR, Name: f.Name, JSON: f.JSON, Param: f.Param, Type: f.Type.Required(), GraphQL: f.IR.Type.Name + "!", Compare: f.Compare,
			})
		}
	}
	if len(m.Key.Fields) > 1 {
		m.Key.Name = v.names.claim(m.Name + "Key")
	}
	m.describeInputs()
	v.describeModelOperations(m)
	v.describeIndexes(m)
}

func (m *Model) field(name string) *Field {
	for _, f := range m.Fields {
		if f.JSON == name {
			return f
		}
	}
	return nil
}

// describeInputs applies the rules of api.md 1.6: which fields the create and
// update inputs have, and which of them must be given.
func (m *Model) describeInputs() {
	for _, f := range m.Fields {
		isKey := slices.Contains(m.IR.Key.Fields, f.JSON)
		system := f.IR.Origin == ir.Timestamp || f.IR.Origin == ir.OwnerRule
		if system && !isKey {
			continue
		}
		create, update := *f, *f
		if generated(m.IR, f) || f.JSON == "createdAt" || f.JSON == "updatedAt" {
			create.Type.Nullable = true
		}
		update.Type.Nullable = true
		if isKey {
			update.Type.Nullable = false
			if m.IR.Key.Custom && !generated(m.IR, f) {
				create.Type.Nullable = false
			}
		}
		m.CreateFields = append(m.CreateFields, &create)
		m.UpdateFields = append(m.UpdateFields, &update)
	}
}

// generated reports whether the server makes the field's value: the id, where
// its type is ID or String, and what the database has a default for.
func generated(m *ir.Model, f *Field) bool {
	if d := f.IR.Default; d != nil && d.Generated {
		return true
	}
	return len(m.Key.Fields) == 1 && m.Key.Fields[0] == "id" && f.JSON == "id" &&
		(f.IR.Type.Name == "ID" || f.IR.Type.Name == "String")
}

func (v *View) describeIndexes(m *Model) {
	if len(m.Key.Fields) > 1 && m.List != nil && m.API.ListKey != nil {
		index := v.index(m, "ListBy"+m.Key.Fields[0].Name, m.Name+"ListKey", m.IR.Key.Fields, *m.API.ListKey)
		index.Operation = m.List
		m.Indexes = append(m.Indexes, index)
	}
	for i, x := range m.IR.Indexes {
		if x.QueryField == "" {
			continue
		}
		index := v.index(m, Exported(x.QueryField), Exported(x.QueryField)+"Key", x.Fields, m.API.Indexes[i].Key)
		index.IR = x
		index.Operation = v.operation(m, x.QueryField, ir.List|ir.Get)
		m.Indexes = append(m.Indexes, index)
	}
}

func (v *View) index(m *Model, method, name string, fields []string, key apiname.Key) *Index {
	index := &Index{Method: m.methods.claim(method), Partition: m.field(fields[0]), API: key}
	if key.Sort == nil {
		return index
	}
	for _, name := range key.Sort.Fields {
		index.Sort = append(index.Sort, m.field(name))
	}
	index.Name = v.names.claim(name)
	names := newScope(index.Partition.Name)
	index.SortField = names.claim(Exported(key.Sort.Argument))
	if len(index.Sort) > 1 {
		index.SortName = v.names.claim(m.Name + index.SortField)
	}
	return index
}
