// Package schema describes to the runtime what a generated server serves:
// models, their fields, keys, indexes, relationships and rules, custom types,
// enums and custom operations.
//
// Generated code builds a Definition from literals and hands it to New, which
// links the names and refuses anything it does not understand: an unknown
// strategy, operation or field stops the start (fail closed). The linked
// Schema is immutable and safe for concurrent use. Everything in the runtime
// (planner, authorization, stores, realtime) reads this and nothing else.
package schema

import "fmt"

// Definition is the description as generated code writes it.
type Definition struct {
	// Source is the schema file that the server was generated from.
	Source string
	// SDL is the text of schema.graphql.
	SDL         string
	Models      []*Model
	Enums       []*Enum
	CustomTypes []*CustomType
	Operations  []*Operation
	Modes       Modes
	// Access lists functions that may call the API as a whole (allow.resource).
	Access []FunctionAccess
}

// Schema is a linked Definition.
type Schema struct {
	Definition
	models map[string]*Model
	enums  map[string]*Enum
	custom map[string]*CustomType
	ops    map[string]*Operation // by "Query.name"
}

// Model finds a model by its type name; nil if there is none.
func (s *Schema) Model(name string) *Model { return s.models[name] }

// Enum finds an enum by name; nil if there is none.
func (s *Schema) Enum(name string) *Enum { return s.enums[name] }

// CustomType finds a custom type by name; nil if there is none.
func (s *Schema) CustomType(name string) *CustomType { return s.custom[name] }

// Operation finds a custom operation by its parent type ("Query", "Mutation",
// "Subscription") and field name; nil if there is none.
func (s *Schema) Operation(parent, name string) *Operation { return s.ops[parent+"."+name] }

// Mode is an authorization mode of the API, named as AppSync names it.
type Mode string

// The authorization modes.
const (
	ModeAPIKey   Mode = "API_KEY"
	ModeIAM      Mode = "AWS_IAM"
	ModeUserPool Mode = "AMAZON_COGNITO_USER_POOLS"
	ModeOIDC     Mode = "OPENID_CONNECT"
	ModeLambda   Mode = "AWS_LAMBDA"
)

// Modes are the modes of the API.
type Modes struct {
	Default    Mode
	Additional []Mode
	OIDC       *OIDC
	Lambda     *Lambda
}

// Enabled reports whether the API has the mode.
func (m Modes) Enabled(mode Mode) bool {
	if m.Default == mode {
		return true
	}
	for _, a := range m.Additional {
		if a == mode {
			return true
		}
	}
	return false
}

// OIDC are the settings of the OpenID Connect mode as the schema gives them;
// the server's configuration may override them.
type OIDC struct {
	Issuer, ClientID                string
	AuthTTLSeconds, IssueTTLSeconds int
}

// Lambda are the settings of the authorizer function mode.
type Lambda struct {
	Function   string
	TTLSeconds int
}

// FunctionAccess admits a function's role to whole root types.
type FunctionAccess struct {
	Function string
	// Query, Mutate and Listen tell which root types the role may call.
	Query, Mutate, Listen bool
}

// Model is a model and the names of its operations.
type Model struct {
	// Name is the object type's name; APIName has its first letter upper-cased
	// and is what operation and input names are made of.
	Name, APIName string
	// Table is the name of the table in the store.
	Table string
	// Fields are all fields in API order, relationships included.
	Fields []*Field
	// Key are the names of the identifier's fields, partition key first.
	Key []string
	// CustomKey is set where the identifier is not the default id.
	CustomKey bool
	// SortArgument names the list query's argument for the sort keys: the
	// field for one, "codeNum" for several, empty for none.
	SortArgument string
	Indexes      []*Index
	// Rules are the effective rules of the model.
	Rules []*Rule
	// The names of the model's root fields; empty where an operation is disabled.
	Get, List                    string
	Create, Update, Delete       string
	OnCreate, OnUpdate, OnDelete string

	// Linked by New.

	// KeyFields are the fields of Key.
	KeyFields []*Field
	// Stored are the fields that have a column, by their ordinals.
	Stored []*Field
	// Newest is set for the models of a conversation, which are listed by this
	// index, the newest first: conversations of their owner, messages of their
	// conversation. Chronological: a page is turned round, so that its newest
	// row is the last.
	Newest        *Index
	Chronological bool
	fields        map[string]*Field
}

// Field finds a field by name; nil if there is none.
func (m *Model) Field(name string) *Field { return m.fields[name] }

// Subscriptions reports whether the model has any subscription; protected
// fields are then nulled in mutation results.
func (m *Model) Subscriptions() bool {
	return m.OnCreate != "" || m.OnUpdate != "" || m.OnDelete != ""
}

// Kind is the kind of a field's type.
type Kind uint8

