// Package model has the rows as the API shows them.
package model

// Author wrote posts.
type Author struct {
	ID, Name string
}

// Post is a post; what its author and comments are is resolved apart.
type Post struct {
	ID, Title            string
	Content              *string
	Views                *int
	Status, AuthorID     *string
	CreatedAt, UpdatedAt string
}

// Comment is about a post.
type Comment struct {
	ID      string
	Content *string
}
