package introspection

import (
	"slices"
	"strconv"
	"strings"
)

// words splits a name as the npm package change-case does: before a capital
// behind a small letter or digit, before the last capital of a run, and at
// everything that is neither letter nor digit.
func words(name string) []string {
	var list []string
	start := 0
	cut := func(end int) {
		if end > start {
			list = append(list, name[start:end])
		}
	}
	for i := 0; i < len(name); i++ {
		c := name[i]
		switch {
		case !upper(c) && !lower(c) && !digit(c):
			cut(i)
			start = i + 1
		case i > start && upper(c) && (lower(name[i-1]) || digit(name[i-1])),
			i > start && i+1 < len(name) && upper(name[i-1]) && upper(c) && lower(name[i+1]):
			cut(i)
			start = i
		}
	}
	cut(len(name))
	return list
}

func upper(c byte) bool { return c >= 'A' && c <= 'Z' }
func lower(c byte) bool { return c >= 'a' && c <= 'z' }
func digit(c byte) bool { return c >= '0' && c <= '9' }

// pascal is change-case's pascalCase: "AIChat" becomes "AiChat".
func pascal(name string) string {
	var b strings.Builder
	for i, w := range words(name) {
		if i > 0 && digit(w[0]) {
			b.WriteByte('_')
		}
		b.WriteString(strings.ToUpper(w[:1]))
		b.WriteString(strings.ToLower(w[1:]))
	}
	return b.String()
}

// enumValues gives an enum's values as the generator lists them. It files them
// under their names in constant case, so that of two values that differ in
// case only the later one stays, at the earlier one's place, and names made of
// digits come first.
func enumValues(values []string) []string {
	place := make(map[string]int, len(values))
	list := make([]string, 0, len(values))
	keys := make([]string, 0, len(values))
	for _, v := range values {
		key := strings.ToUpper(strings.Join(words(v), "_"))
		if i, taken := place[key]; taken {
			list[i] = v
			continue
		}
		place[key] = len(list)
		list = append(list, v)
		keys = append(keys, key)
	}
	if !slices.ContainsFunc(keys, arrayIndex) {
		return list
	}
	order := slices.Clone(keys)
	slices.SortStableFunc(order, func(a, b string) int {
		switch x, y := arrayIndex(a), arrayIndex(b); {
		case x && y:
			m, _ := strconv.ParseUint(a, 10, 32)
			n, _ := strconv.ParseUint(b, 10, 32)
			return int(int64(m) - int64(n))
		case x:
			return -1
		case y:
			return 1
		}
		return 0
	})
	sorted := make([]string, len(list))
	for i, key := range order {
		sorted[i] = list[place[key]]
	}
	return sorted
}

// arrayIndex reports whether JavaScript orders a property of that name as a
// number: a canonical integer below 2^32-1.
func arrayIndex(key string) bool {
	n, err := strconv.ParseUint(key, 10, 32)
	return err == nil && n != 1<<32-1 && strconv.FormatUint(n, 10) == key
}
