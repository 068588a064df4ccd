// Command server serves the backend of amplify/data/resource.ts.
//
// amplifygo wrote this file once; it is yours.
package main

import (
	"os"

	"github.com/amplifygo/amplifygo/runtime/ai"
	"github.com/amplifygo/amplifygo/runtime/ai/bedrock"
	"github.com/amplifygo/amplifygo/runtime/ai/openai"
	"github.com/amplifygo/amplifygo/runtime/realtime"
	"github.com/amplifygo/amplifygo/runtime/realtime/nats"
	"github.com/amplifygo/amplifygo/runtime/realtime/pgnotify"
	"github.com/amplifygo/amplifygo/runtime/server"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/postgres"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"

	"github.com/amplifygo/amplifygo/examples/assistant/gen/backend"
	"github.com/amplifygo/amplifygo/examples/assistant/internal/handlers"
)

func main() {
	os.Exit(server.Main(server.App{
		Definition: backend.Definition(),
		Functions:  backend.Functions(&handlers.Handlers{}),
		Scripts:    backend.Scripts(),
		Node:       backend.Node(),
		Hooks:      handlers.Hooks().Register(),
		AI:         []ai.Driver{bedrock.Driver(), openai.Driver()},
		Drivers:    []store.Driver{sqlite.Driver(), postgres.Driver()},
		Brokers:    []realtime.Driver{nats.Driver(), pgnotify.Driver()},
	}))
}
