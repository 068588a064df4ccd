// Command lambda serves the function quoteEndpoint by Lambda's invoke protocol.
package main

import (
	"fmt"
	"net/http"
	"os"

	"github.com/amplifygo/amplifygo/examples/functions/internal/lambda"
)

func main() {
	if err := http.ListenAndServe("127.0.0.1:20020", lambda.Handler()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
