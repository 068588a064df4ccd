package builder

import (
	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/eval"
	"github.com/amplifygo/amplifygo/parser/node"
)

// defineData records the call. It may happen once.
func defineData(c *call) goja.Value {
	n := &node.Data{Span: c.at()}
	if len(c.l.data) > 0 {
		d := c.l.m.Diags.Errorf(CodeSecondData, c.at(), "defineData is called a second time")
		d.Hint = "a backend has one API: combine the schemas with a.combine([...])"
		d.Notes = []diag.Note{{Span: c.l.data[0].Span, Message: "the first call"}}
	}
	c.l.data = append(c.l.data, n)
	o, ok := c.settings(0, "an object with a schema")
	if !ok {
		return c.l.m.NewInert("defineData(...)")
	}
	c.readSchema(n, property(o, "schema"))
	if name := property(o, "name"); !absent(name) {
		n.Name, _ = c.text(name, "a text as name")
	}
	if functions, ok := property(o, "functions").(*goja.Object); ok {
		c.refuseInertKeys(functions)
		for _, key := range functions.Keys() {
			f := c.function(property(functions, key))
			if f == nil {
				c.wrong("function resources as functions", c.l.describe(property(functions, key)), "")
				continue
			}
			n.Functions = append(n.Functions, node.NamedFunction{Name: key, Function: f})
		}
	}
	if modes := property(o, "authorizationModes"); !absent(modes) {
		n.Modes = c.modes(modes)
	}
	return c.l.m.NewInert("defineData(...)")
}

func (c *call) readSchema(n *node.Data, v goja.Value) {
	if s, ok := v.(goja.String); ok {
		c.readGraphQL(n, s.String())
		return
	}
	if n.Schema = c.l.schemaOf(v); n.Schema == nil {
		if i, inert := c.l.m.IsInert(v); inert {
			c.useOfInert(i.Describe())
			return
		}
		c.wrong("a schema", c.l.describe(v), "write { schema: a.schema({...}) }")
	}
}

// schemaOf gives the schema or schemas behind a value, or nil.
func (l *Language) schemaOf(v goja.Value) *node.Schemas {
	b := asObject(v)
	if b == nil {
		return nil
	}
	switch n := b.node.(type) {
	case *node.Schemas:
		return n
	case *node.Schema:
		return &node.Schemas{Members: []*node.Schema{n}, Span: n.Span}
	}
	return nil
}

// modes reads authorizationModes. Keys that Amplify does not know it ignores;
// they get a warning, as they are usually misspelt.
func (c *call) modes(v goja.Value) *node.Modes {
	place := c.settingPlaces("authorizationModes")
	n := &node.Modes{Span: place(""), DefaultSpan: place("defaultAuthorizationMode")}
	o, ok := v.(*goja.Object)
	if _, inert := c.l.m.IsInert(v); !ok || inert {
		c.wrong("an object as authorizationModes", c.l.describe(v), "")
		return n
	}
	c.unknownSettings(o, "authorizationModes", place,
		"defaultAuthorizationMode", "apiKeyAuthorizationMode", "lambdaAuthorizationMode", "oidcAuthorizationMode")
	if mode := property(o, "defaultAuthorizationMode"); !absent(mode) {
		n.Default, _ = c.text(mode, "a text as defaultAuthorizationMode")
	}
	if key, ok := c.mode(o, "apiKeyAuthorizationMode", place, "expiresInDays", "description"); ok {
		n.APIKey = &node.APIKeyMode{Span: place("apiKeyAuthorizationMode"), ExpiresInDays: c.whole(key, "expiresInDays"), Description: c.optional(key, "description")}
	}
	if lambda, ok := c.mode(o, "lambdaAuthorizationMode", place, "function", "timeToLiveInSeconds"); ok {
		n.Lambda = c.lambdaMode(lambda)
		n.Lambda.Span = place("lambdaAuthorizationMode")
	}
	if oidc, ok := c.mode(o, "oidcAuthorizationMode", place,
		"oidcProviderName", "oidcIssuerUrl", "clientId", "tokenExpiryFromAuthInSeconds", "tokenExpireFromIssueInSeconds"); ok {
		n.OIDC = &node.OIDCMode{
			Span: place("oidcAuthorizationMode"), Provider: c.optional(oidc, "oidcProviderName"), Issuer: c.optional(oidc, "oidcIssuerUrl"), ClientID: c.optional(oidc, "clientId"),
			AuthTTLSeconds: c.whole(oidc, "tokenExpiryFromAuthInSeconds"), IssueTTLSeconds: c.whole(oidc, "tokenExpireFromIssueInSeconds"),
		}
	}
	return n
}

// mode gives the object of one mode's settings, of which it knows the names.
func (c *call) mode(modes *goja.Object, name string, place func(string) source.Span, known ...string) (*goja.Object, bool) {
	o, ok := property(modes, name).(*goja.Object)
	if ok {
		c.unknownSettings(o, name, c.placesIn(place(name)), known...)
	}
	return o, ok
}

// unknownSettings warns about keys of an object of settings that Amplify does
// not know.
func (c *call) unknownSettings(o *goja.Object, of string, place func(string) source.Span, known ...string) {
	if _, inert := c.l.m.IsInert(o); inert {
		return
	}
	for _, key := range o.Keys() {
		if what, inert := eval.InertText(key); inert {
			c.useOfInert(what)
			continue
		}
		if !contains(known, key) {
			c.l.m.Diags.Warnf(CodeUnknownSetting, place(key), "%q is not a setting of %s and is ignored", key, of).
				Hint = diag.DidYouMean(key, known, "there are: "+join(known))
		}
	}
}

// settingPlaces gives the places of the keys in an object that the call has
// under a name: as near as the source tells.
func (c *call) settingPlaces(name string) func(key string) source.Span {
	outer := c.at()
	if k, ok := c.l.m.Texts().Keys(outer)[name]; ok {
		outer = k.Span
	}
	return c.placesIn(outer)
}

// placesIn gives the places of the keys in the object at a place, or that place.
func (c *call) placesIn(outer source.Span) func(key string) source.Span {
	inner := c.l.m.Texts().Keys(outer)
	return func(key string) source.Span {
		if k, ok := inner[key]; ok {
			return k.Span
		}
		return outer
	}
}

func (c *call) lambdaMode(o *goja.Object) *node.LambdaMode {
	n := &node.LambdaMode{Span: c.at(), TTLGiven: !absent(property(o, "timeToLiveInSeconds")), TTLSeconds: c.whole(o, "timeToLiveInSeconds")}
	if n.Function = c.function(property(o, "function")); n.Function == nil {
		c.wrong("a function resource in lambdaAuthorizationMode", c.l.describe(property(o, "function")), "give what defineFunction(...) returned")
	}
	return n
}

// optional reads a text that need not be given. Secrets and values of other
// packages are known only when deployed; they read as empty.
func (c *call) optional(o *goja.Object, name string) string {
	v := property(o, name)
	if absent(v) {
		return ""
	}
	if _, inert := c.l.m.IsInert(v); inert {
		return ""
	}
	s, _ := c.text(v, "a text as "+name)
	return s
}

func (c *call) whole(o *goja.Object, name string) int {
	v := property(o, name)
	if absent(v) {
		return 0
	}
	f, isNumber := number(v)
	if !isNumber || f != float64(int32(f)) {
		c.wrong("a whole number as "+name, c.l.describe(v), "")
		return 0
	}
	return int(f)
}

func number(v goja.Value) (float64, bool) {
	switch n := v.Export().(type) {
	case int64:
		return float64(n), true
	case float64:
		return n, true
	}
	return 0, false
}
