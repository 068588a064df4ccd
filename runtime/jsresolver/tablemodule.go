package jsresolver

import (
	"encoding/json"

	"github.com/dop251/goja"
)

// tableModule is @aws-appsync/utils/dynamodb: functions that make requests.
func (w *world) tableModule() *goja.Object {
	fs := map[string]native{
		"get":    w.maker("GetItem", "key", "consistentRead"),
		"put":    w.maker("PutItem", "key", "item", "condition"),
		"update": w.maker("UpdateItem", "key", "update", "condition"),
		"remove": w.maker("DeleteItem", "key", "condition"),
		"query":  w.maker("Query", "query", "index", "limit", "nextToken", "filter", "scanIndexForward", "consistentRead"),
		"scan":   w.maker("Scan", "index", "limit", "nextToken", "filter", "consistentRead"),
	}
	fs["batchGet"], fs["batchPut"], fs["batchDelete"] = w.batchMaker("BatchGetItem"), w.batchMaker("BatchPutItem"), w.batchMaker("BatchDeleteItem")
	fs["transactGet"], fs["transactWrite"] = w.transactGet, w.transactWrite
	fs["sync"] = func(goja.FunctionCall) goja.Value {
		w.fail("sync of @aws-appsync/utils/dynamodb is not supported by this server: it keeps no versions of rows")
		return nil
	}
	return w.vm.NewDynamicObject(&members{w: w, fs: fs, parts: map[string]func() *goja.Object{"operations": w.operations}})
}

// maker makes the requests of one operation from an object of plain values.
// Members that it does not know are refused, unless they are undefined.
func (w *world) maker(operation string, known ...string) native {
	return func(c goja.FunctionCall) goja.Value {
		given := w.tree(c.Argument(0))
		out := map[string]any{"operation": operation}
		for i := range given.Fields {
			name, v := given.Fields[i].Name, &given.Fields[i].Value
			if !contains(known, name) {
				w.fail("%s does not take %q on this server", operation, name)
			}
			var err error
			switch name {
			case "key":
				out["key"] = json.RawMessage(appendTypedMap(nil, v))
			case "item":
				out["attributeValues"] = json.RawMessage(appendTypedMap(nil, v))
			case "filter", "condition", "query":
				if !v.IsNull() && len(v.Fields) > 0 {
					out[name], err = filterExpression(v)
				}
			case "update":
				out[name], err = updateExpression(v)
			default:
				out[name] = json.RawMessage(v.AppendJSON(nil))
			}
			w.check(err)
		}
		return w.must(json.Marshal(out))
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
