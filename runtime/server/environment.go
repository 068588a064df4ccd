package server

import (
	"errors"
	"log/slog"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/config"
)

// environment gives the API's environment variables, ctx.env of JavaScript
// resolvers. One that has no value stops the start in production.
func (b *Backend) environment() (map[string]string, error) {
	values, missing, err := b.settings.Server.Environment(b.app.Getenv)
	if err != nil {
		return nil, err
	}
	if b.settings.Mode != config.Production {
		if len(missing) > 0 {
			b.log.Warn("variables of server.environmentVariables have no value, neither in "+config.FileName+" nor in the server's environment", slog.String("variables", strings.Join(missing, ", ")))
		}
		return values, nil
	}
	problems := make([]error, 0, len(missing))
	for _, name := range missing {
		problems = append(problems, setting("server.environmentVariables."+name, name, "has no value, neither in "+config.FileName+" nor in the server's environment"))
	}
	return values, errors.Join(problems...)
}
