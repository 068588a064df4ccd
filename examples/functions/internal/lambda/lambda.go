// Package lambda stands for functions that run elsewhere: it answers Lambda's
// invoke protocol, as the runtime emulator of a container does.
package lambda

import (
	"encoding/json"
	"net/http"
)

// event is the part of AppSync's event that the function reads.
type event struct {
	Arguments struct {
		Price    float64 `json:"price"`
		Quantity int     `json:"quantity"`
	} `json:"arguments"`
}

type quote struct {
	Quantity int     `json:"quantity"`
	Total    float64 `json:"total"`
	Currency string  `json:"currency"`
	Size     string  `json:"size"`
}

// Handler serves the function quoteEndpoint.
func Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /2015-03-31/functions/quoteEndpoint/invocations", func(w http.ResponseWriter, r *http.Request) {
		var e event
		if err := json.NewDecoder(r.Body).Decode(&e); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if e.Arguments.Quantity < 1 {
			w.Header().Set("X-Amz-Function-Error", "Unhandled")
			answer(w, map[string]string{"errorType": "Error", "errorMessage": "The quantity has to be positive."})
			return
		}
		q := quote{Quantity: e.Arguments.Quantity, Total: e.Arguments.Price * float64(e.Arguments.Quantity), Currency: "EUR", Size: "SMALL"}
		if q.Quantity >= 10 {
			q.Size = "LARGE"
		}
		answer(w, q)
	})
	return mux
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the caller has gone
}
