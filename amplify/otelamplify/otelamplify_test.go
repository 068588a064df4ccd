package otelamplify

import (
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/amplifygo/amplifygo/amplify"
	client "github.com/amplifygo/amplifygo/internal/testkit/testclient"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// recorder is a provider whose spans can be looked at.
type recorder struct {
	noop.TracerProvider
	spans []*span
}

func (r *recorder) Tracer(string, ...trace.TracerOption) trace.Tracer { return tracer{recorder: r} }

type tracer struct {
	noop.Tracer
	recorder *recorder
}

func (t tracer) Start(ctx context.Context, name string, opts ...trace.SpanStartOption) (context.Context, trace.Span) {
	cfg := trace.NewSpanStartConfig(opts...)
	s := &span{name: name, kind: cfg.SpanKind(), attributes: map[attribute.Key]string{}}
	s.SetAttributes(cfg.Attributes()...)
	t.recorder.spans = append(t.recorder.spans, s)
	return trace.ContextWithSpan(ctx, s), s
}

type span struct {
	noop.Span
	name       string
	kind       trace.SpanKind
	attributes map[attribute.Key]string
	status     codes.Code
	ended      bool
}

func (s *span) SetAttributes(kv ...attribute.KeyValue) {
	for _, a := range kv {
		s.attributes[a.Key] = a.Value.String()
	}
}
func (s *span) SetStatus(c codes.Code, _ string) { s.status = c }
func (s *span) End(...trace.SpanEndOption)       { s.ended = true }
func (s *span) SpanContext() trace.SpanContext {
	return trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{2}})
}

func TestInterceptor(t *testing.T) {
	t.Parallel()
	answer := `{"data":{"getCoupon":{"code":"1"}}}`
	parent := ""
	api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		parent = r.Header.Get("Traceparent")
		_, _ = io.WriteString(w, answer)
	})
	r := &recorder{}
	c, err := client.New(amplify.WithHandler(api), amplify.WithAPIKey("k"), amplify.WithAuthMode(amplify.AuthModeAPIKey),
		amplify.WithInterceptor(Interceptor(r, propagation.TraceContext{})))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Models.Coupon.Get(context.Background(), "1"); err != nil {
		t.Fatal(err)
	}
	answer = `{"data":{"deleteCoupon":null},"errors":[{"errorType":"Unauthorized","message":"no"}]}`
	if _, err := c.Models.Coupon.Delete(context.Background(), "1"); err == nil {
		t.Fatal("no error")
	}
	if len(r.spans) != 2 {
		t.Fatalf("%d spans", len(r.spans))
	}
	get, del := r.spans[0], r.spans[1]
	if get.name != "getCoupon" || get.kind != trace.SpanKindClient || get.status != codes.Unset || !get.ended ||
		get.attributes["graphql.operation.type"] != "query" || get.attributes["amplify.auth_mode"] != "apiKey" || get.attributes["http.response.status_code"] != "200" {
		t.Errorf("get: %+v", get)
	}
	if del.attributes["graphql.operation.type"] != "mutation" || del.status != codes.Error || del.attributes["error.type"] != "Unauthorized" {
		t.Errorf("delete: %+v", del)
	}
	if want := "00-01000000000000000000000000000000-0200000000000000-00"; parent != want {
		t.Errorf("traceparent %q, want %q", parent, want)
	}
}
