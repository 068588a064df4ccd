package jsresolver_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/jsresolver"
)

// TestEnvironment: ctx.env are texts by name, which no script can change, in
// all functions of a pipeline and in all requests.
func TestEnvironment(t *testing.T) {
	t.Parallel()
	x := open(t)
	c := jsresolver.Config{Env: map[string]string{"TABLE": "a\"b", "EMPTY": ""}}
	for expression, want := range map[string]string{
		"ctx.env":         `{"EMPTY":"","TABLE":"a\"b"}`,
		"[ctx.env.TABLE]": `["a\"b"]`,
		"[ctx.env.NONE === undefined, typeof ctx.env.EMPTY, 'TABLE' in ctx.env, Object.isFrozen(ctx.env)]":                              `[true,"string",true,true]`,
		"(() => { try { 'use strict'; ctx.env.TABLE = 'x'; ctx.env.MORE = 'y'; delete ctx.env.EMPTY } catch (e) {} return ctx.env })()": `{"EMPTY":"","TABLE":"a\"b"}`,
		"(() => { const { env } = ctx; return [env.TABLE] })()":                                                                         `["a\"b"]`,
	} {
		y := x.with(c, echo(expression), echo("(() => { ctx.env.TABLE = 'x'; ctx.env = { TABLE: 'z' }; return 1 })()"))
		for range 2 {
			if got := y.value(`{ run }`); got != want {
				t.Errorf("%s: %s, want %s", expression, got, want)
			}
			if got := y.value(`{ chain }`); got != want {
				t.Errorf("%s, behind another step: %s, want %s", expression, got, want)
			}
		}
	}
	if got := x.with(jsresolver.Config{}, echo("[ctx.env, Object.isFrozen(ctx.env)]")).value(`{ run }`); got != `[{},true]` {
		t.Errorf("without variables: %s", got)
	}
}

// TestUnsetVariablesAreLogged: where a script reads what is not configured, it
// gets undefined; the log of the start says so.
func TestUnsetVariablesAreLogged(t *testing.T) {
	t.Parallel()
	x := open(t)
	none, some := map[string]string(nil), map[string]string{"TABLE": "t"}
	for _, c := range []struct {
		env        map[string]string
		text, want string
	}{
		{none, echo("ctx.env.TABLE + ctx.env['OTHER'] + ctx?.env?.TABLE"), `"OTHER, TABLE"`},
		{some, echo("ctx.env.TABLE + ctx.env['OTHER']"), "=OTHER"},
		{some, echo("ctx.env.TABLE"), ""},
		{none, "exports.request = (context) => ({ payload: context.env }); exports.response = (ctx) => ctx.result;", `=""`},
		{some, "exports.request = (context) => ({ payload: context.env }); exports.response = (ctx) => ctx.result;", ""},
		{none, "exports.request = (ctx) => { const { args, env: { A } } = ctx; return {} }; exports.response = (ctx) => ctx.result;", `=""`},
		{none, "exports.response = response; exports.request = (ctx2) => ({}); function response({ result, env }) { return env.A }", `=""`},
		{none, echo("[ctx.environment, ctx.args.env, ctx.stash.env, { env: 1 }]"), ""},
		{none, echo("1") + "\n//# sourceMappingURL=ctx.env.A", ""},
	} {
		var log bytes.Buffer
		x.with(jsresolver.Config{Env: c.env, Logger: slog.New(slog.NewTextHandler(&log, nil))}, c.text)
		if got := log.String(); strings.Contains(got, "server.environmentVariables") != (c.want != "") || !strings.Contains(got, c.want) {
			t.Errorf("%s with %v: logged %q, want %s", c.text, c.env, got, c.want)
		}
	}
}
