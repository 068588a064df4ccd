package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"unicode/utf8"
)

// AppSync's bounds of environment variables.
const (
	maxVariables     = 50
	maxVariableValue = 512
)

// variableName is what AppSync takes as the name of an environment variable.
var variableName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]+$`)

// Environment gives the API's environment variables. Those without a value in
// the file have that of the server's own variable of their name, which getenv
// gives; missing are the names of those that have none there either.
func (s *Server) Environment(getenv func(string) string) (values map[string]string, missing []string, err error) {
	values = map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(s.EnvironmentVariables)) {
		v := s.EnvironmentVariables[name]
		if v == nil {
			own := getenv(name)
			if v = &own; own == "" {
				missing = append(missing, name)
				continue
			}
		}
		if utf8.RuneCountInString(*v) > maxVariableValue {
			return nil, nil, &SettingError{environmentKey(name), "", fmt.Sprintf("has more than %d characters, which AppSync does not take", maxVariableValue)}
		}
		values[name] = *v
	}
	return values, missing, nil
}

func environmentKey(name string) string { return "server.environmentVariables." + name }

func (f *File) checkEnvironment() error {
	names := slices.Sorted(maps.Keys(f.Server.EnvironmentVariables))
	if len(names) > maxVariables {
		return &SettingError{"server.environmentVariables", "", fmt.Sprintf("has %d variables; AppSync takes %d", len(names), maxVariables)}
	}
	for _, name := range names {
		if !variableName.MatchString(name) {
			return &SettingError{environmentKey(name), "", "is not a name that AppSync takes: two or more letters, digits and underscores, with a letter first"}
		}
	}
	_, _, err := f.Server.Environment(func(string) string { return "" })
	return err
}
