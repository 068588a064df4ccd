package jsresolver_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/jsresolver"
)

// TestLargeSets: a long set loses nothing. BenchmarkLargeSets tells its cost.
func TestLargeSets(t *testing.T) {
	t.Parallel()
	largeSets(t, open(t))
}

// BenchmarkLargeSets adds sixty thousand texts to a set, adds them again, and
// takes them away: a client that sends them must not keep a processor busy.
func BenchmarkLargeSets(b *testing.B) {
	x := open(b)
	for b.Loop() {
		largeSets(b, x)
	}
}

func largeSets(t testing.TB, x *api) {
	t.Helper()
	many := make([]string, 60_000)
	for i := range many {
		many[i] = fmt.Sprint(i)
	}
	for _, c := range []struct {
		word string
		set  []string
		left int
	}{{"ADD", many, len(many)}, {"ADD", many, len(many)}, {"DELETE", many[1:], 1}} {
		y := x.with(jsresolver.Config{}, tabled(`{ operation: 'UpdateItem', key: util.dynamodb.toMapValues({ id: 'p' }), update: { expression: '`+c.word+` tags :s', expressionValues: { ':s': { SS: ctx.args.x } } } }`))
		got := y.askWith(`mutation ($x: AWSJSON) { table(x: $x) }`, given(t, c.set))
		if strings.Contains(got, `"errors"`) {
			t.Errorf("%s: %.300s", c.word, got)
		}
		if n := strings.Count(x.does(t, `ddb.get({ key: { id: 'p' } })`), `"`) / 2; n < c.left || n > c.left+8 {
			t.Errorf("%s: %d texts are left", c.word, n)
		}
	}
}

func given(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if text, err = json.Marshal(map[string]string{"x": string(text)}); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestLongExpressions: expressions are as long as DynamoDB takes them, so that
// one made of what a client sends does not look at a long field time and again.
func TestLongExpressions(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.does(t, `ddb.put({ key: { id: 'p' }, item: { meta: { big: 'x'.repeat(300000) } } })`)
	for n, want := range map[int]string{100: `"id":"p"`, 1000: "it has more than 4096 bytes"} {
		got := x.does(t, fmt.Sprintf(`{ operation: 'UpdateItem', key: util.dynamodb.toMapValues({ id: 'p' }), update: { expression: 'SET ' + Array.from({ length: %d }, (_, i) => 'meta.k' + i + ' = if_not_exists(meta.k' + i + ', :v)').join(', '), expressionValues: { ':v': { N: 1 } } } }`, n))
		if !strings.Contains(got, want) {
			t.Errorf("%d parts: %.300s", n, got)
		}
	}
}

// TestSetsHaveScalars: a list of maps is no set.
func TestSetsHaveScalars(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.does(t, `ddb.put({ key: { id: 'p' }, item: { meta: { l: [{ a: 1 }, { b: 2 }] } } })`)
	for _, word := range []string{"ADD", "DELETE"} {
		if got := x.does(t, updateOf(word+` meta.l :l`, `{ ':l': { L: [{ M: { c: { N: 3 } } }] } }`)); !strings.Contains(got, "a set has texts or numbers") {
			t.Errorf("%s: %s", word, got)
		}
	}
	if got := x.does(t, `ddb.get({ key: { id: 'p' } })`); !strings.Contains(got, `[{"a":1},{"b":2}]`) {
		t.Error(got)
	}
}
