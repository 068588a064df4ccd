package ai

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// dataTool is a query of the API that a model may ask.
type dataTool struct {
	Tool
	// document is the request; the tool's input are its variables.
	document string
	// query, selection and types are the document's parts, for handlers that put
	// it together themselves.
	query, selection string
	types            map[string]string
}

// dataTools prepares the tools of a conversation.
func dataTools(types *ast.Schema, ai *schema.AI) ([]*dataTool, error) {
	var out []*dataTool
	for _, t := range ai.Tools {
		var f *ast.FieldDefinition
		if types.Query != nil {
			f = types.Query.Fields.ForName(t.Query)
		}
		if f == nil {
			return nil, fmt.Errorf("the tool %q asks the query %q, which the API does not have", t.Name, t.Query)
		}
		out = append(out, newDataTool(types, t, f))
	}
	return out, nil
}

func newDataTool(types *ast.Schema, t schema.AITool, f *ast.FieldDefinition) *dataTool {
	d := &dataTool{query: f.Name, selection: strings.TrimSpace(selection(types, f.Type, nil)), types: map[string]string{}}
	in := &jsonSchema{Type: "object", Properties: properties{}}
	var declared, given []string
	if !t.List {
		for _, a := range f.Arguments {
			in.Properties = append(in.Properties, property{a.Name, typeSchema(types, a.Type)})
			if a.Type.NonNull {
				in.Required = append(in.Required, a.Name)
			}
			d.types[a.Name] = a.Type.String()
			declared, given = append(declared, "$"+a.Name+": "+a.Type.String()), append(given, a.Name+": $"+a.Name)
		}
	}
	d.Tool = Tool{Name: t.Name, Description: t.Description, Schema: encode(in)}
	d.document = "query ToolQuery" + list(declared) + " { " + f.Name + list(given)
	if d.selection != "" {
		d.document += " { " + d.selection + " }"
	}
	d.document += " }"
	return d
}

func list(parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// relationDepth is how many objects deep a tool's query looks.
const relationDepth = 4

// selection selects all scalars of a type and of the types in it, of each type
// once on every path.
func selection(types *ast.Schema, t *ast.Type, within []string) string {
	def := types.Types[t.Name()]
	if def == nil || def.Kind != ast.Object || contains(within, def.Name) || len(within) == relationDepth {
		return ""
	}
	var parts []string
	for _, f := range def.Fields {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		if of := types.Types[f.Type.Name()]; of == nil || of.IsLeafType() {
			parts = append(parts, f.Name)
		} else if inner := selection(types, f.Type, append(within[:len(within):len(within)], def.Name)); inner != "" {
			parts = append(parts, f.Name+" { "+inner+" }")
		}
	}
	return strings.Join(parts, " ")
}

// use asks the query in the name of a caller. The result is the API's answer;
// an answer with errors is an error, so that the model hears of it.
func (d *dataTool) use(ctx context.Context, api API, id *auth.Identity, given JSON) (json.RawMessage, error) {
	variables, err := input.ParseJSON(given)
	if err != nil || variables.Kind != input.Object {
		return nil, errors.New("the input of the tool is not an object")
	}
	response := api.Execute(ctx, id, &graphql.Request{Query: d.document, Variables: variables})
	var answer struct {
		Errors []struct {
			Message string `json:"message"`
		} `json:"errors"`
	}
	if err := json.Unmarshal(response.Body, &answer); err != nil {
		return nil, errors.New("the query has failed")
	}
	if len(answer.Errors) > 0 {
		var all []string
		for _, e := range answer.Errors {
			all = append(all, e.Message)
		}
		return nil, errors.New(strings.Join(all, "; "))
	}
	return response.Body, nil
}
