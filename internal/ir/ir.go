// Package ir is the resolved form of a schema: the one value that every stage
// after the parser reads and none re-derives from.
//
// A Schema is built by parser/lower and not changed afterwards. Every name in
// it is resolved, both ends of a relationship are known, rules are the
// effective ones after inheritance, implicit types (inline enums, inline
// custom types, argument inputs) stand beside the declared ones, and every
// node that the user wrote has its span. Slices are in the order in which
// Amplify's own compiler emits their elements; nothing is a map, so every
// later stage is deterministic without sorting.
//
// The JSON form (`amplifygo schema --json`) is this package's structs as
// encoding/json prints them, versioned by Schema.Version and documented in
// docs/ir.md.
package ir

import "github.com/amplifygo/amplifygo/internal/source"

// Version is the version of the JSON form. It rises when a field changes its
// meaning or goes away, not when one is added.
const Version = 1

// Schema is everything that the user's schema file says.
type Schema struct {
	Version int `json:"version"`
	// Source is the path of the schema file relative to the project's root,
	// with slashes: "amplify/data/resource.ts".
	Source      string        `json:"source"`
	Models      []*Model      `json:"models"`
	Enums       []*Enum       `json:"enums"`
	CustomTypes []*CustomType `json:"customTypes"`
	// Inputs are the input types of arguments of custom operations, in the
	// order of first discovery, children before parents.
	Inputs     []*Input     `json:"inputs"`
	Operations []*Operation `json:"operations"`
	Functions  []*Function  `json:"functions"`
	AuthModes  AuthModes    `json:"authModes"`
	// TypeOrder lists the names of models, enums and custom types, declared
	// and implicit, in the order in which Amplify emits their blocks.
	TypeOrder []string `json:"typeOrder"`
	// Access lists the functions that may call the API as a whole
	// (`allow.resource(fn)` at schema level).
	Access []*FunctionAccess `json:"access"`
	// Members are the schemas that were joined with a.combine, or the single
	// one; it is what --amplify-sdl prints one document for.
	Members []*Member `json:"members"`
}

// Member is one a.schema(...) of the schema. Types and operations name the
// member they belong to by index into Schema.Members.
type Member struct {
	// Engine is "dynamodb", "mysql" or "postgresql".
	Engine string `json:"engine"`
	// GraphQL is set where the member was written as GraphQL text with
	// Amplify's directives.
	GraphQL bool        `json:"graphql,omitempty"`
	Span    source.Span `json:"span"`
}

// Model is an a.model(...).
type Model struct {
	Name   string `json:"name"`
	Doc    string `json:"doc,omitempty"`
	Member int    `json:"member"`
	// Fields are all fields of the object type in API order: declared ones
	// (relationships included) as written, then those that Amplify adds: id,
	// createdAt, updatedAt, owner fields named by rules. See Field.Origin.
	Fields []*Field `json:"fields"`
	Key    Key      `json:"key"`
	// Indexes are the secondary indexes in emission order.
	Indexes []*Index `json:"indexes"`
	// Rules are the model's effective rules: its own, or the schema's where
	// it has none (RulesInherited).
	Rules          []*Rule `json:"rules"`
	RulesInherited bool    `json:"rulesInherited"`
	// Disabled is what disableOperations switches off, resolved.
	Disabled OperationSet `json:"disabled"`
	// DisabledAsWritten is the normalised list (coarse groups first, names
	// under a group that is off dropped), as the SDL and the introspection print it.
	DisabledAsWritten []string `json:"disabledAsWritten"`
	// OriginalName is the table's name before renameModels; empty otherwise.
	OriginalName string      `json:"originalName,omitempty"`
	Span         source.Span `json:"span"`
}

