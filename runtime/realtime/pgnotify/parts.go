package pgnotify

import (
	"crypto/rand"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/amplifygo/amplifygo/runtime/event"
)

// partBytes is how much of an event goes into one notification; PostgreSQL
// takes payloads below 8,000 bytes.
const partBytes = 7000

// split cuts a message into notifications: "<key>:<part>:<parts>:<text>". A
// message is UTF-8 text; a cut falls between characters.
func split(data []byte) []string {
	var texts []string
	for rest := string(data); rest != ""; {
		n := min(partBytes, len(rest))
		for n < len(rest) && !utf8.RuneStart(rest[n]) {
			n--
		}
		texts = append(texts, rest[:n])
		rest = rest[n:]
	}
	key := rand.Text()[:16]
	for i, t := range texts {
		texts[i] = key + ":" + strconv.Itoa(i) + ":" + strconv.Itoa(len(texts)) + ":" + t
	}
	return texts
}

var errPart = errors.New("a notification is not part of a message")

// assembler joins the parts of messages. Those of one message arrive in order and
// without others between them, since they are sent in one transaction.
type assembler struct {
	key  string
	next int
	text strings.Builder
}

func newAssembler() *assembler { return &assembler{} }

// add takes a notification; complete is set with the last part of a message.
func (a *assembler) add(payload string) (data []byte, complete bool, err error) {
	fields := strings.SplitN(payload, ":", 4)
	if len(fields) != 4 {
		return nil, false, errPart
	}
	part, err1 := strconv.Atoi(fields[1])
	parts, err2 := strconv.Atoi(fields[2])
	if err1 != nil || err2 != nil || part < 0 || part >= parts || parts > event.MaxEncoded/partBytes+1 {
		return nil, false, errPart
	}
	if part == 0 {
		a.key, a.next = fields[0], 0
		a.text.Reset()
	}
	if fields[0] != a.key || part != a.next || a.text.Len()+len(fields[3]) > event.MaxEncoded {
		a.key = ""
		return nil, false, errPart
	}
	a.text.WriteString(fields[3])
	a.next++
	if a.next < parts {
		return nil, false, nil
	}
	a.key = ""
	return []byte(a.text.String()), true, nil
}
