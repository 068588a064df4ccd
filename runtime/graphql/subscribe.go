package graphql

import (
	"context"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/graphql/plan"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Subscription is an accepted subscription: which events it wants and how they
// look to its subscriber. It is immutable and safe for concurrent use.
type Subscription struct {
	e     *Engine
	id    *auth.Identity
	plan  *plan.Plan
	vars  plan.Values
	field *plan.Field
	// denied is shared by all renderings.
	denied []bool
	// args are the arguments of a custom subscription, which the payload's
	// fields of the same names must equal where its handler gives no filter
	// (api.md 5.4).
	args []input.Field
	// test is the filter of a custom subscription's handler; nil for none.
	test payloadTest
	// invalid is the filter of invalidations that its handler has set.
	invalid payloadTest
	// decision is the policy's, about the events of a model.
	decision authz.Decision
	filter   predicate.Expr

	// Invalidated is the field of invalidations that may end it (Ends); empty
	// for none.
	Invalidated string
	// Mutations are the mutations whose events it may want.
	Mutations []string
	// Model is the model of the events; nil where they are results of custom
	// mutations of another type.
	Model *schema.Model
	// Where has to admit the complete row of an event, for indexes over many
	// subscriptions; Match says more. Nil admits every row.
	Where predicate.Expr
	// Field is a field of the payload of custom mutations that has to have one of
	// Values, which are texts: for the same (Engine.PayloadField). It is empty
	// where there is none.
	Field  string
	Values []value.Value
	// Shape is equal for subscriptions that render every event alike.
	Shape string
}

// Subscribe accepts or refuses a subscription. Errors are either of the whole
// request or of its only field; an Unauthorized one is what the official
// client expects to learn at start.
func (e *Engine) Subscribe(ctx context.Context, id *auth.Identity, req *Request) (s *Subscription, errs []*Error) {
	defer func() {
		if p := recover(); p != nil {
			e.panicked(ctx, p)
			s, errs = nil, []*Error{gqlerror.New(gqlerror.InternalFailure, internalMessage)}
		}
	}()
	p, refusal := e.prepare(req)
	switch {
	case refusal == nil:
	case refusal.http != nil:
		return nil, []*Error{refusal.http}
	default:
		return nil, refusal.errs
	}
	if p.Kind != ast.Subscription || len(p.Root.Fields) != 1 {
		return nil, []*Error{gqlerror.New("UnsupportedOperation", "unknown not supported through the realtime channel")}
	}
	vars, problem := p.Bind(&req.Variables)
	if problem != nil {
		return nil, []*Error{{Short: true, Message: problem.Message}}
	}
	r := e.newRun(ctx, id, p, vars)
	s = &Subscription{e: e, id: id, plan: p, vars: vars, field: p.Root.Fields[0], denied: r.denied}
	if err := s.decide(r); err != nil {
		ge := r.public(err)
		ge.Path, ge.Locations = []gqlerror.Segment{{Key: s.field.Key}}, s.field.At
		return nil, []*Error{ge}
	}
	s.Shape = string(s.shape(nil, s.field))
	return s, nil
}

// decide asks whether and for which events the subscriber is admitted.
func (s *Subscription) decide(r *run) error {
	f := s.field
	if r.denied != nil && r.denied[f.Index] {
		return gqlerror.NotAuthorized(f.Name, f.Parent)
	}
	args, problem := f.Bound(r.vars)
	if problem != nil {
		return &gqlerror.Error{Short: true, Message: problem.Message}
	}
	switch f.Kind {
	case plan.OnCreate:
		return s.model(args, schema.Create, f.Root.Model.Create)
	case plan.OnUpdate:
		return s.model(args, schema.Update, f.Root.Model.Update)
	case plan.OnDelete:
		return s.model(args, schema.Delete, f.Root.Model.Delete)
	case plan.Custom:
		o := f.Root.Operation
		if s.e.Policy.Operation(s.id, o).Outcome != authz.Allow {
			return gqlerror.NotAuthorized(f.Name, f.Parent)
		}
		s.Mutations, s.args = o.Sources, args
		s.Field, s.Values = indexedArgument(args)
		if f.Sub != nil {
			s.Model = f.Sub.Model
		}
		if o.Conversation {
			return s.conversation(o, args)
		}
		return s.startHandler(r.ctx, r, args)
	}
	return gqlerror.New("UnsupportedOperation", "unknown not supported through the realtime channel")
}

// conversation wants the parts of answers to the subscriber's own messages, of
// one conversation or of all. Whom a part belongs to is compared as it is
// stored, so that nobody gets another's by a name that is equal in part.
func (s *Subscription) conversation(o *schema.Operation, args []input.Field) error {
	owner, ok := s.e.Policy.Owner(s.id, o.AI.Conversations)
	if !ok {
		return gqlerror.NotAuthorized(s.field.Name, s.field.Parent)
	}
	var only value.Value
	for i := range args {
		if args[i].Name == "conversationId" {
			only = scalarValue(&args[i].Value)
		}
	}
	if s.Field == "" && owner.Kind() == value.String {
		s.Field, s.Values = "owner", []value.Value{owner}
	}
	s.test = func(get func(string) input.Value) bool {
		whose, which := get("owner"), get("conversationId")
		return scalarOrAbsent(&whose) == owner && (only.IsNull() || scalarOrAbsent(&which) == only)
	}
	return nil
}

func (s *Subscription) model(args []input.Field, op schema.Operations, mutation string) error {
	m := s.field.Root.Model
	s.Model, s.Mutations = m, []string{mutation}
	owners := map[string]value.Value{}
	var given predicate.Expr
	for i := range args {
		a := &args[i]
		if a.Name == "filter" {
			var err error
			if given, err = filter(m, &a.Value); err != nil {
				return err
			}
			if comparisons, operands := weigh(given); comparisons > maxComparisons || operands > maxOperands {
				return gqlerror.New(gqlerror.BadRequest, "The filter of the subscription has too many comparisons.")
			}
			continue
		}
		owners[a.Name] = scalarValue(&a.Value)
	}
	d := s.e.Policy.Subscribe(s.id, m, op, owners)
	if d.Outcome == authz.Deny {
		return gqlerror.NotAuthorized(s.field.Name, s.field.Parent)
	}
	s.decision, s.filter = d, s.e.Policy.Guard(s.id, m, given)
	s.Where = predicate.All(d.Where, s.filter)
	return nil
}

// maxComparisons and maxOperands bound the filter of a subscription: it is
// asked of every event for as long as the subscription lives, while whoever
// has caused the event waits.
const (
	maxComparisons = 100
	maxOperands    = 1000
)

// weigh counts the comparisons of a condition and what they compare with.
func weigh(e predicate.Expr) (comparisons, operands int) {
	parts := []predicate.Expr(nil)
	switch e := e.(type) {
	case predicate.And:
		parts = e
	case predicate.Or:
		parts = e
	case predicate.Not:
		parts = []predicate.Expr{e.Expr}
	case predicate.Compare:
		return 1, len(e.Args)
	}
	for _, p := range parts {
		c, o := weigh(p)
		comparisons, operands = comparisons+c, operands+o
	}
	return comparisons, operands
}

// Match reports whether the subscription wants an event and may have it.
func (s *Subscription) Match(ev *event.Event) bool {
	if !s.listens(ev.Mutation) {
		return false
	}
	if s.field.Kind == plan.Custom {
		return s.matchPayload(ev)
	}
	return ev.Record != nil && s.admits(ev.Record) && (!s.e.MatchSelected || s.admits(masked(ev)))
}

func (s *Subscription) admits(row value.Record) bool {
	return s.e.Policy.Delivers(s.decision, row) && (s.filter == nil || predicate.Eval(s.filter, row))
}

func (s *Subscription) listens(mutation string) bool {
	for _, m := range s.Mutations {
		if m == mutation {
			return true
		}
	}
	return false
}

// matchPayload asks the handler's filter or else compares the arguments of a
// custom subscription with the payload; a null argument wants the field to be null.
func (s *Subscription) matchPayload(ev *event.Event) bool {
	if s.test == nil && len(s.args) == 0 {
		return true
	}
	get, ok := s.payload(ev)
	if !ok || s.test != nil {
		return ok && s.test(get)
	}
	for i := range s.args {
		got := get(s.args[i].Name)
		if !same(scalarValue(&s.args[i].Value), scalarOrAbsent(&got)) {
			return false
		}
	}
	return true
}

func same(a, b value.Value) bool {
	if a.IsNull() || b.IsNull() {
		return a.IsNull() && b.IsNull()
	}
	number := func(v value.Value) bool { return v.Kind() == value.Int || v.Kind() == value.Float }
	if number(a) && number(b) {
		return a.Float() == b.Float()
	}
	return a == b
}

// shape describes what is rendered: response keys, fields and refusals.
func (s *Subscription) shape(b []byte, f *plan.Field) []byte {
	b = append(append(append(b, f.Key...), ':'), f.Name...)
	if s.denied != nil && s.denied[f.Index] {
		b = append(b, '!')
	}
	b = s.shapeOf(b, f.Sub)
	if f.Possible != nil {
		for _, t := range s.e.document.AST.PossibleTypes[f.Type.Name] {
			b = s.shapeOf(append(b, t.Name...), f.Possible[t.Name])
		}
	}
	return append(b, ',')
}

func (s *Subscription) shapeOf(b []byte, sel *plan.Selection) []byte {
	if sel == nil {
		return b
	}
	b = append(b, '{')
	for _, f := range sel.Fields {
		b = s.shape(b, f)
	}
	return append(b, '}')
}

// Render gives the payload of an event for this subscription, {"data":…} with
// errors where there are any. It reports false for an event that cannot be
// shown at all. Match decides who gets it.
func (s *Subscription) Render(ev *event.Event) (payload []byte, ok bool) {
	ctx := context.Background()
	defer func() {
		if p := recover(); p != nil {
			s.e.panicked(ctx, p)
			payload, ok = nil, false
		}
	}()
	r := &run{e: s.e, ctx: ctx, id: s.id, plan: s.plan, vars: s.vars, session: s.e.data.Read(s.id), denied: s.denied, event: true}
	r.buf = append(make([]byte, 0, 512), `{"data":`...)
	start := len(r.buf)
	if !r.object(s.plan.Root, func(f *plan.Field) bool { return r.event1(f, ev) }) {
		r.buf = append(r.buf[:start], "null"...)
	}
	if len(r.errs) > 0 {
		r.buf = gqlerror.AppendList(append(r.buf, `,"errors":`...), r.errs)
	}
	return append(r.buf, '}'), true
}

// event1 appends the only root field of a subscription.
func (r *run) event1(f *plan.Field, ev *event.Event) bool {
	if ev.Record != nil && f.Sub != nil && f.Sub.Model != nil && f.Sub.Model.Name == ev.Model {
		return r.eventRow(f.Sub, masked(ev)) || r.nothing(f.Type)
	}
	v, err := payload(ev)
	if err != nil {
		return r.refuse(f, err)
	}
	return r.complete(f, f.Type, v)
}

// masked is the row of an event as far as the mutation selected it.
func masked(ev *event.Event) value.Record {
	if ev.Selected == nil {
		return ev.Record
	}
	row := make(value.Record, len(ev.Record))
	for _, i := range ev.Selected {
		if i >= 0 && i < len(row) {
			row[i] = ev.Record[i]
		}
	}
	return row
}

// eventRow appends the row of an event. Values that not everybody may read do
// not travel, and relationships are not followed.
func (r *run) eventRow(sel *plan.Selection, row value.Record) bool {
	return r.object(sel, func(f *plan.Field) bool {
		switch {
		case f.Kind == plan.Typename:
			return r.typename(f)
		case f.Kind == plan.Relation:
			return r.null(f, f.Type)
		case r.e.guarded[f.Field]:
			return r.nothing(f.Type)
		case r.e.presented[f.Field]:
			return r.column(f, r.e.Policy.Present(f.Field, row[f.Field.Ordinal]))
		}
		return r.column(f, row[f.Field.Ordinal])
	})
}
