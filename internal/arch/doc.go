// Package arch keeps the architecture's rules true by tests: who may import
// whom, and what only one package may do.
package arch
