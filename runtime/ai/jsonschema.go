package ai

import (
	"encoding/json"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// jsonSchema is the part of JSON schema that types of GraphQL need.
type jsonSchema struct {
	Type        string      `json:"type"`
	Description string      `json:"description,omitempty"`
	Enum        []string    `json:"enum,omitempty"`
	Items       *jsonSchema `json:"items,omitempty"`
	Properties  properties  `json:"properties,omitzero"`
	Required    []string    `json:"required,omitempty"`
}

// properties keep their order.
type properties []property

type property struct {
	name   string
	schema *jsonSchema
}

// MarshalJSON writes an object.
func (p properties) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, x := range p {
		if i > 0 {
			b = append(b, ',')
		}
		name, err := json.Marshal(x.name)
		if err != nil {
			return nil, err
		}
		text, err := json.Marshal(x.schema)
		if err != nil {
			return nil, err
		}
		b = append(append(append(b, name...), ':'), text...)
	}
	return append(b, '}'), nil
}

// scalars say to a model what a value of a scalar looks like.
var scalars = map[string]jsonSchema{
	"Boolean": {Type: "boolean"}, "Int": {Type: "integer"}, "Float": {Type: "number"}, "String": {Type: "string"}, "ID": {Type: "string"},
	"AWSJSON":      {Type: "string", Description: "A string that contains JSON."},
	"AWSEmail":     {Type: "string", Description: "An email address."},
	"AWSDate":      {Type: "string", Description: "A date in the form YYYY-MM-DD."},
	"AWSTime":      {Type: "string", Description: "A time in the form hh:mm:ss.sss."},
	"AWSDateTime":  {Type: "string", Description: "A date and time in the form YYYY-MM-DDThh:mm:ss.sssZ."},
	"AWSTimestamp": {Type: "integer", Description: "Seconds since 1970-01-01T00:00Z."},
	"AWSPhone":     {Type: "string", Description: "A phone number."},
	"AWSURL":       {Type: "string", Description: "A URL with its scheme."},
	"AWSIPAddress": {Type: "string", Description: "An IPv4 or IPv6 address."},
}

// typeSchema is the JSON schema of a type. within are the types that it is part
// of: one that contains itself is an object about which no more is said.
func typeSchema(types *ast.Schema, t *ast.Type, within ...string) *jsonSchema {
	if t.Elem != nil {
		return &jsonSchema{Type: "array", Items: typeSchema(types, t.Elem, within...)}
	}
	if s, ok := scalars[t.NamedType]; ok {
		return &s
	}
	out := &jsonSchema{Type: "object"}
	def := types.Types[t.NamedType]
	if def == nil || contains(within, t.NamedType) {
		return out
	}
	if def.Kind == ast.Enum {
		out.Type = "string"
		for _, v := range def.EnumValues {
			out.Enum = append(out.Enum, v.Name)
		}
		return out
	}
	out.Properties = properties{}
	for _, f := range def.Fields {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		out.Properties = append(out.Properties, property{f.Name, typeSchema(types, f.Type, append(within, t.NamedType)...)})
		if f.Type.NonNull {
			out.Required = append(out.Required, f.Name)
		}
	}
	return out
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// responseTool is the tool that a generation's model has to use: its input is
// the result, in a box because a tool's input is an object.
func responseTool(types *ast.Schema, returns *ast.Type) Tool {
	box := jsonSchema{Type: "object", Properties: properties{{"value", typeSchema(types, returns)}}, Required: []string{"value"}}
	return Tool{Name: "responseType", Description: "Generate a response type for the given field.", Schema: encode(&box)}
}

// encode writes a schema.
func encode(s *jsonSchema) json.RawMessage {
	text, err := json.Marshal(s)
	if err != nil {
		return json.RawMessage(`{"type":"object"}`) // it is of strings only, and always marshals
	}
	return text
}
