package data_test

import (
	"context"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/value"
)

const deniedSource = `
import { a, defineData, defineFunction } from '@aws-amplify/backend';
const schema = a.schema({
  Lock: a.customType({ maker: a.string(), code: a.string() }),
  Safe: a.customType({ room: a.string(), lock: a.ref('Lock'), spare: a.ref('Lock').array() }),
  Note: a.model({ text: a.string(), pin: a.string(), safe: a.ref('Safe'), locks: a.ref('Lock').array() }).authorization((allow) => [allow.custom()]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'lambda', lambdaAuthorizationMode: { function: defineFunction({ name: 'x' }) } } });
`

// TestDeniedFields: what an authorizer function denied stays denied to Go code
// that acts in the caller's name.
func TestDeniedFields(t *testing.T) {
	t.Parallel()
	s := schematest.Load(t, deniedSource)
	f, ctx := fixtureOf(t, s), context.Background()
	note := s.Model("Note")
	pin := note.Field("pin")
	f.note = note
	if _, err := f.AsAdmin().Create(ctx, note, f.fields("id", "n", "text", "hi", "pin", "1234"), nil); err != nil {
		t.Fatal(err)
	}
	hidden := func(name string, row value.Record, err error) {
		t.Helper()
		if err != nil || row == nil || row[pin.Ordinal] != (value.Value{}) {
			t.Errorf("%s: %v, %v", name, row, err)
		}
	}
	c := f.As(identity.Lambda("Note.pin"))
	row, err := c.Get(ctx, note, value.OfString("n"))
	hidden("get", row, err)
	if page, err := c.List(ctx, data.Listing{Model: note}); err != nil || len(page.Rows) != 1 {
		t.Errorf("%v, %v", page, err)
	} else {
		hidden("list", page.Rows[0], nil)
	}
	probe := predicate.Compare{Field: pin, Op: predicate.Eq, Args: []value.Value{value.OfString("1234")}}
	if page, err := c.List(ctx, data.Listing{Model: note, Filter: probe}); err != nil || len(page.Rows) != 0 {
		t.Errorf("the filter tells the pin: %v, %v", page, err)
	}
	row, err = c.Update(ctx, note, f.fields("id", "n", "text", "x"), nil)
	hidden("update", row, err)
	err = c.Transaction(ctx, func(ctx context.Context, tx *data.Client) error {
		row, err = tx.GetLocked(ctx, note, value.OfString("n"))
		return err
	})
	hidden("locked", row, err)

	for field, do := range map[string]func(*data.Client) error{
		"Query.getNote":   func(c *data.Client) error { _, err := c.Get(ctx, note, value.OfString("n")); return err },
		"Query.listNotes": func(c *data.Client) error { _, err := c.List(ctx, data.Listing{Model: note}); return err },
		"Mutation.createNote": func(c *data.Client) error {
			_, err := c.Create(ctx, note, f.fields("text", "new"), nil)
			return err
		},
		"Mutation.updateNote": func(c *data.Client) error {
			_, err := c.Update(ctx, note, f.fields("id", "n", "text", "y"), nil)
			return err
		},
		"Mutation.deleteNote": func(c *data.Client) error {
			_, err := c.Delete(ctx, note, []value.Value{value.OfString("n")}, nil)
			return err
		},
	} {
		parent, name, _ := strings.Cut(field, ".")
		refusal(t, do(f.As(identity.Lambda(field))), "Unauthorized", "Not Authorized to access "+name+" on type "+parent)
	}
	row, err = f.As(identity.Lambda()).Delete(ctx, note, []value.Value{value.OfString("n")}, nil)
	if err != nil || row[pin.Ordinal] != value.OfString("1234") || row[note.Field("text").Ordinal] != value.OfString("x") {
		t.Errorf("after the refusals: %v, %v", row, err)
	}
}

// TestDeniedParts: so do the fields of custom types.
func TestDeniedParts(t *testing.T) {
	t.Parallel()
	s := schematest.Load(t, deniedSource)
	f, ctx := fixtureOf(t, s), context.Background()
	note := s.Model("Note")
	f.note = note
	const lock = `{"maker":"m","code":"1"}`
	fields := append(f.fields("id", "n"), authz.Assignment{Field: note.Field("safe"), Value: value.OfJSON(`{"room":"r","lock":` + lock + `,"spare":[` + lock + `]}`)},
		authz.Assignment{Field: note.Field("locks"), Value: value.OfJSON(`[` + lock + `,null]`)})
	if _, err := f.AsAdmin().Create(ctx, note, fields, nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ denied, safe, locks string }{
		{"Lock.code", `{"room":"r","lock":{"maker":"m"},"spare":[{"maker":"m"}]}`, `[{"maker":"m"},null]`},
		{"Safe.spare", `{"room":"r","lock":` + lock + `}`, `[` + lock + `,null]`},
		{"Note.pin", `{"room":"r","lock":` + lock + `,"spare":[` + lock + `]}`, `[` + lock + `,null]`},
	} {
		row, err := f.As(identity.Lambda(c.denied)).Get(ctx, note, value.OfString("n"))
		if err != nil {
			t.Fatal(err)
		}
		if safe, locks := row[note.Field("safe").Ordinal].Text(), row[note.Field("locks").Ordinal].Text(); safe != c.safe || locks != c.locks {
			t.Errorf("%s: %s, %s", c.denied, safe, locks)
		}
	}
}
