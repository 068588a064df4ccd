package jsresolver

import (
	"encoding/json"
	"strconv"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// The members of what the module's functions take, by groups.
var (
	versioned = []string{"customPartitionKey", "populateIndexFields", "_version"}
	listing   = []string{"index", "limit", "nextToken", "filter", "consistentRead", "projection", "totalSegments", "segment", "select", "scanIndexForward"}
)

// tableModule is @aws-appsync/utils/dynamodb: functions that make requests.
func (w *world) tableModule() *goja.Object {
	fs := map[string]native{
		"get":    w.maker("GetItem", "key", "consistentRead", "projection"),
		"put":    w.maker("PutItem", append([]string{"key", "item", "condition"}, versioned...)...),
		"update": w.maker("UpdateItem", append([]string{"key", "update", "condition"}, versioned...)...),
		"remove": w.maker("DeleteItem", append([]string{"key", "condition"}, versioned...)...),
		"query":  w.maker("Query", append([]string{"query"}, listing...)...),
		"scan":   w.maker("Scan", listing...),
		"sync":   w.maker("Sync", "basePartitionKey", "deltaIndexName", "limit", "nextToken", "lastSync", "filter"),

		"toStringSet": w.typed("SS", input.List), "toNumberSet": w.numberSet, "toBinarySet": w.typed("BS", input.List),
	}
	fs["batchGet"], fs["batchPut"], fs["batchDelete"] = w.batchMaker("BatchGetItem"), w.batchMaker("BatchPutItem"), w.batchMaker("BatchDeleteItem")
	fs["transactGet"], fs["transactWrite"] = w.transactGet, w.transactWrite
	return w.vm.NewDynamicObject(&members{w: w, fs: fs, parts: map[string]func() *goja.Object{"operations": w.operations}})
}

// maker makes the requests of one operation from an object of plain values.
// Members that it does not know are refused, unless they are undefined.
func (w *world) maker(operation string, known ...string) native {
	return func(c goja.FunctionCall) goja.Value {
		given := w.tree(c.Argument(0))
		if given.Kind != input.Object {
			w.fail("%s takes an object", operation)
		}
		w.only(operation, given, known...)
		out := map[string]any{"operation": operation}
		for i := range given.Fields {
			w.make(out, given.Fields[i].Name, &given.Fields[i].Value)
		}
		return w.must(json.Marshal(out))
	}
}

// make puts one member of a request into its form for the data source.
func (w *world) make(out map[string]any, name string, v *input.Value) {
	var err error
	switch name {
	case "key", "item":
		if v.Kind != input.Object {
			w.fail("the %s is an object of fields and their values", name)
		}
		out[map[string]string{"key": "key", "item": "attributeValues"}[name]] = json.RawMessage(appendTypedMap(nil, v, withSets))
	case "filter", "condition", "query":
		if !v.IsNull() && len(v.Fields) > 0 {
			out[name] = w.filtering(name, v)
		}
	case "update":
		out[name], err = updateExpression(v, w.marks())
	case "projection":
		if !v.IsNull() {
			out[name], err = projectionOf(v)
		}
	default:
		if !v.IsNull() {
			out[name] = json.RawMessage(v.AppendJSON(nil))
		}
	}
	w.check(err)
}

// filtering makes the expression of a filter, which has to say something.
func (w *world) filtering(name string, v *input.Value) *expression {
	e, err := filterExpression(v)
	w.check(err)
	if e.Expression == "" {
		w.fail("the %s has no operator", name)
	}
	return e
}

// numberSet is toNumberSet of the module, whose numbers are texts.
func (w *world) numberSet(c goja.FunctionCall) goja.Value {
	v := w.tree(c.Argument(0))
	if v.IsNull() {
		return goja.Null()
	}
	w.kind("NS", v, []input.Kind{input.List})
	set := input.Value{Kind: input.List, Items: make([]input.Value, len(v.Items))}
	for i := range v.Items {
		if _, err := strconv.ParseFloat(v.Items[i].Text, 64); err != nil {
			w.fail("%s is no number", clip(string(v.Items[i].AppendJSON(nil))))
		}
		set.Items[i] = input.Value{Kind: input.String, Text: v.Items[i].Text}
	}
	return w.must(append(set.AppendJSON([]byte(`{"NS":`)), '}'), nil)
}
