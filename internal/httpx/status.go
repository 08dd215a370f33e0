package httpx

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"parindex/internal/par"
)

// statuses is the only map from an error to a status.
var statuses = map[par.Code]int{
	par.Invalid:         http.StatusUnprocessableEntity,
	par.Unauthenticated: http.StatusUnauthorized,
	par.Forbidden:       http.StatusForbidden,
	par.NotFound:        http.StatusNotFound,
	par.Conflict:        http.StatusConflict,
	par.Closed:          http.StatusLocked,
	par.TooLarge:        http.StatusRequestEntityTooLarge,
	par.TooMany:         http.StatusTooManyRequests,
	par.Unavailable:     http.StatusServiceUnavailable,
	par.Internal:        http.StatusInternalServerError,
}

// Status returns the HTTP status of an error.
func Status(err error) int { return statuses[par.CodeOf(err)] }

// PrintStatuses writes the table of errors as Markdown; docs/ERRORS.md is its output.
func PrintStatuses(w io.Writer) error {
	var b strings.Builder
	b.WriteString("| code | status | |\n| --- | --- | --- |\n")
	for _, code := range par.Codes() {
		fmt.Fprintf(&b, "| %s | %d | %s |\n", code, statuses[code], http.StatusText(statuses[code]))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
