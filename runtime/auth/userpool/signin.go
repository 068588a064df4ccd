package userpool

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"errors"

	"github.com/google/uuid"

	"github.com/amplifygo/amplifygo/runtime/auth/internal/awsjson"
)

type authRequest struct {
	AuthFlow       string            `json:"AuthFlow"`
	ClientID       string            `json:"ClientId"`
	AuthParameters map[string]string `json:"AuthParameters"`
}

func (p *Pool) initiateAuth(ctx context.Context, body []byte) (any, error) {
	var r authRequest
	if err := awsjson.Read(body, &r); err != nil {
		return nil, err
	}
	if err := p.client(r.ClientID); err != nil {
		return nil, err
	}
	switch r.AuthFlow {
	case "USER_PASSWORD_AUTH":
		return p.byPassword(ctx, r)
	case "USER_SRP_AUTH":
		return p.bySRP(ctx, r)
	case "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN":
		return p.refresh(ctx, r.ClientID, r.AuthParameters["REFRESH_TOKEN"])
	}
	return nil, awsjson.Refuse("InvalidParameterException", "This user pool signs in by USER_SRP_AUTH, USER_PASSWORD_AUTH and REFRESH_TOKEN_AUTH.")
}

// wrong is the same answer for a wrong password and a name that nobody has.
func wrong() error {
	return awsjson.Refuse("NotAuthorizedException", "Incorrect username or password.")
}

func tooMany() error {
	return awsjson.Refuse("NotAuthorizedException", "Password attempts exceeded")
}

// nobody stands in for a user who does not exist, so that names cannot be
// tried out: the same name has the same salt each time.
func (p *Pool) nobody(username string) *record {
	salt := digest([]byte(p.Issuer.Issuer()), p.shadow, []byte(keyOf(username)))
	salt.Rsh(salt, 128)
	return &record{username: username, secret: secret{salt, p.group.verifier(salt, p.name, username, string(p.shadow))}}
}

func (p *Pool) byPassword(ctx context.Context, r authRequest) (any, error) {
	username, password := r.AuthParameters["USERNAME"], r.AuthParameters["PASSWORD"]
	if err := p.mayTry(username); err != nil {
		return nil, err
	}
	u, err := p.find(ctx, username)
	if errors.Is(err, errNoUser) {
		u, err = p.nobody(username), nil
	}
	if err != nil {
		return nil, err
	}
	if len(password) > 4*maxPassword || !p.group.matches(u.secret, p.name, u.username, password) || u.sub == "" {
		p.attempts.failed(keyOf(username), p.Now())
		return nil, wrong()
	}
	p.attempts.succeeded(keyOf(username))
	return p.signIn(ctx, u, r.ClientID)
}

func (p *Pool) mayTry(username string) error {
	if username == "" || len(username) > 4*maxUsername {
		return wrong()
	}
	if p.attempts.locked(keyOf(username), p.Now()) {
		return tooMany()
	}
	return nil
}

// bySRP answers the client's A with salt, B and a sealed challenge.
func (p *Pool) bySRP(ctx context.Context, r authRequest) (any, error) {
	username := r.AuthParameters["USERNAME"]
	if err := p.mayTry(username); err != nil {
		return nil, err
	}
	a, err := p.group.publicNumber(r.AuthParameters["SRP_A"])
	if err != nil {
		return nil, awsjson.Refuse("InvalidParameterException", err.Error())
	}
	u, err := p.find(ctx, username)
	if errors.Is(err, errNoUser) {
		u, err = p.nobody(username), nil
	}
	if err != nil {
		return nil, err
	}
	b, public := p.group.challenge(u.secret.verifier)
	block, err := p.sealChallenge(challenge{
		ID: uuid.NewString(), Username: u.username, Client: r.ClientID,
		A: hexOf(a), B: hexOf(public), Secret: hexOf(b), Verifier: hexOf(u.secret.verifier),
		Expires: p.Now().Add(challengeTTL).Unix(), Nobody: u.sub == "",
	})
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"ChallengeName": "PASSWORD_VERIFIER",
		"ChallengeParameters": map[string]string{
			"USER_ID_FOR_SRP": u.username, "USERNAME": u.username,
			"SALT": hexOf(u.secret.salt), "SRP_B": hexOf(public), "SECRET_BLOCK": block,
		},
	}, nil
}

type challengeRequest struct {
	ChallengeName      string            `json:"ChallengeName"`
	ClientID           string            `json:"ClientId"`
	ChallengeResponses map[string]string `json:"ChallengeResponses"`
}

// respondToAuthChallenge checks the client's proof that it has the password.
func (p *Pool) respondToAuthChallenge(ctx context.Context, body []byte) (any, error) {
	var r challengeRequest
	if err := awsjson.Read(body, &r); err != nil {
		return nil, err
	}
	if err := p.client(r.ClientID); err != nil {
		return nil, err
	}
	if r.ChallengeName != "PASSWORD_VERIFIER" {
		return nil, awsjson.Refuse("InvalidParameterException", "This user pool has the challenge PASSWORD_VERIFIER only.")
	}
	c, sealed, err := p.openChallenge(r.ChallengeResponses["PASSWORD_CLAIM_SECRET_BLOCK"])
	if err != nil || c.Client != r.ClientID || r.ChallengeResponses["USERNAME"] != c.Username {
		return nil, wrong()
	}
	if p.attempts.locked(keyOf(c.Username), p.Now()) {
		return nil, tooMany()
	}
	u, err := p.prove(ctx, c, sealed, r.ChallengeResponses)
	if err != nil {
		p.attempts.failed(keyOf(c.Username), p.Now())
		return nil, wrong()
	}
	p.attempts.succeeded(keyOf(c.Username))
	return p.signIn(ctx, u, r.ClientID)
}

func (p *Pool) prove(ctx context.Context, c challenge, sealed []byte, responses map[string]string) (*record, error) {
	timestamp := responses["TIMESTAMP"]
	given, err := base64.StdEncoding.DecodeString(responses["PASSWORD_CLAIM_SIGNATURE"])
	if err != nil || timestamp == "" || len(timestamp) > 64 {
		return nil, errChallenge
	}
	key, err := c.key(p.group)
	if err != nil {
		return nil, err
	}
	if !hmac.Equal(given, claim(key, p.name, c.Username, sealed, timestamp)) || c.Nobody {
		return nil, errChallenge
	}
	u, err := p.find(ctx, c.Username)
	if err != nil {
		return nil, err
	}
	if hexOf(u.secret.verifier) != c.Verifier {
		return nil, errChallenge // the password changed meanwhile
	}
	return u, nil
}
