package gen_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/testbackend"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/gen"
	"github.com/google/go-cmp/cmp"
)

// must gives a value whose error fails the test.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// denied reports whether the policy refused.
func denied(err error) bool {
	var e *data.Error
	return errors.As(err, &e) && e.Type == "Unauthorized"
}

// TestRecords: every kind of field goes through the store and comes back.
func TestRecords(t *testing.T) {
	onBoth(t, testbackend.Hooks{}, func(t *testing.T, b *backend) {
		todos := b.as(identity.Alice()).Todo
		made := must[*testbackend.Todo](t)(todos.Create(t.Context(), testbackend.CreateTodoInput{
			Title: "write", Done: true, Priority: amplify.Some(2), Score: amplify.Some(1.5), Mood: amplify.Some(testbackend.MoodHappy),
			Moods: amplify.SomeList(testbackend.MoodSad), Tags: amplify.SomeList("a", "b"),
			Place: amplify.Some(testbackend.Place{City: "Ulm", Geo: amplify.Some(testbackend.Geo{Lat: 48.4, Lng: 10})}),
			Due:   amplify.Some(amplify.Date("2026-11-26")), At: amplify.Some(amplify.Time("10:00:00.000")), When: amplify.Some(amplify.DateTime("2026-11-26T10:00:00.000Z")),
			Stamp: amplify.Some(amplify.Timestamp(7)), Extra: amplify.Some(amplify.JSON(`{"a":[1]}`)), Site: amplify.Some(amplify.URL("https://example.com")),
			Host: amplify.Some(amplify.IPAddress("10.0.0.1")), Mail: amplify.Some("a@example.com"), Phone: amplify.Some("+16175551212"), Secret: amplify.Some("s"),
		}))
		if made.ID == "" || made.CreatedAt == "" || made.Owner.Or("") != "alice" || made.Secret.Or("") != "s" {
			t.Errorf("made %+v", made)
		}
		if diff := cmp.Diff(made, must[*testbackend.Todo](t)(todos.Get(t.Context(), made.ID)), opts()); diff != "" {
			t.Error(diff)
		}
		changed := must[*testbackend.Todo](t)(todos.Update(t.Context(), testbackend.UpdateTodoInput{ID: made.ID, Priority: amplify.Null[int](), Place: amplify.Some(testbackend.Place{City: "Bonn"})}))
		// DynamoDB's update with null takes the attribute away.
		if place := changed.Place.Value(); changed.Priority != (amplify.Opt[int]{}) || place.City != "Bonn" || changed.Title != "write" || changed.Score.Value() != 1.5 {
			t.Errorf("changed %+v", changed)
		}
		null := must[*testbackend.Todo](t)(todos.Create(t.Context(), testbackend.CreateTodoInput{Title: "null", Priority: amplify.Null[int]()}))
		if null = must[*testbackend.Todo](t)(todos.Get(t.Context(), null.ID)); !null.Priority.IsNull() || null.Score.IsNull() {
			t.Errorf("null is %+v", null)
		}
		gone := must[*testbackend.Todo](t)(todos.Delete(t.Context(), made.ID))
		if gone.ID != made.ID {
			t.Errorf("deleted %+v", gone)
		}
		if got, err := todos.Get(t.Context(), made.ID); got != nil || err != nil {
			t.Errorf("still there: %+v, %v", got, err)
		}
		// Whether a row without an owner was there is not for owners to know.
		if got, err := todos.Delete(t.Context(), made.ID); got != nil || !denied(err) {
			t.Errorf("deleted again: %+v, %v", got, err)
		}
		if got, err := b.as(identity.Alice()).AsAdmin().Todo.Delete(t.Context(), made.ID); got != nil || err != nil {
			t.Errorf("deleted again by the administrator: %+v, %v", got, err)
		}
		if got := b.told(); !slices.Equal(got, []string{"createTodo", "updateTodo", "createTodo", "deleteTodo"}) {
			t.Errorf("events: %v", got)
		}
	})
}

// opts compares values of amplify.Opt of any type by their text.
func opts() cmp.Option {
	return cmp.FilterPath(func(p cmp.Path) bool {
		return p.Last().Type().PkgPath() == "github.com/amplifygo/amplifygo/amplify"
	}, cmp.Comparer(func(a, b any) bool { return fmt.Sprint(a) == fmt.Sprint(b) }))
}

