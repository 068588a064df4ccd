package functions

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// payload is the event that Amplify's resolvers send to a function.
type payload struct {
	TypeName  string          `json:"typeName"`
	FieldName string          `json:"fieldName"`
	Arguments json.RawMessage `json:"arguments"`
	Identity  any             `json:"identity"`
	Source    any             `json:"source"`
	Request   request         `json:"request"`
	Prev      struct {
		Result json.RawMessage `json:"result"`
	} `json:"prev"`
}

type request struct {
	Headers    map[string]string `json:"headers"`
	DomainName *string           `json:"domainName"`
}

// Payload is the event of a call as AppSync sends it to a function.
func Payload(ctx context.Context, call *Call) ([]byte, error) {
	if call.Event != nil {
		return call.Event, nil
	}
	p := payload{TypeName: call.Operation.Parent, FieldName: call.Operation.Name, Arguments: call.Arguments,
		Identity: Identity(ctx, call.Identity), Request: request{Headers: Headers(call.Header)}}
	p.Prev.Result = call.Prev
	return json.Marshal(p)
}

// Headers are request headers in AppSync's form: names in lower case, several
// values of one name joined, cookies left out.
func Headers(h http.Header) map[string]string {
	out := make(map[string]string, len(h))
	for name, values := range h {
		if name == "Cookie" {
			continue
		}
		out[strings.ToLower(name)] = strings.Join(values, ",")
	}
	return out
}

// account stands for the AWS account, which there is none of.
const account = "000000000000"

type sourceKey struct{}

// WithSource notes the addresses that a request came from, nearest client
// first, for identity.sourceIp. Only a server knows which proxies' headers it
// may believe; without it the list is empty.
func WithSource(ctx context.Context, addresses ...string) context.Context {
	return context.WithValue(ctx, sourceKey{}, addresses)
}

// Identity is a caller in the form that AppSync gives to resolvers, to be
// encoded as JSON: nil for API keys, and a form of its own for every other mode.
func Identity(ctx context.Context, id *auth.Identity) map[string]any {
	if id == nil {
		return nil
	}
	source, _ := ctx.Value(sourceKey{}).([]string)
	if source == nil {
		source = []string{}
	}
	switch id.Mode {
	case schema.ModeUserPool:
		return map[string]any{"claims": id.Claims, "defaultAuthStrategy": "ALLOW", "groups": id.Claims["cognito:groups"],
			"issuer": id.Issuer, "sourceIp": source, "sub": id.Sub, "username": id.Username}
	case schema.ModeOIDC:
		return map[string]any{"claims": id.Claims, "issuer": id.Issuer, "sub": id.Sub}
	case schema.ModeLambda:
		return map[string]any{"resolverContext": id.ResolverContext}
	case schema.ModeIAM:
		return iam(id, source)
	}
	return nil
}

// iam names roles as an Amplify backend does. There is no account and no role
// behind the names.
func iam(id *auth.Identity, source []string) map[string]any {
	out := map[string]any{"accountId": account, "sourceIp": source, "cognitoIdentityPoolId": nil, "cognitoIdentityId": nil,
		"cognitoIdentityAuthType": nil, "cognitoIdentityAuthProvider": nil}
	role := ""
	switch id.Principal {
	case auth.Authenticated:
		role = "authRole/CognitoIdentityCredentials"
		out["cognitoIdentityAuthType"], out["cognitoIdentityId"] = "authenticated", id.IdentityID
		if id.AuthProvider != "" {
			out["cognitoIdentityAuthProvider"] = id.AuthProvider
		}
	case auth.Guest:
		role = "unauthRole/CognitoIdentityCredentials"
		out["cognitoIdentityAuthType"], out["cognitoIdentityId"] = "unauthenticated", id.IdentityID
	case auth.FunctionRole:
		role = id.Function + "/" + id.Function
	default:
		out["userArn"], out["username"] = "arn:aws:iam::"+account+":user/"+id.AccessKeyID, id.AccessKeyID
		return out
	}
	_, session, _ := strings.Cut(role, "/")
	out["userArn"], out["username"] = "arn:aws:sts::"+account+":assumed-role/"+role, id.AccessKeyID+":"+session
	return out
}
