package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// samples are values of each field that comparisons stumble over.
var samples = map[string][]value.Value{
	"s":      {str(""), str("a"), str("A"), str("ab"), str("a%b"), str("a_b"), str("é"), str("z\U0001F600"), str("\U0010FFFF"), str("a\\"), str(" a"), str("10"), str("9")},
	"n":      {num(0), num(1), num(-1), num(9), num(10), num(2147483647)},
	"f":      {flt(0), flt(1), flt(1.5), flt(-2.25), flt(1e21), flt(0.1)},
	"b":      {yes(true), yes(false)},
	"ts":     {num(1 << 53), num(1<<53 + 1), num(-1)},
	"at":     {str("2001-01-01T00:00:00Z"), str("2001-01-01T00:00:00.5Z")},
	"j":      {str("{}"), str("null"), str(`"a"`)},
	"e":      {str("OPEN"), str("DONE")},
	"place":  {jsn(`{"lat":1}`), jsn(`{}`)},
	"tags":   {jsn(`[]`), jsn(`["a"]`), jsn(`["a","b"]`), jsn(`["b","a"]`), jsn(`[null,"a%"]`), jsn(`["1"]`), jsn(`["é\"\\"]`), jsn(`["[\"a\"]"]`)},
	"nums":   {jsn(`[]`), jsn(`[1]`), jsn(`[1,2]`), jsn(`[null]`)},
	"floats": {jsn(`[1]`), jsn(`[0.1,2]`)},
	"flags":  {jsn(`[true]`), jsn(`[false,null]`), jsn(`[]`)},
	"places": {jsn(`[{"lat":1}]`), jsn(`[]`)},
	"owner":  {str("sub::name"), str("name")},
}

// foreign are arguments of any type; half of them fit no given field.
var foreign = []value.Value{
	str(""), str("a"), str("b"), str("1"), str("OPEN"), str("%"), str("é\"\\"), str("a\x00b"), str("\U0010FFFF"),
	num(0), num(1), num(2), num(1<<53 + 1), flt(1), flt(1.5), flt(0.1), flt(-0.5), flt(1e300), flt(9.2e18),
	yes(true), yes(false), null(), jsn(`["a","b"]`), jsn(`[1]`), jsn(`[]`), jsn(`{"lat":1}`),
}

var operators = []predicate.Op{
	predicate.Eq, predicate.Ne, predicate.Lt, predicate.Le, predicate.Gt, predicate.Ge, predicate.Between,
	predicate.Contains, predicate.NotContains, predicate.BeginsWith, predicate.AttributeExists,
	predicate.AttributeType, predicate.In, predicate.NotIn, predicate.ContainsAny,
}

var sizeOperators = []predicate.Op{
	predicate.Eq, predicate.Ne, predicate.Lt, predicate.Le, predicate.Gt, predicate.Ge, predicate.Between, predicate.In, predicate.NotIn,
}

