package sqlgen

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// maxName is PostgreSQL's limit for identifiers in bytes; longer ones would be
// cut silently.
const maxName = 63

// reserved are column names that a database gives a meaning of its own:
// SQLite's names for the row number and PostgreSQL's system columns.
var reserved = map[string]bool{
	"rowid": true, "oid": true, "_rowid_": true,
	"tableoid": true, "xmin": true, "cmin": true, "xmax": true, "cmax": true, "ctid": true,
}

// names gives every name of one scope an identifier that both databases can
// hold. GraphQL names consist of letters, digits and "_", so "#" marks what
// does not come from the schema as it is. The outcome does not depend on the
// order of the names: names that differ only in the case of letters, which
// SQLite takes for one, all get a mark.
func names(scope []string) map[string]string {
	folded := make(map[string]int, len(scope))
	for _, n := range scope {
		folded[strings.ToLower(n)]++
	}
	ids := make(map[string]string, len(scope))
	for _, n := range scope {
		ids[n] = identifier(n, folded[strings.ToLower(n)] > 1)
	}
	return ids
}

// identifier makes an identifier of at most 63 bytes from a name.
func identifier(name string, clash bool) string {
	low := strings.ToLower(name)
	if clash || len(name) > maxName || reserved[low] {
		return marked(name)
	}
	if strings.HasPrefix(low, "sqlite_") {
		return "#" + shortened(name, maxName-1)
	}
	return name
}

// marked appends a mark made from the whole name.
func marked(name string) string {
	sum := sha256.Sum256([]byte(name))
	return cut(name, maxName-9) + "#" + hex.EncodeToString(sum[:4])
}

// shortened leaves names up to limit bytes as they are.
func shortened(name string, limit int) string {
	if len(name) <= limit {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return cut(name, limit-9) + "#" + hex.EncodeToString(sum[:4])
}

func cut(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}

// Quote writes an identifier as SQL.
func Quote(name string) string {
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}
