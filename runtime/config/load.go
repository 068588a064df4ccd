package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// FileName is the name of the settings file in a project's root.
const FileName = "amplifygo.yaml"

// Load reads amplifygo.yaml in dir, where there is one, applies the variables
// that getenv knows, fills in defaults and checks the whole. Errors name the
// setting, its place and what is accepted.
func Load(dir string, getenv func(string) string) (*File, error) {
	f := &File{}
	name := filepath.Join(dir, FileName)
	text, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err := Parse(text, f); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	modeGiven := f.Mode != "" || getenv("AMPLIFYGO_MODE") != ""
	if err := f.applyEnv(getenv); err != nil {
		return nil, err
	}
	f.setDefaults()
	return f, f.check(modeGiven)
}

// Parse decodes the text of amplifygo.yaml into f. Unknown keys are errors.
func Parse(text []byte, f *File) error {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(f); err != nil && !errors.Is(err, io.EOF) {
		return explain(err)
	}
	return nil
}

// variable is one AMPLIFYGO_* variable and the setting it stands for.
type variable struct {
	name string
	set  func(f *File, v string) error
}

func text(target func(*File) *string) func(*File, string) error {
	return func(f *File, v string) error { *target(f) = v; return nil }
}

func list(target func(*File) *[]string) func(*File, string) error {
	return func(f *File, v string) error {
		*target(f) = splitList(v)
		return nil
	}
}

func flag(target func(*File) **bool) func(*File, string) error {
	return func(f *File, v string) error {
		b, err := strconv.ParseBool(v)
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", v)
		}
		*target(f) = &b
		return nil
	}
}

func plainFlag(target func(*File) *bool) func(*File, string) error {
	return func(f *File, v string) error {
		var b *bool
		if err := flag(func(*File) **bool { return &b })(f, v); err != nil {
			return err
		}
		*target(f) = *b
		return nil
	}
}

