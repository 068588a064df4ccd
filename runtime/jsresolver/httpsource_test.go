package jsresolver_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/jsresolver"
)

// TestUnreachableSource: neither the client nor the log learns what a resolver
// has sent; keys of services are among it.
func TestUnreachableSource(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	var log bytes.Buffer
	x := open(t).with(jsresolver.Config{HTTP: map[string]string{"Web": s.URL}, Logger: slog.New(slog.NewTextHandler(&log, nil))},
		tabled(`{ method: 'GET', resourcePath: '/now', params: { query: { appid: 'hush-hush' } } }`))
	got := x.ask(`{ web }`)
	if !strings.Contains(got, "HttpConnectionError") || !strings.Contains(log.String(), "source=Web") || strings.Contains(got+log.String(), "hush") {
		t.Errorf("%s\n%s", got, log.String())
	}
}
