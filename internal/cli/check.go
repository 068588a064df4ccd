package cli

import (
	"github.com/spf13/cobra"

	"github.com/amplifygo/amplifygo/internal/diag"
)

func checkCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "check [PATH]",
		Short: "Validate a schema without writing anything",
		Long: `check reports everything that is wrong with a schema, and warns about rules
that may not mean what they seem to. It exits 1 if there is an error. Text goes
to stderr; the formats that are made for programs are the command's result and
go to stdout.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := e.compileWhole(cmd.Context(), firstArg(args))
			if err != nil {
				return err
			}
			format, err := e.diagnosticsFormat()
			if err != nil {
				return err
			}
			w := e.Stderr
			if format != diag.FormatText {
				w = e.Stdout
			}
			if err := e.report(w, r); err != nil {
				return err
			}
			if r.Schema == nil {
				return errNo
			}
			return nil
		},
	}
}
