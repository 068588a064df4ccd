package amplify

// KeyCondition compares the sort key of an index query with values of type K:
// the field's type for one sort key, a generated struct for several. The zero
// KeyCondition is none.
type KeyCondition[K any] struct {
	operator string
	values   []any
}

// KeyEq holds where the sort key equals k.
func KeyEq[K any](k K) KeyCondition[K] { return KeyCondition[K]{"eq", []any{k}} }

// KeyLt holds where the sort key is less than k.
func KeyLt[K any](k K) KeyCondition[K] { return KeyCondition[K]{"lt", []any{k}} }

// KeyLe holds where the sort key is at most k.
func KeyLe[K any](k K) KeyCondition[K] { return KeyCondition[K]{"le", []any{k}} }

// KeyGt holds where the sort key is greater than k.
func KeyGt[K any](k K) KeyCondition[K] { return KeyCondition[K]{"gt", []any{k}} }

// KeyGe holds where the sort key is at least k.
func KeyGe[K any](k K) KeyCondition[K] { return KeyCondition[K]{"ge", []any{k}} }

// KeyBetween holds where the sort key lies between lo and hi, both included.
func KeyBetween[K any](lo, hi K) KeyCondition[K] { return KeyCondition[K]{"between", []any{lo, hi}} }

// KeyBeginsWith holds where the sort key begins with k; the API has it for
// keys that are text and for composite ones.
func KeyBeginsWith[K any](k K) KeyCondition[K] { return KeyCondition[K]{"beginsWith", []any{k}} }

// IsZero reports whether there is no condition.
func (k KeyCondition[K]) IsZero() bool { return k.operator == "" }

// MarshalJSON writes the condition as the API takes it: {"between": [1, 3]}.
func (k KeyCondition[K]) MarshalJSON() ([]byte, error) { return marshalKey(k.operator, k.values) }

func marshalKey(operator string, values []any) ([]byte, error) {
	switch operator {
	case "":
		return []byte("null"), nil
	case "between":
		return encode(map[string]any{operator: values})
	}
	return encode(map[string]any{operator: values[0]})
}
