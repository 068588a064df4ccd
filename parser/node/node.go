// Package node holds what the user's schema program built, before names are
// resolved: one node for each builder call, in the shape of the call.
//
// parser/builder fills it while the program runs and parser/lower reads it
// afterwards. Nodes are shared and mutable on purpose: Amplify's builders are
// mutable objects, and a field object used in two places changes in both.
package node

import "github.com/amplifygo/amplifygo/internal/source"

// Program is what a schema file as a whole did.
type Program struct {
	// Source is the path of the schema file relative to the project's root.
	Source string
	// Data is the defineData(...) call. nil where the file makes none; then
	// Schemas holds what its exports offer.
	Data *Data
	// Schema is the schema to compile: that of defineData, or else the exported one.
	Schema *Schemas
	// HasAuth tells whether the project has an auth resource.
	HasAuth bool
}

// Schemas is an a.schema(...) or an a.combine([...]).
type Schemas struct {
	// Members has one element for a.schema.
	Members []*Schema
	// Combined is set for a.combine.
	Combined bool
	Span     source.Span
}

// Schema is one a.schema({...}), plain or from configure(...).
type Schema struct {
	// Engine is "dynamodb", "mysql" or "postgresql".
	Engine string
	// Types are the entries in JavaScript's property order.
	Types []*Entry
	// GraphQL is set for a schema that was written as GraphQL text.
	GraphQL bool
	// Rules are the rules of .authorization; nil where it was not called.
	Rules *Rules
	// Context are the members that names are resolved in: set by a.combine, else nil.
	Context []*Schema
	Span    source.Span
}

// Entry is one name in a schema, a model, a custom type or an argument list.
type Entry struct {
	Name string
	// OriginalName is set by renameModels.
	OriginalName string
	// Doc is the JSDoc comment above the entry, without its stars.
	Doc   string
	Value Value
	// Span is the place of the value's builder call, or of the key where
	// the value is not a builder.
	Span source.Span
}

// Value is what stands behind a name: *Model, *CustomType, *Enum, *Field,
// *Ref, *Relation, *Operation, *Conversation or *Foreign.
type Value interface{ Pos() source.Span }

// Foreign is a value that is not of the schema language: a string, an imported
// resource, undefined. lower reports it where it stands in the way.
type Foreign struct {
	// Text is how the value reads to the user: "undefined", `"abc"`, "a function".
	Text string
	// Reported is set where a diagnostic says already what is wrong; lower
	// then says nothing more about it.
	Reported bool
	Span     source.Span
}

// Model is a.model({...}).
type Model struct {
	Fields []*Entry
	// Identifier is nil without .identifier(...).
	Identifier     []string
	IdentifierSpan source.Span
	Indexes        []*Index
	Disabled       []string
	DisabledSpan   source.Span
	Rules          *Rules
	Span           source.Span
}

// Rules is one .authorization(...) call.
type Rules struct {
	List []*Rule
	// Refused tells that something in the call is no rule and has been reported,
	// so that an empty list is not reported again.
	Refused bool
	Span    source.Span
}

// Rule is one allow.x(...).
type Rule struct {
	// Builder is the name in today's syntax: "authenticated", "ownerDefinedIn".
	Builder string
	// Strategy is public, private, owner, groups, custom or resource.
	Strategy string
	// Provider is empty where the call gives none.
	Provider string
	// Operations is nil without .to(...).
	Operations     []string
	OperationsSpan source.Span
	// OwnerField, GroupsField and Groups as the builder sets them.
	OwnerField    string
	GroupsField   string
	Groups        []string
	Plural        bool
	IdentityClaim string
	GroupClaim    string
	// Function is set for resource(fn).
	Function *Function
	// Early marks a rule of the early syntax (a.allow.x()).
	Early bool
	Span  source.Span
}

// Index is one index(...) of secondaryIndexes.
type Index struct {
	Partition string
	SortKeys  []string
	Name      string
	// QueryField is empty where not given; NoQuery is .queryField(null).
	QueryField string
	NoQuery    bool
	// Gen1Query gives a query without a name the one that Gen 1 makes up.
	Gen1Query  bool
	Projection string
	NonKey     []string
	Span       source.Span
}

// Field is a scalar field builder.
type Field struct {
	// Type is the GraphQL scalar: "String", "AWSEmail".
	Type          string
	Required      bool
	Array         bool
	ArrayRequired bool
	Default       *Default
	Validators    []*Validator
	Rules         *Rules
	Span          source.Span
	// LastCall is the name of the chain method called last; .required()
	// after .array() makes the list required.
	LastCall string
}

// Default is .default(v).
type Default struct {
	// Text is String(v); Generated is set where v is undefined.
	Text      string
	Generated bool
	Span      source.Span
}

// Validator is one call in .validate(v => ...).
type Validator struct {
	Type, Value, Message string
	Span                 source.Span
}

// Enum is a.enum([...]).
type Enum struct {
	Values []string
	Span   source.Span
}

// Ref is a.ref('Name').
type Ref struct {
	Name          string
	Required      bool
	Array         bool
	ArrayRequired bool
	// Default is that of an enum in GraphQL text; the builder language has none.
	Default *Default
	Rules   *Rules
	// Mutations are those of .mutations([...]); nil without the call.
	Mutations []string
	Span      source.Span
}

