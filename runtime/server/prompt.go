package server

import (
	"io"
	"net/http"
	"time"
)

// bodyTimeout bounds the time in which the body of a request has to arrive.
const bodyTimeout = 30 * time.Second

// prompt bounds the time in which the bodies of requests have to arrive: who
// sends them is known only when they are there, and until then anybody could
// hold on to connections. A body that is late fails to read with
// os.ErrDeadlineExceeded. The time that the answer takes is not bounded.
func prompt(next http.Handler, limit time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A writer without deadlines is that of a program which serves the
		// handler in a way of its own and bounds its bodies itself.
		c := http.NewResponseController(w)
		if r.ContentLength != 0 && c.SetReadDeadline(time.Now().Add(limit)) == nil {
			r.Body = &timedBody{r.Body, c}
		}
		next.ServeHTTP(w, r)
	})
}

// timedBody is a body with a deadline, which has to go when it was read: the
// server goes on reading, to see whether the client is still there, and would
// take it for gone.
type timedBody struct {
	io.ReadCloser
	control *http.ResponseController
}

// Read implements io.Reader.
func (b *timedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF {
		_ = b.control.SetReadDeadline(time.Time{})
	}
	return n, err
}
