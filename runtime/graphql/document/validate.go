package document

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
)

// first are rules whose failure would confuse the walk over the fields.
var first = []core.Rule{
	rules.KnownFragmentNamesRule, rules.NoFragmentCyclesRule, rules.KnownTypeNamesRuleWithoutSuggestions,
	rules.FragmentsOnCompositeTypesRule, rules.VariablesAreInputTypesRule, rules.UniqueVariableNamesRule,
	rules.UniqueFragmentNamesRule, rules.UniqueOperationNamesRule, rules.LoneAnonymousOperationRule,
	rules.KnownRootTypeRule,
}

// second are the library's rules that need no wording of values and paths.
var second = []core.Rule{
	rules.KnownDirectivesRule, rules.UniqueDirectivesPerLocationRule, rules.UniqueArgumentNamesRule,
	rules.UniqueInputFieldNamesRule, rules.NoUndefinedVariablesRule, rules.PossibleFragmentSpreadsRule,
	rules.NoUnusedVariablesRule, rules.NoUnusedFragmentsRule,
	rules.SingleFieldSubscriptionsRule, rules.MaxIntrospectionDepth,
}

func validate(s *Schema, doc *ast.QueryDocument) []*gqlerror.Error {
	if errs := library(s, doc, first); errs != nil {
		return errs
	}
	errs := library(s, doc, second)
	w := walker{schema: s, doc: doc}
	for _, op := range doc.Operations {
		w.operation(op)
	}
	c := conflicts{schema: s}
	for _, op := range doc.Operations {
		c.check([]ast.SelectionSet{op.SelectionSet})
	}
	return append(append(w.errs, c.errs...), errs...)
}

// types maps the library's rules to the service's names.
var types = map[string]string{
	"KnownFragmentNames":               "UndefinedFragment",
	"NoFragmentCycles":                 "FragmentCycle",
	"KnownTypeNamesWithoutSuggestions": "UnknownType",
	"FragmentsOnCompositeTypes":        "FragmentTypeConditionInvalid",
	"VariablesAreInputTypes":           "NonInputTypeOnVariable",
	"UniqueVariableNames":              "DuplicateVariableName",
	"UniqueFragmentNames":              "DuplicateFragmentName",
	"UniqueOperationNames":             "DuplicateOperationName",
	"LoneAnonymousOperation":           "LoneAnonymousOperationViolation",
	"KnownRootType":                    "UnknownOperation",
	"KnownDirectives":                  "UnknownDirective",
	"UniqueDirectivesPerLocation":      "DuplicateDirectiveName",
	"UniqueArgumentNames":              "DuplicateArgumentNames",
	"UniqueInputFieldNames":            "DuplicateInputFieldName",
	"NoUndefinedVariables":             "UndefinedVariable",
	"PossibleFragmentSpreads":          "InvalidFragmentType",
	"NoUnusedVariables":                "UnusedVariable",
	"NoUnusedFragments":                "UnusedFragment",
	"SingleFieldSubscriptions":         "SubscriptionMultipleRootFields",
	"MaxIntrospectionDepth":            "MaxIntrospectionDepth",
}

func library(s *Schema, doc *ast.QueryDocument, set []core.Rule) []*gqlerror.Error {
	found := validator.ValidateWithRules(s.AST, doc, rules.NewRules(set...))
	var errs []*gqlerror.Error
	for _, e := range found {
		out := &gqlerror.Error{Short: true, Message: "Validation error of type " + types[e.Rule] + ": " + reword(e.Rule, e.Message)}
		for _, l := range e.Locations {
			out.Locations = append(out.Locations, gqlerror.Location{Line: l.Line, Column: l.Column})
		}
		errs = append(errs, out)
	}
	return errs
}

// reword gives the service's text where it is known and differs.
func reword(rule, message string) string {
	name := quoted(message)
	switch rule {
	case "KnownFragmentNames":
		return "Undefined fragment " + name
	case "NoFragmentCycles":
		return "Fragment cycles not allowed"
	case "KnownTypeNamesWithoutSuggestions":
		return "Unknown type " + name
	case "LoneAnonymousOperation":
		return "Anonymous operation with other operations."
	case "KnownDirectives":
		return "Unknown directive " + strings.TrimPrefix(name, "@")
	case "NoUndefinedVariables":
		return "Undefined variable " + strings.TrimPrefix(name, "$")
	case "NoUnusedVariables":
		return "Unused variable " + strings.TrimPrefix(name, "$")
	case "NoUnusedFragments":
		return "Unused fragment " + name
	}
	return message
}

// quoted gives the first name in double quotes.
func quoted(message string) string {
	_, rest, _ := strings.Cut(message, `"`)
	name, _, _ := strings.Cut(rest, `"`)
	return name
}
