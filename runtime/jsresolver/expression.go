package jsresolver

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// expression is one of DynamoDB's with its names and values.
type expression struct {
	Expression       string                     `json:"expression"`
	ExpressionNames  map[string]string          `json:"expressionNames,omitempty"`
	ExpressionValues map[string]json.RawMessage `json:"expressionValues,omitempty"`
}

// reader reads an expression of DynamoDB over the rows of a model. What has no
// meaning there is refused with the expression's text.
type reader struct {
	e      *expression
	m      *schema.Model
	tokens []string
	pos    int
	depth  int
	// virtual are the parts of fields that a condition looks at.
	virtual []virtual
}

// maxExpression is DynamoDB's bound of an expression, in bytes.
const maxExpression = 4 << 10

func newReader(e *expression, m *schema.Model) (*reader, error) {
	r := &reader{e: e, m: m}
	if len(e.Expression) > maxExpression {
		return nil, r.refuse("it has more than %d bytes", maxExpression)
	}
	tokens, ok := tokenize(e.Expression)
	if !ok {
		return nil, r.refuse("unknown characters")
	}
	r.tokens = tokens
	return r, nil
}

func (r *reader) refuse(format string, a ...any) error {
	return fmt.Errorf("the expression %q cannot be used on the table of %s: %s", clip(r.e.Expression), r.m.Name, fmt.Sprintf(format, a...))
}

// tokenize splits an expression into names, #names, :values and signs.
func tokenize(s string) ([]string, bool) {
	var out []string
	for i := 0; i < len(s); {
		c := s[i]
		n := i + 1
		switch {
		case strings.IndexByte(" \t\r\n", c) >= 0:
			i++
			continue
		case strings.HasPrefix(s[i:], "<>"), strings.HasPrefix(s[i:], "<="), strings.HasPrefix(s[i:], ">="):
			n++
		case strings.IndexByte("()=<>,+-.[]", c) >= 0:
		case letter(c) || c == '#' || c == ':':
			for n < len(s) && letter(s[n]) {
				n++
			}
		default:
			return nil, false
		}
		out = append(out, s[i:n])
		i = n
	}
	return out, true
}