func splitList(v string) []string {
	var out []string
	for _, s := range strings.Split(v, ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

var variables = []variable{
	{"AMPLIFYGO_MODE", func(f *File, v string) error { f.Mode = Mode(v); return nil }},
	{"AMPLIFYGO_LISTEN", text(func(f *File) *string { return &f.Server.Listen })},
	{"AMPLIFYGO_URL", text(func(f *File) *string { return &f.Server.URL })},
	{"AMPLIFYGO_ORIGINS", list(func(f *File) *[]string { return &f.Server.Origins })},
	{"AMPLIFYGO_DATA_DIR", text(func(f *File) *string { return &f.Server.DataDir })},
	{"AMPLIFYGO_TLS_CERT", text(func(f *File) *string { return &f.Server.TLSCert })},
	{"AMPLIFYGO_TLS_KEY", text(func(f *File) *string { return &f.Server.TLSKey })},
	{"AMPLIFYGO_INTROSPECTION", flag(func(f *File) **bool { return &f.Server.Introspection })},
	{"AMPLIFYGO_SECRET", text(func(f *File) *string { return &f.Server.Secret })},
	{"AMPLIFYGO_DATABASE_URL", text(func(f *File) *string { return &f.Database.URL })},
	{"AMPLIFYGO_MIGRATE", text(func(f *File) *string { return &f.Database.Migrate })},
	{"AMPLIFYGO_SCAN_PAGES", plainFlag(func(f *File) *bool { return &f.Database.ScanPages })},
	{"AMPLIFYGO_REGION", text(func(f *File) *string { return &f.Region })},
	{"AMPLIFYGO_AI_PROVIDER", text(func(f *File) *string { return &f.AI.Provider })},
	{"AMPLIFYGO_AI_URL", text(func(f *File) *string { return &f.AI.URL })},
	{"AMPLIFYGO_AI_REGION", text(func(f *File) *string { return &f.AI.Region })},
	{"AMPLIFYGO_AI_API_KEY", text(func(f *File) *string { return &f.AI.APIKey })},
	{"AMPLIFYGO_AI_MODEL", func(f *File, v string) error { f.anyModel(v); return nil }},
	{"AMPLIFYGO_USER_POOL_ISSUER", func(f *File, v string) error { f.pool().Issuer = v; return nil }},
	{"AMPLIFYGO_USER_POOL_CLIENT_IDS", func(f *File, v string) error { f.pool().ClientIDs = splitList(v); return nil }},
	{"AMPLIFYGO_USER_POOL_JWKS", func(f *File, v string) error { f.pool().JWKS = v; return nil }},
	{"AMPLIFYGO_OIDC_ISSUER", text(func(f *File) *string { return &f.oidc().Issuer })},
	{"AMPLIFYGO_OIDC_CLIENT_ID", text(func(f *File) *string { return &f.oidc().ClientID })},
	{"AMPLIFYGO_OIDC_JWKS", text(func(f *File) *string { return &f.oidc().JWKS })},
	{"AMPLIFYGO_API_KEYS", list(func(f *File) *[]string { return &f.Auth.APIKeys })},
	{"AMPLIFYGO_API_KEYS_FILE", text(func(f *File) *string { return &f.Auth.APIKeysFile })},
	{"AMPLIFYGO_CREDENTIALS_FILE", text(func(f *File) *string { return &f.Auth.Credentials })},
	{"AMPLIFYGO_IDENTITY_POOL_ID", text(func(f *File) *string { return &f.Auth.IdentityPool.ID })},
	{"AMPLIFYGO_IDENTITY_POOL_GUESTS", flag(func(f *File) **bool { return &f.Auth.IdentityPool.Guests })},
	{"AMPLIFYGO_AUTHORIZER_URL", text(func(f *File) *string { return &f.Auth.Authorizer })},
	{"AMPLIFYGO_DEVELOPMENT_ISSUER", flag(func(f *File) **bool { return &f.Auth.Development })},
	{"AMPLIFYGO_SIGN_IN", plainFlag(func(f *File) *bool { return &f.Auth.SignIn })},
	{"AMPLIFYGO_FUNCTIONS_URL", func(f *File, v string) error { f.allFunctions(v); return nil }},
	{"AMPLIFYGO_BROKER", text(func(f *File) *string { return &f.Realtime.Broker })},
}

func (f *File) pool() *UserPool {
	if len(f.Auth.UserPools) == 0 {
		f.Auth.UserPools = []UserPool{{}}
	}
	return &f.Auth.UserPools[0]
}

func (f *File) oidc() *OIDC {
	if f.Auth.OIDC == nil {
		f.Auth.OIDC = &OIDC{}
	}
	return f.Auth.OIDC
}

// anyModel names the model for all that the file does not name.
func (f *File) anyModel(name string) {
	if f.AI.Models == nil {
		f.AI.Models = map[string]string{}
	}
	f.AI.Models["*"] = name
}

func (f *File) applyEnv(getenv func(string) string) error {
	for _, v := range variables {
		value := getenv(v.name)
		if value == "" {
			continue
		}
		if err := v.set(f, value); err != nil {
			return fmt.Errorf("%s: %w", v.name, err)
		}
	}
	return nil
}

func (f *File) setDefaults() {
	def := func(s *string, v string) {
		if *s == "" {
			*s = v
		}
	}
	yes := true
	def(&f.Out, "gen")
	def(&f.Outputs, "amplify_outputs.json")
	def((*string)(&f.Mode), string(Development))
	def(&f.Server.Listen, "127.0.0.1:20002")
	def(&f.Server.DataDir, ".amplifygo")
	def(&f.Region, "us-east-1")
	def(&f.Realtime.Broker, "memory")
	def(&f.Auth.IdentityPool.ID, DefaultIdentityPool)
	def(&f.Database.URL, "sqlite:"+filepath.ToSlash(filepath.Join(f.Server.DataDir, "data.db")))
	if f.Server.URL == "" {
		scheme := "http"
		if f.Server.TLSCert != "" {
			scheme = "https"
		}
		f.Server.URL = scheme + "://" + f.Server.Listen + "/graphql"
	}
	if f.Mode == Development {
		def(&f.Database.Migrate, "auto")
		if f.Auth.Development == nil {
			f.Auth.Development = &yes
		}
	}
	def(&f.Database.Migrate, "verify")
	if f.Server.Introspection == nil {
		f.Server.Introspection = &yes
	}
	if f.Auth.IdentityPool.Guests == nil {
		f.Auth.IdentityPool.Guests = &yes
	}
	if f.Auth.Development == nil {
		f.Auth.Development = new(bool)
	}
	f.Limits.setDefaults()
	f.Realtime.setDefaults()
}

func (l *Limits) setDefaults() {
	if l.BodyBytes == 0 {
		l.BodyBytes = 1 << 20
	}
	if l.Timeout == 0 {
		l.Timeout = Duration(30 * time.Second)
	}
}

func (r *Realtime) setDefaults() {
	if r.KeepAlive == 0 {
		r.KeepAlive = Duration(time.Minute)
	}
	if r.MaxSubscriptions == 0 {
		r.MaxSubscriptions = 200
	}
	if r.Queue == 0 {
		r.Queue = 256
	}
}

// Loopback reports whether the listen address can only be reached from this machine.
func (f *File) Loopback() bool {
	host, _, err := net.SplitHostPort(f.Server.Listen)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
