package jsresolver

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// rdsModule is @aws-appsync/utils/rds: functions that make the requests of
// relational data sources, which a Source answers.
func (w *world) rdsModule() *goja.Object {
	fs := map[string]native{
		"sql": w.sqlTemplate, "toJsonObject": w.rdsResult,
		"select": w.statement(selectStatement), "insert": w.statement(insertStatement), "update": w.statement(updateStatement), "remove": w.statement(removeStatement),
		"createPgStatement": w.rdsRequest('"'), "createMySQLStatement": w.rdsRequest('`'),
	}
	return w.vm.NewDynamicObject(&members{w: w, fs: fs, parts: map[string]func() *goja.Object{"typeHint": w.typeHints}})
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

// The members of what the module's functions hand to each other: a statement in
// pieces, of which each is a text, a name or a value, and a value with a hint of
// its type.
const (
	statementMark = "#statement"
	hintMark      = "#hint"
)

// piece is a piece of a statement.
type piece struct {
	Text string `json:"text,omitempty"`
	// Name is quoted as the database has it.
	Name string `json:"name,omitempty"`
	// Value becomes a variable.
	Value json.RawMessage `json:"value,omitempty"`
}

// written is a statement that is put together.
type written struct{ pieces []piece }

func (s *written) text(t string) *written {
	if t != "" {
		s.pieces = append(s.pieces, piece{Text: t})
	}
	return s
}

func (s *written) name(n string) *written {
	s.pieces = append(s.pieces, piece{Name: n})
	return s
}

func (s *written) value(v *input.Value) *written {
	s.pieces = append(s.pieces, piece{Value: v.AppendJSON(nil)})
	return s
}

// statement makes a native of a function that writes a statement.
func (w *world) statement(write func(s *written, v *input.Value) error) native {
	return func(c goja.FunctionCall) goja.Value {
		var s written
		w.check(write(&s, w.tree(c.Argument(0))))
		return w.must(json.Marshal(map[string]any{statementMark: s.pieces}))
	}
}

// sqlTemplate is sql`…`: expressions in it become variables.
func (w *world) sqlTemplate(c goja.FunctionCall) goja.Value {
	texts := w.tree(c.Argument(0))
	if texts.Kind != input.List || len(texts.Items) != len(c.Arguments) {
		w.fail("sql is a tag of a template: sql`select * from posts where id = ${id}`")
	}
	var s written
	for i := range texts.Items {
		if s.text(texts.Items[i].Text); i+1 < len(c.Arguments) {
			s.value(w.tree(c.Argument(i + 1)))
		}
	}
	return w.must(json.Marshal(map[string]any{statementMark: s.pieces}))
}

// typeHints is typeHint: values whose type the database has to be told.
func (w *world) typeHints() *goja.Object {
	fs := map[string]native{}
	for _, name := range []string{"DECIMAL", "JSON", "TIMESTAMP", "TIME", "UUID", "DATE"} {
		fs[name] = func(c goja.FunctionCall) goja.Value {
			v := w.tree(c.Argument(0))
			if name == "JSON" && v.Kind != input.String {
				v = &input.Value{Kind: input.String, Text: string(v.AppendJSON(nil))}
			}
			return w.must(json.Marshal(map[string]any{hintMark: name, "value": json.RawMessage(v.AppendJSON(nil))}))
		}
	}
	return w.natives(fs)
}

// rdsRequest is createPgStatement or createMySQLStatement: up to two statements
// and their variables, named :P0 and on.
func (w *world) rdsRequest(quote byte) native {
	return func(c goja.FunctionCall) goja.Value {
		out := struct {
			Statements []string                   `json:"statements"`
			Variables  map[string]json.RawMessage `json:"variableMap"`
			Hints      map[string]string          `json:"variableTypeHintMap,omitempty"`
		}{Statements: []string{}, Variables: map[string]json.RawMessage{}, Hints: map[string]string{}}
		for i := 0; i < len(c.Arguments) && i < 2; i++ {
			v := w.tree(c.Argument(i))
			if v.IsNull() {
				continue
			}
			if v.Kind == input.String {
				out.Statements = append(out.Statements, v.Text)
				continue
			}
			var pieces []piece
			if err := json.Unmarshal(v.Get(statementMark).AppendJSON(nil), &pieces); err != nil || pieces == nil {
				w.fail("expected a statement of select, insert, update, remove or sql, or a text")
			}
			text := []byte(nil)
			for _, p := range pieces {
				switch {
				case p.Name != "":
					text = appendQuoted(text, p.Name, quote)
				case p.Value != nil:
					name := fmt.Sprintf(":P%d", len(out.Variables))
					text = append(text, name...)
					out.Variables[name] = p.Value
					if hinted, err := input.ParseJSON(p.Value); err == nil && hinted.Get(hintMark).Kind == input.String {
						out.Variables[name], out.Hints[name] = hinted.Get("value").AppendJSON(nil), hinted.Get(hintMark).Text
					}
				default:
					text = append(text, p.Text...)
				}
			}
			out.Statements = append(out.Statements, string(text))
		}
		if len(out.Statements) == 0 {
			w.fail("a request needs a statement")
		}
		return w.must(json.Marshal(out))
	}
}

// appendQuoted quotes a name, and each part of "schema.table" by itself.
func appendQuoted(b []byte, name string, quote byte) []byte {
	b = append(b, quote)
	for i := range len(name) {
		switch name[i] {
		case '.':
			b = append(b, quote, '.', quote)
		case quote:
			b = append(b, quote, quote)
		default:
			b = append(b, name[i])
		}
	}
	return append(b, quote)
}

// rdsResult is toJsonObject: the records of each statement as objects of their
// columns.
func (w *world) rdsResult(c goja.FunctionCall) goja.Value {
	text := w.argument(c.Argument(0))
	if v, err := input.ParseJSON(text); err == nil && v.Kind == input.String {
		text = []byte(v.Text)
	}
	return w.must(rdsRecords(text))
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

// rdsCell is the only member of {"stringValue": "a"}, or null for {"isNull": true}.
func rdsCell(v *input.Value) input.Value {
	if len(v.Fields) != 1 || v.Fields[0].Name == "isNull" {
		return input.Value{Kind: input.Null}
	}
	return v.Fields[0].Value
}
