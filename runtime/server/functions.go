package server

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/amplifygo/amplifygo/runtime/ai"
	"github.com/amplifygo/amplifygo/runtime/config"
	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/functions/node"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// functions finds what runs the custom operations; tokenKey seals the page
// tokens of JavaScript resolvers, routes answers AI routes. An operation that nothing
// runs stops the start in production; in development it is an error of its
// own calls only.
func (b *Backend) functions(ctx context.Context, tokenKey []byte, routes *ai.Routes) (*functions.Router, error) {
	c := functions.Config{
		Schema: b.schema, Go: b.app.Functions, Logger: b.log, Steps: map[string]functions.Func{},
		Endpoints: map[string]functions.Endpoint{}, Unready: map[string]functions.Unready{},
	}
	inNode := map[string]config.Function{}
	for _, o := range b.schema.Operations {
		for _, h := range o.Handlers {
			switch s := b.settings.Function(h.Function, h.Resource); {
			case h.Function == "":
			case s.Run == config.RunEndpoint:
				c.Endpoints[h.Function] = functions.Endpoint{URL: s.URL, Timeout: s.Timeout.Or(0)}
			case s.Run == config.RunNode, slices.Contains(b.app.InNode, h.Function):
				inNode[h.Function] = s
			}
		}
	}
	if err := b.openNode(ctx, &c, inNode); err != nil {
		return nil, err
	}
	if routes != nil {
		c.Routes = routes
	}
	addresses, err := b.dataSources()
	if err != nil {
		return nil, err
	}
	env, err := b.environment()
	if err != nil {
		return nil, err
	}
	if b.app.Scripts != nil {
		scripts, err := b.app.Scripts(b.schema, tokenKey, addresses, env, b.log)
		if err != nil {
			return nil, err
		}
		c.Scripts = scripts
	}
	router, err := functions.New(c)
	if err != nil {
		return nil, err
	}
	if err := router.Check(); err != nil {
		if b.settings.Mode == config.Production {
			return nil, err
		}
		b.log.Warn("not every custom operation can be called", "reason", err.Error())
	}
	return router, nil
}

// dataSources are the addresses of HTTP data sources. A name that no resolver
// uses is a mistake.
func (b *Backend) dataSources() (map[string]string, error) {
	addresses := map[string]string{}
	for name, s := range b.settings.DataSources {
		used := slices.ContainsFunc(b.schema.Operations, func(o *schema.Operation) bool {
			return slices.ContainsFunc(o.Handlers, func(h schema.Handler) bool { return h.DataSource == name })
		})
		if !used {
			return nil, setting("dataSources."+name, "", "no JavaScript resolver of the schema has a data source of this name")
		}
		addresses[name] = s.URL
	}
	return addresses, nil
}

// openNode prepares the functions that the settings let run in Node. What a
// function lacks is a reason that its operations tell.
func (b *Backend) openNode(ctx context.Context, c *functions.Config, wanted map[string]config.Function) error {
	for name, s := range wanted {
		pool, unready, err := b.nodePool(ctx, name, s)
		switch {
		case err != nil:
			return err
		case pool == nil:
			c.Unready[name] = unready
		default:
			c.Steps[name] = invoke(pool)
		}
	}
	return nil
}

// inNode are the functions that run in Node.
type inNode struct {
	runtime *node.Runtime
	// failed is why there is no runtime.
	failed error
	pools  map[string]*node.Pool
}

