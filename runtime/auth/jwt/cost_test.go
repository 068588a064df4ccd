package jwt_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwk"

	"github.com/amplifygo/amplifygo/runtime/auth/jwt"
)

// local makes a verifier whose keys are in the process.
func local(t testing.TB) *jwt.Verifier {
	t.Helper()
	k, err := jwk.Import(rsaKey().Public())
	must(t, err)
	must(t, k.Set(jwk.KeyIDKey, "k1"))
	set := jwk.NewSet()
	must(t, set.AddKey(k))
	keys, err := jwt.Static(set)
	must(t, err)
	v, err := jwt.New(jwt.Config{Pools: []jwt.Pool{{Issuer: "https://pool.example", ClientIDs: []string{"app"}, Keys: keys}}})
	must(t, err)
	return v
}

func localToken(t testing.TB, sub string) string {
	return sign(t, rsaKey(), rs256, claims{"iss": "https://pool.example", "sub": sub, "username": "alice", "client_id": "app",
		"token_use": "access", "exp": time.Now().Unix() + 3600, "cognito:groups": []string{"Admins"}})
}

// FuzzToken: no token is admitted but those that were signed here, and none panics.
func FuzzToken(f *testing.F) {
	v := local(f)
	good := localToken(f, "a")
	for _, s := range []string{good, "Bearer " + good, "a.b.c", "..", "", good[:40], good + ".", b64(claims{"alg": "none"}) + "." + b64(claims{"iss": "https://pool.example"}) + "."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, token string) {
		id, err := v.VerifyToken(context.Background(), token)
		if (id == nil) == (err == nil) {
			t.Fatalf("identity %v, error %v", id, err)
		}
		if id != nil && id.Sub != "a" {
			t.Fatalf("admitted %q", token)
		}
	})
}

// BenchmarkVerify measures a token with warm keys: seen before, and new.
func BenchmarkVerify(b *testing.B) {
	v := local(b)
	ctx := context.Background()
	b.Run("remembered", func(b *testing.B) {
		token := localToken(b, "a")
		b.ReportAllocs()
		for b.Loop() {
			if _, err := v.VerifyToken(ctx, token); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("new", func(b *testing.B) {
		tokens := make([]string, 256)
		for i := range tokens {
			tokens[i] = localToken(b, strconv.Itoa(i))
		}
		i := 0
		b.ReportAllocs()
		b.ResetTimer()
		for b.Loop() {
			if i%len(tokens) == 0 {
				b.StopTimer()
				v = local(b)
				b.StartTimer()
			}
			if _, err := v.VerifyToken(ctx, tokens[i%len(tokens)]); err != nil {
				b.Fatal(err)
			}
			i++
		}
	})
}
