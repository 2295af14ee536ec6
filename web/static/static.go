// Package static owns the files that browsers fetch beside the pages: style
// sheets, scripts, the icon sprite. It embeds what `npm run build` made and
// refuses to build anything itself.
package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
)

// Path is where the web server serves Files.
const Path = "/static/"

// Files are the built assets, named as below this folder ("app.css",
// "vendor/htmx.min.js").
//
//go:embed *.css *.js *.svg vendor
var Files embed.FS

// addresses follows from Files alone, so it cannot change while the program runs.
var addresses = mustAddress(Files)

// URL returns the address of an asset with its content's fingerprint, so that
// browsers may keep it for ever. An unknown name has no fingerprint and ends
// as a 404, which the tests of the pages notice.
func URL(name string) string {
	if address, ok := addresses[name]; ok {
		return address
	}
	return Path + name
}

func mustAddress(files fs.FS) map[string]string {
	addresses := map[string]string{}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return fmt.Errorf("read asset %s: %w", name, err)
		}
		sum := sha256.Sum256(body)
		addresses[name] = Path + name + "?v=" + hex.EncodeToString(sum[:6])
		return nil
	})
	if err != nil {
		panic(err)
	}
	return addresses
}
