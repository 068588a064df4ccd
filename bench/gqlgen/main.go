// Command gqlgen serves the benchmark's requests as a team would write it with
// gqlgen: generated execution, resolvers, and a data loader for each
// relationship. Tokens are verified for each request.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/lestrrat-go/httprc/v3"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jwt"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vikstrous/dataloadgen"

	"github.com/amplifygo/amplifygo/bench/gqlgen/generated"
	"github.com/amplifygo/amplifygo/bench/gqlgen/model"
	"github.com/amplifygo/amplifygo/bench/gqlgen/store"
)

// loaders gather what the resolvers of one request ask for.
type loaders struct {
	authors  *dataloadgen.Loader[string, *model.Author]
	comments *dataloadgen.Loader[string, []*model.Comment]
}

type loadersKey struct{}

func loadersOf(ctx context.Context) *loaders { return ctx.Value(loadersKey{}).(*loaders) }

type ownersKey struct{}

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve() error {
	s, err := store.Open(os.Getenv("BENCH_DATABASE"))
	if err != nil {
		return err
	}
	ctx := context.Background()
	cache, err := jwk.NewCache(ctx, httprc.NewClient())
	if err != nil {
		return err
	}
	if err := cache.Register(ctx, os.Getenv("BENCH_KEYS")); err != nil {
		return err
	}
	keys, err := cache.CachedSet(os.Getenv("BENCH_KEYS"))
	if err != nil {
		return err
	}
	api := handler.New(generated.NewExecutableSchema(generated.Config{Resolvers: &resolver{s}}))
	api.AddTransport(transport.POST{})
	api.SetQueryCache(lru.New[*ast.QueryDocument](1000))
	http.Handle("/graphql", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := context.WithValue(r.Context(), loadersKey{}, &loaders{
			authors:  dataloadgen.NewLoader(s.Authors, dataloadgen.WithWait(time.Millisecond)),
			comments: dataloadgen.NewLoader(s.Comments, dataloadgen.WithWait(time.Millisecond)),
		})
		if token := r.Header.Get("Authorization"); token != "" {
			t, err := jwt.ParseString(token, jwt.WithKeySet(keys))
			if err != nil {
				http.Error(w, "not authorized", http.StatusUnauthorized)
				return
			}
			var username string
			sub, _ := t.Subject()
			if err := t.Get("username", &username); err != nil {
				http.Error(w, "not authorized", http.StatusUnauthorized)
				return
			}
			ctx = context.WithValue(ctx, ownersKey{}, []any{sub + "::" + username, sub, username})
		}
		api.ServeHTTP(w, r.WithContext(ctx))
	}))
	return http.ListenAndServe(os.Getenv("BENCH_LISTEN"), nil)
}
