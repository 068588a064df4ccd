package amplify

import (
	"context"
	"encoding/json"
	"iter"
)

// Generic code is compiled again by each package that uses it, so that a call
// of generated code has two parts: what calls the API is not generic, and the
// functions below only give the result its type. Their type arguments are
// pointers wherever the result is a record: all pointers share one instance of
// the code, as long as the constraint is any. What is left for each type
// argument is a wrapper, into which the shared code would be copied if they
// could be inlined.

// Answer is the value of a root field before it has its type, and the error
// that came with it or in its place.
type Answer struct {
	operation string
	value     json.RawMessage
	err       error
}

// missing reports whether the value is absent or null.
func (a *Answer) missing() bool { return isNull(a.value) }

// decode reads the value into what into points to.
func (a *Answer) decode(into any) error {
	err := decode(a.operation, a.value, into)
	if a.err != nil {
		return a.err
	}
	return err
}

// ResultOf gives an answer its type.
//
//go:noinline
func ResultOf[T any](a *Answer) (result T, err error) {
	err = a.decode(&result)
	return result, err
}

// Listed is a page before its records have their type.
type Listed struct {
	list   *listing
	answer *Answer
}

// PageOf gives the records of a page their type; nil where there is no page,
// with the error.
//
//go:noinline
func PageOf[T any](l *Listed) (*Page[T], error) {
	page := &Page[T]{list: l.list}
	err := l.answer.decode(page)
	if l.answer.missing() {
		return nil, err
	}
	if l.list != nil && l.list.each != nil {
		var none T
		for _, item := range page.Items {
			if any(item) != any(none) {
				l.list.each(item)
			}
		}
	}
	return page, err
}

// Source is where the records of a sequence come from: the pages of a list, or
// the events of a subscription.
type Source struct {
	ctx    context.Context
	first  func() *Listed
	events func(yield func(*Answer) bool)
}

// SeqOf gives the records of a sequence their type.
//
//go:noinline
func SeqOf[T any](s *Source) iter.Seq2[T, error] {
	if s.first == nil {
		return func(yield func(T, error) bool) {
			s.events(func(a *Answer) bool { return yield(ResultOf[T](a)) })
		}
	}
	return func(yield func(T, error) bool) {
		page, err := PageOf[T](s.first())
		walk(s.ctx, page, err)(yield)
	}
}

// decode reads the value of a root field; an absent one leaves into alone.
func decode(operation string, raw json.RawMessage, into any) error {
	if len(raw) == 0 {
		return nil
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return misfit(operation, err)
	}
	return nil
}

func isNull(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

func misfit(operation string, err error) *Error {
	return &Error{Operation: operation, Code: CodeUnknown, Message: "the answer does not fit the schema that the client was generated from", Err: err}
}
