package jsresolver

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// rdsModule is @aws-appsync/utils/rds: functions that make the requests of
// relational data sources, which a Source answers.
func (w *world) rdsModule() *goja.Object {
	fs := map[string]native{
		"sql": w.sqlTemplate, "toJsonObject": w.rdsResult,
		"select": w.statement("select", selectStatement), "insert": w.statement("insert", insertStatement), "update": w.statement("update", updateStatement), "remove": w.statement("remove", removeStatement),
		"createPgStatement": w.rdsRequest('"'), "createMySQLStatement": w.rdsRequest('`'),
	}
	return w.vm.NewDynamicObject(&members{w: w, fs: fs, parts: map[string]func() *goja.Object{"typeHint": w.typeHints, "agg": w.aggregates}})
}

// aiModule is @aws-appsync/utils/ai: the requests of Bedrock data sources.
func (w *world) aiModule() *goja.Object {
	request := func(operation string) native {
		return func(c goja.FunctionCall) goja.Value {
			v := w.tree(c.Argument(0))
			if v.Kind != input.Object {
				w.fail("%s takes an object", operation)
			}
			out := input.Value{Kind: input.Object, Fields: append([]input.Field{{Name: "operation", Value: input.Value{Kind: input.String, Text: operation}}}, v.Fields...)}
			return w.must(out.AppendJSON(nil), nil)
		}
	}
	return w.natives(map[string]native{"invokeModel": request("InvokeModel"), "converse": request("Converse")})
}

// rdsRequest is createPgStatement or createMySQLStatement: up to two statements
// and their variables, named :P0 and on.
func (w *world) rdsRequest(quote byte) native {
	return func(c goja.FunctionCall) goja.Value {
		r := request{Statements: []string{}, Variables: map[string]json.RawMessage{}, Hints: map[string]string{}, quote: quote, marks: w.marks()}
		for i := 0; i < len(c.Arguments) && i < 2; i++ {
			v := w.tree(c.Argument(i))
			if v.IsNull() {
				continue
			}
			if v.Kind == input.String {
				r.Statements = append(r.Statements, v.Text)
				continue
			}
			pieces, _ := statementOf(v, r.marks)
			if pieces == nil {
				w.fail("expected a statement of select, insert, update, remove or sql, or a text")
			}
			r.add(pieces)
		}
		if len(r.Statements) == 0 {
			w.fail("a request needs a statement")
		}
		return w.must(json.Marshal(r))
	}
}

// request is one to a relational data source.
type request struct {
	Statements []string                   `json:"statements"`
	Variables  map[string]json.RawMessage `json:"variableMap"`
	Hints      map[string]string          `json:"variableTypeHintMap"`

	quote byte
	marks *marks
}

// add writes a statement for the database.
func (r *request) add(pieces []piece) {
	var text []byte
	for _, p := range pieces {
		switch {
		case p.Alias:
			text = appendQuoted(text, p.Name, r.quote)
		case p.Name != "":
			text = appendName(text, p.Name, r.quote)
		case p.Value != nil:
			name := ":P" + strconv.Itoa(len(r.Variables))
			text = append(text, name...)
			r.Variables[name] = p.Value
			if hinted, err := input.ParseJSON(p.Value); err == nil {
				if hint := marked(&hinted, r.marks.hint); hint != nil {
					r.Variables[name], r.Hints[name] = hinted.Get("value").AppendJSON(nil), hint.Text
				}
			}
		default:
			text = append(text, p.Text...)
		}
	}
	r.Statements = append(r.Statements, string(text))
}

// appendName quotes a name, each part of "schema.table" by itself. All columns,
// "*" and "table.*", are no names.
func appendName(b []byte, name string, quote byte) []byte {
	for i, part := range strings.Split(name, ".") {
		if i > 0 {
			b = append(b, '.')
		}
		if part == "*" {
			b = append(b, '*')
		} else {
			b = appendQuoted(b, part, quote)
		}
	}
	return b
}

func appendQuoted(b []byte, name string, quote byte) []byte {
	b = append(b, quote)
	for i := range len(name) {
		if name[i] == quote {
			b = append(b, quote)
		}
		b = append(b, name[i])
	}
	return append(b, quote)
}

// rdsResult is toJsonObject: the records of each statement as objects of their
// columns; null for what is no result.
func (w *world) rdsResult(c goja.FunctionCall) goja.Value {
	text := w.argument(c.Argument(0))
	if v, err := input.ParseJSON(text); err == nil && v.Kind == input.String {
		text = []byte(v.Text)
	}
	records, err := rdsRecords(text)
	if err != nil {
		return goja.Null()
	}
	return w.must(records, nil)
}

func rdsRecords(text []byte) ([]byte, error) {
	v, err := input.ParseJSON(text)
	results := v.Get("sqlStatementResults")
	if err != nil || results.Kind != input.List {
		return nil, errors.New("expected a result of the RDS Data API, with sqlStatementResults")
	}
	out := input.Value{Kind: input.List, Items: make([]input.Value, len(results.Items))}
	for i := range results.Items {
		columns := results.Items[i].Get("columnMetadata")
		rows := input.Value{Kind: input.List}
		for j := range results.Items[i].Get("records").Items {
			cells := results.Items[i].Get("records").Items[j].Items
			if len(cells) != len(columns.Items) {
				return nil, errors.New("a record has other columns than columnMetadata names")
			}
			row := input.Value{Kind: input.Object}
			for k := range cells {
				name := columns.Items[k].Get("label")
				if name.Text == "" {
					name = columns.Items[k].Get("name")
				}
				row.Fields = append(row.Fields, input.Field{Name: name.Text, Value: rdsCell(&cells[k])})
			}
			rows.Items = append(rows.Items, row)
		}
		out.Items[i] = rows
	}
	return out.AppendJSON(nil), nil
}

// rdsCell is the value of {"stringValue": "a"}, or null for {"isNull": true}.
// Lists are those of the Data API, {"arrayValue": {"longValues": [1]}}, and of its
// first version, {"arrayValues": [{"longValue": 1}]}; structures are lists, too.
func rdsCell(v *input.Value) input.Value {
	for i := range v.Fields {
		name, of := v.Fields[i].Name, &v.Fields[i].Value
		switch {
		case name == "isNull" && of.Bool:
			return input.Value{Kind: input.Null}
		case name == "isNull" || of.IsNull():
		case name == "arrayValue" && len(of.Fields) == 1 && of.Fields[0].Name != "arrayValues":
			return of.Fields[0].Value
		case name == "arrayValue":
			return rdsCell(of)
		case name == "structValue":
			return rdsCells(of.Get("attributes"))
		case name == "arrayValues":
			return rdsCells(of)
		default:
			return *of
		}
	}
	return input.Value{Kind: input.Null}
}

// rdsCells reads the cells of a list. One of the Data API's own lists may hold
// lists, which are no cells.
func rdsCells(list *input.Value) input.Value {
	out := input.Value{Kind: input.List, Items: make([]input.Value, len(list.Items))}
	for i := range list.Items {
		one := &list.Items[i]
		if len(one.Fields) == 1 && one.Fields[0].Value.Kind == input.List && one.Fields[0].Name != "arrayValues" {
			out.Items[i] = one.Fields[0].Value
			continue
		}
		out.Items[i] = rdsCell(one)
	}
	return out
}
