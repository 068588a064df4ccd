// Command pocketbase serves the benchmark's rows with PocketBase, which is used
// as a library and otherwise as it comes.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	_ "github.com/pocketbase/pocketbase/migrations" // its own tables
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/amplifygo/amplifygo/bench/data"
)

func main() {
	if err := serve(os.Getenv("BENCH_DIR"), os.Getenv("BENCH_LISTEN")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(dir, address string) error {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir})
	if err := app.Bootstrap(); err != nil {
		return err
	}
	if err := app.RunAllMigrations(); err != nil {
		return err
	}
	// Without one it asks for it in a browser.
	administrators, err := app.FindCollectionByNameOrId(core.CollectionNameSuperusers)
	if err != nil {
		return err
	}
	administrator := core.NewRecord(administrators)
	administrator.SetEmail("bench@example.com")
	administrator.SetRandomPassword()
	if err := app.Save(administrator); err != nil {
		return err
	}
	size, err := sizeOf(os.Getenv("BENCH_SIZE"))
	if err == nil {
		err = prepare(app, size)
	}
	if err != nil {
		return err
	}
	return apis.Serve(app, apis.ServeConfig{HttpAddr: address})
}

// sizeOf reads "authors posts comments".
func sizeOf(text string) (s data.Size, err error) {
	_, err = fmt.Sscan(text, &s.Authors, &s.Posts, &s.Comments)
	return s, err
}

// prepare makes the collections and the rows, and writes a token for each
// owner to tokens.json.
func prepare(app core.App, size data.Size) error {
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	authors := collection("authors", &core.TextField{Name: "name"}, &core.TextField{Name: "email"})
	if err := app.Save(authors); err != nil {
		return err
	}
	posts := collection("posts", &core.TextField{Name: "title"}, &core.TextField{Name: "content"}, &core.NumberField{Name: "views"}, &core.TextField{Name: "status"},
		&core.RelationField{Name: "author", CollectionId: authors.Id, MaxSelect: 1}, &core.RelationField{Name: "owner", CollectionId: users.Id, MaxSelect: 1},
		&core.AutodateField{Name: "createdAt", OnCreate: true}, &core.AutodateField{Name: "updatedAt", OnCreate: true, OnUpdate: true})
	// Whoever is known sees his own, and everybody else, as with amplifygo's
	// API key, sees all.
	posts.ListRule = types.Pointer(`@request.auth.id = "" || owner = @request.auth.id`)
	posts.AddIndex("posts_owner", false, "owner", "")
	posts.AddIndex("posts_author", false, "author", "")
	if err := app.Save(posts); err != nil {
		return err
	}
	comments := collection("comments", &core.TextField{Name: "content"}, &core.RelationField{Name: "post", CollectionId: posts.Id, MaxSelect: 1})
	comments.AddIndex("comments_post", false, "post", "")
	if err := app.Save(comments); err != nil {
		return err
	}
	if err := owners(app, users); err != nil {
		return err
	}
	return app.RunInTransaction(func(tx core.App) error { return rows(tx.DB(), size) })
}

// collection is one that everybody may read and write.
func collection(name string, fields ...core.Field) *core.Collection {
	c := core.NewBaseCollection(name)
	id := c.Fields.GetByName("id").(*core.TextField)
	id.Pattern, id.Min, id.Max = `^[a-z0-9-]+$`, 1, 50
	c.Fields.Add(fields...)
	for _, rule := range []**string{&c.ListRule, &c.ViewRule, &c.CreateRule} {
		*rule = types.Pointer("")
	}
	return c
}

// ownerID is the id of a user, in PocketBase's form.
func ownerID(i int) string { return fmt.Sprintf("owner%010d", i) }

func owners(app core.App, users *core.Collection) error {
	// Nobody signs in by a password here; making strong hashes takes long.
	users.Fields.GetByName("password").(*core.PasswordField).Cost = 4
	if err := app.Save(users); err != nil {
		return err
	}
	tokens := make([]string, data.Owners)
	for i := range tokens {
		u := core.NewRecord(users)
		u.Id = ownerID(i)
		u.SetEmail(data.User(i) + "@example.com")
		u.SetPassword("a-long-password-" + strconv.Itoa(i))
		u.SetVerified(true)
		err := app.Save(u)
		if err == nil {
			tokens[i], err = u.NewAuthToken()
		}
		if err != nil {
			return err
		}
	}
	text, err := json.Marshal(tokens)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(app.DataDir(), "tokens.json"), text, 0o600)
}

func rows(db dbx.Builder, size data.Size) error {
	insert := func(table string, values dbx.Params) error {
		_, err := db.Insert(table, values).Execute()
		return err
	}
	var errs []error
	for i := range size.Authors {
		id, name, email := data.Author(i)
		errs = append(errs, insert("authors", dbx.Params{"id": id, "name": name, "email": email}))
	}
	for i := range size.Posts {
		p := data.PostAt(i, size)
		errs = append(errs, insert("posts", dbx.Params{"id": p.ID, "title": p.Title, "content": p.Content, "views": p.Views, "status": p.Status, "author": p.Author,
			"owner": ownerID(i % data.Owners), "createdAt": data.Time, "updatedAt": data.Time}))
	}
	for i := range size.Comments {
		id, content, post := data.Comment(i, size)
		errs = append(errs, insert("comments", dbx.Params{"id": id, "content": content, "post": post}))
	}
	return errors.Join(errs...)
}
