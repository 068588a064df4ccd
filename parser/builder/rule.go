package builder

import (
	"fmt"
	"slices"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/parser/node"
)

// rules runs an .authorization(...) call: the callback with the rules that are
// legal at this place, or a list in the early syntax.
func (c *call) rules(allow *kind) *node.Rules {
	out := &node.Rules{Span: c.at()}
	arg := c.arg(0)
	result := arg
	if callback, ok := goja.AssertFunction(arg); ok {
		if i, inert := c.l.m.IsInert(arg); inert {
			c.useOfInert(i.Describe())
			out.Refused = true
			return out
		}
		result = c.l.m.Call(callback, c.l.make(allow, nil))
	} else if _, isList := c.items(arg); !isList {
		c.wrong("a function such as (allow) => [allow.owner()]", c.l.describe(arg), "")
		out.Refused = true
		return out
	}
	items, isList := c.items(result)
	if !isList {
		items = []goja.Value{result}
	}
	for _, item := range items {
		if r := c.rule(item, allow); r != nil {
			out.List = append(out.List, r)
		} else {
			out.Refused = true
		}
	}
	return out
}

// rule gives the rule behind an element of a list of rules.
func (c *call) rule(v goja.Value, allow *kind) *node.Rule {
	if i, inert := c.l.m.IsInert(v); inert {
		c.useOfInert(i.Describe())
		return nil
	}
	b := asObject(v)
	if b == nil {
		d := c.l.m.Diags.Errorf(CodeNotARule, c.at(), "%s is not an authorization rule", c.l.describe(v))
		d.Hint = "give a list of rules such as [allow.owner()]"
		if _, isList := c.items(v); isList {
			d.Message, d.Hint = "a list inside the list of rules is not an authorization rule", "spread the inner list: [...rules]"
		}
		return nil
	}
	switch n := b.node.(type) {
	case *node.Rule:
		c.checkPlace(n, allow)
		return n
	case *reported:
		return nil
	}
	c.l.m.Diags.Errorf(CodeNotARule, c.at(), "%s is not an authorization rule", b.kind.label).Hint = "give a list of rules such as [allow.owner()]"
	return nil
}

// checkPlace refuses rules that were carried to a place where allow would not
// offer them: a.allow of the early syntax offers everything everywhere.
func (c *call) checkPlace(r *node.Rule, allow *kind) {
	if allow == c.l.schemaAllow || r.Strategy != "resource" && allow == c.l.modelAllow {
		return
	}
	name := r.Builder
	if _, ok := allow.index[name]; !ok {
		d := c.l.m.Diags.Errorf(CodeUnknownRule, r.Span, "%s has no rule %q", allow.label, name)
		d.Hint = "there are: " + join(allow.names())
		return
	}
	if r.Operations != nil && allow == c.l.operationAllow {
		c.l.m.Diags.Errorf(CodeUnknownMethod, r.OperationsSpan, ".to(...) has no meaning on a rule of an operation").Hint = "remove the call: a rule allows or does not allow to call the operation"
	}
}

// reported stands for a value whose mistake is in the list already.
type reported struct{}

// newRule makes the object of a rule.
func (c *call) newRule(r *node.Rule) goja.Value {
	r.Span = c.at()
	r.Early = c.kind == c.l.earlyAllow
	if c.kind == c.l.operationAllow {
		return c.l.make(c.l.bareRule, r)
	}
	k := c.l.plainRule
	switch {
	case r.Early && (r.Builder == "owner" || r.Builder == "ownersDefinedIn"):
		k = c.l.earlyOwnerRule
	case r.Strategy == "owner":
		k = c.l.ownerRule
	case r.Strategy == "groups":
		k = c.l.groupRule
	}
	return c.l.make(k, r)
}

// once gives a copy of the rule's object that lacks the method just called.
// The data stays shared, so the call counts for the original too.
func (c *call) once() goja.Value {
	return c.l.vm.NewDynamicObject(&object{l: c.l, kind: c.this.kind, node: c.this.node, spent: append(slices.Clone(c.this.spent), c.name)})
}

func ruleTo(c *call) goja.Value {
	r := receiver[*node.Rule](c)
	if operations, ok := c.texts(c.arg(0), `operations such as ["read"]`); ok {
		r.Operations = operations
	} else {
		r.Operations = []string{}
	}
	r.OperationsSpan = c.at()
	return c.once()
}

func ruleIdentityClaim(c *call) goja.Value {
	r := receiver[*node.Rule](c)
	r.IdentityClaim, _ = c.text(c.arg(0), "the name of a claim")
	return c.once()
}

func ruleWithClaimIn(c *call) goja.Value {
	r := receiver[*node.Rule](c)
	r.GroupClaim, _ = c.text(c.arg(0), "the name of a claim")
	return c.once()
}

// ruleInField is the early owner().inField(f).
func ruleInField(c *call) goja.Value {
	r := receiver[*node.Rule](c)
	if f, ok := c.text(c.arg(0), "the name of a field"); ok {
		r.OwnerField = f
		if r.Builder == "owner" {
			r.Builder = "ownerDefinedIn"
		}
	}
	return c.once()
}

// provider reads an optional provider argument. accepted is nil where Amplify
// does not check; those are checked when names are resolved.
func (c *call) provider(i int, accepted ...string) string {
	v := c.arg(i)
	if absent(v) {
		return ""
	}
	p, ok := c.text(v, "the name of a provider")
	if !ok {
		return ""
	}
	if c.kind == c.l.earlyAllow && p == "iam" {
		p = "identityPool"
	}
	if slices.Contains(accepted, p) || len(accepted) == 0 {
		return p
	}
	d := c.l.m.Diags.Errorf(CodeProvider, c.at(), "invalid provider (%s) given", p)
	d.Detail = "not a provider of this rule"
	d.Hint = diag.DidYouMean(p, accepted, "there are: "+join(accepted))
	if p == "iam" {
		d.Hint = fmt.Sprintf("did you mean %q?", "identityPool")
		if !slices.Contains(accepted, "identityPool") {
			d.Hint = "there are: " + join(accepted)
		}
	}
	return ""
}
