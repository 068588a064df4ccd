package conformance

import (
	"fmt"
	"sort"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// CompareSDL compares two SDL documents by meaning and gives the differences,
// each as "Type.field: …". Order, white space, comments and descriptions do not
// count; the order inside list values does, but for subscribed mutations and
// Cognito groups. Blocks of one name are taken together, as GraphQL does with
// extensions.
func CompareSDL(got, want []byte) ([]string, error) {
	g, err := document("got", got)
	if err != nil {
		return nil, err
	}
	w, err := document("want", want)
	if err != nil {
		return nil, err
	}
	var d differences
	keys(&d, "", "type", g, w)
	for _, name := range sortedKeys(w) {
		if g[name] != nil {
			d.block(name, g[name], w[name])
		}
	}
	return d, nil
}

// block is what one name stands for in a document.
type block struct {
	kind       string
	interfaces []string
	directives []string
	members    map[string]*member
}

// member is a field, an input field or an enum value.
type member struct {
	typ          string
	defaultValue string
	directives   []string
	arguments    map[string]*member
}

func document(name string, text []byte) (map[string]*block, error) {
	doc, err := parser.ParseSchema(&ast.Source{Name: name, Input: string(text)})
	if err != nil {
		return nil, fmt.Errorf("%s is no SDL document: %w", name, err)
	}
	blocks := map[string]*block{}
	for _, def := range append(append(ast.DefinitionList{}, doc.Definitions...), doc.Extensions...) {
		b := blocks[def.Name]
		if b == nil {
			b = &block{kind: string(def.Kind), members: map[string]*member{}}
			blocks[def.Name] = b
		}
		b.add(def)
	}
	for _, def := range doc.Directives {
		b := &block{kind: "directive", members: arguments(def.Arguments)}
		for _, l := range def.Locations {
			b.interfaces = append(b.interfaces, string(l))
		}
		sort.Strings(b.interfaces)
		blocks["@"+def.Name] = b
	}
	return blocks, nil
}

func (b *block) add(def *ast.Definition) {
	b.interfaces = append(append(b.interfaces, def.Interfaces...), def.Types...)
	sort.Strings(b.interfaces)
	b.directives = mergeSorted(b.directives, directives(def.Directives))
	for _, f := range def.Fields {
		b.members[f.Name] = &member{
			typ: f.Type.String(), defaultValue: value(f.DefaultValue, true), directives: directives(f.Directives),
			arguments: arguments(f.Arguments),
		}
	}
	for _, v := range def.EnumValues {
		b.members[v.Name] = &member{directives: directives(v.Directives)}
	}
}

func mergeSorted(a, b []string) []string {
	all := append(a, b...)
	sort.Strings(all)
	return all
}

func arguments(list ast.ArgumentDefinitionList) map[string]*member {
	m := map[string]*member{}
	for _, a := range list {
		m[a.Name] = &member{typ: a.Type.String(), defaultValue: value(a.DefaultValue, true), directives: directives(a.Directives)}
	}
	return m
}

// directives prints directives in an order of their own. Those of functions
// and validators run one after the other and keep theirs.
func directives(list ast.DirectiveList) []string {
	printed := make([]string, 0, len(list))
	position := map[string]int{}
	for _, d := range list {
		args := make([]string, 0, len(d.Arguments))
		for _, a := range d.Arguments {
			ordered := !(d.Name == "aws_subscribe" && a.Name == "mutations" || a.Name == "cognito_groups")
			args = append(args, a.Name+": "+value(a.Value, ordered))
		}
		sort.Strings(args)
		name := "@" + d.Name
		if d.Name == "function" || d.Name == "validate" {
			position[d.Name]++
			name = fmt.Sprintf("%s#%d", name, position[d.Name])
		}
		printed = append(printed, name+"("+strings.Join(args, ", ")+")")
	}
	sort.Strings(printed)
	return printed
}

// value prints a value with the fields of objects sorted, and the elements of
// a list too unless their order counts.
func value(v *ast.Value, ordered bool) string {
	if v == nil {
		return ""
	}
	parts := make([]string, 0, len(v.Children))
	switch v.Kind {
	case ast.ListValue:
		for _, c := range v.Children {
			parts = append(parts, value(c.Value, ordered))
		}
		if !ordered {
			sort.Strings(parts)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case ast.ObjectValue:
		for _, c := range v.Children {
			parts = append(parts, c.Name+": "+value(c.Value, ordered))
		}
		sort.Strings(parts)
		return "{" + strings.Join(parts, ", ") + "}"
	case ast.StringValue, ast.BlockValue:
		return fmt.Sprintf("%q", v.Raw)
	}
	return v.Raw
}

// differences collects what two documents do not have in common.
type differences []string

func (d *differences) add(format string, args ...any) { *d = append(*d, fmt.Sprintf(format, args...)) }

// keys reports names that only one side has.
func keys[V any](d *differences, at, what string, got, want map[string]V) {
	for _, name := range sortedKeys(want) {
		if _, ok := got[name]; !ok {
			d.add("%s%s: missing %s", at, name, what)
		}
	}
	for _, name := range sortedKeys(got) {
		if _, ok := want[name]; !ok {
			d.add("%s%s: unexpected %s", at, name, what)
		}
	}
}

func (d *differences) text(at, what, got, want string) {
	if got != want {
		d.add("%s: %s %s, want %s", at, what, got, want)
	}
}

func (d *differences) block(name string, got, want *block) {
	d.text(name, "kind", got.kind, want.kind)
	d.text(name, "interfaces", strings.Join(got.interfaces, " & "), strings.Join(want.interfaces, " & "))
	d.text(name, "directives", strings.Join(got.directives, " "), strings.Join(want.directives, " "))
	d.members(name+".", "field", got.members, want.members)
}

func (d *differences) members(at, what string, got, want map[string]*member) {
	keys(d, at, what, got, want)
	for _, name := range sortedKeys(want) {
		g, w := got[name], want[name]
		if g == nil {
			continue
		}
		d.text(at+name, "type", g.typ, w.typ)
		d.text(at+name, "default", g.defaultValue, w.defaultValue)
		d.text(at+name, "directives", strings.Join(g.directives, " "), strings.Join(w.directives, " "))
		d.members(at+name+".", "argument", g.arguments, w.arguments)
	}
}

func sortedKeys[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
