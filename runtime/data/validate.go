package data

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dlclark/regexp2/v2"

	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// matchTimeout bounds one evaluation of a pattern: with look-around and
// back-references, which Java's engine has, matching may take exponential time.
const matchTimeout = 100 * time.Millisecond

// fieldValidators are the validators of a field in their order.
type fieldValidators struct {
	field  *schema.Field
	checks []validator
}

type validator struct {
	message string
	passes  func(value.Value) (bool, error)
}

func compileValidators(f *schema.Field) (fieldValidators, error) {
	out := fieldValidators{field: f}
	for _, v := range f.Validators {
		passes, err := compileValidator(v, f.Kind)
		if err != nil {
			return out, fmt.Errorf("validator %s: %w", v.Type, err)
		}
		out.checks = append(out.checks, validator{v.Message, passes})
	}
	return out, nil
}

func compileValidator(v schema.Validator, kind schema.Kind) (func(value.Value) (bool, error), error) {
	text := func(f func(string) bool) func(value.Value) (bool, error) {
		return func(x value.Value) (bool, error) { return f(x.Text()), nil }
	}
	switch v.Type {
	case "minLength", "maxLength":
		n, err := strconv.ParseFloat(v.Value, 64) // Amplify takes 1.5 and compares with it
		if err != nil {
			return nil, err
		}
		if v.Type == "minLength" {
			return text(func(s string) bool { return float64(javaLength(s)) >= n }), nil
		}
		return text(func(s string) bool { return float64(javaLength(s)) <= n }), nil
	case "startsWith":
		return text(func(s string) bool { return strings.HasPrefix(s, v.Value) }), nil
	case "endsWith":
		return text(func(s string) bool { return strings.HasSuffix(s, v.Value) }), nil
	case "matches":
		return compilePattern(v.Value)
	case "gt", "gte", "lt", "lte":
		return compileBound(v, kind)
	}
	return nil, errors.New("unknown kind of validator")
}

// compilePattern takes a pattern of Java's engine. The whole value need not
// match: patterns that mean it are anchored (api.md 2.8).
func compilePattern(pattern string) (func(value.Value) (bool, error), error) {
	re, err := regexp2.Compile(pattern)
	if err != nil {
		return nil, err
	}
	re.MatchTimeout = matchTimeout
	return func(x value.Value) (bool, error) { return re.MatchString(x.Text()) }, nil
}

func compileBound(v schema.Validator, kind schema.Kind) (func(value.Value) (bool, error), error) {
	if kind != schema.Int && kind != schema.Float {
		return nil, errors.New("the field is not a number")
	}
	bound, err := strconv.ParseFloat(v.Value, 64)
	if err != nil {
		return nil, err
	}
	return func(x value.Value) (bool, error) {
		n := x.Float()
		switch v.Type {
		case "gt":
			return n > bound, nil
		case "gte":
			return n >= bound, nil
		case "lt":
			return n < bound, nil
		}
		return n <= bound, nil
	}, nil
}

// javaLength is String.length(): UTF-16 units.
func javaLength(s string) int {
	n := utf8.RuneCountInString(s)
	for _, r := range s {
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// validate applies the validators to the supplied values that are not null, in
// the order of the fields; the first failure ends it (api.md 2.8).
func (m *model) validate(in *authz.Input) error {
	for i := range m.validators {
		fv := &m.validators[i]
		v, given := in.Get(fv.field)
		if !given || v.IsNull() {
			continue
		}
		for _, c := range fv.checks {
			// A pattern that takes too long is a failed validation.
			if ok, err := c.passes(v); err != nil || !ok {
				return gqlerror.New("", c.message)
			}
		}
	}
	return nil
}
