package client_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/internal/testkit/testclient"
)

var modes = []amplify.AuthMode{amplify.AuthModeAPIKey, amplify.AuthModeUserPool, amplify.AuthModeOIDC, amplify.AuthModeIdentityPool, amplify.AuthModeLambda}

// seen records the last request of a client, so that it can be sent again in a
// mode that the client itself refuses.
type seen struct{ last amplify.Request }

func (s *seen) record(next amplify.Invoker) amplify.Invoker {
	return func(ctx context.Context, r *amplify.Request) (*amplify.Response, error) {
		s.last = *r
		return next(ctx, r)
	}
}

// TestModesAgreeWithTheBackend sends every operation of every model in every
// mode. Where the client refuses a mode, the same request is sent without the
// client's check, and the backend must refuse it as well.
func TestModesAgreeWithTheBackend(t *testing.T) { onBothStores(t, modesAgree) }

func modesAgree(t *testing.T, a *api) {
	var s seen
	c := a.client(t, amplify.WithInterceptor(s.record))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	n := 0
	id := func() string { n++; return fmt.Sprintf("id-%d", n) }
	type call = func(amplify.ModeOption) error
	// Every call is first made in a mode that may, to have the record it needs.
	todo, author := id(), id()
	if _, err := c.Models.Todo.Create(ctx, testclient.CreateTodoInput{Title: "t", ID: amplify.Some(todo)}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Models.Author.Create(ctx, testclient.CreateAuthorInput{Name: "n", ID: amplify.Some(author)}, amplify.WithAuthMode(amplify.AuthModeAPIKey)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Models.Seat.Create(ctx, testclient.CreateSeatInput{Venue: "hall", Row: "a", Number: 1}, amplify.WithAuthMode(amplify.AuthModeAPIKey)); err != nil {
		t.Fatal(err)
	}
	for name, op := range map[string]struct {
		call  call
		modes []amplify.AuthMode
	}{
		"Todo.Create": {func(m amplify.ModeOption) error {
			_, err := c.Models.Todo.Create(ctx, testclient.CreateTodoInput{Title: "t", ID: amplify.Some(id())}, m)
			return err
		}, modes[1:2]},
		"Todo.Get": {func(m amplify.ModeOption) error {
			_, err := c.Models.Todo.Get(ctx, todo, m, amplify.Select(testclient.TodoFields.Title))
			return err
		}, modes[:2]},
		"Todo.List": {func(m amplify.ModeOption) error {
			_, err := c.Models.Todo.List(ctx, m, amplify.Select(testclient.TodoFields.Title))
			return err
		}, modes[:2]},
		"Todo.Update": {func(m amplify.ModeOption) error {
			_, err := c.Models.Todo.Update(ctx, testclient.UpdateTodoInput{ID: todo, Done: amplify.Some(true)}, m)
			return err
		}, modes[1:2]},
		"Todo.Delete": {func(m amplify.ModeOption) error {
			spare := id()
			if _, err := c.Models.Todo.Create(ctx, testclient.CreateTodoInput{Title: "t", ID: amplify.Some(spare)}); err != nil {
				return err
			}
			_, err := c.Models.Todo.Delete(ctx, spare, m)
			return err
		}, modes[1:2]},
		"Author.Update": {func(m amplify.ModeOption) error {
			_, err := c.Models.Author.Update(ctx, testclient.UpdateAuthorInput{ID: author, Name: amplify.Some("m")}, m)
			return err
		}, []amplify.AuthMode{amplify.AuthModeAPIKey, amplify.AuthModeOIDC, amplify.AuthModeLambda}},
		"Seat.Get": {func(m amplify.ModeOption) error {
			_, err := c.Models.Seat.Get(ctx, testclient.SeatKey{Venue: "hall", Row: "a", Number: 1}, m)
			return err
		}, modes[:2]},
		"Seat.ListByVenue": {func(m amplify.ModeOption) error {
			_, err := c.Models.Seat.ListByVenue(ctx, testclient.SeatListKey{Venue: "hall"}, m)
			return err
		}, modes[:2]},
		"Author.Create": {func(m amplify.ModeOption) error {
			_, err := c.Models.Author.Create(ctx, testclient.CreateAuthorInput{Name: "n"}, m)
			return err
		}, []amplify.AuthMode{amplify.AuthModeAPIKey, amplify.AuthModeOIDC, amplify.AuthModeLambda}},
		"Author.Get": {func(m amplify.ModeOption) error {
			_, err := c.Models.Author.Get(ctx, author, m)
			return err
		}, []amplify.AuthMode{amplify.AuthModeAPIKey, amplify.AuthModeOIDC, amplify.AuthModeIdentityPool, amplify.AuthModeLambda}},
		"Author.List": {func(m amplify.ModeOption) error {
			_, err := c.Models.Author.List(ctx, m)
			return err
		}, []amplify.AuthMode{amplify.AuthModeAPIKey, amplify.AuthModeOIDC, amplify.AuthModeIdentityPool, amplify.AuthModeLambda}},
		"Seat.Create": {func(m amplify.ModeOption) error {
			_, err := c.Models.Seat.Create(ctx, testclient.CreateSeatInput{Venue: id(), Row: "r", Number: 1}, m)
			return err
		}, modes[:2]},
		"Book.ListBookByTitleAndPages": {func(m amplify.ModeOption) error {
			_, err := c.Models.Book.ListBookByTitleAndPages(ctx, testclient.ListBookByTitleAndPagesKey{Title: "x"}, m)
			return err
		}, modes[:1]},
	} {
		for _, mode := range modes {
			err := op.call(amplify.WithAuthMode(mode))
			admitted := false
			for _, m := range op.modes {
				admitted = admitted || m == mode
			}
			if admitted {
				if err != nil {
					t.Errorf("%s as %s: %v", name, mode, err)
				}
				continue
			}
			if !errors.Is(err, amplify.ErrAuthMode) {
				t.Errorf("%s as %s was not refused by the client: %v", name, mode, err)
			}
			if err := op.call(amplify.WithAuthMode(op.modes[0])); err != nil {
				t.Errorf("%s as %s: %v", name, op.modes[0], err)
			}
			raw := s.last
			raw.Mode = mode
			if _, err := c.API.Do(ctx, raw); !errors.Is(err, amplify.ErrUnauthorized) {
				t.Errorf("%s as %s was not refused by the backend: %v", name, mode, err)
			}
		}
	}
}

// TestRoundTrip takes records through every call of a client.
func TestRoundTrip(t *testing.T) { onBothStores(t, roundTrip) }

func roundTrip(t *testing.T, a *api) {
	c := a.client(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	in := testclient.CreateTodoInput{
		Title: "<äß & \"q\">", Done: true, Priority: amplify.Some(2), Score: amplify.Some(1.5), Mood: amplify.Some(testclient.MoodHappy),
		Moods: amplify.SomeList(testclient.MoodSad), Tags: amplify.Some([]amplify.Opt[string]{amplify.Some("a"), amplify.Null[string]()}),
		Place: amplify.Some(testclient.Place{City: "Ulm", Geo: amplify.Some(testclient.Geo{Lat: 48.4, Lng: 10})}),
		Due:   amplify.Some[amplify.Date]("2026-11-23"), At: amplify.Some[amplify.Time]("12:30:00.5+01:00"), When: amplify.Some[amplify.DateTime]("2026-11-23T12:30:00+01:00"),
		Stamp: amplify.Some(amplify.Timestamp(1)), Extra: amplify.Some(amplify.JSON(`{"a":[1]}`)), Site: amplify.Some[amplify.URL]("https://example.com/x"),
		Host: amplify.Some[amplify.IPAddress]("10.0.0.0/8"), Mail: amplify.Some("a@example.com"), Phone: amplify.Some("+49 30 901820"),
	}
	made, err := c.Models.Todo.Create(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Models.Todo.Get(ctx, made.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got.Title != in.Title || !got.Done || got.Place.Value().City != "Ulm" || got.When.Value() != in.When.Value() || got.Extra.Value().String() != `{"a":[1]}` ||
		got.Host.Value() != "10.0.0.0/8" || len(got.Tags.Value()) != 2 || !got.Tags.Value()[1].IsNull() || got.Owner.Value() != "alice" || got.Secret.Value() != "" {
		t.Errorf("got %+v", got)
	}
	changed, err := c.Models.Todo.Update(ctx, testclient.UpdateTodoInput{ID: made.ID, Priority: amplify.Null[int](), Title: amplify.Some("new")})
	if err != nil || changed.Title != "new" || changed.Priority.Value() != 0 || !changed.Done {
		t.Errorf("update: %+v, %v", changed, err)
	}
	f := testclient.TodoFields
	page, err := c.Models.Todo.List(ctx, amplify.Where(f.Title.In("new", "x").And(f.Done.Eq(true), f.Tags.Contains("a"))))
	if err != nil || len(page.Items) != 1 || page.Items[0].ID != made.ID {
		t.Errorf("list: %+v, %v", page, err)
	}
	if _, err := c.Models.Todo.Create(ctx, testclient.CreateTodoInput{Title: "x", ID: amplify.Some(made.ID)}); !errors.Is(err, amplify.ErrConditionFailed) {
		t.Errorf("a second record of the same id: %v", err)
	}
	if _, err := c.Models.Todo.Delete(ctx, made.ID); err != nil {
		t.Error(err)
	}
	if _, err := c.Models.Todo.Get(ctx, made.ID); !errors.Is(err, amplify.ErrNotFound) {
		t.Errorf("get of a removed record: %v", err)
	}
	if _, err := c.Models.Todo.Create(ctx, testclient.CreateTodoInput{Title: "x", Mail: amplify.Some("no")}); !errors.Is(err, amplify.ErrInvalid) {
		t.Errorf("an invalid mail address: %v", err)
	}
}

// TestRelationsAndIndexes follows relationships both ways and pages an index.
func TestRelationsAndIndexes(t *testing.T) { onBothStores(t, relationsAndIndexes) }

func relationsAndIndexes(t *testing.T, a *api) {
	c := a.client(t, amplify.WithAuthMode(amplify.AuthModeAPIKey))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	author, err := c.Models.Author.Create(ctx, testclient.CreateAuthorInput{Name: "A"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		if _, err := c.Models.Book.Create(ctx, testclient.CreateBookInput{Title: "T", Pages: amplify.Some(i), AuthorID: amplify.Some(author.ID), State: amplify.Some(testclient.BookStateOut)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Models.Profile.Create(ctx, testclient.CreateProfileInput{AuthorID: amplify.Some(author.ID), Bio: amplify.Some("b")}); err != nil {
		t.Fatal(err)
	}
	var pages []int
	page, err := c.Models.Book.ListBookByTitleAndPages(ctx, testclient.ListBookByTitleAndPagesKey{Title: "T", Pages: amplify.KeyGe(1)}, amplify.SortDesc(), amplify.Limit(2))
	if err != nil {
		t.Fatal(err)
	}
	for b, err := range page.All(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, b.Pages.Value())
	}
	if fmt.Sprint(pages) != "[4 3 2 1]" {
		t.Errorf("pages %v", pages)
	}
	composite, err := c.Models.Book.BooksByState(ctx, testclient.BooksByStateKey{State: testclient.BookStateOut,
		TitlePages: amplify.KeyEq(testclient.BookTitlePages{Title: amplify.Some("T"), Pages: amplify.Some(3)})})
	if err != nil || len(composite.Items) != 1 {
		t.Fatalf("composite: %+v, %v", composite, err)
	}
	back, err := c.Models.Book.LoadAuthor(ctx, composite.Items[0])
	if err != nil || back.Name != "A" {
		t.Errorf("author: %+v, %v", back, err)
	}
	books, err := c.Models.Author.LoadBooks(ctx, author, amplify.Where(testclient.BookFields.Pages.Lt(2)))
	if err != nil || len(books.Items) != 2 {
		t.Errorf("books: %+v, %v", books, err)
	}
	if p, err := c.Models.Author.LoadProfile(ctx, author); err != nil || p.Bio.Value() != "b" {
		t.Errorf("profile: %+v, %v", p, err)
	}
	f := testclient.AuthorFields
	nested, err := c.Models.Author.Get(ctx, author.ID, amplify.Select(f.Name, f.Books.With(testclient.BookFields.Pages), f.Profile))
	if err != nil || len(nested.Books.Items) != 5 || nested.Profile.Bio.Value() != "b" || nested.ID != "" {
		t.Errorf("nested: %+v, %v", nested, err)
	}
	seat := testclient.CreateSeatInput{Venue: "v", Row: "r", Number: 7}
	if _, err := c.Models.Seat.Create(ctx, seat); err != nil {
		t.Fatal(err)
	}
	got, err := c.Models.Seat.Get(ctx, testclient.SeatKey{Venue: "v", Row: "r", Number: 7})
	if err != nil || got.Number != 7 {
		t.Errorf("seat: %+v, %v", got, err)
	}
	seats, err := c.Models.Seat.ListByVenue(ctx, testclient.SeatListKey{Venue: "v", RowNumber: amplify.KeyBeginsWith(testclient.SeatRowNumber{Row: amplify.Some("r")})})
	if err != nil || len(seats.Items) != 1 {
		t.Errorf("seats: %+v, %v", seats, err)
	}
}

// TestRealtime subscribes in each admitted mode and observes a list, all
// without sockets.
func TestRealtime(t *testing.T) { onBothStores(t, realtime) }

func realtime(t *testing.T, a *api) {
	c := a.client(t)
	for _, mode := range []amplify.AuthMode{amplify.AuthModeAPIKey, amplify.AuthModeOIDC, amplify.AuthModeIdentityPool, amplify.AuthModeLambda} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			// The list of an observation is read after the subscription has
			// started, so its first snapshot says that events flow.
			made := false
			var writing sync.WaitGroup
			defer writing.Wait()
			for s, err := range c.Models.Author.ObserveQuery(ctx, amplify.WithAuthMode(mode), amplify.Where(testclient.AuthorFields.Name.Eq(string(mode)))) {
				if err != nil {
					t.Fatal(err)
				}
				if len(s.Items) == 1 && s.Synced {
					return
				}
				if !made && s.Synced {
					made = true
					writing.Go(func() {
						_, err := c.Models.Author.Create(ctx, testclient.CreateAuthorInput{Name: string(mode)}, amplify.WithAuthMode(amplify.AuthModeAPIKey))
						if err != nil {
							t.Error(err)
						}
					})
				}
			}
			t.Error("the record was not observed")
		})
	}
}
