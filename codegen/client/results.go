package client

import (
	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/dave/jennifer/jen"
)

// ResultType is the Go type of a custom operation's result, for the backend's
// handlers: the backend has the client's types under the same names.
func ResultType(t gomodel.Type) *jen.Statement { return resultType(t) }
