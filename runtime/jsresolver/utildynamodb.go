package jsresolver

import (
	"encoding/json"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// dynamodb is util.dynamodb: values in DynamoDB's typed form, {"S": "a"}.
// Functions of one type give null for null.
func (w *world) dynamodb() *goja.Object {
	return w.natives(map[string]native{
		"toDynamoDB": func(c goja.FunctionCall) goja.Value {
			return w.must(appendTyped(nil, w.tree(c.Argument(0)), withoutSets), nil)
		},
		"toString": w.typed("S", input.String), "toNumber": w.typed("N", input.Int, input.Float, input.String), "toBoolean": w.typed("BOOL", input.Bool), "toBinary": w.typed("B", input.String),
		"toStringSet": w.typed("SS", input.List), "toNumberSet": w.typed("NS", input.List), "toBinarySet": w.typed("BS", input.List),
		"toNull": func(goja.FunctionCall) goja.Value { return w.must([]byte(`{"NULL":null}`), nil) },
		"toList": w.typedWhole(input.List), "toMap": w.typedWhole(input.Object),
		"toMapValues": func(c goja.FunctionCall) goja.Value {
			v := w.tree(c.Argument(0))
			switch {
			case v.IsNull():
				return goja.Null()
			case v.Kind != input.Object:
				w.fail("toMapValues takes an object")
			}
			return w.must(appendTypedMap(nil, v, withoutSets), nil)
		},
		"toS3Object": w.toS3Object, "fromS3ObjectJson": w.fromS3Object,
	})
}

// typed makes a native for the values of one type.
func (w *world) typed(name string, kinds ...input.Kind) native {
	return func(c goja.FunctionCall) goja.Value {
		v := w.tree(c.Argument(0))
		if v.IsNull() {
			return goja.Null()
		}
		w.kind(name, v, kinds)
		return w.must(append(v.AppendJSON([]byte(`{"`+name+`":`)), '}'), nil)
	}
}

// typedWhole makes a native for lists or maps.
func (w *world) typedWhole(kind input.Kind) native {
	return func(c goja.FunctionCall) goja.Value {
		v := w.tree(c.Argument(0))
		if v.IsNull() {
			return goja.Null()
		}
		w.kind(map[input.Kind]string{input.List: "L", input.Object: "M"}[kind], v, []input.Kind{kind})
		return w.must(appendTyped(nil, v, withoutSets), nil)
	}
}

// kind refuses a value of another kind.
func (w *world) kind(name string, v *input.Value, kinds []input.Kind) {
	for _, k := range kinds {
		if v.Kind == k {
			return
		}
	}
	w.fail("%s is not a value of DynamoDB's type %s", clip(string(v.AppendJSON(nil))), name)
}

// s3Object is where an object of S3 is.
type s3Object struct {
	Key     string `json:"key"`
	Bucket  string `json:"bucket"`
	Region  string `json:"region"`
	Version string `json:"version,omitempty"`
}

// toS3Object is toS3Object(key, bucket, region, version?): {"S": text}, whose
// text is JSON, too.
func (w *world) toS3Object(c goja.FunctionCall) goja.Value {
	text := func(i int) string {
		if v := c.Argument(i); !goja.IsUndefined(v) && !goja.IsNull(v) {
			return v.String()
		}
		return ""
	}
	o := s3Object{text(0), text(1), text(2), text(3)}
	if o.Key == "" || o.Bucket == "" || o.Region == "" {
		return goja.Null()
	}
	inner, err := json.Marshal(map[string]s3Object{"s3": o})
	w.check(err)
	return w.must(json.Marshal(map[string]string{"S": string(inner)}))
}

// fromS3Object reads the text of what toS3Object has made: the members of s3.
func (w *world) fromS3Object(c goja.FunctionCall) goja.Value {
	w.shallow(c.Argument(0))
	var o struct {
		S3 *s3Object `json:"s3"`
	}
	if err := json.Unmarshal([]byte(c.Argument(0).String()), &o); err != nil || o.S3 == nil {
		w.fail("expected the text of an object of S3, as util.dynamodb.toS3Object makes it")
	}
	return w.must(json.Marshal(o.S3))
}
