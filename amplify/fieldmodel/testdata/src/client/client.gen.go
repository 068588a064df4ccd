package client

import (
	"iter"

	"github.com/amplifygo/amplifygo/amplify"
)

type Todo struct{}

var TodoFields = struct {
	_           amplify.FieldSet
	ID, Content amplify.StringField
}{}

type Book struct{}

var BookFields = struct {
	_         amplify.FieldSet
	ID, Title amplify.StringField
}{}

// Note has the fields of Todo by other names of its variable only.
type Note struct{}

var NoteFields = struct {
	_           amplify.FieldSet
	ID, Content amplify.StringField
}{}

type TodoModel struct{}

func (m TodoModel) Get(id string, opts ...amplify.Option) (*Todo, error) { return nil, nil }

func (m TodoModel) List(opts ...amplify.Option) (*amplify.Page[*Todo], error) { return nil, nil }

func (m TodoModel) All(opts ...amplify.Option) iter.Seq2[*Todo, error] { return nil }

// LoadBooks gives related records.
func (m TodoModel) LoadBooks(of *Todo, opts ...amplify.Option) (*amplify.Page[*Book], error) {
	return nil, nil
}

type Queries struct{}

func (q Queries) Echo(opts ...amplify.Option) (string, error) { return "", nil }
