package parser

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// hasAuth tells whether the project has an auth resource. backend.ts beside
// the data folder says so; a schema without one stands for a project that has it.
//
// backend.ts is not run: it is deployment code. esbuild takes types, comments
// and unused imports away, and what is left is read as text.
func hasAuth(p project) bool {
	amplify := filepath.Dir(filepath.Dir(p.entry))
	if filepath.Base(filepath.Dir(p.entry)) != "data" {
		return true
	}
	for _, name := range []string{"backend.ts", "backend.mts", "backend.js", "backend.mjs"} {
		text, err := os.ReadFile(filepath.Join(amplify, name))
		if err != nil {
			continue
		}
		plain := api.Transform(string(text), api.TransformOptions{
			Loader: api.LoaderTS, Format: api.FormatESModule, MinifyWhitespace: true, LegalComments: api.LegalCommentsNone, LogLevel: api.LogLevelSilent,
		})
		if len(plain.Errors) > 0 {
			return true
		}
		return namesAuth(string(plain.Code))
	}
	return true
}

var (
	authImport   = regexp.MustCompile(`from"[^"]*\bauth(/resource(\.[a-z]+)?)?"`)
	authResource = regexp.MustCompile(`\b(defineAuth|referenceAuth)\(`)
	backendCall  = regexp.MustCompile(`defineBackend\(\{`)
	authKey      = regexp.MustCompile(`(^|[,{])"?auth"?[,:}]`)
)

// namesAuth looks for auth among the resources of defineBackend, and for an
// import of an auth resource that is used.
func namesAuth(code string) bool {
	if authImport.MatchString(code) || authResource.MatchString(code) {
		return true
	}
	at := backendCall.FindStringIndex(code)
	if at == nil {
		// The resources are in a variable or there are none: take it that there is auth.
		return strings.Contains(code, "defineBackend(") && !strings.Contains(code, "defineBackend()")
	}
	rest := code[at[1]-1:]
	if end := strings.IndexByte(rest, '}'); end >= 0 {
		rest = rest[:end+1]
	}
	return authKey.MatchString(rest)
}
