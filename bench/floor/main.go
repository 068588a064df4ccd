// Command floor is the least that a Go server for the benchmark's requests can
// do: a handler for each document, one prepared statement, the rows appended to
// the answer. It has no rules, no filters but the one asked for, and no types.
// It reads the tables that amplifygo has made, and believes tokens.
package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/amplifygo/amplifygo/bench/requests"
)

const (
	getSQL    = `SELECT id, title, content, views, status, "authorId", "createdAt", "updatedAt" FROM "Post" WHERE id = $1`
	listSQL   = `SELECT id, title, views, status, "authorId", "createdAt", "updatedAt" FROM "Post" WHERE views >= $1 ORDER BY id LIMIT 20`
	ownedSQL  = `SELECT id, title, views, status, "authorId", "createdAt", "updatedAt" FROM "Post" WHERE owner IN ($1, $2, $3) ORDER BY id LIMIT 20`
	insertSQL = `INSERT INTO "Post" (id, title, content, views, status, "authorId", "createdAt", "updatedAt") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
)

// database is what the two stores have in common.
type database interface {
	// rows runs a query and calls each for every row, with the columns as they
	// are appended to JSON: texts and numbers for the columns of posts, ready
	// JSON for the last two of nested.
	rows(ctx context.Context, sql string, each func(scan func(...any) error) error, args ...any) error
	exec(ctx context.Context, sql string, args ...any) error
	// nested is the query of posts with their authors and comments.
	nested() string
}

type server struct {
	db database
	// owners are the three forms of the owner of each token that was seen.
	owners sync.Map
}

func main() {
	db, err := open(context.Background(), os.Getenv("BENCH_DATABASE"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	s := &server{db: db}
	handlers := map[string]func(http.ResponseWriter, *http.Request, json.RawMessage) error{
		requests.GetDocument: s.get, requests.ListDocument: s.list, requests.NestedDocument: s.nested,
		requests.CreateDocument: s.create, requests.OwnedDocument: s.owned,
	}
	http.HandleFunc("/graphql", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var in struct {
			Query     string
			Variables json.RawMessage
		}
		if err == nil {
			err = json.Unmarshal(body, &in)
		}
		h := handlers[in.Query]
		if err != nil || h == nil {
			http.Error(w, "no such document", http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if err := h(w, r, in.Variables); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	fmt.Fprintln(os.Stderr, http.ListenAndServe(os.Getenv("BENCH_LISTEN"), nil))
}

func text(b []byte, name string, s *string) []byte {
	b = append(b, name...)
	if s == nil {
		return append(b, "null"...)
	}
	quoted, _ := json.Marshal(*s) // a string can be written
	return append(b, quoted...)
}

func number(b []byte, name string, n *int64) []byte {
	if n == nil {
		return append(append(b, name...), "null"...)
	}
	return fmt.Appendf(append(b, name...), "%d", *n)
}

func (s *server) get(w http.ResponseWriter, r *http.Request, variables json.RawMessage) error {
	var v struct{ ID string }
	if err := json.Unmarshal(variables, &v); err != nil {
		return err
	}
	b := append(make([]byte, 0, 1024), `{"data":{"getPost":`...)
	err := s.db.rows(r.Context(), getSQL, func(scan func(...any) error) error {
		var id, title, content, status, author, created, updated *string
		var views *int64
		if err := scan(&id, &title, &content, &views, &status, &author, &created, &updated); err != nil {
			return err
		}
		b = text(b, `{"id":`, id)
		b = text(b, `,"title":`, title)
		b = text(b, `,"content":`, content)
		b = number(b, `,"views":`, views)
		b = text(b, `,"status":`, status)
		b = text(b, `,"authorId":`, author)
		b = text(b, `,"createdAt":`, created)
		b = append(text(b, `,"updatedAt":`, updated), '}')
		return nil
	}, v.ID)
	if err == nil {
		_, err = w.Write(append(b, "}}"...))
	}
	return err
}

func (s *server) posts(w http.ResponseWriter, ctx context.Context, sql string, args ...any) error {
	b := append(make([]byte, 0, 8192), `{"data":{"listPosts":{"items":[`...)
	n := 0
	err := s.db.rows(ctx, sql, func(scan func(...any) error) error {
		var id, title, status, author, created, updated *string
		var views *int64
		if err := scan(&id, &title, &views, &status, &author, &created, &updated); err != nil {
			return err
		}
		if n++; n > 1 {
			b = append(b, ',')
		}
		b = text(b, `{"id":`, id)
		b = text(b, `,"title":`, title)
		b = number(b, `,"views":`, views)
		b = text(b, `,"status":`, status)
		b = text(b, `,"authorId":`, author)
		b = text(b, `,"createdAt":`, created)
		b = append(text(b, `,"updatedAt":`, updated), '}')
		return nil
	}, args...)
	if err == nil {
		_, err = w.Write(append(b, "]}}}"...))
	}
	return err
}

func (s *server) list(w http.ResponseWriter, r *http.Request, variables json.RawMessage) error {
	var v struct{ Min int64 }
	if err := json.Unmarshal(variables, &v); err != nil {
		return err
	}
	return s.posts(w, r.Context(), listSQL, v.Min)
}

func (s *server) owned(w http.ResponseWriter, r *http.Request, _ json.RawMessage) error {
	token := r.Header.Get("Authorization")
	known, ok := s.owners.Load(token)
	if !ok {
		parts := strings.Split(token, ".")
		if len(parts) != 3 {
			return fmt.Errorf("no token")
		}
		payload, err := base64.RawURLEncoding.DecodeString(parts[1])
		if err != nil {
			return err
		}
		var claims struct{ Sub, Username string }
		if err := json.Unmarshal(payload, &claims); err != nil {
			return err
		}
		known = [3]string{claims.Sub + "::" + claims.Username, claims.Sub, claims.Username}
		s.owners.Store(token, known)
	}
	owner := known.([3]string)
	return s.posts(w, r.Context(), ownedSQL, owner[0], owner[1], owner[2])
}

func (s *server) nested(w http.ResponseWriter, r *http.Request, _ json.RawMessage) error {
	b := append(make([]byte, 0, 32<<10), `{"data":{"listPosts":{"items":[`...)
	n := 0
	err := s.db.rows(r.Context(), s.db.nested(), func(scan func(...any) error) error {
		var id, title *string
		var author, comments []byte
		if err := scan(&id, &title, &author, &comments); err != nil {
			return err
		}
		if n++; n > 1 {
			b = append(b, ',')
		}
		b = text(b, `{"id":`, id)
		b = text(b, `,"title":`, title)
		b = append(append(b, `,"author":`...), author...)
		b = append(append(append(b, `,"comments":{"items":`...), comments...), "}}"...)
		return nil
	})
	if err == nil {
		_, err = w.Write(append(b, "]}}}"...))
	}
	return err
}

func (s *server) create(w http.ResponseWriter, r *http.Request, variables json.RawMessage) error {
	var v struct {
		Input struct {
			Title, Content, Status, AuthorID string
			Views                            int64
		}
	}
	if err := json.Unmarshal(variables, &v); err != nil {
		return err
	}
	id, now := uuid.NewString(), time.Now().UTC().Format("2006-01-02T15:04:05.000Z")
	in := &v.Input
	if err := s.db.exec(r.Context(), insertSQL, id, in.Title, in.Content, in.Views, in.Status, in.AuthorID, now, now); err != nil {
		return err
	}
	b := append(make([]byte, 0, 512), `{"data":{"createPost":`...)
	b = text(b, `{"id":`, &id)
	b = text(b, `,"title":`, &in.Title)
	b = number(b, `,"views":`, &in.Views)
	_, err := w.Write(append(text(b, `,"createdAt":`, &now), "}}}"...))
	return err
}
