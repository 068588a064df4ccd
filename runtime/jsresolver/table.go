package jsresolver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/graphql/token"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// table is the data source of a model's table. It acts as the server itself,
// as AppSync's role does; defaults, validation, hooks and events are those of
// the store access of Go code.
type table struct {
	model  *schema.Model
	schema *schema.Schema
	tokens *token.Sealer
}

// Invalid is a request that DynamoDB would refuse.
func Invalid(text string) *Error { return data.Invalid(text) }

// tableRequest is a request to DynamoDB as resolvers return it. What it does
// not have is refused.
type tableRequest struct {
	Version          string          `json:"version"`
	Operation        string          `json:"operation"`
	Key              json.RawMessage `json:"key"`
	AttributeValues  json.RawMessage `json:"attributeValues"`
	Update           *expression     `json:"update"`
	Condition        *condition      `json:"condition"`
	Query            *expression     `json:"query"`
	Filter           *expression     `json:"filter"`
	Index            string          `json:"index"`
	NextToken        *string         `json:"nextToken"`
	Limit            *int            `json:"limit"`
	ScanIndexForward *bool           `json:"scanIndexForward"`
	ConsistentRead   *bool           `json:"consistentRead"`
	Select           string          `json:"select"`
	Projection       *expression     `json:"projection"`
	// TotalSegments and Segment divide a scan.
	TotalSegments *int `json:"totalSegments"`
	Segment       *int `json:"segment"`
	// Tables are those of a batch, TransactItems the parts of a transaction.
	Tables        map[string]json.RawMessage `json:"tables"`
	TransactItems []transactItem             `json:"transactItems"`
	// What concerns versions of rows. The tables keep none, so that the first two,
	// which say how they are kept, say nothing.
	CustomPartitionKey  *string         `json:"customPartitionKey"`
	PopulateIndexFields *bool           `json:"populateIndexFields"`
	RowVersion          json.RawMessage `json:"_version"`
	BasePartitionKey    json.RawMessage `json:"basePartitionKey"`
	DeltaIndexName      json.RawMessage `json:"deltaIndexName"`
	LastSync            json.RawMessage `json:"lastSync"`
}

// Invoke runs one operation.
func (t *table) Invoke(ctx context.Context, call *functions.Call, text json.RawMessage) (json.RawMessage, error) {
	var q tableRequest
	if err := strict(text, &q); err != nil {
		return nil, t.refuse("the request %s: %v", clip(string(text)), err)
	}
	if q.Operation == "Sync" || len(q.RowVersion) > 0 && string(q.RowVersion) != "null" {
		return nil, t.unversioned(&q)
	}
	store := call.AdminStore()
	var out []byte
	var err error
	switch q.Operation {
	case "GetItem":
		out, err = t.get(ctx, store, &q)
	case "PutItem":
		out, err = t.put(ctx, store, &q)
	case "UpdateItem":
		out, err = t.update(ctx, store, &q)
	case "DeleteItem":
		out, err = t.delete(ctx, store, &q)
	case "Query", "Scan":
		out, err = t.list(ctx, store, &q)
	case "BatchGetItem", "BatchPutItem", "BatchDeleteItem":
		out, err = t.batch(ctx, store, &q)
	case "TransactGetItems":
		out, err = t.transactGet(ctx, store, &q)
	case "TransactWriteItems":
		out, err = t.transactWrite(ctx, store, &q)
	default:
		return nil, t.refuse("the operation %q is not supported", clip(q.Operation))
	}
	var known *Error
	if err != nil && !errors.As(err, &known) && ctx.Err() == nil {
		err = asRefusal(err)
	}
	return out, err
}

// refusal is an error about the request itself, which its author has to see.
type refusal struct{ error }

func (t *table) refuse(format string, a ...any) error {
	return gqlerror.New(gqlerror.DynamoDB, "table of "+t.model.Name+": "+fmt.Sprintf(format, a...))
}

// asRefusal shows an error of a request; one of the database stays hidden.
func asRefusal(err error) error {
	var r refusal
	if errors.As(err, &r) {
		return gqlerror.New(gqlerror.DynamoDB, r.Error())
	}
	return err
}

// own marks an error of a request.
func own[T any](v T, err error) (T, error) {
	var known *Error
	if err != nil && !errors.As(err, &known) {
		err = refusal{err}
	}
	return v, err
}

