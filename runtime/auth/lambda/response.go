package lambda

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"

	"github.com/amplifygo/amplifygo/runtime/auth/internal/strictjson"
)

// maxContext is AppSync's bound of a resolverContext, in bytes of its JSON.
const maxContext = 5 << 20

// ParseResponse reads the JSON answer of an authorizer function. isAuthorized
// has to be there and be true or false; members of another type than AppSync's
// are errors; unknown members are ignored.
func ParseResponse(data []byte) (*Response, error) {
	m, err := strictjson.Object(data)
	if err != nil {
		return nil, err
	}
	r := &Response{}
	var ok bool
	if r.IsAuthorized, ok = m["isAuthorized"].(bool); !ok {
		return nil, errors.New("isAuthorized must be true or false")
	}
	if v := m["resolverContext"]; v != nil {
		if r.ResolverContext, ok = v.(map[string]any); !ok {
			return nil, errors.New("resolverContext must be an object")
		}
	}
	if r.DeniedFields, err = texts(m["deniedFields"]); err != nil {
		return nil, fmt.Errorf("deniedFields: %w", err)
	}
	if v := m["ttlOverride"]; v != nil {
		if r.TTLOverride, err = seconds(v); err != nil {
			return nil, fmt.Errorf("ttlOverride: %w", err)
		}
	}
	return r, nil
}

func texts(v any) ([]string, error) {
	if v == nil {
		return nil, nil
	}
	list, ok := v.([]any)
	if !ok {
		return nil, errors.New("must be a list")
	}
	out := make([]string, 0, len(list))
	for _, e := range list {
		s, ok := e.(string)
		if !ok {
			return nil, errors.New("must be a list of strings")
		}
		out = append(out, s)
	}
	return out, nil
}

func seconds(v any) (*int, error) {
	n, ok := v.(json.Number)
	if !ok {
		return nil, errors.New("must be a number")
	}
	f, err := n.Float64()
	if err != nil || f != math.Trunc(f) || f < 0 || f > math.MaxInt32 {
		return nil, errors.New("must be a whole number of seconds")
	}
	i := int(f)
	return &i, nil
}

var (
	fieldForm = regexp.MustCompile(`^[_A-Za-z][_0-9A-Za-z]*\.[_A-Za-z][_0-9A-Za-z]*$`)
	fieldARN  = regexp.MustCompile(`^arn:[a-z-]+:appsync:[a-z0-9-]*:[0-9]*:apis/[^/]+/types/([_A-Za-z][_0-9A-Za-z]*)/fields/([_A-Za-z][_0-9A-Za-z]*)$`)
)

// deniedFields writes all entries as "Type.field". AppSync ignores entries of
// another form, such as a whole type or a wildcard (api.md 3.11); so does this,
// and returns them so that somebody is told.
func deniedFields(entries []string) (fields, ignored []string) {
	fields = make([]string, 0, len(entries))
	for _, e := range entries {
		if m := fieldARN.FindStringSubmatch(e); m != nil {
			e = m[1] + "." + m[2]
		}
		if fieldForm.MatchString(e) {
			fields = append(fields, e)
		} else {
			ignored = append(ignored, e)
		}
	}
	return fields, ignored
}

// resolverContext checks the values; it is never nil, because resolvers read
// from it.
func resolverContext(m map[string]any) (map[string]any, error) {
	if m == nil {
		return map[string]any{}, nil
	}
	for name, v := range m {
		switch v.(type) {
		case string, bool, json.Number, float64, float32, int, int32, int64:
		default:
			return nil, fmt.Errorf("resolverContext: %.100q must be a string, number or boolean", name)
		}
	}
	encoded, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("resolverContext: %w", err)
	}
	if len(encoded) > maxContext {
		return nil, fmt.Errorf("resolverContext has %d bytes: at most %d are allowed", len(encoded), maxContext)
	}
	return m, nil
}
