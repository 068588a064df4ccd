package lower_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser"
)

// TestEarlyRelationships holds the fields, join models and rules that the
// compilers of the early syntax made up; @aws-amplify/data-schema 0.13.16 and
// Amplify's transformer make the same.
func TestEarlyRelationships(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ schema, want string }{
		"hasMany and belongsTo share the parent's name": {`
			Blog: a.model({ posts: a.hasMany('Post') }).authorization([a.allow.owner()]),
			Post: a.model({ blog: a.belongsTo('Blog') }).authorization([a.allow.owner()]),`, `
			Blog(id) posts: hasMany Post(blogPostsId) <-> blog
			Post(id) blog: belongsTo Blog(blogPostsId) <-> posts; blogPostsId: ID`},
		"one reference for each field of the identifier": {`
			Course: a.model({ code: a.string().required(), term: a.integer().required(), rooms: a.hasMany('Room') })
				.identifier(['code', 'term']).authorization([a.allow.owner()]),
			Room: a.model({ course: a.belongsTo('Course') }).authorization([a.allow.owner()]),`, `
			Course(code term) code: String!; term: Int!; rooms: hasMany Room(courseRoomsCode courseRoomsTerm) <-> course
			Room(id) course: belongsTo Course(courseRoomsCode courseRoomsTerm) <-> rooms; courseRoomsCode: String; courseRoomsTerm: Int`},
		"hasOne and the belongsTo that answers it have a reference each": {`
			Pupil: a.model({ number: a.integer().required(), desk: a.hasOne('Desk').authorization([a.allow.private()]) })
				.identifier(['number']).authorization([a.allow.owner()]),
			Desk: a.model({ pupil: a.belongsTo('Pupil').authorization([a.allow.private()]) }).authorization([a.allow.owner()]),`, `
			Pupil(number) number: Int!; desk: belongsTo Desk(pupilDeskId) [private]; pupilDeskId: ID [private]
			Desk(id) pupil: belongsTo Pupil(deskPupilNumber) [private]; deskPupilNumber: Int`},
		"hasOne needs no other end": {`
			Star: a.model({ details: a.hasOne('Secret') }).authorization([a.allow.owner()]),
			Secret: a.model({ text: a.string() }).authorization([a.allow.owner()]),`, `
			Star(id) details: belongsTo Secret(starDetailsId); starDetailsId: ID
			Secret(id) text: String`},
		"a belongsTo answers the first field about its model": {`
			Team: a.model({ players: a.hasMany('Person'), staff: a.hasMany('Person') }).authorization([a.allow.owner()]),
			Person: a.model({ team: a.belongsTo('Team') }).authorization([a.allow.owner()]),`, `
			Team(id) players: hasMany Person(teamPlayersId) <-> team; staff: hasMany Person(teamStaffId)
			Person(id) team: belongsTo Team(teamPlayersId) <-> players; teamPlayersId: ID; teamStaffId: ID`},
		"a declared reference is kept": {`
			Blog: a.model({ posts: a.hasMany('Post') }).authorization([a.allow.owner()]),
			Post: a.model({ blogPostsId: a.id().required() }).authorization([a.allow.owner()]),`, `
			Blog(id) posts: hasMany Post(blogPostsId)
			Post(id) blogPostsId: ID!`},
		"manyToMany makes a join model with the rules of both": {`
			Course: a.model({ code: a.string().required(), term: a.integer().required(), pupils: a.manyToMany('Pupil', { relationName: 'enrolment' }) })
				.identifier(['code', 'term'])
				.authorization([a.allow.specificGroups(['staff', 'board']), a.allow.private().to(['get', 'create'])]),
			Pupil: a.model({ courses: a.manyToMany('Course', { relationName: 'enrolment' }) })
				.authorization([a.allow.specificGroup('staff').to(['read']), a.allow.private('userPools').to(['read']), a.allow.public()]),`, `
			Course(code term) code: String!; term: Int!; pupils: hasMany Enrolment(courseCode courseterm) <-> course
			Pupil(id) courses: hasMany Enrolment(pupilId) <-> pupil
			Enrolment(id) courseCode: String!; courseterm: Int!; pupilId: ID!; course: belongsTo Course(courseCode courseterm) <-> pupils; pupil: belongsTo Pupil(pupilId) <-> courses
			  index byCourse(courseCode courseterm) enrolmentsByCourseCodeAndCourseterm
			  index byPupil(pupilId) enrolmentsByPupilId
			  rule groups staff all
			  rule groups board all
			  rule private userPools create,read
			  rule public apiKey all`},
		"manyToMany of models without rules inherits the schema's": {`
			Tag: a.model({ posts: a.manyToMany('Post', { relationName: 'PostTags' }) }),
			Post: a.model({ tags: a.manyToMany('Tag', { relationName: 'PostTags' }).authorization([a.allow.private()]) }),
			}).authorization([a.allow.public().to(['read']), a.allow.resource(fn)]); ({`, `
			Tag(id) posts: hasMany PostTags(tagId) <-> tag
			Post(id) tags: hasMany PostTags(postId) <-> post [private]
			PostTags(id) tagId: ID!; postId: ID!; tag: belongsTo Tag(tagId) <-> posts; post: belongsTo Post(postId) <-> tags
			  index byTag(tagId) postTagsByTagId
			  index byPost(postId) postTagsByPostId
			  rule public apiKey read`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			schema, list := parseEarly(t, c.schema)
			wantModels(t, schema, list, c.want)
		})
	}
}

