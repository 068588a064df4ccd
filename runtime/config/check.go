package config

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// SettingError is a missing or contradictory setting.
type SettingError struct {
	// Setting is the key in amplifygo.yaml and Variable the environment
	// variable; either may be empty.
	Setting, Variable string
	Problem           string
}

// Error names the setting and what is wrong with it.
func (e *SettingError) Error() string {
	name := e.Setting
	if e.Variable != "" {
		name += " (" + e.Variable + ")"
	}
	return name + ": " + e.Problem
}

// Problems are the problems that an error is made of by errors.Join, each to be
// told by itself. An error that says something around others is one.
func Problems(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	if whole := errors.Join(joined.Unwrap()...); whole == nil || whole.Error() != err.Error() {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, Problems(e)...)
	}
	return all
}

// check gives all problems at once: a server is not set up by starting it once
// for each setting.
func (f *File) check(modeGiven bool) error {
	if err := f.checkMode(); err != nil {
		return err // the others depend on it
	}
	checks := []func() error{
		f.checkServer, f.checkEnvironment, f.checkDatabase, f.checkAuth, f.checkBroker, f.checkLimits, f.checkFunctions, f.checkDataSources, f.checkAI,
		func() error { return f.checkExposure(modeGiven) },
	}
	var all []error
	for _, c := range checks {
		all = append(all, c())
	}
	return errors.Join(all...)
}

func (f *File) checkMode() error {
	if f.Mode != Development && f.Mode != Production {
		return &SettingError{"mode", "AMPLIFYGO_MODE", fmt.Sprintf("%q is neither development nor production", f.Mode)}
	}
	return nil
}

func (f *File) checkServer() error {
	if err := f.checkListen(); err != nil {
		return err
	}
	u, err := url.Parse(f.Server.URL)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return &SettingError{"server.url", "AMPLIFYGO_URL", fmt.Sprintf("%q is not an http or https address", f.Server.URL)}
	}
	if u.RawQuery != "" {
		return &SettingError{"server.url", "AMPLIFYGO_URL", "has a query string, which breaks the address of the realtime endpoint that clients derive from it"}
	}
	if err := f.checkOrigins(); err != nil {
		return err
	}
	if (f.Server.TLSCert == "") != (f.Server.TLSKey == "") {
		return &SettingError{"server.tlsCert and server.tlsKey", "AMPLIFYGO_TLS_CERT, AMPLIFYGO_TLS_KEY", "give both or neither"}
	}
	if f.Server.Secret != "" && len(f.Server.Secret) < 32 {
		return &SettingError{"server.secret", "AMPLIFYGO_SECRET", "is shorter than 32 characters"}
	}
	if f.Server.Secret == "" && f.Mode == Production {
		return &SettingError{"server.secret", "AMPLIFYGO_SECRET", "is missing: it seals page tokens and session tokens, and must be the same on every replica"}
	}
	return nil
}

func (f *File) checkListen() error {
	_, port, err := net.SplitHostPort(f.Server.Listen)
	if err != nil {
		return &SettingError{"server.listen", "AMPLIFYGO_LISTEN", fmt.Sprintf("%q is not host:port", f.Server.Listen)}
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return &SettingError{"server.listen", "AMPLIFYGO_LISTEN", fmt.Sprintf("the port of %q is not a number from 0 to 65535", f.Server.Listen)}
	}
	return nil
}

func (f *File) checkDataSources() error {
	for _, name := range slices.Sorted(maps.Keys(f.DataSources)) {
		if address := f.DataSources[name].URL; !isHTTP(address) {
			return &SettingError{"dataSources." + name + ".url", "", fmt.Sprintf("%q is not an http or https address", address)}
		}
	}
	return nil
}

// isHTTP reports whether a text is an absolute http or https address.
func isHTTP(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}

func (f *File) checkAI() error {
	if f.AI.URL != "" && !isHTTP(f.AI.URL) {
		return &SettingError{"ai.url", "AMPLIFYGO_AI_URL", fmt.Sprintf("%q is not an http or https address", f.AI.URL)}
	}
	return nil
}

func (f *File) checkOrigins() error {
	if len(f.Server.Origins) > 0 && f.Mode == Production {
		return &SettingError{"server.origins", "AMPLIFYGO_ORIGINS", "is for development only: in production web pages of all origins are answered, as AppSync does"}
	}
	for _, o := range f.Server.Origins {
		if u, err := url.Parse(o); o != "*" && o != "null" && (err != nil || u.Host == "" || u.Scheme+"://"+u.Host != o) {
			return &SettingError{"server.origins", "AMPLIFYGO_ORIGINS", fmt.Sprintf("%q is not an origin: expected scheme://host or scheme://host:port", o)}
		}
	}
	return nil
}

func (f *File) checkDatabase() error {
	if !strings.HasPrefix(f.Database.URL, "sqlite:") && !strings.HasPrefix(f.Database.URL, "postgres://") && !strings.HasPrefix(f.Database.URL, "postgresql://") {
		return &SettingError{"database.url", "AMPLIFYGO_DATABASE_URL", "starts with neither sqlite: nor postgres://"}
	}
	if strings.TrimPrefix(f.Database.URL, "sqlite:") == "" {
		return &SettingError{"database.url", "AMPLIFYGO_DATABASE_URL", "names no file: write sqlite:<path>"}
	}
	if f.Database.Migrate != "auto" && f.Database.Migrate != "verify" {
		return &SettingError{"database.migrate", "AMPLIFYGO_MIGRATE", fmt.Sprintf("%q is neither auto nor verify", f.Database.Migrate)}
	}
	return nil
}

