package plural

import "regexp"

// rule turns the first match of a pattern into its replacement. A word can
// only match if it ends in one of the letters of last; empty means any.
type rule struct {
	last        string
	pattern     *regexp.Regexp
	replacement string
}

// rules are tried from the last to the first; the first match decides.
var rules = []rule{
	ends("", `s?$`, `s`),
	ends("", `[^\x00-\x7f]$`, `${0}`),
	ends("e", `([^aeiou]ese)$`, `${1}`),
	ends("s", `(ax|test)is$`, `${1}es`),
	ends("s", `(alias|[^aou]us|t[lm]as|gas|ris)$`, `${1}es`),
	ends("us", `(e[mn]u)s?$`, `${1}s`),
	ends("sm", `([^l]ias|[aeiou]las|[ejzr]as|[iu]am)$`, `${1}`),
	ends("si", `(alumn|syllab|vir|radi|nucle|fung|cact|stimul|termin|bacill|foc|uter|loc|strat)(?:us|i)$`, `${1}i`),
	ends("ae", `(alumn|alg|vertebr)(?:a|ae)$`, `${1}ae`),
	ends("hbm", `(seraph|cherub)(?:im)?$`, `${1}im`),
	ends("o", `(her|at|gr)o$`, `${1}oes`),
	ends("am", `(agend|addend|millenni|dat|extrem|bacteri|desiderat|strat|candelabr|errat|ov|symposi|curricul|automat|quor)(?:a|um)$`, `${1}a`),
	ends("an", `(apheli|hyperbat|periheli|asyndet|noumen|phenomen|criteri|organ|prolegomen|hedr|automat)(?:a|on)$`, `${1}a`),
	ends("s", `sis$`, `ses`),
	ends("ef", `(?:(kni|wi|li)fe|(ar|l|ea|eo|oa|hoo)f)$`, `${1}${2}ves`),
	ends("y", `([^aeiouy]|qu)y$`, `${1}ies`),
	ends("y", `([^ch][ieo][ln])ey$`, `${1}ies`),
	ends("xhsz", `(x|ch|ss|sh|zz)$`, `${1}es`),
	ends("x", `(matr|cod|mur|sil|vert|ind|append)(?:ix|ex)$`, `${1}ices`),
	ends("e", `\b((?:tit)?m|l)(?:ice|ouse)$`, `${1}ice`),
	ends("ne", `(pe)(?:rson|ople)$`, `${1}ople`),
	ends("dn", `(child)(?:ren)?$`, `${1}ren`),
	ends("x", `eaux$`, `${0}`),
	ends("n", `m[ae]n$`, `men`),
	ends("u", `^thou$`, `you`),
	// Words that have no plural, by their ending.
	ends("n", `pok[eé]mon$`, `${0}`),
	ends("e", `[^aeiou]ese$`, `${0}`),
	ends("r", `deer$`, `${0}`),
	ends("h", `fish$`, `${0}`),
	ends("s", `measles$`, `${0}`),
	ends("s", `o[iu]s$`, `${0}`),
	ends("x", `pox$`, `${0}`),
	ends("p", `sheep$`, `${0}`),
}

func ends(last, pattern, replacement string) rule {
	return rule{last, regexp.MustCompile(`(?i)` + pattern), replacement}
}

// irregular maps a singular to its plural.
var irregular = map[string]string{
	"i":        "we",
	"me":       "us",
	"he":       "they",
	"she":      "they",
	"them":     "them",
	"myself":   "ourselves",
	"yourself": "yourselves",
	"itself":   "themselves",
	"herself":  "themselves",
	"himself":  "themselves",
	"themself": "themselves",
	"is":       "are",
	"was":      "were",
	"has":      "have",
	"this":     "these",
	"that":     "those",
	"echo":     "echoes",
	"dingo":    "dingoes",
	"volcano":  "volcanoes",
	"tornado":  "tornadoes",
	"torpedo":  "torpedoes",
	"genus":    "genera",
	"viscus":   "viscera",
	"stigma":   "stigmata",
	"stoma":    "stomata",
	"dogma":    "dogmata",
	"lemma":    "lemmata",
	"schema":   "schemata",
	"anathema": "anathemata",
	"ox":       "oxen",
	"axe":      "axes",
	"die":      "dice",
	"yes":      "yeses",
	"foot":     "feet",
	"eave":     "eaves",
	"goose":    "geese",
	"tooth":    "teeth",
	"quiz":     "quizzes",
	"human":    "humans",
	"proof":    "proofs",
	"carve":    "carves",
	"valve":    "valves",
	"looey":    "looies",
	"thief":    "thieves",
	"groove":   "grooves",
	"pickaxe":  "pickaxes",
	"passerby": "passersby",
}

// irregularPlurals holds the plurals of irregular.
var irregularPlurals = func() map[string]bool {
	set := make(map[string]bool, len(irregular))
	for _, p := range irregular {
		set[p] = true
	}
	return set
}()

// uncountable are the words whose plural is the word itself.
var uncountable = set(
	"adulthood", "advice", "agenda", "aid", "aircraft", "alcohol", "ammo", "analytics",
	"anime", "athletics", "audio", "bison", "blood", "bream", "buffalo", "butter",
	"carp", "cash", "chassis", "chess", "clothing", "cod", "commerce", "cooperation",
	"corps", "debris", "diabetes", "digestion", "elk", "energy", "equipment", "excretion",
	"expertise", "firmware", "flounder", "fun", "gallows", "garbage", "graffiti", "hardware",
	"headquarters", "health", "herpes", "highjinks", "homework", "housework", "information", "jeans",
	"justice", "kudos", "labour", "literature", "machinery", "mackerel", "mail", "media",
	"mews", "moose", "music", "mud", "manga", "news", "only", "personnel",
	"pike", "plankton", "pliers", "police", "pollution", "premises", "rain", "research",
	"rice", "salmon", "scissors", "series", "sewage", "shambles", "shrimp", "software",
	"species", "staff", "swine", "tennis", "traffic", "transportation", "trout", "tuna",
	"wealth", "welfare", "whiting", "wildebeest", "wildlife", "you",
)

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}
