package userpool

import (
	"context"
	"encoding/json"
	"errors"
	"sort"

	"github.com/amplifygo/amplifygo/runtime/auth/internal/awsjson"
)

// caller finds the user of an access token whose session lasts: signing out
// ends it at once for the pool's own operations, as in Cognito.
func (p *Pool) caller(ctx context.Context, token string) (*record, error) {
	denied := awsjson.Refuse("NotAuthorizedException", "Invalid Access Token")
	id, err := p.tokens.VerifyToken(ctx, token)
	if err != nil || id.Claims["token_use"] != "access" {
		return nil, denied
	}
	u, err := p.findSub(ctx, id.Sub)
	if errors.Is(err, errNoUser) {
		return nil, denied
	}
	if err != nil {
		return nil, err
	}
	origin, _ := id.Claims["origin_jti"].(string)
	lasts, err := p.lasts(ctx, u.sub, origin)
	if err != nil {
		return nil, err
	}
	if !lasts {
		return nil, awsjson.Refuse("NotAuthorizedException", "Access Token has been revoked")
	}
	return u, nil
}

// withCaller reads a request and finds the user of its AccessToken, which T
// gives.
func withCaller[T interface{ accessToken() string }](p *Pool, act func(context.Context, *record, T) (any, error)) awsjson.Operation {
	return func(ctx context.Context, body []byte) (any, error) {
		var r T
		if err := awsjson.Read(body, &r); err != nil {
			return nil, err
		}
		u, err := p.caller(ctx, r.accessToken())
		if err != nil {
			return nil, err
		}
		return act(ctx, u, r)
	}
}

type bearer struct{ AccessToken string }

func (b bearer) accessToken() string { return b.AccessToken }

func (p *Pool) getUser(ctx context.Context, body []byte) (any, error) {
	return withCaller(p, func(_ context.Context, u *record, _ bearer) (any, error) {
		list := []attribute{{"sub", u.sub}}
		for name, v := range u.attributes {
			list = append(list, attribute{name, v})
		}
		sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
		return map[string]any{"Username": u.username, "UserAttributes": list}, nil
	})(ctx, body)
}

type attributesRequest struct {
	bearer
	UserAttributes []attribute
}

func (p *Pool) updateUserAttributes(ctx context.Context, body []byte) (any, error) {
	return withCaller(p, func(ctx context.Context, u *record, r attributesRequest) (any, error) {
		attributes, err := attributeMap(r.UserAttributes)
		if err != nil {
			return nil, err
		}
		if err := checkAttributes(attributes, p.own); err != nil {
			return nil, awsjson.Refuse("InvalidParameterException", err.Error())
		}
		for name, v := range attributes {
			u.attributes[name] = v
			delete(u.attributes, name+"_verified") // the new value is not
		}
		encoded, err := json.Marshal(u.attributes)
		if err != nil {
			return nil, err
		}
		err = changed(p.db.ExecContext(ctx, `UPDATE amplifygo_pool_users SET attributes = ? WHERE sub = ?`, string(encoded), u.sub))
		return map[string]any{"CodeDeliveryDetailsList": []any{}}, err
	})(ctx, body)
}

type passwordRequest struct {
	bearer
	PreviousPassword, ProposedPassword string
}

func (p *Pool) changePassword(ctx context.Context, body []byte) (any, error) {
	return withCaller(p, func(ctx context.Context, u *record, r passwordRequest) (any, error) {
		key := keyOf(u.username)
		if p.attempts.locked(key, p.Now()) {
			return nil, tooMany()
		}
		if len(r.PreviousPassword) > 4*maxPassword || !p.group.matches(u.secret, p.name, u.username, r.PreviousPassword) {
			p.attempts.failed(key, p.Now())
			return nil, wrong()
		}
		p.attempts.succeeded(key)
		if err := p.checkPassword(r.ProposedPassword); err != nil {
			return nil, awsjson.Refuse("InvalidPasswordException", "Password did not conform with policy: "+err.Error())
		}
		s := p.group.newSecret(p.name, u.username, r.ProposedPassword)
		err := changed(p.db.ExecContext(ctx, `UPDATE amplifygo_pool_users SET salt = ?, verifier = ? WHERE sub = ?`, hexOf(s.salt), hexOf(s.verifier), u.sub))
		return struct{}{}, err
	})(ctx, body)
}

func (p *Pool) globalSignOut(ctx context.Context, body []byte) (any, error) {
	return withCaller(p, func(ctx context.Context, u *record, _ bearer) (any, error) {
		return struct{}{}, p.endSessions(ctx, u.sub)
	})(ctx, body)
}

func (p *Pool) deleteUser(ctx context.Context, body []byte) (any, error) {
	return withCaller(p, func(ctx context.Context, u *record, _ bearer) (any, error) {
		return struct{}{}, changed(p.db.ExecContext(ctx, `DELETE FROM amplifygo_pool_users WHERE sub = ?`, u.sub))
	})(ctx, body)
}
