package amplify

// The types of generated fields are strings of the model's and the field's name
// in the API ("Todo.title"), with the comparisons that the field's type has.
// The model is in the value and not a type parameter, and scalars have types of
// their own, which internal/fieldtypes writes, because every package that uses
// a generic type compiles all its methods again, for each type argument.

// FieldSet is in the struct of a model's fields, which it makes incomparable:
// the compiler would otherwise make the code of a comparison that nobody needs.
type FieldSet [0]func()

// BoolField is a field of type Boolean.
type BoolField string

// Eq holds where the field equals v.
func (f BoolField) Eq(v bool) Filter { return compare(string(f), "eq", v) }

// Ne holds where the field does not equal v, or has no value.
func (f BoolField) Ne(v bool) Filter { return compare(string(f), "ne", v) }

// Exists holds where the field was ever given, if only as null.
func (f BoolField) Exists() Filter { return compare(string(f), "attributeExists", true) }

// Missing holds where the field was never given, or was cleared by an update.
func (f BoolField) Missing() Filter { return compare(string(f), "attributeExists", false) }

func (f BoolField) selection() *selector { return &selector{field: string(f)} }

// EnumField is a field of the enum V. An enum is a generated type, so that this
// one is generic; what its methods do is not.
type EnumField[V ~string] string

// Eq holds where the field equals v.
func (f EnumField[V]) Eq(v V) Filter { return compareText(string(f), "eq", string(v)) }

// Ne holds where the field does not equal v, or has no value.
func (f EnumField[V]) Ne(v V) Filter { return compareText(string(f), "ne", string(v)) }

// In holds where the field equals one of the values.
func (f EnumField[V]) In(values ...V) Filter { return compareTexts(string(f), "in", texts(values)) }

// NotIn holds where the field equals none of the values.
func (f EnumField[V]) NotIn(values ...V) Filter {
	return compareTexts(string(f), "notIn", texts(values))
}

func (f EnumField[V]) selection() *selector { return namedField(string(f)) }

// EnumListField is a field that holds a list of the enum V.
type EnumListField[V ~string] string

// Contains holds where v is an element.
func (f EnumListField[V]) Contains(v V) Filter { return compareText(string(f), "contains", string(v)) }

// NotContains holds where v is not an element, or the field has no value.
func (f EnumListField[V]) NotContains(v V) Filter {
	return compareText(string(f), "notContains", string(v))
}

func (f EnumListField[V]) selection() *selector { return namedField(string(f)) }

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

// The functions below are the part of a generic field's methods that is the
// same for all type arguments. Inlined, they would be compiled with each.

//go:noinline
func compareText(field, operator, v string) Filter { return compare(field, operator, v) }

//go:noinline
func compareTexts(field, operator string, values []string) Filter {
	return compare(field, operator, anys(values)...)
}

//go:noinline
func namedField(field string) *selector { return &selector{field: field} }

//go:noinline
func texts[V ~string](values []V) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
