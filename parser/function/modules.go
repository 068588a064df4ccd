package function

import (
	_ "embed"
	"encoding/json"

	"github.com/evanw/esbuild/pkg/api"
)

// Namespaces of the modules that are no files.
const (
	envSpace   = "amplify-env"
	dataSpace  = "amplify-data"
	typesSpace = "amplify-types"
)

// dataClient is @aws-amplify/backend/function/runtime; __introspection is
// declared before it.
//
//go:embed dataclient.js
var dataClient string

// modules gives Amplify's modules their meaning here.
func modules(introspection json.RawMessage) func(api.PluginBuild) {
	if len(introspection) == 0 {
		introspection = json.RawMessage("{}")
	}
	texts := map[string]string{
		envSpace:   "export const env = process.env;",
		dataSpace:  "const __introspection = " + string(introspection) + ";\n" + dataClient,
		typesSpace: "export {};",
	}
	return func(b api.PluginBuild) {
		for _, m := range []struct{ filter, space string }{
			{`^\$amplify/env/`, envSpace},
			{`^@aws-amplify/backend(-function|/function)/runtime$`, dataSpace},
			{`^aws-lambda$`, typesSpace},
		} {
			b.OnResolve(api.OnResolveOptions{Filter: m.filter}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
				return api.OnResolveResult{Path: a.Path, Namespace: m.space}, nil
			})
			b.OnLoad(api.OnLoadOptions{Filter: `.*`, Namespace: m.space}, func(api.OnLoadArgs) (api.OnLoadResult, error) {
				text := texts[m.space]
				return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
			})
		}
	}
}