// CustomType is a.customType({...}).
type CustomType struct {
	Fields []*Entry
	// Rules are what AppSync's directives on the type say in GraphQL text.
	Rules *Rules
	Span  source.Span
}

// Input is an input type of GraphQL text. The builder language has none.
type Input struct {
	Fields []*Entry
	Span   source.Span
}

// Relation is a.hasOne, a.hasMany or a.belongsTo.
type Relation struct {
	// Kind is "hasOne", "hasMany", "belongsTo", or "manyToMany" of the early syntax.
	Kind       string
	Model      string
	References []string
	// Name is the relationName of a manyToMany.
	Name string
	// Fields are the reference fields on the relationship's own model, or for a
	// hasMany the parent's key, and Index the child's index, as GraphQL text gives them.
	Fields []string
	Index  string
	// Early marks a relationship without references (early syntax).
	Early bool
	// Required is hasOne(...).required(), ValueRequired hasMany(...).valueRequired().
	Required      bool
	ValueRequired bool
	Rules         *Rules
	Span          source.Span
}

// Operation is a.query(), a.mutation(), a.subscription() or a.generation().
type Operation struct {
	// Kind is "query", "mutation", "subscription" or "generation".
	Kind      string
	Arguments []*Entry
	// Returns is nil where the operation has no .returns(...).
	Returns Value
	Rules   *Rules
	// Handlers in the order of the pipeline.
	Handlers     []*Handler
	HandlersSpan source.Span
	// Sources are those of .for(...); nil without the call.
	Sources []*Ref
	// ForSpan is the place of .for(...).
	ForSpan source.Span
	AI      *AI
	Span    source.Span
}

// Handler is one a.handler.x(...).
type Handler struct {
	// Kind is "function", "custom", "inlineSql" or "sqlReference".
	Kind string
	// Function is set for defineFunction results, Name for strings. Both are
	// empty where the argument was neither; Invalid then says what it was.
	Function *Function
	Name     string
	Invalid  string
	Async    bool
	// Entry as written, and resolved against the file of the call.
	Entry, EntryPath string
	// DataSource is the string, or DataSourceRef the a.ref.
	DataSource    string
	DataSourceRef *Ref
	SQL           string
	Span          source.Span
}

// Function is a defineFunction(...) or an imported resource used as one. Two
// uses of one resource share the pointer.
type Function struct {
	// Name is defineFunction's name, or the binding's name for an opaque import.
	Name string
	// Entry is the path of the source relative to the project's root; empty
	// where unknown.
	Entry       string
	Environment []Var
	// Secrets are variables whose values the schema does not have: the
	// variable's name, and the secret's where it is one.
	Secrets        []Var
	TimeoutSeconds int
	MemoryMB       int
	// EventVersion is set for defineConversationHandlerFunction.
	EventVersion string
	Span         source.Span
}

// Var is a name and a value in the author's order.
type Var struct{ Name, Value string }

// AI are the settings of a.generation or a.conversation.
type AI struct {
	// Model is the resource path; "undefined" for an unknown a.ai.model name.
	Model        string
	ModelGiven   bool
	SystemPrompt string
	Inference    []Var
	Tools        []*Tool
	Handler      *Function
	Span         source.Span
}

// Tool is an a.ai.dataTool({...}).
type Tool struct {
	Name, Description string
	Model             Value
	ModelOperation    string
	Query             Value
	Span              source.Span
}

// Conversation is a.conversation({...}).
type Conversation struct {
	AI    *AI
	Rules *Rules
	Span  source.Span
}

// Data is defineData({...}).
type Data struct {
	Schema *Schemas
	Name   string
	// Functions are defineData's functions by name.
	Functions []NamedFunction
	Modes     *Modes
	Span      source.Span
}

// NamedFunction is an entry of defineData's functions.
type NamedFunction struct {
	Name     string
	Function *Function
}

// Modes is authorizationModes. Absent parts are nil or empty.
type Modes struct {
	// Default is defaultAuthorizationMode as written.
	Default     string
	DefaultSpan source.Span
	APIKey      *APIKeyMode
	Lambda      *LambdaMode
	OIDC        *OIDCMode
	Span        source.Span
}

// APIKeyMode is apiKeyAuthorizationMode; ExpiresInDays is 0 where not given.
type APIKeyMode struct {
	ExpiresInDays int
	Description   string
	Span          source.Span
}

// LambdaMode is lambdaAuthorizationMode.
type LambdaMode struct {
	Function   *Function
	TTLSeconds int
	// TTLGiven tells a given 0 from none.
	TTLGiven bool
	Span     source.Span
}

// OIDCMode is oidcAuthorizationMode.
type OIDCMode struct {
	Provider, Issuer, ClientID      string
	AuthTTLSeconds, IssueTTLSeconds int
	Span                            source.Span
}

// Pos gives the place of the builder call.
func (n *Foreign) Pos() source.Span      { return n.Span }
func (n *Model) Pos() source.Span        { return n.Span }
func (n *Field) Pos() source.Span        { return n.Span }
func (n *Enum) Pos() source.Span         { return n.Span }
func (n *Ref) Pos() source.Span          { return n.Span }
func (n *CustomType) Pos() source.Span   { return n.Span }
func (n *Input) Pos() source.Span        { return n.Span }
func (n *Relation) Pos() source.Span     { return n.Span }
func (n *Operation) Pos() source.Span    { return n.Span }
func (n *Conversation) Pos() source.Span { return n.Span }
