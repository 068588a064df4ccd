// Package hostile attacks a server over HTTP and WebSocket as somebody would
// who wants in: with other people's tokens, signatures, rows and fields, and
// with documents made to cost. Each attempt has to leave the database as it
// was, must not show a secret, and gets AppSync's own answer. It holds tests
// only.
package hostile
