package lower

import (
	"strings"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/node"
)

// The diagnostics about rules and authorization modes.

func (l *lowerer) errNoRules(m *ir.Model) {
	d := l.diags.Errorf("AG0701", m.Span, "model %s is missing authorization rules", m.Name)
	d.Hint = "add .authorization((allow) => [...]) to the model, or to the schema for all models"
}

func (l *lowerer) errImpliedConflict(m *ir.Model, f impliedField, e *node.Entry) {
	want := "a.string()"
	if f.list {
		want = "a.string().array()"
	}
	d := l.diags.Errorf("AG0702", f.rule.Span,
		"implicit field %s conflicts with the explicit field definition: the rule needs %s.%s to be %s", f.name, m.Name, f.name, want)
	d.Hint = "declare " + f.name + " as " + want + ", or name another field in the rule"
	d.Notes = []diag.Note{{Span: e.Span, Message: f.name + " is declared here"}}
}

func (l *lowerer) errImpliedTwice(f, before impliedField) {
	d := l.diags.Errorf("AG0703", f.rule.Span,
		"field %s defined twice with conflicting definitions: one rule takes it for a single value, another for a list", f.name)
	d.Hint = "use one kind of rule for the field, or two fields"
	d.Notes = []diag.Note{{Span: before.rule.Span, Message: "the other rule"}}
}

func (l *lowerer) errImpliedMissing(m *ir.Model, f impliedField) {
	d := l.diags.Errorf("AG0704", f.rule.Span, "field %s isn't defined: the rule needs it as a column of %s", f.name, m.Name)
	d.Hint = "name an existing field in the rule"
}

func (l *lowerer) errUnknownOperation(n *node.Rule, name string) {
	known := []string{"create", "update", "delete", "read", "get", "list", "sync", "search", "listen"}
	at := n.OperationsSpan
	if !at.Valid() {
		at = n.Span
	}
	d := l.diags.Errorf("AG0710", at, "value %q does not exist among the operations of a rule", name)
	d.Hint = diag.DidYouMean(name, known, "choose from "+strings.Join(known, ", "))
}

func (l *lowerer) errAccessAction(n *node.Rule, action string) {
	at := n.OperationsSpan
	if !at.Valid() {
		at = n.Span
	}
	d := l.diags.Errorf("AG0710", at, "value %q does not exist among the actions of allow.resource", action)
	d.Hint = diag.DidYouMean(action, accessActions, "choose from query, mutate, listen")
}

// ruleSpan is where to point for a rule of an operation: the rule, or the
// operation where the rule is the schema's.
func ruleSpan(op *ir.Operation, r *ir.Rule) (source.Span, []diag.Note) {
	if op.RulesInherited {
		return op.Span, []diag.Note{{Span: r.Span, Message: "the rule comes from the schema"}}
	}
	return r.Span, nil
}

func (l *lowerer) errResolverIdentityPool(op *ir.Operation, r *ir.Rule) {
	at, notes := ruleSpan(op, r)
	d := l.diags.Errorf("AG0820", at,
		"identityPool-based auth (allow.guest() and allow.authenticated('identityPool')) is not supported with a.handler.custom, which %s uses", op.Name)
	d.Hint, d.Notes = "use a.handler.function, or another rule", notes
}

func (l *lowerer) errResolverOIDCGroup(op *ir.Operation, r *ir.Rule) {
	at, notes := ruleSpan(op, r)
	d := l.diags.Errorf("AG0821", at, "OIDC group auth is not supported with a.handler.custom, which %s uses", op.Name)
	d.Hint, d.Notes = "use a.handler.function, or allow.authenticated('oidc') and check the group in the resolver", notes
}

func (l *lowerer) errResolverOwner(op *ir.Operation, r *ir.Rule) {
	at, notes := ruleSpan(op, r)
	d := l.diags.Errorf("AG0822", at, "unsupported auth strategy for custom handlers: owner, on %s", op.Name)
	d.Hint, d.Notes = "give "+op.Name+" rules of its own: allow.authenticated(), and check the owner in the handler", notes
}

func (l *lowerer) errTypeOIDCGroup(op *ir.Operation, r *ir.Rule) {
	at, notes := ruleSpan(op, r)
	d := l.diags.Errorf("AG0823", at, "unsupported provider for custom handlers: oidc, for the groups of %s, which returns a custom type", op.Name)
	d.Hint, d.Notes = "use allow.authenticated('oidc'), or return a scalar or a model", notes
}

func (l *lowerer) errDefaultMode(m *node.Modes) {
	at := m.DefaultSpan
	if !at.Valid() {
		at = m.Span
	}
	known := []string{"iam", "identityPool", "userPool", "oidc", "apiKey", "lambda"}
	d := l.diags.Errorf("AG0903", at, "%q is no authorization mode", m.Default)
	d.Hint = diag.DidYouMean(m.Default, known, "choose from "+strings.Join(known, ", "))
}

// errDefaultModeMissing is about modes without a default, which Amplify wants
// even where no mode at all is among them.
func (l *lowerer) errDefaultModeMissing(at source.Span, empty bool) {
	d := l.diags.Errorf("AG0904", at, "a defaultAuthorizationMode is required if multiple authorization modes are configured")
	d.Hint = "add defaultAuthorizationMode to authorizationModes"
	if empty {
		d.Message, d.Hint = "authorizationModes names no defaultAuthorizationMode", d.Hint+", or leave out authorizationModes"
	}
}

func (l *lowerer) errModeSettings(at source.Span, mode, settings string) {
	d := l.diags.Errorf("AG0905", at, "the default authorization mode is %s, and %s is not given", mode, settings)
	d.Hint = "add " + settings + " to authorizationModes"
}

func (l *lowerer) errModeUserPool(at source.Span) {
	d := l.diags.Errorf("AG0906", at, "the default authorization mode is userPool, and the project has no auth resource")
	d.Hint = "add amplify/auth/resource.ts with defineAuth(...), or choose another mode"
}

func (l *lowerer) keyDays(m *node.APIKeyMode) {
	if m.ExpiresInDays < 0 || m.ExpiresInDays > 365 {
		d := l.diags.Errorf("AG0907", m.Span, "an API key expires after 1 to 365 days, not %d", m.ExpiresInDays)
		d.Hint = "set expiresInDays to a number from 1 to 365"
	}
}
