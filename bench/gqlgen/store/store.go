// Package store reads and writes the tables that amplifygo has made, by
// database/sql on SQLite and on PostgreSQL.
package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver for PostgreSQL
	_ "modernc.org/sqlite"             // the driver for SQLite

	"github.com/amplifygo/amplifygo/bench/gqlgen/model"
)

// Store is a database.
type Store struct{ db *sql.DB }

// Open opens the database of a URL, sqlite:<path> or postgres://….
func Open(url string) (*Store, error) {
	driver, source := "pgx", url
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		driver, source = "sqlite", "file:"+path+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=mmap_size(268435456)&_txlock=immediate"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(8)
	db.SetMaxIdleConns(8)
	return &Store{db}, db.Ping()
}

const columns = `id, title, content, views, status, "authorId", "createdAt", "updatedAt"`

// Posts reads posts by the end of a statement: conditions, order and limit.
func (s *Store) Posts(ctx context.Context, rest string, args ...any) ([]*model.Post, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT `+columns+` FROM "Post" `+rest, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	posts := []*model.Post{}
	for rows.Next() {
		p := &model.Post{}
		if err := rows.Scan(&p.ID, &p.Title, &p.Content, &p.Views, &p.Status, &p.AuthorID, &p.CreatedAt, &p.UpdatedAt); err != nil {
			return nil, err
		}
		posts = append(posts, p)
	}
	return posts, rows.Err()
}

// Insert writes a post.
func (s *Store) Insert(ctx context.Context, p *model.Post) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO "Post" (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		p.ID, p.Title, p.Content, p.Views, p.Status, p.AuthorID, p.CreatedAt, p.UpdatedAt)
	return err
}

// Authors reads authors by their ids, in the order of these; nil for none.
func (s *Store) Authors(ctx context.Context, ids []string) ([]*model.Author, []error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id, name FROM "Author" WHERE id IN (`+list(len(ids))+`)`, arguments(ids)...)
	if err != nil {
		return nil, []error{err}
	}
	defer rows.Close()
	byID := map[string]*model.Author{}
	for rows.Next() {
		a := &model.Author{}
		if err := rows.Scan(&a.ID, &a.Name); err != nil {
			return nil, []error{err}
		}
		byID[a.ID] = a
	}
	if err := rows.Err(); err != nil {
		return nil, []error{err}
	}
	authors := make([]*model.Author, len(ids))
	for i, id := range ids {
		authors[i] = byID[id]
	}
	return authors, nil
}

// Comments reads the first five comments of each post.
func (s *Store) Comments(ctx context.Context, posts []string) ([][]*model.Comment, []error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id, content, "postId" FROM (
		SELECT id, content, "postId", row_number() OVER (PARTITION BY "postId" ORDER BY id) AS n FROM "Comment" WHERE "postId" IN (`+list(len(posts))+`)
	) AS c WHERE n <= 5 ORDER BY "postId", id`, arguments(posts)...)
	if err != nil {
		return nil, []error{err}
	}
	defer rows.Close()
	byPost := map[string][]*model.Comment{}
	for rows.Next() {
		c, post := &model.Comment{}, ""
		if err := rows.Scan(&c.ID, &c.Content, &post); err != nil {
			return nil, []error{err}
		}
		byPost[post] = append(byPost[post], c)
	}
	if err := rows.Err(); err != nil {
		return nil, []error{err}
	}
	comments := make([][]*model.Comment, len(posts))
	for i, id := range posts {
		comments[i] = byPost[id]
	}
	return comments, nil
}

// list gives the placeholders $1, $2, ….
func list(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = "$" + strconv.Itoa(i+1)
	}
	return strings.Join(all, ", ")
}

func arguments(texts []string) []any {
	all := make([]any, len(texts))
	for i, t := range texts {
		all[i] = t
	}
	return all
}
