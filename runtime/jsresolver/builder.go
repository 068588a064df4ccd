package jsresolver

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// maxOperands bounds the names, and the values, of an expression.
const maxOperands = 1 << 14

var errOperands = fmt.Errorf("an expression may have %d names and as many values", maxOperands)

// builder writes expressions of DynamoDB, with their names and values. Names of
// fields never become part of the text, unless they are plain words.
type builder struct {
	expression
	names map[string]string // by field
	// numbered makes the names and values #expName_1 and :expValue_1, and on.
	numbered bool
	// err is the first thing that is wrong with it.
	err error
}

func newBuilder() *builder {
	return &builder{names: map[string]string{}, expression: expression{ExpressionNames: map[string]string{}, ExpressionValues: map[string]json.RawMessage{}}}
}

func (b *builder) fail(format string, a ...any) string {
	if b.err == nil {
		b.err = fmt.Errorf(format, a...)
	}
	return ""
}

// plainWord reports whether a name may stand in an expression.
func plainWord(s string) bool {
	for i := range len(s) {
		if !letter(s[i]) {
			return false
		}
	}
	return s != "" && len(s) < 256
}

// name gives the name of a field in the expression.
func (b *builder) name(field string) string {
	if known := b.names[field]; known != "" {
		return known
	}
	if len(b.names) == maxOperands && b.err == nil {
		b.err = errOperands
	}
	if b.err != nil {
		return ""
	}
	name := "#" + field
	if b.numbered || !plainWord(field) {
		name = "#expName_" + strconv.Itoa(len(b.names)+1)
	}
	for taken := true; taken; {
		if _, taken = b.ExpressionNames[name]; taken {
			name += "_"
		}
	}
	b.names[field], b.ExpressionNames[name] = name, field
	return name
}

// path gives the name of a field or of a part of one, "place.lines[0]".
func (b *builder) path(text string) string {
	out := ""
	for i, part := range strings.Split(text, ".") {
		name, index, found := strings.Cut(part, "[")
		if found {
			for _, n := range strings.Split(index, "[") {
				if digits, closed := strings.CutSuffix(n, "]"); !closed || strings.Trim(digits, "0123456789") != "" || digits == "" {
					return b.fail("%q is no field and no part of one", clip(text))
				}
			}
			index = "[" + index
		}
		if i > 0 {
			out += "."
		}
		out += b.name(name) + index
	}
	return out
}

// value gives the name of a value in the expression: the wanted one where it is
// a plain word that no other value has.
func (b *builder) value(v *input.Value, name string) string {
	if len(b.ExpressionValues) == maxOperands && b.err == nil {
		b.err = errOperands
	}
	if b.err != nil {
		return ""
	}
	if b.numbered || !plainWord(name) {
		name = "expValue_" + strconv.Itoa(len(b.ExpressionValues)+1)
	}
	for name = ":" + name; b.ExpressionValues[name] != nil; {
		name += "_"
	}
	b.ExpressionValues[name] = appendTyped(nil, v, withSets)
	return name
}

// projectionOf makes the expression of a list of fields and their parts.
func projectionOf(fields *input.Value) (*expression, error) {
	if fields.Kind != input.List || len(fields.Items) == 0 {
		return nil, errors.New("a projection is a list of names")
	}
	b := newBuilder()
	parts := make([]string, len(fields.Items))
	for i := range fields.Items {
		if fields.Items[i].Kind != input.String {
			return nil, errors.New("a projection is a list of names")
		}
		parts[i] = b.path(fields.Items[i].Text)
	}
	b.Expression, b.ExpressionValues = strings.Join(parts, ", "), nil
	return &b.expression, b.err
}
