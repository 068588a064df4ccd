package descriptor

import (
	"github.com/amplifygo/amplifygo/codegen/apiname"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// fields describes the fields of the type named owner.
func (b *builder) fields(owner string, fields []*ir.Field) []*schema.Field {
	out := make([]*schema.Field, 0, len(fields))
	for _, f := range fields {
		out = append(out, b.field(owner, f))
	}
	return out
}

func (b *builder) field(owner string, f *ir.Field) *schema.Field {
	out := b.typed(f.Name, f.Type)
	out.Origin = origins[f.Origin]
	out.Rules = b.rules(f.Rules)
	if f.Default != nil && !f.Default.Generated {
		out.Default, out.HasDefault = f.Default.Value, true
	}
	for _, v := range f.Validators {
		out.Validators = append(out.Validators, schema.Validator{Type: v.Type, Value: v.Argument, Message: apiname.ValidationMessage(owner, f.Name, v)})
	}
	return &out
}

var origins = map[ir.Origin]schema.Origin{
	ir.Declared: schema.Declared, ir.ImplicitID: schema.ImplicitID, ir.Timestamp: schema.Timestamp, ir.OwnerRule: schema.OwnerRule,
}

var scalars = map[string]schema.Kind{
	"ID": schema.ID, "String": schema.String, "Int": schema.Int, "Float": schema.Float, "Boolean": schema.Boolean,
	"AWSDate": schema.AWSDate, "AWSTime": schema.AWSTime, "AWSDateTime": schema.AWSDateTime, "AWSTimestamp": schema.AWSTimestamp,
	"AWSEmail": schema.AWSEmail, "AWSJSON": schema.AWSJSON, "AWSPhone": schema.AWSPhone, "AWSURL": schema.AWSURL,
	"AWSIPAddress": schema.AWSIPAddress,
}

// typed starts a field of a type.
func (b *builder) typed(name string, t ir.Type) schema.Field {
	out := schema.Field{Name: name, TypeName: t.Name, Required: t.Required, List: t.List, ListRequired: t.ListRequired}
	switch t.Kind {
	case ir.Scalar:
		out.Kind = scalars[t.Name]
	case ir.EnumType:
		out.Kind = schema.EnumKind
	case ir.CustomKind, ir.InputType:
		out.Kind = schema.CustomKind
	case ir.ModelType:
		out.Kind = schema.ModelKind
	}
	if out.Kind == schema.Invalid {
		b.fail("field %s: unknown type %q", name, t.Name)
	}
	return out
}