// mixedRows are rows in which each field is absent, null, or one of its samples.
func mixedRows(m *schema.Model) []vals {
	var rows []vals
	for i := range 26 {
		row := vals{"id": str(fmt.Sprintf("%02d", i))}
		for _, f := range stored(m) {
			all := append([]value.Value{{}, null()}, samples[f.Name]...)
			if f.Name != "id" {
				row[f.Name] = all[(i+f.Ordinal)%len(all)]
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// predicates: what the database selects is what predicate.Eval admits, for
// every operator on every kind of field, singly and in random combinations;
// as a condition of selection and as a check.
func predicates(t *testing.T, open Open) {
	s := Schema(t)
	m := s.Model("Item")
	st := open(t, s, nil)
	rows := mixedRows(m)
	insert(t, st, m, rows...)
	all := singles(m)
	for i, c := range all {
		agree(t, st, m, rows, c, predicate.Not{Expr: all[(i+1)%len(all)]})
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		agree(t, st, m, rows, random(r, all, 4), random(r, all, 4))
	}
}

// singles are comparisons of every operator with every argument.
func singles(m *schema.Model) []predicate.Expr {
	var all []predicate.Expr
	for _, f := range stored(m) {
		args := append(slices.Clone(samples[f.Name]), foreign...)
		for _, op := range operators {
			for i, a := range args {
				c := predicate.Compare{Field: f, Op: op, Args: []value.Value{a}}
				switch op {
				case predicate.AttributeExists, predicate.AttributeType:
					continue
				case predicate.Between:
					c.Args = append(c.Args, args[(i+1)%len(args)])
				case predicate.In, predicate.NotIn, predicate.ContainsAny:
					c.Args = append(c.Args, args[(i+3)%len(args)], args[(i+5)%len(args)])
				}
				all = append(all, c)
			}
		}
		for _, op := range sizeOperators {
			for _, n := range []value.Value{num(0), num(1), num(2), flt(1.5), str("a")} {
				c := predicate.Compare{Field: f, Op: op, Size: true, Args: []value.Value{n}}
				if op == predicate.Between {
					c.Args = append(c.Args, num(2))
				}
				all = append(all, c)
			}
		}
		for _, name := range []string{"string", "number", "bool", "list", "map", "_null", "binary", "stringSet"} {
			all = append(all, predicate.Compare{Field: f, Op: predicate.AttributeType, Args: []value.Value{str(name)}})
		}
		all = append(all,
			predicate.Compare{Field: f, Op: predicate.AttributeExists, Args: []value.Value{yes(true)}},
			predicate.Compare{Field: f, Op: predicate.AttributeExists, Args: []value.Value{yes(false)}},
			predicate.Compare{Field: f, Op: predicate.In, Args: samples[f.Name]},
			predicate.Compare{Field: f, Op: predicate.In, Args: append(slices.Clone(foreign), samples[f.Name]...)},
			predicate.Compare{Field: f, Op: predicate.NotIn, Args: append(slices.Clone(foreign), samples[f.Name]...)},
			predicate.Compare{Field: f, Op: predicate.In},
			predicate.Compare{Field: f, Op: predicate.NotIn},
		)
	}
	return all
}

func random(r *rand.Rand, all []predicate.Expr, depth int) predicate.Expr {
	if depth == 0 || r.IntN(4) == 0 {
		return all[r.IntN(len(all))]
	}
	if r.IntN(3) == 0 {
		return predicate.Not{Expr: random(r, all, depth-1)}
	}
	var parts []predicate.Expr
	for range r.IntN(4) {
		parts = append(parts, random(r, all, depth-1))
	}
	if r.IntN(2) == 0 {
		return predicate.And(parts)
	}
	return predicate.Or(parts)
}

// agree runs a query that selects by one condition and checks another.
func agree(t *testing.T, st store.Reader, m *schema.Model, rows []vals, where, check predicate.Expr) {
	t.Helper()
	var want, got []string
	for _, r := range rows {
		if rec := record(m, r); predicate.Eval(where, rec) {
			want = append(want, fmt.Sprint(r["id"].Text(), predicate.Eval(check, rec)))
		}
	}
	for _, r := range read(t, st, store.Query{Model: m, Fields: m.KeyFields, Where: where, Check: check}).Rows {
		got = append(got, fmt.Sprint(r.Record[0].Text(), r.Admitted))
	}
	if !slices.Equal(got, want) {
		t.Errorf("where %s check %s:\n got %v\nwant %v", show(where), show(check), got, want)
	}
}

// show writes a condition for a failure's message.
func show(e predicate.Expr) string {
	switch e := e.(type) {
	case predicate.Compare:
		return fmt.Sprintf("%s(size %t) op %d %v", e.Field.Name, e.Size, e.Op, e.Args)
	case predicate.Not:
		return "not(" + show(e.Expr) + ")"
	case predicate.And:
		return "and" + showAll(e)
	case predicate.Or:
		return "or" + showAll(e)
	}
	return fmt.Sprint(e)
}

func showAll(parts []predicate.Expr) string {
	var all []string
	for _, p := range parts {
		all = append(all, show(p))
	}
	return "(" + strings.Join(all, ", ") + ")"
}
