package gomodel

import (
	"strings"
	"testing"
)

func TestWithArticle(t *testing.T) {
	t.Parallel()
	for article, names := range map[string]string{
		"a":  "Todo Note Year User UserProfile Unit University UniqueCode Usage UtilityBill Euro OneTimeCode URL UIState UUID Host Home House T Uranium 日記",
		"an": "AmberSurvey Entry Item Order Upload Umbrella UninvoicedOrder Update Only Hour HonorRoll Heirloom A E IOTDevice FAQ SMSCode HTTPRequest XAxis MRI Utterance Usher Eel",
	} {
		for _, name := range strings.Fields(names) {
			if got := WithArticle(name); got != article+" "+name {
				t.Errorf("got %q", got)
			}
		}
	}
	if got := WithArticle(""); got != "a " {
		t.Errorf("got %q", got)
	}
}
