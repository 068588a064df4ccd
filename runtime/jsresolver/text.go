package jsresolver

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/dlclark/regexp2/v2"
	"github.com/dop251/goja"
	"golang.org/x/text/unicode/norm"
)

// text makes a native of a function of texts.
func (w *world) text(f func(string) string) native {
	return func(c goja.FunctionCall) goja.Value {
		s := c.Argument(0).String()
		w.size(float64(len(s)), maxText)
		return w.vm.ToValue(f(s))
	}
}

// str is util.str. All but normalize are AppSync's for its other kind of
// resolvers.
func (w *world) str() *goja.Object {
	return w.natives(map[string]native{
		"toUpper": w.text(strings.ToUpper),
		"toLower": w.text(strings.ToLower),
		"toReplace": func(c goja.FunctionCall) goja.Value {
			s, old, with := c.Argument(0).String(), c.Argument(1).String(), c.Argument(2).String()
			w.size(float64(len(s))+float64(strings.Count(s, old))*float64(len(with)), maxText)
			return w.vm.ToValue(strings.ReplaceAll(s, old, with))
		},
		"normalize": w.normalize,
	})
}

// forms are the normal forms of Unicode.
var forms = map[string]norm.Form{"nfc": norm.NFC, "nfd": norm.NFD, "nfkc": norm.NFKC, "nfkd": norm.NFKD}

// maxGrowth is how much longer a text may become by normalization, at most.
const maxGrowth = 18

// normalize is util.str.normalize(text, form).
func (w *world) normalize(c goja.FunctionCall) goja.Value {
	form, ok := forms[strings.ToLower(c.Argument(1).String())]
	if !ok {
		w.fail("%q is no normal form: expected nfc, nfd, nfkc or nfkd", clip(c.Argument(1).String()))
	}
	s := c.Argument(0).String()
	w.size(float64(len(s)), maxText/maxGrowth)
	return w.vm.ToValue(form.String(s))
}

// patternTimeout bounds one match of a pattern that backtracks.
const patternTimeout = time.Second

// matches is util.matches(pattern, text), true where some part of it matches.
// Patterns that need backtracking are matched with it, for a time.
func (w *world) matches(c goja.FunctionCall) goja.Value {
	pattern, s := c.Argument(0).String(), c.Argument(1).String()
	if re, err := regexp.Compile(pattern); err == nil {
		return w.vm.ToValue(re.MatchString(s))
	}
	re, err := regexp2.Compile(pattern)
	w.check(err)
	re.MatchTimeout = patternTimeout
	found, err := re.MatchString(s)
	w.check(err)
	return w.vm.ToValue(found)
}

// urlEncode writes application/x-www-form-urlencoded, which keeps other signs
// than queries in Go do.
func urlEncode(s string) string {
	return strings.NewReplacer("%2A", "*", "~", "%7E").Replace(url.QueryEscape(s))
}

// escapeJavaScript escapes what may not stand between quotes in JavaScript, and
// all that is not ASCII.
func escapeJavaScript(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case strings.ContainsRune(`\'"/`, r):
			b.WriteByte('\\')
			b.WriteRune(r)
		case r >= ' ' && r < 0x7f:
			b.WriteRune(r)
		case strings.ContainsRune("\b\f\n\r\t", r):
			b.WriteString(map[rune]string{'\b': `\b`, '\f': `\f`, '\n': `\n`, '\r': `\r`, '\t': `\t`}[r])
		default:
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, `\u%04X`, unit)
			}
		}
	}
	return b.String()
}
