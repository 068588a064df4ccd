package userpool

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// ErrUserExists is returned for a username that is taken.
var ErrUserExists = errors.New("the user exists already")

// User is a user as administrators see it.
type User struct {
	Username string
	// Sub is the user's unchanging id; another user of the same name later has
	// another one.
	Sub string
	// Attributes are such as "email"; they become claims of id tokens.
	Attributes map[string]string
	Groups     []string
	Created    time.Time
}

const (
	maxUsername  = 128 // characters, as in Cognito
	maxPassword  = 256
	maxAttribute = 2048
)

var (
	usernameForm = regexp.MustCompile(`^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$`)
	groupForm    = usernameForm
)

// checkUsername refuses names that owner rules would take for somebody else:
// AppSync compares an owner with sub, username and "sub::username" (api.md 3.4).
func checkUsername(name string) error {
	if !usernameForm.MatchString(name) || utf8.RuneCountInString(name) > maxUsername {
		return fmt.Errorf("a username is 1 to %d letters, digits and signs without space", maxUsername)
	}
	if _, err := uuid.Parse(name); err == nil || strings.Contains(name, "::") {
		return errors.New("a username must not look like a user's id: no UUID and no \"::\"")
	}
	return nil
}

func (p *Pool) checkPassword(password string) error {
	if n := utf8.RuneCountInString(password); n < p.MinPassword || n > maxPassword {
		return fmt.Errorf("a password has %d to %d characters", p.MinPassword, maxPassword)
	}
	return nil
}

// CreateUser adds a user. Groups need not exist before. It returns
// ErrUserExists if the name is taken.
func (p *Pool) CreateUser(ctx context.Context, username, password string, attributes map[string]string, groups ...string) (*User, error) {
	if err := errors.Join(checkUsername(username), p.checkPassword(password), checkAttributes(attributes, anyAttribute)); err != nil {
		return nil, err
	}
	for _, g := range groups {
		if err := checkGroup(g); err != nil {
			return nil, err
		}
	}
	u := &User{Username: username, Sub: uuid.NewString(), Attributes: attributes, Groups: groups, Created: p.Now()}
	return u, p.insert(ctx, u, p.group.newSecret(p.name, username, password))
}

func (p *Pool) insert(ctx context.Context, u *User, s secret) error {
	if u.Attributes == nil {
		u.Attributes = map[string]string{}
	}
	attributes, err := json.Marshal(u.Attributes)
	if err != nil {
		return err
	}
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // without effect after Commit
	result, err := tx.ExecContext(ctx, `INSERT INTO amplifygo_pool_users (key, username, sub, salt, verifier, attributes, created)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`,
		keyOf(u.Username), u.Username, u.Sub, hexOf(s.salt), hexOf(s.verifier), string(attributes), u.Created.Unix())
	if err = changed(result, err); errors.Is(err, errNoUser) {
		return ErrUserExists
	}
	if err != nil {
		return err
	}
	for _, g := range u.Groups {
		if _, err := tx.ExecContext(ctx, `INSERT INTO amplifygo_pool_groups (sub, name) VALUES (?, ?) ON CONFLICT DO NOTHING`, u.Sub, g); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// SetPassword gives a user a new password and ends all of the user's sign-ins.
func (p *Pool) SetPassword(ctx context.Context, username, password string) error {
	if err := p.checkPassword(password); err != nil {
		return err
	}
	u, err := p.find(ctx, username)
	if err != nil {
		return err
	}
	s := p.group.newSecret(p.name, u.username, password)
	if err := changed(p.db.ExecContext(ctx, `UPDATE amplifygo_pool_users SET salt = ?, verifier = ? WHERE sub = ?`, hexOf(s.salt), hexOf(s.verifier), u.sub)); err != nil {
		return err
	}
	return p.endSessions(ctx, u.sub)
}

// DeleteUser removes a user with groups and sign-ins. Tokens that were given
// out stay valid until they end, as in Cognito.
func (p *Pool) DeleteUser(ctx context.Context, username string) error {
	return changed(p.db.ExecContext(ctx, `DELETE FROM amplifygo_pool_users WHERE key = ?`, keyOf(username)))
}

// AddToGroup puts a user into a group; the user's next tokens have it.
func (p *Pool) AddToGroup(ctx context.Context, username, group string) error {
	if err := checkGroup(group); err != nil {
		return err
	}
	u, err := p.find(ctx, username)
	if err != nil {
		return err
	}
	_, err = p.db.ExecContext(ctx, `INSERT INTO amplifygo_pool_groups (sub, name) VALUES (?, ?) ON CONFLICT DO NOTHING`, u.sub, group)
	return err
}

// RemoveFromGroup takes a user out of a group.
func (p *Pool) RemoveFromGroup(ctx context.Context, username, group string) error {
	u, err := p.find(ctx, username)
	if err != nil {
		return err
	}
	_, err = p.db.ExecContext(ctx, `DELETE FROM amplifygo_pool_groups WHERE sub = ? AND name = ?`, u.sub, group)
	return err
}

// User gives a user by name.
func (p *Pool) User(ctx context.Context, username string) (*User, error) {
	u, err := p.find(ctx, username)
	if err != nil {
		return nil, err
	}
	return &User{u.username, u.sub, u.attributes, u.groups, u.created}, nil
}

// Users gives the names of all users in order.
func (p *Pool) Users(ctx context.Context) ([]string, error) {
	rows, err := p.db.QueryContext(ctx, `SELECT username FROM amplifygo_pool_users ORDER BY key`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		names = append(names, n)
	}
	return names, rows.Err()
}

func checkGroup(name string) error {
	if !groupForm.MatchString(name) || utf8.RuneCountInString(name) > maxUsername {
		return fmt.Errorf("group %.50q: a group's name is 1 to %d letters, digits and signs without space", name, maxUsername)
	}
	return nil
}

// standard are the attributes of OpenID Connect Core 1.0, 5.1 that Cognito has.
var standard = []string{"address", "birthdate", "email", "family_name", "gender", "given_name", "locale", "middle_name",
	"name", "nickname", "phone_number", "picture", "preferred_username", "profile", "updated_at", "website", "zoneinfo"}

var customForm = regexp.MustCompile(`^custom:[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,20}$`)

// anyAttribute are the attributes that an administrator may set.
func anyAttribute(name string) bool {
	return slices.Contains(standard, name) || name == "email_verified" || name == "phone_number_verified" || customForm.MatchString(name)
}

// own are the attributes that users may set themselves.
func (p *Pool) own(name string) bool {
	return slices.Contains(standard, name) || (customForm.MatchString(name) && slices.Contains(p.Writable, name))
}

// checkAttributes keeps names out that would be other claims of a token, such
// as "cognito:groups" or "sub".
func checkAttributes(attributes map[string]string, allowed func(string) bool) error {
	for name, v := range attributes {
		if !allowed(name) {
			return fmt.Errorf("attribute %.50q may not be set", name)
		}
		if len(v) > maxAttribute || !utf8.ValidString(v) {
			return fmt.Errorf("attribute %s has more than %d bytes", name, maxAttribute)
		}
	}
	return nil
}
