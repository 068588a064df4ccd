// Package development holds what a server makes up for a newcomer who has no
// cloud account: the keys of a user pool and of an OpenID Connect issuer, and
// the secret that seals tokens. They live in files of the data folder, so that
// `amplifygo token` and the server agree and restarts change nothing. Nothing
// of it is used in production but the folder, for the default database.
package development

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/config"
)

// The files in the data folder.
const (
	poolKeyFile = "user-pool-key.pem"
	oidcKeyFile = "oidc-key.pem"
	secretFile  = "secret"
)

// Folder makes the data folder where there is none. What it makes has a
// .gitignore that keeps all of it, private keys among them, out of version
// control; a folder that was there before is not touched. Errors name the
// setting, as all errors of this package about the folder's files do.
func Folder(dataDir string) error { return InFolder(folder(dataDir)) }

func folder(dataDir string) error {
	info, err := os.Stat(dataDir)
	switch {
	case err == nil && !info.IsDir():
		return fmt.Errorf("%s is a file, not a folder", dataDir)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if _, err := os.Lstat(dataDir); err == nil {
		return fmt.Errorf("%s is a symbolic link that leads nowhere", dataDir)
	}
	if err := os.MkdirAll(dataDir, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dataDir, ".gitignore"), []byte("*\n"), 0o644)
}

// InFolder names the setting of the data folder in an error about what is in it.
func InFolder(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("server.dataDir (AMPLIFYGO_DATA_DIR): %w", err)
}

// UserPool opens the development user pool's issuer, making its key on first use.
func UserPool(dataDir string) (*devissuer.Issuer, error) {
	return open(dataDir, poolKeyFile, config.DevelopmentPoolID, config.DevelopmentClientID)
}

// OIDC opens the issuer of development OpenID Connect tokens. Its tokens name
// the schema's issuer, which the caller puts into the claims; its key is
// another than the user pool's, so that no token is good for both.
func OIDC(dataDir string) (*devissuer.Issuer, error) {
	return open(dataDir, oidcKeyFile, config.DevelopmentOIDCID, config.DevelopmentClientID)
}

func open(dataDir, file, id, client string) (*devissuer.Issuer, error) {
	if err := Folder(dataDir); err != nil {
		return nil, err
	}
	issuer, err := devissuer.Open(devissuer.Config{
		KeyFile: filepath.Join(dataDir, file), URL: config.DevelopmentURL, PoolID: id, ClientID: client,
	})
	return issuer, InFolder(err)
}

// Secret reads the secret of the data folder, making it on first use.
func Secret(dataDir string) (string, error) {
	if err := Folder(dataDir); err != nil {
		return "", err
	}
	secret, err := secretOf(filepath.Join(dataDir, secretFile))
	return secret, InFolder(err)
}

func secretOf(name string) (string, error) {
	text, err := os.ReadFile(name)
	if err == nil {
		secret := strings.TrimSpace(string(text))
		if len(secret) < 32 {
			return "", fmt.Errorf("%s holds fewer than 32 characters: remove it to have a new one made", name)
		}
		return secret, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return secretOf(name)
	}
	if err != nil {
		return "", err
	}
	if _, err := f.WriteString(hex.EncodeToString(raw) + "\n"); err != nil {
		f.Close()
		return "", err
	}
	return hex.EncodeToString(raw), f.Close()
}
