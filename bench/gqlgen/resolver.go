package main

import (
	"context"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/amplifygo/amplifygo/bench/gqlgen/generated"
	"github.com/amplifygo/amplifygo/bench/gqlgen/model"
	"github.com/amplifygo/amplifygo/bench/gqlgen/store"
)

// resolver is the root of the API.
type resolver struct{ store *store.Store }

func (r *resolver) Query() generated.QueryResolver       { return query{r.store} }
func (r *resolver) Mutation() generated.MutationResolver { return mutation{r.store} }
func (r *resolver) Post() generated.PostResolver         { return post{} }

type query struct{ store *store.Store }

func (q query) GetPost(ctx context.Context, id string) (*model.Post, error) {
	posts, err := q.store.Posts(ctx, "WHERE id = $1", id)
	if err != nil || len(posts) == 0 {
		return nil, err
	}
	return posts[0], nil
}

func (q query) ListPosts(ctx context.Context, filter *generated.PostFilter, limit *int) (*generated.PostConnection, error) {
	rest, args := "", []any{}
	if owners, ok := ctx.Value(ownersKey{}).([]any); ok {
		rest, args = "WHERE owner IN ($1, $2, $3) ", owners
	} else if filter != nil && filter.Views != nil && filter.Views.Ge != nil {
		rest, args = "WHERE views >= $1 ", []any{*filter.Views.Ge}
	}
	n := 100
	if limit != nil {
		n = *limit
	}
	posts, err := q.store.Posts(ctx, rest+"ORDER BY id LIMIT "+strconv.Itoa(n), args...)
	return &generated.PostConnection{Items: posts}, err
}

type mutation struct{ store *store.Store }

func (m mutation) CreatePost(ctx context.Context, in generated.CreatePostInput) (*model.Post, error) {
	now := time.Now().UTC().Format("2006-01-02T15:04:05.000Z")
	p := &model.Post{ID: uuid.NewString(), Title: in.Title, Content: in.Content, Views: in.Views, Status: in.Status, AuthorID: in.AuthorID, CreatedAt: now, UpdatedAt: now}
	return p, m.store.Insert(ctx, p)
}

type post struct{}

func (post) Author(ctx context.Context, p *model.Post) (*model.Author, error) {
	if p.AuthorID == nil {
		return nil, nil
	}
	return loadersOf(ctx).authors.Load(ctx, *p.AuthorID)
}

func (post) Comments(ctx context.Context, p *model.Post, _ *int) (*generated.CommentConnection, error) {
	comments, err := loadersOf(ctx).comments.Load(ctx, p.ID)
	return &generated.CommentConnection{Items: comments}, err
}
