package ir

import "github.com/amplifygo/amplifygo/internal/source"

// OperationKind is where a custom operation stands.
type OperationKind string

// The kinds of custom operations.
const (
	Query        OperationKind = "query"
	Mutation     OperationKind = "mutation"
	Subscription OperationKind = "subscription"
	Generation   OperationKind = "generation"   // a field of Query
	Conversation OperationKind = "conversation" // a field of Mutation, with models of its own
)

// Operation is a.query(), a.mutation(), a.subscription(), a.generation() or
// a.conversation().
type Operation struct {
	Name      string        `json:"name"`
	Doc       string        `json:"doc,omitempty"`
	Member    int           `json:"member"`
	Kind      OperationKind `json:"kind"`
	Arguments []*Argument   `json:"arguments"`
	// Returns is the result's type, for async operations EventInvocationResponse.
	Returns  Type       `json:"returns"`
	Handlers []*Handler `json:"handlers"`
	// Rules are the effective rules: the operation's own or the schema's.
	Rules          []*Rule `json:"rules"`
	RulesInherited bool    `json:"rulesInherited"`
	// Sources are the mutations that a subscription listens to, as names of
	// Mutation fields: "publish", "createPost".
	Sources []string `json:"sources,omitempty"`
	// AI is set for generations and conversations.
	AI   *AI         `json:"ai,omitempty"`
	Span source.Span `json:"span"`
}

// Argument is an argument of a custom operation. Amplify emits .default and
// .validate on arguments and then rejects them; check reports them.
type Argument struct {
	Name       string       `json:"name"`
	Type       Type         `json:"type"`
	Default    *Default     `json:"default,omitempty"`
	Validators []*Validator `json:"validators,omitempty"`
	Span       source.Span  `json:"span"`
}

// HandlerKind tells what runs a custom operation.
type HandlerKind string

// The kinds of handlers.
const (
	FunctionHandler     HandlerKind = "function"
	CustomHandler       HandlerKind = "custom"
	InlineSQLHandler    HandlerKind = "inlineSql"
	SQLReferenceHandler HandlerKind = "sqlReference"
)

// Handler is one step of a custom operation.
type Handler struct {
	Kind HandlerKind `json:"kind"`
	// Function is the logical function name for FunctionHandler.
	Function string `json:"function,omitempty"`
	// FunctionByName marks a handler given as a string.
	FunctionByName bool `json:"functionByName,omitempty"`
	// Async marks an event invocation.
	Async bool `json:"async,omitempty"`
	// Entry is the JavaScript resolver or SQL file, relative to the project's root.
	Entry string `json:"entry,omitempty"`
	// EntryAsWritten is the path in the source.
	EntryAsWritten string `json:"entryAsWritten,omitempty"`
	// DataSource is "NONE_DS", "<Model>Table" or the name as written;
	// DataSourceModel is the model's name where it came from a.ref.
	DataSource      string `json:"dataSource,omitempty"`
	DataSourceModel string `json:"dataSourceModel,omitempty"`
	// SQL is the statement of inlineSql.
	SQL  string      `json:"sql,omitempty"`
	Span source.Span `json:"span"`
}

// AI is what a generation or a conversation says about its model.
type AI struct {
	Model        string `json:"model"` // the Bedrock model id
	SystemPrompt string `json:"systemPrompt"`
	// Inference are the settings in the author's order, values as JavaScript writes them.
	Inference []EnvVar  `json:"inference,omitempty"`
	Tools     []*AITool `json:"tools,omitempty"`
	// Handler is a conversation's own handler function.
	Handler string `json:"handler,omitempty"`
	// HandlerEventVersion is that of defineConversationHandlerFunction: "1.0".
	HandlerEventVersion string      `json:"handlerEventVersion,omitempty"`
	Span                source.Span `json:"span"`
}

// AITool is a data tool of a conversation.
type AITool struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	// Model and ModelOperation, or Query, say what the tool calls.
	Model          string      `json:"model,omitempty"`
	ModelOperation string      `json:"modelOperation,omitempty"`
	Query          string      `json:"query,omitempty"`
	Span           source.Span `json:"span"`
}

// Mode is an authorization mode of the API, named as amplify_outputs.json
// names it.
type Mode string

// The authorization modes.
const (
	ModeAPIKey   Mode = "API_KEY"
	ModeIAM      Mode = "AWS_IAM"
	ModeUserPool Mode = "AMAZON_COGNITO_USER_POOLS"
	ModeOIDC     Mode = "OPENID_CONNECT"
	ModeLambda   Mode = "AWS_LAMBDA"
)

// AuthModes is what defineData says about authorization, with the defaults filled in.
type AuthModes struct {
	Default Mode `json:"default"`
	// Additional are the other modes of the API in the order of amplify_outputs.json.
	Additional []Mode `json:"additional"`
	// HasAuth tells whether the project has an auth resource (user pool and identity pool).
	HasAuth bool `json:"hasAuth"`
	// Sandbox is set for a project without auth resource and modes.
	Sandbox bool `json:"sandbox,omitempty"`
	// APIKeyDays is expiresInDays, 7 by default; 0 where the API has no key.
	APIKeyDays int `json:"apiKeyDays,omitempty"`
	// APIKeyDescription is apiKeyAuthorizationMode's description.
	APIKeyDescription string      `json:"apiKeyDescription,omitempty"`
	OIDC              *OIDCMode   `json:"oidc,omitempty"`
	Lambda            *LambdaMode `json:"lambda,omitempty"`
	Span              source.Span `json:"span"`
}

// Enabled reports whether the API has the mode.
func (m AuthModes) Enabled(mode Mode) bool {
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

// OIDCMode is oidcAuthorizationMode.
type OIDCMode struct {
	Provider string `json:"provider"`
	Issuer   string `json:"issuer"`
	ClientID string `json:"clientId,omitempty"`
	// AuthTTLSeconds and IssueTTLSeconds are tokenExpiryFromAuthInSeconds and tokenExpireFromIssueInSeconds.
	AuthTTLSeconds  int         `json:"authTtlSeconds"`
	IssueTTLSeconds int         `json:"issueTtlSeconds"`
	Span            source.Span `json:"span"`
}

// LambdaMode is lambdaAuthorizationMode.
type LambdaMode struct {
	Function string `json:"function"`
	// TTLSeconds is timeToLiveInSeconds, 60 by default.
	TTLSeconds int         `json:"ttlSeconds"`
	Span       source.Span `json:"span"`
}
