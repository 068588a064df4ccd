package jsresolver

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// xml is util.xml: documents as objects. An element is an object of its
// attributes and elements, those of one name a list, or its text where it has
// neither; text beside them is called "content". Numbers, true and false are
// such.
func (w *world) xml() *goja.Object {
	read := func(c goja.FunctionCall) []byte {
		v, err := readXML(c.Argument(0).String())
		w.check(err)
		return v.AppendJSON(nil)
	}
	return w.natives(map[string]native{
		"toMap": func(c goja.FunctionCall) goja.Value {
			if v := c.Argument(0); goja.IsNull(v) || goja.IsUndefined(v) {
				return goja.Null()
			}
			return w.must(read(c), nil)
		},
		"toJsonString": func(c goja.FunctionCall) goja.Value {
			text := string(read(c))
			if c.Argument(1).ToBoolean() {
				text = string(value.AppendString(nil, text))
			}
			return w.vm.ToValue(text)
		},
	})
}

// readXML reads a document, whose only member is its root.
func readXML(text string) (input.Value, error) {
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		t, err := d.Token()
		if err == io.EOF {
			return input.Value{}, errors.New("the XML has no element")
		}
		if err != nil {
			return input.Value{}, err
		}
		if start, ok := t.(xml.StartElement); ok {
			v, err := readElement(d, start, 0)
			return input.Value{Kind: input.Object, Fields: []input.Field{{Name: start.Name.Local, Value: v}}}, err
		}
	}
}

func readElement(d *xml.Decoder, start xml.StartElement, depth int) (input.Value, error) {
	if depth > maxDepth {
		return input.Value{}, errors.New("the XML is nested too deep")
	}
	v := input.Value{Kind: input.Object}
	for _, a := range start.Attr {
		put(&v, a.Name.Local, valueOf(a.Value))
	}
	var text strings.Builder
	for {
		t, err := d.Token()
		if err != nil {
			return v, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			inner, err := readElement(d, t, depth+1)
			if err != nil {
				return v, err
			}
			put(&v, t.Name.Local, inner)
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			content := valueOf(strings.TrimSpace(text.String()))
			switch {
			case len(v.Fields) == 0:
				return content, nil
			case content.Text != "" || content.Kind == input.Bool:
				put(&v, "content", content)
			}
			return v, nil
		}
	}
}

// put adds a member; several of one name become a list.
func put(v *input.Value, name string, member input.Value) {
	for i := range v.Fields {
		if v.Fields[i].Name != name {
			continue
		}
		if now := &v.Fields[i].Value; now.Kind == input.List {
			now.Items = append(now.Items, member)
		} else {
			*now = input.Value{Kind: input.List, Items: []input.Value{*now, member}}
		}
		return
	}
	v.Fields = append(v.Fields, input.Field{Name: name, Value: member})
}

// valueOf reads a number or a truth value where the text is one.
func valueOf(s string) input.Value {
	if s == "true" || s == "false" {
		return input.Value{Kind: input.Bool, Bool: s == "true"}
	}
	if v, err := input.ParseJSON([]byte(s)); err == nil && (v.Kind == input.Int || v.Kind == input.Float) {
		return v
	}
	return input.Value{Kind: input.String, Text: s}
}
