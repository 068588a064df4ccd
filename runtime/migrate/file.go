package migrate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"time"
)

// File is a migration as SQL that people have reviewed, and perhaps changed:
// migrations/20260102150405_add_owner.sql. The two kinds of comment lines that
// mean something are
//
//	-- amplifygo migration for sqlite
//	-- LOSS: table Todo, column note: … (3 rows)
//
// the first of which must be the first line. A file with a LOSS line is applied
// only where losses are allowed.
type File struct {
	Name, SQL string
	Dialect   string
	Losses    []string
}

const (
	headPrefix = "-- amplifygo migration for "
	lossPrefix = "-- LOSS: "
)

var fileName = regexp.MustCompile(`^[0-9]{14}_[A-Za-z0-9_-]+\.sql$`)

// File makes a file of a plan. The name has letters, digits, "_" and "-" and
// says what the migration is for.
func (p *Plan) File(name string, now time.Time) (*File, error) {
	full := now.UTC().Format("20060102150405") + "_" + name + ".sql"
	if !fileName.MatchString(full) {
		return nil, fmt.Errorf("%q is not a name for a migration: use letters, digits, \"_\" and \"-\"", name)
	}
	return ParseFile(full, headPrefix+p.Dialect+"\n"+p.SQL())
}

// ParseFile reads a file.
func ParseFile(name, text string) (*File, error) {
	if !fileName.MatchString(name) {
		return nil, fmt.Errorf("%s: the name of a migration is <yyyymmddhhmmss>_<name>.sql", name)
	}
	head, _, _ := strings.Cut(text, "\n")
	dialect, ok := strings.CutPrefix(strings.TrimSpace(head), headPrefix)
	if _, known := introspection[dialect]; !ok || !known {
		return nil, fmt.Errorf("%s: the first line must be %qsqlite or %qpostgres", name, headPrefix, headPrefix)
	}
	f := &File{Name: name, SQL: text, Dialect: dialect}
	for line := range strings.Lines(text) {
		if loss, ok := strings.CutPrefix(strings.TrimSpace(line), lossPrefix); ok {
			f.Losses = append(f.Losses, loss)
		}
	}
	return f, nil
}

// ReadFiles reads the migrations of a directory in order of their names. A
// directory that does not exist has none.
func ReadFiles(fsys fs.FS) ([]*File, error) {
	names, err := fs.Glob(fsys, "*.sql") // sorted
	if err != nil {
		return nil, err
	}
	var files []*File
	for _, n := range names {
		text, err := fs.ReadFile(fsys, n)
		if err != nil {
			return nil, err
		}
		f, err := ParseFile(n, string(text))
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// hash identifies the content, whatever the ends of lines.
func (f *File) hash() string {
	sum := sha256.Sum256([]byte(strings.ReplaceAll(f.SQL, "\r\n", "\n")))
	return hex.EncodeToString(sum[:])
}
