package parser

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/source"
)

var update = flag.Bool("update", false, "rewrite the golden parts of testdata")

// TestGolden evaluates the files of each archive. Its part "want" is what the
// user sees, and its part "nodes" what lower gets; an archive has one of them.
func TestGolden(t *testing.T) {
	t.Parallel()
	archives, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			golden(t, name)
		})
	}
}

func golden(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	sources := archive.Files[:0:0]
	want := ""
	for _, f := range archive.Files {
		if f.Name == "want" || f.Name == "nodes" {
			want = string(f.Data)
			continue
		}
		sources = append(sources, f)
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	env := map[string]string{}
	if v, ok := strings.CutPrefix(strings.TrimSpace(string(archive.Comment)), "env "); ok {
		key, value, _ := strings.Cut(v, "=")
		env[key] = value
	}
	r, list, err := Evaluate(context.Background(), Options{Path: dir, Env: env})
	if err != nil {
		t.Fatal(err)
	}
	part, got := "want", shown(t, list, r)
	if strings.HasPrefix(name, filepath.FromSlash("testdata/accepted/")) {
		if len(list) > 0 {
			t.Fatalf("findings:\n%s", got)
		}
		part, got = "nodes", dump(r.Program.Schema)
	} else if !list.HasErrors() && !strings.Contains(filepath.Base(name), "warning") {
		t.Fatal("accepted")
	}
	if *update {
		archive.Files = append(sources, txtar.File{Name: part, Data: []byte(got)})
		if err := os.WriteFile(name, txtar.Format(archive), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s differs (-want +got):\n%s", part, d)
	}
}

func shown(t *testing.T, list diag.List, r *Result) string {
	var b bytes.Buffer
	if err := diag.Render(&b, list, diag.RenderOptions{Source: r.Source}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// dump writes nodes as an outline: set fields only, places as line:column.
func dump(v any) string {
	var b strings.Builder
	d := dumper{out: &b, open: map[uintptr]bool{}}
	d.value(reflect.ValueOf(v), 0)
	b.WriteByte('\n')
	return b.String()
}

type dumper struct {
	out  *strings.Builder
	open map[uintptr]bool
}

func (d dumper) value(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Interface:
		d.value(v.Elem(), depth)
	case reflect.Pointer:
		if d.open[v.Pointer()] {
			fmt.Fprintf(d.out, "(above)")
			return
		}
		d.open[v.Pointer()] = true
		d.value(v.Elem(), depth)
		delete(d.open, v.Pointer())
	case reflect.Struct:
		d.object(v, depth)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.String {
			fmt.Fprintf(d.out, "%q", v.Interface())
			return
		}
		for i := range v.Len() {
			fmt.Fprintf(d.out, "\n%s- ", strings.Repeat("  ", depth))
			d.value(v.Index(i), depth+1)
		}
	case reflect.String:
		fmt.Fprintf(d.out, "%q", v.String())
	default:
		fmt.Fprint(d.out, v.Interface())
	}
}

func (d dumper) object(v reflect.Value, depth int) {
	fmt.Fprint(d.out, v.Type().Name())
	for i := range v.NumField() {
		name, f := v.Type().Field(i).Name, v.Field(i)
		if f.IsZero() || name == "LastCall" || name == "Context" {
			continue
		}
		if span, ok := f.Interface().(source.Span); ok {
			where := fmt.Sprintf("%d:%d-%d", span.Start.Line, span.Start.Column, span.End.Column)
			if span.File != "resource.ts" && span.File != "amplify/data/resource.ts" {
				where = span.File + ":" + where
			}
			fmt.Fprintf(d.out, " %s=%s", name, where)
			continue
		}
		fmt.Fprintf(d.out, " %s=", name)
		d.value(f, depth+1)
	}
}
