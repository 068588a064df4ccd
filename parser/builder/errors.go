package builder

import (
	"fmt"
	"strings"

	"github.com/amplifygo/amplifygo/internal/diag"
)

// Codes of this stage.
const (
	CodeNoSchema       diag.Code = "AG0110"
	CodeSecondData     diag.Code = "AG0111"
	CodeCycle          diag.Code = "AG0112"
	CodeTooMany        diag.Code = "AG0113"
	CodeSDL            diag.Code = "AG0114"
	CodeUnknownBuilder diag.Code = "AG0203"
	CodeUnknownMethod  diag.Code = "AG0204"
	CodeCalledTwice    diag.Code = "AG0205"
	CodeArgument       diag.Code = "AG0206"
	CodeInert          diag.Code = "AG0207"
	CodeUnknownRule    diag.Code = "AG0209"
	CodeProvider       diag.Code = "AG0210"
	CodeNotARule       diag.Code = "AG0211"
	CodeForeignThis    diag.Code = "AG0212"
	CodeRename         diag.Code = "AG0214"
	CodeEntryPath      diag.Code = "AG0215"
	CodeAddModel       diag.Code = "AG0217"
	CodeUnknownSetting diag.Code = "AG0218"
	CodeClock          diag.Code = "AG0219"
)

// reportStray says that an object lacks a member that the program calls.
func (c *call) reportStray(o *object) {
	list := &c.l.m.Diags
	if o.isSpent(c.name) {
		list.Errorf(CodeCalledTwice, c.at(), "%s was called already", c.name).Hint = "put everything into one call"
		return
	}
	code, what := CodeUnknownMethod, fmt.Sprintf("%s has no method %q", o.kind.label, c.name)
	switch o.kind {
	case c.l.namespace:
		code, what = unknownBuilder(c.name)
	case c.l.schemaAllow, c.l.modelAllow, c.l.operationAllow, c.l.conversationAllow, c.l.earlyAllow:
		code, what = CodeUnknownRule, fmt.Sprintf("%s has no rule %q", o.kind.label, c.name)
	}
	hint := ""
	if o.kind.unknown != nil {
		hint = o.kind.unknown(c.name)
	}
	if hint == "" {
		hint = diag.DidYouMean(c.name, o.kind.names(), "there are: "+strings.Join(o.kind.names(), ", "))
		if len(o.kind.list) == 0 {
			hint = "remove the call"
		}
	}
	d := list.Errorf(code, c.at(), "%s", what)
	d.Detail, d.Hint = "not part of the schema language", hint
}

// unknownBuilder words a member that a does not have.
func unknownBuilder(name string) (diag.Code, string) {
	near := diag.Nearest(name, builderNames())
	for _, s := range scalars() {
		if near == s[0] || near == "" {
			return CodeUnknownBuilder, fmt.Sprintf("unknown field builder %q", name)
		}
	}
	return CodeUnknownBuilder, fmt.Sprintf("unknown builder %q", name)
}

// wrong reports an argument of the wrong kind.
func (c *call) wrong(expected, got, hint string) {
	c.l.m.Diags.Errorf(CodeArgument, c.at(), "%s expects %s, but got %s", c.label(), expected, got).Hint = hint
}

// useOfInert reports that the schema needs a value that was not evaluated.
func (c *call) useOfInert(what string) {
	c.l.m.Diags.Errorf(CodeInert, c.at(), "%s needs a value, but got %s", c.label(), what).
		Hint = "write the value into a file of the project; only the schema language and the project's own files are evaluated"
}

// label names the call in messages: "a.model", ".required".
func (c *call) label() string {
	switch c.kind {
	case c.l.namespace:
		return "a." + c.name
	case c.l.handlers:
		return "a.handler." + c.name
	case c.l.ai:
		return "a.ai." + c.name
	case c.l.exports:
		return c.name
	case c.l.schemaAllow, c.l.modelAllow, c.l.operationAllow, c.l.conversationAllow:
		return "allow." + c.name
	case c.l.earlyAllow:
		return "a.allow." + c.name
	}
	return "." + c.name
}
