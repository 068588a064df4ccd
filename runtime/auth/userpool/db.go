package userpool

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"math/big"
	"net/url"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Tables. A user's key is the username in lower case: Cognito's usernames are
// compared without case. Numbers of SRP are hexadecimal; times are Unix seconds.
const tables = `
CREATE TABLE IF NOT EXISTS amplifygo_pool_users (
	key TEXT NOT NULL PRIMARY KEY,
	username TEXT NOT NULL,
	sub TEXT NOT NULL UNIQUE,
	salt TEXT NOT NULL,
	verifier TEXT NOT NULL,
	attributes TEXT NOT NULL,
	created INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS amplifygo_pool_groups (
	sub TEXT NOT NULL REFERENCES amplifygo_pool_users (sub) ON DELETE CASCADE,
	name TEXT NOT NULL,
	PRIMARY KEY (sub, name)
) STRICT;
CREATE TABLE IF NOT EXISTS amplifygo_pool_sessions (
	hash BLOB NOT NULL PRIMARY KEY,
	sub TEXT NOT NULL REFERENCES amplifygo_pool_users (sub) ON DELETE CASCADE,
	client TEXT NOT NULL,
	origin TEXT NOT NULL,
	auth_time INTEGER NOT NULL,
	expires INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS amplifygo_pool_sessions_sub ON amplifygo_pool_sessions (sub, origin);`

func openDB(ctx context.Context, path string) (*sql.DB, error) {
	name := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}).String() +
		"?_pragma=journal_mode(WAL)&_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_txlock=immediate"
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	if _, err := db.ExecContext(ctx, tables); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// record is a user's row and groups.
type record struct {
	username, sub string
	secret        secret
	attributes    map[string]string
	created       time.Time
	groups        []string
}

func keyOf(username string) string { return strings.ToLower(username) }

var errNoUser = errors.New("there is no such user")

// find reads a user by name.
func (p *Pool) find(ctx context.Context, username string) (*record, error) {
	return p.row(ctx, `WHERE key = ?`, keyOf(username))
}

// findSub reads a user by sub.
func (p *Pool) findSub(ctx context.Context, sub string) (*record, error) {
	return p.row(ctx, `WHERE sub = ?`, sub)
}

func (p *Pool) row(ctx context.Context, where, argument string) (*record, error) {
	u := &record{}
	var salt, verifier, attributes string
	var created int64
	err := p.db.QueryRowContext(ctx, `SELECT username, sub, salt, verifier, attributes, created FROM amplifygo_pool_users `+where, argument).
		Scan(&u.username, &u.sub, &salt, &verifier, &attributes, &created)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errNoUser
	}
	if err != nil {
		return nil, err
	}
	u.created = time.Unix(created, 0)
	var saltOK, verifierOK bool
	u.secret.salt, saltOK = new(big.Int).SetString(salt, 16)
	u.secret.verifier, verifierOK = new(big.Int).SetString(verifier, 16)
	if !saltOK || !verifierOK {
		return nil, errors.New("the user's verifier cannot be read")
	}
	if err := json.Unmarshal([]byte(attributes), &u.attributes); err != nil {
		return nil, err
	}
	u.groups, err = p.groupsOf(ctx, u.sub)
	return u, err
}

func (p *Pool) groupsOf(ctx context.Context, sub string) ([]string, error) {
	rows, err := p.db.QueryContext(ctx, `SELECT name FROM amplifygo_pool_groups WHERE sub = ? ORDER BY name`, sub)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var groups []string
	for rows.Next() {
		var g string
		if err := rows.Scan(&g); err != nil {
			return nil, err
		}
		groups = append(groups, g)
	}
	return groups, rows.Err()
}

// changed makes an error of a statement that changed no row.
func changed(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n == 0 {
		err = errNoUser
	}
	return err
}
