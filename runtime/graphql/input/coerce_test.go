package input_test

import (
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

const sdl = `
scalar AWSDate
scalar AWSJSON
scalar AWSTimestamp
enum E { A B }
input In { req: String! n: Int = 3 list: [[Int!]] nested: In e: E d: AWSDate }
type Query { f(in: In): Int }`

func TestCoerce(t *testing.T) {
	t.Parallel()
	types := input.Compile(gqlparser.MustLoadSchema(&ast.Source{Input: sdl}))
	named := func(name string, nonNull bool) *ast.Type { return &ast.Type{NamedType: name, NonNull: nonNull} }
	list := func(of *ast.Type) *ast.Type { return &ast.Type{Elem: of} }
	for _, c := range []struct {
		typ        *ast.Type
		json, want string // want is the coerced value, or the problem's message
	}{
		{named("Int", false), `5`, `5`},
		{named("Int", false), `-0`, `0`},
		{named("Int", false), `5.0`, `5`},
		{named("Int", false), `5.5`, `Variable 'v' has an invalid value.`},
		{named("Int", false), `2147483648`, `Variable 'v' has an invalid value.`},
		{named("Int", false), `"5"`, `Variable 'v' has an invalid value.`},
		{named("Int", false), `1e400`, `Variable 'v' has an invalid value.`},
		{named("Int", true), `null`, `Variable 'v' has coerced Null value for NonNull type 'Int!'`},
		{named("Float", false), `5`, `5`},
		{named("Float", false), `true`, `Variable 'v' has an invalid value.`},
		{named("ID", false), `5`, `"5"`},
		{named("ID", false), `5.5`, `Variable 'v' has an invalid value.`},
		{named("String", false), `5`, `Variable 'v' has an invalid value.`},
		{named("Boolean", false), `"true"`, `Variable 'v' has an invalid value.`},
		{named("AWSTimestamp", false), `99999999999`, `99999999999`},
		{named("AWSDate", false), `"2024-13-01"`, `Variable 'v' has an invalid value.`},
		{named("AWSJSON", false), `{"k":["v",1,null]}`, `Variable 'v' has an invalid value. Unable to parse {k=[v, 1, null]} as valid JSON.`},
		{named("AWSJSON", false), `"x"`, `Variable 'v' has an invalid value. Unable to parse x as valid JSON.`},
		{named("E", false), `"A"`, `"A"`},
		{named("E", false), `"C"`, `Variable 'v' has an invalid value. Invalid input for Enum 'E'. No value found for name 'C'`},
		{list(named("Int", false)), `1`, `[1]`},
		{list(list(named("Int", false))), `1`, `[[1]]`},
		{list(named("Int", true)), `[1,null]`, `Variable 'v' has coerced Null value for NonNull type 'Int!'`},
		{list(named("Int", false)), `null`, `null`},
		{named("In", false), `{"req":"x"}`, `{"req":"x","n":3}`},
		{named("In", false), `{"n":null,"req":"x"}`, `{"n":null,"req":"x"}`},
		{named("In", false), `{"n":1}`, `Variable 'v' has coerced Null value for NonNull type 'String!'`},
		{named("In", false), `{"req":"x","z":1}`, `The variables input contains a field that is not defined for input object type 'In' `},
		{named("In", false), `{"req":"x","nested":{"req":"y","list":1,"e":"B"}}`, `{"req":"x","nested":{"req":"y","list":[[1]],"e":"B","n":3},"n":3}`},
		{named("In", false), `[]`, `Variable 'v' has an invalid value. Expected type 'Map' but was 'ArrayList'. Variables for input objects must be an instance of type 'Map'.`},
	} {
		v, err := input.ParseJSON([]byte(c.json))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if problem := input.Coerce("v", &v, types.Of(c.typ)); problem != nil {
			got = problem.Error()
		} else {
			got = string(v.AppendJSON(nil))
		}
		if got != c.want {
			t.Errorf("%s as %s: %s, want %s", c.json, c.typ, got, c.want)
		}
	}
}