// The kinds of types.
const (
	Invalid Kind = iota
	ID
	String
	Int
	Float
	Boolean
	AWSDate
	AWSTime
	AWSDateTime
	AWSTimestamp
	AWSEmail
	AWSJSON
	AWSPhone
	AWSURL
	AWSIPAddress
	EnumKind   // TypeName is the enum
	CustomKind // TypeName is the custom type
	ModelKind  // TypeName is the model
)

// Origin tells who put a field on a model.
type Origin uint8

// The origins of a field.
const (
	Declared Origin = iota
	ImplicitID
	Timestamp
	OwnerRule
)

// Field is a field of a model or a custom type.
type Field struct {
	Name     string
	Kind     Kind
	TypeName string // GraphQL name of the type: "String", "TodoStatus"
	// Required is the nullability of the value or the list's element.
	Required, List, ListRequired bool
	Origin                       Origin
	// Default is the text of .default(v), valid for the scalar; HasDefault tells "" from none.
	Default    string
	HasDefault bool
	Validators []Validator
	// Relation is set for relationship fields, which have no column.
	Relation *Relation
	// Rules replace the model's rules for this field; nil means the model's apply.
	Rules []*Rule

	// Linked by New.

	Model *Model // nil in custom types
	// Ordinal is the position among the model's stored fields, -1 for relationships.
	Ordinal    int
	EnumType   *Enum
	CustomType *CustomType
}

// NonNull reports whether the field as a whole is non-null.
func (f *Field) NonNull() bool {
	if f.List {
		return f.ListRequired
	}
	return f.Required
}

// Validator is one rule of .validate(...).
type Validator struct {
	// Type is minLength, maxLength, startsWith, endsWith, matches, gt, gte, lt or lte.
	Type, Value string
	// Message is the complete message of a failure, the default one included.
	Message string
}

// RelationKind is the kind of a relationship.
type RelationKind uint8

// The kinds of relationships.
const (
	HasMany RelationKind = iota + 1
	HasOne
	BelongsTo
)

// Relation is a relationship seen from one end.
type Relation struct {
	Kind RelationKind
	// Model is the related model's type name.
	Model string
	// References are fields of the child in the order of the parent's key.
	References []string
	// IndexName is the name of the child's index that errors mention: "gsi-Store.products".
	IndexName string
	// Order is the child's index in whose order a hasMany lists its records;
	// empty for the order of their primary key.
	Order string

	// Linked by New.

	Target *Model
	// OrderIndex is the index that Order names.
	OrderIndex *Index
	// Parent and Child are the two ends; one of them is Target.
	Parent, Child *Model
	// ReferenceFields are the fields of Child named by References.
	ReferenceFields []*Field
}

// Index is a secondary index.
type Index struct {
	Name string
	// Query is the query's field name; empty where it has none.
	Query string
	// Fields are the partition key and then the sort keys.
	Fields []string
	// SortArgument names the argument for the sort keys as in Model.
	SortArgument string
	// Projection is ALL, KEYS_ONLY or INCLUDE; Projected are then the fields
	// that the index holds.
	Projection string
	Projected  []string

	// Linked by New.

	KeyFields []*Field
}

// Enum is an enum.
type Enum struct {
	Name   string
	Values []string
}

// CustomType is a custom type.
type CustomType struct {
	Name   string
	Fields []*Field

	fields map[string]*Field
}

// Field finds a field by name; nil if there is none.
func (t *CustomType) Field(name string) *Field { return t.fields[name] }

// Operation is a custom operation.
type Operation struct {
	// Parent is "Query", "Mutation" or "Subscription".
	Parent, Name string
	Arguments    []*Field // Kind, Required and List as for fields; input types have CustomKind
	Returns      Field    // the result's type; Name is empty
	Rules        []*Rule
	// Async operations answer {success: true} and run on.
	Async    bool
	Handlers []Handler
	// Sources are the mutations a subscription listens to.
	Sources []string
	// Generation and Conversation mark AI routes. A conversation is the mutation
	// that sends a user's message; New adds the operations by which it is
	// answered and marks them, too.
	Generation, Conversation bool
	// AI is what an AI route says about its model; nil for other operations.
	AI *AI
}

// Handler is one step of a custom operation.
type Handler struct {
	// Kind is "function", "custom", "inlineSql" or "sqlReference".
	Kind string
	// Function is the logical name of a function handler, Resource the name
	// that defineFunction gave it; empty where the schema has only a name.
	Function, Resource string
	Async              bool
	// Entry is the JavaScript resolver relative to the project's root.
	Entry string
	// DataSource is "NONE_DS", "<Model>Table" or another name; Model is set for a model's table.
	DataSource, Model string
}

// New links a definition.
// It returns an error that names the first thing it does not understand.
func New(d Definition) (*Schema, error) {
	s := &Schema{Definition: d, models: map[string]*Model{}, enums: map[string]*Enum{}, custom: map[string]*CustomType{}, ops: map[string]*Operation{}}
	l := linker{s}
	if err := l.link(); err != nil {
		return nil, fmt.Errorf("schema of %s: %w", d.Source, err)
	}
	return s, nil
}
