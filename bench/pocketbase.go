package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/bench/data"
	"github.com/amplifygo/amplifygo/bench/requests"
)

// startPocketBase runs PocketBase on a database of its own with the same rows.
func startPocketBase(ctx context.Context, w *world) (*running, error) {
	binary, err := w.build(ctx, "pocketbase", filepath.Join(w.module, "pocketbase"), ".")
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(w.dir, "pb_data")
	s, err := w.launch(ctx, binary, func(s *running, address string) []string {
		s.url = "http://" + address + "/api/collections/posts/records"
		return []string{"BENCH_DIR=" + dir, fmt.Sprintf("BENCH_SIZE=%d %d %d", w.size.Authors, w.size.Posts, w.size.Comments)}
	})
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(dir, "tokens.json"))
	if err == nil {
		err = json.Unmarshal(text, &s.tokens)
	}
	return s, err
}

// askPocketBase gives the request of PocketBase's REST API that asks for the
// same.
func askPocketBase(s *running, w requests.Workload, i int) *ask {
	size := s.world.size
	page := url.Values{"perPage": {"20"}, "skipTotal": {"1"}, "sort": {"id"}}
	const fields = "id,title,views,status,author,createdAt,updatedAt"
	a := &ask{method: http.MethodGet, header: map[string]string{}}
	switch w {
	case requests.Get:
		a.url = s.url + "/" + data.PostID(i*7919%size.Posts) + "?fields=content," + fields
		return a
	case requests.Create:
		author, _, _ := data.Author(i % size.Authors)
		body, err := json.Marshal(map[string]any{"title": fmt.Sprintf("New %d", i), "content": "Written while others read.", "views": i % 1000, "status": "DRAFT", "author": author})
		if err != nil {
			panic(err) // texts and numbers can be written
		}
		return &ask{method: http.MethodPost, url: s.url + "?fields=id,title,views,createdAt", header: map[string]string{"Content-Type": "application/json"}, body: body}
	case requests.List:
		page.Set("filter", fmt.Sprintf("views >= %d", i*37%900))
		page.Set("fields", fields)
	case requests.Nested:
		page.Set("expand", "author,comments_via_post")
		page.Set("fields", "id,title,expand.author.id,expand.author.name,expand.comments_via_post.id,expand.comments_via_post.content")
	case requests.Owned:
		page.Set("fields", fields)
		a.header["Authorization"] = s.tokens[i%len(s.tokens)]
	}
	a.url = s.url + "?" + page.Encode()
	return a
}

// answerPocketBase brings an answer into amplifygo's form: other names, other
// marks in times, and related rows in any order.
func answerPocketBase(w requests.Workload, body []byte) (any, error) {
	var r map[string]any
	if err := json.Unmarshal(body, &r); err != nil {
		return nil, err
	}
	switch w {
	case requests.Create:
		return map[string]any{"title": r["title"], "views": r["views"]}, nil
	case requests.Get:
		return renamed(r), nil
	}
	items, ok := r["items"].([]any)
	if !ok {
		return nil, fmt.Errorf("%.300s", body)
	}
	for i, item := range items {
		row := item.(map[string]any)
		if w != requests.Nested {
			items[i] = renamed(row)
			continue
		}
		related := row["expand"].(map[string]any)
		comments := related["comments_via_post"].([]any)
		slices.SortFunc(comments, func(a, b any) int {
			return cmp.Compare(a.(map[string]any)["id"].(string), b.(map[string]any)["id"].(string))
		})
		items[i] = map[string]any{"id": row["id"], "title": row["title"], "author": related["author"], "comments": map[string]any{"items": comments}}
	}
	return map[string]any{"items": items}, nil
}

func renamed(row map[string]any) map[string]any {
	row["authorId"] = row["author"]
	delete(row, "author")
	for _, name := range []string{"createdAt", "updatedAt"} {
		if at, ok := row[name].(string); ok {
			row[name] = strings.Replace(at, " ", "T", 1)
		}
	}
	return row
}
