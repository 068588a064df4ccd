package predicate_test

import (
	"testing"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

var (
	field   = &schema.Field{Name: "f", Kind: schema.String}
	absent  = value.Value{}
	null    = value.NullValue()
	yes, no = value.OfBool(true), value.OfBool(false)
)

func str(s string) value.Value  { return value.OfString(s) }
func num(i int64) value.Value   { return value.OfInt(i) }
func flt(f float64) value.Value { return value.OfFloat(f) }
func lst(s string) value.Value  { return value.OfJSON(s) }

func TestCompare(t *testing.T) {
	t.Parallel()
	const huge = 1<<53 + 1
	for _, c := range []struct {
		stored value.Value
		op     predicate.Op
		args   []value.Value
		wanted bool
	}{
		{absent, predicate.Eq, []value.Value{str("")}, false}, {absent, predicate.Eq, []value.Value{null}, false}, {absent, predicate.Eq, []value.Value{absent}, false},
		{null, predicate.Eq, []value.Value{null}, true}, {str("a"), predicate.Eq, []value.Value{null}, false},
		{absent, predicate.Ne, []value.Value{str("a")}, true}, {absent, predicate.Ne, []value.Value{null}, true}, {null, predicate.Ne, []value.Value{null}, false}, {str("a"), predicate.Ne, []value.Value{null}, true},
		{str("1"), predicate.Eq, []value.Value{num(1)}, false}, {num(1), predicate.Eq, []value.Value{flt(1)}, true}, {flt(1), predicate.Eq, []value.Value{num(1)}, true}, {num(huge), predicate.Eq, []value.Value{num(huge - 1)}, false},
		{yes, predicate.Eq, []value.Value{yes}, true}, {yes, predicate.Eq, []value.Value{no}, false}, {yes, predicate.Eq, []value.Value{num(1)}, false},
		{str("b"), predicate.Gt, []value.Value{str("a")}, true}, {str("é"), predicate.Gt, []value.Value{str("z")}, true}, {str("Z"), predicate.Lt, []value.Value{str("a")}, true}, {str("2"), predicate.Gt, []value.Value{num(1)}, false},
		{num(2), predicate.Ge, []value.Value{num(2)}, true}, {num(2), predicate.Le, []value.Value{flt(1.5)}, false}, {null, predicate.Lt, []value.Value{str("a")}, false}, {yes, predicate.Ge, []value.Value{yes}, false}, {absent, predicate.Le, []value.Value{num(1)}, false},
		{num(5), predicate.Between, []value.Value{num(5), num(6)}, true}, {num(7), predicate.Between, []value.Value{num(5), num(6)}, false}, {num(5), predicate.Between, []value.Value{num(5)}, false}, {str("b"), predicate.Between, []value.Value{str("a"), str("c")}, true},
		{str("abc"), predicate.Contains, []value.Value{str("b")}, true}, {str("abc"), predicate.Contains, []value.Value{str("")}, true}, {str("abc"), predicate.NotContains, []value.Value{str("b")}, false},
		{absent, predicate.Contains, []value.Value{str("b")}, false}, {absent, predicate.NotContains, []value.Value{str("b")}, true}, {null, predicate.NotContains, []value.Value{str("b")}, true},
		{lst(`["a","b"]`), predicate.Contains, []value.Value{str("b")}, true}, {lst(`["ab"]`), predicate.Contains, []value.Value{str("a")}, false}, {lst(`[]`), predicate.Contains, []value.Value{str("")}, false}, {lst(`[""]`), predicate.Contains, []value.Value{str("")}, true},
		{lst(`["a\"b","x,y","]"]`), predicate.Contains, []value.Value{str(`a"b`)}, true}, {lst(`["a\"b","x,y","]"]`), predicate.Contains, []value.Value{str("x,y")}, true}, {lst(`["a\"b","x,y","]"]`), predicate.Contains, []value.Value{str("]")}, true}, {lst(`["x,y"]`), predicate.Contains, []value.Value{str("x")}, false},
		{lst(`["\u0061"]`), predicate.Contains, []value.Value{str("a")}, true}, {lst(`["\\"]`), predicate.Contains, []value.Value{str(`\`)}, true}, {lst(`[["a"]]`), predicate.Contains, []value.Value{str("a")}, false}, {lst(`[{"a":"b"},"c"]`), predicate.Contains, []value.Value{str("c")}, true},
		{lst(`[1,2.5,null,true]`), predicate.Contains, []value.Value{num(1)}, true}, {lst(`[1,2.5,null,true]`), predicate.Contains, []value.Value{flt(2.5)}, true}, {lst(`[1,2.5,null,true]`), predicate.Contains, []value.Value{str("1")}, false}, {lst(`[1,2.5,null,true]`), predicate.Contains, []value.Value{yes}, true}, {lst(`[1,2.5,null,true]`), predicate.Contains, []value.Value{null}, true}, {lst(`[1.0]`), predicate.Contains, []value.Value{num(1)}, true},
		{lst(`["a"]`), predicate.NotContains, []value.Value{str("a")}, false}, {lst(`{"a":"b"}`), predicate.Contains, []value.Value{str("b")}, false}, {lst(`["a"]`), predicate.Eq, []value.Value{str("a")}, false},
		{str("abc"), predicate.BeginsWith, []value.Value{str("ab")}, true}, {str("abc"), predicate.BeginsWith, []value.Value{str("b")}, false}, {num(12), predicate.BeginsWith, []value.Value{str("1")}, false}, {absent, predicate.BeginsWith, []value.Value{str("")}, false},
		{absent, predicate.AttributeExists, []value.Value{no}, true}, {null, predicate.AttributeExists, []value.Value{yes}, true}, {absent, predicate.AttributeExists, []value.Value{yes}, false}, {str(""), predicate.AttributeExists, []value.Value{no}, false},
		{null, predicate.AttributeType, []value.Value{str("_null")}, true}, {absent, predicate.AttributeType, []value.Value{str("_null")}, false}, {absent, predicate.AttributeType, []value.Value{str("")}, false}, {num(1), predicate.AttributeType, []value.Value{str("number")}, true}, {flt(1), predicate.AttributeType, []value.Value{str("number")}, true}, {yes, predicate.AttributeType, []value.Value{str("bool")}, true}, {str(""), predicate.AttributeType, []value.Value{str("string")}, true}, {lst("[]"), predicate.AttributeType, []value.Value{str("list")}, true}, {lst("{}"), predicate.AttributeType, []value.Value{str("map")}, true},
		{str("a"), predicate.In, []value.Value{str("b"), str("a")}, true}, {str("a"), predicate.In, nil, false}, {absent, predicate.In, []value.Value{absent}, false}, {null, predicate.In, []value.Value{str("")}, false},
		{str("a"), predicate.NotIn, []value.Value{str("b")}, true}, {absent, predicate.NotIn, []value.Value{str("b")}, false}, {str("a"), predicate.NotIn, []value.Value{str("a")}, false},
		{lst(`["a","b"]`), predicate.ContainsAny, []value.Value{str("x"), str("b")}, true}, {lst(`["a"]`), predicate.ContainsAny, nil, false}, {absent, predicate.ContainsAny, []value.Value{str("")}, false},
		{str("a"), predicate.Op(99), []value.Value{str("a")}, false}, {str("a"), predicate.Eq, nil, false}, {str("a"), predicate.Eq, []value.Value{str("a"), str("a")}, false},
	} {
		if got := predicate.Eval(predicate.Compare{Field: field, Op: c.op, Args: c.args}, value.Record{c.stored}); got != c.wanted {
			t.Errorf("%+v op %d %+v: %v", c.stored, c.op, c.args, got)
		}
	}
}

func TestSize(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		stored value.Value
		op     predicate.Op
		arg    int64
		wanted bool
	}{
		{str("éé"), predicate.Eq, 2, true}, {str(""), predicate.Eq, 0, true}, {lst(`["a","b,c",[1,2]]`), predicate.Eq, 3, true}, {lst(`[]`), predicate.Eq, 0, true},
		{absent, predicate.Eq, 0, false}, {absent, predicate.Ne, 5, false}, {null, predicate.Ge, 0, false}, {num(12), predicate.Eq, 2, false}, {str("abc"), predicate.Gt, 2, true},
	} {
		e := predicate.Compare{Field: field, Op: c.op, Size: true, Args: []value.Value{num(c.arg)}}
		if got := predicate.Eval(e, value.Record{c.stored}); got != c.wanted {
			t.Errorf("%+v size op %d %d: %v", c.stored, c.op, c.arg, got)
		}
	}
}

func TestConnectives(t *testing.T) {
	t.Parallel()
	is := predicate.Compare{Field: field, Op: predicate.Eq, Args: []value.Value{num(1)}}
	for _, c := range []struct {
		e      predicate.Expr
		r      value.Record
		wanted bool
	}{
		{predicate.And{}, nil, true}, {predicate.Or{}, nil, false}, {nil, nil, false}, {predicate.True, nil, true}, {predicate.False, nil, false},
		{predicate.Not{Expr: is}, nil, true}, {predicate.Not{Expr: is}, value.Record{num(1)}, false},
		{predicate.And{is, predicate.True}, value.Record{num(1)}, true}, {predicate.And{is, predicate.False}, value.Record{num(1)}, false}, {predicate.Or{predicate.False, is}, value.Record{num(1)}, true},
	} {
		if got := predicate.Eval(c.e, c.r); got != c.wanted {
			t.Errorf("%+v on %+v: %v", c.e, c.r, got)
		}
	}
	relation := &schema.Field{Name: "r", Ordinal: -1}
	if predicate.Eval(predicate.Compare{Field: relation, Op: predicate.Eq, Args: []value.Value{absent}}, value.Record{num(1)}) {
		t.Error("a relationship has a value")
	}
}

func TestEvalDoesNotAllocate(t *testing.T) {
	names := []value.Value{str("sub-alice::alice"), str("sub-alice"), str("alice")}
	var e predicate.Expr = predicate.Or{
		predicate.Compare{Field: field, Op: predicate.In, Args: names},
		predicate.Compare{Field: field, Op: predicate.ContainsAny, Args: names},
		predicate.Not{Expr: predicate.Compare{Field: field, Op: predicate.BeginsWith, Args: names[:1]}},
	}
	for _, r := range []value.Record{{str("bob")}, {lst(`["bob","harry"]`)}} {
		if n := testing.AllocsPerRun(100, func() { predicate.Eval(e, r) }); n != 0 {
			t.Errorf("%v allocations", n)
		}
	}
}

func FuzzLists(f *testing.F) {
	for _, s := range []string{`["a"]`, `[`, `]`, `["`, `["a]`, `[,]`, `[[[`, `{"a":1}`, `["\"]`, ``} {
		f.Add(s, "a")
	}
	f.Fuzz(func(t *testing.T, text, arg string) {
		r := value.Record{lst(text)}
		for op := predicate.Eq; op <= predicate.ContainsAny; op++ {
			for _, size := range []bool{false, true} {
				predicate.Eval(predicate.Compare{Field: field, Op: op, Size: size, Args: []value.Value{str(arg)}}, r)
			}
		}
	})
}
