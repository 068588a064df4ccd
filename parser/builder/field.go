package builder

import (
	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/parser/eval"
	"github.com/amplifygo/amplifygo/parser/node"
)

// scalars are the field builders and the GraphQL types that they give.
func scalars() [][2]string {
	return [][2]string{
		{"id", "ID"}, {"string", "String"}, {"integer", "Int"}, {"float", "Float"}, {"boolean", "Boolean"}, {"date", "AWSDate"},
		{"time", "AWSTime"}, {"datetime", "AWSDateTime"}, {"timestamp", "AWSTimestamp"}, {"email", "AWSEmail"}, {"json", "AWSJSON"},
		{"phone", "AWSPhone"}, {"url", "AWSURL"}, {"ipAddress", "AWSIPAddress"},
	}
}

// scalar is a.string() and its like.
func scalar(name, graphql string) method {
	return method{name, func(c *call) goja.Value {
		return c.l.make(c.l.field, &node.Field{Type: graphql, Span: c.at()})
	}}
}

func fieldKind() *kind {
	k := newKind("a field",
		method{"required", fieldRequired},
		method{"array", fieldArray},
		method{"default", fieldDefault},
		method{"authorization", fieldAuthorization},
		method{"validate", fieldValidate},
	)
	k.unknown = func(name string) string {
		switch name {
		case "optional", "nullable":
			return "fields are optional unless .required() is called"
		case "unique":
			return "use .identifier([...]) on the model for a unique key"
		case "primaryKey", "identifier":
			return "call .identifier([\"field\"]) on the model"
		case "index":
			return "call .secondaryIndexes((index) => [index(\"field\")]) on the model"
		case "min", "max", "gt", "gte", "lt", "lte", "positive", "negative", "minLength", "maxLength", "startsWith", "endsWith", "matches":
			return "bounds are given by .validate((v) => v...)"
		case "email", "url", "phone", "date", "datetime":
			return "the format is a type: a." + name + "()"
		}
		return ""
	}
	return k
}

// fieldRequired makes the list required where .array() was the call before,
// and the value otherwise.
func fieldRequired(c *call) goja.Value {
	f := receiver[*node.Field](c)
	if f.LastCall == "array" {
		f.ArrayRequired = true
	} else {
		f.Required = true
	}
	f.LastCall = "required"
	return c.self
}

func fieldArray(c *call) goja.Value {
	f := receiver[*node.Field](c)
	f.Array, f.LastCall = true, "array"
	return c.self
}

// fieldDefault keeps String(value); no value means that the database makes
// one. null is printed as "undefined" by Amplify.
func fieldDefault(c *call) goja.Value {
	f := receiver[*node.Field](c)
	f.LastCall = "default"
	v := c.arg(0)
	d := &node.Default{Span: c.at()}
	f.Default = d
	switch {
	case absent(v):
		d.Generated = true
	case goja.IsNull(v):
		d.Text = "undefined"
	default:
		d.Text = v.String()
	}
	if from, inert := eval.InertText(d.Text); inert {
		c.useOfInert(from)
		d.Text = ""
	}
	if c.l.m.FromClock(d.Text) {
		w := c.l.m.Diags.Warnf(CodeClock, c.at(), "the default is one moment, the same for every record: %s", d.Text)
		w.Detail = "computed when the schema is read, where the clock stands still"
		w.Hint = "leave the default out: createdAt and updatedAt are set by themselves, other times by who creates the record"
	}
	return c.self
}

func fieldAuthorization(c *call) goja.Value {
	f := receiver[*node.Field](c)
	f.LastCall = "authorization"
	f.Rules = c.rules(c.l.modelAllow)
	return c.self
}

// fieldValidate hands a fresh validator builder to the callback, whose result
// does not count.
func fieldValidate(c *call) goja.Value {
	f := receiver[*node.Field](c)
	f.LastCall = "validate"
	callback, ok := goja.AssertFunction(c.arg(0))
	if !ok {
		c.wrong("a function such as v => v.minLength(1)", c.l.describe(c.arg(0)), "")
		return c.self
	}
	list := &validators{}
	c.l.m.Call(callback, c.l.make(c.l.validator, list))
	f.Validators = list.list
	return c.self
}

// validators is what one .validate(...) collects.
type validators struct{ list []*node.Validator }

func validatorKind() *kind {
	compare := func(name string) method {
		return method{name, func(c *call) goja.Value { return c.validator(name, c.arg(0), c.arg(1)) }}
	}
	against := func(name, operator string) method {
		return method{name, func(c *call) goja.Value { return c.validator(operator, c.l.vm.ToValue(0), c.arg(0)) }}
	}
	return newKind("the validation builder",
		compare("gt"), compare("lt"), compare("gte"), compare("lte"), against("positive", "gt"), against("negative", "lt"),
		compare("minLength"), compare("maxLength"), compare("startsWith"), compare("endsWith"), compare("matches"),
	)
}

func (c *call) validator(operator string, value, message goja.Value) goja.Value {
	list := receiver[*validators](c)
	if i, ok := c.l.m.IsInert(value); ok {
		c.useOfInert(i.Describe())
		return c.self
	}
	if o, isObject := value.(*goja.Object); isObject || absent(value) {
		_ = o
		c.wrong("a number or a text", c.l.describe(value), "")
		return c.self
	}
	v := &node.Validator{Type: operator, Value: value.String(), Span: c.at()}
	if !absent(message) {
		v.Message, _ = c.text(message, "a text as message")
	}
	list.list = append(list.list, v)
	return c.self
}
