package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Answer is the answer to one question.
type Answer struct {
	Question string `json:"question"`
	As       string `json:"as"`
	Cell
	// Reason says in a sentence why the answer is no; empty otherwise.
	Reason string `json:"reason,omitempty"`
	// Considered are the rules that grant the operation to others.
	Considered []RuleLine `json:"considered,omitempty"`
}

// Ask answers whether a caller may do something.
//
// The target is "Todo.update" (create, get, list, update, delete, listen),
// "Todo.title.read" (create, read, update, remove) or a custom operation,
// "Query.echo". The caller is written as Caller reads it. The error is for
// names that the schema does not have and tells those it has.
func (e *Explainer) Ask(target, as string) (*Answer, error) {
	id, err := e.Caller(as)
	if err != nil {
		return nil, err
	}
	a := &Answer{Question: target, As: as}
	parts := strings.Split(target, ".")
	if o := e.customOperation(parts); o != nil {
		a.Cell = e.operationCell(id, o)
		e.explainNo(a, id, "calling it", o.Rules, schema.All)
		return a, nil
	}
	q, name, err := e.question(parts)
	if err != nil {
		return nil, err
	}
	a.Cell = e.cell(id, name, q)
	rules := q.Model.Rules
	if q.Field == nil {
		rules = slices.Clone(rules)
		for _, f := range q.Model.Fields {
			rules = append(rules, f.Rules...)
		}
	} else if q.Field.Rules != nil {
		rules = q.Field.Rules
	}
	e.explainNo(a, id, name, rules, q.Operation)
	if a.Reason != "" && q.Field != nil && q.Field.Rules != nil {
		a.Reason += "; the rules of a field replace those of its model"
	}
	return a, nil
}

func (e *Explainer) customOperation(parts []string) *schema.Operation {
	if len(parts) != 2 {
		return nil
	}
	return e.schema.Operation(parts[0], parts[1])
}

// question reads "Model.operation" or "Model.field.operation".
func (e *Explainer) question(parts []string) (authz.Question, string, error) {
	var q authz.Question
	if len(parts) < 2 || len(parts) > 3 {
		return q, "", fmt.Errorf("expected Model.operation, Model.field.operation or Query.name, not %q", strings.Join(parts, "."))
	}
	if q.Model = e.schema.Model(parts[0]); q.Model == nil {
		name := parts[0]
		if e.isRoot(name) {
			name += "." + parts[1]
		}
		return q, "", fmt.Errorf("there is no model or custom operation %q: %s", name, hint(name, e.names()))
	}
	columns := modelColumns
	if len(parts) == 3 {
		if q.Field = q.Model.Field(parts[1]); q.Field == nil {
			return q, "", fmt.Errorf("%s has no field %q: %s", q.Model.Name, parts[1], hint(parts[1], fieldNames(q.Model)))
		}
		columns = fieldColumns
	}
	name := parts[len(parts)-1]
	var known []string
	for _, c := range columns {
		if c.name == name {
			q.Operation = c.op
			return q, name, nil
		}
		known = append(known, c.name)
	}
	return q, "", fmt.Errorf("unknown operation %q: expected one of %s", name, strings.Join(known, ", "))
}

func (*Explainer) isRoot(name string) bool {
	return name == "Query" || name == "Mutation" || name == "Subscription"
}

// hint tells the name that was probably meant, or else all there are.
func hint(name string, known []string) string {
	return diag.DidYouMean(name, known, "expected one of "+strings.Join(known, ", "))
}

func (e *Explainer) names() []string {
	var names []string
	for _, m := range e.schema.Models {
		names = append(names, m.Name)
	}
	for _, o := range e.schema.Operations {
		names = append(names, o.Parent+"."+o.Name)
	}
	return names
}

func fieldNames(m *schema.Model) []string {
	var names []string
	for _, f := range m.Fields {
		names = append(names, f.Name)
	}
	return names
}

// explainNo fills in why an answer is no.
func (e *Explainer) explainNo(a *Answer, id *auth.Identity, what string, rules []*schema.Rule, op schema.Operations) {
	if a.Answer != "deny" {
		return
	}
	for _, r := range rules {
		if r.Operations.Any(op) {
			a.Considered = appendLine(a.Considered, ruleLine(r))
		}
	}
	switch {
	case id.Mode != schema.ModeIAM && !e.schema.Modes.Enabled(id.Mode):
		a.Reason = fmt.Sprintf("the API does not have the mode %s", id.Mode)
	case id.Principal == auth.FunctionRole:
		a.Reason = fmt.Sprintf("no allow.resource rule grants this to function %s", id.Function)
	case a.Considered == nil:
		a.Reason = fmt.Sprintf("no rule grants %s to anybody but administrators", what)
	case op == schema.Delete && len(a.Considered) > 0 && what == "delete":
		a.Reason = "no rule that admits this caller grants delete on every field of the model"
	default:
		a.Reason = fmt.Sprintf("none of the rules that grant %s admits this caller", what)
	}
}

// Caller reads a caller: "user:alice,groups:Editors,Admins,claim:dept=sales",
// "oidc:alice,…", "key", "guest", "identity" (signed in with the identity
// pool), "authorizer", "function:name" or "iam".
func (e *Explainer) Caller(text string) (*auth.Identity, error) {
	kind, name, _ := strings.Cut(strings.Split(text, ",")[0], ":")
	switch kind {
	case "user":
		return e.tokenCaller(schema.ModeUserPool, schema.UserPools, name, text)
	case "oidc":
		return e.tokenCaller(schema.ModeOIDC, schema.OIDCProvider, name, text)
	}
	if strings.Contains(text, ",") {
		return nil, fmt.Errorf("only callers with tokens have groups and claims: expected user:<name>,groups:<group>, not %q", text)
	}
	switch kind {
	case "key":
		return &auth.Identity{Mode: schema.ModeAPIKey, Provider: schema.APIKey}, nil
	case "guest":
		return iamIdentity(auth.Guest), nil
	case "identity":
		return iamIdentity(auth.Authenticated), nil
	case "authorizer":
		return &auth.Identity{Mode: schema.ModeLambda, Provider: schema.Function}, nil
	case "iam":
		return iamIdentity(auth.Admin), nil
	case "function":
		id := iamIdentity(auth.FunctionRole)
		id.Function = name
		return id, nil
	}
	return nil, fmt.Errorf("unknown caller %q: expected user:<name>, oidc:<name>, key, guest, identity, authorizer, function:<name> or iam", kind)
}

// tokenCaller reads the groups and claims of a caller with a token. Groups go
// into every claim that a rule reads groups from.
func (e *Explainer) tokenCaller(mode schema.Mode, p schema.Provider, name, text string) (*auth.Identity, error) {
	if name == "" {
		return nil, fmt.Errorf("expected a name, as in user:alice")
	}
	groups := []string{}
	claims := map[string]string{}
	in := ""
	for _, part := range strings.Split(text, ",")[1:] {
		key, v, found := strings.Cut(part, ":")
		switch {
		case found && (key == "groups" || key == "group"):
			in = "groups"
			groups = append(groups, v)
		case found && key == "claim":
			in = "claim"
			claim, content, ok := strings.Cut(v, "=")
			if !ok {
				return nil, fmt.Errorf("expected claim:<name>=<value>, not %q", part)
			}
			claims[claim] = content
		case in == "groups":
			groups = append(groups, part)
		default:
			return nil, fmt.Errorf("expected groups:<group> or claim:<name>=<value>, not %q", part)
		}
	}
	id := e.token(mode, p, name, groups, e.rules())
	for claim, content := range claims {
		id.Claims[claim] = content
	}
	return id, nil
}
