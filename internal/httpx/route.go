package httpx

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"parindex/internal/policy"
)

// Handler answers one request with a value or an error, never by writing.
type Handler func(*Request) (Reply, error)

// Route is one row of the table of routes.
type Route struct {
	Method string
	Path   string // pattern of http.ServeMux
	Action policy.Action
	Handle Handler
	Body   Body
}

// Body says what a route takes in.
type Body int

// The kinds of bodies. A form is read before the handler runs; an upload is
// streamed by the handler itself, and so is a part of a file, which a program
// sends: it is refused in plain words instead of by a page.
const (
	FormBody Body = iota
	UploadBody
	PartBody
)

// methods are how a route of each kind may be asked.
func (b Body) methods() []string {
	if b == PartBody {
		return []string{http.MethodOptions, http.MethodHead, http.MethodPost, http.MethodPatch, http.MethodDelete}
	}
	return []string{http.MethodGet, http.MethodPost}
}

// Fault tells what is wrong with the row, or nil.
func (r Route) fault() error {
	switch {
	case r.Action == "":
		return fmt.Errorf("route %s %s names no action", r.Method, r.Path)
	case r.Handle == nil:
		return fmt.Errorf("route %s %s has no handler", r.Method, r.Path)
	case !slices.Contains(r.Body.methods(), r.Method):
		return fmt.Errorf("route %s %s: pages are read with GET and changed with POST, parts of files sent with what their protocol says", r.Method, r.Path)
	case !strings.HasPrefix(r.Path, "/"):
		return fmt.Errorf("route %s %s: the path must begin with /", r.Method, r.Path)
	}
	return nil
}

// PrintRoutes writes the table as Markdown; docs/ROUTES.md is its output.
func PrintRoutes(w io.Writer, routes []Route) error {
	var b strings.Builder
	b.WriteString("| method | path | action |\n| --- | --- | --- |\n")
	for _, r := range routes {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", r.Method, r.Path, r.Action)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
