package lower_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser"
)

// TestGraphQLRelationships holds what relationships of GraphQL text come to.
func TestGraphQLRelationships(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ schema, want string }{
		"nothing named": {`
			type Blog @model AUTH { id: ID! posts: [Post] @hasMany owner: User @belongsTo }
			type Post @model AUTH { id: ID! blog: Blog @belongsTo }
			type User @model AUTH { id: ID! blogs: [Blog] @hasMany profile: Profile @hasOne }
			type Profile @model AUTH { id: ID! user: User @belongsTo }`, `
			Blog(id) id: ID!; posts: hasMany Post(blogPostsId) <-> blog; owner: belongsTo User(userBlogsId) <-> blogs; userBlogsId: ID
			Post(id) id: ID!; blog: belongsTo Blog(blogPostsId) <-> posts; blogPostsId: ID
			User(id) id: ID!; blogs: hasMany Blog(userBlogsId) <-> owner; profile: belongsTo Profile(userProfileId); userProfileId: ID
			Profile(id) id: ID!; user: belongsTo User(profileUserId); profileUserId: ID`},
		"an index and fields": {`
			type Blog @model AUTH { id: ID! posts: [Post] @hasMany(indexName: "byBlog", fields: ["id"]) logoID: ID logo: Image @hasOne(fields: ["logoID"]) }
			type Post @model AUTH { id: ID! blogID: ID! @index(name: "byBlog") blog: Blog @belongsTo(fields: ["blogID"]) }
			type Image @model AUTH { id: ID! }`, `
			Blog(id) id: ID!; posts: hasMany Post(blogID) <-> blog; logoID: ID; logo: belongsTo Image(logoID)
			Post(id) id: ID!; blogID: ID!; blog: belongsTo Blog(blogID) <-> posts
			index byBlog(blogID) postsByBlogID
			rule private userPools all
			Image(id) id: ID!`},
		"an index with a sort key": {`
			type Blog @model AUTH { id: ID! posts: [Post] @hasMany(indexName: "byBlog") }
			type Post @model AUTH { id: ID! blogID: ID! @index(name: "byBlog", sortKeyFields: ["at"]) at: AWSDate }`, `
			Blog(id) id: ID!; posts: hasMany Post(blogID) by byBlog
			Post(id) id: ID!; blogID: ID!; at: AWSDate
			index byBlog(blogID at) postsByBlogIDAndAt
			rule private userPools all`},
		"an identifier of several fields": {`
			type Course @model AUTH { code: ID! @primaryKey(sortKeyFields: "term") term: Int! rooms: [Room] @hasMany(indexName: "byCourse") }
			type Room @model AUTH { id: ID! code: ID @index(name: "byCourse", sortKeyFields: ["term"]) term: Int }`, `
			Course(code term) code: ID!; term: Int!; rooms: hasMany Room(code term)
			Room(id) id: ID!; code: ID; term: Int
			index byCourse(code term) roomsByCodeAndTerm
			rule private userPools all`},
		"required records": {`
			type Blog @model AUTH { id: ID! posts: [Post!]! @hasMany logo: Image! @hasOne }
			type Post @model AUTH { id: ID! blog: Blog! @belongsTo }
			type Image @model AUTH { id: ID! }`, `
			Blog(id) id: ID!; posts: hasMany Post(blogPostsId) <-> blog; logo: belongsTo Image(blogLogoId); blogLogoId: ID!
			Post(id) id: ID!; blog: belongsTo Blog(blogPostsId) <-> posts; blogPostsId: ID!
			Image(id) id: ID!`},
		"many to many": {`
			type Tag @model AUTH { id: ID! posts: [Post] @manyToMany(relationName: "PostTags") }
			type Post @model @auth(rules: [{allow: public, operations: [read]}]) { id: ID! tags: [Tag] @manyToMany(relationName: "PostTags") }`, `
			Tag(id) id: ID!; posts: hasMany PostTags(tagId) <-> tag
			Post(id) id: ID!; tags: hasMany PostTags(postId) <-> post
			PostTags(id) tagId: ID!; postId: ID!; tag: belongsTo Tag(tagId) <-> posts; post: belongsTo Post(postId) <-> tags
			index byTag(tagId) postTagsByTagId
			index byPost(postId) postTagsByPostId
			rule private userPools all
			rule public apiKey read`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			schema, list := parseGraphQL(t, c.schema)
			wantModels(t, schema, list, c.want)
		})
	}
}

