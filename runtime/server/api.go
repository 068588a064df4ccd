package server

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/graphql"
)

// api serves GraphQL over HTTP as AppSync does.
type api struct {
	engine    *graphql.Engine
	auth      auth.Authenticator
	log       *slog.Logger
	bodyLimit int64
	// asksFunction is set where an authorizer function is shown the request.
	asksFunction bool
	// watched lets the log tell what is asked for and what was wrong with it, for
	// development.
	watched bool
}

// NewHandler serves an engine over HTTP as a Backend does: for programs and
// tests that put a server together themselves. A request may have up to
// bodyLimit bytes.
func NewHandler(e *graphql.Engine, a auth.Authenticator, log *slog.Logger, bodyLimit int64) http.Handler {
	return prompt(&api{engine: e, auth: a, log: log, bodyLimit: bodyLimit}, bodyTimeout)
}

// The values of response headers that are the same for all requests. They are
// put into the header map as they are, under its canonical names: Set makes
// them anew for each request.
var (
	contentType = []string{"application/json;charset=UTF-8"}
	anyOrigin   = []string{"*"}
	// exposed are the response headers that a browser may read; the official
	// client needs the error type.
	exposed = []string{"x-amzn-RequestId,x-amzn-ErrorType,x-amz-user-agent,x-amzn-ErrorMessage,Date,x-amz-schema-version"}
)

// ofConnection are the headers of a connection and of how a body is sent. A
// handler that copies the headers of another answer has them by accident.
var ofConnection = map[string]bool{
	"Connection": true, "Keep-Alive": true, "Te": true, "Trailer": true, "Transfer-Encoding": true, "Upgrade": true, "Content-Encoding": true,
}

// ServeHTTP answers one request.
func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	id := uuid.NewString()
	h := w.Header()
	h["X-Amzn-Requestid"] = []string{id}
	allowOrigin(h)
	if r.Method == http.MethodOptions {
		preflight(h, r)
		w.WriteHeader(http.StatusOK)
		return
	}
	status, what := a.answer(w, r)
	a.log.LogAttrs(r.Context(), slog.LevelInfo, "request",
		slog.String("id", id), slog.Int("status", status), slog.Duration("took", time.Since(start)), what)
}

// answer answers a request and gives the status and, where the server is
// watched, what the log tells besides: a group without a name, or nothing.
func (a *api) answer(w http.ResponseWriter, r *http.Request) (int, slog.Attr) {
	if r.Method != http.MethodPost {
		return writeError(w, &auth.Error{Status: http.StatusMethodNotAllowed, Type: "MalformedHttpRequestException", Message: "Use POST."}), slog.Attr{}
	}
	body, err := a.readBody(r)
	if err != nil {
		return writeError(w, err), slog.Attr{}
	}
	request, malformed := graphql.ParseRequest(body)
	identity, err := a.auth.Authenticate(r.Context(), a.authRequest(r, body, request))
	if err != nil {
		return writeError(w, err), slog.Attr{}
	}
	if malformed != nil {
		return writeError(w, malformed), slog.Attr{}
	}
	request.Header = r.Header
	response := a.engine.Execute(r.Context(), identity, request)
	header := w.Header()
	header["Content-Type"] = contentType
	// With its length known a long answer is not cut into chunks.
	header["Content-Length"] = []string{strconv.Itoa(len(response.Body))}
	for name, values := range response.Header {
		name = http.CanonicalHeaderKey(name) // in whatever spelling, ours stay
		if _, ours := header[name]; !ours && !ofConnection[name] {
			header[name] = values
		}
	}
	if response.ErrorType != "" {
		header.Set("x-amzn-ErrorType", response.ErrorType)
	}
	w.WriteHeader(response.Status)
	// A write error means that the client has gone.
	_, _ = w.Write(response.Body)
	if a.watched {
		return response.Status, slog.Attr{Value: slog.GroupValue(watched(request.Query, response.Body)...)}
	}
	return response.Status, slog.Attr{}
}

// readBody reads up to the limit; AppSync refuses larger requests.
func (a *api) readBody(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, a.bodyLimit))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, &auth.Error{Status: http.StatusRequestEntityTooLarge, Type: "RequestEntityTooLargeException", Message: "Request body is too large."}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, &auth.Error{Status: http.StatusRequestTimeout, Type: "MalformedHttpRequestException", Message: "The request body did not arrive in time."}
	case err != nil:
		return nil, &auth.Error{Status: http.StatusBadRequest, Type: "MalformedHttpRequestException", Message: "Unable to read the request body."}
	}
	return body, nil
}

// authRequest shows a request to the authenticator.
func (a *api) authRequest(r *http.Request, body []byte, g *graphql.Request) *auth.Request {
	out := &auth.Request{
		Header: r.Header, Method: r.Method, Path: r.URL.EscapedPath(), RawQuery: r.URL.RawQuery,
		Body: body, Host: r.Host, SourceIP: sourceIP(r),
	}
	if g != nil && a.asksFunction {
		out.Query, out.Variables = g.Query, g.VariableMap()
		if g.OperationName != nil {
			out.OperationName = *g.OperationName
		}
	}
	return out
}

func sourceIP(r *http.Request) string {
	if addr, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		return addr.Addr().Unmap().String()
	}
	return ""
}

// writeError answers a request that did not reach the API.
func writeError(w http.ResponseWriter, err error) int {
	var refused *auth.Error
	if !errors.As(err, &refused) {
		refused = &auth.Error{Status: http.StatusInternalServerError, Type: "InternalFailureException", Message: "An internal failure occurred."}
	}
	type entry struct {
		ErrorType string `json:"errorType"`
		Message   string `json:"message"`
	}
	body, _ := json.Marshal(map[string][]entry{"errors": {{refused.Type, refused.Message}}})
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.Header().Set("x-amzn-ErrorType", refused.Type)
	w.WriteHeader(refused.Status)
	_, _ = w.Write(body)
	return refused.Status
}

// allowOrigin lets browsers of any origin in, as AppSync does: requests carry
// their credentials themselves, never in cookies. In development localPages has
// been asked before.
func allowOrigin(h http.Header) {
	h["Access-Control-Allow-Origin"] = anyOrigin
	h["Access-Control-Expose-Headers"] = exposed
}

func preflight(h http.Header, r *http.Request) {
	h.Set("Access-Control-Allow-Methods", "POST, GET, OPTIONS")
	if asked := r.Header.Get("Access-Control-Request-Headers"); asked != "" {
		h.Set("Access-Control-Allow-Headers", asked)
	} else {
		h.Set("Access-Control-Allow-Headers", "authorization, content-type, x-api-key, x-amz-date, x-amz-security-token, x-amz-user-agent")
	}
	h.Set("Access-Control-Max-Age", "172800")
	h.Add("Vary", "Access-Control-Request-Headers")
}
