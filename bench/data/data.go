// Package data makes the rows of the benchmark, the same on every run.
package data

import "fmt"

// Size is how many rows there are.
type Size struct{ Authors, Posts, Comments int }

// Full is the size that figures are given for.
var Full = Size{Authors: 1_000, Posts: 20_000, Comments: 100_000}

// Owners is how many users own posts.
const Owners = 100

// Time is when every row was created.
const Time = "2026-01-01T00:00:00.000Z"

// Author is the author with a number.
func Author(i int) (id, name, email string) {
	return fmt.Sprintf("author-%04d", i), fmt.Sprintf("Author %d", i), fmt.Sprintf("author%d@example.com", i)
}

// Post is a post.
type Post struct {
	ID, Title, Content, Status, Author string
	Views                              int
	Owner                              string
}

// PostAt is the post with a number.
func PostAt(i int, s Size) Post {
	author, _, _ := Author(i * 7 % s.Authors)
	status := "DRAFT"
	if i%3 == 0 {
		status = "PUBLISHED"
	}
	user := User(i % Owners)
	return Post{
		ID: PostID(i), Title: fmt.Sprintf("Post %d", i), Author: author, Status: status,
		Content: fmt.Sprintf("The text of post %d, long enough to be a short paragraph: the quick brown fox jumps over the lazy dog.", i),
		Views:   i * 31 % 1000, Owner: "sub-" + user + "::" + user,
	}
}

// PostID is the id of the post with a number.
func PostID(i int) string { return fmt.Sprintf("post-%06d", i) }

// User is the name of an owner; the sub is "sub-" and the name.
func User(i int) string { return fmt.Sprintf("user%02d", i) }

// Comment is the comment with a number.
func Comment(i int, s Size) (id, content, post string) {
	return fmt.Sprintf("comment-%06d", i), fmt.Sprintf("Comment %d says something.", i), PostID(i % s.Posts)
}
