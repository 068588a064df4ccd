package sigv4_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/auth/sigv4"
)

// recorded is a request as the signer of aws-amplify 6.22.1 signed it.
type recorded struct {
	Name, Method, Host, Path, RawQuery, Body string
	Headers                                  map[string]string
}

func (r recorded) request() *auth.Request {
	h := http.Header{}
	for name, v := range r.Headers {
		h.Set(name, v)
	}
	return &auth.Request{Header: h, Method: r.Method, Host: r.Host, Path: r.Path, RawQuery: r.RawQuery, Body: []byte(r.Body)}
}

func load(t testing.TB) []recorded {
	t.Helper()
	data, err := os.ReadFile("testdata/amplify-6.22.1.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []recorded
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// signedAt is when the recorded requests were signed.
var signedAt = time.Date(2026, 11, 23, 11, 41, 13, 0, time.UTC)

const (
	keyID  = "AKIAEXAMPLE0000001"
	secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
)

// sessions knows one temporary credential.
type sessions struct{ expires time.Time }

func (s sessions) Credential(_ context.Context, id, token string) (*sigv4.Credential, error) {
	if id != "ASIAEXAMPLE0000002" || token != "sealed.token+/with=signs" {
		return nil, sigv4.ErrUnknown
	}
	return &sigv4.Credential{Secret: "session-secret-0123456789", Principal: auth.Guest, IdentityID: "us-east-1:guest", Expires: s.expires}, nil
}

func verifier(t testing.TB, now time.Time) *sigv4.Verifier {
	t.Helper()
	keys, err := sigv4.NewKeys([]sigv4.AccessKey{
		{AccessKeyID: keyID, SecretAccessKey: secret, Role: "admin"},
		{AccessKeyID: "AKIAOTHER", SecretAccessKey: "another-secret-0123456789", Role: "authenticated"},
	})
	if err != nil {
		t.Fatal(err)
	}
	v, err := sigv4.New(sigv4.Config{Region: "us-east-1", Keys: keys, Sessions: sessions{signedAt.Add(time.Hour)}, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestRecorded(t *testing.T) {
	t.Parallel()
	for _, offset := range []time.Duration{0, sigv4.Window, -sigv4.Window} {
		v := verifier(t, signedAt.Add(offset))
		for _, r := range load(t) {
			id, err := v.VerifyRequest(context.Background(), r.request())
			if err != nil {
				t.Errorf("%s: %v", r.Name, err)
				continue
			}
			want := auth.Admin
			if strings.HasPrefix(r.Name, "session") {
				want = auth.Guest
			}
			if id.Principal != want || id.AccessKeyID == "" || (want == auth.Guest) != (id.IdentityID == "us-east-1:guest") {
				t.Errorf("%s: %+v", r.Name, id)
			}
		}
	}
}

// change makes a request something else than what was signed.
type change struct {
	name string
	do   func(r *auth.Request)
	want string // errorType
}

func edit(header, old, replacement string) func(*auth.Request) {
	return func(r *auth.Request) {
		r.Header.Set(header, strings.Replace(r.Header.Get(header), old, replacement, 1))
	}
}

var changes = []change{
	{"body", func(r *auth.Request) { r.Body = append(r.Body, ' ') }, "InvalidSignatureException"},
	{"empty body", func(r *auth.Request) { r.Body = nil }, "InvalidSignatureException"},
	{"method", func(r *auth.Request) { r.Method = "GET" }, "InvalidSignatureException"},
	{"path", func(r *auth.Request) { r.Path += "/connect" }, "InvalidSignatureException"},
	{"path slash", func(r *auth.Request) { r.Path += "/" }, "InvalidSignatureException"},
	{"query", func(r *auth.Request) { r.RawQuery += "&x=1" }, "InvalidSignatureException"},
	{"broken query", func(r *auth.Request) { r.RawQuery += "&;=%" }, "InvalidSignatureException"},
	{"host", func(r *auth.Request) { r.Host = "evil.example" }, "InvalidSignatureException"},
	{"host and path moved", func(r *auth.Request) {
		first, rest, _ := strings.Cut(r.Path[1:]+"/", "/")
		r.Host, r.Path = r.Host+"/"+first, "/"+strings.TrimSuffix(rest, "/")
	}, "InvalidSignatureException"},
	{"no host", func(r *auth.Request) { r.Host = "" }, "InvalidSignatureException"},
	{"content type", edit("content-type", "json", "xml"), "InvalidSignatureException"},
	{"second content type", func(r *auth.Request) { r.Header.Add("content-type", "text/plain") }, "InvalidSignatureException"},
	{"signed header gone", func(r *auth.Request) { r.Header.Del("content-type") }, "InvalidSignatureException"},
	{"date", func(r *auth.Request) { r.Header.Set("x-amz-date", "20261123T114114Z") }, "InvalidSignatureException"},
	{"day", func(r *auth.Request) { r.Header.Set("x-amz-date", "20261124T114113Z") }, "InvalidSignatureException"},
	{"date form", func(r *auth.Request) { r.Header.Set("x-amz-date", "2026-11-23T11:41:13Z") }, "IncompleteSignatureException"},
	{"no date", func(r *auth.Request) { r.Header.Del("x-amz-date") }, "IncompleteSignatureException"},
	{"Date instead", func(r *auth.Request) {
		r.Header.Set("date", r.Header.Get("x-amz-date"))
		r.Header.Del("x-amz-date")
	}, "IncompleteSignatureException"},
	{"two dates", func(r *auth.Request) { r.Header.Add("x-amz-date", r.Header.Get("x-amz-date")) }, "IncompleteSignatureException"},
	{"two signatures", func(r *auth.Request) { r.Header.Add("authorization", r.Header.Get("authorization")) }, "IncompleteSignatureException"},
	{"unsigned payload", func(r *auth.Request) { r.Header.Set("x-amz-content-sha256", "UNSIGNED-PAYLOAD") }, "InvalidSignatureException"},
	{"foreign key id", edit("authorization", "EXAMPLE000000", "EXAMPLF000000"), "UnrecognizedClientException"},
	{"another's key id", func(r *auth.Request) {
		r.Header.Del("x-amz-security-token")
		edit("authorization", "AKIAEXAMPLE0000001", "AKIAOTHER")(r)
		edit("authorization", "ASIAEXAMPLE0000002", "AKIAOTHER")(r)
	}, "InvalidSignatureException"},
	{"region", edit("authorization", "us-east-1", "eu-west-1"), "InvalidSignatureException"},
	{"service", edit("authorization", "/appsync/", "/s3/"), "InvalidSignatureException"},
	{"terminator", edit("authorization", "aws4_request", "aws5_request"), "IncompleteSignatureException"},
	{"scope day", edit("authorization", "/20261123/", "/20261122/"), "InvalidSignatureException"},
	{"algorithm", edit("authorization", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"), "IncompleteSignatureException"},
	{"algorithm glued", edit("authorization", "AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256"), "IncompleteSignatureException"},
	{"only the algorithm", func(r *auth.Request) { r.Header.Set("authorization", "AWS4-HMAC-SHA256") }, "IncompleteSignatureException"},
	{"no signature", func(r *auth.Request) {
		v, _, _ := strings.Cut(r.Header.Get("authorization"), ", Signature")
		r.Header.Set("authorization", v)
	}, "IncompleteSignatureException"},
	{"empty signature", func(r *auth.Request) {
		v, _, _ := strings.Cut(r.Header.Get("authorization"), "Signature=")
		r.Header.Set("authorization", v+"Signature=")
	}, "IncompleteSignatureException"},
	{"zero signature", func(r *auth.Request) {
		v, _, _ := strings.Cut(r.Header.Get("authorization"), "Signature=")
		r.Header.Set("authorization", v+"Signature="+strings.Repeat("0", 64))
	}, "InvalidSignatureException"},
	{"signature cut", func(r *auth.Request) {
		v := r.Header.Get("authorization")
		r.Header.Set("authorization", v[:len(v)-1])
	}, "IncompleteSignatureException"},
	{"signature twice", func(r *auth.Request) {
		v := r.Header.Get("authorization")
		_, s, _ := strings.Cut(v, "Signature=")
		r.Header.Set("authorization", v+", Signature="+s)
	}, "IncompleteSignatureException"},
	{"unknown parameter", func(r *auth.Request) { r.Header.Set("authorization", r.Header.Get("authorization")+", Role=admin") }, "IncompleteSignatureException"},
	{"host not signed", edit("authorization", "host;", ""), "InvalidSignatureException"},
	{"date not signed", func(r *auth.Request) {
		edit("authorization", "x-amz-date;", "")(r)
		edit("authorization", ";x-amz-date,", ",")(r)
	}, "InvalidSignatureException"},
	{"header not signed", edit("authorization", "content-type;", ""), "InvalidSignatureException"},
	{"more headers signed", func(r *auth.Request) {
		r.Header.Set("aaa", "b")
		edit("authorization", "SignedHeaders=", "SignedHeaders=aaa;")(r)
	}, "InvalidSignatureException"},
	{"headers out of order", edit("authorization", "SignedHeaders=", "SignedHeaders=zzz;"), "IncompleteSignatureException"},
	{"header names upper case", edit("authorization", "host", "Host"), "IncompleteSignatureException"},
	{"authorization too long", func(r *auth.Request) {
		r.Header.Set("authorization", r.Header.Get("authorization")+strings.Repeat(" ", 8<<10))
	}, "IncompleteSignatureException"},
}

// TestTampered changes each part of each recorded request.
func TestTampered(t *testing.T) {
	t.Parallel()
	v := verifier(t, signedAt)
	for _, r := range load(t) {
		for _, c := range changes {
			q := r.request()
			c.do(q)
			expectRefusal(t, v, q, r.Name+", "+c.name, c.want)
		}
	}
}

func expectRefusal(t *testing.T, v *sigv4.Verifier, q *auth.Request, name, want string) {
	t.Helper()
	id, err := v.VerifyRequest(context.Background(), q)
	var refusal *auth.Error
	if id != nil || !errors.As(err, &refusal) || refusal.Type != want || refusal.Status != 403 {
		t.Errorf("%s: got %+v, %v; want 403 %s", name, id, err, want)
	}
}

func TestSessionToken(t *testing.T) {
	t.Parallel()
	v := verifier(t, signedAt)
	for _, r := range load(t) {
		session := strings.HasPrefix(r.Name, "session")
		for _, c := range []struct {
			name  string
			token string
		}{{"none", ""}, {"another", "x"}, {"twice", ""}} {
			q := r.request()
			q.Header.Del("x-amz-security-token")
			if c.token != "" {
				q.Header.Set("x-amz-security-token", c.token)
			}
			if c.name == "twice" {
				q.Header["X-Amz-Security-Token"] = []string{"sealed.token+/with=signs", "sealed.token+/with=signs"}
			}
			if !session && c.token == "" && c.name != "twice" {
				continue // as it was signed
			}
			if id, err := v.VerifyRequest(context.Background(), q); err == nil {
				t.Errorf("%s, token %s: admitted %+v", r.Name, c.name, id)
			}
		}
		if session { // a token that was not signed
			q := r.request()
			edit("authorization", ";x-amz-security-token", "")(q)
			expectRefusal(t, v, q, r.Name+", token not signed", "InvalidSignatureException")
		}
	}
}

func TestWindow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		offset time.Duration
		text   string
	}{
		{sigv4.Window + time.Second, "Signature expired: 20261123T114113Z is now earlier than"},
		{-sigv4.Window - time.Second, "Signature not yet current: 20261123T114113Z is still later than"},
		{24 * time.Hour, "Signature expired"}, {30 * 365 * 24 * time.Hour, "Signature expired"},
	} {
		v := verifier(t, signedAt.Add(c.offset))
		for _, r := range load(t) {
			_, err := v.VerifyRequest(context.Background(), r.request())
			var refusal *auth.Error
			if !errors.As(err, &refusal) || refusal.Type != "BadRequestException" || !strings.HasPrefix(refusal.Message, c.text) {
				t.Errorf("%v: %v", c.offset, err)
			}
		}
	}
}

func TestExpiredSession(t *testing.T) {
	t.Parallel()
	v, err := sigv4.New(sigv4.Config{Region: "us-east-1", Sessions: sessions{signedAt}, Now: func() time.Time { return signedAt }})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range load(t) {
		want := "UnrecognizedClientException" // there are no long-lived keys
		if strings.HasPrefix(r.Name, "session") {
			want = "ExpiredTokenException"
		}
		expectRefusal(t, v, r.request(), r.Name, want)
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	good := sigv4.AccessKey{AccessKeyID: "AK", SecretAccessKey: "0123456789abcdef", Role: "admin"}
	with := func(change func(*sigv4.AccessKey)) []sigv4.AccessKey {
		k := good
		change(&k)
		return []sigv4.AccessKey{k}
	}
	for _, c := range []struct {
		keys []sigv4.AccessKey
		want string
	}{
		{[]sigv4.AccessKey{good}, ""},
		{with(func(k *sigv4.AccessKey) { k.Role = "function:report" }), ""},
		{with(func(k *sigv4.AccessKey) { k.Role, k.IdentityID = "guest", "us-east-1:x" }), ""},
		{[]sigv4.AccessKey{good, good}, "twice"},
		{with(func(k *sigv4.AccessKey) { k.AccessKeyID = "" }), "accessKeyId"},
		{with(func(k *sigv4.AccessKey) { k.AccessKeyID = "a/b" }), "accessKeyId"},
		{with(func(k *sigv4.AccessKey) { k.SecretAccessKey = "short" }), "secretAccessKey"},
		{with(func(k *sigv4.AccessKey) { k.Role = "" }), "role"},
		{with(func(k *sigv4.AccessKey) { k.Role = "Admin" }), "role"},
		{with(func(k *sigv4.AccessKey) { k.Role = "function:" }), "role"},
		{with(func(k *sigv4.AccessKey) { k.IdentityID = "x" }), "identityId"},
	} {
		_, err := sigv4.NewKeys(c.keys)
		if (err == nil) != (c.want == "") || (err != nil && !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%+v: %v, want %q", c.keys, err, c.want)
		}
	}
}

func TestOpenKeys(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	if err := os.WriteFile(path, []byte(`[{"accessKeyId":"AK","secretAccessKey":"0123456789abcdef","role":"function:report"}]`), 0o600); err != nil {
		t.Fatal(err)
	}
	keys, err := sigv4.OpenKeys(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := keys.Credential(context.Background(), "AK", "")
	if err != nil || c.Principal != auth.FunctionRole || c.Function != "report" {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err := keys.Credential(context.Background(), "AK", "token"); err == nil {
		t.Error("a long-lived key with a session token")
	}
	for _, wrong := range []string{`{}`, `[{"accessKeyId":"AK","secret":"x","role":"admin"}]`, `[]x`} {
		if err := os.WriteFile(path, []byte(wrong), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := sigv4.OpenKeys(path, nil); err == nil {
			t.Errorf("%s is accepted", wrong)
		}
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		config sigv4.Config
		want   string
	}{
		{sigv4.Config{Sessions: sessions{}}, "Region"},
		{sigv4.Config{Region: "us-east-1"}, "neither access keys nor an identity pool"},
	} {
		if _, err := sigv4.New(c.config); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

// TestReplacedSecret: a key whose secret was replaced no longer signs.
func TestReplacedSecret(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	write := func(secret string) {
		t.Helper()
		text := `[{"accessKeyId":"` + keyID + `","secretAccessKey":"` + secret + `","role":"admin"}]`
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(secret)
	keys, err := sigv4.OpenKeys(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	v, err := sigv4.New(sigv4.Config{Region: "us-east-1", Keys: keys, Now: func() time.Time { return signedAt }})
	if err != nil {
		t.Fatal(err)
	}
	r := load(t)[0]
	if _, err := v.VerifyRequest(context.Background(), r.request()); err != nil {
		t.Fatal(err)
	}
	write("another-secret-0123456789")
	keys.Look()
	expectRefusal(t, v, r.request(), "replaced", "InvalidSignatureException")
}

// FuzzHeader: no Authorization header but the signed one is admitted, none panics.
func FuzzHeader(f *testing.F) {
	v := verifier(f, signedAt)
	r := load(f)[0]
	good := r.request().Header.Get("authorization")
	for _, s := range []string{good, "", "AWS4-HMAC-SHA256", good[:60], strings.ReplaceAll(good, ", ", ","), strings.ReplaceAll(good, "=", "==")} {
		f.Add(s, signedAt.Format("20060102T150405Z"))
	}
	_, signature, _ := strings.Cut(good, "Signature=")
	f.Fuzz(func(t *testing.T, header, date string) {
		q := r.request()
		q.Header.Set("authorization", header)
		q.Header.Set("x-amz-date", date)
		id, err := v.VerifyRequest(context.Background(), q)
		if (id == nil) == (err == nil) {
			t.Fatalf("identity %v, error %v", id, err)
		}
		if id != nil && !strings.Contains(header, signature) {
			t.Fatalf("admitted %q", header)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	v := verifier(b, signedAt)
	for _, r := range load(b)[:1] {
		q := r.request()
		b.ReportAllocs()
		for b.Loop() {
			if _, err := v.VerifyRequest(context.Background(), q); err != nil {
				b.Fatal(err)
			}
		}
	}
}
