package lower

import (
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/node"
)

// scope maps a name to its entry. With a.combine it spans all members and the
// first of a name wins.
type scope map[string]*found

// found is an entry and the member that declares it.
type found struct {
	entry  *node.Entry
	schema *node.Schema
}

// unit is one member of the schema while it is lowered.
type unit struct {
	index  int
	schema *node.Schema
	scope  scope
	names  []string // of the scope, in order, for suggestions
	sql    bool
	rules  []*ir.Rule
	queue  []item
	// references are those of early-syntax relationships, by their entry.
	references map[*node.Entry][]string
	// owned are the early-syntax relationships whose reference is on their own
	// model.
	owned map[*node.Entry]bool
	// sorted are the indexes in whose order relationships list their records.
	sorted map[*node.Entry]string
	// added are the reference fields that early-syntax relationships bring,
	// by the entry of the model that gets them.
	added map[*node.Entry][]*node.Entry
}

// item is one type or operation to emit, in Amplify's order: declared ones
// first, then the implicit ones as they are discovered.
type item struct {
	name     string
	original string
	doc      string
	value    node.Value
	implicit bool
	entry    *node.Entry
	span     source.Span
}

func (l *lowerer) newUnit(index int, s *node.Schema) *unit {
	u := &unit{
		index: index, schema: s, sql: s.Engine == "mysql" || s.Engine == "postgresql",
		references: map[*node.Entry][]string{}, owned: map[*node.Entry]bool{}, sorted: map[*node.Entry]string{}, added: map[*node.Entry][]*node.Entry{},
	}
	u.scope = l.scopeOf(s)
	for _, member := range contextOf(s) {
		for _, e := range member.Types {
			u.names = append(u.names, e.Name)
		}
	}
	engine := s.Engine
	if engine == "" {
		engine = "dynamodb"
	}
	l.schema.Members = append(l.schema.Members, &ir.Member{Engine: engine, GraphQL: s.GraphQL, Span: s.Span})
	for _, e := range s.Types {
		l.declared[e] = true
	}
	return u
}

func contextOf(s *node.Schema) []*node.Schema {
	if s.Context != nil {
		return s.Context
	}
	return []*node.Schema{s}
}

// scopeOf gives the names that a member sees. Members of one combination share it.
func (l *lowerer) scopeOf(s *node.Schema) scope {
	members := contextOf(s)
	if sc, ok := l.scopes[members[0]]; ok && s.Context != nil {
		return sc
	}
	sc := scope{}
	for _, member := range members {
		for _, e := range member.Types {
			if _, taken := sc[e.Name]; !taken {
				sc[e.Name] = &found{entry: e, schema: member}
			}
		}
	}
	if s.Context != nil {
		l.scopes[members[0]] = sc
	}
	return sc
}

// combine reports names that several members of an a.combine define.
func (l *lowerer) combine(s *node.Schemas) {
	first := map[string]*node.Entry{}
	var twice []string
	var places []*node.Entry
	for _, member := range s.Members {
		for _, e := range member.Types {
			if before := first[e.Name]; before != nil {
				twice = append(twice, e.Name)
				places = append(places, before, e)
				continue
			}
			first[e.Name] = e
		}
	}
	if len(twice) > 0 {
		l.errCombineCollision(s.Span, twice, places)
	}
}

// capitalize raises the first letter, as Amplify does for names it makes up.
func capitalize(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// uncapitalize lowers the first letter.
func uncapitalize(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
