// Package server serves a generated backend: GraphQL over HTTP, the realtime
// endpoint, the credentials endpoint and health checks, on one port.
//
// Generated programs call Main; programs with an HTTP server of their own take
// the handler of Open.
package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/amplifygo/amplifygo/runtime/ai"
	"github.com/amplifygo/amplifygo/runtime/auth/lambda"
	"github.com/amplifygo/amplifygo/runtime/config"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/functions/node"
	"github.com/amplifygo/amplifygo/runtime/realtime"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
)

// App is what a program serves.
type App struct {
	// Definition is the generated package's description of the API.
	Definition schema.Definition
	// Drivers are the databases that the program links.
	Drivers []store.Driver
	// Functions are the handlers of custom operations in Go, by operation
	// ("Query.echo"); generated packages bind them.
	Functions map[string]functions.Func
	// Scripts runs the JavaScript resolvers; nil where there are none.
	Scripts Scripts
	// AI are the services that the program can ask for the models of AI routes,
	// the default first (package ai); nil where there are no such routes.
	AI []ai.Driver
	// Node are the functions that run in Node; nil where there are none.
	Node []node.Function
	// InNode are functions, by logical name, that run in Node unless the
	// settings let an endpoint run them.
	InNode []string
	// Hooks run with the mutations of models; nil for none.
	Hooks *data.Hooks
	// Brokers are the brokers of events that the program links, for several replicas.
	Brokers []realtime.Driver
	// Authorizer is the authorizer function of the Lambda mode, where it is
	// written in Go; nil to ask the address in the settings.
	Authorizer lambda.Function
	// Dir is the project's root, where amplifygo.yaml and the data folder are;
	// empty for the working directory.
	Dir string
	// Args are the arguments of Main, which takes none but -h and --help; nil for
	// the process's own, without the flags that package flag has parsed. A
	// program with arguments of its own gives an empty list.
	Args []string
	// Getenv reads variables; nil for os.Getenv.
	Getenv func(string) string
	// Stdout says where the API is served, Stderr takes the log; nil for the
	// process's own.
	Stdout, Stderr io.Writer
}

// Scripts opens the JavaScript resolvers of a schema (package jsresolver), so
// that a program without any does not link the machine that runs them. tokenKey
// seals the page tokens that they give out; replicas have the same. addresses
// are those of HTTP data sources, by name, env the API's environment variables.
type Scripts = func(s *schema.Schema, tokenKey []byte, addresses, env map[string]string, log *slog.Logger) (functions.Scripts, error)

// shutdownTimeout bounds the wait for requests when the server stops.
const shutdownTimeout = 20 * time.Second

// Main serves until the process is told to stop (SIGINT, SIGTERM) and returns
// the exit code: 0 after an orderly stop or a call for help, 2 when the server
// cannot start.
func Main(app App) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	app.setDefaults()
	if app.Args == nil {
		app.Args = ownArguments()
	}
	if code, done := app.arguments(); done {
		return code
	}
	if err := Run(ctx, app); err != nil {
		for _, problem := range config.Problems(err) {
			fmt.Fprintln(app.Stderr, "error: "+problem.Error())
		}
		return 2
	}
	return 0
}

func (a *App) setDefaults() {
	if a.Dir == "" {
		a.Dir = "."
	}
	if a.Getenv == nil {
		a.Getenv = os.Getenv
	}
	if a.Stdout == nil {
		a.Stdout = os.Stdout
	}
	if a.Stderr == nil {
		a.Stderr = os.Stderr
	}
}

// Run serves until the context ends. An error means that the server did not
// start or could not go on.
func Run(ctx context.Context, app App) error {
	app.setDefaults()
	settings, err := config.Load(app.Dir, app.Getenv)
	if err != nil {
		return err
	}
	listener, err := listen(ctx, settings.Server.Listen)
	if err != nil {
		if errors.Is(err, syscall.EADDRINUSE) {
			err = fmt.Errorf("%w: another server may be running; give another address, such as 127.0.0.1:0 for a free port", err)
		}
		return fmt.Errorf("server.listen (AMPLIFYGO_LISTEN): %w", err)
	}
	// Serving closes it; this is for a start that fails.
	defer listener.Close()
	b, err := Open(ctx, app, settings, listener.Addr().String())
	if err != nil {
		return err
	}
	defer b.Close()
	certificate, err := b.certificate()
	if err != nil {
		return err
	}
	b.announce(app.Stdout)
	ballast := make([]byte, ballastBytes)
	defer runtime.KeepAlive(ballast)
	return b.serve(ctx, listener, certificate)
}

// ballastBytes of memory are held and never touched, so that they are not in
// the process's resident memory. The garbage collector runs when the heap has
// doubled: with the few megabytes that a server holds it would run so often that
// it took a tenth of the processor time, and the ballast is counted as held.
const ballastBytes = 8 << 20

// certificate loads the configured certificate, or in development the one made up.
func (b *Backend) certificate() (*tls.Certificate, error) {
	s := b.settings.Server
	switch {
	case s.TLSCert != "":
		c, err := tls.LoadX509KeyPair(b.path(s.TLSCert), b.path(s.TLSKey))
		if err != nil {
			return nil, fmt.Errorf("server.tlsCert, server.tlsKey (AMPLIFYGO_TLS_CERT, AMPLIFYGO_TLS_KEY): %w", err)
		}
		return &c, nil
	case b.settings.Mode == config.Development:
		c, path, err := developmentCertificate(b.path(s.DataDir), time.Now())
		b.certificatePath = path
		return &c, err
	}
	return nil, nil
}

// path makes a path of the settings relative to the project.
func (b *Backend) path(p string) string {
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(b.app.Dir, p)
}

// serve answers plain HTTP and TLS on the listener until the context ends, and
// then waits for the requests under way.
func (b *Backend) serve(ctx context.Context, l net.Listener, certificate *tls.Certificate) error {
	server := &http.Server{
		Handler:           b.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(b.log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 2)
	if certificate == nil {
		go func() { failed <- server.Serve(l) }()
	} else {
		both := split(l, &tls.Config{Certificates: []tls.Certificate{*certificate}, MinVersion: tls.VersionTLS12})
		go func() { failed <- server.Serve(side{both, both.plain}) }()
		go func() { failed <- server.Serve(side{both, both.secure}) }()
	}
	select {
	case err := <-failed:
		if !errors.Is(err, http.ErrServerClosed) {
			return err
		}
	case <-ctx.Done():
	}
	b.log.Info("stopping")
	graceful, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	return errors.Join(b.stop(graceful), server.Shutdown(graceful))
}
