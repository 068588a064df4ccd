package data

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/amplifygo/amplifygo/runtime/scalar"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// model is what the pipeline knows of a model beyond its description.
type model struct {
	*schema.Model
	defaults   []fieldDefault
	validators []fieldValidators
	// parts are the index keys that are stored as one attribute.
	parts []compositeKey
	// indexed are the fields that are key attributes of an index by themselves.
	indexed []indexedField
	// autoID is the id field that is generated; nil where there is none.
	autoID               *schema.Field
	createdAt, updatedAt *schema.Field
}

type fieldDefault struct {
	field *schema.Field
	value value.Value
}

// compositeKey is the sort key of an index with several sort fields: whoever
// supplies one of them has to supply all (api.md 2.6).
type compositeKey struct {
	fields []*schema.Field
	// where is "for @index 'bySt'" or "for global secondary index 'gsi-Store.products'".
	where string
}

type indexedField struct {
	field *schema.Field
	index string
}

func compileModel(s *schema.Schema, m *schema.Model) (*model, error) {
	out := &model{Model: m}
	for _, f := range m.Fields {
		if f.HasDefault {
			v, err := defaultValue(f)
			if err != nil {
				return nil, fmt.Errorf("field %s: default: %w", f.Name, err)
			}
			out.defaults = append(out.defaults, fieldDefault{f, v})
		}
		if len(f.Validators) > 0 {
			vs, err := compileValidators(f)
			if err != nil {
				return nil, fmt.Errorf("field %s: %w", f.Name, err)
			}
			out.validators = append(out.validators, vs)
		}
	}
	for _, x := range m.Indexes {
		out.index(x.KeyFields, x.Name, "for @index '"+x.Name+"'")
	}
	for _, parent := range s.Models {
		for _, f := range parent.Fields {
			if r := f.Relation; r != nil && r.Child == m && r.Kind != schema.BelongsTo {
				out.index(r.ReferenceFields, r.IndexName, "for global secondary index '"+r.IndexName+"'")
			}
		}
	}
	if f := m.Field("id"); f != nil && !m.CustomKey && (f.Kind == schema.ID || f.Kind == schema.String) {
		out.autoID = f
	}
	out.createdAt, out.updatedAt = timestamp(m, "createdAt"), timestamp(m, "updatedAt")
	return out, nil
}

func (m *model) index(keys []*schema.Field, name, where string) {
	m.indexed = append(m.indexed, indexedField{keys[0], name})
	switch sort := keys[1:]; len(sort) {
	case 0:
	case 1:
		m.indexed = append(m.indexed, indexedField{sort[0], name})
	default:
		m.parts = append(m.parts, compositeKey{sort, where})
	}
}

// timestamp finds a field that is set by the clock; the service writes its
// text whatever the declared type, which only these two can hold.
func timestamp(m *schema.Model, name string) *schema.Field {
	if f := m.Field(name); f != nil && f.Relation == nil && !f.List && (f.Kind == schema.AWSDateTime || f.Kind == schema.String) {
		return f
	}
	return nil
}

// defaultValue reads the text of .default(v).
func defaultValue(f *schema.Field) (value.Value, error) {
	if f.List || f.Relation != nil || f.Kind == schema.CustomKind {
		return value.Value{}, fmt.Errorf("only scalars and enums can have one")
	}
	switch f.Kind {
	case schema.Boolean:
		b, err := strconv.ParseBool(f.Default)
		return value.OfBool(b), err
	case schema.Int, schema.AWSTimestamp:
		i, err := strconv.ParseInt(f.Default, 10, 64)
		return value.OfInt(i), err
	case schema.Float:
		x, err := strconv.ParseFloat(f.Default, 64)
		return value.OfFloat(x), err
	case schema.EnumKind:
		return value.OfString(f.Default), nil
	case schema.AWSJSON:
		if !json.Valid([]byte(f.Default)) {
			return value.Value{}, fmt.Errorf("expected JSON")
		}
		return value.OfString(f.Default), nil
	}
	return value.OfString(f.Default), scalar.Check(f.Kind, f.Default)
}
