package sigv4

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/auth/filewatch"
)

// AccessKey is a long-lived access key of a server or a test.
type AccessKey struct {
	AccessKeyID     string `json:"accessKeyId"`
	SecretAccessKey string `json:"secretAccessKey"`
	// Role is who signs with the key: "admin" (may do everything, as a plain
	// IAM role on AppSync), "authenticated" or "guest" (as a signed-in or guest
	// identity of the identity pool), or "function:<name>" (the function's role
	// of allow.resource).
	Role string `json:"role"`
	// IdentityID is the identity of authenticated and guest; optional.
	IdentityID string `json:"identityId,omitempty"`
}

const (
	// minSecret is the least length of a secret, in bytes. AWS's have 40.
	minSecret      = 16
	functionPrefix = "function:"
)

var functionForm = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,140}$`)

func (k AccessKey) credential() (*Credential, error) {
	if !accessKeyForm.MatchString(k.AccessKeyID) {
		return nil, errors.New("accessKeyId must be letters, digits, _ and -")
	}
	if len(k.SecretAccessKey) < minSecret {
		return nil, fmt.Errorf("secretAccessKey must have at least %d characters", minSecret)
	}
	c := &Credential{Secret: k.SecretAccessKey, IdentityID: k.IdentityID}
	switch {
	case k.Role == "admin":
		c.Principal = auth.Admin
	case k.Role == "authenticated":
		c.Principal = auth.Authenticated
	case k.Role == "guest":
		c.Principal = auth.Guest
	case strings.HasPrefix(k.Role, functionPrefix):
		c.Principal, c.Function = auth.FunctionRole, strings.TrimPrefix(k.Role, functionPrefix)
		if !functionForm.MatchString(c.Function) {
			return nil, errors.New(`role: the function's name must follow "function:"`)
		}
	default:
		return nil, fmt.Errorf("role is %q: expected admin, authenticated, guest or function:<name>", k.Role)
	}
	if c.IdentityID != "" && c.Principal != auth.Authenticated && c.Principal != auth.Guest {
		return nil, errors.New("identityId is for the roles authenticated and guest only")
	}
	return c, nil
}

// keyring are access keys by id.
type keyring map[string]*Credential

func newKeyring(keys []AccessKey) (keyring, error) {
	ring := keyring{}
	for i, k := range keys {
		c, err := k.credential()
		if err != nil {
			return nil, fmt.Errorf("access key %d: %w", i+1, err)
		}
		if ring[k.AccessKeyID] != nil {
			return nil, fmt.Errorf("access key %d: %s is there twice", i+1, k.AccessKeyID)
		}
		ring[k.AccessKeyID] = c
	}
	return ring, nil
}

// Credential implements Store.
func (r keyring) Credential(_ context.Context, accessKeyID, sessionToken string) (*Credential, error) {
	c := r[accessKeyID]
	if c == nil || sessionToken != "" {
		return nil, ErrUnknown
	}
	return c, nil
}

// NewKeys makes a fixed store of access keys.
func NewKeys(keys []AccessKey) (Store, error) {
	ring, err := newKeyring(keys)
	if err != nil {
		return nil, fmt.Errorf("sigv4: %w", err)
	}
	return ring, nil
}

// KeyFile are the access keys of a JSON file, a list of AccessKey, read again
// when it changes. It implements Store.
type KeyFile struct{ file *filewatch.File[keyring] }

// OpenKeys reads the file for the first time; then it has to be right. changed
// hears about later reads, which leave the keys as they were if they fail; it
// may be nil.
func OpenKeys(path string, changed func(error)) (*KeyFile, error) {
	f, err := filewatch.Open(path, parseKeys, changed)
	if err != nil {
		return nil, fmt.Errorf("sigv4: access keys: %w", err)
	}
	return &KeyFile{f}, nil
}

// Credential implements Store.
func (f *KeyFile) Credential(ctx context.Context, accessKeyID, sessionToken string) (*Credential, error) {
	return f.file.Value().Credential(ctx, accessKeyID, sessionToken)
}

// Look reads the file again if it changed, without waiting for the next look.
func (f *KeyFile) Look() { f.file.Look() }

func parseKeys(data []byte) (keyring, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var keys []AccessKey
	if err := d.Decode(&keys); err != nil {
		return nil, fmt.Errorf(`expected a list like [{"accessKeyId": "…", "secretAccessKey": "…", "role": "admin"}]: %w`, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("text after the list of access keys")
	}
	return newKeyring(keys)
}
