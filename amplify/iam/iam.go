// Package iam signs the requests of amplify clients with AWS credentials, for
// the identity pool and IAM auth modes. It is a package of its own so that only
// programs that sign link the AWS SDK's signer.
//
//	cfg, err := config.LoadDefaultConfig(ctx) // of aws-sdk-go-v2
//	c, err := client.New(amplify.FromOutputs("amplify_outputs.json"),
//		amplify.WithSigner(iam.NewSigner(cfg.Credentials)))
package iam

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"time"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// service is the name of AppSync in the scope of signatures.
const service = "appsync"

// NewSigner signs with the credentials that the provider gives for each
// request. Wrap a provider that does not cache in aws.NewCredentialsCache.
func NewSigner(credentials aws.CredentialsProvider) amplify.Signer {
	return &signer{credentials: credentials, v4: v4.NewSigner(), now: time.Now}
}

type signer struct {
	credentials aws.CredentialsProvider
	v4          *v4.Signer
	now         func() time.Time
}

// Sign signs every header of the request, the host and the body.
func (s *signer) Sign(ctx context.Context, r amplify.SignRequest) (http.Header, error) {
	c, err := s.credentials.Retrieve(ctx)
	if err != nil {
		return nil, fmt.Errorf("retrieving AWS credentials: %w", err)
	}
	u := *r.URL // the signer writes to it
	req := &http.Request{Method: r.Method, URL: &u, Host: u.Host, Header: r.Header.Clone()}
	sum := sha256.Sum256(r.Body)
	if err := s.v4.SignHTTP(ctx, c, req, hex.EncodeToString(sum[:]), service, r.Region, s.now()); err != nil {
		return nil, err
	}
	out := http.Header{}
	for _, name := range []string{"Authorization", "X-Amz-Date", "X-Amz-Security-Token"} {
		if v := req.Header.Get(name); v != "" {
			out.Set(name, v)
		}
	}
	return out, nil
}
