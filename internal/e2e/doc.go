// Package e2e drives generated servers from the outside: the example programs
// are built and started, and the unmodified official client calls them from
// Node. It holds tests only; the scripts are in testdata/js.
package e2e
