// Package devissuer is a user pool's token issuer for development: an RSA key in
// a file, the two documents by which verifiers find it, and tokens with the
// claims that a Cognito user pool writes. Whoever can read the key file or call
// Mint can be anybody, so it is for one's own machine only; sign-up and sign-in
// over the network are package userpool's.
package devissuer

import (
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"

	"github.com/amplifygo/amplifygo/runtime/auth/jwt"
)

// Config configures an issuer.
type Config struct {
	// KeyFile is where the RSA key is, in PEM; it is made if it does not exist.
	// Nobody but its owner may have access to it.
	KeyFile string
	// URL is the address under which the handler is mounted, without a slash at
	// the end, such as "http://127.0.0.1:20002/cognito".
	URL string
	// PoolID is the pool's id, "<region>_<name>"; tokens are issued by
	// URL + "/" + PoolID.
	PoolID string
	// ClientID is the pool's app client, used where a request names none.
	ClientID string
	// Now is the clock; nil for time.Now.
	Now func() time.Time
}

// Issuer signs tokens. It is safe for concurrent use.
type Issuer struct {
	config Config
	key    *rsa.PrivateKey
	signer jwk.Key // the private key with its id
	public jwk.Set
}

// poolID is the form that Cognito's clients can take apart: they cut the
// region from it, and the name is part of a password's hash (SRP).
var poolID = regexp.MustCompile(`^[a-z0-9-]+_[0-9a-zA-Z]+$`)

// Open reads or makes the key. Errors name the setting.
func Open(c Config) (*Issuer, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || u.RawQuery != "" || strings.HasSuffix(c.URL, "/") {
		return nil, fmt.Errorf("devissuer: URL is %q: expected an address without slash at the end, such as http://127.0.0.1:20002/cognito", c.URL)
	}
	if !poolID.MatchString(c.PoolID) {
		return nil, fmt.Errorf("devissuer: PoolID is %q: expected <region>_<letters and digits>, such as us-east-1_dev", c.PoolID)
	}
	if c.ClientID == "" {
		return nil, errors.New("devissuer: ClientID is missing: name the app client, such as \"dev\"")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	i := &Issuer{config: c}
	if i.key, err = loadKey(c.KeyFile); err != nil {
		return nil, fmt.Errorf("devissuer: %w", err)
	}
	return i, i.prepare()
}

// prepare derives the published key set from the private key.
func (i *Issuer) prepare() error {
	signer, err := jwk.Import(i.key)
	if err != nil {
		return fmt.Errorf("devissuer: %w", err)
	}
	public, err := jwk.PublicKeyOf(signer)
	if err != nil {
		return fmt.Errorf("devissuer: %w", err)
	}
	if err := jwk.AssignKeyID(public); err != nil {
		return fmt.Errorf("devissuer: %w", err)
	}
	id, _ := public.KeyID()
	err = errors.Join(
		signer.Set(jwk.KeyIDKey, id),
		public.Set(jwk.AlgorithmKey, jwa.RS256()),
		public.Set(jwk.KeyUsageKey, "sig"),
	)
	i.signer, i.public = signer, jwk.NewSet()
	return errors.Join(err, i.public.AddKey(public))
}

// Issuer is the iss of the tokens.
func (i *Issuer) Issuer() string { return i.config.URL + "/" + i.config.PoolID }

// PoolID is the pool's id.
func (i *Issuer) PoolID() string { return i.config.PoolID }

// ClientID is the app client that is used where a request names none.
func (i *Issuer) ClientID() string { return i.config.ClientID }

// Pool gives the settings by which a verifier in the same process accepts the
// issuer's tokens, without a request to itself.
func (i *Issuer) Pool(clientIDs ...string) (jwt.Pool, error) {
	keys, err := jwt.Static(i.public)
	if len(clientIDs) == 0 {
		clientIDs = []string{i.config.ClientID}
	}
	return jwt.Pool{Issuer: i.Issuer(), ClientIDs: clientIDs, Keys: keys}, err
}

// Handler serves GET /<pool id>/.well-known/jwks.json and openid-configuration,
// relative to URL; the caller strips URL's path.
func (i *Issuer) Handler() http.Handler {
	mux := http.NewServeMux()
	base := "GET /" + i.config.PoolID + "/.well-known/"
	mux.Handle(base+"jwks.json", document(i.public))
	mux.Handle(base+"openid-configuration", document(map[string]any{
		"issuer":                                i.Issuer(),
		"jwks_uri":                              i.Issuer() + "/.well-known/jwks.json",
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"response_types_supported":              []string{"token"},
		"subject_types_supported":               []string{"public"},
		"token_endpoint_auth_methods_supported": []string{"none"},
	}))
	return mux
}

func document(v any) http.Handler {
	body, err := json.Marshal(v)
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if err != nil {
			http.Error(w, "document not available", http.StatusInternalServerError)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Cache-Control", "max-age=60")
		_, _ = w.Write(body)
	})
}
