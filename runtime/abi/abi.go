// Package abi holds one constant for each form of generated code that this
// version of the runtime serves. Generated code names the constant of its own
// form, so that code and runtime of different ages fail to compile with a name
// that says why. It imports nothing.
package abi

// GeneratedCode1 is the first form. Where it is undefined, the runtime is
// older or much newer than the generated code: run `go get -u
// github.com/amplifygo/amplifygo` and `amplifygo gen` again.
const GeneratedCode1 = true