// TestRules: a store has its caller's rights, also in what filters tell.
func TestRules(t *testing.T) {
	onBoth(t, testbackend.Hooks{}, func(t *testing.T, b *backend) {
		alice, bob, key := b.as(identity.Alice()).Todo, b.as(identity.Bob()).Todo, b.as(identity.Key()).Todo
		made := must[*testbackend.Todo](t)(alice.Create(t.Context(), testbackend.CreateTodoInput{Title: "mine", Secret: amplify.Some("s")}))
		if got, err := bob.Get(t.Context(), made.ID); got != nil || !denied(err) {
			t.Errorf("bob reads %+v, %v", got, err)
		}
		if got, err := bob.Update(t.Context(), testbackend.UpdateTodoInput{ID: made.ID, Title: amplify.Some("his")}); got != nil || err == nil {
			t.Errorf("bob changes %+v", got)
		}
		if page := must[*gen.Page[*testbackend.Todo]](t)(bob.List(t.Context(), gen.Query{})); len(page.Items) != 0 {
			t.Errorf("bob lists %+v", page.Items)
		}
		if got, err := key.Create(t.Context(), testbackend.CreateTodoInput{Title: "none"}); got != nil || !denied(err) {
			t.Errorf("a key creates %+v, %v", got, err)
		}
		if got := must[*testbackend.Todo](t)(key.Get(t.Context(), made.ID)); got.Title != "mine" || got.Secret != (amplify.Opt[string]{}) {
			t.Errorf("a key reads %+v", got)
		}
		for _, secret := range []string{"s", "other"} {
			page, err := key.List(t.Context(), gen.Query{Filter: testbackend.TodoFields.Secret.Eq(secret)})
			if err == nil && len(page.Items) > 0 {
				t.Errorf("a key finds rows by a secret: %+v", page.Items)
			}
		}
		if page := must[*gen.Page[*testbackend.Todo]](t)(alice.List(t.Context(), gen.Query{Filter: testbackend.TodoFields.Secret.Eq("s")})); len(page.Items) != 1 {
			t.Errorf("alice finds %+v", page.Items)
		}
		admin := b.as(identity.Bob()).AsAdmin().Todo
		if got := must[*testbackend.Todo](t)(admin.Get(t.Context(), made.ID)); got.Secret.Or("") != "s" {
			t.Errorf("the administrator reads %+v", got)
		}
	})
}

// TestQueries: filters, pages, orders and keys.
func TestQueries(t *testing.T) {
	onBoth(t, testbackend.Hooks{}, func(t *testing.T, b *backend) {
		s := b.as(identity.Key())
		author := must[*testbackend.Author](t)(s.Author.Create(t.Context(), testbackend.CreateAuthorInput{Name: "Ann"}))
		for i := range 25 {
			in := testbackend.CreateBookInput{Title: fmt.Sprintf("book %02d", i), Pages: amplify.Some(i), State: amplify.Some(testbackend.BookStateDraft)}
			if i%5 == 0 {
				in.State, in.AuthorID = amplify.Some(testbackend.BookStateOut), amplify.Some(author.ID)
			}
			must[*testbackend.Book](t)(s.Book.Create(t.Context(), in))
		}
		f := testbackend.BookFields
		for name, c := range map[string]struct {
			filter amplify.Filter
			want   []int
		}{
			"enum and number": {f.State.Eq(testbackend.BookStateOut).And(f.Pages.Gt(5)), []int{10, 15, 20}},
			"or, text":        {f.Title.BeginsWith("book 00").Or(f.Pages.Between(22, 23)), []int{0, 22, 23}},
			"not":             {amplify.Not(f.Pages.Ge(2)), []int{0, 1}},
			"in":              {f.Pages.In(3, 4), []int{3, 4}},
			"null":            {f.AuthorID.Eq(author.ID).And(f.Pages.Ne(0)), []int{5, 10, 15, 20}},
		} {
			t.Run(name, func(t *testing.T) {
				var got []int
				for book, err := range s.Book.All(t.Context(), gen.Query{Filter: c.filter, Limit: 2}) {
					if err != nil {
						t.Fatal(err)
					}
					got = append(got, book.Pages.Value())
				}
				slices.Sort(got)
				if !slices.Equal(got, c.want) {
					t.Errorf("got %v, want %v", got, c.want)
				}
			})
		}
		page := must[*gen.Page[*testbackend.Book]](t)(s.Book.BooksByState(t.Context(), testbackend.BookStateOut, gen.Query{Limit: 3, Desc: true}))
		if got := titles(page); !slices.Equal(got, []string{"book 20", "book 15", "book 10"}) || page.More == nil {
			t.Errorf("the first page is %v", got)
		}
		page = must[*gen.Page[*testbackend.Book]](t)(s.Book.BooksByState(t.Context(), testbackend.BookStateOut, gen.Query{Limit: 3, Desc: true, After: page.More}))
		if got := titles(page); !slices.Equal(got, []string{"book 05", "book 00"}) || page.More != nil {
			t.Errorf("the second page is %v", got)
		}
		if page := must[*gen.Page[*testbackend.Book]](t)(s.Book.ListBookByAuthorID(t.Context(), author.ID, gen.Query{Filter: f.Pages.Lt(6)})); len(page.Items) != 2 {
			t.Errorf("books of the author: %v", titles(page))
		}
		if _, err := s.Book.List(t.Context(), gen.Query{Filter: testbackend.TodoFields.Title.Eq("x")}); err == nil {
			t.Error("a filter by the fields of another model is taken")
		}
		if _, err := s.Book.List(t.Context(), gen.Query{Limit: -1}); err == nil {
			t.Error("a limit of -1 is taken")
		}
	})
}

