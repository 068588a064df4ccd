package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/amplifygo/amplifygo/runtime/development"
	"github.com/amplifygo/amplifygo/runtime/migrate"
	"github.com/amplifygo/amplifygo/runtime/migrate/dial"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// migrationsDir is where a project keeps its migrations, below the project's
// root.
const migrationsDir = "migrations"

func migrateCommand(e *env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "migrate",
		Short: "Bring a database to the schema",
		Long: `migrate compares the tables of the database in the settings (database.url,
AMPLIFYGO_DATABASE_URL) with the schema. What would lose data is refused with
what would be lost and how many rows, unless --allow-loss is given.

"migrate plan --write NAME" writes the SQL into a file in migrations/, to be
reviewed, changed where that is needed, and committed. Where a project has such
files, "migrate apply" runs those that the database has not had yet, and nothing
else; where it has none, the SQL is made and run in one step.`,
		// Without these a misspelt command prints the help and succeeds.
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(migratePlanCommand(e), migrateApplyCommand(e), migrateStatusCommand(e))
	return cmd
}

func migratePlanCommand(e *env) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "Print the SQL that the database needs, or write it to a file",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return e.withDatabase(cmd.Context(), func(m *migration) error {
				st, err := migrate.ReadStatus(cmd.Context(), m.db, m.schema, m.files)
				if err != nil {
					return err
				}
				if len(st.Pending) > 0 {
					return fmt.Errorf("%s has not been applied to this database: run amplifygo migrate apply first, so that the plan starts from what the files do", st.Pending[0].Name)
				}
				if st.Plan.Empty() && !e.quiet {
					fmt.Fprintln(e.Stderr, "the database fits the schema: there is nothing to plan")
				}
				if name == "" || st.Plan.Empty() {
					_, err = fmt.Fprint(e.Stdout, st.Plan.SQL())
					return err
				}
				return e.writeMigration(m, st.Plan, name)
			})
		},
	}
	cmd.Flags().StringVar(&name, "write", "", "write the SQL to migrations/<time>_`NAME`.sql for review")
	return cmd
}

// writeMigration writes a plan to a file and prints the file's name.
func (e *env) writeMigration(m *migration, p *migrate.Plan, name string) error {
	f, err := p.File(name, time.Now())
	if err != nil {
		return err
	}
	// Files are applied in the order of their names.
	if n := len(m.files); n > 0 && f.Name <= m.files[n-1].Name {
		return fmt.Errorf("%s would come before %s: the clock of this machine is behind", f.Name, m.files[n-1].Name)
	}
	path := filepath.Join(m.dir, f.Name)
	if err := writeNew(path, f.SQL); err != nil {
		return err
	}
	_, err = fmt.Fprintln(e.Stdout, path)
	return err
}

// writeNew writes a file that must not be there yet.
func writeNew(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}

func migrateApplyCommand(e *env) *cobra.Command {
	var allowLoss bool
	cmd := &cobra.Command{
		Use:   "apply",
		Short: "Bring the database to the schema",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return e.withDatabase(cmd.Context(), func(m *migration) error {
				apply := e.applyPlan
				if len(m.files) > 0 {
					apply = e.applyFiles
				}
				err := apply(cmd.Context(), m, allowLoss)
				var loss *migrate.LossError
				var fileLoss *migrate.FileLossError
				if errors.As(err, &loss) || errors.As(err, &fileLoss) {
					fmt.Fprintln(e.Stderr, "error: "+err.Error())
					return errNo
				}
				return err
			})
		},
	}
	cmd.Flags().BoolVar(&allowLoss, "allow-loss", false, "run steps that lose data")
	return cmd
}

// applyPlan makes the SQL and runs it.
func (e *env) applyPlan(ctx context.Context, m *migration, allowLoss bool) error {
	p, err := migrate.Apply(ctx, m.db, m.schema, allowLoss)
	if err == nil && !e.quiet {
		fmt.Fprintln(e.Stderr, count(len(p.Steps), "step")+" applied")
	}
	return err
}

// applyFiles runs the files that the database has not had, and says so where
// they do not bring it to the schema.
func (e *env) applyFiles(ctx context.Context, m *migration, allowLoss bool) error {
	done, err := migrate.ApplyFiles(ctx, m.db, m.files, allowLoss)
	if err != nil {
		return err
	}
	if !e.quiet {
		for _, f := range done {
			fmt.Fprintln(e.Stderr, f.Name)
		}
		fmt.Fprintln(e.Stderr, count(len(done), "migration")+" applied")
	}
	p, err := migrate.Make(ctx, m.db, m.schema)
	if err != nil || p.Empty() {
		return err
	}
	e.printPlan(e.Stderr, p)
	fmt.Fprintln(e.Stderr, "error: the files in migrations/ do not bring the database to the schema: write another with amplifygo migrate plan --write NAME")
	return errNo
}

func migrateStatusCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Tell whether the database fits the schema (exit code 1 if not)",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return e.withDatabase(cmd.Context(), func(m *migration) error {
				st, err := migrate.ReadStatus(cmd.Context(), m.db, m.schema, m.files)
				if err != nil {
					return err
				}
				for _, a := range st.Applied {
					fmt.Fprintf(e.Stdout, "applied %s  %s\n", a.At, a.Name)
				}
				for _, f := range st.Pending {
					fmt.Fprintf(e.Stdout, "pending %s\n", f.Name)
				}
				if len(st.Pending) == 0 && st.Plan.Empty() {
					_, err := fmt.Fprintln(e.Stdout, "the database fits the schema")
					return err
				}
				e.printPlan(e.Stdout, st.Plan)
				return errNo
			})
		},
	}
}

// printPlan prints how far a database is from the schema.
func (e *env) printPlan(w io.Writer, p *migrate.Plan) {
	fmt.Fprintln(w, count(len(p.Steps), "step")+" to do")
	for _, l := range p.Losses {
		fmt.Fprintln(w, "loses "+l.String())
	}
}

// migration is what the commands work on: the database of the settings, the
// schema, and the files of the project.
type migration struct {
	db     migrate.Database
	schema *schema.Schema
	dir    string
	files  []*migrate.File
}

// withDatabase opens the database of the settings.
func (e *env) withDatabase(ctx context.Context, fn func(*migration) error) error {
	settings, err := e.settings()
	if err != nil {
		return err
	}
	compiled, err := e.load(ctx, "")
	if err != nil {
		return err
	}
	s, err := link(compiled)
	if err != nil {
		return err
	}
	m := &migration{schema: s, dir: e.below(migrationsDir)}
	if m.files, err = migrate.ReadFiles(os.DirFS(m.dir)); err != nil {
		return err
	}
	url, err := development.DatabaseURL(e.dir, settings)
	if err != nil {
		return err
	}
	if m.db, err = dial.Open(ctx, url); err != nil {
		return development.DatabaseError(e.dir, settings, err)
	}
	return errors.Join(fn(m), m.db.Close())
}
