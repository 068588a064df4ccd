// Package functions_test calls the example with its own generated client,
// without a socket.
package functions_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/examples/functions/gen/backend"
	"github.com/amplifygo/amplifygo/examples/functions/gen/client"
	"github.com/amplifygo/amplifygo/examples/functions/internal/handlers"
	"github.com/amplifygo/amplifygo/examples/functions/internal/lambda"
	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/config"
	"github.com/amplifygo/amplifygo/runtime/development"
	"github.com/amplifygo/amplifygo/runtime/server"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
)

// shop opens the backend in memory and gives a client for each kind of user.
func shop(t *testing.T) (admin, buyer *client.Client) {
	t.Helper()
	connect := open(t)
	return connect(devissuer.TokenRequest{Username: "ada", Groups: []string{"Admins"}}), connect(devissuer.TokenRequest{Username: "bert"})
}

// open opens the backend with the functions that run elsewhere, and gives
// what makes clients.
func open(t *testing.T) func(devissuer.TokenRequest) *client.Client {
	t.Helper()
	elsewhere := httptest.NewServer(lambda.Handler())
	t.Cleanup(elsewhere.Close)
	dir := t.TempDir()
	getenv := func(name string) string {
		return map[string]string{
			"AMPLIFYGO_DATA_DIR": dir, "AMPLIFYGO_DATABASE_URL": "sqlite::memory:", "AMPLIFYGO_FUNCTIONS_URL": elsewhere.URL,
		}[name]
	}
	settings, err := config.Load(".", getenv)
	if err != nil {
		t.Fatal(err)
	}
	b, err := server.Open(context.Background(), server.App{
		Definition: backend.Definition(),
		Functions:  backend.Functions(&handlers.Handlers{}),
		Scripts:    backend.Scripts(),
		Node:       backend.Node(),
		Hooks:      handlers.Hooks().Register(),
		Drivers:    []store.Driver{sqlite.Driver()},
		Getenv:     getenv,
		Stderr:     t.Output(),
	}, settings, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	issuer, err := development.UserPool(dir)
	if err != nil {
		t.Fatal(err)
	}
	return func(r devissuer.TokenRequest) *client.Client {
		t.Helper()
		token, err := issuer.Mint(r)
		if err != nil {
			t.Fatal(err)
		}
		c, err := client.New(
			amplify.WithEndpoint("http://shop.example/graphql"), amplify.WithHandler(b.Handler()),
			amplify.WithUserPool(amplify.StaticToken(token)), amplify.WithAPIKey(config.DevelopmentAPIKey),
		)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
}

func TestShop(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	admin, buyer := shop(t)

	lamp, err := admin.Models.Product.Create(ctx, client.CreateProductInput{Name: "lamp", Price: 20, Stock: 3})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := buyer.Models.Product.Create(ctx, client.CreateProductInput{Name: "mine", Price: 1, Stock: 1}); !errors.Is(err, amplify.ErrUnauthorized) {
		t.Errorf("a buyer made a product: %v", err)
	}

	offer, err := buyer.Queries.Offer(ctx, client.OfferArgs{ProductID: lamp.ID, Quantity: 2})
	if err != nil {
		t.Fatal(err)
	}
	if offer.Total != 40 || offer.Product != "lamp" {
		t.Errorf("offer %+v", offer)
	}

	bought, err := buyer.Mutations.Buy(ctx, client.BuyArgs{ProductID: lamp.ID, Quantity: 2})
	if err != nil {
		t.Fatal(err)
	}
	if bought.Stock != 1 {
		t.Errorf("%d left, want 1", bought.Stock)
	}
}

func TestErrorsOfHandlersAndHooksReachTheClient(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	admin, buyer := shop(t)
	lamp, err := admin.Models.Product.Create(ctx, client.CreateProductInput{Name: "lamp", Price: 20, Stock: 1})
	if err != nil {
		t.Fatal(err)
	}
	for want, call := range map[string]func() error{
		"OutOfStock": func() error {
			_, err := buyer.Mutations.Buy(ctx, client.BuyArgs{ProductID: lamp.ID, Quantity: 2})
			return err
		},
		"ProductNotFound": func() error {
			_, err := buyer.Queries.Offer(ctx, client.OfferArgs{ProductID: "none", Quantity: 1})
			return err
		},
		"NegativePrice": func() error {
			_, err := admin.Models.Product.Create(ctx, client.CreateProductInput{Name: "trap", Price: -1, Stock: 1})
			return err
		},
	} {
		var failure *amplify.Error
		if err := call(); !errors.As(err, &failure) || failure.ErrorType != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	// What was refused has not happened.
	left, err := buyer.Models.Product.Get(ctx, lamp.ID)
	if err != nil {
		t.Fatal(err)
	}
	if left.Stock != 1 {
		t.Errorf("%d left, want 1", left.Stock)
	}
}

func TestJavaScriptResolver(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	admin, buyer := shop(t)
	for _, p := range []client.CreateProductInput{{Name: "lamp", Price: 20, Stock: 1}, {Name: "sofa", Price: 500, Stock: 1}} {
		if _, err := admin.Models.Product.Create(ctx, p); err != nil {
			t.Fatal(err)
		}
	}
	got, err := buyer.Queries.Affordable(ctx, client.AffordableArgs{Max: 100})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].Name != "lamp" {
		t.Errorf("got %+v", got)
	}
}