func titles(p *gen.Page[*testbackend.Book]) []string {
	var out []string
	for _, b := range p.Items {
		out = append(out, b.Title)
	}
	return out
}

// TestKeys: identifiers of several fields, and of one that is not id.
func TestKeys(t *testing.T) {
	onBoth(t, testbackend.Hooks{}, func(t *testing.T, b *backend) {
		s := b.as(identity.Key())
		for i := range 3 {
			must[*testbackend.Seat](t)(s.Seat.Create(t.Context(), testbackend.CreateSeatInput{Venue: "hall", Row: "A", Number: i, Price: amplify.Some(float64(i))}))
		}
		key := testbackend.SeatKey{Venue: "hall", Row: "A", Number: 1}
		if got := must[*testbackend.Seat](t)(s.Seat.Get(t.Context(), key)); got == nil || got.Price.Value() != 1 {
			t.Errorf("got %+v", got)
		}
		if got := must[*testbackend.Seat](t)(s.Seat.Update(t.Context(), testbackend.UpdateSeatInput{Venue: "hall", Row: "A", Number: 1, Price: amplify.Some(9.5)})); got.Price.Value() != 9.5 {
			t.Errorf("updated %+v", got)
		}
		if got := must[*testbackend.Seat](t)(s.Seat.Delete(t.Context(), key)); got == nil || got.Number != 1 {
			t.Errorf("deleted %+v", got)
		}
		if _, err := s.Seat.Create(t.Context(), testbackend.CreateSeatInput{Venue: "hall", Row: "A", Number: 2}); err == nil {
			t.Error("a second row with the same key is taken")
		}
		must[*testbackend.Coupon](t)(s.Coupon.Create(t.Context(), testbackend.CreateCouponInput{Code: "X"}))
		if got := must[*testbackend.Coupon](t)(s.Coupon.Get(t.Context(), "X")); got == nil {
			t.Error("no coupon")
		}
	})
}

// TestTransactions: an error undoes what was written, and no event tells of it.
func TestTransactions(t *testing.T) {
	onBoth(t, testbackend.Hooks{}, func(t *testing.T, b *backend) {
		s := b.as(identity.Alice())
		failed := errors.New("no")
		if err := s.Transaction(t.Context(), func(ctx context.Context, tx testbackend.Store) error {
			made, err := tx.Todo.Create(ctx, testbackend.CreateTodoInput{Title: "undone"})
			if err != nil {
				return err
			}
			if got, err := tx.Todo.Get(ctx, made.ID); got == nil || err != nil {
				t.Errorf("inside: %+v, %v", got, err)
			}
			if got, err := tx.As(identity.Bob()).Todo.Get(ctx, made.ID); got != nil || !denied(err) {
				t.Errorf("bob, inside: %+v, %v", got, err)
			}
			if got, err := tx.As(identity.Bob()).AsAdmin().Todo.Get(ctx, made.ID); got == nil || err != nil {
				t.Errorf("the administrator, inside: %+v, %v", got, err)
			}
			return failed
		}); !errors.Is(err, failed) {
			t.Errorf("the error is %v", err)
		}
		if page := must[*gen.Page[*testbackend.Todo]](t)(s.Todo.List(t.Context(), gen.Query{})); len(page.Items) != 0 || len(b.told()) != 0 {
			t.Errorf("left: %+v", page.Items)
		}
		if err := s.Transaction(t.Context(), func(ctx context.Context, tx testbackend.Store) error {
			_, err := tx.Todo.Create(ctx, testbackend.CreateTodoInput{Title: "done"})
			return err
		}); err != nil || len(b.told()) != 1 {
			t.Errorf("the transaction failed: %v", err)
		}
	})
}
