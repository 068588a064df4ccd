// Package requests has what the benchmark asks: five workloads, as GraphQL for
// the servers that have amplifygo's API, and what an answer must say.
package requests

// The documents of the workloads, for servers with the API of
// project/amplify/data/resource.ts.
const (
	GetDocument    = `query($id: ID!) { getPost(id: $id) { id title content views status authorId createdAt updatedAt } }`
	ListDocument   = `query($min: Int) { listPosts(filter: {views: {ge: $min}}, limit: 20) { items { id title views status authorId createdAt updatedAt } } }`
	NestedDocument = `query { listPosts(limit: 20) { items { id title author { id name } comments(limit: 5) { items { id content } } } } }`
	CreateDocument = `mutation($input: CreatePostInput!) { createPost(input: $input) { id title views createdAt } }`
	OwnedDocument  = `query { listPosts(limit: 20) { items { id title views status authorId createdAt updatedAt } } }`
)

// Workload is one kind of request.
type Workload string

// The workloads.
const (
	Get    Workload = "get"
	List   Workload = "list"
	Nested Workload = "nested"
	Create Workload = "create"
	Owned  Workload = "owned"
)

// All are the workloads in the order of the report.
var All = []Workload{Get, List, Nested, Create, Owned}

// Describe says what a workload asks.
func Describe(w Workload) string {
	return map[Workload]string{
		Get:    "one post by its id",
		List:   "20 posts with at least so many views",
		Nested: "20 posts, each with its author and 5 comments",
		Create: "a new post",
		Owned:  "20 posts of a caller known by a JSON Web Token",
	}[w]
}
