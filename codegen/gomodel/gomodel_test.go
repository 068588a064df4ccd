package gomodel

import (
	"slices"
	"testing"

	"github.com/amplifygo/amplifygo/internal/ir"
)

func scalar(name, typ string, required bool) *ir.Field {
	return &ir.Field{Name: name, Origin: ir.Declared, Type: ir.Type{Kind: ir.Scalar, Name: typ, Required: required}}
}

func system(name, typ string, origin ir.Origin) *ir.Field {
	f := scalar(name, typ, origin != ir.OwnerRule)
	f.Origin = origin
	return f
}

func blog() *ir.Schema {
	owner := &ir.Rule{Strategy: ir.Owner, Provider: ir.UserPools, Operations: ir.All, OwnerField: "owner"}
	key := &ir.Rule{Strategy: ir.Public, Provider: ir.APIKey, Operations: ir.Get | ir.List}
	guest := &ir.Rule{Strategy: ir.Public, Provider: ir.IdentityPool, Operations: ir.Read}
	posts := &ir.Field{Name: "posts", Origin: ir.Declared, Type: ir.Type{Kind: ir.ModelType, Name: "Post", List: true}}
	posts.Relation = &ir.Relation{Kind: ir.HasMany, Model: "Post", References: []string{"blogId"}, Inverse: "blog"}
	back := &ir.Field{Name: "blog", Origin: ir.Declared, Type: ir.Type{Kind: ir.ModelType, Name: "Blog"}}
	back.Relation = &ir.Relation{Kind: ir.BelongsTo, Model: "Blog", References: []string{"blogId"}, Inverse: "posts"}
	secret := scalar("secret", "String", false)
	secret.Rules = []*ir.Rule{guest}
	return &ir.Schema{
		Models: []*ir.Model{{
			Name: "Blog", Key: ir.Key{Fields: []string{"id"}}, Rules: []*ir.Rule{owner, key},
			Fields: []*ir.Field{scalar("name", "String", true), secret, posts, system("id", "ID", ir.ImplicitID),
				system("createdAt", "AWSDateTime", ir.Timestamp), system("updatedAt", "AWSDateTime", ir.Timestamp), system("owner", "String", ir.OwnerRule)},
		}, {
			Name: "Post", Key: ir.Key{Fields: []string{"blogId", "number", "lang"}, Custom: true, Explicit: true}, Rules: []*ir.Rule{owner},
			Disabled: ir.Update,
			Fields: []*ir.Field{scalar("blogId", "ID", true), scalar("number", "Int", true), scalar("lang", "String", true), back,
				{Name: "place", Origin: ir.Declared, Type: ir.Type{Kind: ir.CustomKind, Name: "Place"}}},
			Indexes: []*ir.Index{{Name: "postsByLang", QueryField: "list", Fields: []string{"lang", "number"}}, {Name: "hidden", Fields: []string{"number"}}},
		}, {
			Name: "Client", Key: ir.Key{Fields: []string{"id"}}, Fields: []*ir.Field{system("id", "ID", ir.ImplicitID)},
		}},
		CustomTypes: []*ir.CustomType{{Name: "Place", Fields: []*ir.Field{
			scalar("city", "String", true),
			{Name: "within", Origin: ir.Declared, Type: ir.Type{Kind: ir.CustomKind, Name: "Place"}},
			{Name: "parts", Origin: ir.Declared, Type: ir.Type{Kind: ir.CustomKind, Name: "Place", List: true}},
		}}},
		Enums:  []*ir.Enum{{Name: "Mood", Values: []string{"IN_LOVE", "InLove", "sad"}}},
		Inputs: []*ir.Input{{Name: "PlaceInput"}, {Name: "EchoFilterInput", Fields: []*ir.Field{scalar("x", "Int", false)}}},
		Operations: []*ir.Operation{{
			Name: "echo", Kind: ir.Query, Rules: []*ir.Rule{key}, Returns: ir.Type{Kind: ir.CustomKind, Name: "EventInvocationResponse"},
			Arguments: []*ir.Argument{{Name: "place", Type: ir.Type{Kind: ir.InputType, Name: "PlaceInput", Required: true}}},
		}},
		Access: []*ir.FunctionAccess{{Function: "f", Actions: []string{"mutate"}}},
	}
}

func fieldNames(fields []*Field) (names []string) {
	for _, f := range fields {
		n := f.Name
		if f.Type.Nullable {
			n += "?"
		}
		names = append(names, n)
	}
	return names
}

func wantNames(t *testing.T, what string, got []*Field, want ...string) {
	t.Helper()
	if g := fieldNames(got); !slices.Equal(g, want) {
		t.Errorf("%s = %v, want %v", what, g, want)
	}
}

