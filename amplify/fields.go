package amplify

// The types of generated fields: a field's name in the API as a string, and
// the comparisons that its type has. M is the model, V the type of the values.

// Text is a field that is compared as text: ID, String and the AWS scalars
// that are written as text. Text is ordered by its UTF-8 bytes.
type Text[M, V any] string

// Eq holds where the field equals v.
func (f Text[M, V]) Eq(v V) Filter[M] { return compare[M](string(f), "eq", v) }

// Ne holds where the field does not equal v, or has no value.
func (f Text[M, V]) Ne(v V) Filter[M] { return compare[M](string(f), "ne", v) }

// Lt holds where the field comes before v.
func (f Text[M, V]) Lt(v V) Filter[M] { return compare[M](string(f), "lt", v) }

// Le holds where the field comes before v or equals it.
func (f Text[M, V]) Le(v V) Filter[M] { return compare[M](string(f), "le", v) }

// Gt holds where the field comes after v.
func (f Text[M, V]) Gt(v V) Filter[M] { return compare[M](string(f), "gt", v) }

// Ge holds where the field comes after v or equals it.
func (f Text[M, V]) Ge(v V) Filter[M] { return compare[M](string(f), "ge", v) }

// Between holds where the field lies between lo and hi, both included.
func (f Text[M, V]) Between(lo, hi V) Filter[M] { return compare[M](string(f), "between", lo, hi) }

// In holds where the field equals one of the values.
func (f Text[M, V]) In(values ...V) Filter[M] { return compare[M](string(f), "in", anys(values)...) }

// NotIn holds where the field equals none of the values.
func (f Text[M, V]) NotIn(values ...V) Filter[M] {
	return compare[M](string(f), "notIn", anys(values)...)
}

// BeginsWith holds where the field begins with s.
func (f Text[M, V]) BeginsWith(s string) Filter[M] { return compare[M](string(f), "beginsWith", s) }

// Contains holds where s is somewhere in the field.
func (f Text[M, V]) Contains(s string) Filter[M] { return compare[M](string(f), "contains", s) }

// NotContains holds where s is nowhere in the field, or the field has no value.
func (f Text[M, V]) NotContains(s string) Filter[M] { return compare[M](string(f), "notContains", s) }

// Exists holds where the field was ever given, if only as null.
func (f Text[M, V]) Exists() Filter[M] { return compare[M](string(f), "attributeExists", true) }

// Missing holds where the field was never given, or was cleared by an update.
func (f Text[M, V]) Missing() Filter[M] { return compare[M](string(f), "attributeExists", false) }

// Size compares the number of characters.
func (f Text[M, V]) Size() Size[M] { return Size[M](f) }

func (f Text[M, V]) of(M) {}

func (f Text[M, V]) selected(selectionSet) (selectedField, error) {
	return selectedField{name: string(f)}, nil
}

// Num is a field that is compared as a number: Int, Float, AWSTimestamp.
type Num[M, V any] string

// Eq holds where the field equals v.
func (f Num[M, V]) Eq(v V) Filter[M] { return compare[M](string(f), "eq", v) }

// Ne holds where the field does not equal v, or has no value.
func (f Num[M, V]) Ne(v V) Filter[M] { return compare[M](string(f), "ne", v) }

// Lt holds where the field is less than v.
func (f Num[M, V]) Lt(v V) Filter[M] { return compare[M](string(f), "lt", v) }

// Le holds where the field is at most v.
func (f Num[M, V]) Le(v V) Filter[M] { return compare[M](string(f), "le", v) }

// Gt holds where the field is greater than v.
func (f Num[M, V]) Gt(v V) Filter[M] { return compare[M](string(f), "gt", v) }

// Ge holds where the field is at least v.
func (f Num[M, V]) Ge(v V) Filter[M] { return compare[M](string(f), "ge", v) }

// Between holds where the field lies between lo and hi, both included.
func (f Num[M, V]) Between(lo, hi V) Filter[M] { return compare[M](string(f), "between", lo, hi) }

