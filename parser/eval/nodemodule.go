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
				text, ok := pathOf(a)
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

// pathOf gives the text of an argument, or the address of a URL.
func pathOf(v goja.Value) (text string, ok bool) {
	if o, isObject := v.(*goja.Object); isObject {
		v = o.Get("href")
	}
	if v == nil {
		return "", false
	}
	text, ok = v.Export().(string)
	return text, ok
}

// fileURL makes the URL of a file beside another: new URL('./x.js',
// import.meta.url). It is nil for other values than the class URL, and for
// other addresses, which stay inert.
func (m *Machine) fileURL(class *Inert, args []goja.Value) *goja.Object {
	if class.Module != "URL" && class.Binding != "URL" || len(args) != 2 {
		return nil
	}
	to, isText := pathOf(args[0])
	base, ofFile := pathOf(args[1])
	base, hasScheme := strings.CutPrefix(base, "file://")
	if !isText || !ofFile || !hasScheme || strings.Contains(to, ":") || len(to)+len(base) > maxPath {
		return nil
	}
	name := path.Join(path.Dir(base), to)
	if path.IsAbs(to) {
		name = path.Clean(to)
	}
	url := m.VM.NewObject()
	for member, v := range map[string]string{"href": "file://" + name, "pathname": name, "protocol": "file:"} {
		_ = url.Set(member, v)
	}
	_ = url.DefineDataProperty("toString", m.VM.ToValue(func(goja.FunctionCall) goja.Value { return url.Get("href") }), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE)
	return url
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
