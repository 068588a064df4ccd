package lower_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/parser"
)

// TestMessages holds what is said to mistakes that are often made: one finding
// for each, with the words that help.
func TestMessages(t *testing.T) {
	t.Parallel()
	const types = `Letter: a.model({ text: a.string() }).authorization((allow) => [allow.owner()]),`
	for name, c := range map[string]struct{ source, code, message, hint string }{
		"schema spread into another": {
			`const letters = a.schema({` + types + `});
			export const data = defineData({ schema: a.schema({ ...letters, ` + strings.Replace(types, "Letter", "Stamp", 1) + ` }) });`,
			"AG0301", "the method authorization of a schema", "a.combine([...])",
		},
		"authorization among the types": {
			`export const data = defineData({ schema: a.schema({ ` + types + ` authorization: () => [] }) });`,
			"AG0301", "authorization is not part of a schema: a function", "a schema takes a.model",
		},
		"modes without any": {
			`export const data = defineData({ schema: a.schema({ ` + types + ` }), authorizationModes: {} });`,
			"AG0904", "names no defaultAuthorizationMode", "leave out authorizationModes",
		},
		"tool without a name": {
			`export const data = defineData({ schema: a.schema({ ` + types + ` chat: a.conversation({
				aiModel: a.ai.model('Claude 3 Haiku'), systemPrompt: 'Help.', tools: [{ description: 'Letters', model: a.ref('Letter'), modelOperation: 'list' }],
			}).authorization((allow) => allow.owner()) }) });`,
			"AG1005", "a tool has no name", "name: 'searchOrders'",
		},
		"tool with a number as its name": {
			`export const data = defineData({ schema: a.schema({ ` + types + ` chat: a.conversation({
				aiModel: a.ai.model('Claude 3 Haiku'), systemPrompt: 'Help.', tools: [a.ai.dataTool({ name: 7, description: 'Letters', model: a.ref('Letter'), modelOperation: 'list' })],
			}).authorization((allow) => allow.owner()) }) });`,
			"AG0206", "a text as the tool's name", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := t.TempDir()
			_, list, err := parser.Parse(context.Background(), parser.Options{
				Path: filepath.Join(root, "resource.ts"), Root: root,
				Source: []byte("import { a, defineData } from '@aws-amplify/backend';\n" + c.source),
			})
			if err != nil {
				t.Fatal(err)
			}
			if len(list) != 1 {
				t.Fatalf("findings: %v", list)
			}
			d := list[0]
			if string(d.Code) != c.code || !strings.Contains(d.Message, c.message) || !strings.Contains(d.Hint, c.hint) {
				t.Errorf("%s: %s (%s)", d.Code, d.Message, d.Hint)
			}
		})
	}
}
