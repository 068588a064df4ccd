package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/amplifygo/amplifygo/amplify/authmode"
	"github.com/amplifygo/amplifygo/amplify/fieldmodel"
)

func vetCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "vet [PACKAGES...]",
		Short: "Report calls of the Go client that cannot succeed",
		Long: `vet reads Go packages and reports calls of generated clients that fail at every
run: with a constant auth mode that no rule of the operation admits, or with
fields of another model than the call's. It exits 1 if there are any.
Without PACKAGES it reads ./...`,
		Example: "  go tool amplifygo vet ./...",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{"./..."}
			}
			return e.vet(args)
		},
	}
}

func (e *env) vet(patterns []string) error {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Dir: e.started, Tests: true}, patterns...)
	if err != nil {
		return err
	}
	var broken []error
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		for _, err := range p.Errors {
			broken = append(broken, err)
		}
	})
	if broken != nil {
		return fmt.Errorf("the packages do not compile: %w", errors.Join(broken...))
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{authmode.New(), fieldmodel.New()}, pkgs, nil)
	if err != nil {
		return err
	}
	found := false
	for action := range graph.All() {
		if action.Err != nil {
			return action.Err
		}
		found = found || action.IsRoot && len(action.Diagnostics) > 0
	}
	if err := graph.PrintText(e.Stderr, -1); err != nil {
		return err
	}
	if found {
		return errNo
	}
	return nil
}
