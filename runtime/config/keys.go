package config

import (
	"reflect"
	"strings"

	"github.com/agnivade/levenshtein"
	"gopkg.in/yaml.v3"
)

type yamlTypeError = yaml.TypeError

// keysOf lists the YAML keys of a settings struct by its type name.
func keysOf(typeName string) []string {
	var keys []string
	var visit func(t reflect.Type)
	visit = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct {
			return
		}
		for i := range t.NumField() {
			f := t.Field(i)
			if t.Name() == typeName {
				keys = append(keys, strings.Split(f.Tag.Get("yaml"), ",")[0])
			}
			visit(f.Type)
		}
	}
	visit(reflect.TypeFor[File]())
	return keys
}

// nearest finds the known key that a misspelt one most likely means; empty
// where none is near.
func nearest(word string, known []string) string {
	best, bestDistance := "", len(word)/3+2
	for _, k := range known {
		if d := levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(k)); d < bestDistance {
			best, bestDistance = k, d
		}
	}
	return best
}
