package jsresolver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// transactItem is one part of a transaction.
type transactItem struct {
	Table           string          `json:"table"`
	Operation       string          `json:"operation"`
	Key             json.RawMessage `json:"key"`
	AttributeValues json.RawMessage `json:"attributeValues"`
	Update          *expression     `json:"update"`
	Condition       *condition      `json:"condition"`
	Projection      *expression     `json:"projection"`
}

// reason is why an item did, or did not, cancel a transaction.
type reason struct {
	Item    json.RawMessage `json:"item,omitempty"`
	Type    string          `json:"type"`
	Message string          `json:"message"`
}

// canceled is the error type of a transaction that a condition has stopped.
const canceled = "DynamoDB:TransactionCanceledException"

// strict reads JSON that must have no other members.
func strict(text []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(to)
}

// part is an item with its table and key.
type part struct {
	*table
	item *transactItem
	key  []value.Value
}

// parts reads the items of a transaction, each of which is about another row.
func (t *table) parts(q *tableRequest) ([]part, error) {
	if n := len(q.TransactItems); n == 0 || n > maxTransact {
		return nil, Invalid(fmt.Sprintf("%s takes 1 to %d items, not %d", q.Operation, maxTransact, n))
	}
	seen := map[string]bool{}
	parts := make([]part, len(q.TransactItems))
	for i := range q.TransactItems {
		item := &q.TransactItems[i]
		of, err := t.named(item.Table)
		if err != nil {
			return nil, err
		}
		k, err := own(key(of.model, item.Key))
		if err != nil {
			return nil, err
		}
		row := []byte(of.model.Name)
		for _, v := range k {
			row = v.AppendJSON(append(row, ' '))
		}
		if seen[string(row)] {
			return nil, Invalid("Transaction request cannot include multiple operations on one item")
		}
		seen[string(row)] = true
		parts[i] = part{of, item, k}
	}
	return parts, nil
}

// transactGet reads several rows, all as they are at one time.
func (t *table) transactGet(ctx context.Context, c *data.Client, q *tableRequest) ([]byte, error) {
	parts, err := t.parts(q)
	if err != nil {
		return nil, err
	}
	var out []byte
	err = c.Transaction(ctx, func(ctx context.Context, c *data.Client) error {
		out = []byte(`{"items":[`) // it may run again
		for i, p := range parts {
			if i > 0 {
				out = append(out, ',')
			}
			shown, err := p.projection(p.item.Projection)
			if err != nil {
				return err
			}
			row, err := c.Get(ctx, p.model, p.key...)
			if err != nil {
				return err
			}
			if out, err = shown.append(out, row); err != nil {
				return err
			}
		}
		return nil
	})
	return append(out, `],"cancellationReasons":null}`...), err
}

// errCanceled undoes a transaction whose conditions do not hold.
var errCanceled = errors.New("a condition does not hold")

// transactWrite changes several rows, or none where a condition does not hold;
// the answer says then which.
func (t *table) transactWrite(ctx context.Context, c *data.Client, q *tableRequest) ([]byte, error) {
	parts, err := t.parts(q)
	if err != nil {
		return nil, err
	}
	reasons := make([]reason, len(parts))
	err = c.Transaction(ctx, func(ctx context.Context, c *data.Client) error {
		failed := false
		for i := range parts {
			reasons[i] = reason{Type: "None", Message: "None"}
			switch holds, err := parts[i].write(ctx, c, &reasons[i]); {
			case err != nil:
				return err
			case !holds:
				failed = true
			}
		}
		if failed {
			return errCanceled
		}
		return nil
	})
	if errors.Is(err, errCanceled) {
		return canceledBy(reasons)
	}
	if err != nil {
		return nil, err
	}
	out := []byte(`{"keys":[`)
	for i, p := range parts {
		if i > 0 {
			out = append(out, ',')
		}
		row := p.empty()
		for n, f := range p.model.KeyFields {
			row[f.Ordinal] = p.key[n]
		}
		out = appendItem(out, p.model, row)
	}
	return append(out, `],"cancellationReasons":null}`...), nil
}

// canceledBy is the answer, and the error, of a transaction that was undone.
func canceledBy(reasons []reason) ([]byte, error) {
	types := make([]string, len(reasons))
	for i, r := range reasons {
		types[i] = r.Type
	}
	out, err := json.Marshal(map[string]any{"keys": nil, "cancellationReasons": reasons})
	if err != nil {
		return nil, err
	}
	text := Invalid("Transaction cancelled, please refer cancellation reasons for specific reasons [" + strings.Join(types, ", ") + "]").Message
	return out, gqlerror.New(canceled, text)
}

// write does one part. It reports whether the condition holds, and fills in
// the reason if not.
func (p *part) write(ctx context.Context, c *data.Client, why *reason) (bool, error) {
	where, err := p.condition(&tableRequest{Condition: p.item.Condition})
	if err != nil {
		return false, err
	}
	now, err := c.GetLocked(ctx, p.model, p.key...)
	if err != nil {
		return false, err
	}
	row := now
	if row == nil {
		row = p.empty()
	}
	ok, err := where.holds(row)
	if err != nil {
		return false, err
	}
	if !ok {
		*why = reason{Type: "ConditionalCheckFailed", Message: "The conditional request failed"}
		shown := p.item.Condition.ReturnValuesOnConditionCheckFailure
		if now != nil && (shown == nil || *shown) {
			why.Item = appendItem(nil, p.model, now)
		}
		return false, nil
	}
	q := &tableRequest{Key: p.item.Key, AttributeValues: p.item.AttributeValues, Update: p.item.Update, Condition: p.item.Condition}
	switch p.item.Operation {
	case "ConditionCheck":
		if where == nil {
			err = p.refuse("a ConditionCheck needs a condition")
		}
	case "PutItem":
		_, err = p.put(ctx, c, q)
	case "UpdateItem":
		_, err = p.update(ctx, c, q)
	case "DeleteItem":
		_, err = p.delete(ctx, c, q)
	default:
		err = p.refuse("the operation %q of a transaction is not one of PutItem, UpdateItem, DeleteItem and ConditionCheck", clip(p.item.Operation))
	}
	return true, err
}