func TestManyToManyRefused(t *testing.T) {
	t.Parallel()
	const early = ".authorization([a.allow.owner()])"
	for name, c := range map[string]struct{ schema, want string }{
		"once": {"Tag: a.model({ posts: a.manyToMany('Post', { relationName: 'J' }) })" + early + ", Post: a.model({ t: a.string() })" + early,
			"the relationship J of a.manyToMany has to stand in two fields, and stands in 1"},
		"three times": {"Tag: a.model({ posts: a.manyToMany('Post', { relationName: 'J' }), more: a.manyToMany('Post', { relationName: 'j' }) })" + early +
			", Post: a.model({ tags: a.manyToMany('Tag', { relationName: 'J' }) })" + early,
			"the relationship J of a.manyToMany has to stand in two fields, and stands in 3"},
		"one model": {"Tag: a.model({ a: a.manyToMany('Tag', { relationName: 'J' }), b: a.manyToMany('Tag', { relationName: 'J' }) })" + early,
			"the two fields of the relationship J of a.manyToMany have to stand in two models that name each other, but Tag.a is about Tag, and Tag.b about Tag"},
		"another model": {"Tag: a.model({ posts: a.manyToMany('User', { relationName: 'J' }) })" + early + ", User: a.model({ t: a.string() })" + early +
			", Post: a.model({ tags: a.manyToMany('Tag', { relationName: 'J' }) })" + early,
			"the two fields of the relationship J of a.manyToMany have to stand in two models that name each other, but Tag.posts is about User, and Post.tags about Tag"},
		"no name": {"Tag: a.model({ posts: a.manyToMany('Post') })" + early + ", Post: a.model({ t: a.string() })" + early,
			"a.manyToMany expects an object such as { relationName: 'PostTags' }, but got undefined"},
		"today's syntax": {"Tag: a.model({ posts: a.manyToMany('Post', { relationName: 'J' }) }).authorization((allow) => [allow.owner()])," +
			"Post: a.model({ tags: a.manyToMany('Tag', { relationName: 'J' }) }).authorization((allow) => [allow.owner()])",
			"a.manyToMany of the preview releases is not part of today's schema language"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, list := parseEarly(t, c.schema)
			if len(list) == 0 || list[0].Message != c.want {
				t.Fatalf("want %q, got %v", c.want, list)
			}
		})
	}
}

func parseEarly(t *testing.T, types string) (*ir.Schema, diag.List) {
	t.Helper()
	text := `import { a, defineData, defineFunction } from '@aws-amplify/backend';
		const fn = defineFunction({ name: 'fn' });
		const schema = a.schema({` + types + `});
		export const data = defineData({ schema });`
	root := t.TempDir()
	schema, list, err := parser.Parse(context.Background(), parser.Options{Path: filepath.Join(root, "resource.ts"), Root: root, Source: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	return schema, list
}

func lines(s string) []string {
	var out []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// outline writes what a test looks at of a model; the rules only of join models.
func outline(w *strings.Builder, m *ir.Model) {
	var fields []string
	for _, f := range m.Fields {
		if f.Origin == ir.Declared {
			fields = append(fields, outlineField(f))
		}
	}
	fmt.Fprintf(w, "%s(%s) %s\n", m.Name, strings.Join(m.Key.Fields, " "), strings.Join(fields, "; "))
	for _, ix := range m.Indexes {
		fmt.Fprintf(w, "index %s(%s) %s\n", ix.Name, strings.Join(ix.Fields, " "), ix.QueryField)
	}
	if len(m.Indexes) == 0 {
		return
	}
	for _, r := range m.Rules {
		of := strings.Join(r.Groups, ",")
		if of == "" {
			of = string(r.Provider)
		}
		operations := "all"
		if r.OperationsGiven != nil {
			operations = strings.Join(r.OperationsGiven, ",")
		}
		fmt.Fprintf(w, "rule %s %s %s\n", r.Strategy, of, operations)
	}
}

func outlineField(f *ir.Field) string {
	text := f.Name + ": " + f.Type.String()
	if r := f.Relation; r != nil {
		text = fmt.Sprintf("%s: %s %s(%s)", f.Name, r.Kind, r.Model, strings.Join(r.References, " "))
		if r.Index != "" {
			text += " by " + r.Index
		}
		if r.Inverse != "" {
			text += " <-> " + r.Inverse
		}
	}
	for _, rule := range f.Rules {
		text += fmt.Sprintf(" [%s]", rule.Strategy)
	}
	return text
}

// wantModels compares the outlines of a schema's models, without indentation.
func wantModels(t *testing.T, schema *ir.Schema, list diag.List, want string) {
	t.Helper()
	if list.HasErrors() {
		t.Fatal(list)
	}
	var got strings.Builder
	for _, m := range schema.Models {
		outline(&got, m)
	}
	if diff := cmp.Diff(lines(want), lines(got.String())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
