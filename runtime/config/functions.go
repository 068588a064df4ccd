package config

import (
	"fmt"
	"maps"
	"slices"
)

// What runs a function.
const (
	RunGo       = "go"
	RunEndpoint = "endpoint"
	RunNode     = "node"
)

// AllFunctions is the name under which settings hold for all functions.
const AllFunctions = "*"

// Function gives the settings of a function that is known by several names,
// such as its logical name and its resource's. An earlier name beats a later
// one, and each beats what holds for all functions. Run is empty where nothing
// is said; an address of the function's own says that it is an endpoint, that
// of all functions does not.
func (f *File) Function(names ...string) Function {
	var out Function
	for _, name := range append(slices.Clone(names), AllFunctions) {
		if s, ok := f.Functions[name]; ok && name != "" {
			if s.Run == "" && s.URL != "" && name != AllFunctions {
				s.Run = RunEndpoint
			}
			out = out.or(s)
		}
	}
	return out
}

// or completes settings with others.
func (s Function) or(others Function) Function {
	if s.Run == "" {
		s.Run = others.Run
	}
	if s.URL == "" {
		s.URL = others.URL
	}
	if s.Timeout == 0 {
		s.Timeout = others.Timeout
	}
	if s.Concurrency == 0 {
		s.Concurrency = others.Concurrency
	}
	env := maps.Clone(others.Env)
	if env == nil {
		env = map[string]string{}
	}
	maps.Copy(env, s.Env)
	s.Env = env
	return s
}

func (f *File) checkFunctions() error {
	for _, name := range slices.Sorted(maps.Keys(f.Functions)) {
		s, key := f.Functions[name], "functions."+name
		switch {
		case !slices.Contains([]string{"", RunGo, RunEndpoint, RunNode}, s.Run):
			return &SettingError{key + ".run", "", fmt.Sprintf("%q is none of go, endpoint, node", s.Run)}
		case s.URL != "" && (s.Run == RunGo || s.Run == RunNode) && name != AllFunctions:
			return &SettingError{key, "", fmt.Sprintf("run is %s, which has no url: remove one of them", s.Run)}
		case s.Timeout < 0:
			return &SettingError{key + ".timeout", "", "is negative"}
		case s.Concurrency < 0:
			return &SettingError{key + ".concurrency", "", "is negative"}
		}
	}
	return nil
}

// allFunctions sets the address of all functions that run behind endpoints.
func (f *File) allFunctions(url string) {
	if f.Functions == nil {
		f.Functions = map[string]Function{}
	}
	all := f.Functions[AllFunctions]
	all.URL = url
	f.Functions[AllFunctions] = all
}