// nodePool gives the processes of a function by its logical name, or says why
// it cannot run.
func (b *Backend) nodePool(ctx context.Context, name string, s config.Function) (*node.Pool, functions.Unready, error) {
	i := slices.IndexFunc(b.app.Node, func(f node.Function) bool { return slices.Contains(f.Handlers, name) })
	if i < 0 {
		return nil, functions.Unready{
			Why:    fmt.Sprintf("the settings let its function %q run in Node, and the program does not have its code", name),
			Remedy: "run amplifygo gen, and give Node: backend.Node() to server.App in main.go",
		}, nil
	}
	f := b.app.Node[i]
	if p := b.node.pools[f.Name]; p != nil {
		return p, functions.Unready{}, nil
	}
	settings := node.Settings{Environment: s.Env, Timeout: s.Timeout.Or(0), Concurrency: s.Concurrency}
	if missing := node.Missing(f, settings, b.app.Getenv); len(missing) > 0 {
		return nil, functions.Unready{
			Why:    fmt.Sprintf("its function %q lacks values of the variables %s", f.Name, strings.Join(missing, ", ")),
			Remedy: secretRemedy(f, missing),
		}, nil
	}
	b.startNode(ctx)
	if b.node.failed != nil {
		return nil, functions.Unready{Why: b.node.failed.Error(), Remedy: "or write the operation in Go"}, nil
	}
	variables, err := b.functionVariables(f.Name)
	if err != nil {
		return nil, functions.Unready{}, err
	}
	p := b.node.runtime.Open(f, settings, variables, b.app.Getenv)
	b.node.pools[f.Name] = p
	return p, functions.Unready{}, nil
}

// startNode makes the runtime, once.
func (b *Backend) startNode(ctx context.Context) {
	if b.node.pools != nil {
		return
	}
	b.node.pools = map[string]*node.Pool{}
	o := node.Options{Logger: b.log}
	if b.settings.Mode == config.Development {
		o.Dir = b.app.Dir
	}
	if b.node.runtime, b.node.failed = node.New(ctx, o); b.node.failed == nil {
		b.closers = append(b.closers, closeNode{b.node.runtime})
	}
}

// secretRemedy says where the values of variables come from.
func secretRemedy(f node.Function, missing []string) string {
	var all []string
	for _, name := range missing {
		way := fmt.Sprintf("functions.%s.env.%s in amplifygo.yaml", f.Name, name)
		if secret := f.Secrets[name]; secret != "" {
			way = fmt.Sprintf("the secret %s as the server's environment variable %[1]s, or %s", secret, way)
		}
		all = append(all, way)
	}
	return "give " + strings.Join(all, "; ")
}

// invoke is a handler of a pool.
func invoke(p *node.Pool) functions.Func {
	return func(ctx context.Context, call *functions.Call) (any, error) {
		event, err := functions.Payload(ctx, call)
		if err != nil {
			return nil, err
		}
		return p.Invoke(ctx, event)
	}
}

// functionVariables are the variables that the server gives a function: the
// region, and where the function may call the API, its address and credentials.
func (b *Backend) functionVariables(name string) (map[string]string, error) {
	out := map[string]string{"AWS_REGION": b.settings.Region, "AWS_DEFAULT_REGION": b.settings.Region}
	if !slices.ContainsFunc(b.schema.Access, func(a schema.FunctionAccess) bool { return a.Function == name }) {
		return out, nil
	}
	key, err := b.functionKey(name)
	if err != nil {
		return nil, err
	}
	endpoint := b.localURL()
	for variable, value := range map[string]string{
		"AMPLIFYGO_DATA_ENDPOINT": endpoint, "AMPLIFYGO_DATA_ACCESS_KEY_ID": key.AccessKeyID, "AMPLIFYGO_DATA_SECRET_ACCESS_KEY": key.SecretAccessKey,
		// Code that signs its requests itself looks here.
		"AMPLIFY_DATA_DEFAULT_NAME": "amplifyData", "AMPLIFY_DATA_GRAPHQL_ENDPOINT": endpoint, "AWS_ACCESS_KEY_ID": key.AccessKeyID, "AWS_SECRET_ACCESS_KEY": key.SecretAccessKey,
	} {
		out[variable] = value
	}
	return out, nil
}

// localURL is the API's address on this machine, or the public one where the
// server does not know on which port it is served.
func (b *Backend) localURL() string {
	host, port, err := net.SplitHostPort(b.address)
	if err != nil || port == "0" || port == "" {
		return b.url
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port) + b.graphqlPath()
}

// closeTimeout bounds the wait for functions that still run when the server
// has answered everybody.
const closeTimeout = 5 * time.Second

// closeNode is an io.Closer.
type closeNode struct{ *node.Runtime }

// Close ends the processes.
func (c closeNode) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	return c.Runtime.Close(ctx)
}
