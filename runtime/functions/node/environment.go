package node

import (
	"maps"
	"os"
	"slices"
	"strconv"
)

// inherited are the variables that a function gets of the server's own. The
// rest, the server's secrets above all, is not the function's business.
var inherited = []string{
	"PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "SystemRoot", "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS",
	"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
}

// variables is the environment of a function's processes, as NAME=value.
func variables(f Function, s Settings, server map[string]string, getenv func(string) string) []string {
	all := map[string]string{
		"TZ":                       ":UTC",
		"AWS_LAMBDA_FUNCTION_NAME": f.Name, "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": strconv.Itoa(f.MemoryMB),
		"AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/" + f.Name, "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand", "_HANDLER": "index.handler",
	}
	for _, name := range inherited {
		if v, ok := os.LookupEnv(name); ok {
			all[name] = v
		}
	}
	maps.Copy(all, server)
	maps.Copy(all, f.Environment)
	for name, secret := range f.Secrets {
		if v := getenv(secret); secret != "" && v != "" {
			all[name] = v
		}
	}
	maps.Copy(all, s.Environment)
	out := make([]string, 0, len(all))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		out = append(out, name+"="+all[name])
	}
	return out
}
