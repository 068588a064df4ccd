package migrate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store/sqlgen"
)

// historyTable remembers which files were applied.
const historyTable = "#migrations"

// Applied is a file that was applied to a database.
type Applied struct {
	Name string
	// At is the time, as RFC 3339.
	At   string
	hash string
}

// Status is how a database stands to the files and to the schema.
type Status struct {
	Applied []Applied
	Pending []*File
	// Plan is what the database needs beyond what it has now; the pending
	// files may be about that.
	Plan *Plan
}

// ReadStatus compares a database with the schema and with the files.
func ReadStatus(ctx context.Context, db Database, s *schema.Schema, files []*File) (*Status, error) {
	layout, err := sqlgen.NewLayout(s)
	if err != nil {
		return nil, err
	}
	st := &Status{}
	err = db.View(ctx, func(session Session) error {
		if st.Applied, err = history(ctx, session, db.Dialect()); err != nil {
			return err
		}
		if st.Pending, err = pending(st.Applied, files); err != nil {
			return err
		}
		st.Plan, err = plan(ctx, session, db.Dialect(), layout)
		return err
	})
	return st, err
}

// FileLossError refuses a file that would lose data of this database.
type FileLossError struct {
	// File is the file's name.
	File string
	// Losses is what would be lost, each with the number of rows.
	Losses []string
}

// Error lists the losses and what to do.
func (e *FileLossError) Error() string {
	return e.File + ": " + lossText(e.Losses) + "\nallow the loss with amplifygo migrate apply --allow-loss"
}

// ApplyFiles applies the files that a database does not have yet, all in one
// transaction, and gives them. Any number of processes may call it at the same
// time. Where a file would lose data of this database and allowLoss is not set
// nothing is changed, and the error is a *FileLossError.
func ApplyFiles(ctx context.Context, db Database, files []*File, allowLoss bool) ([]*File, error) {
	var todo []*File
	err := db.Exclusive(ctx, func(session Session) error {
		applied, err := history(ctx, session, db.Dialect())
		if err != nil {
			return err
		}
		if todo, err = pending(applied, files); err != nil || len(todo) == 0 {
			return err
		}
		if err := session.Exec(ctx, "CREATE TABLE IF NOT EXISTS "+sqlgen.Quote(historyTable)+
			" (name TEXT NOT NULL PRIMARY KEY, hash TEXT NOT NULL, applied_at TEXT NOT NULL)"); err != nil {
			return err
		}
		for _, f := range todo {
			err := applyFile(ctx, session, db.Dialect(), f, allowLoss)
			var loss *FileLossError
			if err != nil && !errors.As(err, &loss) {
				err = fmt.Errorf("%s: %w", f.Name, err)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return todo, nil
}

func applyFile(ctx context.Context, s Session, d sqlgen.Dialect, f *File, allowLoss bool) error {
	if f.Dialect != d.Name() {
		return fmt.Errorf("the migration is for %s, and the database is %s", f.Dialect, d.Name())
	}
	if !allowLoss {
		losing, err := f.losing(ctx, s)
		if err != nil {
			return err
		}
		if len(losing) > 0 {
			return &FileLossError{File: f.Name, Losses: losing}
		}
	}
	if err := s.Exec(ctx, f.SQL); err != nil {
		return err
	}
	// Names and hashes have no quotes.
	return s.Exec(ctx, fmt.Sprintf("INSERT INTO %s (name, hash, applied_at) VALUES ('%s', '%s', '%s')",
		sqlgen.Quote(historyTable), f.Name, f.hash(), time.Now().UTC().Format(time.RFC3339)))
}

// history reads the files that were applied.
func history(ctx context.Context, s Session, d sqlgen.Dialect) ([]Applied, error) {
	tables, err := introspect(ctx, s, d)
	if err != nil || tables[historyTable] == nil {
		return nil, err
	}
	rows, err := s.Rows(ctx, "SELECT name, hash, applied_at FROM "+sqlgen.Quote(historyTable)+" ORDER BY name")
	if err != nil {
		return nil, err
	}
	var all []Applied
	for _, r := range rows {
		all = append(all, Applied{Name: r[0], hash: r[1], At: r[2]})
	}
	return all, nil
}

// pending gives the files that were not applied yet. A file that was changed
// after it was applied is an error: nobody knows what the database has.
func pending(applied []Applied, files []*File) ([]*File, error) {
	known := map[string]string{}
	for _, a := range applied {
		known[a.Name] = a.hash
	}
	var todo []*File
	for _, f := range files {
		hash, there := known[f.Name]
		switch {
		case !there:
			todo = append(todo, f)
		case hash != f.hash():
			return nil, fmt.Errorf("%s was changed after it was applied: restore it and write another migration", f.Name)
		}
	}
	return todo, nil
}
