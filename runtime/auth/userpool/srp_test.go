package userpool_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"
	"testing"
)

// The client's side of SRP, written after RFC 5054 and the client library's
// behaviour, apart from the server's.

const primeHex = "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF"

func number(text string) *big.Int {
	n, ok := new(big.Int).SetString(text, 16)
	if !ok {
		panic(text)
	}
	return n
}

// padHex is the client's: an even number of digits, and no leading 8 to f.
func padHex(n *big.Int) []byte {
	text := n.Text(16)
	if len(text)%2 == 1 {
		text = "0" + text
	} else if strings.ContainsAny(text[:1], "89abcdef") {
		text = "00" + text
	}
	raw, _ := hex.DecodeString(text)
	return raw
}

func hash(parts ...[]byte) []byte {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

type srpClient struct{ n, g, a, public *big.Int }

func newSRPClient() srpClient {
	c := srpClient{n: number(primeHex), g: big.NewInt(2), a: number("c0ffee" + strings.Repeat("5a17", 30))}
	c.public = new(big.Int).Exp(c.g, c.a, c.n)
	return c
}

// proof computes PASSWORD_CLAIM_SIGNATURE.
func (c srpClient) proof(poolName, password string, p object, timestamp string) string {
	user, b, salt := p["USER_ID_FOR_SRP"].(string), number(p["SRP_B"].(string)), number(p["SALT"].(string))
	integer := func(b []byte) *big.Int { return new(big.Int).SetBytes(b) }
	u := integer(hash(padHex(c.public), padHex(b)))
	k := integer(hash(padHex(c.n), padHex(c.g)))
	x := integer(hash(padHex(salt), hash([]byte(poolName+user+":"+password))))
	base := new(big.Int).Sub(b, new(big.Int).Mul(k, new(big.Int).Exp(c.g, x, c.n)))
	s := new(big.Int).Exp(base.Mod(base, c.n), new(big.Int).Add(c.a, new(big.Int).Mul(u, x)), c.n)
	mac := func(key []byte, parts ...[]byte) []byte {
		m := hmac.New(sha256.New, key)
		for _, p := range parts {
			m.Write(p)
		}
		return m.Sum(nil)
	}
	key := mac(mac(padHex(u), padHex(s)), []byte("Caldera Derived Key\x01"))[:16]
	block, _ := base64.StdEncoding.DecodeString(p["SECRET_BLOCK"].(string))
	return base64.StdEncoding.EncodeToString(mac(key, []byte(poolName+user), block, []byte(timestamp)))
}

const timestamp = "Mon Nov 23 12:00:00 UTC 2026"

func (w *world) begin(username string, a string) object {
	w.t.Helper()
	answer := w.expect("", "InitiateAuth", object{"AuthFlow": "USER_SRP_AUTH", "ClientId": "dev", "AuthParameters": object{"USERNAME": username, "SRP_A": a}})
	if answer["ChallengeName"] != "PASSWORD_VERIFIER" {
		w.t.Fatalf("%v", answer)
	}
	return answer["ChallengeParameters"].(object)
}

func response(p object, proof string) object {
	return object{"ChallengeName": "PASSWORD_VERIFIER", "ClientId": "dev", "ChallengeResponses": object{
		"USERNAME": p["USER_ID_FOR_SRP"], "PASSWORD_CLAIM_SECRET_BLOCK": p["SECRET_BLOCK"], "TIMESTAMP": timestamp, "PASSWORD_CLAIM_SIGNATURE": proof}}
}

func TestSRP(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.signUp("Alice", "correct horse")
	c := newSRPClient()
	a := c.public.Text(16)

	p := w.begin("alice", a)
	good := response(p, c.proof("dev", "correct horse", p, timestamp))
	answer := w.expect("", "RespondToAuthChallenge", good)
	if result, _ := answer["AuthenticationResult"].(object); result["AccessToken"] == nil || result["RefreshToken"] == nil {
		t.Errorf("%v", answer)
	}
	w.expect("NotAuthorizedException", "RespondToAuthChallenge", good) // replayed

	for name, change := range map[string]func(r object, p object){
		"another client": func(r, _ object) { r["ClientId"] = "second" },
		"another user":   func(r, _ object) { r["ChallengeResponses"].(object)["USERNAME"] = "bob" },
		"another time":   func(r, _ object) { r["ChallengeResponses"].(object)["TIMESTAMP"] = "Mon Nov 23 12:00:01 UTC 2026" },
		"no time":        func(r, _ object) { delete(r["ChallengeResponses"].(object), "TIMESTAMP") },
		"forged block": func(r, _ object) {
			r["ChallengeResponses"].(object)["PASSWORD_CLAIM_SECRET_BLOCK"] = base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", 500)))
		},
		"no proof": func(r, _ object) { r["ChallengeResponses"].(object)["PASSWORD_CLAIM_SIGNATURE"] = "" },
	} {
		p := w.begin("alice", a)
		r := response(p, c.proof("dev", "correct horse", p, timestamp))
		change(r, p)
		if kind, _ := w.call("RespondToAuthChallenge", r); kind != "NotAuthorizedException" {
			t.Errorf("%s: %q", name, kind)
		}
	}
	p = w.begin("alice", a)
	w.expect("NotAuthorizedException", "RespondToAuthChallenge", response(p, c.proof("dev", "wrong horse", p, timestamp)))
	w.expect("InvalidParameterException", "RespondToAuthChallenge", object{"ChallengeName": "SMS_MFA", "ClientId": "dev"})
}

// TestSRPNobody: a name that nobody has is answered like one that somebody has.
func TestSRPNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.signUp("alice", "correct horse")
	c := newSRPClient()
	first, second := w.begin("nobody", c.public.Text(16)), w.begin("nobody", c.public.Text(16))
	if first["SALT"] != second["SALT"] || first["SRP_B"] == second["SRP_B"] || len(first) != len(w.begin("alice", c.public.Text(16))) {
		t.Errorf("%v, %v", first, second)
	}
	w.expect("NotAuthorizedException", "RespondToAuthChallenge", response(first, c.proof("dev", "x", first, timestamp)))
}

// TestSRPZero: an A that makes the key known without a password.
func TestSRPZero(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.signUp("alice", "correct horse")
	n := number(primeHex)
	for _, a := range []string{"", "0", "00", primeHex, new(big.Int).Mul(n, big.NewInt(2)).Text(16), "-1", "xyz", strings.Repeat("f", 10_000)} {
		w.expect("InvalidParameterException", "InitiateAuth", object{"AuthFlow": "USER_SRP_AUTH", "ClientId": "dev", "AuthParameters": object{"USERNAME": "alice", "SRP_A": a}})
	}
}
