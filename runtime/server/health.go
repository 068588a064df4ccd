package server

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

// health answers /livez and /readyz.
type health struct {
	// stopping is set as soon as the server is asked to stop, so that load
	// balancers send no more requests.
	stopping atomic.Bool
	checks   []healthCheck
}

// healthCheck is one thing that the server cannot work without.
type healthCheck struct {
	name string
	ping func(context.Context) error
}

const healthTimeout = 2 * time.Second

func (h *health) live(w http.ResponseWriter, _ *http.Request) {
	writePlain(w, http.StatusOK, "ok\n")
}

func (h *health) ready(w http.ResponseWriter, r *http.Request) {
	if h.stopping.Load() {
		writePlain(w, http.StatusServiceUnavailable, "stopping\n")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), healthTimeout)
	defer cancel()
	for _, c := range h.checks {
		// What is wrong is for the log, not for whoever can reach the port.
		if err := c.ping(ctx); err != nil {
			writePlain(w, http.StatusServiceUnavailable, c.name+" is not available\n")
			return
		}
	}
	writePlain(w, http.StatusOK, "ok\n")
}

func writePlain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text))
}
