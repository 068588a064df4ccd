package hostile_test

import (
	"bytes"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

const (
	mismatch   = "403 InvalidSignatureException: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
	unknownKey = "403 UnrecognizedClientException: The security token included in the request is invalid."
	incomplete = "403 IncompleteSignatureException: "
)

// for other services, regions and times.
func signedFor(service, region string, age time.Duration) caller {
	return func(x *target, r *http.Request) {
		sign(x.t, r, adminKey, adminSecret, service, region, time.Now().Add(-age))
	}
}

// tampered changes a signed request.
func tampered(change func(r *http.Request)) caller {
	return func(x *target, r *http.Request) {
		admin(x, r)
		change(r)
	}
}

var signatureDigits = regexp.MustCompile(`Signature=([0-9a-f]{64})`)

func TestSignatures(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.seed()
	body := func(text string) func(*http.Request) {
		return func(r *http.Request) {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
		}
	}
	upper := func(v string) string {
		return signatureDigits.ReplaceAllStringFunc(v, strings.ToUpper)
	}
	cases := []struct {
		name string
		as   caller
		want string
	}{
		{"another secret", signed(adminKey, "wrong-secret-0123456789"), mismatch},
		{"no secret", signed(adminKey, "x"), mismatch},
		{"an unknown key", signed("AKIANOBODY", adminSecret), unknownKey},
		{"another's key", replace(admin, adminKey, functionKey), mismatch},
		{"another service", signedFor("execute-api", "us-east-1", 0), "403 InvalidSignatureException: Credential should be scoped to correct service: 'appsync'. "},
		{"another region", signedFor("appsync", "eu-west-1", 0), "403 InvalidSignatureException: Credential should be scoped to a valid region, not 'eu-west-1'. "},
		{"the region of the scope", replace(admin, "us-east-1", "eu-west-1"), "403 InvalidSignatureException: Credential should be scoped to a valid region, not 'eu-west-1'. "},
		{"another body", tampered(body(`{"query":"{ listTodos { items { id content } } }"}`)), mismatch},
		{"no body", tampered(body(`{"query":"{ __typename }"} `)), mismatch},
		{"another host", tampered(func(r *http.Request) { r.Host = "example.com" }), mismatch},
		{"a query string", tampered(func(r *http.Request) { r.URL.RawQuery = "a=b" }), mismatch},
		{"another date", tampered(func(r *http.Request) {
			r.Header.Set("X-Amz-Date", time.Now().Add(time.Minute).UTC().Format("20060102T150405Z"))
		}), mismatch},
		{"no date", tampered(func(r *http.Request) { r.Header.Del("X-Amz-Date") }), incomplete + "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."},
		{"two dates", tampered(func(r *http.Request) { r.Header.Add("X-Amz-Date", "20200101T000000Z") }), incomplete + "Header 'X-Amz-Date' is there more than once."},
		{"a date that is none", tampered(func(r *http.Request) { r.Header.Set("X-Amz-Date", "yesterday") }), incomplete + "Date must be in ISO-8601 'basic format'."},
		{"an unsigned payload", tampered(func(r *http.Request) { r.Header.Set("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD") }), mismatch},
		{"a session token that nobody gave", tampered(func(r *http.Request) { r.Header.Set("X-Amz-Security-Token", "x") }), "403 InvalidSignatureException: 'x-amz-security-token' must be a 'SignedHeader' in the AWS Authorization header."},
		{"another content type", tampered(func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }), mismatch},
		{"a second content type", tampered(func(r *http.Request) { r.Header.Add("Content-Type", "text/plain") }), mismatch},
		{"a signature in capitals", edit(admin, "Authorization", upper), incomplete + "Authorization header has an unknown or repeated parameter."},
		{"a signature of zeros", edit(admin, "Authorization", func(v string) string {
			return signatureDigits.ReplaceAllString(v, "Signature="+strings.Repeat("0", 64))
		}), mismatch},
		{"a cut signature", edit(admin, "Authorization", func(v string) string { return v[:len(v)-1] }), incomplete + "Signature must be 64 hexadecimal digits."},
		{"no signature", edit(admin, "Authorization", func(v string) string { return v[:strings.Index(v, ", Signature")] }), incomplete + "Authorization header requires 'Signature' parameter."},
		{"only the algorithm", header("Authorization", "AWS4-HMAC-SHA256"), incomplete + "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter."},
		{"another algorithm", replace(admin, "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256-PAYLOAD"), incomplete + "Unsupported AWS 'algorithm'."},
		{"fewer signed headers", replace(admin, "content-type;", ""), mismatch},
		{"the host not signed", replace(admin, "host;", ""), "403 InvalidSignatureException: 'host' must be a 'SignedHeader' in the AWS Authorization header."},
		{"the date not signed", replace(admin, ";x-amz-date", ""), "403 InvalidSignatureException: 'x-amz-date' must be a 'SignedHeader' in the AWS Authorization header."},
		{"a header signed that is not there", replace(admin, ";x-amz-date", ";x-amz-date;x-evil"), mismatch},
		{"two credentials", replace(admin, "Credential=", "Credential=x/20200101/us-east-1/appsync/aws4_request, Credential="), incomplete + "Authorization header has an unknown or repeated parameter."},
		{"more of a credential", replace(admin, "/aws4_request", "/aws4_request/x"), incomplete + "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term."},
		{"a signature and a key", and(admin, key), notAuthorized},
		{"two signatures", tampered(func(r *http.Request) { r.Header.Add("Authorization", r.Header.Get("Authorization")) }), notAuthorized},
	}
	for _, c := range cases {
		x.try(t, []attempt{{name: c.name, as: c.as, query: `{ listTodos { items { content } } }`, want: c.want}})
	}
	for name, age := range map[string]time.Duration{"a signature of yesterday": 24 * time.Hour, "a signature of six minutes ago": 6 * time.Minute, "a signature of tomorrow": -24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			x.t = t
			got := x.post(request(`{ listTodos { items { content } } }`, ""), func(r *http.Request) { signedFor("appsync", "us-east-1", age)(x, r) })
			if got.status != http.StatusForbidden || got.errorType != "BadRequestException" || bytes.Contains(got.body, []byte(marker)) ||
				!regexp.MustCompile(`"Signature (expired|not yet current): `).Match(got.body) {
				t.Errorf("%d %s", got.status, got.body)
			}
		})
	}
}
