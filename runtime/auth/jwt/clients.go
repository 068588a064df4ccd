package jwt

import (
	"errors"
	"fmt"
	"strings"
)

// clientSet turns client ids into a set; nil stands for any client, which has
// to be asked for.
func clientSet(ids []string, anyClient bool) (map[string]bool, error) {
	if anyClient {
		if len(ids) > 0 {
			return nil, errors.New("ClientIDs and AnyClient contradict each other: give one of them")
		}
		return nil, nil
	}
	set := map[string]bool{}
	for _, id := range ids {
		if id == "" {
			return nil, errors.New("ClientIDs has an empty id")
		}
		set[id] = true
	}
	if len(set) == 0 {
		return nil, errors.New("ClientIDs is missing: list the accepted clients, or set AnyClient")
	}
	return set, nil
}

// splitClients divides AppSync's form "one|two". AppSync reads the setting as a
// regular expression; here ids are compared literally, so that "a.b" does not
// admit "axb", and what looks like an expression is refused.
func splitClients(entries []string) ([]string, error) {
	var ids []string
	for _, e := range entries {
		if i := strings.IndexAny(e, `*+?()[]{}^$\`); i >= 0 {
			return nil, fmt.Errorf("client id %q contains %q: regular expressions are not supported, list the ids", e, e[i:i+1])
		}
		ids = append(ids, strings.Split(e, "|")...)
	}
	return ids, nil
}
