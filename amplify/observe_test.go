package amplify_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/amplifygo/amplifygo/amplify"
	client "github.com/amplifygo/amplifygo/internal/testkit/testclient"
)

// startsOf waits for the starts of a model's three subscriptions.
func startsOf(r *realtime) map[string]start {
	all := map[string]start{}
	for range 3 {
		s := <-r.starts
		for _, name := range []string{"onCreateTodo", "onUpdateTodo", "onDeleteTodo"} {
			if strings.Contains(s.data.Query, name+"(") {
				all[name] = s
			}
		}
	}
	return all
}

func state(s amplify.Snapshot[*client.Todo]) string {
	var b strings.Builder
	for _, t := range s.Items {
		b.WriteString(t.ID + "=" + t.Title + " ")
	}
	if s.Synced {
		b.WriteString("synced")
	}
	return strings.TrimSpace(b.String())
}

func TestObserveQuery(t *testing.T) {
	t.Parallel()
	r := newRealtime(t)
	var subscribed map[string]start
	var lists atomic.Int32
	pages := []string{
		`{"data":{"listTodos":{"items":[{"id":"1","title":"a"}],"nextToken":"n"}}}`,
		`{"data":{"listTodos":{"items":[{"id":"2","title":"b"}],"nextToken":null}}}`,
		`{"data":{"listTodos":{"items":[{"id":"9","title":"new"}],"nextToken":null}}}`,
	}
	r.list = func() string {
		n := int(lists.Add(1))
		if n == 1 {
			subscribed = startsOf(r) // all three are there before the first page
		}
		return pages[min(n, len(pages))-1] // each of the three may report the gap
	}
	want := []string{
		"1=a", "1=a 2=b synced", // two pages
		"1=a 2=b 3=c synced", // create
		"1=A 2=b 3=c synced", // update
		"1=A 3=c synced",     // delete
		"9=new synced",       // the list again after a gap
	}
	var got []string
	for s, err := range r.client().Models.Todo.ObserveQuery(deadline(t)) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, state(s))
		switch len(got) {
		case 2:
			r.send(subscribed["onUpdateTodo"], `{"data":{"onUpdateTodo":{"id":"7","title":"unknown"}}}`)
			r.send(subscribed["onCreateTodo"], `{"data":{"onCreateTodo":{"id":"3","title":"c"}}}`)
		case 3:
			r.send(subscribed["onUpdateTodo"], `{"data":{"onUpdateTodo":{"id":"1","title":"A"}}}`)
		case 4:
			r.send(subscribed["onDeleteTodo"], `{"data":{"onDeleteTodo":{"id":"2","title":"b"}}}`)
		case 5:
			_ = subscribed["onDeleteTodo"].conn.CloseNow()
		}
		if len(got) >= len(want) {
			break
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestObserveQueryEndsWithTheContext(t *testing.T) {
	t.Parallel()
	r := newRealtime(t)
	r.list = func() string { return `{"data":{"listTodos":{"items":[],"nextToken":null}}}` }
	ctx, cancel := context.WithCancel(deadline(t))
	defer cancel()
	n := 0
	for s, err := range r.client().Models.Todo.ObserveQuery(ctx, amplify.Select(client.TodoFields.Title)) {
		if n++; err != nil || !s.Synced {
			t.Errorf("%+v, %v", s, err)
		}
		cancel()
	}
	if n != 1 {
		t.Errorf("%d snapshots", n)
	}
}
