package jsresolver

import (
	"encoding/json"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// typedList gives a list of plain maps in DynamoDB's typed form.
func typedList(v *input.Value) []json.RawMessage {
	out := make([]json.RawMessage, len(v.Items))
	for i := range v.Items {
		out[i] = appendTypedMap(nil, &v.Items[i])
	}
	return out
}

// batchMaker makes batchGet, batchPut and batchDelete.
func (w *world) batchMaker(operation string) native {
	return func(c goja.FunctionCall) goja.Value {
		given := w.tree(c.Argument(0))
		w.only(operation, given, "tables")
		tables := map[string]any{}
		for i := range given.Get("tables").Fields {
			name, v := given.Get("tables").Fields[i].Name, &given.Get("tables").Fields[i].Value
			if operation != "BatchGetItem" {
				tables[name] = typedList(v)
				continue
			}
			w.only(operation, v, "keys", "consistentRead", "projection")
			keys := map[string]any{"keys": typedList(v.Get("keys"))}
			if p := v.Get("projection"); !p.IsNull() {
				keys["projection"] = projectionOf(p)
			}
			tables[name] = keys
		}
		return w.must(json.Marshal(map[string]any{"operation": operation, "tables": tables}))
	}
}

// projectionOf makes the expression of a list of fields.
func projectionOf(fields *input.Value) *expression {
	b := newBuilder()
	for i := range fields.Items {
		if i > 0 {
			b.Expression += ", "
		}
		b.Expression += b.name(fields.Items[i].Text)
	}
	return &b.expression
}

// only refuses members that the server does not know.
func (w *world) only(operation string, v *input.Value, known ...string) {
	for i := range v.Fields {
		if !contains(known, v.Fields[i].Name) {
			w.fail("%s does not take %q on this server", operation, v.Fields[i].Name)
		}
	}
}

// transactGet makes a TransactGetItems request.
func (w *world) transactGet(c goja.FunctionCall) goja.Value {
	given := w.tree(c.Argument(0))
	w.only("TransactGetItems", given, "items")
	items := []any{}
	for i := range given.Get("items").Items {
		v := &given.Get("items").Items[i]
		w.only("TransactGetItems", v, "table", "key", "projection")
		item := map[string]any{"table": v.Get("table").Text, "key": json.RawMessage(appendTypedMap(nil, v.Get("key")))}
		if p := v.Get("projection"); !p.IsNull() {
			item["projection"] = projectionOf(p)
		}
		items = append(items, item)
	}
	return w.must(json.Marshal(map[string]any{"operation": "TransactGetItems", "transactItems": items}))
}

// transactOperations are the members of an item of transactWrite.
var transactOperations = map[string]string{"putItem": "PutItem", "updateItem": "UpdateItem", "deleteItem": "DeleteItem", "conditionCheck": "ConditionCheck"}

// transactWrite makes a TransactWriteItems request.
func (w *world) transactWrite(c goja.FunctionCall) goja.Value {
	given := w.tree(c.Argument(0))
	w.only("TransactWriteItems", given, "items")
	items := []any{}
	for i := range given.Get("items").Items {
		one := &given.Get("items").Items[i]
		if len(one.Fields) != 1 || transactOperations[one.Fields[0].Name] == "" {
			w.fail("an item of transactWrite has exactly one of putItem, updateItem, deleteItem and conditionCheck")
		}
		items = append(items, w.transactItem(transactOperations[one.Fields[0].Name], &one.Fields[0].Value))
	}
	return w.must(json.Marshal(map[string]any{"operation": "TransactWriteItems", "transactItems": items}))
}

func (w *world) transactItem(operation string, v *input.Value) map[string]any {
	w.only(operation, v, "table", "key", "item", "update", "condition", "returnValuesOnConditionCheckFailure")
	out := map[string]any{"operation": operation, "table": v.Get("table").Text, "key": json.RawMessage(appendTypedMap(nil, v.Get("key")))}
	if item := v.Get("item"); !item.IsNull() {
		out["attributeValues"] = json.RawMessage(appendTypedMap(nil, item))
	}
	if u := v.Get("update"); !u.IsNull() {
		update, err := updateExpression(u)
		w.check(err)
		out["update"] = update
	}
	if e := v.Get("condition"); !e.IsNull() && len(e.Fields) > 0 {
		where, err := filterExpression(e)
		w.check(err)
		with := &condition{expression: *where}
		if shown := v.Get("returnValuesOnConditionCheckFailure"); shown.Kind == input.Bool {
			with.ReturnValuesOnConditionCheckFailure = &shown.Bool
		}
		out["condition"] = with
	}
	return out
}
