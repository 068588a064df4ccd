package data

import (
	"context"
	"database/sql"
	"fmt"
)

// Fill inserts the rows into the tables that amplifygo has made, whose names
// are those of the models.
func Fill(ctx context.Context, db *sql.DB, s Size) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // of no effect after the commit
	insert := func(n int, statement string, row func(i int) []any) error {
		st, err := tx.PrepareContext(ctx, statement)
		if err != nil {
			return err
		}
		defer st.Close()
		for i := range n {
			if _, err := st.ExecContext(ctx, row(i)...); err != nil {
				return fmt.Errorf("row %d: %w", i, err)
			}
		}
		return nil
	}
	err = insert(s.Authors, `INSERT INTO "Author" (id, name, email, "createdAt", "updatedAt") VALUES ($1, $2, $3, $4, $5)`, func(i int) []any {
		id, name, email := Author(i)
		return []any{id, name, email, Time, Time}
	})
	if err == nil {
		err = insert(s.Posts, `INSERT INTO "Post" (id, title, content, views, status, "authorId", owner, "createdAt", "updatedAt") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, func(i int) []any {
			p := PostAt(i, s)
			return []any{p.ID, p.Title, p.Content, p.Views, p.Status, p.Author, p.Owner, Time, Time}
		})
	}
	if err == nil {
		err = insert(s.Comments, `INSERT INTO "Comment" (id, content, "postId", "createdAt", "updatedAt") VALUES ($1, $2, $3, $4, $5)`, func(i int) []any {
			id, content, post := Comment(i, s)
			return []any{id, content, post, Time, Time}
		})
	}
	if err != nil {
		return err
	}
	return tx.Commit()
}
