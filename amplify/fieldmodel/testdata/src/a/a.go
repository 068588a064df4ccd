package a

import (
	"backend"
	"client"

	"github.com/amplifygo/amplifygo/amplify"
)

func calls(todo client.TodoModel, queries client.Queries) {
	f, b := client.TodoFields, client.BookFields
	todo.List(amplify.Where(client.TodoFields.Content.Eq("x")))
	todo.List(amplify.Where(f.Content.Eq("x").And((f).ID.Eq("y"))))
	todo.List(amplify.Where(client.BookFields.Title.Eq("x")))   // want `List takes fields of Todo; this is one of another model`
	todo.List(amplify.Where(f.ID.Eq("x").And(b.Title.Eq("y")))) // want `List takes fields of Todo; this is one of another model`
	todo.List(amplify.Where((client.NoteFields).ID.Eq("x")))    // want `List takes fields of Todo; this is one of another model`
	todo.Get("1", amplify.Select(f.ID, b.ID))                   // want `Get takes fields of Todo; this is one of another model`
	for range todo.All(amplify.Where(b.ID.Eq("x"))) {           // want `All takes fields of Todo; this is one of another model`
	}
	todo.LoadBooks(nil, amplify.Where(b.Title.Eq("x")))
	todo.LoadBooks(nil, amplify.Where(f.Content.Eq("x"))) // want `LoadBooks takes fields of Book; this is one of another model`
	queries.Echo(amplify.Select(b.ID))
	p := &client.TodoFields
	todo.List(amplify.Where(p.ID.Eq("x")))
}

var taskFields, bookFields = client.TodoFields, client.BookFields

func copies(todo client.TodoModel) {
	todo.List(amplify.Where(taskFields.ID.Eq("x")))
	todo.List(amplify.Where(bookFields.ID.Eq("x"))) // want `List takes fields of Todo; this is one of another model`
}

// store has types of its own, and the names that the client's have.
func store(todo backend.TodoStore) {
	f := backend.BookFields
	todo.List(backend.TodoFields.Content.Eq("x"))
	todo.List(client.TodoFields.ID.Eq("x"))
	todo.List(backend.BookFields.Title.Eq("x")) // want `List takes fields of Todo; this is one of another model`
	todo.List(client.BookFields.Title.Eq("x"))  // want `List takes fields of Todo; this is one of another model`
	todo.List(f.Title.Eq("x"))                  // want `List takes fields of Todo; this is one of another model`
}
