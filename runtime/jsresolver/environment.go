package jsresolver

import (
	"encoding/json"
	"log/slog"
	"regexp"
	"slices"
	"strings"

	"github.com/dop251/goja"
)

// environment is ctx.env: the same object for all scripts of a request, which
// none of them can change.
func (w *world) environment() (goja.Value, error) {
	if w.env == nil {
		text, err := json.Marshal(w.r.Env)
		if err != nil || w.r.Env == nil {
			text = []byte("{}")
		}
		v, err := w.decode(text)
		if err != nil {
			return nil, err
		}
		if w.env, err = w.freeze(goja.Undefined(), v); err != nil {
			return nil, err
		}
	}
	return w.env, nil
}

// Where a script reads ctx.env: a variable of it, all of it, or a part that it
// takes out of ctx.
var (
	readsVariable    = regexp.MustCompile(`\b(?:ctx|context)\d*\s*\??\.\s*env\s*(?:\??\.\s*([A-Za-z]\w*)|\??\.?\[\s*["']([A-Za-z]\w*)["']\s*\])`)
	readsEnvironment = regexp.MustCompile(`\b(?:ctx|context)\d*\s*\??\.\s*env\b|\{[^{}=;]*\benv\b[^;]*?\}\s*=\s*(?:ctx|context)\d*\b|(?:request|response)\d*\s*\(\s*\{[^{}]*\benv\b`)
)

// unset are the variables that a script reads and that are not configured, as
// far as its text tells their names. It reports false where the script has all
// that it reads.
func unset(text string, env map[string]string) (names []string, lacks bool) {
	text, _, _ = strings.Cut(text, sourceMapMark)
	for _, m := range readsVariable.FindAllStringSubmatch(text, -1) {
		name := m[1] + m[2]
		if _, ok := env[name]; !ok && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, len(names) > 0 || len(env) == 0 && readsEnvironment.MatchString(text)
}

// warnUnset logs what the resolvers will not find in ctx.env, where reading
// gives undefined without an error.
func (r *Runtime) warnUnset() {
	for entry, text := range r.Texts {
		if names, lacks := unset(text, r.Env); lacks {
			r.Logger.Warn("a JavaScript resolver reads variables of ctx.env that have no value: set them by server.environmentVariables in amplifygo.yaml",
				slog.String("resolver", entry), slog.String("variables", strings.Join(names, ", ")))
		}
	}
}
