package e2e

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/internal/testkit/need"
)

// bundled is the page's script with the client in it, as a build tool makes it.
func bundled(t *testing.T) []byte {
	t.Helper()
	need.Program(t, "npm")
	if err := install(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(need.Program(t, "node"), filepath.Join("node_modules", "esbuild", "bin", "esbuild"), "browser.mjs", "--bundle", "--format=esm", "--log-level=error")
	cmd.Dir = scripts
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("esbuild: %v\n%s", err, out)
	}
	return out
}

// key is the hash of a certificate's key, by which Chromium is told to trust it.
func key(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		t.Fatalf("%s is no PEM file", file)
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(c.RawSubjectPublicKeyInfo)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// TestOfficialClientInABrowser runs the unmodified client in Chromium, on a
// page of another origin.
func TestOfficialClientInABrowser(t *testing.T) {
	t.Parallel()
	chromium := need.Program(t, "chromium")
	script := bundled(t)
	s := start(t, "todo")
	var outputs map[string]any
	if err := json.Unmarshal([]byte(s.amplifygo(t, "schema", "--outputs")), &outputs); err != nil {
		t.Fatal(err)
	}
	outputs["data"].(map[string]any)["url"] = s.url

	outcome := make(chan string, 1)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<!doctype html><title>amplifygo</title><script type="module" src="/browser.js"></script>`)
	})
	mux.HandleFunc("GET /browser.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = w.Write(script)
	})
	mux.HandleFunc("GET /amplify_outputs.json", func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(outputs) })
	mux.HandleFunc("POST /outcome", func(_ http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		outcome <- string(text)
	})
	page := httptest.NewServer(mux)
	defer page.Close()

	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
		"--disable-sync", "--disable-dev-shm-usage", "--user-data-dir="+t.TempDir(), "--ignore-certificate-errors-spki-list="+key(t, filepath.Join(s.data, "tls-cert.pem")), "--remote-debugging-port=0", page.URL)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		cancel()
		_ = cmd.Wait()
	}()
	select {
	case got := <-outcome:
		const want = `{"created":"from a browser","listed":["from a browser"],"refused":"Unauthorized","heard":"heard"}`
		if got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	case <-ctx.Done():
		t.Error("the page does not come to an end")
	}
}
