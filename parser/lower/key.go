package lower

import (
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/plural"
	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/node"
)

// key resolves the identifier. Amplify overlooks an identifier whose first
// field is not declared and falls back to id; sort keys that are not declared
// stay for internal/check to report.
func (l *lowerer) key(u *unit, m *ir.Model, src *modelSource) {
	n := src.model
	at := n.IdentifierSpan
	if !at.Valid() {
		at = n.Span
	}
	m.Key.Span = at
	names := n.Identifier
	if len(names) == 0 {
		names = []string{"id"}
	}
	for _, name := range names {
		if e := src.fields[name]; e != nil && !(u.schema.GraphQL && len(n.Identifier) == 0) {
			l.keyField(u, at, name, e)
		}
	}
	if src.fields[names[0]] == nil {
		if len(n.Identifier) > 0 && !(len(names) == 1 && names[0] == "id") {
			l.warnIdentifierIgnored(m, at, names, src)
		}
		return
	}
	m.Key.Fields = append([]string{}, names...)
	m.Key.Custom = len(names) > 1 || names[0] != "id"
	m.Key.Explicit = !u.schema.GraphQL || len(n.Identifier) > 0
	partition := m.Field(names[0])
	if partition == nil || partition.Type.Kind != ir.Scalar {
		return
	}
	l.warnKeyLoses(m, src, partition)
	// The directive form keeps only the scalar of the partition key.
	partition.Type = ir.Type{Kind: ir.Scalar, Name: partition.Type.Name, Required: true}
	partition.Validators = nil
	if d := partition.Default; d != nil && !d.Generated {
		partition.Default = nil
	}
}

// keyField checks one declared field of the identifier: required, an ID, or
// made by the database.
func (l *lowerer) keyField(u *unit, at source.Span, name string, e *node.Entry) {
	f, ok := e.Value.(*node.Field)
	if ok && (f.Required || f.Type == "ID" || f.Default != nil && f.Default.Generated && u.sql) {
		return
	}
	l.errIdentifierField(at, name, e)
}

// indexes resolves the secondary indexes, in the order in which Amplify emits
// them: by partition field as declared, then as written. An index on a field
// that does not exist, or that takes no index, comes to nothing in Amplify.
func (l *lowerer) indexes(u *unit, m *ir.Model, src *modelSource) {
	byPartition := map[string][]*node.Index{}
	for _, ix := range src.model.Indexes {
		l.indexKeys(u, m, src, ix)
		if e := src.fields[ix.Partition]; e == nil || !indexable(e.Value) {
			l.warnIndexIgnored(m, ix, src)
			continue
		}
		byPartition[ix.Partition] = append(byPartition[ix.Partition], ix)
	}
	if len(byPartition) == 0 {
		return
	}
	for _, f := range m.Fields {
		for _, ix := range byPartition[f.Name] {
			m.Indexes = append(m.Indexes, l.index(m, ix))
		}
	}
}

func indexable(v node.Value) bool {
	switch v.(type) {
	case *node.Field, *node.Ref, *node.Enum:
		return true
	}
	return false
}

// indexKeys reports keys that are refs to something else than an enum.
func (l *lowerer) indexKeys(u *unit, m *ir.Model, src *modelSource, ix *node.Index) {
	for _, name := range append([]string{ix.Partition}, ix.SortKeys...) {
		e := src.fields[name]
		if e == nil {
			continue
		}
		r, ok := e.Value.(*node.Ref)
		if !ok {
			continue
		}
		if target := u.scope[r.Name]; target != nil {
			if _, enum := target.entry.Value.(*node.Enum); !enum {
				l.errIndexRef(m, ix, name, r)
			}
		}
	}
}

// keyNames joins the fields of a key as names of queries do: "TopicAndYear".
func keyNames(fields []string) string {
	by := make([]string, len(fields))
	for i, f := range fields {
		by[i] = capitalize(f)
	}
	return strings.Join(by, "And")
}

func (l *lowerer) index(m *ir.Model, n *node.Index) *ir.Index {
	ix := &ir.Index{
		Name: n.Name, NameGiven: n.Name != "", QueryField: n.QueryField, QueryFieldGiven: n.QueryField != "" || n.NoQuery,
		Fields: append([]string{n.Partition}, n.SortKeys...), Projection: "ALL", Span: n.Span,
	}
	keys := keyNames(ix.Fields)
	if !ix.NameGiven {
		ix.Name = uncapitalize(plural.Pluralize(m.Name)) + "By" + keys
	}
	if ix.QueryField == "" && !n.NoQuery && n.Gen1Query {
		ix.QueryField, ix.QueryFieldGiven = uncapitalize(plural.Pluralize(m.Name))+"By"+keys, true
	}
	if ix.QueryField == "" && !n.NoQuery {
		ix.QueryField = "list" + capitalize(m.Name) + "By" + keys
	}
	switch {
	case n.Projection == "KEYS_ONLY":
		ix.Projection = "KEYS_ONLY"
	case n.Projection == "INCLUDE" && len(n.NonKey) > 0:
		ix.Projection, ix.NonKey = "INCLUDE", append([]string{}, n.NonKey...)
	}
	return ix
}
