package bundle

import (
	"encoding/json"
	"strings"
)

// exportsOf gives the members of the language that a package exports, or nil
// for a package that is none of Amplify's. Types need no entry: esbuild drops
// imports that are used as types only.
func exportsOf(specifier string) []string {
	switch specifier {
	case "@aws-amplify/backend":
		return []string{"a", "defineData", "defineFunction", "defineAuth", "referenceAuth", "defineStorage", "defineBackend", "secret", "ampx"}
	case "@aws-amplify/data-schema", "@aws-amplify/amplify-api-next-alpha": // the latter is its first name
		return []string{"a"}
	case "@aws-amplify/data-schema/internals":
		return []string{"a", "configure"}
	case "@aws-amplify/backend-data", "@aws-amplify/backend-graphql": // the same
		return []string{"defineData"}
	case "@aws-amplify/backend-function":
		return []string{"defineFunction"}
	case "@aws-amplify/backend-auth":
		return []string{"defineAuth", "referenceAuth"}
	case "@aws-amplify/backend-storage":
		return []string{"defineStorage"}
	case "@aws-amplify/backend-secret":
		return []string{"secret"}
	case "@aws-amplify/backend-ai/conversation":
		return []string{"defineConversationHandlerFunction"}
	}
	return nil
}

// virtualModule is the text of a module of the language. A named export for
// each member lets esbuild report a misspelt import at its place.
func virtualModule(specifier string) string {
	var b strings.Builder
	for _, name := range exportsOf(specifier) {
		b.WriteString("export var " + name + " = " + HostName + "." + name + ";\n")
	}
	return b.String()
}

// hostPackage reports whether a package is never read, even where it is
// installed: it belongs to deployment or to the host machine, and is large or
// has effects.
func hostPackage(specifier string) bool {
	if strings.HasPrefix(specifier, "node:") || nodeModules[first(specifier)] {
		return true
	}
	for _, p := range []string{"aws-cdk-lib", "constructs", "@aws-cdk/", "@aws-sdk/", "@smithy/", "@aws-amplify/", "aws-amplify", "aws-sdk", "dotenv", "esbuild", "typescript"} {
		if specifier == p || strings.HasPrefix(specifier, strings.TrimSuffix(p, "/")+"/") {
			return true
		}
	}
	return strings.HasPrefix(specifier, "$amplify/")
}

func first(specifier string) string {
	head, _, _ := strings.Cut(specifier, "/")
	return head
}

// nodeModules are the modules built into Node.
var nodeModules = map[string]bool{
	"assert": true, "async_hooks": true, "buffer": true, "child_process": true, "cluster": true, "console": true, "constants": true,
	"crypto": true, "dgram": true, "diagnostics_channel": true, "dns": true, "domain": true, "events": true, "fs": true, "http": true,
	"http2": true, "https": true, "inspector": true, "module": true, "net": true, "os": true, "path": true, "perf_hooks": true,
	"process": true, "punycode": true, "querystring": true, "readline": true, "repl": true, "stream": true, "string_decoder": true,
	"sys": true, "timers": true, "tls": true, "tty": true, "url": true, "util": true, "v8": true, "vm": true, "wasi": true,
	"worker_threads": true, "zlib": true,
}

func quote(s string) string {
	b, _ := json.Marshal(s) // a string always marshals
	return string(b)
}