// TestGraphQLDefaults: enums have default values here, unlike in the builder
// language.
func TestGraphQLDefaults(t *testing.T) {
	t.Parallel()
	schema, list := parseGraphQL(t, `type Post @model AUTH { id: ID! kind: Kind @default(value: "TEXT") text: String @default(value: "none") } enum Kind { TEXT IMAGE }`)
	if len(list) > 0 {
		t.Fatal(list)
	}
	for _, f := range schema.Models[0].Fields[1:3] {
		if want := map[string]string{"kind": "TEXT", "text": "none"}[f.Name]; f.Default == nil || f.Default.Value != want {
			t.Errorf("%s: %+v, want the default %s", f.Name, f.Default, want)
		}
	}
}

func TestGraphQLRefused(t *testing.T) {
	t.Parallel()
	for schema, want := range map[string]string{
		`type A @model AUTH { id: ID! bs: [B] @hasMany(indexName: "byA") } type B @model AUTH { id: ID! a: ID @index(name: "byA", sortKeyFields: ["at", "n"]) at: AWSDate n: Int }`: "AG0512 bs reads an index that is sorted by at, n beside the identifier, which is not supported",
		`type A @model AUTH { id: ID! bs: [B] @hasMany(indexName: "byX") } type B @model AUTH { id: ID! }`:                                                                          `AG0512 B has no index "byX" for bs`,
		`type A @model AUTH { id: ID! n: ID bs: [B] @hasMany(indexName: "byA", fields: ["n"]) } type B @model AUTH { id: ID! a: ID @index(name: "byA") }`:                           "AG0512 the fields of A.bs are not the identifier of A: id",
		`type A @model AUTH { id: ID! b: B @hasOne(fields: ["nothing"]) } type B @model AUTH { id: ID! }`:                                                                           "AG0503 reference field 'nothing' must be defined on A.",
		`type A @model AUTH { id: ID! n: Int b: B @belongsTo(fields: ["n"]) } type B @model AUTH { id: ID! }`:                                                                       "AG0505",
		`type A @model @auth(rules: []) { id: ID! }`:                                  "AG0114 @auth has a list of rules",
		`type A @model AUTH { id: ID! b: B } type B @model AUTH { id: ID! }`:          "AG0403",
		`type A @model AUTH { id: ID! k: K @default(value: "{}") } type K { n: Int }`: "AG0114 @default is not supported on a field of a model",
		`type A @model AUTH { id: ID! b: Nothing }`:                                   "AG0401",
		`type Subscription { s: String @aws_subscribe(mutations: ["nothing"]) }`:      "AG0401",
		`type Subscription { s: String }`:                                             "AG0831",
		`type A @model AUTH { id: ID! `:                                               "AG0114",
	} {
		_, list := parseGraphQL(t, schema)
		if len(list) == 0 {
			t.Errorf("%s: accepted", schema)
			continue
		}
		if got := string(list[0].Code) + " " + list[0].Message; !strings.HasPrefix(got, want) {
			t.Errorf("%s:\n got %s\nwant %s", schema, got, want)
		}
		if !list[0].Span.Valid() || list[0].Span.Start.Line != 2 {
			t.Errorf("%s: at %v", schema, list[0].Span)
		}
	}
}

// parseGraphQL reads a text, which stands in the second line of a file; AUTH is
// a rule for signed-in users.
func parseGraphQL(t *testing.T, text string) (*ir.Schema, diag.List) {
	t.Helper()
	text = strings.ReplaceAll(text, "AUTH", "@auth(rules: [{allow: private}])")
	source := "import { defineData } from '@aws-amplify/backend';\nexport const data = defineData({ schema: `" + text + "` });"
	root := t.TempDir()
	schema, list, err := parser.Parse(context.Background(), parser.Options{Path: filepath.Join(root, "resource.ts"), Root: root, Source: []byte(source)})
	if err != nil {
		t.Fatal(err)
	}
	return schema, list
}