func TestInputsFollowTheAPI(t *testing.T) {
	t.Parallel()
	v := New(blog())
	b, p := v.Model("Blog"), v.Model("Post")
	wantNames(t, "Blog", b.Fields, "Name", "Secret?", "ID", "CreatedAt", "UpdatedAt", "Owner?")
	wantNames(t, "CreateBlogInput", b.CreateFields, "Name", "Secret?", "ID?")
	wantNames(t, "UpdateBlogInput", b.UpdateFields, "Name?", "Secret?", "ID")
	wantNames(t, "CreatePostInput", p.CreateFields, "BlogID", "Number", "Lang", "Place?")
	wantNames(t, "UpdatePostInput", p.UpdateFields, "BlogID", "Number", "Lang", "Place?")
}

func TestModes(t *testing.T) {
	t.Parallel()
	v := New(blog())
	b := v.Model("Blog")
	for _, c := range []struct {
		name string
		op   *ModelOperation
		want []ir.Mode
	}{
		{"get", b.Get, []ir.Mode{ir.ModeUserPool, ir.ModeIAM, ir.ModeAPIKey}}, // IAM through the field's rule
		{"create", b.Create, []ir.Mode{ir.ModeUserPool, ir.ModeIAM}},          // IAM through allow.resource
		{"observe", b.Observe, []ir.Mode{ir.ModeUserPool, ir.ModeIAM}},        // the key may list, not listen
		{"onCreate", b.OnCreate, []ir.Mode{ir.ModeUserPool, ir.ModeIAM}},
		{"get of a model without rules", v.Model("Client").Get, nil},
	} {
		if !slices.Equal(c.op.Modes, c.want) {
			t.Errorf("%s: modes %v, want %v", c.name, c.op.Modes, c.want)
		}
	}
}

func TestNamesGiveWay(t *testing.T) {
	t.Parallel()
	v := New(blog())
	p := v.Model("Post")
	if p.Update != nil || p.OnUpdate != nil {
		t.Error("a disabled operation is there")
	}
	if got := v.Model("Client"); got.Name != "Client2" || got.File != "client2" {
		t.Errorf("model Client is %s in %s", got.Name, got.File)
	}
	if got := v.Enums[0].Values; got[0].Name != "MoodInLove" || got[1].Name != "MoodInLove2" || got[2].Name != "MoodSad" {
		t.Errorf("enum constants %v", got)
	}
	if p.Key.Name != "PostKey" || len(p.Indexes) != 2 || p.Indexes[0].Method != "ListByBlogID" || p.Indexes[1].Method != "List2" {
		t.Errorf("key %q, indexes %+v", p.Key.Name, p.Indexes)
	}
	if x := p.Indexes[0]; x.SortName != "PostNumberLang" || x.SortField != "NumberLang" || x.API.Sort.Argument != "numberLang" {
		t.Errorf("sort %q %q", x.SortName, x.SortField)
	}
	if x := p.Indexes[1]; x.SortName != "" || x.Name != "ListKey" || x.SortField != "Number" {
		t.Errorf("index %+v", x)
	}
}

func TestTypes(t *testing.T) {
	t.Parallel()
	v := New(blog())
	if got := v.Types[0].Fields[1].Type; !got.Indirect || !got.Nullable {
		t.Errorf("a custom type that holds itself: %+v", got)
	}
	if got := v.Types[0].Fields[2].Type; got.Indirect || !got.List || !got.ElemNullable {
		t.Errorf("a list of itself: %+v", got)
	}
	if got := v.Model("Post").Fields[3].Type; got.Indirect {
		t.Errorf("a model's field: %+v", got)
	}
	if len(v.Inputs) != 1 || v.GoName("PlaceInput") != "Place" || v.GoName("EchoFilterInput") != "EchoFilterInput" {
		t.Errorf("inputs %v", v.Inputs)
	}
	if got := v.Queries[0]; got.Args != "EchoArgs" || got.Returns.Name != "EventInvocationResponse" || got.Arguments[0].Type.Name != "Place" {
		t.Errorf("operation %+v", got)
	}
}

func TestRelations(t *testing.T) {
	t.Parallel()
	v := New(blog())
	posts, back := v.Model("Blog").Relations[0], v.Model("Post").Relations[0]
	if posts.Loader != "LoadPosts" || posts.Operation.Field != "listPosts" || posts.Pairs[0].Here.Name != "ID" || posts.Pairs[0].There.Name != "BlogID" {
		t.Errorf("posts %+v", posts)
	}
	if back.Loader != "LoadBlog" || back.Operation.Field != "getBlog" || back.Pairs[0].Here.Name != "BlogID" || back.Pairs[0].There.Name != "ID" {
		t.Errorf("blog %+v", back)
	}
}
