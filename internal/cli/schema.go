package cli

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/amplifygo/amplifygo/codegen/amplifysdl"
	"github.com/amplifygo/amplifygo/codegen/introspection"
	"github.com/amplifygo/amplifygo/codegen/outputs"
	"github.com/amplifygo/amplifygo/codegen/sdl"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// schemaForms are what `amplifygo schema` can print; exactly one is chosen.
var schemaForms = []struct {
	flag, usage string
	print       func(*env, *ir.Schema) ([]byte, error)
}{
	{"json", "print the resolved schema as JSON (docs/ir.md)", func(_ *env, s *ir.Schema) ([]byte, error) {
		text, err := json.MarshalIndent(s, "", "  ")
		return append(text, '\n'), err
	}},
	{"sdl", "print the GraphQL API as AppSync serves it", func(_ *env, s *ir.Schema) ([]byte, error) {
		return sdl.Print(s), nil
	}},
	{"introspection", "print the model introspection of amplify_outputs.json", func(_ *env, s *ir.Schema) ([]byte, error) {
		var b bytes.Buffer
		err := json.Indent(&b, introspection.Build(s), "", "  ")
		b.WriteByte('\n')
		return b.Bytes(), err
	}},
	{"outputs", "print amplify_outputs.json", func(e *env, s *ir.Schema) ([]byte, error) {
		settings, err := e.settings()
		if err != nil {
			return nil, err
		}
		return outputs.Build(s, outputsSettings(settings, s), nil)
	}},
	{"amplify-sdl", "print the schema with Amplify's directives (@model, @auth)", func(_ *env, s *ir.Schema) ([]byte, error) {
		return amplifysdl.Print(s), nil
	}},
}

func schemaCommand(e *env) *cobra.Command {
	chosen := make([]bool, len(schemaForms))
	cmd := &cobra.Command{
		Use:   "schema (--json | --sdl | --introspection | --outputs | --amplify-sdl) [PATH]",
		Short: "Print a schema in one of its forms",
		Long: `schema prints what a schema means, without writing anything. PATH is a schema
file or the folder of a project; without it, the current project is meant.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var form = -1
			for i, c := range chosen {
				if c && form >= 0 {
					return fmt.Errorf("--%s and --%s cannot be printed together: choose one", schemaForms[form].flag, schemaForms[i].flag)
				}
				if c {
					form = i
				}
			}
			if form < 0 {
				return fmt.Errorf("say what to print: --json, --sdl, --introspection, --outputs or --amplify-sdl")
			}
			s, err := e.load(cmd.Context(), firstArg(args))
			if err != nil {
				return err
			}
			text, err := schemaForms[form].print(e, s)
			if err != nil {
				return err
			}
			_, err = e.Stdout.Write(text)
			return err
		},
	}
	for i, f := range schemaForms {
		cmd.Flags().BoolVar(&chosen[i], f.flag, false, f.usage)
	}
	return cmd
}

func firstArg(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}
