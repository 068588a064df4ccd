package identitypool

import (
	"context"
	"net/http"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/auth/internal/awsjson"
)

// request are the members of the operations that are served; others, such as
// CustomRoleArn, would change what is given out and are refused.
type request struct {
	AccountID      string            `json:"AccountId"`
	IdentityPoolID string            `json:"IdentityPoolId"`
	IdentityID     string            `json:"IdentityId"`
	Logins         map[string]string `json:"Logins"`
}

// Handler serves the pool's operations by POST, named by the header
// X-Amz-Target, from any origin.
func (p *Pool) Handler() http.Handler {
	return awsjson.Handler("AWSCognitoIdentityService", map[string]awsjson.Operation{
		"GetId":                     p.getID,
		"GetCredentialsForIdentity": p.getCredentials,
		"GetOpenIdToken":            notServed,
	})
}

func notServed(context.Context, []byte) (any, error) {
	return nil, awsjson.Refuse("InvalidParameterException", "GetOpenIdToken belongs to the basic flow, which this identity pool does not offer: use GetCredentialsForIdentity.")
}

func (p *Pool) getID(ctx context.Context, body []byte) (any, error) {
	var r request
	if err := awsjson.Read(body, &r); err != nil {
		return nil, err
	}
	if r.IdentityPoolID != p.ID {
		return nil, awsjson.Refuse("ResourceNotFoundException", "IdentityPool '"+printable(r.IdentityPoolID)+"' not found.")
	}
	user, err := p.login(ctx, r.Logins)
	if err != nil {
		return nil, err
	}
	id := ""
	switch {
	case user != nil:
		id = p.identityOf(user)
	case p.Guests:
		id = p.newGuest()
	default:
		return nil, noGuests()
	}
	return map[string]string{"IdentityId": id}, nil
}

func (p *Pool) getCredentials(ctx context.Context, body []byte) (any, error) {
	var r request
	if err := awsjson.Read(body, &r); err != nil {
		return nil, err
	}
	user, err := p.login(ctx, r.Logins)
	if err != nil {
		return nil, err
	}
	id, err := p.claim(r.IdentityID, user)
	if err != nil {
		return nil, err
	}
	c, err := p.issue(id, user)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"IdentityId": id,
		"Credentials": map[string]any{
			"AccessKeyId": c.accessKeyID, "SecretKey": c.secret, "SessionToken": c.sessionToken,
			"Expiration": c.expires.Unix(),
		},
	}, nil
}

// claim gives the identity that the caller gets credentials for. A guest who
// signed in still sends the guest's identity, and gets the login's in its
// place, as Cognito does where the login has an identity already.
func (p *Pool) claim(identity string, user *auth.Identity) (string, error) {
	guest := p.isGuest(identity)
	switch {
	case user != nil && (guest || identity == p.identityOf(user)):
		return p.identityOf(user), nil
	case user == nil && !p.Guests:
		return "", noGuests()
	case user == nil && guest:
		return identity, nil
	}
	return "", awsjson.Refuse("NotAuthorizedException", "Access to Identity '"+printable(identity)+"' is forbidden.")
}

// login verifies the token of a Logins map; no login is a guest, nil.
func (p *Pool) login(ctx context.Context, logins map[string]string) (*auth.Identity, error) {
	if len(logins) == 0 {
		return nil, nil
	}
	if len(logins) > 1 {
		return nil, awsjson.Refuse("InvalidParameterException", "Logins has several providers: expected one, this identity pool does not link identities.")
	}
	for name, token := range logins {
		if p.Logins == nil {
			return nil, invalidLogin()
		}
		user, err := p.Logins.VerifyIDToken(ctx, token)
		if err != nil {
			return nil, invalidLogin()
		}
		if user.Sub == "" || name != loginName(user.Issuer) {
			return nil, invalidLogin()
		}
		return user, nil
	}
	return nil, nil
}

// loginName is how a Logins map names an issuer: without the scheme.
func loginName(issuer string) string {
	_, name, ok := strings.Cut(issuer, "://")
	if !ok {
		return issuer
	}
	return name
}

func invalidLogin() error {
	return awsjson.Refuse("NotAuthorizedException", "Invalid login token.")
}

func noGuests() error {
	return awsjson.Refuse("NotAuthorizedException", "Unauthenticated access is not supported for this identity pool.")
}

// printable bounds what is echoed of a request.
func printable(s string) string {
	if len(s) > 100 {
		s = s[:100]
	}
	return strings.ToValidUTF8(s, "")
}