func (f *File) checkAuth() error {
	for i, p := range f.Auth.UserPools {
		if p.Issuer == "" {
			return &SettingError{fmt.Sprintf("auth.userPools[%d].issuer", i), "AMPLIFYGO_USER_POOL_ISSUER", "is missing"}
		}
		if len(p.ClientIDs) == 0 && f.Mode == Production {
			return &SettingError{fmt.Sprintf("auth.userPools[%d].clientIds", i), "AMPLIFYGO_USER_POOL_CLIENT_IDS", "is missing: without it any application of the pool could sign in"}
		}
	}
	if f.Auth.SignIn && !*f.Auth.Development {
		return &SettingError{"auth.signIn", "AMPLIFYGO_SIGN_IN", "needs the development issuer (auth.development)"}
	}
	if f.Mode == Production {
		if *f.Auth.Development {
			return &SettingError{"auth.development", "AMPLIFYGO_DEVELOPMENT_ISSUER", "the development issuer cannot run in production"}
		}
		for _, k := range f.Auth.APIKeys {
			if k == DevelopmentAPIKey {
				return &SettingError{"auth.apiKeys", "AMPLIFYGO_API_KEYS", "holds the development key, which everybody knows"}
			}
		}
	}
	return nil
}

func (f *File) checkBroker() error {
	b := f.Realtime.Broker
	switch {
	case b == "memory", strings.HasPrefix(b, "nats://"), strings.HasPrefix(b, "tls://"):
		return nil
	case b == "postgres":
		if strings.HasPrefix(f.Database.URL, "sqlite:") {
			return &SettingError{"realtime.broker", "AMPLIFYGO_BROKER", "postgres needs a PostgreSQL database.url"}
		}
		return nil
	}
	return &SettingError{"realtime.broker", "AMPLIFYGO_BROKER", fmt.Sprintf("%q is none of memory, nats://…, postgres", b)}
}

func (f *File) checkLimits() error {
	var problems []error
	for _, l := range []struct {
		key   string
		value int64
	}{
		{"limits.bodyBytes", int64(f.Limits.BodyBytes)},
		{"limits.depth", int64(f.Limits.Depth)},
		{"limits.timeout", int64(f.Limits.Timeout)},
		{"realtime.maxSubscriptions", int64(f.Realtime.MaxSubscriptions)},
		{"realtime.queue", int64(f.Realtime.Queue)},
		{"realtime.keepAlive", int64(f.Realtime.KeepAlive)},
	} {
		if l.value < 0 {
			problems = append(problems, &SettingError{l.key, "", "is negative"})
		}
	}
	return errors.Join(problems...)
}

// checkExposure keeps a server whose keys everybody knows off the network,
// unless somebody has asked for it by name.
func (f *File) checkExposure(modeGiven bool) error {
	if f.checkListen() != nil {
		return nil // checkServer tells of it
	}
	if f.Mode == Development && !modeGiven && !f.Loopback() {
		return &SettingError{"server.listen", "AMPLIFYGO_LISTEN", fmt.Sprintf("%s is reachable from other machines, and a development server accepts keys that everybody knows: set AMPLIFYGO_MODE=production, or AMPLIFYGO_MODE=development if this is meant", f.Server.Listen)}
	}
	return nil
}

// wrongKind is the library's complaint about a value, with names of Go types.
var wrongKind = regexp.MustCompile("^line (\\d+): cannot unmarshal !!\\w+(?: `(.*)`)? into (\\S+)$")

// expected says what belongs in a place of a Go type.
func expected(goType string) string {
	switch goType = strings.TrimLeft(goType, "*"); {
	case strings.HasPrefix(goType, "[]"):
		return "a list"
	case strings.HasPrefix(goType, "int"):
		return "a whole number"
	case goType == "bool":
		return "true or false"
	case goType == "string", goType == "config.Mode":
		return "a text"
	}
	return "keys with values"
}

var unknownKey = regexp.MustCompile(`line (\d+): field (\S+) not found in type config\.(\w+)`)

// explain puts an error of the YAML library into the user's words.
func explain(err error) error {
	var typeErr *yamlTypeError
	if !errors.As(err, &typeErr) {
		return err
	}
	msgs := make([]string, 0, len(typeErr.Errors))
	for _, m := range typeErr.Errors {
		if g := unknownKey.FindStringSubmatch(m); g != nil {
			m = fmt.Sprintf("line %s: unknown key %q", g[1], g[2])
			if near := nearest(g[2], keysOf(g[3])); near != "" {
				m += fmt.Sprintf(", did you mean %q?", near)
			}
		} else if g := wrongKind.FindStringSubmatch(m); g != nil {
			m = fmt.Sprintf("line %s: expected %s", g[1], expected(g[3]))
			if g[2] != "" {
				m += ", not " + g[2]
			}
		}
		msgs = append(msgs, m)
	}
	return errors.New(strings.Join(msgs, "; "))
}
