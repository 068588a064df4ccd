package gen_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/testbackend"
	"github.com/amplifygo/amplifygo/runtime/gen"
)

// TestHooks: hooks see typed inputs and rows, may change what is written, work
// in the transaction with the caller's rights, and their errors undo it.
func TestHooks(t *testing.T) {
	refused := errors.New("refused")
	hooks := testbackend.Hooks{Todo: testbackend.TodoHooks{
		BeforeCreate: func(_ context.Context, _ testbackend.Store, in *testbackend.CreateTodoInput, current *testbackend.Todo) error {
			if current != nil {
				return errors.New("there is a row before a create")
			}
			in.Title, in.Priority = strings.TrimSpace(in.Title), amplify.Some(1)
			return nil
		},
		AfterCreate: func(ctx context.Context, tx testbackend.Store, row *testbackend.Todo) error {
			_, err := tx.AsAdmin().Coupon.Create(ctx, testbackend.CreateCouponInput{Code: "for " + row.Title})
			return err
		},
		BeforeUpdate: func(ctx context.Context, tx testbackend.Store, in *testbackend.UpdateTodoInput, current *testbackend.Todo) error {
			if in.Title.Or("") == current.Title {
				return refused
			}
			if _, err := tx.Coupon.Get(ctx, "x"); err == nil {
				return errors.New("a hook has more rights than its caller")
			}
			if in.Score == amplify.Some(0.0) {
				in.Score = amplify.Null[float64]()
			}
			return nil
		},
		AfterUpdate: func(_ context.Context, _ testbackend.Store, row *testbackend.Todo) error {
			if row.Title == "late" {
				return refused
			}
			return nil
		},
		BeforeDelete: func(_ context.Context, _ testbackend.Store, row *testbackend.Todo) error {
			if row.Done {
				return refused
			}
			return nil
		},
		AfterDelete: func(ctx context.Context, tx testbackend.Store, row *testbackend.Todo) error {
			_, err := tx.AsAdmin().Coupon.Delete(ctx, "for write")
			return err
		},
	}}
	onBoth(t, hooks, func(t *testing.T, b *backend) {
		s := b.as(identity.Alice())
		codes := func() []string {
			var out []string
			for _, c := range must[*gen.Page[*testbackend.Coupon]](t)(s.AsAdmin().Coupon.List(t.Context(), gen.Query{})).Items {
				out = append(out, c.Code)
			}
			return out
		}
		made := must[*testbackend.Todo](t)(s.Todo.Create(t.Context(), testbackend.CreateTodoInput{Title: " write ", Score: amplify.Some(1.0)}))
		if made.Title != "write" || made.Priority.Value() != 1 || made.Owner.Or("") != "alice" || !slices.Equal(codes(), []string{"for write"}) {
			t.Errorf("made %+v, coupons %v", made, codes())
		}
		for _, title := range []string{"write", "late"} {
			if _, err := s.Todo.Update(t.Context(), testbackend.UpdateTodoInput{ID: made.ID, Title: amplify.Some(title)}); !errors.Is(err, refused) {
				t.Errorf("%s: %v", title, err)
			}
			if got := must[*testbackend.Todo](t)(s.Todo.Get(t.Context(), made.ID)); got.Title != "write" {
				t.Errorf("%s has become %q", title, got.Title)
			}
		}
		changed := must[*testbackend.Todo](t)(s.Todo.Update(t.Context(), testbackend.UpdateTodoInput{ID: made.ID, Title: amplify.Some("more"), Done: amplify.Some(true), Score: amplify.Some(0.0)}))
		if changed.Title != "more" || changed.Score != (amplify.Opt[float64]{}) {
			t.Errorf("changed %+v", changed)
		}
		if _, err := s.Todo.Delete(t.Context(), made.ID); !errors.Is(err, refused) {
			t.Errorf("delete: %v", err)
		}
		must[*testbackend.Todo](t)(s.Todo.Update(t.Context(), testbackend.UpdateTodoInput{ID: made.ID, Done: amplify.Some(false)}))
		must[*testbackend.Todo](t)(s.Todo.Delete(t.Context(), made.ID))
		if len(codes()) != 0 {
			t.Errorf("coupons left: %v", codes())
		}
	})
}
