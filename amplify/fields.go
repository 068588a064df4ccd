package amplify

// The types of generated fields: a string of the model's and the field's name
// in the API ("Todo.title"), with the comparisons that the field's type has. V
// is the type of the values. The model is in the value and not a type
// parameter, because the compiler makes all methods of a generic type again
// for each type argument: a program has few scalars, and many models.

// Text is a field that is compared as text: ID, String and the AWS scalars
// that are written as text. Text is ordered by its UTF-8 bytes.
type Text[V any] string

// Eq holds where the field equals v.
func (f Text[V]) Eq(v V) Filter { return compare(string(f), "eq", v) }

// Ne holds where the field does not equal v, or has no value.
func (f Text[V]) Ne(v V) Filter { return compare(string(f), "ne", v) }

// Lt holds where the field comes before v.
func (f Text[V]) Lt(v V) Filter { return compare(string(f), "lt", v) }

// Le holds where the field comes before v or equals it.
func (f Text[V]) Le(v V) Filter { return compare(string(f), "le", v) }

// Gt holds where the field comes after v.
func (f Text[V]) Gt(v V) Filter { return compare(string(f), "gt", v) }

// Ge holds where the field comes after v or equals it.
func (f Text[V]) Ge(v V) Filter { return compare(string(f), "ge", v) }

// Between holds where the field lies between lo and hi, both included.
func (f Text[V]) Between(lo, hi V) Filter { return compare(string(f), "between", lo, hi) }

// In holds where the field equals one of the values.
func (f Text[V]) In(values ...V) Filter { return compare(string(f), "in", anys(values)...) }

// NotIn holds where the field equals none of the values.
func (f Text[V]) NotIn(values ...V) Filter {
	return compare(string(f), "notIn", anys(values)...)
}

// BeginsWith holds where the field begins with s.
func (f Text[V]) BeginsWith(s string) Filter { return compare(string(f), "beginsWith", s) }

// Contains holds where s is somewhere in the field.
func (f Text[V]) Contains(s string) Filter { return compare(string(f), "contains", s) }

// NotContains holds where s is nowhere in the field, or the field has no value.
func (f Text[V]) NotContains(s string) Filter { return compare(string(f), "notContains", s) }

// Exists holds where the field was ever given, if only as null.
func (f Text[V]) Exists() Filter { return compare(string(f), "attributeExists", true) }

// Missing holds where the field was never given, or was cleared by an update.
func (f Text[V]) Missing() Filter { return compare(string(f), "attributeExists", false) }

// Size compares the number of characters.
func (f Text[V]) Size() Size { return Size(f) }

func (f Text[V]) selection() selector { return selector{field: string(f)} }

// Num is a field that is compared as a number: Int, Float, AWSTimestamp.
type Num[V any] string

// Eq holds where the field equals v.
func (f Num[V]) Eq(v V) Filter { return compare(string(f), "eq", v) }

// Ne holds where the field does not equal v, or has no value.
func (f Num[V]) Ne(v V) Filter { return compare(string(f), "ne", v) }

// Lt holds where the field is less than v.
func (f Num[V]) Lt(v V) Filter { return compare(string(f), "lt", v) }

// Le holds where the field is at most v.
func (f Num[V]) Le(v V) Filter { return compare(string(f), "le", v) }

// Gt holds where the field is greater than v.
func (f Num[V]) Gt(v V) Filter { return compare(string(f), "gt", v) }

// Ge holds where the field is at least v.
func (f Num[V]) Ge(v V) Filter { return compare(string(f), "ge", v) }

// Between holds where the field lies between lo and hi, both included.
func (f Num[V]) Between(lo, hi V) Filter { return compare(string(f), "between", lo, hi) }

// In holds where the field equals one of the values.
func (f Num[V]) In(values ...V) Filter { return compare(string(f), "in", anys(values)...) }

// NotIn holds where the field equals none of the values.
func (f Num[V]) NotIn(values ...V) Filter {
	return compare(string(f), "notIn", anys(values)...)
}

// Exists holds where the field was ever given, if only as null.
func (f Num[V]) Exists() Filter { return compare(string(f), "attributeExists", true) }

// Missing holds where the field was never given, or was cleared by an update.
func (f Num[V]) Missing() Filter { return compare(string(f), "attributeExists", false) }

func (f Num[V]) selection() selector { return selector{field: string(f)} }

// Bool is a Boolean field.
type Bool string

// Eq holds where the field equals v.
func (f Bool) Eq(v bool) Filter { return compare(string(f), "eq", v) }

// Ne holds where the field does not equal v, or has no value.
func (f Bool) Ne(v bool) Filter { return compare(string(f), "ne", v) }

// Exists holds where the field was ever given, if only as null.
func (f Bool) Exists() Filter { return compare(string(f), "attributeExists", true) }

// Missing holds where the field was never given, or was cleared by an update.
func (f Bool) Missing() Filter { return compare(string(f), "attributeExists", false) }

func (f Bool) selection() selector { return selector{field: string(f)} }

// Enum is a field of the enum V.
type Enum[V any] string

// Eq holds where the field equals v.
func (f Enum[V]) Eq(v V) Filter { return compare(string(f), "eq", v) }

// Ne holds where the field does not equal v, or has no value.
func (f Enum[V]) Ne(v V) Filter { return compare(string(f), "ne", v) }

// In holds where the field equals one of the values.
func (f Enum[V]) In(values ...V) Filter { return compare(string(f), "in", anys(values)...) }

// NotIn holds where the field equals none of the values.
func (f Enum[V]) NotIn(values ...V) Filter {
	return compare(string(f), "notIn", anys(values)...)
}

func (f Enum[V]) selection() selector { return selector{field: string(f)} }

// List is a field that holds a list of V.
type List[V any] string

// Contains holds where v is an element.
func (f List[V]) Contains(v V) Filter { return compare(string(f), "contains", v) }

// NotContains holds where v is not an element, or the field has no value.
func (f List[V]) NotContains(v V) Filter { return compare(string(f), "notContains", v) }

func (f List[V]) selection() selector { return selector{field: string(f)} }

// Size is the length of a text, for filters.
type Size string

// Eq holds where the length is n.
func (f Size) Eq(n int) Filter { return f.compare("eq", n) }

// Lt holds where the length is less than n.
func (f Size) Lt(n int) Filter { return f.compare("lt", n) }

// Gt holds where the length is greater than n.
func (f Size) Gt(n int) Filter { return f.compare("gt", n) }

// Between holds where the length lies between lo and hi, both included.
func (f Size) Between(lo, hi int) Filter { return f.compare("between", []int{lo, hi}) }

func (f Size) compare(operator string, v any) Filter {
	return compare(string(f), "size", map[string]any{operator: v})
}

func anys[V any](values []V) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}
