package sigv4

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/textproto"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/amplifygo/amplifygo/runtime/auth"
)

// Bounds of a signature's headers, in bytes; a session token of the identity
// pool has less than 1 KiB, one of AWS up to about 4 KiB.
const (
	maxAuthorization = 4 << 10
	maxSessionToken  = 8 << 10
	maxHeaders       = 64
)

const algorithm = "AWS4-HMAC-SHA256"

// signature is a parsed Authorization header and the session token beside it.
type signature struct {
	accessKeyID           string
	date, region, service string
	headers               []string // signed headers: lower case, sorted, each once
	hex                   string   // of 64 digits, lower case
	sessionToken          string   // empty where there is none
}

// String writes the header as the AWS SDK does.
func (s *signature) String() string {
	return fmt.Sprintf("%s Credential=%s/%s/%s/%s/aws4_request, SignedHeaders=%s, Signature=%s",
		algorithm, s.accessKeyID, s.date, s.region, s.service, strings.Join(s.headers, ";"), s.hex)
}

var (
	accessKeyForm  = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)
	dayForm        = regexp.MustCompile(`^[0-9]{8}$`)
	scopeForm      = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)
	headerNameForm = regexp.MustCompile("^[a-z0-9!#$%&'*+.^_`|~-]+$")
	signatureForm  = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// read takes the signature out of a request's headers and checks that it
// covers what it has to: host, date, session token and, if there is one, the
// header that names the payload's hash.
func read(r *auth.Request) (*signature, time.Time, error) {
	value, err := one(r, "Authorization", maxAuthorization)
	if err != nil {
		return nil, time.Time{}, err
	}
	s, err := parse(value)
	if err != nil {
		return nil, time.Time{}, err
	}
	if s.sessionToken, err = one(r, "X-Amz-Security-Token", maxSessionToken); err != nil {
		return nil, time.Time{}, err
	}
	date, err := date(r)
	if err != nil {
		return nil, date, err
	}
	return s, date, s.covers(r)
}

// one returns the only value of a header; empty if there is none.
func one(r *auth.Request, name string, limit int) (string, error) {
	values := r.Header[name]
	switch {
	case len(values) == 0:
		return "", nil
	case len(values) > 1:
		return "", incomplete(fmt.Sprintf("Header '%s' is there more than once.", name))
	case len(values[0]) > limit:
		return "", incomplete(fmt.Sprintf("Header '%s' is too long.", name))
	}
	return values[0], nil
}

// date reads X-Amz-Date; the header Date is not accepted in its place, since
// it is not signed by any client of AppSync.
func date(r *auth.Request) (time.Time, error) {
	value, err := one(r, "X-Amz-Date", len(dateForm))
	if err != nil {
		return time.Time{}, err
	}
	if value == "" {
		return time.Time{}, incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
	}
	t, err := time.Parse(dateForm, value)
	if err != nil || t.Format(dateForm) != value {
		return t, incomplete("Date must be in ISO-8601 'basic format'.")
	}
	return t, nil
}

// parse reads an Authorization header of SigV4. Each parameter is there once,
// and there are no others.
func parse(value string) (*signature, error) {
	rest, ok := strings.CutPrefix(value, algorithm)
	if !ok || len(value) > maxAuthorization || (rest != "" && rest[0] != ' ') {
		return nil, incomplete("Unsupported AWS 'algorithm'.")
	}
	parameters := map[string]string{}
	for _, p := range strings.Split(rest, ",") {
		name, v, ok := strings.Cut(strings.Trim(p, " "), "=")
		if _, twice := parameters[name]; twice || (ok && !slices.Contains(parameterNames, name)) {
			return nil, incomplete("Authorization header has an unknown or repeated parameter.")
		}
		if ok {
			parameters[name] = v
		}
	}
	var missing []string
	for _, name := range parameterNames {
		if parameters[name] == "" {
			missing = append(missing, fmt.Sprintf("Authorization header requires '%s' parameter.", name))
		}
	}
	if missing != nil {
		return nil, incomplete(strings.Join(missing, " "))
	}
	return assemble(parameters)
}

var parameterNames = []string{"Credential", "Signature", "SignedHeaders"}

func assemble(parameters map[string]string) (*signature, error) {
	c := strings.Split(parameters["Credential"], "/")
	if len(c) != 5 || c[4] != "aws4_request" || !accessKeyForm.MatchString(c[0]) ||
		!dayForm.MatchString(c[1]) || !scopeForm.MatchString(c[2]) || !scopeForm.MatchString(c[3]) {
		return nil, incomplete("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.")
	}
	s := &signature{accessKeyID: c[0], date: c[1], region: c[2], service: c[3], hex: parameters["Signature"]}
	if !signatureForm.MatchString(s.hex) {
		return nil, incomplete("Signature must be 64 hexadecimal digits.")
	}
	s.headers = strings.Split(parameters["SignedHeaders"], ";")
	if !canonical(s.headers) {
		return nil, incomplete("SignedHeaders must be at most 64 lower-case names in order, each once.")
	}
	return s, nil
}

func canonical(names []string) bool {
	for i, name := range names {
		if !headerNameForm.MatchString(name) || (i > 0 && names[i-1] >= name) {
			return false
		}
	}
	return len(names) <= maxHeaders
}

// covers checks that the signature covers what changes its meaning.
func (s *signature) covers(r *auth.Request) error {
	need := []string{"host", "x-amz-date"}
	if s.sessionToken != "" {
		need = append(need, "x-amz-security-token")
	}
	hash, err := one(r, "X-Amz-Content-Sha256", 64)
	if err != nil {
		return err
	}
	if hash != "" {
		need = append(need, "x-amz-content-sha256")
		if sum := sha256.Sum256(r.Body); hash != hex.EncodeToString(sum[:]) {
			return mismatch() // UNSIGNED-PAYLOAD is not for AppSync
		}
	}
	for _, name := range need {
		if !slices.Contains(s.headers, name) {
			return auth.Forbidden(auth.TypeInvalidSignature, fmt.Sprintf("'%s' must be a 'SignedHeader' in the AWS Authorization header.", name))
		}
	}
	for _, name := range s.headers {
		if name != "host" && name != "content-length" && len(r.Header[textproto.CanonicalMIMEHeaderKey(name)]) == 0 {
			return mismatch() // signed but not sent
		}
	}
	if r.Host == "" || strings.ContainsAny(r.Host, "/ ") {
		return auth.Forbidden(auth.TypeInvalidSignature, "'host' must be a 'SignedHeader' in the AWS Authorization header.")
	}
	return nil
}

func incomplete(message string) error {
	return auth.Forbidden(auth.TypeIncompleteSignature, message)
}
