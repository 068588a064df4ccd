package sdl_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/codegen/sdl"
	"github.com/amplifygo/amplifygo/internal/testkit/lowered"
)

const before = `
import { a, defineData } from '@aws-amplify/backend';
const schema = a.schema({
  Post: a.model({ title: a.string(), state: a.enum(['NEW', 'OLD']), tags: a.hasMany('Tag', 'postId') }),
  Tag: a.model({ postId: a.id(), post: a.belongsTo('Post', 'postId') }),
  hello: a.query().returns(a.string()).handler(a.handler.function('hello')),
}).authorization((allow) => [allow.publicApiKey()]);
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'apiKey' } });
`

func TestUnrelatedEditsKeepTheOrder(t *testing.T) {
	t.Parallel()
	edits := map[string]string{
		"a model at the end":      strings.Replace(before, "  hello:", "  Later: a.model({ at: a.datetime(), kind: a.enum(['A']) }),\n  hello:", 1),
		"a field":                 strings.Replace(before, "title: a.string()", "title: a.string(), body: a.string()", 1),
		"an operation at the end": strings.Replace(before, "}).authorization", "  bye: a.mutation().returns(a.string()).handler(a.handler.function('bye')),\n}).authorization", 1),
	}
	old := lines(sdl.Print(lowered.Source(t, before)))
	for name, text := range edits {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if text == before {
				t.Fatal("the edit changes nothing")
			}
			rest := lines(sdl.Print(lowered.Source(t, text)))
			if name == "an operation at the end" {
				// A first custom mutation moves the root type to the front.
				rest, old := definitions(rest), definitions(old)
				delete(rest, "type Mutation @aws_iam {")
				delete(old, "type Mutation {")
				for head, body := range old {
					if rest[head] != body {
						t.Errorf("%s changed", head)
					}
				}
				return
			}
			for _, line := range old {
				for len(rest) > 0 && rest[0] != line {
					rest = rest[1:]
				}
				if len(rest) == 0 {
					t.Fatalf("%q is not where it was", line)
				}
				rest = rest[1:]
			}
		})
	}
}

func TestPrintIsDeterministic(t *testing.T) {
	t.Parallel()
	s := lowered.Many(30)
	first := sdl.Print(s)
	for range 5 {
		if !bytes.Equal(first, sdl.Print(s)) {
			t.Fatal("two runs differ")
		}
	}
}

func lines(b []byte) []string { return strings.Split(string(b), "\n") }

// definitions gives the body of each definition by its first line.
func definitions(all []string) map[string]string {
	defs := map[string]string{}
	for _, def := range strings.Split(strings.Join(all, "\n"), "\n\n") {
		head, body, _ := strings.Cut(def, "\n")
		defs[head] = body
	}
	return defs
}
