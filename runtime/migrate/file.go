package migrate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// File is a migration as SQL that people have reviewed, and perhaps changed:
// migrations/20260102150405_add_owner.sql. The comment lines that mean
// something are
//
//	-- amplifygo migration for sqlite
//	-- LOSS: table Todo, column note: the column is dropped with its values
//	-- LOSS IF: SELECT count(*) FROM "Todo" WHERE "note" IS NOT NULL
//
// The first must be the first line. A LOSS line says what the migration loses,
// and the LOSS IF line after it counts the rows that it happens to: the
// database that the file was written with may have none, and the one that it
// is applied to many. A file that loses something is applied only where losses
// are allowed; a LOSS line without its count always loses.
type File struct {
	Name, SQL string
	Dialect   string
	// Losses is what the file may lose.
	Losses []FileLoss
}

// FileLoss is what a file loses.
type FileLoss struct {
	// What is lost, as a sentence without full stop.
	What string
	// Count is the query that counts the rows it happens to; empty where the
	// loss does not depend on rows.
	Count string
}

const (
	headPrefix  = "-- amplifygo migration for "
	lossPrefix  = "-- LOSS: "
	countPrefix = "-- LOSS IF: "
)

var fileName = regexp.MustCompile(`^[0-9]{14}_[A-Za-z0-9_-]+\.sql$`)

// File makes a file of a plan. The name has letters, digits, "_" and "-" and
// says what the migration is for.
func (p *Plan) File(name string, now time.Time) (*File, error) {
	full := now.UTC().Format("20060102150405") + "_" + name + ".sql"
	if !fileName.MatchString(full) {
		return nil, fmt.Errorf("%q is not a name for a migration: use letters, digits, \"_\" and \"-\"", name)
	}
	var b strings.Builder
	b.WriteString(headPrefix + p.Dialect + "\n")
	for _, r := range p.risks {
		b.WriteString(lossPrefix + r.loss.subject() + "\n" + countPrefix + r.count + "\n")
	}
	p.writeSteps(&b)
	return ParseFile(full, b.String())
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
	afterLoss := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		what, loss := strings.CutPrefix(line, lossPrefix)
		count, counted := strings.CutPrefix(line, countPrefix)
		switch {
		case loss:
			f.Losses = append(f.Losses, FileLoss{What: what})
		case counted && !afterLoss:
			return nil, fmt.Errorf("%s: a line %q must follow the line %q that it counts", name, countPrefix+"…", lossPrefix+"…")
		case counted:
			f.Losses[len(f.Losses)-1].Count = count
		}
		afterLoss = loss
	}
	return f, nil
}

// losing gives what the file would lose of a database.
func (f *File) losing(ctx context.Context, s Session) ([]string, error) {
	var losing []string
	for _, l := range f.Losses {
		if l.Count == "" {
			losing = append(losing, l.What)
			continue
		}
		rows, err := s.Rows(ctx, l.Count)
		if err != nil {
			return nil, fmt.Errorf("count what is lost (%s): %w", l.Count, err)
		}
		if len(rows) != 1 || len(rows[0]) != 1 {
			return nil, fmt.Errorf("count what is lost (%s): the query must give one number", l.Count)
		}
		n, err := strconv.ParseInt(rows[0][0], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("count what is lost (%s): %q is no number", l.Count, rows[0][0])
		}
		if n > 0 {
			losing = append(losing, fmt.Sprintf("%s (%d rows)", l.What, n))
		}
	}
	return losing, nil
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
