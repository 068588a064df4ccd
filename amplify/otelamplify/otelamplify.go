// Package otelamplify traces the requests of amplify clients with OpenTelemetry.
//
//	c, err := client.New(amplify.FromOutputs("amplify_outputs.json"),
//		amplify.WithInterceptor(otelamplify.Interceptor(provider, propagator)))
package otelamplify

import (
	"context"
	"errors"
	"net/http"

	"github.com/amplifygo/amplifygo/amplify"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// scope names the instrumentation.
const scope = "github.com/amplifygo/amplifygo/amplify/otelamplify"

// Interceptor makes a client span for every request, retries included, named
// like its root field ("createTodo"). The propagator, where there is one, adds
// the trace's headers to the request. Documents and variables are not recorded:
// they hold data of the users.
func Interceptor(provider trace.TracerProvider, propagator propagation.TextMapPropagator) amplify.Interceptor {
	tracer := provider.Tracer(scope)
	return func(next amplify.Invoker) amplify.Invoker {
		return func(ctx context.Context, r *amplify.Request) (*amplify.Response, error) {
			ctx, span := tracer.Start(ctx, r.Operation, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
				attribute.String("graphql.operation.type", operationType(r)),
				attribute.String("graphql.operation.name", r.Operation),
				attribute.String("amplify.auth_mode", string(r.Mode)),
			))
			defer span.End()
			if propagator != nil {
				if r.Header == nil {
					r.Header = http.Header{}
				}
				propagator.Inject(ctx, propagation.HeaderCarrier(r.Header))
			}
			resp, err := next(ctx, r)
			record(span, resp, err)
			return resp, err
		}
	}
}

func operationType(r *amplify.Request) string {
	if r.Mutation {
		return "mutation"
	}
	return "query"
}

// record puts the outcome on the span: the request's error, or the first of
// the answer's.
func record(span trace.Span, resp *amplify.Response, err error) {
	if resp != nil {
		span.SetAttributes(attribute.Int("http.response.status_code", resp.Status))
	}
	var e *amplify.Error
	switch {
	case errors.As(err, &e):
		span.SetAttributes(attribute.String("error.type", string(e.Code)))
		span.SetStatus(codes.Error, e.Message)
	case err != nil:
		span.SetStatus(codes.Error, err.Error())
	case resp != nil && len(resp.Errors) > 0:
		span.SetAttributes(attribute.String("error.type", resp.Errors[0].ErrorType))
		span.SetStatus(codes.Error, resp.Errors[0].Message)
	}
}
