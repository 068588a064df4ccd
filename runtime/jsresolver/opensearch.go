package jsresolver

import (
	"fmt"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// searchQuery is util.transform.toElasticsearchQueryDSL: a query of OpenSearch
// that asks all of an object's conditions.
func searchQuery(v *input.Value, depth int) (input.Value, error) {
	if v.Kind != input.Object || len(v.Fields) == 0 || depth > maxDepth {
		return input.Value{}, fmt.Errorf("expected an object of fields and their operators, found %s", clip(string(v.AppendJSON(nil))))
	}
	var all []input.Value
	for i := range v.Fields {
		name, of := v.Fields[i].Name, &v.Fields[i].Value
		part, err := searchPart(name, of, depth)
		if err != nil {
			return part, err
		}
		all = append(all, part)
	}
	return searchAll("must", all), nil
}

func searchPart(name string, v *input.Value, depth int) (input.Value, error) {
	switch name {
	case "not":
		inner, err := searchQuery(v, depth+1)
		return searchBool("must_not", inner), err
	case "and", "or":
		if v.Kind != input.List || len(v.Items) == 0 {
			return input.Value{}, fmt.Errorf("%s takes a list", name)
		}
		parts := make([]input.Value, len(v.Items))
		for i := range v.Items {
			var err error
			if parts[i], err = searchQuery(&v.Items[i], depth+1); err != nil {
				return parts[i], err
			}
		}
		if name == "or" {
			return searchAll("should", parts), nil
		}
		return searchAll("must", parts), nil
	}
	if v.Kind != input.Object || len(v.Fields) == 0 {
		return input.Value{}, fmt.Errorf("the condition on %s has no operator", name)
	}
	tests := make([]input.Value, len(v.Fields))
	for i := range v.Fields {
		var err error
		if tests[i], err = searchTest(name, v.Fields[i].Name, &v.Fields[i].Value); err != nil {
			return tests[i], err
		}
	}
	return searchAll("must", tests), nil
}

// searchRanges are the operators that OpenSearch has as parts of a range.
var searchRanges = map[string]string{"gt": "gt", "gte": "gte", "lt": "lt", "lte": "lte"}

func searchTest(field, op string, v *input.Value) (input.Value, error) {
	on := func(kind string, of input.Value) input.Value { return searchObject(kind, searchObject(field, of)) }
	switch op {
	case "eq":
		return on("term", *v), nil
	case "ne":
		return searchBool("must_not", on("term", *v)), nil
	case "match", "wildcard", "regexp", "prefix":
		return on(op, *v), nil
	case "matchPhrase":
		return on("match_phrase", *v), nil
	case "matchPhrasePrefix":
		return on("match_phrase_prefix", *v), nil
	case "exists":
		exists := searchObject("exists", searchObject("field", input.Value{Kind: input.String, Text: field}))
		if v.Kind == input.Bool && !v.Bool {
			return searchBool("must_not", exists), nil
		}
		return exists, nil
	case "range":
		if v.Kind == input.List && len(v.Items) == 2 {
			return on("range", input.Value{Kind: input.Object, Fields: []input.Field{{Name: "gte", Value: v.Items[0]}, {Name: "lte", Value: v.Items[1]}}}), nil
		}
	}
	if to := searchRanges[op]; to != "" {
		return on("range", searchObject(to, *v)), nil
	}
	return input.Value{}, fmt.Errorf("the operator %s on %s does not take %s", op, field, clip(string(v.AppendJSON(nil))))
}

func searchObject(name string, v input.Value) input.Value {
	return input.Value{Kind: input.Object, Fields: []input.Field{{Name: name, Value: v}}}
}

func searchBool(how string, v input.Value) input.Value {
	return searchObject("bool", searchObject(how, v))
}

// searchAll joins queries; one stands by itself.
func searchAll(how string, parts []input.Value) input.Value {
	if len(parts) == 1 {
		return parts[0]
	}
	return searchBool(how, input.Value{Kind: input.List, Items: parts})
}
