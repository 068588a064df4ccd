package eval

import (
	"path"
	"strings"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/parser/bundle"
)

// maxPath bounds what the functions of node:path give: paths are short, and a
// program may double one again and again.
const maxPath = 4096

// nodeFunctions are what is evaluated of Node's modules, so that programs can
// say where files are: path.join(__dirname, 'x.js'). Paths are those of POSIX
// systems, on every machine.
var nodeFunctions = map[string]map[string]func(parts []string) string{
	"path": {
		"join":      joinPath,
		"resolve":   resolvePath,
		"normalize": joinPath,
		"dirname":   func(parts []string) string { return path.Dir(parts[0]) },
		"extname":   func(parts []string) string { return path.Ext(parts[0]) },
		"basename": func(parts []string) string {
			if len(parts) > 1 {
				return strings.TrimSuffix(path.Base(parts[0]), parts[1])
			}
			return path.Base(parts[0])
		},
	},
	"url": {
		"fileURLToPath": func(parts []string) string { return strings.TrimPrefix(parts[0], "file://") },
	},
}

func joinPath(parts []string) string { return path.Clean(strings.Join(parts, "/")) }

func resolvePath(parts []string) string {
	out := ""
	for i := len(parts) - 1; i >= 0 && !path.IsAbs(out); i-- {
		out = path.Join(parts[i], out)
	}
	if !path.IsAbs(out) {
		out = path.Join(bundle.ProjectDir, out)
	}
	return out
}

// nodeModule puts the functions of a module of Node's that are evaluated into
// the inert value that stands for it.
func (m *Machine) nodeModule(i *Inert) {
	for name, f := range nodeFunctions[strings.TrimPrefix(i.Module, "node:")] {
		unknown := m.newInert(&Inert{Module: i.Module, Binding: name, module: i})
		i.members[name] = m.VM.ToValue(func(c goja.FunctionCall) goja.Value {
			parts := make([]string, len(c.Arguments))
			size := 0
			for k, a := range c.Arguments {
				text, ok := a.Export().(string)
				if size += len(text) + 1; !ok || size > maxPath {
					return unknown
				}
				parts[k] = text
			}
			if len(parts) == 0 {
				return unknown
			}
			return m.VM.ToValue(f(parts))
		}).(*goja.Object)
	}
}

// setPlace sets the variables in which programs find their place where nothing
// tells a file its own.
func (m *Machine) setPlace() {
	file := bundle.ProjectDir + "/" + bundle.ScriptName
	for asked, name := range bundle.PlaceNames {
		v := file
		switch {
		case strings.HasSuffix(asked, "url"):
			v = "file://" + file
		case strings.HasSuffix(asked, "dirname"):
			v = bundle.ProjectDir
		}
		_ = m.VM.Set(name, v)
	}
}
