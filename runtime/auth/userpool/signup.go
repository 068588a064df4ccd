package userpool

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"

	"github.com/amplifygo/amplifygo/runtime/auth/internal/awsjson"
)

// attribute is an attribute as the protocol lists them.
type attribute struct{ Name, Value string }

func attributeMap(list []attribute) (map[string]string, error) {
	m := make(map[string]string, len(list))
	for _, a := range list {
		if _, twice := m[a.Name]; twice {
			return nil, awsjson.Refuse("InvalidParameterException", "An attribute is there twice.")
		}
		m[a.Name] = a.Value
	}
	return m, nil
}

func (p *Pool) signUp(ctx context.Context, body []byte) (any, error) {
	var r struct {
		ClientID           string `json:"ClientId"`
		Username, Password string
		UserAttributes     []attribute
	}
	if err := awsjson.Read(body, &r); err != nil {
		return nil, err
	}
	if err := p.client(r.ClientID); err != nil {
		return nil, err
	}
	if !p.SignUp {
		return nil, awsjson.Refuse("NotAuthorizedException", "SignUp is not permitted for this user pool")
	}
	attributes, err := p.newUser(r.Username, r.Password, r.UserAttributes)
	if err != nil {
		return nil, err
	}
	u := &User{Username: r.Username, Sub: uuid.NewString(), Attributes: attributes, Created: p.Now()}
	err = p.insert(ctx, u, p.group.newSecret(p.name, u.Username, r.Password))
	if errors.Is(err, ErrUserExists) {
		return nil, awsjson.Refuse("UsernameExistsException", "User already exists")
	}
	if err != nil {
		return nil, err
	}
	return map[string]any{"UserConfirmed": true, "UserSub": u.Sub}, nil
}

// newUser checks what somebody signs up with. A username that is an address is
// also the attribute email, as in pools that sign in by email.
func (p *Pool) newUser(username, password string, list []attribute) (map[string]string, error) {
	if err := checkUsername(username); err != nil {
		return nil, awsjson.Refuse("InvalidParameterException", err.Error())
	}
	if err := p.checkPassword(password); err != nil {
		return nil, awsjson.Refuse("InvalidPasswordException", "Password did not conform with policy: "+err.Error())
	}
	attributes, err := attributeMap(list)
	if err != nil {
		return nil, err
	}
	if err := checkAttributes(attributes, p.own); err != nil {
		return nil, awsjson.Refuse("InvalidParameterException", err.Error())
	}
	if _, there := attributes["email"]; !there && strings.Contains(username, "@") {
		attributes["email"] = username
	}
	return attributes, nil
}

// confirmSignUp has nothing to do: users are confirmed when they sign up. It
// does not tell whether the user exists.
func (p *Pool) confirmSignUp(_ context.Context, body []byte) (any, error) {
	var r struct {
		ClientID string `json:"ClientId"`
	}
	if err := awsjson.Read(body, &r); err != nil {
		return nil, err
	}
	return struct{}{}, p.client(r.ClientID)
}
