package backend

import "github.com/amplifygo/amplifygo/amplify"

type Todo struct{}

var TodoFields = struct {
	_       amplify.FieldSet
	Content amplify.StringField
}{}

var BookFields = struct {
	_     amplify.FieldSet
	Title amplify.StringField
}{}

type TodoStore struct{}

func (s TodoStore) List(filter amplify.Filter) (*amplify.Page[*Todo], error) { return nil, nil }