func letter(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

func (r *reader) peek() string {
	if r.pos < len(r.tokens) {
		return r.tokens[r.pos]
	}
	return ""
}

func (r *reader) next() string {
	t := r.peek()
	r.pos++
	return t
}

// word takes a keyword if it is next.
func (r *reader) word(w string) bool {
	if strings.EqualFold(r.peek(), w) {
		r.pos++
		return true
	}
	return false
}

func (r *reader) expect(t string) error {
	if got := r.next(); got != t {
		return r.refuse("expected %s, found %q", t, got)
	}
	return nil
}

// condition reads a whole condition; nil for an empty one.
func (r *reader) condition() (*rowCondition, error) {
	if len(r.tokens) == 0 {
		return nil, nil
	}
	e, err := r.or()
	if err == nil && r.pos < len(r.tokens) {
		err = r.refuse("unexpected %q", r.peek())
	}
	return &rowCondition{e, r.m, r.virtual}, err
}

func (r *reader) or() (predicate.Expr, error) {
	first, err := r.and()
	if err != nil {
		return nil, err
	}
	parts := predicate.Or{first}
	for r.word("OR") {
		e, err := r.and()
		if err != nil {
			return nil, err
		}
		parts = append(parts, e)
	}
	if len(parts) == 1 {
		return first, nil
	}
	return parts, nil
}

func (r *reader) and() (predicate.Expr, error) {
	first, err := r.not()
	if err != nil {
		return nil, err
	}
	parts := predicate.And{first}
	for r.word("AND") {
		e, err := r.not()
		if err != nil {
			return nil, err
		}
		parts = append(parts, e)
	}
	if len(parts) == 1 {
		return first, nil
	}
	return parts, nil
}

func (r *reader) not() (predicate.Expr, error) {
	if r.depth++; r.depth > maxDepth {
		return nil, r.refuse("it is nested too deep")
	}
	defer func() { r.depth-- }()
	switch {
	case r.word("NOT"):
		e, err := r.not()
		if err != nil {
			return nil, err
		}
		return predicate.Not{Expr: e}, nil
	case r.peek() == "(":
		r.pos++
		e, err := r.or()
		if err != nil {
			return nil, err
		}
		return e, r.expect(")")
	}
	return r.test()
}

// functions of conditions that take a path and, but for the first two, a value.
var conditionFunctions = map[string]predicate.Op{"attribute_exists": predicate.AttributeExists, "attribute_not_exists": predicate.AttributeExists,
	"attribute_type": predicate.AttributeType, "begins_with": predicate.BeginsWith, "contains": predicate.Contains}

// attributeTypes are the names of types of AppSync's filters by DynamoDB's. Sets
// are lists here.
var attributeTypes = map[string]string{"S": "string", "N": "number", "BOOL": "bool", "NULL": "_null", "L": "list", "M": "map", "SS": "list", "NS": "list"}

// comparators by their signs, and what they are with the operands exchanged.
var comparators = map[string][2]predicate.Op{"=": {predicate.Eq, predicate.Eq}, "<>": {predicate.Ne, predicate.Ne}, "<": {predicate.Lt, predicate.Gt},
	"<=": {predicate.Le, predicate.Ge}, ">": {predicate.Gt, predicate.Lt}, ">=": {predicate.Ge, predicate.Le}}

func (r *reader) test() (predicate.Expr, error) {
	name := r.peek()
	if op, ok := conditionFunctions[name]; ok && r.pos+1 < len(r.tokens) && r.tokens[r.pos+1] == "(" {
		return r.function(name, op)
	}
	if strings.HasPrefix(name, ":") {
		return r.reversed()
	}
	f, size, err := r.operand()
	if err != nil {
		return nil, err
	}
	c := predicate.Compare{Field: f, Size: size}
	switch {
	case r.word("BETWEEN"):
		c.Op = predicate.Between
		low, err := r.value(f, size)
		if err != nil {
			return nil, err
		}
		if !r.word("AND") {
			return nil, r.refuse("BETWEEN without AND")
		}
		high, err := r.value(f, size)
		c.Args = []value.Value{low, high}
		return c, err
	case r.word("IN"):
		c.Op = predicate.In
		return r.in(c)
	}
	ops, ok := comparators[r.next()]
	if !ok {
		return nil, r.refuse("expected a comparison")
	}
	c.Op = ops[0]
	v, err := r.value(f, size)
	c.Args = []value.Value{v}
	return c, err
}

// reversed reads a comparison whose value stands before the path, or
// contains-like tests of a value, which are refused.
func (r *reader) reversed() (predicate.Expr, error) {
	at := r.pos
	r.pos++
	ops, ok := comparators[r.next()]
	if !ok {
		return nil, r.refuse("expected a comparison after %s", r.tokens[at])
	}
	f, size, err := r.operand()
	if err != nil {
		return nil, err
	}
	end := r.pos
	r.pos = at
	v, err := r.value(f, size)
	r.pos = end
	return predicate.Compare{Field: f, Size: size, Op: ops[1], Args: []value.Value{v}}, err
}

func (r *reader) in(c predicate.Compare) (predicate.Expr, error) {
	if err := r.expect("("); err != nil {
		return nil, err
	}
	for {
		v, err := r.value(c.Field, c.Size)
		if err != nil {
			return nil, err
		}
		c.Args = append(c.Args, v)
		if r.peek() != "," {
			return c, r.expect(")")
		}
		r.pos++
	}
}

func (r *reader) function(name string, op predicate.Op) (predicate.Expr, error) {
	r.pos += 2
	p, err := r.path()
	if err != nil {
		return nil, err
	}
	f := r.part(p, false)
	c := predicate.Compare{Field: f, Op: op}
	if op == predicate.AttributeExists {
		c.Args = []value.Value{value.OfBool(name == "attribute_exists")}
		return c, r.expect(")")
	}
	if err := r.expect(","); err != nil {
		return nil, err
	}
	v, err := r.plain()
	if err != nil {
		return nil, err
	}
	if v.Kind == input.List || v.Kind == input.Object {
		return nil, r.refuse("%s takes a scalar", name)
	}
	if t, ok := attributeTypes[v.Text]; ok && op == predicate.AttributeType && v.Kind == input.String {
		v.Text = t
	}
	c.Args = []value.Value{scalar(&v)}
	return c, r.expect(")")
}

// operand reads a path or size(path).
func (r *reader) operand() (f *schema.Field, size bool, err error) {
	if r.peek() == "size" && r.pos+1 < len(r.tokens) && r.tokens[r.pos+1] == "(" {
		r.pos += 2
		p, err := r.path()
		if err != nil {
			return nil, false, err
		}
		return r.part(p, true), true, r.expect(")")
	}
	p, err := r.path()
	if err != nil {
		return nil, false, err
	}
	return r.part(p, false), false, nil
}

// plain reads a :value.
func (r *reader) plain() (input.Value, error) {
	name := r.next()
	text, ok := r.e.ExpressionValues[name]
	if !strings.HasPrefix(name, ":") || !ok {
		return input.Value{}, r.refuse("%q is not in expressionValues", name)
	}
	v, err := input.ParseJSON(text)
	if err == nil {
		v, err = untyped(&v, 0)
	}
	if err != nil {
		return v, r.refuse("the value %s: %v", name, err)
	}
	return v, nil
}

// value reads a :value to compare a field with.
func (r *reader) value(f *schema.Field, size bool) (value.Value, error) {
	v, err := r.plain()
	if err != nil {
		return value.Value{}, err
	}
	if size {
		if v.Kind != input.Int {
			return value.Value{}, r.refuse("size is compared with whole numbers")
		}
		return scalar(&v), nil
	}
	if f.List || f.Kind == schema.CustomKind {
		return value.Value{}, r.refuse("the field %s cannot be compared as a whole", f.Name)
	}
	if v.Kind == input.List || v.Kind == input.Object {
		return value.Value{}, r.refuse("the field %s is compared with a list or a map", f.Name)
	}
	return scalar(&v), nil
}
