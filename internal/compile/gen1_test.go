package compile_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/amplifygo/amplifygo/codegen/sdl"
	"github.com/amplifygo/amplifygo/internal/compile"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser"
)

// TestGraphQLText: a schema as GraphQL text and the same in the builder language
// have one API and one set of rules.
func TestGraphQLText(t *testing.T) {
	t.Parallel()
	const modes = `, authorizationModes: { defaultAuthorizationMode: 'userPool', apiKeyAuthorizationMode: { expiresInDays: 7 },
		oidcAuthorizationMode: { oidcProviderName: 'id', oidcIssuerUrl: 'https://id.example.com', clientId: 'c', tokenExpiryFromAuthInSeconds: 9, tokenExpireFromIssueInSeconds: 9 } } });`
	text := "import { defineData } from '@aws-amplify/backend';\nexport const data = defineData({ schema: `" + `
		"""A ship."""
		type Ship @model @auth(rules: [
			{ allow: owner, ownerField: "captains", identityClaim: "sub" }
			{ allow: private, provider: iam, operations: [read] }
			{ allow: groups, groups: ["Crew", "Staff"], operations: [create, read] }
			{ allow: groups, provider: oidc, groupsField: "teams", groupClaim: "teams" }
			{ allow: public, operations: [get] }
		]) {
			flag: String! @primaryKey(sortKeyFields: ["number"])
			number: Int!
			name: AWSEmail @index(name: "byName", sortKeyFields: ["number"], queryField: "shipsByName")
			captains: [String]
			teams: [String!]!
			kind: Kind
			tonnage: Float @default(value: "1.5")
			cargo: [Cargo]
			sailors: [Sailor] @hasMany(references: ["shipFlag", "shipNumber"])
		}
		type Sailor @model(mutations: { delete: null }, subscriptions: null) @auth(rules: [{ allow: private, provider: oidc }, { allow: owner }]) {
			id: ID! @primaryKey
			shipFlag: String
			shipNumber: Int @auth(rules: [{ allow: private, provider: oidc }, { allow: owner, operations: [read] }])
			ship: Ship @belongsTo(references: ["shipFlag", "shipNumber"])
		}
		enum Kind { SAIL STEAM }
		type Cargo { weight: Int! what: Kind }
		type Query {
			find(name: String!, kinds: [Kind!]): Ship @function(name: "finder") @auth(rules: [{ allow: private }])
			weigh: [Cargo] @function(name: "scales") @function(name: "printer") @auth(rules: [{ allow: public }, { allow: groups, groups: ["Crew"] }])
		}
		extend type Mutation { load(cargo: CargoInput): Cargo @function(name: "crane") @auth(rules: [{ allow: private, provider: oidc }]) }
		input CargoInput { weight: Int! what: Kind }
	` + "`" + modes
	built := `import { a, defineData } from '@aws-amplify/backend';
	const schema = a.schema({
		/** A ship. */
		Ship: a.model({
			flag: a.string().required(), number: a.integer().required(), name: a.email(), captains: a.string().array(), teams: a.string().required().array().required(),
			kind: a.ref('Kind'),
			tonnage: a.float().default(1.5), cargo: a.ref('Cargo').array(), sailors: a.hasMany('Sailor', ['shipFlag', 'shipNumber']),
		}).identifier(['flag', 'number']).secondaryIndexes((index) => [index('name').sortKeys(['number']).name('byName').queryField('shipsByName')])
			.authorization((allow) => [allow.ownersDefinedIn('captains').identityClaim('sub'), allow.authenticated('identityPool').to(['read']),
				allow.groups(['Crew', 'Staff']).to(['create', 'read']), allow.groupsDefinedIn('teams', 'oidc').withClaimIn('teams'), allow.publicApiKey().to(['get'])]),
		Sailor: a.model({ id: a.id().required(), shipFlag: a.string(), shipNumber: a.integer().authorization((allow) => [allow.authenticated('oidc'), allow.owner().to(['read'])]), ship: a.belongsTo('Ship', ['shipFlag', 'shipNumber']) })
			.disableOperations(['delete', 'subscriptions']).authorization((allow) => [allow.authenticated('oidc'), allow.owner()]),
		Kind: a.enum(['SAIL', 'STEAM']),
		Cargo: a.customType({ weight: a.integer().required(), what: a.ref('Kind') }),
		find: a.query().arguments({ name: a.string().required(), kinds: a.ref('Kind').required().array() }).returns(a.ref('Ship')).handler(a.handler.function('finder')).authorization((allow) => [allow.authenticated()]),
		weigh: a.query().returns(a.ref('Cargo').array()).handler([a.handler.function('scales'), a.handler.function('printer')]).authorization((allow) => [allow.publicApiKey(), allow.group('Crew')]),
		load: a.mutation().arguments({ cargo: a.ref('Cargo') }).returns(a.ref('Cargo')).handler(a.handler.function('crane')).authorization((allow) => [allow.authenticated('oidc')]),
	});
	export const data = defineData({ schema` + modes
	var printed [2]string
	for i, source := range []string{text, built} {
		root := t.TempDir()
		r, err := compile.Run(context.Background(), parser.Options{Path: filepath.Join(root, "resource.ts"), Root: root, Source: []byte(source)})
		if err != nil || r.Schema == nil {
			t.Fatal(err, r.Findings)
		}
		printed[i] = string(sdl.Print(r.Schema)) + rules(r.Schema)
	}
	if diff := cmp.Diff(printed[1], printed[0]); diff != "" {
		t.Errorf("(-built +text):\n%s", diff)
	}
}

// TestRequiredRelationships: where references are named, the reference is what is
// required, as in the builder language.
func TestRequiredRelationships(t *testing.T) {
	t.Parallel()
	for types, want := range map[string]string{
		`bs: [B!] @hasMany(references: ["a"]) } B of: A @belongsTo(references: ["a"])`: "@hasMany fields must not be required",
		`bs: [B] @hasMany(references: ["a"]) } B of: A! @belongsTo(references: ["a"])`: "@belongsTo fields must not be required",
	} {
		const auth = "@model @auth(rules: [{allow: private}]) { id: ID! "
		text := "type A " + auth + strings.Replace(types, "} B", "} type B "+auth+"a: ID ", 1) + " }"
		source := "import { defineData } from '@aws-amplify/backend';\nexport const data = defineData({ schema: `" + text + "` });"
		root := t.TempDir()
		r, err := compile.Run(context.Background(), parser.Options{Path: filepath.Join(root, "resource.ts"), Root: root, Source: []byte(source)})
		if err != nil || r.Schema != nil || r.Findings[0].Code != "AG0508" || !strings.HasPrefix(r.Findings[0].Message, want) {
			t.Errorf("%s: %v %v", text, err, r.Findings)
		}
	}
}

// rules writes all rules of a schema without their places.
func rules(s *ir.Schema) string {
	var b strings.Builder
	write := func(of string, rules []*ir.Rule) {
		for _, r := range rules {
			bare := *r
			bare.Span, bare.OperationsSpan, bare.ProviderGiven = source.Span{}, source.Span{}, false
			text, _ := json.Marshal(bare)
			fmt.Fprintf(&b, "%s: %s\n", of, text)
		}
	}
	for _, m := range s.Models {
		write(m.Name, m.Rules)
		for _, f := range m.Fields {
			write(m.Name+"."+f.Name, f.Rules)
		}
	}
	for _, op := range s.Operations {
		write(op.Name, op.Rules)
	}
	return b.String()
}
