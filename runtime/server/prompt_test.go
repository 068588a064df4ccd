package server

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestSlowBodies: whoever sends a body byte by byte does not hold on to the
// connection for longer than the limit.
func TestSlowBodies(t *testing.T) {
	t.Parallel()
	a := &api{log: slog.New(slog.DiscardHandler), bodyLimit: 1 << 20}
	s := httptest.NewServer(prompt(a, 50*time.Millisecond))
	defer s.Close()
	for name, head := range map[string]string{
		"with a length": "Content-Length: 1000\r\n\r\n{", "in chunks": "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
	} {
		c, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		fmt.Fprintf(c, "POST /graphql HTTP/1.1\r\nHost: x\r\n%s", head)
		r := bufio.NewReader(c)
		response, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if body, _ := io.ReadAll(response.Body); response.StatusCode != http.StatusRequestTimeout {
			t.Errorf("%s: %s %s", name, response.Status, body)
		}
		if _, err := r.ReadByte(); err != io.EOF {
			t.Errorf("%s: the connection is still open: %v", name, err)
		}
	}
}

// TestLongAnswers: the limit is for the body only; an answer may take longer
// without the request's context being cancelled.
func TestLongAnswers(t *testing.T) {
	t.Parallel()
	const limit = 50 * time.Millisecond
	s := httptest.NewServer(prompt(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		select {
		case <-r.Context().Done():
			t.Errorf("cancelled: %v", r.Context().Err())
		case <-time.After(3 * limit):
		}
		fmt.Fprint(w, string(text), err)
	}), limit))
	defer s.Close()
	// The second request goes through the same connection.
	for range 2 {
		response, err := http.Post(s.URL, "text/plain", strings.NewReader("hello "))
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(response.Body); string(body) != "hello <nil>" || err != nil {
			t.Errorf("%q, %v", body, err)
		}
		response.Body.Close()
	}
}
