package userpool

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/auth/internal/awsjson"
)

// signIn begins a session and answers with its tokens. Of the refresh token
// only a hash is kept.
func (p *Pool) signIn(ctx context.Context, u *record, client string) (any, error) {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	token := base64.RawURLEncoding.EncodeToString(raw)
	now, origin := p.Now(), uuid.NewString()
	if _, err := p.db.ExecContext(ctx, `DELETE FROM amplifygo_pool_sessions WHERE expires <= ?`, now.Unix()); err != nil {
		return nil, err
	}
	if _, err := p.db.ExecContext(ctx, `INSERT INTO amplifygo_pool_sessions (hash, sub, client, origin, auth_time, expires) VALUES (?, ?, ?, ?, ?, ?)`,
		hashOf(token), u.sub, client, origin, now.Unix(), now.Add(p.RefreshTTL).Unix()); err != nil {
		return nil, err
	}
	result, err := p.mint(u, client, origin, now)
	if err != nil {
		return nil, err
	}
	result["RefreshToken"] = token
	return answered(result), nil
}

func hashOf(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

func answered(result map[string]any) map[string]any {
	return map[string]any{"ChallengeParameters": map[string]string{}, "AuthenticationResult": result}
}

// mint makes the access and the id token of a session.
func (p *Pool) mint(u *record, client, origin string, authTime time.Time) (map[string]any, error) {
	r := devissuer.TokenRequest{Username: u.username, Sub: u.sub, Groups: u.groups, ClientID: client,
		AuthTime: authTime, OriginID: origin, Use: devissuer.Access}
	access, err := p.Issuer.Mint(r)
	if err != nil {
		return nil, err
	}
	r.Use, r.Claims = devissuer.ID, map[string]any{}
	for name, v := range u.attributes {
		r.Claims[name] = v
		if name == "email_verified" || name == "phone_number_verified" {
			r.Claims[name] = v == "true"
		}
	}
	id, err := p.Issuer.Mint(r)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"AccessToken": access, "IdToken": id, "TokenType": "Bearer",
		"ExpiresIn": int(devissuer.DefaultTTL / time.Second),
	}, nil
}

func (p *Pool) refresh(ctx context.Context, client, token string) (any, error) {
	var sub, origin string
	var authTime int64
	err := p.db.QueryRowContext(ctx, `SELECT sub, origin, auth_time FROM amplifygo_pool_sessions WHERE hash = ? AND client = ? AND expires > ?`,
		hashOf(token), client, p.Now().Unix()).Scan(&sub, &origin, &authTime)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, awsjson.Refuse("NotAuthorizedException", "Invalid Refresh Token")
	}
	if err != nil {
		return nil, err
	}
	u, err := p.findSub(ctx, sub)
	if err != nil {
		return nil, err
	}
	result, err := p.mint(u, client, origin, time.Unix(authTime, 0))
	if err != nil {
		return nil, err
	}
	return answered(result), nil
}

func (p *Pool) getTokensFromRefreshToken(ctx context.Context, body []byte) (any, error) {
	var r struct {
		ClientID     string `json:"ClientId"`
		RefreshToken string
	}
	if err := awsjson.Read(body, &r); err != nil {
		return nil, err
	}
	if err := p.client(r.ClientID); err != nil {
		return nil, err
	}
	return p.refresh(ctx, r.ClientID, r.RefreshToken)
}

// revokeToken ends one session; an unknown token is no error (RFC 7009, 2.2).
func (p *Pool) revokeToken(ctx context.Context, body []byte) (any, error) {
	var r struct {
		ClientID string `json:"ClientId"`
		Token    string
	}
	if err := awsjson.Read(body, &r); err != nil {
		return nil, err
	}
	if err := p.client(r.ClientID); err != nil {
		return nil, err
	}
	_, err := p.db.ExecContext(ctx, `DELETE FROM amplifygo_pool_sessions WHERE hash = ? AND client = ?`, hashOf(r.Token), r.ClientID)
	return struct{}{}, err
}

// endSessions ends all sessions of a user.
func (p *Pool) endSessions(ctx context.Context, sub string) error {
	_, err := p.db.ExecContext(ctx, `DELETE FROM amplifygo_pool_sessions WHERE sub = ?`, sub)
	return err
}

// lasts reports whether a session is still there.
func (p *Pool) lasts(ctx context.Context, sub, origin string) (bool, error) {
	var n int
	err := p.db.QueryRowContext(ctx, `SELECT count(*) FROM amplifygo_pool_sessions WHERE sub = ? AND origin = ? AND expires > ?`,
		sub, origin, p.Now().Unix()).Scan(&n)
	return n > 0, err
}
