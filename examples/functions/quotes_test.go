package functions_test

import (
	"context"
	"errors"
	"testing"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/examples/functions/gen/client"
	"github.com/amplifygo/amplifygo/internal/testkit/need"
	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
)

// quotes are the same question, for each kind of handler.
func quotes(c *client.Client) map[string]func(price float64, quantity int, o ...amplify.CallOption) (*client.Quote, error) {
	ctx := context.Background()
	return map[string]func(float64, int, ...amplify.CallOption) (*client.Quote, error){
		"Go": func(price float64, quantity int, o ...amplify.CallOption) (*client.Quote, error) {
			return c.Queries.QuoteGo(ctx, client.QuoteGoArgs{Price: price, Quantity: quantity}, o...)
		},
		"endpoint": func(price float64, quantity int, o ...amplify.CallOption) (*client.Quote, error) {
			return c.Queries.QuoteEndpoint(ctx, client.QuoteEndpointArgs{Price: price, Quantity: quantity}, o...)
		},
		"Node": func(price float64, quantity int, o ...amplify.CallOption) (*client.Quote, error) {
			return c.Queries.QuoteNode(ctx, client.QuoteNodeArgs{Price: price, Quantity: quantity}, o...)
		},
		"resolver": func(price float64, quantity int, o ...amplify.CallOption) (*client.Quote, error) {
			return c.Queries.QuoteResolver(ctx, client.QuoteResolverArgs{Price: price, Quantity: quantity}, o...)
		},
	}
}

// TestSameAnswers: each kind of handler gives the same results and the same
// errors, to those whom the rules admit.
func TestSameAnswers(t *testing.T) {
	t.Parallel()
	need.Program(t, "node")
	connect := open(t)
	trader := quotes(connect(devissuer.TokenRequest{Username: "tom", Groups: []string{"Traders"}}))
	stranger := quotes(connect(devissuer.TokenRequest{Username: "eve"}))
	for kind, quote := range trader {
		t.Run(kind, func(t *testing.T) {
			got, err := quote(2.5, 4)
			if err != nil {
				t.Fatal(err)
			}
			if want := (client.Quote{Quantity: 4, Total: 10, Currency: "EUR", Size: amplify.Some(client.SizeSmall)}); *got != want {
				t.Errorf("got %+v", got)
			}
			got, err = quote(1, 12, amplify.WithAuthMode(amplify.AuthModeAPIKey))
			if err != nil {
				t.Fatal(err)
			}
			if want := (client.Quote{Quantity: 12, Total: 12, Currency: "EUR", Size: amplify.Some(client.SizeLarge)}); *got != want {
				t.Errorf("got %+v", got)
			}
			var failure *amplify.Error
			if _, err := quote(1, 0); !errors.As(err, &failure) || failure.ErrorType != "Lambda:Unhandled" || failure.Message != "The quantity has to be positive." {
				t.Errorf("got %v", err)
			}
			if _, err := stranger[kind](1, 1); !errors.Is(err, amplify.ErrUnauthorized) {
				t.Errorf("a stranger has an answer: %v", err)
			}
		})
	}
}
