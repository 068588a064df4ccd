package cli

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/amplifygo/amplifygo/codegen/descriptor"
	"github.com/amplifygo/amplifygo/codegen/sdl"
	"github.com/amplifygo/amplifygo/internal/explain"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// explainFlags are the flags of `amplifygo explain`.
type explainFlags struct {
	as         string
	json, html bool
}

func explainCommand(e *env) *cobra.Command {
	f := &explainFlags{}
	cmd := &cobra.Command{
		Use:   "explain [QUESTION --as CALLER]",
		Short: "Show who may do what, and which rule decides",
		Long: `Without a question, explain prints the authorization matrix of the schema: who
may do what with each model, field and custom operation, under which condition,
and by which rule.

With a question it answers yes, no or under which condition, and exits 1 for a
no. A question is Model.operation (create, get, list, update, delete, listen),
Model.field.operation (create, read, update, remove), or a custom operation:
Query.name, Mutation.name, Subscription.name.`,
		Example: `  amplifygo explain
  amplifygo explain --html > rules.html
  amplifygo explain Todo.update --as user:alice,groups:Editors
  amplifygo explain Todo.list --as key`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := e.load(cmd.Context(), "")
			if err != nil {
				return err
			}
			explainer, err := newExplainer(s)
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return f.matrix(e.Stdout, explainer)
			}
			return f.answer(e.Stdout, explainer, args[0])
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.as, "as", "", "the caller, such as `user:alice,groups:Editors`, oidc:bob, key, guest")
	flags.BoolVar(&f.json, "json", false, "print JSON")
	flags.BoolVar(&f.html, "html", false, "print a page for browsers (matrix only)")
	return cmd
}

func newExplainer(s *ir.Schema) (*explain.Explainer, error) {
	linked, err := link(s)
	if err != nil {
		return nil, err
	}
	return explain.New(linked)
}

// link gives the schema as the runtime sees it.
func link(s *ir.Schema) (*schema.Schema, error) {
	d, err := descriptor.Build(s, sdl.Print(s))
	if err != nil {
		return nil, err
	}
	return schema.New(d)
}

func (f *explainFlags) matrix(w io.Writer, x *explain.Explainer) error {
	if f.as != "" {
		return fmt.Errorf("--as needs a question, such as Todo.update")
	}
	m := x.Matrix()
	switch {
	case f.json && f.html:
		return fmt.Errorf("--json and --html cannot be printed together: choose one")
	case f.html:
		return m.WriteHTML(w)
	case f.json:
		return writeJSON(w, m)
	}
	return m.WriteText(w)
}

func (f *explainFlags) answer(w io.Writer, x *explain.Explainer, question string) error {
	if f.as == "" {
		return fmt.Errorf("say who asks: --as user:alice,groups:Editors, --as key, --as guest")
	}
	if f.html {
		return fmt.Errorf("--html is for the matrix: leave out the question")
	}
	a, err := x.Ask(question, f.as)
	if err != nil {
		return err
	}
	if f.json {
		err = writeJSON(w, a)
	} else {
		err = a.WriteText(w)
	}
	if err != nil {
		return err
	}
	if a.Answer == "deny" {
		return errNo
	}
	return nil
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
