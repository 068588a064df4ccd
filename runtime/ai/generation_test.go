package ai_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/ai"
	"github.com/amplifygo/amplifygo/runtime/auth"
)

func TestGeneration(t *testing.T) {
	onBoth(t, func(t *testing.T, x *api) {
		cook := identity.User("carl", "Cooks")
		const query = `{ recipe(of: "soup") { name steps course minutes } }`
		x.model.say(text("thinking"), end, use("1", "responseType", `{"value":{"name":"Soup","steps":["boil"],"course":"MAIN","minutes":20}}`), stop("tool_use"))
		x.is(x.ask(cook, query), `{"data":{"recipe":{"name":"Soup","steps":["boil"],"course":"MAIN","minutes":20}}}`)
		r := x.model.last(t)
		if r.Model != "small" || r.System != "Be brief." || r.Tool != "responseType" || r.Inference["temperature"] != 0.5 || r.Inference["maxTokens"] != 100 || len(r.Inference) != 2 {
			t.Errorf("%+v", r)
		}
		if len(r.Messages) != 1 || r.Messages[0].Content[0].Text != `{"of":"soup"}` || r.Messages[0].Role != ai.User {
			t.Errorf("%+v", r.Messages)
		}
		x.is(string(r.Tools[0].Schema), `{"type":"object","properties":{"value":{"type":"object","properties":{"name":{"type":"string"},`+
			`"steps":{"type":"array","items":{"type":"string"}},"course":{"type":"string","enum":["STARTER","MAIN"]},"minutes":{"type":"integer"}},"required":["name"]}},"required":["value"]}`)

		// Models write objects as strings that contain them, now and then.
		x.model.say(use("1", "responseType", `{"value":"{\"name\":\"Stew\"}"}`), stop("tool_use"))
		x.is(x.ask(cook, query), `{"data":{"recipe":{"name":"Stew","steps":null,"course":null,"minutes":null}}}`)
		x.model.say(use("1", "responseType", `{"value":"12"}`), stop("tool_use"))
		x.is(x.ask(identity.Key(), `{ count }`), `{"data":{"count":12}}`)
		x.model.say(use("1", "responseType", `{"value":"12"}`), stop("tool_use"))
		x.is(x.ask(identity.Key(), `{ title }`), `{"data":{"title":"12"}}`)
		x.model.say(use("1", "responseType", `{"value":{"a":[1]}}`), stop("tool_use"))
		x.is(x.ask(identity.Key(), `{ loose }`), `{"data":{"loose":"{\"a\":[1]}"}}`)
		// What the model makes up is completed as any result is.
		x.model.say(use("1", "responseType", `{"value":{"name":"Pie","course":"DESSERT"}}`), stop("tool_use"))
		if got := x.ask(cook, query); !strings.Contains(got, "Invalid input for Enum 'Course'") {
			t.Error(got)
		}
	})
}

func TestGenerationFails(t *testing.T) {
	onBoth(t, func(t *testing.T, x *api) {
		const invalid = "InvalidResponseException: Invalid Bedrock response"
		for name, c := range map[string]struct {
			says []any
			want string
			log  string
		}{
			"text only":    {[]any{text("no"), end, stop("end_turn")}, invalid, `"reason":"it did not use the tool responseType","stop":"end_turn"`},
			"another tool": {[]any{use("1", "other", `{"value":1}`), stop("tool_use")}, invalid, `"reason":"it did not use the tool responseType"`},
			"no box":       {[]any{use("1", "responseType", `["private"]`), stop("tool_use")}, invalid, `"reason":"the input of the tool has no \"value\""`},
			"null":         {[]any{use("1", "responseType", `{"value":null}`), stop("tool_use")}, invalid, `"reason":"the input of the tool has no \"value\""`},
			"denied":       {[]any{errors.Join(ai.AccessDenied(), errors.New("arn:aws:secret"))}, "AccessDeniedException: The model is disabled or this generation route is missing a necessary identity-based policy.", "arn:aws:secret"},
			"unknown":      {[]any{errors.New("dial tcp 10.0.0.1: refused")}, "UnknownError: The model could not be asked.", "10.0.0.1"},
		} {
			t.Run(name, func(t *testing.T) {
				x.model.scripts = nil
				x.model.say(c.says...)
				kind, message, _ := strings.Cut(c.want, ": ")
				if got := x.ask(identity.Key(), `{ title }`); !strings.Contains(got, `"errorType":"`+kind+`"`) || !strings.Contains(got, `"message":"`+message+`"`) || !strings.Contains(got, `{"title":null}`) {
					t.Error(got)
				}
				if log := x.logged(); !strings.Contains(log, c.log) || !strings.Contains(log, `"operation":"title"`) || strings.Contains(log, "private") {
					t.Error(log)
				}
			})
		}
	})
}

// TestGenerationRules: the rules decide before a model is asked.
func TestGenerationRules(t *testing.T) {
	onBoth(t, func(t *testing.T, x *api) {
		for _, id := range []*auth.Identity{identity.Alice(), identity.User("x", "SuperCooks"), identity.Key()} {
			if got := x.ask(id, `{ recipe { name } }`); !strings.Contains(got, "Not Authorized to access recipe on type Query") {
				t.Error(got)
			}
		}
		if len(x.model.asked) > 0 {
			t.Error("the model was asked")
		}
	})
}
