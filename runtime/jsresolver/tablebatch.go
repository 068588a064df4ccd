package jsresolver

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// DynamoDB's bounds of one request.
const (
	maxBatchGet   = 100
	maxBatchWrite = 25
	maxTransact   = 100
)

// What scripts find in ctx.stash to name tables with, as the step that Amplify
// puts before a custom resolver's own has it there.
const (
	stashAPI         = "amplifygo"
	stashEnvironment = "NONE"
)

// tableSuffix is what the names of tables end with.
const tableSuffix = "-" + stashAPI + "-" + stashEnvironment

// named finds the table of another model by its name.
func (t *table) named(name string) (*table, error) {
	m := t.schema.Model(strings.TrimSuffix(name, tableSuffix))
	if m == nil || name != m.Name+tableSuffix {
		return nil, t.refuse("there is no table %q; the table of a model is `<model>-${ctx.stash.awsAppsyncApiId}-${ctx.stash.amplifyApiEnvironmentName}`", clip(name))
	}
	return &table{model: m, schema: t.schema}, nil
}

// batch is one table's part of a batch, in the order of the request.
type batch struct {
	*table
	name string
	// items are the keys, or for puts the items.
	items []json.RawMessage
	// shown are the parts of items that are wanted.
	shown *projection
}

// keysOf is how BatchGetItem asks for the keys of a table.
type keysOf struct {
	Keys           []json.RawMessage `json:"keys"`
	ConsistentRead *bool             `json:"consistentRead"`
	Projection     *expression       `json:"projection"`
}

// batches reads the tables of a batch in the order of their names, which is
// the one order that does not depend on the script's engine.
func (t *table) batches(q *tableRequest, limit int) ([]batch, error) {
	var all []batch
	count := 0
	for name, text := range q.Tables {
		of, err := t.named(name)
		if err != nil {
			return nil, err
		}
		b := batch{table: of, name: name}
		if q.Operation == "BatchGetItem" {
			var k keysOf
			if err := strict(text, &k); err != nil {
				return nil, t.refuse("the keys of %s %s: %v", name, clip(string(text)), err)
			}
			if b.shown, err = of.projection(k.Projection); err != nil {
				return nil, err
			}
			b.items = k.Keys
		} else if err := json.Unmarshal(text, &b.items); err != nil {
			return nil, t.refuse("the items of %s %s: expected a list", name, clip(string(text)))
		}
		count += len(b.items)
		all = append(all, b)
	}
	if count == 0 || count > limit {
		return nil, Invalid(fmt.Sprintf("%s takes 1 to %d items, not %d", q.Operation, limit, count))
	}
	slices.SortFunc(all, func(a, b batch) int { return strings.Compare(a.name, b.name) })
	return all, nil
}

// batch runs a batch operation. Writes are one transaction, which is more than
// DynamoDB promises: nothing is ever left unprocessed.
func (t *table) batch(ctx context.Context, c *data.Client, q *tableRequest) ([]byte, error) {
	limit, rest := maxBatchWrite, "unprocessedKeys"
	switch q.Operation {
	case "BatchGetItem":
		limit = maxBatchGet
	case "BatchPutItem":
		rest = "unprocessedItems"
	}
	all, err := t.batches(q, limit)
	if err != nil {
		return nil, err
	}
	var out, left []byte
	run := func(ctx context.Context, c *data.Client) error {
		out, left = []byte(`{"data":{`), []byte(`"`+rest+`":{`) // a transaction may run again
		for i, b := range all {
			if i > 0 {
				out, left = append(out, ','), append(left, ',')
			}
			out = append(value.AppendString(out, b.name), ":["...)
			left = append(value.AppendString(left, b.name), ":[]"...)
			for n, item := range b.items {
				if n > 0 {
					out = append(out, ',')
				}
				if out, err = b.one(ctx, c, q.Operation, item, out); err != nil {
					return err
				}
			}
			out = append(out, ']')
		}
		return nil
	}
	if q.Operation == "BatchGetItem" {
		err = run(ctx, c)
	} else {
		err = c.Transaction(ctx, run)
	}
	if err != nil {
		return nil, err
	}
	return append(append(append(out, "},"...), left...), "}}"...), nil
}

// one runs a batch operation for one item and appends what it shows of it.
func (b *batch) one(ctx context.Context, c *data.Client, operation string, item json.RawMessage, out []byte) ([]byte, error) {
	switch operation {
	case "BatchGetItem":
		k, err := own(key(b.model, item))
		if err != nil {
			return nil, err
		}
		row, err := c.Get(ctx, b.model, k...)
		if err != nil {
			return nil, err
		}
		return b.shown.append(out, row)
	case "BatchPutItem":
		k, err := own(keyWithin(b.model, item))
		if err != nil {
			return nil, err
		}
		row, err := b.put(ctx, c, &tableRequest{Key: k, AttributeValues: item})
		return append(out, row...), err
	default:
		_, err := b.delete(ctx, c, &tableRequest{Key: item})
		return append(out, "null"...), err
	}
}

// keyWithin takes the key out of an item.
func keyWithin(m *schema.Model, item json.RawMessage) (json.RawMessage, error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(item, &all); err != nil {
		return nil, fmt.Errorf("the item %s of %s is no map of attributes", clip(string(item)), m.Name)
	}
	k := map[string]json.RawMessage{}
	for _, f := range m.KeyFields {
		if all[f.Name] == nil {
			return nil, fmt.Errorf("the item %s of %s has no %s", clip(string(item)), m.Name, f.Name)
		}
		k[f.Name] = all[f.Name]
	}
	return json.Marshal(k)
}
