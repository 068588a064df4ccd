package server

import (
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/auth"
)

// localPages keeps web pages of foreign origins off a development server. It
// accepts credentials that everybody knows or can have, because only its own
// machine reaches it; but every page in a browser of that machine does, and one
// that has the server's address under a name of its own does so without asking
// (DNS rebinding). Programs send no Origin.
type localPages struct {
	next http.Handler
	// host is the host of the API's public address.
	host string
	// allowed are further origins; "*" for all.
	allowed []string
	log     *slog.Logger
}

// ServeHTTP answers a request unless a foreign page has sent it.
func (l *localPages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, origin := range r.Header.Values("Origin") {
		if !l.admits(origin) {
			l.log.LogAttrs(r.Context(), slog.LevelWarn, "a web page of a foreign origin was refused; server.origins (AMPLIFYGO_ORIGINS) admits more", slog.String("origin", origin))
			writeError(w, &auth.Error{Status: http.StatusForbidden, Type: "ForbiddenException",
				Message: "A development server answers web pages of local origins only; server.origins (AMPLIFYGO_ORIGINS) admits more."})
			return
		}
	}
	l.next.ServeHTTP(w, r)
}

func (l *localPages) admits(origin string) bool {
	if slices.Contains(l.allowed, "*") || slices.Contains(l.allowed, origin) {
		return true
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return false
	}
	host := strings.ToLower(u.Hostname())
	return host == l.host || localHost(host)
}

// localHost reports whether a host is of this machine or its local network,
// whatever answers for names: nobody else can have a page there.
func localHost(host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || strings.HasSuffix(host, ".local")
}
