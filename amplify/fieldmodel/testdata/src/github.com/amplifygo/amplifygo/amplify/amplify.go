package amplify

type FieldSet [0]func()

type Filter struct{}

type StringField string

func (f StringField) Eq(v string) Filter { return Filter{} }

func (f Filter) And(others ...Filter) Filter { return f }

type Option interface{}

func Where(f Filter) Option { return f }

func Select(fields ...any) Option { return fields }

type Page[T any] struct{ Items []T }
