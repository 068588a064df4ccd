package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/amplifygo/amplifygo/runtime/auth/sigv4"
)

// functionKey is the access key of the role of a function that runs in Node.
// It follows from the server's secret, so that every replica knows it.
func (b *Backend) functionKey(name string) (sigv4.AccessKey, error) {
	secret, err := b.derive("access key of the function " + name)
	if err != nil {
		return sigv4.AccessKey{}, err
	}
	id := sha256.Sum256([]byte(name))
	return sigv4.AccessKey{
		AccessKeyID: "AGFN" + hex.EncodeToString(id[:8]), SecretAccessKey: hex.EncodeToString(secret), Role: "function:" + name,
	}, nil
}

// functionKeys are the access keys of the functions that the program brings
// and that may call the API; nil for none.
func (b *Backend) functionKeys() (sigv4.Store, error) {
	var keys []sigv4.AccessKey
	for _, f := range b.app.Node {
		for _, a := range b.schema.Access {
			if a.Function != f.Name {
				continue
			}
			key, err := b.functionKey(f.Name)
			if err != nil {
				return nil, err
			}
			keys = append(keys, key)
			break
		}
	}
	if len(keys) == 0 {
		return nil, nil
	}
	return sigv4.NewKeys(keys)
}

// bothKeys asks one store after the other.
type bothKeys [2]sigv4.Store

// Credential implements sigv4.Store.
func (b bothKeys) Credential(ctx context.Context, accessKeyID, sessionToken string) (*sigv4.Credential, error) {
	c, err := b[0].Credential(ctx, accessKeyID, sessionToken)
	if err != nil {
		return b[1].Credential(ctx, accessKeyID, sessionToken)
	}
	return c, nil
}