// Field finds a field by name; nil if there is none.
func (m *Model) Field(name string) *Field {
	for _, f := range m.Fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// Origin tells who put a field on a model.
type Origin string

// The origins of a field.
const (
	Declared   Origin = "declared"
	ImplicitID Origin = "id"        // id: ID! of a model with the default identifier that does not declare it
	Timestamp  Origin = "timestamp" // createdAt, updatedAt where not declared
	OwnerRule  Origin = "owner"     // an owner field that only a rule names; always String
)

// Field is a field of a model or a custom type.
type Field struct {
	Name   string `json:"name"`
	Doc    string `json:"doc,omitempty"`
	Type   Type   `json:"type"`
	Origin Origin `json:"origin"`
	// Default is set by .default(...).
	Default    *Default     `json:"default,omitempty"`
	Validators []*Validator `json:"validators,omitempty"`
	// Relation is set on hasOne, hasMany and belongsTo; Type is then the
	// related model.
	Relation *Relation `json:"relation,omitempty"`
	// Rules are the field's own rules; they replace the model's for this
	// field. nil means that the model's apply.
	Rules []*Rule `json:"rules,omitempty"`
	// Inline is set where the type was written inline (a.enum, a.customType).
	Inline bool        `json:"inline,omitempty"`
	Span   source.Span `json:"span"`
}

// TypeKind tells what a Type's name refers to.
type TypeKind string

// The kinds of types.
const (
	Scalar     TypeKind = "scalar"
	EnumType   TypeKind = "enum"
	ModelType  TypeKind = "model"
	CustomKind TypeKind = "custom"
	InputType  TypeKind = "input"
)

// Type is the type of a field, an argument or a result. The schema language
// has lists of one level only.
type Type struct {
	Kind TypeKind `json:"kind"`
	// Name is the GraphQL name: "String", "AWSDateTime", "Todo".
	Name string `json:"name"`
	// Required is the nullability of the value, or of the element of a list.
	Required bool `json:"required"`
	List     bool `json:"list"`
	// ListRequired is the nullability of the list itself.
	ListRequired bool `json:"listRequired,omitempty"`
}

// String gives the type as GraphQL writes it: "[String!]!".
func (t Type) String() string {
	s := t.Name
	if t.Required {
		s += "!"
	}
	if t.List {
		s = "[" + s + "]"
		if t.ListRequired {
			s += "!"
		}
	}
	return s
}

// NonNull reports whether the type as a whole is non-null.
func (t Type) NonNull() bool {
	if t.List {
		return t.ListRequired
	}
	return t.Required
}

// Default is the value of .default(v).
type Default struct {
	// Text is the value as JavaScript's String(v) writes it; Amplify's
	// compiler keeps nothing else.
	Text string `json:"text"`
	// Value is what arrives at the API: Amplify writes Text between quotes
	// without escaping it, so GraphQL's escape sequences in it count.
	Value string `json:"value"`
	// Generated marks .default() without a value: the database makes it (PostgreSQL only).
	Generated bool        `json:"generated,omitempty"`
	Span      source.Span `json:"span"`
}

// Validator is one call in .validate(...).
type Validator struct {
	// Type is minLength, maxLength, startsWith, endsWith, matches, gt, lt, gte or lte.
	Type string `json:"type"`
	// Value is the argument as JavaScript's String(v) writes it.
	Value string `json:"value"`
	// Argument is what arrives at the API: Value with GraphQL's escape
	// sequences resolved.
	Argument string `json:"argument"`
	// Message is the author's message; empty for the default one.
	Message string      `json:"message,omitempty"`
	Span    source.Span `json:"span"`
}

// RelationKind is hasOne, hasMany or belongsTo.
type RelationKind string

// The kinds of relationships.
const (
	HasOne    RelationKind = "hasOne"
	HasMany   RelationKind = "hasMany"
	BelongsTo RelationKind = "belongsTo"
)

// Relation is a relationship with both ends resolved.
type Relation struct {
	Kind RelationKind `json:"kind"`
	// Model is the related model's name.
	Model string `json:"model"`
	// References are fields of the child (the belongsTo side), in the order
	// of the parent's key fields.
	References []string `json:"references"`
	// Index is the child's index in whose order a hasMany lists its records;
	// empty for the order of their identifier. Only GraphQL text has it.
	Index string `json:"index,omitempty"`
	// Inverse is the name of the field at the other end; empty for a one-sided
	// hasOne or hasMany of the early syntax.
	Inverse string `json:"inverse"`
	// Legacy marks a relationship of the early syntax without references,
	// whose reference fields were made up.
	Legacy bool        `json:"legacy,omitempty"`
	Span   source.Span `json:"span"`
}

// Key is a model's identifier.
type Key struct {
	// Fields are the partition key and then the sort keys. ["id"] by default.
	Fields []string `json:"fields"`
	// Custom is set where .identifier(...) names anything but the plain id.
	Custom bool `json:"custom"`
	// Explicit is set where the model declares its id field or an identifier:
	// the list query then takes key arguments.
	Explicit bool        `json:"explicit"`
	Span     source.Span `json:"span"`
}

// Index is a secondary index.
type Index struct {
	// Name is the given name, or the default one ("productsByTitleAndPrice").
	Name string `json:"name"`
	// NameGiven tells which.
	NameGiven bool `json:"nameGiven"`
	// QueryField is the query's name; empty where .queryField(null) removed it.
	QueryField string `json:"queryField"`
	// QueryFieldGiven is set for .queryField(...), also of null.
	QueryFieldGiven bool `json:"queryFieldGiven"`
	// Fields are the partition key and then the sort keys.
	Fields []string `json:"fields"`
	// Projection is "ALL", "KEYS_ONLY" or "INCLUDE"; NonKey are the fields of INCLUDE.
	Projection string      `json:"projection"`
	NonKey     []string    `json:"nonKey,omitempty"`
	Span       source.Span `json:"span"`
}

// Enum is an a.enum(...), declared or inline.
type Enum struct {
	Name     string      `json:"name"`
	Doc      string      `json:"doc,omitempty"`
	Member   int         `json:"member"`
	Values   []string    `json:"values"`
	Implicit bool        `json:"implicit,omitempty"`
	Span     source.Span `json:"span"`
}

// CustomType is an a.customType(...), declared or inline.
type CustomType struct {
	Name     string   `json:"name"`
	Doc      string   `json:"doc,omitempty"`
	Member   int      `json:"member"`
	Fields   []*Field `json:"fields"`
	Implicit bool     `json:"implicit,omitempty"`
	// Rules are inherited from the operations that return the type, directly
	// or through another custom type, in first-use order; nil where none does.
	Rules []*Rule     `json:"rules,omitempty"`
	Span  source.Span `json:"span"`
}

// Input is an input type made for arguments of a custom operation.
type Input struct {
	Name   string      `json:"name"`
	Member int         `json:"member"`
	Fields []*Field    `json:"fields"`
	Span   source.Span `json:"span"`
}

// Function is a function that the schema names: a handler, an authorizer, or
// one that may access the API.
type Function struct {
	// Name is the logical name used in @function and in the config: "FnEcho",
	// or the name as written for string handlers.
	Name string `json:"name"`
	// Resource is the name of the resource itself: defineFunction's name, or
	// that of an imported binding. Several logical names may share it.
	Resource string `json:"resource,omitempty"`
	// Entry is the path of the function's source relative to the project's
	// root, where it is known.
	Entry string `json:"entry,omitempty"`
	// Environment are the names and values of defineFunction's environment that are plain strings.
	Environment []EnvVar `json:"environment,omitempty"`
	// Secrets are the variables of defineFunction's environment whose values
	// the schema does not have.
	Secrets []SecretVar `json:"secrets,omitempty"`
	// TimeoutSeconds is defineFunction's timeoutSeconds; 0 where not given.
	TimeoutSeconds int `json:"timeoutSeconds,omitempty"`
	// MemoryMB is defineFunction's memoryMB; 0 where not given.
	MemoryMB int         `json:"memoryMB,omitempty"`
	Span     source.Span `json:"span"`
}

// SecretVar is an environment variable of a function whose value is given
// where the function runs.
type SecretVar struct {
	Name string `json:"name"`
	// Secret is the name given to secret(...); empty for a value of another
	// resource.
	Secret string `json:"secret,omitempty"`
}

// EnvVar is one environment variable of a function.
type EnvVar struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// FunctionAccess is an allow.resource(fn) at schema level.
type FunctionAccess struct {
	Function string `json:"function"`
	// Actions are query, mutate, listen.
	Actions []string    `json:"actions"`
	Member  int         `json:"member"`
	Span    source.Span `json:"span"`
}
