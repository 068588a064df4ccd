package cli

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/development"
)

// tokenFlags are the flags of `amplifygo token`.
type tokenFlags struct {
	user, sub, use, clientID string
	groups, claims           []string
	ttl                      time.Duration
	oidc                     bool
}

func tokenCommand(e *env) *cobra.Command {
	f := &tokenFlags{}
	cmd := &cobra.Command{
		Use:   "token",
		Short: "Mint a token of the development user pool",
		Long: `token prints a JSON Web Token signed with the development key in the
project's data folder. A server in development mode accepts it as a token of
its user pool, or with --oidc as one of the schema's OpenID Connect issuer.`,
		Example: `  amplifygo token --user alice
  amplifygo token --user carol --groups Admins,Editors
  amplifygo token --user alice --use id
  amplifygo token --user dave --oidc`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd, e) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.user, "user", "alice", "the user's name")
	flags.StringVar(&f.sub, "sub", "", "the user's sub (default: derived from the name)")
	flags.StringSliceVar(&f.groups, "groups", nil, "the user's groups, separated by commas")
	flags.StringVar(&f.use, "use", "access", "the kind of token: access or id")
	flags.DurationVar(&f.ttl, "ttl", time.Hour, "how long the token is valid; negative makes an expired one")
	flags.StringVar(&f.clientID, "client-id", "", "the app client (default: the development client, or the schema's with --oidc)")
	flags.StringArrayVar(&f.claims, "claim", nil, "a further claim as `NAME=VALUE`; VALUE is JSON or else a string; may be repeated")
	flags.BoolVar(&f.oidc, "oidc", false, "mint a token of the schema's OpenID Connect issuer")
	return cmd
}

func (f *tokenFlags) run(cmd *cobra.Command, e *env) error {
	settings, err := e.settings()
	if err != nil {
		return err
	}
	if use := devissuer.Use(f.use); use != devissuer.Access && use != devissuer.ID {
		return fmt.Errorf("unknown --use %q: access or id", f.use)
	}
	claims, err := parseClaims(f.claims)
	if err != nil {
		return err
	}
	request := devissuer.TokenRequest{
		Username: f.user, Sub: f.sub, Groups: f.groups, Use: devissuer.Use(f.use), TTL: f.ttl, ClientID: f.clientID, Claims: claims,
	}
	open := development.UserPool
	if f.oidc {
		open = development.OIDC
		if err := f.asOIDC(cmd, e, &request); err != nil {
			return err
		}
	}
	issuer, err := open(e.below(settings.Server.DataDir))
	if err != nil {
		return err
	}
	token, err := issuer.Mint(request)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(e.Stdout, token)
	return err
}

// asOIDC gives the token the issuer and the audience of the schema's
// OpenID Connect mode.
func (f *tokenFlags) asOIDC(cmd *cobra.Command, e *env, r *devissuer.TokenRequest) error {
	s, err := e.load(cmd.Context(), "")
	if err != nil {
		return err
	}
	mode := s.AuthModes.OIDC
	if mode == nil {
		return fmt.Errorf("the schema has no OpenID Connect mode: add oidcAuthorizationMode to defineData, or leave out --oidc")
	}
	if r.ClientID == "" {
		r.ClientID, _, _ = strings.Cut(mode.ClientID, "|")
	}
	for name, v := range map[string]any{"iss": mode.Issuer, "aud": r.ClientID} {
		if _, given := r.Claims[name]; !given && v != "" {
			r.Claims[name] = v
		}
	}
	return nil
}

func parseClaims(list []string) (map[string]any, error) {
	claims := map[string]any{}
	for _, c := range list {
		name, text, ok := strings.Cut(c, "=")
		if !ok || name == "" {
			return nil, fmt.Errorf("--claim %q: expected NAME=VALUE", c)
		}
		var v any
		if json.Unmarshal([]byte(text), &v) != nil {
			v = text
		}
		claims[name] = v
	}
	return claims, nil
}

// below makes a path of the settings absolute or relative to the project.
func (e *env) below(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(e.dir, path)
}
