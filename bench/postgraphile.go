package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/amplifygo/amplifygo/bench/data"
	"github.com/amplifygo/amplifygo/bench/requests"
)

// startPostGraphile runs PostGraphile on a database of its own with the same
// rows, which it wants with foreign keys and policies.
func startPostGraphile(ctx context.Context, w *world) (*running, error) {
	dir := filepath.Join(w.module, "postgraphile")
	if _, err := os.Stat(filepath.Join(dir, "node_modules", ".package-lock.json")); err != nil {
		if err := w.run(ctx, dir, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"); err != nil {
			return nil, err
		}
	}
	database, err := w.cluster.Database(ctx)
	if err != nil {
		return nil, err
	}
	if err := w.constrained(ctx, database, dir); err != nil {
		return nil, err
	}
	web, err := url.Parse(database)
	if err != nil {
		return nil, err
	}
	web.User = url.User("bench_web")
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	s := &running{world: w, url: "http://" + address + "/graphql"}
	s.process, err = launch(ctx, address, dir, []string{"BENCH_LISTEN=" + address, "BENCH_DATABASE=" + web.String(), "BENCH_KEYS=" + w.jwks, "NODE_ENV=production"}, node, "server.mjs")
	return s, err
}

// constrained makes the tables of postgraphile/schema.sql with the rows.
func (w *world) constrained(ctx context.Context, database, dir string) error {
	text, err := os.ReadFile(filepath.Join(dir, "schema.sql"))
	if err != nil {
		return err
	}
	db, err := sql.Open("pgx", database)
	if err != nil {
		return err
	}
	if _, err = db.ExecContext(ctx, string(text)); err == nil {
		err = data.Fill(ctx, db, w.size)
	}
	if err == nil {
		_, err = db.ExecContext(ctx, "ANALYZE")
	}
	return errors.Join(err, db.Close())
}

// The documents of PostGraphile's API that ask for the same.
const (
	postGraphileGet    = `query($id: String!) { postById(id: $id) { id title content views status authorId createdAt updatedAt } }`
	postGraphileList   = `query($min: BigInt) { allPosts(filter: {views: {greaterThanOrEqualTo: $min}}, first: 20, orderBy: ID_ASC) { nodes { id title views status authorId createdAt updatedAt } } }`
	postGraphileNested = `query { allPosts(first: 20, orderBy: ID_ASC) { nodes { id title authorByAuthorId { id name } commentsByPostId(first: 5, orderBy: ID_ASC) { nodes { id content } } } } }`
	postGraphileCreate = `mutation($input: PostInput!) { createPost(input: {post: $input}) { post { id title views createdAt } } }`
	postGraphileOwned  = `query { allPosts(first: 20, orderBy: ID_ASC) { nodes { id title views status authorId createdAt updatedAt } } }`
)

// askPostGraphile gives the request of a workload in PostGraphile's words.
func askPostGraphile(s *running, w requests.Workload, i int) *ask {
	a := askGraphQL(s, w, i)
	var body struct {
		Variables map[string]any `json:"variables"`
		Query     string         `json:"query"`
	}
	if err := json.Unmarshal(a.body, &body); err != nil {
		panic(err) // it was just written
	}
	body.Query = map[requests.Workload]string{requests.Get: postGraphileGet, requests.List: postGraphileList, requests.Nested: postGraphileNested,
		requests.Create: postGraphileCreate, requests.Owned: postGraphileOwned}[w]
	switch w {
	case requests.List: // its big integers are texts
		body.Variables["min"] = fmt.Sprint(body.Variables["min"])
	case requests.Create:
		input := body.Variables["input"].(map[string]any)
		input["views"] = fmt.Sprint(input["views"])
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return &ask{method: http.MethodPost, url: a.url, header: a.header, body: text}
}

// answerPostGraphile brings an answer into amplifygo's form.
func answerPostGraphile(w requests.Workload, body []byte) (any, error) {
	v, err := answerGraphQL(requests.Get, body)
	if err != nil {
		return nil, err
	}
	row, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%.300s", body)
	}
	switch w {
	case requests.Get:
		return numbered(row), nil
	case requests.Create:
		post := numbered(row["post"].(map[string]any))
		return map[string]any{"title": post["title"], "views": post["views"]}, nil
	}
	nodes := row["nodes"].([]any)
	for i, n := range nodes {
		post := numbered(n.(map[string]any))
		if w == requests.Nested {
			comments := post["commentsByPostId"].(map[string]any)
			post = map[string]any{"id": post["id"], "title": post["title"], "author": post["authorByAuthorId"], "comments": map[string]any{"items": comments["nodes"]}}
		}
		nodes[i] = post
	}
	return map[string]any{"items": nodes}, nil
}

// numbered gives a row with its views as a number.
func numbered(row map[string]any) map[string]any {
	if views, ok := row["views"].(string); ok {
		row["views"] = json.Number(views)
	}
	return row
}