// In holds where the field equals one of the values.
func (f Num[M, V]) In(values ...V) Filter[M] { return compare[M](string(f), "in", anys(values)...) }

// NotIn holds where the field equals none of the values.
func (f Num[M, V]) NotIn(values ...V) Filter[M] {
	return compare[M](string(f), "notIn", anys(values)...)
}

// Exists holds where the field was ever given, if only as null.
func (f Num[M, V]) Exists() Filter[M] { return compare[M](string(f), "attributeExists", true) }

// Missing holds where the field was never given, or was cleared by an update.
func (f Num[M, V]) Missing() Filter[M] { return compare[M](string(f), "attributeExists", false) }

func (f Num[M, V]) of(M) {}

func (f Num[M, V]) selected(selectionSet) (selectedField, error) {
	return selectedField{name: string(f)}, nil
}

// Bool is a Boolean field.
type Bool[M any] string

// Eq holds where the field equals v.
func (f Bool[M]) Eq(v bool) Filter[M] { return compare[M](string(f), "eq", v) }

// Ne holds where the field does not equal v, or has no value.
func (f Bool[M]) Ne(v bool) Filter[M] { return compare[M](string(f), "ne", v) }

// Exists holds where the field was ever given, if only as null.
func (f Bool[M]) Exists() Filter[M] { return compare[M](string(f), "attributeExists", true) }

// Missing holds where the field was never given, or was cleared by an update.
func (f Bool[M]) Missing() Filter[M] { return compare[M](string(f), "attributeExists", false) }

func (f Bool[M]) of(M) {}

func (f Bool[M]) selected(selectionSet) (selectedField, error) {
	return selectedField{name: string(f)}, nil
}

// Enum is a field of the enum V.
type Enum[M, V any] string

// Eq holds where the field equals v.
func (f Enum[M, V]) Eq(v V) Filter[M] { return compare[M](string(f), "eq", v) }

// Ne holds where the field does not equal v, or has no value.
func (f Enum[M, V]) Ne(v V) Filter[M] { return compare[M](string(f), "ne", v) }

// In holds where the field equals one of the values.
func (f Enum[M, V]) In(values ...V) Filter[M] { return compare[M](string(f), "in", anys(values)...) }

// NotIn holds where the field equals none of the values.
func (f Enum[M, V]) NotIn(values ...V) Filter[M] {
	return compare[M](string(f), "notIn", anys(values)...)
}

func (f Enum[M, V]) of(M) {}

func (f Enum[M, V]) selected(selectionSet) (selectedField, error) {
	return selectedField{name: string(f)}, nil
}

// List is a field that holds a list of V.
type List[M, V any] string

// Contains holds where v is an element.
func (f List[M, V]) Contains(v V) Filter[M] { return compare[M](string(f), "contains", v) }

// NotContains holds where v is not an element, or the field has no value.
func (f List[M, V]) NotContains(v V) Filter[M] { return compare[M](string(f), "notContains", v) }

func (f List[M, V]) of(M) {}

func (f List[M, V]) selected(selectionSet) (selectedField, error) {
	return selectedField{name: string(f)}, nil
}

// Size is the length of a text, for filters.
type Size[M any] string

// Eq holds where the length is n.
func (f Size[M]) Eq(n int) Filter[M] { return f.compare("eq", n) }

// Lt holds where the length is less than n.
func (f Size[M]) Lt(n int) Filter[M] { return f.compare("lt", n) }

// Gt holds where the length is greater than n.
func (f Size[M]) Gt(n int) Filter[M] { return f.compare("gt", n) }

// Between holds where the length lies between lo and hi, both included.
func (f Size[M]) Between(lo, hi int) Filter[M] { return f.compare("between", []int{lo, hi}) }

func (f Size[M]) compare(operator string, v any) Filter[M] {
	return compare[M](string(f), "size", map[string]any{operator: v})
}

func anys[V any](values []V) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}
