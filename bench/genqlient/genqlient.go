// Package genqlient holds the peer of bench/compile: its generated client is
// made when it is measured, and needs what is imported here.
package genqlient

import _ "github.com/Khan/genqlient/graphql" // what generated clients call
