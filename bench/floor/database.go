package main

import (
	"context"
	"database/sql"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
	_ "modernc.org/sqlite" // the driver
)

// open opens the database of a URL, sqlite:<path> or postgres://….
func open(ctx context.Context, url string) (database, error) {
	path, lite := strings.CutPrefix(url, "sqlite:")
	if !lite {
		pool, err := pgxpool.New(ctx, url)
		return pg{pool}, err
	}
	dsn := "file:" + path + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=mmap_size(268435456)"
	readers, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	readers.SetMaxOpenConns(4)
	readers.SetMaxIdleConns(4)
	writer, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	l := lites{map[string]*sql.Stmt{}}
	for _, q := range []string{getSQL, listSQL, ownedSQL, l.nested()} {
		if l.statements[q], err = readers.PrepareContext(ctx, q); err != nil {
			return nil, err
		}
	}
	l.statements[insertSQL], err = writer.PrepareContext(ctx, insertSQL)
	return l, err
}

// lites is SQLite by prepared statements, each on its pool.
type lites struct{ statements map[string]*sql.Stmt }

func (l lites) rows(ctx context.Context, sql string, each func(scan func(...any) error) error, args ...any) error {
	rows, err := l.statements[sql].QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (l lites) exec(ctx context.Context, sql string, args ...any) error {
	_, err := l.statements[sql].ExecContext(ctx, args...)
	return err
}

func (lites) nested() string {
	return `SELECT p.id, p.title,
		(SELECT json_object('id', a.id, 'name', a.name) FROM "Author" AS a WHERE a.id = p."authorId"),
		(SELECT json_group_array(json_object('id', c.id, 'content', c.content)) FROM
			(SELECT id, content FROM "Comment" WHERE "postId" = p.id ORDER BY id LIMIT 5) AS c)
		FROM "Post" AS p ORDER BY p.id LIMIT 20`
}

// pg is PostgreSQL by pgx, whose connections keep statements prepared.
type pg struct{ pool *pgxpool.Pool }

func (p pg) rows(ctx context.Context, sql string, each func(scan func(...any) error) error, args ...any) error {
	rows, err := p.pool.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (p pg) exec(ctx context.Context, sql string, args ...any) error {
	_, err := p.pool.Exec(ctx, sql, args...)
	return err
}

func (pg) nested() string {
	return `SELECT p.id, p.title,
		(SELECT row_to_json(x) FROM (SELECT id, name FROM "Author" WHERE id = p."authorId") AS x),
		(SELECT coalesce(json_agg(row_to_json(x)), '[]') FROM
			(SELECT id, content FROM "Comment" WHERE "postId" = p.id ORDER BY id LIMIT 5) AS x)
		FROM "Post" AS p ORDER BY p.id LIMIT 20`
}