// unversioned is AppSync's kind of error for an operation that a data source
// does not have.
func (t *table) unversioned(q *tableRequest) error {
	if q.Operation == "Sync" {
		return gqlerror.New("MappingTemplate", "Unsupported operation 'Sync'. It needs a versioned data source, and the table of "+t.model.Name+" keeps no versions of its rows.")
	}
	return gqlerror.New("MappingTemplate", "Unsupported member '_version'. It needs a versioned data source, and the table of "+t.model.Name+" keeps no versions of its rows.")
}

func (t *table) get(ctx context.Context, c *data.Client, q *tableRequest) ([]byte, error) {
	k, err := own(key(t.model, q.Key))
	if err != nil {
		return nil, err
	}
	shown, err := t.projection(q.Projection)
	if err != nil {
		return nil, err
	}
	row, err := c.Get(ctx, t.model, k...)
	if err != nil {
		return nil, err
	}
	return shown.append(nil, row)
}

// where reads a condition; nil for none.
func (t *table) where(e *expression) (*rowCondition, error) {
	if e == nil {
		return nil, nil
	}
	r, err := own(newReader(e, t.model))
	if err != nil {
		return nil, err
	}
	return own(r.condition())
}

// put stores an item in place of one that may be there. The answer to a condition
// that does not hold is the item as it is.
func (t *table) put(ctx context.Context, c *data.Client, q *tableRequest) ([]byte, error) {
	k, err := own(key(t.model, q.Key))
	if err != nil {
		return nil, err
	}
	given, err := own(assignments(t.model, q.AttributeValues))
	if err != nil {
		return nil, err
	}
	where, err := t.condition(q)
	if err != nil {
		return nil, err
	}
	fields := keyed(t.model, k)
	set := map[*schema.Field]bool{}
	for _, a := range fields {
		set[a.Field] = true
	}
	for _, a := range given {
		if !set[a.Field] {
			set[a.Field] = true
			fields = append(fields, a)
		}
	}
	row, err := t.write(ctx, c, k, where, func(now value.Record) (*change, error) {
		out := &change{fields: fields}
		if now != nil { // the item that was there goes as a whole, its owner, too
			for _, f := range t.model.Fields {
				if f.Relation == nil && !set[f] && now[f.Ordinal].Kind() != value.Absent && !f.NonNull() && (f.Origin == schema.Declared || f.Origin == schema.OwnerRule) {
					out.fields = append(out.fields[:len(out.fields):len(out.fields)], assignment(f, value.NullValue()))
				}
			}
		}
		return out, nil
	})
	if failedCondition(err) && q.Condition.reached(t.model, row, fields) {
		err = nil
	}
	return appendItem(nil, t.model, row), err
}

// update changes an item, or makes it.
func (t *table) update(ctx context.Context, c *data.Client, q *tableRequest) ([]byte, error) {
	k, err := own(key(t.model, q.Key))
	if err != nil {
		return nil, err
	}
	where, err := t.condition(q)
	if err != nil {
		return nil, err
	}
	if q.Update == nil {
		q.Update = &expression{}
	}
	row, err := t.write(ctx, c, k, where, func(now value.Record) (*change, error) {
		u, err := own(changes(q.Update, t.model, now))
		if err != nil {
			return nil, err
		}
		return &change{fields: append(keyed(t.model, k), u.out...), read: u.read}, nil
	})
	return appendItem(nil, t.model, row), err
}

func (t *table) delete(ctx context.Context, c *data.Client, q *tableRequest) ([]byte, error) {
	k, err := own(key(t.model, q.Key))
	if err != nil {
		return nil, err
	}
	where, err := t.condition(q)
	if err != nil {
		return nil, err
	}
	if where == nil {
		row, err := c.Delete(ctx, t.model, k, nil)
		return appendItem(nil, t.model, row), err
	}
	for range maxAttempts {
		now, err := c.Get(ctx, t.model, k...)
		if err != nil {
			return nil, err
		}
		row := now
		if row == nil {
			row = t.empty()
		}
		switch ok, err := where.holds(row); {
		case err != nil:
			return nil, err
		case now == nil: // it is gone, as it was to be
			return []byte("null"), nil
		case !ok:
			return appendItem(nil, t.model, now), conditionFailed()
		}
		read := map[*schema.Field]bool{}
		where.note(read)
		row, err = c.Delete(ctx, t.model, k, predicate.All(where.stored(), unchanged(now, read)))
		if !failedCondition(err) {
			return appendItem(nil, t.model, row), err
		}
	}
	return nil, conditionFailed()
}
