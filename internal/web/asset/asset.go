// Package asset owns the built files that pages load: styles, scripts, fonts.
// They are made by internal/web/assets/build.mjs, lie in dist and are part of
// the binary.
//
// It must not know which page loads what. Start with URL and Handler. While
// dist is empty every page still works, without style.
package asset

import (
	"embed"
	"encoding/json"
	"net/http"
	"path"
	"strings"
)

// Prefix is the path under which the files are served.
const Prefix = "/assets/"

//go:embed all:dist
var dist embed.FS

// names says under which file name each entry of the build lies in dist.
var names = readManifest()

func readManifest() map[string]string {
	found := map[string]string{}
	raw, err := dist.ReadFile("dist/manifest.json")
	if err != nil {
		return found // not built yet
	}
	if err := json.Unmarshal(raw, &found); err != nil {
		panic("asset: manifest.json: " + err.Error())
	}
	return found
}

// Ready tells whether the files were built into the program. Where they were
// not, the one who starts it should say "run make assets".
func Ready() bool { return len(names) > 0 }

// URL returns the address of an entry such as "app.css". Where it was not
// built, the address leads to nothing and the page does without.
func URL(entry string) string {
	if name, ok := names[entry]; ok {
		return Prefix + name
	}
	return Prefix + entry
}

// types are the media types of what the build makes.
var types = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

// Handler serves the files under Prefix. Their names change with their
// content, so that they may be kept for ever.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, Prefix)
		kind, known := types[path.Ext(name)]
		body, err := dist.ReadFile("dist/" + name)
		if !known || err != nil {
			http.NotFound(w, r)
			return
		}
		head := w.Header()
		head.Set("Content-Type", kind)
		head.Set("Cache-Control", "public, max-age=31536000, immutable")
		head.Set("X-Content-Type-Options", "nosniff")
		send(w, r, name, body)
	})
}

// send writes the body, compressed where a copy exists and the browser reads it.
func send(w http.ResponseWriter, r *http.Request, name string, body []byte) {
	head := w.Header()
	if packed, err := dist.ReadFile("dist/" + name + ".gz"); err == nil {
		head.Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			head.Set("Content-Encoding", "gzip")
			body = packed
		}
	}
	if r.Method == http.MethodHead {
		return
	}
	// The one who asked has gone when this fails; nothing is left to be done.
	_, _ = w.Write(body) //nolint:gosec // the body is a file of the program itself
}
