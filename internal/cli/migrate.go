package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/amplifygo/amplifygo/runtime/migrate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store/postgres"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
)

func migrateCommand(e *env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "migrate",
		Short: "Bring a database to the schema",
		Long: `migrate compares the tables of the database in the settings (database.url,
AMPLIFYGO_DATABASE_URL) with the schema. What would lose data is refused with
what would be lost and how many rows, unless --allow-loss is given.`,
	}
	cmd.AddCommand(migratePlanCommand(e), migrateApplyCommand(e), migrateStatusCommand(e))
	return cmd
}

func migratePlanCommand(e *env) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "Print the SQL that apply would run",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return e.withDatabase(cmd.Context(), func(db migrate.Database, s *schema.Schema) error {
				p, err := migrate.Make(cmd.Context(), db, s)
				if err != nil {
					return err
				}
				if file == "" || p.Empty() {
					_, err = fmt.Fprint(e.Stdout, p.SQL())
					return err
				}
				name := filepath.Join(e.dir, "migrations", time.Now().UTC().Format("20060102150405")+"_"+file+".sql")
				if err := writeNew(name, p.SQL()); err != nil {
					return err
				}
				_, err = fmt.Fprintln(e.Stdout, name)
				return err
			})
		},
	}
	cmd.Flags().StringVar(&file, "write", "", "write the SQL to migrations/<time>_`NAME`.sql for review")
	return cmd
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
	return errors.Join(err, f.Close())
}

func migrateApplyCommand(e *env) *cobra.Command {
	var allowLoss bool
	cmd := &cobra.Command{
		Use:   "apply",
		Short: "Bring the database to the schema",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return e.withDatabase(cmd.Context(), func(db migrate.Database, s *schema.Schema) error {
				p, err := migrate.Apply(cmd.Context(), db, s, allowLoss)
				var loss *migrate.LossError
				if errors.As(err, &loss) {
					fmt.Fprintln(e.Stderr, "error: "+loss.Error())
					return errNo
				}
				if err != nil {
					return err
				}
				if !e.quiet {
					fmt.Fprintf(e.Stderr, "%d steps applied\n", len(p.Steps))
				}
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&allowLoss, "allow-loss", false, "run steps that lose data")
	return cmd
}

func migrateStatusCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Tell whether the database fits the schema (exit code 1 if not)",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return e.withDatabase(cmd.Context(), func(db migrate.Database, s *schema.Schema) error {
				p, err := migrate.Make(cmd.Context(), db, s)
				if err != nil {
					return err
				}
				if p.Empty() {
					_, err := fmt.Fprintln(e.Stdout, "the database fits the schema")
					return err
				}
				fmt.Fprintf(e.Stdout, "%d steps to do\n", len(p.Steps))
				for _, l := range p.Losses {
					fmt.Fprintln(e.Stdout, "loses "+l.String())
				}
				return errNo
			})
		},
	}
}

// withDatabase opens the database of the settings.
func (e *env) withDatabase(ctx context.Context, fn func(migrate.Database, *schema.Schema) error) error {
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
	var db migrate.Database
	if url := settings.Database.URL; strings.HasPrefix(url, "sqlite:") {
		path := e.below(sqlite.Path(url))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		db, err = sqlite.OpenDatabase(ctx, path)
	} else {
		db, err = postgres.OpenDatabase(ctx, url)
	}
	if err != nil {
		return fmt.Errorf("database.url (AMPLIFYGO_DATABASE_URL): %w", err)
	}
	return errors.Join(fn(db, s), db.Close())
}
