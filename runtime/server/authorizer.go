package server

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/auth/lambda"
	"github.com/amplifygo/amplifygo/runtime/config"
	"github.com/amplifygo/amplifygo/runtime/functions/node"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// authorizer asks the authorizer function of the Lambda mode.
func (b *Backend) authorizer(_ *authenticators, c *auth.Config) error {
	if !b.schema.Modes.Enabled(schema.ModeLambda) {
		if b.settings.Auth.Authorizer != "" {
			return setting("auth.authorizer", "AMPLIFYGO_AUTHORIZER_URL", "the schema has no Lambda mode: add lambdaAuthorizationMode to defineData, or remove the setting")
		}
		return nil
	}
	l := lambda.Config{Log: b.log}
	if mode := b.schema.Modes.Lambda; mode != nil {
		l.TTL = time.Duration(mode.TTLSeconds) * time.Second
	}
	name := ""
	if mode := b.schema.Modes.Lambda; mode != nil {
		name = mode.Function
	}
	s := b.settings.Function(name)
	switch {
	case b.app.Authorizer != nil:
		l.Function = b.app.Authorizer
	case b.settings.Auth.Authorizer != "":
		endpoint, err := lambda.Endpoint(b.settings.Auth.Authorizer)
		if err != nil {
			return setting("auth.authorizer", "AMPLIFYGO_AUTHORIZER_URL", err.Error())
		}
		l.Function = endpoint
	case s.Run == config.RunNode || slices.Contains(b.app.InNode, name):
		pool, unready, err := b.nodePool(context.Background(), name, s)
		if err != nil {
			return err
		}
		if pool == nil {
			return errors.New("the authorizer function of the Lambda mode cannot run: " + unready.Why + "; " + unready.Remedy)
		}
		l.Function = authorizeInNode(pool)
	default:
		return setting("auth.authorizer", "AMPLIFYGO_AUTHORIZER_URL", "is missing: the schema has the Lambda mode, and the server has no authorizer function (set App.Authorizer in main.go, give its address, or let it run in Node by functions."+name+".run)")
	}
	verifier, err := lambda.New(l)
	c.Authorizer = verifier
	return err
}

// authorizeInNode asks an authorizer function that runs in Node.
func authorizeInNode(p *node.Pool) lambda.Function {
	return func(ctx context.Context, e *lambda.Event) (*lambda.Response, error) {
		event, err := json.Marshal(e)
		if err != nil {
			return nil, err
		}
		result, err := p.Invoke(ctx, event)
		if err != nil {
			return nil, err
		}
		return lambda.ParseResponse(result)
	}
}
