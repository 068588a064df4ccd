package jsresolver

import (
	"encoding/json"
	"slices"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// typedList gives a list of plain maps in DynamoDB's typed form.
func typedList(v *input.Value) []json.RawMessage {
	out := make([]json.RawMessage, len(v.Items))
	for i := range v.Items {
		out[i] = appendTypedMap(nil, &v.Items[i], withSets)
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
			if consistent := v.Get("consistentRead"); !consistent.IsNull() {
				w.make(keys, "consistentRead", consistent)
			}
			if p := v.Get("projection"); !p.IsNull() {
				w.make(keys, "projection", p)
			}
			tables[name] = keys
		}
		return w.must(json.Marshal(map[string]any{"operation": operation, "tables": tables}))
	}
}

// only refuses members that a request does not have.
func (w *world) only(operation string, v *input.Value, known ...string) {
	for i := range v.Fields {
		if !slices.Contains(known, v.Fields[i].Name) {
			w.fail("%s does not take %q", operation, v.Fields[i].Name)
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
		item := map[string]any{"table": v.Get("table").Text, "key": json.RawMessage(appendTypedMap(nil, v.Get("key"), withSets))}
		if p := v.Get("projection"); !p.IsNull() {
			w.make(item, "projection", p)
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
	out := map[string]any{"operation": operation, "table": v.Get("table").Text, "key": json.RawMessage(appendTypedMap(nil, v.Get("key"), withSets))}
	if item := v.Get("item"); !item.IsNull() {
		out["attributeValues"] = json.RawMessage(appendTypedMap(nil, item, withSets))
	}
	if u := v.Get("update"); !u.IsNull() {
		w.make(out, "update", u)
	}
	if e := v.Get("condition"); !e.IsNull() && len(e.Fields) > 0 {
		with := &condition{expression: *w.filtering("condition", e)}
		if shown := v.Get("returnValuesOnConditionCheckFailure"); shown.Kind == input.Bool {
			with.ReturnValuesOnConditionCheckFailure = &shown.Bool
		}
		out["condition"] = with
	}
	return out
}
